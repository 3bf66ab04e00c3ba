"""Stand-ins for the store's schedule and threads: rows in a list, calls in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from scabot.clock.firing import DueRow, Failure, Firing
from scabot_domain.commands import Command
from scabot_domain.directory import Directory
from scabot_domain.schedule import DeadlineKind

P = ParamSpec("P")
T = TypeVar("T")

START = datetime(2026, 11, 24, 15, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A deadline as the view keeps it."""

    case_key: str
    fire_at: datetime
    deadline: str = "draft.1"
    kind: DeadlineKind = DeadlineKind.AFTER
    subject: str = "case"
    n: int | None = 1


@dataclass
class FakeSchedule:
    """The deadlines in a list."""

    rows: list[Row] = field(default_factory=list)
    held: dict[tuple[str, str], datetime] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    broken: bool = False

    def due(self, now: datetime, limit: int) -> Sequence[DueRow]:
        if self.broken:
            raise OSError("no such store")
        free = [row for row in self.rows if row.fire_at <= now and not self._is_held(row, now)]
        return sorted(free, key=lambda row: row.fire_at)[:limit]

    def next_due(self, now: datetime) -> datetime | None:
        waits = [until for until in self.held.values() if until > now]
        return min([*(row.fire_at for row in self.rows if not self._is_held(row, now)), *waits], default=None)

    def put_off(self, row: DueRow, until: datetime, error: str) -> None:
        self.held[(row.case_key, row.deadline)] = until
        self.errors.append(error)

    def release(self, row: DueRow) -> None:
        self.held.pop((row.case_key, row.deadline), None)
        self.released.append(row.case_key)

    def drop(self, case_key: str) -> None:
        self.rows = [row for row in self.rows if row.case_key != case_key]

    def _is_held(self, row: Row, now: datetime) -> bool:
        return self.held.get((row.case_key, row.deadline), now) > now


@dataclass
class FakeHandle:
    """Takes every command and lets its row go, unless told to `keep` it; cases named in `poison` raise."""

    schedule: FakeSchedule
    poison: set[str] = field(default_factory=set)
    keep: bool = False
    took: list[Command] = field(default_factory=list)

    def __call__(self, case_key: str, command: Command) -> None:
        if case_key in self.poison:
            raise RuntimeError("a bad case")
        self.took.append(command)
        if not self.keep:
            self.schedule.drop(case_key)

    @property
    def keys(self) -> list[str]:
        return [command.by.key for command in self.took]


class InPlace:
    """Threads that are none: every call runs where it is made."""

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return call(*args, **kwargs)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return call(*args, **kwargs)


class World:
    """A schedule, a handle and a firing, plugged together."""

    def __init__(self, *rows: Row) -> None:
        self.schedule = FakeSchedule(rows=list(rows))
        self.handle = FakeHandle(self.schedule)
        self.failures: list[Failure] = []
        self.firing = Firing(
            self.schedule,
            self.handle,
            directory=Directory,
            failed=self.failures.append,
        )
