"""The questions of Slack, put to the store; each runs on a reading thread and opens its own snapshot."""

from scabot.ledger.store import CaseStore
from scabot.views import board, channels, people
from scabot.views.board import BoardRow
from scabot.views.channels import Channel
from scabot_domain.directory import Directory, Person
from scabot_domain.events import CaseEvent


class StoreReads:
    """The `Reads` of `Deps` over a store."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store

    def history(self, case: str) -> list[CaseEvent]:
        """Return all events of a case; whoever draws them shows an audience only what it may see."""
        return self._store.history(case)

    def person(self, team: str, user: str) -> Person | None:
        """Return a mapped person."""
        with self._store.reading() as tx:
            return people.find(tx, team, user)

    def people(self) -> Directory:
        """Return everybody who is mapped, longest-serving first."""
        with self._store.reading() as tx:
            return people.everybody(tx)

    def channels(self) -> list[Channel]:
        """Return the linked channels."""
        with self._store.reading() as tx:
            return channels.everything(tx)

    def open_cases(self) -> list[BoardRow]:
        """Return the cases that have not ended, soonest care first."""
        with self._store.reading() as tx:
            return board.open_cases(tx)

    def recorded(self, case: str, key: str) -> bool:
        """Say whether a command with this idempotency key is on record."""
        return self._store.recall(key, case)[0] is not None
