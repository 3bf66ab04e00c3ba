"""The store as the clock and the sender see it: each question and each note a transaction of its own."""

from datetime import datetime

from scabot.clock.firing import DueRow
from scabot.ledger.store import CaseStore
from scabot.views import channels, deadlines, outbox
from scabot.views.channels import Channel
from scabot.views.deadlines import DeadlineRow
from scabot.views.outbox import Delivered
from scabot_domain.events import CaseEvent


class StoreSchedule:
    """The deadlines, for the clock."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store

    def due(self, now: datetime, limit: int) -> list[DeadlineRow]:
        """Return the deadlines to fire now, the oldest first, without those that are put off."""
        with self._store.reading() as tx:
            return deadlines.due_rows(tx, now, limit)

    def next_due(self, now: datetime) -> datetime | None:
        """Return when to look again; None if nothing waits."""
        with self._store.reading() as tx:
            return deadlines.next_due(tx, now)

    def put_off(self, row: DueRow, until: datetime, error: str) -> None:
        """Hold back a deadline whose firing failed."""
        with self._store.writing() as tx:
            deadlines.put_off(tx, row, until, error)

    def release(self, row: DueRow) -> None:
        """Forget that a deadline was held back."""
        with self._store.writing() as tx:
            deadlines.release(tx, row)


class StoreLookups:
    """The questions of the sender."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store

    def history(self, case: str) -> list[CaseEvent]:
        """Return all events of a case; the sender shows an audience only what it may see."""
        return self._store.history(case)

    def channel(self, alias: str) -> Channel | None:
        """Return the channel that an alias stands for."""
        with self._store.reading() as tx:
            return channels.by_alias(tx, alias)

    def last_card(self, case: str, alias: str) -> Delivered | None:
        """Return where the card of a case stands in a channel."""
        with self._store.reading() as tx:
            return outbox.last_card(tx, case, alias)

    def cards(self, case: str, alias: str, channel: str) -> list[str]:
        """Return the timestamps of the cards of a case in a channel, the newest first."""
        with self._store.reading() as tx:
            return outbox.cards(tx, case, alias, channel)

    def leaf(self, case: str, version: int) -> bytes | None:
        """Return the leaf hash of an event."""
        return self._store.leaf_of(case, version)
