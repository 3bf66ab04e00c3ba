"""Which cases are there, and where do they stand?

Holds shared facts only: whoever writes it hands in the shared events and the case that they alone add up to (I20),
so no column can tell of a fact that one side keeps to itself. It has no version, because that counts hidden events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scabot.views.instants import instant_of, text_of
from scabot.views.tx import Row, Tx
from scabot_domain.case import Case, Stage
from scabot_domain.events import CaseEvent, Urgency

VERSION = 1
TABLE = "board"
DDL = (
    """CREATE TABLE board (
        case_key TEXT NOT NULL PRIMARY KEY,
        stage TEXT NOT NULL,
        is_open INTEGER NOT NULL,
        is_stalled INTEGER NOT NULL,
        payer TEXT NOT NULL,
        provider TEXT NOT NULL,
        urgency TEXT NOT NULL,
        care_date TEXT,
        owner_team TEXT,
        owner_user TEXT,
        opened_at TEXT NOT NULL,
        last_shared_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
)
_PUT = """INSERT INTO board (case_key, stage, is_open, is_stalled, payer, provider, urgency, care_date,
        owner_team, owner_user, opened_at, last_shared_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (case_key) DO UPDATE SET stage = excluded.stage, is_open = excluded.is_open,
        is_stalled = excluded.is_stalled, payer = excluded.payer, provider = excluded.provider,
        urgency = excluded.urgency, care_date = excluded.care_date, owner_team = excluded.owner_team,
        owner_user = excluded.owner_user, last_shared_at = excluded.last_shared_at"""
_SOONEST = "ORDER BY care_date IS NULL, care_date, case_key LIMIT ?"


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardRow:
    """A case at a glance; `owner` is (team, user)."""

    case_key: str
    stage: Stage
    stalled: bool
    payer: str
    provider: str
    urgency: Urgency
    care_date: date | None
    owner: tuple[str, str] | None
    opened_at: datetime
    last_shared_at: datetime


def apply(tx: Tx, events: Sequence[CaseEvent], after: Case) -> None:
    """Write the row of a case from its new shared events and the shared case after them."""
    if not events or after.opened_at is None:
        return
    owner = after.owner
    tx.run(
        _PUT,
        after.key,
        after.stage.value,
        int(not after.terminal),
        int(after.stall is not None),
        after.payer,
        after.provider,
        after.urgency.value,
        after.care_date.isoformat() if after.care_date else None,
        owner.team if owner else None,
        owner.user if owner else None,
        text_of(after.opened_at),
        text_of(events[-1].recorded_at),
    )


def find(tx: Tx, case_key: str) -> BoardRow | None:
    """Return the row of a case, or None if nothing shared is known of it."""
    row = tx.one("SELECT * FROM board WHERE case_key = ?", case_key)
    return _read(row) if row else None


def open_cases(tx: Tx, limit: int = 100) -> list[BoardRow]:
    """Return the cases that have not ended, soonest care first."""
    return [_read(row) for row in tx.all(f"SELECT * FROM board WHERE is_open = 1 {_SOONEST}", limit)]  # noqa: S608 - constants and question marks


def owned_by(tx: Tx, team: str, user: str, limit: int = 100) -> list[BoardRow]:
    """Return a person's own cases that have not ended, soonest care first."""
    sql = f"SELECT * FROM board WHERE is_open = 1 AND owner_team = ? AND owner_user = ? {_SOONEST}"  # noqa: S608 - constants and question marks
    return [_read(row) for row in tx.all(sql, team, user, limit)]


def _read(row: Row) -> BoardRow:
    return BoardRow(
        case_key=row["case_key"],
        stage=Stage(row["stage"]),
        stalled=bool(row["is_stalled"]),
        payer=row["payer"],
        provider=row["provider"],
        urgency=Urgency(row["urgency"]),
        care_date=date.fromisoformat(row["care_date"]) if row["care_date"] else None,
        owner=(row["owner_team"], row["owner_user"]) if row["owner_user"] else None,
        opened_at=instant_of(row["opened_at"]),
        last_shared_at=instant_of(row["last_shared_at"]),
    )
