"""A ledger verified by several processes: runs of leaves are checked apart and joined without a seam.

It can only say that everything is as it should be. Where it cannot, one process walks over all of it and says why not.
"""

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from scabot.audit.verify import Report, consistent, head_of
from scabot.audit.walk import EVENTS, LEAVES, NOTHING, Stand, Walk, counted, pages
from scabot.ledger.archive import open_archive
from scabot.ledger.topics import TOPICS
from scabot.ledger.tree import Frontier, grow
from scabot.views.tx import Row, Tx

SHARE = 1 << 16
"""Leaves of a run; a power of two, so that the runs are subtrees of the tree over all."""

_PREDECESSOR = """SELECT e.originator_version, l.leaf_hash FROM scabot_events e
    JOIN ledger l ON l.notification_id = e.notification_id WHERE e.originator_id = ? AND e.originator_version = ?"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What a run of sound leaves rests on and leads to: the streams before it and after it, its tree, its positions."""

    before: dict[str, Stand]
    after: dict[str, Stand]
    frontier: Frontier
    first_position: int
    last_position: int


def verified_in_shares(file: Path, jobs: int, size: int = SHARE) -> Report | None:
    """Return the report on a ledger in which all is as it should be, or None, which says nothing.

    `jobs` processes read the file, each in snapshots of its own; what is recorded meanwhile is left out.
    A share has `size` leaves, a power of two.
    Raises what opening and reading an archive raises.
    """
    with open_archive(file) as archive:
        head = head_of(archive.tx)
        if head is None or {counted(archive.tx, LEAVES), counted(archive.tx, EVENTS)} != {head.size}:
            return None
    alone = sys.platform == "linux" and threading.active_count() == 1
    ways = get_context("fork" if alone else "forkserver")  # the first copies this process, which costs nothing
    with ProcessPoolExecutor(jobs, mp_context=ways) as pool:
        shares = pool.map(partial(share_of, file, head.size, size), range(0, head.size, size))
        return _joined(shares, head, size)


def share_of(file: Path, end: int, size: int, first: int) -> Share | None:
    """Check the leaves from `first` to before `first + size`, or before `end`; None if one is not as it should be."""
    with open_archive(file) as archive:
        walk, before, begins = Walk(TOPICS.readable, first=first), dict[str, Stand](), 0
        for page in _until(pages(archive.tx, first), min(first + size, end) - first):
            begins = begins or page[0][2]
            if not _over(archive.tx, walk, page, before):
                return None
    fresh = dict.fromkeys(walk.streams.keys() - before.keys(), NOTHING)
    return Share(
        before=before | fresh,
        after=walk.streams,
        frontier=walk.frontier,
        first_position=begins,
        last_position=walk.position,
    )


def _until(read: Iterator[Sequence[Row]], left: int) -> Iterator[Sequence[Row]]:
    for page in read:
        yield page[:left]
        left -= len(page)
        if left <= 0:
            return


def _over(tx: Tx, walk: Walk, page: Sequence[Row], before: dict[str, Stand]) -> bool:
    at = walk.stride(page)
    while at < len(page):
        stream, version = page[at][4], page[at][5]
        if stream in walk.streams or type(version) is not int:
            return False
        row = tx.one(_PREDECESSOR, stream, version - 1)
        if row is None:
            return False
        walk.streams[stream] = before[stream] = row[0], row[1]
        at += walk.stride(page[at:])
    return True


def _joined(shares: Iterable[Share | None], head: Frontier, size: int) -> Report | None:
    streams, position, peaks = dict[str, Stand](), 0, list[tuple[bytes, ...]]()
    for share in shares:
        if share is None or share.first_position <= position:
            return None
        if any(streams.get(stream, NOTHING) != stand for stream, stand in share.before.items()):
            return None
        streams |= share.after
        position = share.last_position
        peaks.append(share.frontier.peaks)
    rest = peaks.pop() if head.size % size else ()
    whole = grow(Frontier(), (root for (root,) in peaks))
    return consistent(head, len(streams)) if (*whole.peaks, *rest) == head.peaks else None
