"""Ledgers of any size for the bench, written by the real store: real envelopes, real keys, real leaves."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

import deeds as d  # noqa: E402 - found beside this folder
from ledger.shelf import Shelf, Wound, furnished, opened  # noqa: E402 - the same
from scabot.ledger.head import Head  # noqa: E402 - the same
from scabot_domain.events import CaseEvent  # noqa: E402 - the same
from scabot_domain.playbook import shipped_book  # noqa: E402 - the same

MODEL = "SCA-0MMMMM"
LONG = "SCA-0VVVVV"
LENGTH = 50
"""Events of the long case."""
_CASES_AT_ONCE = 20
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def furnish(shelf: Shelf, cases: int) -> None:
    """Link two channels, and write one case of 50 events and as many as are asked for with 12."""
    shelf.furnish()
    shelf.does(*d.executed, case=LONG)
    while len(shelf.store.history(LONG)) < LENGTH:
        shelf.does(d.notes(shared=True), case=LONG)
    shelf.does(*d.offered, d.rejects(), d.notes(shared=True), d.notes(shared=True), case=MODEL)
    copied(shelf, MODEL, cases)


def copied(shelf: Shelf, model: str, cases: int) -> None:
    """Write copies of a case through the write door, 20 in one transaction; their keys are `case_key(0)` and so on."""
    events = shelf.store.history(model)
    for first in range(0, cases, _CASES_AT_ONCE):
        some = range(first, min(first + _CASES_AT_ONCE, cases))
        for number in some:
            shelf.keys.sealing(case_key(number))  # a new key is committed before the lock is taken
        shelf.store.record(_copies(shelf, events, some))


def case_key(number: int) -> str:
    """Return the key of the copy with a number below a million or so."""
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"SCA-{digits}"


def _copies(shelf: Shelf, events: Sequence[CaseEvent], some: range) -> Callable[[Head], list[CaseEvent]]:
    def build(head: Head) -> list[CaseEvent]:
        at = head.stamp(shelf.clock())
        return [
            replace(event, case=case_key(number), key=f"{number}-{event.key}", recorded_at=at)
            for number in some
            for event in events
        ]

    return build


def ledger_of(folder: Path, events: int) -> Shelf:
    """Write a ledger of at least so many events in cases of 50, and return its open shelf."""
    shelf = opened(*furnished(folder), Wound(), book=shipped_book())
    furnish(shelf, 0)
    copied(shelf, LONG, events // LENGTH)
    return shelf
