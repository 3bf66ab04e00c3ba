"""Views written anew from the events, and views compared with what the events say."""

from collections.abc import Iterator
from typing import cast

from scabot.ledger.facts import SiteEvent
from scabot.ledger.mapper import CaseMapper
from scabot.ledger.plaintext import Event
from scabot.ledger.projections import VIEWS, View, apply_case, apply_site, step
from scabot.ledger.store import CaseStore
from scabot.views.tx import Answer, Tx
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent

_STREAMS = "SELECT DISTINCT originator_id FROM scabot_events WHERE originator_id > ? ORDER BY originator_id LIMIT 50"
_EVENTS = """SELECT originator_version, topic, state, notification_id FROM scabot_events WHERE originator_id = ?
    ORDER BY originator_version"""
_SET_VERSION = """INSERT INTO view_state (view, version) VALUES (?, ?)
    ON CONFLICT (view) DO UPDATE SET version = excluded.version"""
_KEYS = "SELECT key, case_key, first_position, last_position, version FROM commands"


def rebuild(store: CaseStore) -> None:
    """Write every view anew from the events, in one transaction; the outbox is not touched, and nobody else writes."""
    with store.writing() as tx:
        store.log.datastore.lock(tx)
        rebuild_in(tx, store.case_mapper)


def rebuild_in(tx: Tx, mapper: CaseMapper) -> None:
    """Do so in a transaction that is open already, dropping and creating the tables."""
    for view in VIEWS:
        tx.run(f"DROP TABLE IF EXISTS {view.name}")
        for statement in view.ddl:
            tx.run(statement)
        tx.run(
            _SET_VERSION,
            view.name,
            view.version,
        )
    for _ in _filled(tx, mapper):
        pass


def check(store: CaseStore) -> list[str]:
    """Compare every view, and the receipts of commands, with what the events say; one sentence for each difference."""
    with store.aside() as (tx, places):
        return check_in(tx, store.case_mapper, places)


def check_in(tx: Tx, mapper: CaseMapper, places: tuple[str, str] = ("temp", "main")) -> list[str]:
    """Do so in a transaction of a connection of its own, which may be read-only: the rebuilt tables are temporary.

    `places` are the schemas in which the database keeps temporary tables, and views.
    """
    for view in VIEWS:
        tx.run(view.ddl[0].replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
    keys = dict[str, tuple[str, int, int, int]]()
    for stream, placed in _filled(tx, mapper):
        for event, position in placed:
            first = keys.get(event.key, (stream, position, position, event.version))[1]
            keys[event.key] = stream, first, position, event.version
    return [*(fault for view in VIEWS for fault in _differences(tx, view, places)), *_receipts(tx, keys)]


def _filled(tx: Tx, mapper: CaseMapper) -> Iterator[tuple[str, list[tuple[Event, int]]]]:
    """Write the views stream by stream, and go through the events of each with their positions; go to the end."""
    site: list[tuple[SiteEvent, int]] = []
    for stream, rows in _streams(tx):
        placed = [(_event(mapper, stream, row), row[3]) for row in rows.all()]
        case_events = [event for event, _ in placed if isinstance(event, CaseEvent)]
        if case_events:
            apply_case(tx, step(stream, (), Case(key=stream), case_events))
        site += [(event, position) for event, position in placed if isinstance(event, SiteEvent)]
        yield stream, placed
    site.sort(key=lambda pair: pair[1])
    apply_site(tx, [event for event, _ in site], [position for _, position in site])


def _streams(tx: Tx) -> Iterator[tuple[str, Answer]]:
    """Yield each stream in order of its name, with its events, which are asked for some streams ahead."""
    last = ""
    while page := tx.all(_STREAMS, last):
        yield from [(row[0], tx.ask(_EVENTS, row[0])) for row in page]
        last = page[-1][0]


def _event(mapper: CaseMapper, stream: str, row: object) -> Event:
    version, topic, state, _ = cast(tuple[int, str, bytes, int], row)
    return mapper.event_of((stream, version, topic), state)


def _differences(tx: Tx, view: View, places: tuple[str, str]) -> list[str]:
    temp, main = places
    found = []
    for one, other, word in ((temp, main, "lacks"), (main, temp, "should not have")):
        rows = tx.all(f"SELECT * FROM {one}.{view.name} EXCEPT SELECT * FROM {other}.{view.name}")  # noqa: S608 - constants and question marks
        if rows:
            found.append(f"{view.name} {word} {len(rows)} rows, the first with key {rows[0][0]}.")
    return found


def _receipts(tx: Tx, keys: dict[str, tuple[str, int, int, int]]) -> list[str]:
    wrong = [row["key"] for row in tx.all(_KEYS) if keys.get(row[0]) != (row[1], row[2], row[3], row[4])]
    return (
        [f"commands has {len(wrong)} receipts that the events do not confirm, the first for key {wrong[0]}."]
        if wrong
        else []
    )
