"""Which events an audience may read; whoever renders or answers folds only these (I20)."""

from collections.abc import Iterable

from scabot_domain.events import CaseEvent
from scabot_domain.parties import Audience


def visible(events: Iterable[CaseEvent], audience: Audience) -> list[CaseEvent]:
    """Return the events that the audience may read, in order."""
    return [event for event in events if audience.may_read(event.visibility)]
