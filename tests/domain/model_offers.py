"""An offer as the model sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.parties import By
from scabot_domain.terms.sections import AgreedRate, Term

MINUTE = timedelta(minutes=1)


@dataclass
class Proposal:
    """An offer as the model sees it."""

    side: str
    made_at: datetime
    expires_at: datetime
    hash: str
    term: Term | None
    paid: frozenset[str]
    alive: bool = True
    whole: bool = False

    def can_be_answered(self, by: By) -> bool:
        """Say whether it is open when the answer is given, and provably so when it is entered."""
        in_time = self.made_at - MINUTE <= by.said_at <= self.expires_at
        return self.alive and in_time and (by.at <= self.expires_at or by.on_behalf_of is not None)


def paid_by(command: MakeOffer | Counter) -> frozenset[str]:
    """Return the entities that an offer's rates pay a part to."""
    return frozenset(party for rate in command.rates for party in parts_of(rate))


def parts_of(agreed: AgreedRate) -> frozenset[str]:
    """Return the entities that a rate pays a part to."""
    return frozenset(part.party_id for part in agreed.allocations or ())


def adds_up(command: MakeOffer | Counter) -> bool:
    """Say whether the parts of every case rate are the rate, to the cent."""
    divided = (rate for rate in command.rates if rate.allocations)
    return all(sum(part.amount for part in one.allocations or ()) == getattr(one.rate, "amount", 0) for one in divided)
