"""Firing what is due: case by case, each once, and one that fails holds up no other."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from scabot_domain.commands import Command, FireDeadline
from scabot_domain.directory import Directory
from scabot_domain.parties import Actor, By, Role, Side, Source
from scabot_domain.playbook import statement
from scabot_domain.schedule import DeadlineKind

CLOCK = Actor(team="system", user="clock", role=Role.SYSTEM, side=Side.NEUTRAL)
BATCH = 20
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""How long a deadline rests after it failed once, twice and so on; the last one holds for ever after."""

Place = tuple[str, str]
"""A case key and a deadline."""


class DueRow(Protocol):
    """A deadline of a case whose firing `n` has come."""

    @property
    def case_key(self) -> str:
        """The case."""
        ...

    @property
    def deadline(self) -> str:
        """The deadline's id in the case."""
        ...

    @property
    def kind(self) -> DeadlineKind:
        """How it came to be; a transition states a fact of its own."""
        ...

    @property
    def subject(self) -> str:
        """What it is about: the offer's id in a transition."""
        ...

    @property
    def n(self) -> int | None:
        """The running number of the firing."""
        ...


class Schedule(Protocol):
    """The deadlines as the store keeps them; each call is a transaction of its own."""

    def due(self, now: datetime, limit: int) -> Sequence[DueRow]:
        """Return the deadlines to fire now, the oldest first, without those that are put off."""
        ...

    def next_due(self, now: datetime) -> datetime | None:
        """Return when to look again; None if nothing waits."""
        ...

    def put_off(self, row: DueRow, until: datetime, error: str) -> None:
        """Hold back a deadline whose firing failed; `error` is the name of a class, nothing more."""
        ...

    def release(self, row: DueRow) -> None:
        """Forget that a deadline was held back."""
        ...


class Result(StrEnum):
    """What became of a firing."""

    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fired:
    """A firing and what became of it."""

    case_key: str
    deadline: str
    n: int
    result: Result


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A firing that failed, for the `attempts`-th time in a row; it is tried again at `until`."""

    case_key: str
    deadline: str
    attempts: int
    until: datetime
    error: Exception


class Firing:
    """Fires deadlines by commands with keys of their own, `clock:<case>:<deadline>:<n>`, so that none is doubled.

    `handle` executes a command on a case, `directory` says who holds which role, `failed` hears of every failure.
    Call `take` anywhere, `fire` and `run_due` on the store's writer thread.
    """

    def __init__(
        self,
        schedule: Schedule,
        handle: Callable[[str, Command], object],
        *,
        directory: Callable[[], Directory],
        failed: Callable[[Failure], None],
    ) -> None:
        self._schedule, self._handle = schedule, handle
        self._directory, self._failed = directory, failed
        self._attempts: dict[Place, int] = {}

    def run_due(self, now: datetime) -> list[Fired]:
        """Fire until nothing is due, each deadline at most once, and return what became of each."""
        done: dict[Place, Fired] = {}
        while rows := self.take(now, done):
            for row in rows:
                done[place_of(row)] = self.fire(row, now)
        return list(done.values())

    def take(self, now: datetime, done: Collection[Place]) -> list[DueRow]:
        """Return the next few deadlines to fire, the oldest first, leaving out those that were done in this turn."""
        return [row for row in self._schedule.due(now, BATCH + len(done)) if place_of(row) not in done]

    def fire(self, row: DueRow, now: datetime) -> Fired:
        """Fire one deadline; what goes wrong is reported, and tried again later."""
        try:
            self._handle(row.case_key, self._command(row, now))
        except Exception as error:  # noqa: BLE001 - one bad case never blocks the others, and `failed` hears of it
            self._put_off(row, now, error)
            return _fired(row, Result.FAILED)
        if self._attempts.pop(place_of(row), 0):
            self._schedule.release(row)
        return _fired(row, Result.DONE)

    def next_due(self, now: datetime) -> datetime | None:
        """Return when to look again; None if nothing waits."""
        return self._schedule.next_due(now)

    def _put_off(self, row: DueRow, now: datetime, error: Exception) -> None:
        attempts = self._attempts.get(place_of(row), 0) + 1
        self._attempts[place_of(row)] = attempts
        until = now + PAUSES[min(attempts, len(PAUSES)) - 1]
        self._schedule.put_off(row, until, type(error).__name__)
        failure = Failure(
            case_key=row.case_key,
            deadline=row.deadline,
            attempts=attempts,
            until=until,
            error=error,
        )
        self._failed(failure)

    def _command(self, row: DueRow, now: datetime) -> Command:
        n = row.n or 1
        key = f"clock:{row.case_key}:{row.deadline}:{n}"
        by = By(actor=CLOCK, at=now, said_at=now, source=Source.CLOCK, key=key, corr=key)
        if row.kind is DeadlineKind.TRANSITION:
            return statement(row.subject, by)
        return FireDeadline(by=by, deadline=row.deadline, n=n, directory=self._directory())


def place_of(row: DueRow) -> Place:
    """Return what a deadline is known by."""
    return (row.case_key, row.deadline)


def _fired(row: DueRow, result: Result) -> Fired:
    return Fired(case_key=row.case_key, deadline=row.deadline, n=row.n or 1, result=result)
