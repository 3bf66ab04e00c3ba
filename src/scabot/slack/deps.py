"""What the inward half of Slack needs from outside: everything is handed in once, nothing is looked up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ParamSpec, Protocol, TypeVar

from scabot.slack.identity import Home
from scabot.slack.tokens import Tokens
from scabot.views.board import BoardRow
from scabot.views.channels import Channel
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.directory import Directory, Person
from scabot_domain.events import CaseEvent
from scabot_domain.playbook import Book

P = ParamSpec("P")
T = TypeVar("T")


class Threads(Protocol):
    """The threads of the store."""

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on the one writing thread."""

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on a reading thread."""


class Outcome(Protocol):
    """What `handle` answers: the case after the command, the events, and whether this answer was given before."""

    @property
    def case(self) -> Case:
        """Return the case with everything in it, private facts of both sides included."""

    @property
    def events(self) -> Sequence[CaseEvent]:
        """Return what the command recorded."""

    @property
    def repeated(self) -> bool:
        """Say whether the command had been recorded before, and these are its first events."""


class Reads(Protocol):
    """The questions that Slack asks; each runs on a reading thread."""

    def history(self, case: str) -> list[CaseEvent]:
        """Return all events of a case, or none; whoever draws them shows an audience only what it may see."""

    def person(self, team: str, user: str) -> Person | None:
        """Return a mapped person."""

    def people(self) -> Directory:
        """Return everybody who is mapped."""

    def channels(self) -> list[Channel]:
        """Return the linked channels."""

    def open_cases(self) -> list[BoardRow]:
        """Return the cases that have not ended, soonest care first."""

    def recorded(self, case: str, key: str) -> bool:
        """Say whether a command with this idempotency key is on record."""


class Chance(Protocol):
    """Where new keys come from."""

    def case_key(self) -> str:
        """Return a new case key."""

    def subject_token(self) -> str:
        """Return a new patient token."""

    def request_id(self) -> str:
        """Return a new reference for one request, short enough to be read out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Installed:
    """The one installation: its workspace, app and bot, and the token that lets us speak."""

    team: str
    app: str
    bot: str
    bot_user: str
    bot_token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Deps:
    """Everything that `build_app` is given.

    `add_business_days` counts in the calendar of the playbook, `seconds` never runs backwards.
    `free_text` lets people type notes and reasons; `site_zone` is the zone of new cases.
    `book` lets a status say how many business days somebody has been waited for.
    `patience` is how many seconds an answer waits for the store; what was begun there ends on its own.
    """

    api_url: str
    installed: Installed
    home: Home
    threads: Threads
    handle: Callable[[str, Command], Outcome]
    reads: Reads
    tokens: Tokens
    chance: Chance
    add_business_days: Callable[[date, int], date]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    site_zone: str
    free_text: bool = False
    book: Book | None = None
    patience: float = 2.0
