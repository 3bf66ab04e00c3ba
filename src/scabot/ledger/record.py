"""The record of all cases in the order in which it was made; for stories and tests, not for big ledgers."""

from scabot.ledger.store import CaseStore
from scabot_domain.events import CaseEvent

_ALL = """SELECT originator_id, originator_version, topic, state FROM scabot_events
    WHERE originator_id LIKE 'SCA-%' AND notification_id > ? ORDER BY notification_id"""


def cases_in_order(store: CaseStore, after_position: int = 0) -> list[CaseEvent]:
    """Return every event of every case after a position, as it was recorded. Raises one of the `Unreadable`."""
    with store.reading() as tx:
        rows = tx.all(_ALL, after_position)
    events = (store.case_mapper.event_of((row[0], row[1], row[2]), row[3]) for row in rows)
    return [event for event in events if isinstance(event, CaseEvent)]
