"""`scabot audit verify`: was anything that the ledger holds changed, removed, inserted or reordered?

Without an anchor held elsewhere it can only say that the ledger agrees with itself.
Whoever rebuilds all of it leaves no trace inside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from scabot.audit.walk import Fault, Opener, Walk, left_over, pages
from scabot.ledger.topics import TOPICS
from scabot.ledger.tree import Frontier, read_frontier
from scabot.views.tx import Tx

SHOWN = 20

_HEAD = "SELECT frontier FROM ledger_head ORDER BY log_no DESC LIMIT 1"


class Verdict(IntEnum):
    """What a verification may claim; the numbers are the exit codes of the shell command.

    `PROVEN` needs an anchor from outside the database, which no release can read yet: nothing returns it.
    """

    PROVEN = 0
    TAMPERED = 1
    CONSISTENT_ONLY = 2
    NOT_CHECKED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What was checked, what was found, and what nobody can say.

    `faults` are the first 20 of `fault_count`, in the ledger's order; `root` is that over the stored leaves, in hex.
    """

    verdict: Verdict
    size: int = 0
    streams: int = 0
    root: str = ""
    opened: int = 0
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    not_checked: tuple[str, ...] = ()


def verify(tx: Tx, opener: Opener | None = None) -> Report:
    """Check the whole ledger as one transaction sees it; nothing is written, and no key is needed.

    Memory grows with the number of streams, not of events. With an `opener` every envelope is opened as well.
    """
    walk = Walk(TOPICS.readable, opener)
    first: list[Fault] = []
    count = 0
    for count, fault in enumerate(_faults(tx, walk), start=1):  # noqa: B007 - the last count is how many there were
        if len(first) < SHOWN:
            first.append(fault)
    return Report(
        verdict=Verdict.TAMPERED if count else Verdict.CONSISTENT_ONLY,
        size=walk.frontier.size,
        streams=len(walk.streams),
        root=walk.frontier.root().hex(),
        opened=walk.opened,
        faults=tuple(first),
        fault_count=count,
        not_checked=tuple(_not_checked(opener, walk.keyless)),
    )


def consistent(head: Frontier, streams: int) -> Report:
    """Return the report on a ledger in which all is as it should be, no envelope opened."""
    return Report(
        verdict=Verdict.CONSISTENT_ONLY,
        size=head.size,
        streams=streams,
        root=head.root().hex(),
        not_checked=tuple(_not_checked(None, 0)),
    )


def head_of(tx: Tx) -> Frontier | None:
    """Return what the head of the ledger says, or None if there is none, or none that can be read."""
    row = tx.one(_HEAD)
    try:
        return None if row is None else read_frontier(row[0])
    except (TypeError, ValueError):
        return None


def unchecked(why: str) -> Report:
    """Return the report of a ledger that could not be read at all; it claims nothing."""
    return Report(verdict=Verdict.NOT_CHECKED, not_checked=(why,))


def _faults(tx: Tx, walk: Walk) -> Iterator[Fault]:
    walked, clean = 0, True
    for page in pages(tx):
        walked += len(page)
        for fault in walk.over(page):
            clean = False
            yield fault
    yield from left_over(tx, walked, clean=clean)
    yield from _against_head(tx, walk.frontier)


def _against_head(tx: Tx, counted: Frontier) -> Iterator[Fault]:
    row = tx.one(_HEAD)
    if row is None:
        if counted.size:
            yield Fault(what="the head of the ledger is missing")
        return
    try:
        head = read_frontier(row[0])
    except (TypeError, ValueError):
        yield Fault(what="the head of the ledger cannot be read")
        return
    if head.size > counted.size:
        cut = f"truncated: the head counts {head.size} leaves, {counted.size} are there"
        yield Fault(leaf_index=counted.size, what=cut)
    elif head.size < counted.size:
        added = f"the head counts {head.size} leaves, {counted.size} are there"
        yield Fault(leaf_index=head.size, what=added)
    elif head != counted:
        first, last = _differing(head, counted)
        yield Fault(leaf_index=first, what=f"the root over leaves {first}-{last} is not the one in the head")


def _differing(head: Frontier, counted: Frontier) -> tuple[int, int]:
    first = 0
    sizes = [1 << bit for bit in reversed(range(head.size.bit_length())) if head.size >> bit & 1]
    for size, ours, theirs in zip(sizes, head.peaks, counted.peaks, strict=True):
        if ours != theirs:
            return first, first + size - 1
        first += size
    raise AssertionError("two frontiers that differ differ in a peak")


def _not_checked(opener: Opener | None, keyless: int) -> Iterator[str]:
    yield "anchors: none was given, so a rewrite of the whole ledger would go unseen"
    yield "seals: none was given, so a cut of the newest events would go unseen"
    if opener is None:
        yield "content: envelopes were compared as they are stored, not opened (--decrypt opens them)"
    elif keyless:
        yield f"content: {keyless} envelopes have no key here (erased, or another key folder)"
