"""What a case of 1,000 events costs beside one of 50, each beside a raw fetch of its own rows, per event.

Both cases are a negotiation that does not end: offers that supersede each other, and notes, under the shipped playbook.
A command reads the whole case, folds it, decides, and writes; every part is measured alone, and all of it together.
Everything is processor time, which does not wait for the disk: what a durable commit costs, `store.py` says.
"""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, cycle

from ledgers import Shelf, d, shipped_book
from measuring import Figure, Line, measured

from scabot_domain.case import Case
from scabot_domain.decision import conclude
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay

SHORT, TALL = "SCA-0SSSSS", "SCA-0TTTTT"
EVENTS = {SHORT: 50, TALL: 1_000}
MOST = 1.25
"""How many times as much as in the short case an event of the tall one may cost."""
_MICROSECONDS = 1_000_000.0
_ROWS = "SELECT originator_version, topic, state FROM scabot_events WHERE originator_id = ? ORDER BY originator_version"
BOOK = shipped_book()
_PARTS = ("raw fetch", "load", "load and fold", "decide alone", "handle()")


def lines(shelf: Shelf, calls: int) -> list[Line]:
    """Measure both cases in turns; `calls` commands a round lengthen each case."""
    for case, events in EVENTS.items():
        written(shelf, case, events)
    reader = sqlite3.connect(shelf.folder / "scabot.db")
    wanted = [figure for case in EVENTS for figure in _figures(shelf, reader, case)]
    found = measured(wanted, calls)
    reader.close()
    return [line for part in _PARTS for line in _both(found, part)]


def written(shelf: Shelf, case: str, events: int) -> None:
    """Write a case of at least so many events in which both sides go on negotiating, decided in memory."""
    shelf.keys.sealing(case)  # a new key is committed before the lock is taken
    so_far, state = list[CaseEvent](), Case(key=case)
    for step in chain(d.requested, cycle((d.offers(), d.notes(shared=True)))):
        if len(so_far) >= events:
            break
        decided = conclude(state, step(state, shelf.clock.wind()), BOOK)
        state = decided.case
        so_far += decided.events
    shelf.store.record(lambda head: [replace(one, recorded_at=head.stamp(shelf.clock())) for one in so_far])


def _figures(shelf: Shelf, reader: sqlite3.Connection, case: str) -> list[Figure]:
    key = EVENTS[case]
    known = replay(case, shelf.store.history(case))
    note = d.notes(shared=True)(known, shelf.clock.wind())
    return [
        Figure(f"raw fetch {key}", lambda: reader.execute(_ROWS, (case,)).fetchall(), clock=time.process_time),
        Figure(f"load {key}", lambda: shelf.store.history(case), clock=time.process_time),
        Figure(f"load and fold {key}", lambda: replay(case, shelf.store.history(case)), clock=time.process_time),
        Figure(f"decide alone {key}", lambda: conclude(known, note, BOOK), clock=time.process_time),
        Figure(f"handle() {key}", _handling(shelf, case), clock=time.process_time),
    ]


def _handling(shelf: Shelf, case: str) -> Callable[[], object]:
    step, nothing = d.notes(shared=True), Case(key=case)
    return lambda: shelf.handle(case, step(nothing, shelf.clock.wind()))


def _both(found: dict[str, tuple[float, float]], part: str) -> list[Line]:
    """Return a line for each case, in microseconds an event, judged in times the raw fetch of the same rows."""
    an_event = {events: found[f"{part} {events}"][0] * _MICROSECONDS / events for events in EVENTS.values()}
    short, tall = EVENTS.values()
    told = [
        Line(
            name=f"{part}, {events:,} events: µs an event",
            p50=an_event[events],
            p99=found[f"{part} {events}"][1] * _MICROSECONDS / events,
            judged=None if part == _PARTS[0] else found[f"{part} {events}"][0] / found[f"{_PARTS[0]} {events}"][0],
        )
        for events in (short, tall)
    ]
    grows = Line(name=f"{part}: of {tall:,} beside of {short}", judged=an_event[tall] / an_event[short], goal=MOST)
    return [*told, *([grows] if part in ("load", "load and fold") else [])]
