"""An offer as the model sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scabot_domain.parties import By
from scabot_domain.terms.sections import Term

MINUTE = timedelta(minutes=1)


@dataclass
class Proposal:
    """An offer as the model sees it."""

    side: str
    made_at: datetime
    expires_at: datetime
    hash: str
    term: Term | None
    alive: bool = True

    def can_be_answered(self, by: By) -> bool:
        """Say whether it is open when the answer is given, and provably so when it is entered."""
        in_time = self.made_at - MINUTE <= by.said_at <= self.expires_at
        return self.alive and in_time and (by.at <= self.expires_at or by.on_behalf_of is not None)
