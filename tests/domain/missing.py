"""What is missing, as tests of the list ask for it."""

from datetime import datetime

from scabot_domain.insight import Need, Unblock, unblock
from scabot_domain.parties import Audience, Role, Side
from scabot_domain.playbook import shipped_book
from story import Step, given

BOOK = shipped_book()
PAYER, PROVIDER = Audience(side=Side.PAYER), Audience(side=Side.PROVIDER)


def lines(*steps: Step | tuple[Step, ...], at: datetime | None = None, to: Audience = PROVIDER) -> list[Unblock]:
    story = given(*steps)
    return [*unblock(story.events, to, at or story.now, BOOK)]


def keys(*steps: Step | tuple[Step, ...], at: datetime | None = None) -> list[str]:
    return [line.key for line in lines(*steps, at=at) if line.need is not Need.WARNING]


def the(key: str, *steps: Step | tuple[Step, ...], at: datetime | None = None) -> Unblock:
    return next(line for line in lines(*steps, at=at) if line.key == key)


def acts(line: Unblock) -> tuple[str, Role, Side]:
    return " ".join(line.actions), line.who.role, line.who.side
