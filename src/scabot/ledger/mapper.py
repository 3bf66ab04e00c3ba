"""Events to rows and back: plaintext, envelope, closed topics."""

from dataclasses import replace

from eventsourcing.persistence import Mapper, StoredEvent
from pydantic_core import PydanticSerializationError

from scabot.ledger.envelope import Row, seal, unseal
from scabot.ledger.keys import Keyring
from scabot.ledger.plaintext import Event, row_of, validated, write
from scabot.ledger.sealing import open_text, sealed
from scabot.ledger.topics import TOPICS, Topics
from scabot_domain.events import CaseEvent
from scabot_domain.phi import Phi


class CaseMapper(Mapper[str]):
    """The library's mapper without its transcoder, cipher and compressor, and without importing what a row names."""

    def __init__(
        self, keys: Keyring, topics: Topics = TOPICS
    ) -> None:  # the base class would only keep what we do not use
        self._keys, self._topics = keys, topics

    def to_stored_event(self, domain_event: Event) -> StoredEvent:  # type: ignore[override]  # ours carry a case key
        """Return the row of an event, its state sealed, and what tells who a person is sealed once more inside.

        Raises `TooLarge` or `UnknownTopic`.
        """
        row = row_of(domain_event, self._topics)
        state = seal(self._plaintext(domain_event, row[0]), row, self._keys.sealing(row[0]), self._keys.nonce())
        return StoredEvent(originator_id=row[0], originator_version=row[1], topic=row[2], state=state)

    def _plaintext(self, event: Event, stream: str) -> bytes:
        try:
            return write(event)
        except PydanticSerializationError:  # hardly ever: something about a person is still in the clear
            if not isinstance(event, CaseEvent):
                raise
            return write(replace(event, fact=sealed(event.fact, stream, self._keys)))

    def to_domain_event(self, stored_event: StoredEvent) -> Event:  # type: ignore[override]  # as above
        """Return the event of a row, validated; raise one of the `Unreadable`."""
        return self.event_of(
            (str(stored_event.originator_id), stored_event.originator_version, stored_event.topic), stored_event.state
        )

    def revealed(self, stream: str, field: str, phi: Phi[str]) -> str:
        """Return what a sealed field says; raise `KeyMissing` if the person's key was erased, or `Unreadable`.

        Whoever calls has recorded before that somebody looks.
        """
        return open_text(phi.token or "", (stream, field), self._keys.opening)

    def event_of(self, row: Row, state: bytes) -> Event:
        """Return the event of a row and its stored state, validated; raise one of the `Unreadable`."""
        reading = self._topics.reading(row)  # the closed table before anything else
        return validated(row, unseal(state, row, self._keys.opening), reading)
