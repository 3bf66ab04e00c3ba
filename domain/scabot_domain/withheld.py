"""An offer that a side keeps to itself until a second approver releases it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scabot_domain.facts.withholding import OfferHeld
from scabot_domain.parties import Actor, Side, Source


class WithheldState(StrEnum):
    """What became of a held offer.

    It is `replaced` by whatever its side offers next, and `stale` once terms are agreed, or the talks are over.
    """

    WAITING = "waiting"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    REPLACED = "replaced"
    STALE = "stale"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """A held offer as it stands: what was to be offered, by whom, from where, and what became of it."""

    offer: OfferHeld
    sender: Actor
    source: Source
    at: datetime
    state: WithheldState = WithheldState.WAITING

    @property
    def side(self) -> Side:
        """Return the side that holds it."""
        return self.offer.terms.side

    @property
    def waiting(self) -> bool:
        """Say whether it can still be released or dropped."""
        return self.state is WithheldState.WAITING
