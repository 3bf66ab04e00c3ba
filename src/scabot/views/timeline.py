"""What happened in a case, line by line? Kinds, people and times only; words are drawn from the events themselves.

Every row keeps the visibility of its event, and every query asks for an audience.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scabot.views.instants import instant_of, text_of
from scabot.views.tx import Row, Tx
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, kind_of
from scabot_domain.parties import Audience, Role, Side, Source, Visibility

VERSION = 1
TABLE = "timeline"
DDL = (
    """CREATE TABLE timeline (
        case_key TEXT NOT NULL,
        version INTEGER NOT NULL,
        kind TEXT NOT NULL,
        visibility TEXT NOT NULL,
        side TEXT NOT NULL,
        actor_team TEXT NOT NULL,
        actor_user TEXT NOT NULL,
        actor_role TEXT NOT NULL,
        source TEXT NOT NULL,
        occurred_at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        PRIMARY KEY (case_key, version)) STRICT, WITHOUT ROWID""",
)
_PUT = "INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineRow:
    """One event of a case; `actor` is (team, user)."""

    case_key: str
    version: int
    kind: str
    visibility: Visibility
    side: Side
    actor: tuple[str, str]
    role: Role
    source: Source
    occurred_at: datetime
    recorded_at: datetime


def apply(tx: Tx, events: Sequence[CaseEvent], after: Case) -> None:  # noqa: ARG001 - all views are written alike
    """Add one row for each new event."""
    tx.many(
        _PUT,
        [
            (
                event.case,
                event.version,
                kind_of(event),
                event.visibility.value,
                event.side.value,
                event.actor.team,
                event.actor.user,
                event.actor.role.value,
                event.source.value,
                text_of(event.occurred_at),
                text_of(event.recorded_at),
            )
            for event in events
        ],
    )


def of_case(tx: Tx, case_key: str, audience: Audience, limit: int = 1000) -> list[TimelineRow]:
    """Return what an audience may know of a case, oldest first."""
    seen = [visibility.value for visibility in Visibility if audience.may_read(visibility)]
    marks = ", ".join("?" * len(seen))
    sql = f"SELECT * FROM timeline WHERE case_key = ? AND visibility IN ({marks}) ORDER BY version LIMIT ?"  # noqa: S608 - constants and question marks
    return [_read(row) for row in tx.all(sql, case_key, *seen, limit)]


def _read(row: Row) -> TimelineRow:
    return TimelineRow(
        case_key=row["case_key"],
        version=row["version"],
        kind=row["kind"],
        visibility=Visibility(row["visibility"]),
        side=Side(row["side"]),
        actor=(row["actor_team"], row["actor_user"]),
        role=Role(row["actor_role"]),
        source=Source(row["source"]),
        occurred_at=instant_of(row["occurred_at"]),
        recorded_at=instant_of(row["recorded_at"]),
    )
