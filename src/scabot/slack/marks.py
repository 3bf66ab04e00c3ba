"""The mark that a message carries in its metadata, so that it can be found again; everybody there can read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from scabot.views.channels import ChannelKind
from scabot.views.outbox import OutboxRow
from scabot_domain.events import CaseEvent

EVENT_TYPE = "scabot_outbox"

Mark = dict[str, object]
"""The payload of the metadata: an id that is one row's alone in its channel, and the case."""


def mark_of(row: OutboxRow, kind: ChannelKind, shown: Sequence[CaseEvent]) -> Mark:
    """Return the mark of a row in a channel of a kind, where `shown` are the events of its case that may be seen there.

    In a channel of the house it names the row. Elsewhere the row's position would count events that are kept from the
    readers, so there it counts the events that they may see. A version would do so anywhere, so there is none.
    """
    if kind is ChannelKind.INTERNAL:
        return {"id": row.id, "case": row.case_key}
    seen = sum(event.version <= row.version for event in shown)
    return {"id": f"{row.stream.value}.{seen}", "case": row.case_key}


def metadata(mark: Mark) -> dict[str, object]:
    """Return a mark as Slack takes it."""
    return {"event_type": EVENT_TYPE, "event_payload": mark}


def carries(message: Mapping[str, Any], mark: Mark) -> bool:
    """Say whether a message of Slack carries the mark."""
    found = message.get("metadata") or {}
    payload = found.get("event_payload") or {}
    same = all(payload.get(name) == mark[name] for name in ("id", "case"))
    return same and found.get("event_type") == EVENT_TYPE
