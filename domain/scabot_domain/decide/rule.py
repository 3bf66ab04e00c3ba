"""One rule per command, so that everything about it stands in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide.stages import Stages
from scabot_domain.envelope import Said
from scabot_domain.parties import Role, Side
from scabot_domain.playbook import Book

C = TypeVar("C", bound=Command)

Fits = Callable[[Case, Role, Side, datetime], bool]


def always(case: Case, role: Role, side: Side, now: datetime) -> bool:
    """Fit every case."""
    del case, role, side, now
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule(Generic[C]):
    """Who may give a command, in which stages, when it makes sense at all, and what follows from it.

    `roles` are in the order in which a person who holds several of them takes them.
    `stages` are all in which it may be given, also those in which a case has ended (I15).
    `fits` looks at the plainest facts, for a role and a side at an instant; what it lets pass can still be refused.
    `follows` returns the facts, or raises `Refused`.
    """

    command: type[C]
    roles: tuple[Role, ...]
    stages: Stages
    follows: Callable[[Case, C, Book], list[Said]]
    fits: Fits = always
