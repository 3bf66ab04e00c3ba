"""Events to rows and back: plaintext, envelope, closed topics."""

from eventsourcing.persistence import Mapper, StoredEvent

from scabot.ledger.envelope import Row, key_id_of, seal, unseal
from scabot.ledger.keys import Keyring
from scabot.ledger.plaintext import Event, read, row_of, write
from scabot.ledger.topics import TOPICS, Topics


class CaseMapper(Mapper[str]):
    """The library's mapper without its transcoder, cipher and compressor, and without importing what a row names."""

    def __init__(
        self, keys: Keyring, topics: Topics = TOPICS
    ) -> None:  # the base class would only keep what we do not use
        self._keys, self._topics = keys, topics

    def to_stored_event(self, domain_event: Event) -> StoredEvent:  # type: ignore[override]  # ours carry a case key
        """Return the row of an event, its state sealed; raise `TooLarge` or `UnknownTopic`."""
        row = row_of(domain_event, self._topics)
        state = seal(write(domain_event), row, self._keys.sealing(row[0]), self._keys.nonce())
        return StoredEvent(originator_id=row[0], originator_version=row[1], topic=row[2], state=state)

    def to_domain_event(self, stored_event: StoredEvent) -> Event:  # type: ignore[override]  # as above
        """Return the event of a row, validated; raise one of the `Unreadable`."""
        return self.event_of(
            (str(stored_event.originator_id), stored_event.originator_version, stored_event.topic), stored_event.state
        )

    def event_of(self, row: Row, state: bytes) -> Event:
        """Return the event of a row and its stored state, validated; raise one of the `Unreadable`."""
        self._topics.kind(row)  # the closed table before anything else
        return read(row, unseal(state, row, self._keys.opening(key_id_of(state, row))), self._topics)
