"""The tree over all leaves (RFC 6962), kept as its frontier: the roots of the perfect subtrees, largest first."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH = 32
SIZE = 8


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the RFC 6962 hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """How many leaves there are, and the roots of the perfect subtrees they form, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, leaf: bytes) -> "Frontier":
        """Return the frontier with one leaf more."""
        peaks = list(self.peaks)
        full = self.size
        while full & 1:
            leaf = node_hash(peaks.pop(), leaf)
            full >>= 1
        return Frontier(self.size + 1, (*peaks, leaf))

    def root(self) -> bytes:
        """Return the root; that of no leaves is the hash of nothing."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def encoded(self) -> bytes:
        """Return the size as an unsigned 64-bit big-endian number, then the peaks."""
        return self.size.to_bytes(SIZE, "big") + b"".join(self.peaks)


def read_frontier(stored: bytes) -> Frontier:
    """Read what `Frontier.encoded` wrote; raise `ValueError` if the number of peaks does not fit the size."""
    size = int.from_bytes(stored[:SIZE], "big")
    peaks = tuple(stored[at : at + HASH] for at in range(SIZE, len(stored), HASH))
    if len(stored) < SIZE or len(peaks) != size.bit_count() or any(len(peak) != HASH for peak in peaks):
        raise ValueError("a frontier holds one peak for each bit of its size")
    return Frontier(size, peaks)


def grow(frontier: Frontier, leaves: Iterable[bytes]) -> Frontier:
    """Return the frontier with all leaves added in order; the more at once, the less each of them costs."""
    sha256, row, peaks, left = hashlib.sha256, [*leaves], [*frontier.peaks], []
    size, full = frontier.size + len(row), frontier.size
    while row or full:  # one level of the tree after the other, from the leaves up
        if full & 1:
            row.insert(0, peaks.pop())
        if len(row) & 1:
            left.append(row.pop())
        row = [sha256(b"\x01" + one + other).digest() for one, other in zip(row[::2], row[1::2], strict=True)]
        full >>= 1
    return Frontier(size, tuple(reversed(left)))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaves from scratch, by the recursion of RFC 6962: the slow second opinion."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))
