"""What is due when? One row for each deadline that is open; the clock takes those whose `fire_at` has come.

Beside it stands `deadline_work`, which holds back a deadline whose firing failed: no view, never rebuilt,
and may be emptied at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scabot.views.instants import instant_of, text_of
from scabot.views.tx import Row, Tx, Value
from scabot_domain.case import Case, Deadline
from scabot_domain.events import CaseEvent, DeadlinesChanged
from scabot_domain.parties import Audience, Visibility
from scabot_domain.schedule import Armed, DeadlineKind, Waiting

VERSION = 1
TABLE = "deadlines"
_COLUMNS = """case_key, deadline, rule, episode, subject, kind, visibility, book_version, waits_on, since_at, due_at,
    n, level, fire_at"""
DDL = (
    """CREATE TABLE deadlines (
        case_key TEXT NOT NULL,
        deadline TEXT NOT NULL,
        rule TEXT NOT NULL,
        episode INTEGER NOT NULL,
        subject TEXT NOT NULL,
        kind TEXT NOT NULL,
        visibility TEXT NOT NULL,
        book_version INTEGER NOT NULL,
        waits_on TEXT NOT NULL,
        since_at TEXT NOT NULL,
        due_at TEXT NOT NULL,
        n INTEGER,
        level INTEGER,
        fire_at TEXT,
        PRIMARY KEY (case_key, deadline)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX deadlines_to_fire ON deadlines (fire_at) WHERE fire_at IS NOT NULL",
    "CREATE INDEX deadlines_by_due ON deadlines (due_at)",
)
WORK_DDL = (
    """CREATE TABLE IF NOT EXISTS deadline_work (
        case_key TEXT NOT NULL,
        deadline TEXT NOT NULL,
        not_before TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        error TEXT NOT NULL,
        PRIMARY KEY (case_key, deadline)) STRICT, WITHOUT ROWID""",
)
_OF_CASE = f"SELECT {_COLUMNS} FROM deadlines WHERE case_key = ?"  # noqa: S608 - constants and question marks
_PUT = f"""INSERT INTO deadlines ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (case_key, deadline) DO UPDATE SET since_at = excluded.since_at, due_at = excluded.due_at,
        n = excluded.n, level = excluded.level, fire_at = excluded.fire_at"""  # noqa: S608 - constants and question marks
_DROP = "DELETE FROM deadlines WHERE case_key = ? AND deadline = ?"
_HELD = """EXISTS (SELECT 1 FROM deadline_work w
    WHERE w.case_key = d.case_key AND w.deadline = d.deadline AND w.not_before > ?)"""
_DUE = f"SELECT d.* FROM deadlines d WHERE d.fire_at <= ? AND NOT {_HELD} ORDER BY d.fire_at, d.case_key LIMIT ?"  # noqa: S608 - constants and question marks
_NEXT_FREE = f"""SELECT d.fire_at FROM deadlines d WHERE d.fire_at IS NOT NULL AND NOT {_HELD}
    ORDER BY d.fire_at LIMIT 1"""  # noqa: S608 - constants and question marks
_NEXT_HELD = "SELECT MIN(not_before) FROM deadline_work WHERE not_before > ?"
_PUT_OFF = """INSERT INTO deadline_work (case_key, deadline, not_before, attempts, error) VALUES (?, ?, ?, 1, ?)
    ON CONFLICT (case_key, deadline) DO UPDATE SET not_before = excluded.not_before,
        attempts = deadline_work.attempts + 1, error = excluded.error"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRow:
    """An open deadline, counted from `since_at`, due at `due_at`; firing `n` is next, at `fire_at`, if any is left."""

    case_key: str
    deadline: str
    rule: str
    episode: int
    subject: str
    kind: DeadlineKind
    visibility: Visibility
    waits_on: Waiting
    since_at: datetime
    due_at: datetime
    n: int | None
    level: int | None
    fire_at: datetime | None


def apply(tx: Tx, events: Sequence[CaseEvent], after: Case) -> None:
    """Make the rows of a case equal to its open deadlines; a row takes the visibility of the event that armed it."""
    armed_by = _visibilities(events)
    before = {row["deadline"]: row for row in tx.all(_OF_CASE, after.key)}
    changed = []
    for name, deadline in after.deadlines.items():
        kept = before.pop(name, None)
        visibility = kept["visibility"] if kept else armed_by.get(name, Visibility.COMPLIANCE).value
        row = _columns(after, deadline, visibility)
        if kept is None or tuple(kept[at] for at in range(len(row))) != row:
            changed.append(row)
    if changed:
        tx.many(_PUT, changed)
    if before:
        tx.many(_DROP, [(after.key, gone) for gone in before])


def due_rows(tx: Tx, now: datetime, limit: int = 20) -> list[DeadlineRow]:
    """Return the deadlines to fire now, the oldest first, without those that are held back."""
    instant = text_of(now)
    return [_read(row) for row in tx.all(_DUE, instant, instant, limit)]


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return when to look again: the earliest free firing, or the end of the earliest hold; None if nothing waits."""
    instant = text_of(now)
    found = [row[0] for row in (tx.one(_NEXT_FREE, instant), tx.one(_NEXT_HELD, instant)) if row is not None]
    return min((instant_of(text) for text in found if text is not None), default=None)


def of_case(tx: Tx, case_key: str, audience: Audience) -> list[DeadlineRow]:
    """Return the open deadlines of a case that an audience may know of, the soonest first."""
    rows = (_read(row) for row in tx.all(f"{_OF_CASE} ORDER BY due_at, deadline", case_key))
    return [row for row in rows if audience.may_read(row.visibility)]


def all_due(tx: Tx, before: datetime, audience: Audience, limit: int = 200) -> list[DeadlineRow]:
    """Return the deadlines of all cases due up to `before` that an audience may know of, the soonest first."""
    seen = [visibility.value for visibility in Visibility if audience.may_read(visibility)]
    marks = ", ".join("?" * len(seen))
    sql = f"SELECT * FROM deadlines WHERE due_at <= ? AND visibility IN ({marks}) ORDER BY due_at, case_key LIMIT ?"  # noqa: S608 - constants and question marks
    return [_read(row) for row in tx.all(sql, text_of(before), *seen, limit)]


class Placed(Protocol):
    """Anything that names a deadline of a case."""

    @property
    def case_key(self) -> str:
        """The case."""
        ...

    @property
    def deadline(self) -> str:
        """The deadline's id in the case."""
        ...


def put_off(tx: Tx, row: Placed, until: datetime, error: str) -> int:
    """Hold a deadline back whose firing failed; return how often it failed by now. `error` is a class name only."""
    tx.run(_PUT_OFF, row.case_key, row.deadline, text_of(until), error)
    held = tx.one("SELECT attempts FROM deadline_work WHERE case_key = ? AND deadline = ?", row.case_key, row.deadline)
    return int(held["attempts"]) if held else 1


def release(tx: Tx, row: Placed) -> None:
    """Forget that a deadline was held back."""
    tx.run("DELETE FROM deadline_work WHERE case_key = ? AND deadline = ?", row.case_key, row.deadline)


def _visibilities(events: Sequence[CaseEvent]) -> dict[str, Visibility]:
    return {
        change.deadline: event.visibility
        for event in events
        if isinstance(event.fact, DeadlinesChanged)
        for change in event.fact.changes
        if isinstance(change, Armed)
    }


def _columns(case: Case, deadline: Deadline, visibility: str) -> tuple[Value, ...]:
    armed, following = deadline.armed, deadline.next
    return (
        case.key,
        armed.deadline,
        armed.rule,
        armed.episode,
        armed.subject,
        armed.kind.value,
        visibility,
        case.book_version,
        armed.waits_on.value,
        text_of(armed.anchor),
        text_of(armed.due),
        following.n if following else None,
        following.level if following else None,
        text_of(following.fire_at) if following else None,
    )


def _read(row: Row) -> DeadlineRow:
    return DeadlineRow(
        case_key=row["case_key"],
        deadline=row["deadline"],
        rule=row["rule"],
        episode=row["episode"],
        subject=row["subject"],
        kind=DeadlineKind(row["kind"]),
        visibility=Visibility(row["visibility"]),
        waits_on=Waiting(row["waits_on"]),
        since_at=instant_of(row["since_at"]),
        due_at=instant_of(row["due_at"]),
        n=row["n"],
        level=row["level"],
        fire_at=instant_of(row["fire_at"]) if row["fire_at"] else None,
    )
