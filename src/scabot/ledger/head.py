"""The head of the log: how many leaves it has, the frontier over them, and when the newest event was recorded."""

from dataclasses import dataclass
from datetime import datetime

from scabot.ledger.jumping import stamp
from scabot.ledger.tree import Frontier, read_frontier
from scabot.views.instants import instant_of, text_of
from scabot.views.tx import Tx


@dataclass(frozen=True, slots=True)
class Head:
    """The state of the log under the write lock; `last_recorded_at` is None while the log is empty."""

    log_no: int
    frontier: Frontier
    last_recorded_at: datetime | None

    def stamp(self, now: datetime) -> datetime:
        """Return the instant at which something is recorded now: never before what was recorded last.

        Only where the clock went back by more than five minutes it is `now`, and the store records the jump first.
        """
        return stamp(self.last_recorded_at, now)


def read_head(tx: Tx) -> Head:
    """Read the head; only under the write lock does it stay true."""
    row = tx.one("SELECT log_no, frontier, last_recorded_at FROM ledger_head ORDER BY log_no DESC LIMIT 1")
    if row is None:
        raise LookupError("a store always has a head")
    last = instant_of(row["last_recorded_at"]) if row["last_recorded_at"] else None
    return Head(row["log_no"], read_frontier(row["frontier"]), last)


def write_head(tx: Tx, head: Head) -> None:
    """Write the head."""
    last = text_of(head.last_recorded_at) if head.last_recorded_at else ""
    tx.run(
        "UPDATE ledger_head SET frontier = ?, last_recorded_at = ? WHERE log_no = ?",
        head.frontier.encoded(),
        last,
        head.log_no,
    )
