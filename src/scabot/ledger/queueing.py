"""What a step makes heard: outbox rows, home notices for internal channels, shared ones for shared channels."""

from collections.abc import Sequence
from datetime import datetime

from scabot.ledger.projections import Step
from scabot.views import channels, outbox
from scabot.views.channels import ChannelKind, hears
from scabot.views.outbox import Item
from scabot.views.tx import Tx
from scabot_domain.notices import Notice, Readers, notices
from scabot_domain.parties import Side

_HEARD_IN = {Readers.HOME: ChannelKind.INTERNAL, Readers.SHARED: ChannelKind.SHARED}


class Queueing:
    """The notices of a step, on the way to every channel that may hear of the case.

    Made before anything else is written, because it asks which channels there are, and `write` needs the answer.
    """

    def __init__(self, tx: Tx, taken: Step, home_side: Side) -> None:
        self._tx, self._taken = tx, taken
        self._heard = notices(taken.after, taken.events, home_side)
        self._linked = channels.asked(tx) if self._heard else None

    def write(self, positions: Sequence[int]) -> None:
        """Queue them; the events of the step are at these positions."""
        if self._linked is None:
            return
        taken, linked = self._taken, channels.read_all(self._linked)
        parties = (taken.after.payer, taken.after.provider)
        hearing = [channel for channel in linked if hears(channel, linked, parties)]
        position_of = {event.version: position for event, position in zip(taken.events, positions, strict=True)}
        at = taken.events[-1].recorded_at
        wanted = [
            (notice, channel)
            for notice in self._heard
            for channel in hearing
            if channel.kind is _HEARD_IN[notice.readers]
        ]
        outbox.insert(
            self._tx,
            [
                _item(notice, channel.alias, taken.after.key, (position_of[notice.version], n, at))
                for n, (notice, channel) in enumerate(wanted, start=1)
            ],
        )


def _item(notice: Notice, dest: str, case_key: str, place: tuple[int, int, datetime]) -> Item:
    position, n, at = place
    return Item(
        position=position,
        n=n,
        case_key=case_key,
        stream=notice.stream,
        dest=dest,
        kind=notice.kind,
        version=notice.version,
        priority=notice.priority,
        queued_at=at,
    )
