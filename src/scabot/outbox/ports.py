"""What the outbox needs: a table to take from, a hand that speaks to Slack, and ears for trouble."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from scabot.views.delivery import Needless, Scope, Spoken
from scabot.views.outbox import OutboxRow
from scabot.views.tx import Tx

P = ParamSpec("P")
T = TypeVar("T")


class Sender(Protocol):
    """Draws a row for its destination and says it."""

    async def send(self, row: OutboxRow) -> Spoken | Needless:
        """Say it. Raises one of the exceptions of `scabot.views.delivery`."""
        ...

    async def ask(self, row: OutboxRow) -> Spoken | None:
        """Look in Slack whether a row was taken after all; None if it is not there. Raises the same."""
        ...

    async def say_plainly(self, row: OutboxRow) -> None:
        """Say without anything drawn that the case changed, because the row itself cannot be said. Raises the same."""
        ...


class Threads(Protocol):
    """Runs calls to the store off the event loop."""

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on the thread that writes."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Parked:
    """Something that could not be said, for the operator and the owner: ids and Slack's word, never a text."""

    row: OutboxRow
    cause: str
    scope: Scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Everything that the worker is given; `jitter` draws up to a number, `parked` and `failed` hear of trouble.

    `seconds` pass whatever somebody does to the clock that says what time it is `now`.
    """

    writing: Callable[[], AbstractContextManager[Tx]]
    threads: Threads
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    jitter: Callable[[float], float]
    parked: Callable[[Parked], None]
    failed: Callable[[Exception], None]
    name: str = "outbox"
