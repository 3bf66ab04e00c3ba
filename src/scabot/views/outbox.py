"""What must be said in Slack, and what became of it? Ids only, never text: words are drawn when a row is sent.

Rows are written by the command's own transaction and are never rebuilt: they are the only memory of what was sent.

new -> sending (claimed, committed before the call) -> sent
                                                    -> unknown (ask before resend) -> sent | new
                                                    -> new (retry later) | parked (given up for now)
                                                    -> skipped (nothing changed, or an operator dropped it)
new -> superseded (a newer card of the same case and destination stands behind it)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scabot.views.instants import instant_of, text_of
from scabot.views.tx import Row, Tx, Value
from scabot_domain.notices import Stream

VERSION = 1
TABLE = "outbox"
DDL = (
    """CREATE TABLE IF NOT EXISTS outbox (
        position INTEGER NOT NULL,
        n INTEGER NOT NULL,
        id TEXT GENERATED ALWAYS AS (CAST(position AS TEXT) || '.' || CAST(n AS TEXT)) VIRTUAL,
        case_key TEXT NOT NULL,
        stream TEXT NOT NULL,
        dest TEXT NOT NULL,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        queued_at TEXT NOT NULL,
        not_before TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'new',
        claimed_by TEXT,
        claimed_until TEXT,
        sent_at TEXT,
        channel_id TEXT,
        ts TEXT,
        rendered_hash TEXT,
        error TEXT,
        PRIMARY KEY (position, n)) STRICT, WITHOUT ROWID""",
    """CREATE INDEX IF NOT EXISTS outbox_lanes ON outbox (case_key, dest, stream, position, n)
        WHERE state IN ('new', 'sending', 'unknown')""",
    """CREATE INDEX IF NOT EXISTS outbox_cards ON outbox (case_key, dest, position, n)
        WHERE stream = 'card' AND ts IS NOT NULL""",
)


class State(StrEnum):
    """What became of a row."""

    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"
    PARKED = "parked"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Something to say: the event's position, a running number beside it, and the alias of the channel it goes to."""

    position: int
    n: int
    case_key: str
    stream: Stream
    dest: str
    kind: str
    version: int
    priority: int
    queued_at: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxRow:
    """A row as it stands; `sent_at` is when the last call began or ended, `channel_id` and `ts` are Slack's answer."""

    id: str
    case_key: str
    stream: Stream
    dest: str
    kind: str
    version: int
    priority: int
    queued_at: datetime
    not_before: datetime | None
    attempts: int
    state: State
    claimed_by: str | None
    claimed_until: datetime | None
    sent_at: datetime | None
    channel_id: str | None
    ts: str | None
    rendered_hash: str | None
    error: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """What Slack answered to a post or an update."""

    at: datetime
    channel_id: str
    ts: str
    rendered_hash: str | None = None


OPEN = "state IN ('new', 'sending', 'unknown')"
_INSERT = (
    "INSERT INTO outbox (position, n, case_key, stream, dest, kind, version, priority, queued_at, not_before) VALUES "
)
_MARKS = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_AT_ONCE = 50
"""Rows that one statement inserts; one statement for each would cost a quarter more."""
_ROW = "WHERE position = ? AND n = ?"
_SENT = f"""UPDATE outbox SET state = 'sent', claimed_by = NULL, claimed_until = NULL, error = NULL, sent_at = ?,
    channel_id = ?, ts = ?, rendered_hash = ? {_ROW}"""  # noqa: S608 - constants and question marks
_MOVE = f"""UPDATE outbox SET state = ?, claimed_by = NULL, claimed_until = NULL, not_before = ?, error = ?,
    attempts = attempts + ? {_ROW}"""  # noqa: S608 - constants and question marks
_DOUBT = f"""UPDATE outbox SET state = 'unknown', claimed_by = NULL, claimed_until = NULL, not_before = NULL,
    sent_at = NULL, error = ? WHERE {OPEN} RETURNING position"""  # noqa: S608 - constants and question marks
_LAST_CARD = """SELECT channel_id, ts, rendered_hash, sent_at FROM outbox
    WHERE case_key = ? AND dest = ? AND stream = 'card' AND ts IS NOT NULL ORDER BY position DESC, n DESC LIMIT 1"""
_CARDS = """SELECT DISTINCT ts FROM outbox WHERE case_key = ? AND dest = ? AND stream = 'card' AND channel_id = ?
    AND ts IS NOT NULL ORDER BY ts DESC LIMIT 3"""
_PARK_DEST = f"UPDATE outbox SET state = 'parked', error = ? WHERE {OPEN} AND state = 'new' AND dest = ?"  # noqa: S608 - constants and question marks
_OLDEST = f"SELECT MIN(queued_at) FROM outbox WHERE {OPEN}"  # noqa: S608 - constants and question marks


def insert(tx: Tx, items: Sequence[Item]) -> None:
    """Queue what one transaction has to say."""
    for first in range(0, len(items), _AT_ONCE):
        some = items[first : first + _AT_ONCE]
        marks = ", ".join([_MARKS] * len(some))
        tx.run(f"{_INSERT}{marks}", *(value for item in some for value in _columns(item)))


def mark_sent(tx: Tx, row_id: str, delivered: Delivered) -> None:
    """Note Slack's answer."""
    answer = (text_of(delivered.at), delivered.channel_id, delivered.ts, delivered.rendered_hash)
    tx.run(_SENT, *answer, *_place(row_id))


def mark_skipped(tx: Tx, row_id: str, why: str) -> None:
    """Note that a row need not be sent: nothing changed, or an operator dropped it."""
    _move(tx, row_id, State.SKIPPED, why)


def mark_unknown(tx: Tx, row_id: str, error: str, ask_at: datetime | None = None) -> None:
    """Note that nobody knows whether Slack took it; ask Slack, not before `ask_at`, and only then send again."""
    _move(tx, row_id, State.UNKNOWN, error, not_before=ask_at)


def doubt_all(tx: Tx, why: str) -> int:
    """Note of everything unsent that it may have been sent since, as after a restore; return how many rows that are.

    When that was is not known, so Slack is asked about all the time since they were queued.
    """
    return len(tx.all(_DOUBT, why))


def retry(tx: Tx, row_id: str, not_before: datetime | None, error: str, *, counts: bool = True) -> None:
    """Send a row again, not before an instant; a rate limit counts as no attempt."""
    _move(tx, row_id, State.NEW, error, not_before=not_before, counts=counts)


def park(tx: Tx, row_id: str, error: str) -> None:
    """Give a row up for now; `error` is Slack's word, never a text of a case."""
    _move(tx, row_id, State.PARKED, error)


def park_dest(tx: Tx, dest: str, error: str) -> None:
    """Give up everything that waits for a destination."""
    tx.run(_PARK_DEST, error, dest)


def last_card(tx: Tx, case_key: str, dest: str) -> Delivered | None:
    """Return where the card of a case stands at a destination: the newest post or update that Slack answered."""
    row = tx.one(_LAST_CARD, case_key, dest)
    if row is None:
        return None
    return Delivered(
        at=instant_of(row["sent_at"]), channel_id=row["channel_id"], ts=row["ts"], rendered_hash=row["rendered_hash"]
    )


def cards(tx: Tx, case_key: str, dest: str, channel_id: str) -> list[str]:
    """Return the timestamps of the newest three cards of a case in a channel; all but the first were replaced."""
    return [row[0] for row in tx.all(_CARDS, case_key, dest, channel_id)]


def oldest_pending(tx: Tx) -> datetime | None:
    """Return when the oldest row that is not settled was queued, or None."""
    return _instant(tx.one(_OLDEST))


def find(tx: Tx, row_id: str) -> OutboxRow | None:
    """Return a row by its id `position.n`, or None."""
    row = tx.one(f"SELECT * FROM outbox {_ROW}", *_place(row_id))  # noqa: S608 - constants and question marks
    return read(row) if row else None


def of_case(tx: Tx, case_key: str) -> list[OutboxRow]:
    """Return all rows of a case, oldest first; scans the table, for operators and tests."""
    return [read(row) for row in tx.all("SELECT * FROM outbox WHERE case_key = ? ORDER BY position, n", case_key)]


def in_state(tx: Tx, state: State, limit: int = 100) -> list[OutboxRow]:
    """Return rows in a state, oldest first; for operators."""
    sql = "SELECT * FROM outbox WHERE state = ? ORDER BY position, n LIMIT ?"
    return [read(row) for row in tx.all(sql, state.value, limit)]


def depth(tx: Tx) -> dict[tuple[Stream, State], int]:
    """Return how many rows of each stream are in each state."""
    rows: Sequence[Row] = tx.all("SELECT stream, state, COUNT(*) AS rows FROM outbox GROUP BY stream, state")
    return {(Stream(row["stream"]), State(row["state"])): row["rows"] for row in rows}


def _move(
    tx: Tx, row_id: str, state: State, error: str, *, not_before: datetime | None = None, counts: bool = False
) -> None:
    tx.run(_MOVE, state.value, text_of(not_before) if not_before else None, error, int(counts), *_place(row_id))


def _place(row_id: str) -> tuple[int, int]:
    position, _, n = row_id.partition(".")
    return int(position), int(n)


def _instant(row: Row | None) -> datetime | None:
    return instant_of(row[0]) if row is not None and row[0] is not None else None


def _columns(item: Item) -> tuple[Value, ...]:
    return (
        item.position,
        item.n,
        item.case_key,
        item.stream.value,
        item.dest,
        item.kind,
        item.version,
        item.priority,
        text_of(item.queued_at),
        text_of(item.not_before) if item.not_before else None,
    )


def read(row: Row) -> OutboxRow:
    """Return a row of the table."""
    return OutboxRow(
        id=row["id"],
        case_key=row["case_key"],
        stream=Stream(row["stream"]),
        dest=row["dest"],
        kind=row["kind"],
        version=row["version"],
        priority=row["priority"],
        queued_at=instant_of(row["queued_at"]),
        not_before=instant_of(row["not_before"]) if row["not_before"] else None,
        attempts=row["attempts"],
        state=State(row["state"]),
        claimed_by=row["claimed_by"],
        claimed_until=instant_of(row["claimed_until"]) if row["claimed_until"] else None,
        sent_at=instant_of(row["sent_at"]) if row["sent_at"] else None,
        channel_id=row["channel_id"],
        ts=row["ts"],
        rendered_hash=row["rendered_hash"],
        error=row["error"],
    )
