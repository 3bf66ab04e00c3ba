"""Which rows of the outbox may go now? Lanes keep order, cards coalesce, claims expire."""

from datetime import datetime, timedelta

from scabot.views.instants import instant_of, text_of
from scabot.views.outbox import OPEN, OutboxRow, find, read
from scabot.views.tx import Tx

_COALESCE = f"""UPDATE outbox SET state = 'superseded' WHERE (position, n) IN (SELECT old.position, old.n
    FROM outbox old WHERE old.{OPEN} AND old.state = 'new' AND old.stream = 'card' AND EXISTS (
    SELECT 1 FROM outbox newer WHERE newer.case_key = old.case_key AND newer.dest = old.dest
        AND newer.stream = 'card' AND newer.{OPEN} AND newer.state = 'new'
        AND (newer.position, newer.n) > (old.position, old.n))"""  # noqa: S608 - constants and question marks
_CARD_STANDS = """EXISTS (SELECT 1 FROM outbox card WHERE card.case_key = o.case_key AND card.dest = o.dest
    AND card.stream = 'card' AND card.ts IS NOT NULL)"""
_CARD_COMES = f"""EXISTS (SELECT 1 FROM outbox card WHERE card.case_key = o.case_key AND card.dest = o.dest
    AND card.stream = 'card' AND card.{OPEN})"""  # noqa: S608 - constants and question marks
_HEADS = f"""SELECT o.* FROM outbox o
    WHERE o.{OPEN} AND o.state = 'new' AND (o.not_before IS NULL OR o.not_before <= ?)
    AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.case_key = o.case_key AND earlier.dest = o.dest
        AND earlier.stream = o.stream AND earlier.{OPEN} AND (earlier.position, earlier.n) < (o.position, o.n))
    AND NOT (o.stream = 'log' AND {_CARD_COMES} AND NOT {_CARD_STANDS})
    ORDER BY CASE
        WHEN o.stream = 'log' AND EXISTS (SELECT 1 FROM outbox ping WHERE ping.case_key = o.case_key
            AND ping.dest = o.dest AND ping.stream = 'ping' AND ping.{OPEN} AND ping.position >= o.position) THEN 0
        WHEN o.stream = 'card' AND NOT {_CARD_STANDS} THEN 0
        ELSE o.priority END, o.position, o.n LIMIT ?"""  # noqa: S608 - constants and question marks
_CLAIM = (
    "UPDATE outbox SET state = 'sending', claimed_by = ?, claimed_until = ?, sent_at = ? WHERE position = ? AND n = ?"
)
_EXPIRED = f"""UPDATE outbox SET state = 'unknown', claimed_by = NULL, claimed_until = NULL, error = ?
    WHERE {OPEN} AND state = 'sending' AND (CAST(? AS TEXT) IS NULL OR claimed_until <= ?)"""  # noqa: S608 - constants and question marks
_ASKABLE = f"""SELECT * FROM outbox WHERE {OPEN} AND state = 'unknown' AND (not_before IS NULL OR not_before <= ?)
    ORDER BY priority, position, n LIMIT ?"""  # noqa: S608 - constants and question marks
_HOLD = "UPDATE outbox SET not_before = ? WHERE position = ? AND n = ?"
_NEXT = f"SELECT MIN(not_before) FROM outbox WHERE {OPEN} AND not_before > ?"  # noqa: S608 - constants and question marks

HOLD = timedelta(seconds=60)
"""How long a row that somebody asks Slack about is left alone by the others."""


def claim(tx: Tx, worker: str, *, now: datetime, until: datetime, limit: int = 1) -> list[OutboxRow]:
    """Take the heads of lanes that may go now and mark them `sending` until an instant; commit before calling Slack.

    A lane is (case, destination, stream); within it order is kept, and a row that is sending or unknown holds back
    those behind it. Only the newest card of a case and destination is left to send, and while none stands there the
    first one goes before the log lines, which are its thread. Pings go first, with the earlier log lines of their case.
    """
    tx.run(f"{_COALESCE} {tx.skip_locked})")
    heads = tx.all(f"{_HEADS} {tx.skip_locked}", text_of(now), limit)
    tx.many(_CLAIM, [(worker, text_of(until), text_of(now), row["position"], row["n"]) for row in heads])
    return [found for row in heads if (found := find(tx, row["id"])) is not None]


def expire_claims(tx: Tx, now: datetime | None = None) -> None:
    """Make claims whose time is over `unknown`; without an instant all of them, right when the only worker starts.

    Where other processes work too, their claims may be under way: then only time ends a claim.
    """
    if now is None and not tx.alone:
        return
    instant = text_of(now) if now else None
    tx.run(_EXPIRED, "claim-expired", instant, instant)


def askable(tx: Tx, now: datetime, limit: int = 20) -> list[OutboxRow]:
    """Return the rows to ask Slack about now; where other processes work too, they leave them to us for a minute."""
    rows = tx.all(f"{_ASKABLE} {tx.skip_locked}", text_of(now), limit)
    if not tx.alone:
        tx.many(_HOLD, [(text_of(now + HOLD), row["position"], row["n"]) for row in rows])
    return [read(row) for row in rows]


def next_attempt(tx: Tx, now: datetime) -> datetime | None:
    """Return when the next row that waits for its time may go, or None."""
    row = tx.one(_NEXT, text_of(now))
    return instant_of(row[0]) if row is not None and row[0] is not None else None
