"""The journal of the shim, and the states of the disk that a power cut at any of its operations could leave behind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from random import Random  # noqa: TID251 - the states of a harness, repeated by their seed
from struct import Struct
from typing import NamedTuple

SECTOR = 512
_HEAD = Struct("<c3xiqqII")
_CREATED, _EMPTIED, _FOLDER = 1, 2, 4


class Op(NamedTuple):
    """Something that happened to a file: a letter for what, the descriptor, the place, the name, the bytes."""

    what: str
    file: int
    at: int
    name: str
    content: bytes


def read_journal(file: Path) -> Iterator[Op]:
    """Yield the operations of a journal in their order."""
    told, at = file.read_bytes(), 0
    while at < len(told):
        what, number, place, _more, named, sized = _HEAD.unpack_from(told, at)
        at += _HEAD.size
        name, content = told[at : at + named], told[at + named : at + named + sized]
        at += named + sized
        yield Op(what.decode(), number, place, name.decode(), content)


Change = tuple[int, bytes | None]
"""A place and the bytes written there; without bytes the file was cut, or stretched, to that size."""


@dataclass(eq=False)
class File:
    """A file: what is on the disk for certain, and what was written since its last sync."""

    certain: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        """Make everything certain."""
        for change in self.pending:
            _apply(self.certain, change)
        self.pending.clear()

    def after_cut(self, dice: Random) -> bytes:
        """Return what may be left of it: of the pending writes none, all, a random half, or torn sectors."""
        left, how = bytearray(self.certain), dice.choice(("none", "all", "half", "torn"))
        for change in self.pending if how != "none" else ():
            for piece in _sectors(change) if how == "torn" else (change,):
                if how == "all" or dice.random() < 0.5:
                    _apply(left, piece)
        return bytes(left)


class Folder:
    """A folder; its names are kept by the disk."""


Node = File | Folder
Naming = tuple[tuple[str, Node | None], ...]
"""Names that change together; a name without a node is taken away."""


class Disk:
    """The files below one folder as the journal tells them, and `said`, which was appended to one of them."""

    def __init__(self, said_in: str) -> None:
        self._said_in = said_in
        self.said = b""
        self._now: dict[str, Node] = {"": Folder()}
        self._certain: dict[str, Node] = dict(self._now)
        self._pending: dict[str, list[Naming]] = {}
        self._open: dict[int, tuple[str, Node]] = {}

    def follow(self, op: Op) -> None:
        """Take the next operation in."""
        match op.what:
            case "o":
                self._opened(op)
            case "c":
                self._open.pop(op.file, None)
            case "w":
                self._written(op)
            case "t":
                self._file(op).pending.append((op.at, None))
            case "s":
                self._synced(*self._open[op.file])
            case _:
                self._named(op)

    def cut(self, dice: Random, into: Path) -> None:
        """Write into a folder what may be left if the power fails now."""
        names = dict(self._certain)
        for pending in self._pending.values():
            for naming in pending[: dice.choice((0, len(pending), dice.randint(0, len(pending))))]:
                _rename(names, naming)
        for name in sorted(names):
            node, place = names[name], into / name
            if not place.parent.is_dir() and name:
                continue  # the folder's own name is not certain, so nothing in it is
            if isinstance(node, Folder):
                place.mkdir(mode=0o700, exist_ok=True)
            elif name != self._said_in:
                place.write_bytes(node.after_cut(dice))
                place.chmod(0o600)

    def _opened(self, op: Op) -> None:
        if op.at & _CREATED:
            self._name(((op.name, File()),))
        node = self._now[op.name]
        if op.at & _EMPTIED and isinstance(node, File):
            node.pending.append((0, None))
        self._open[op.file] = op.name, node

    def _written(self, op: Op) -> None:
        if self._open[op.file][0] == self._said_in:
            self.said += op.content
        self._file(op).pending.append((op.at, op.content))

    def _synced(self, name: str, node: Node) -> None:
        if isinstance(node, File):
            node.sync()
        else:
            for naming in self._pending.pop(name, ()):
                _rename(self._certain, naming)

    def _named(self, op: Op) -> None:
        other = op.content.decode()
        match op.what:
            case "u":
                self._name(((op.name, None),))
            case "m":
                self._name(((op.name, Folder()),))
            case "l":
                self._name(((other, self._now[op.name]),))
            case "r":
                self._name(((op.name, None), (other, self._now[op.name])))
            case unknown:
                raise ValueError(f"the journal says {unknown}")

    def _name(self, naming: Naming) -> None:
        _rename(self._now, naming)
        parent = str(PurePosixPath(naming[-1][0]).parent)
        self._pending.setdefault("" if parent == "." else parent, []).append(naming)

    def _file(self, op: Op) -> File:
        node = self._open[op.file][1]
        assert isinstance(node, File)
        return node


def _rename(names: dict[str, Node], naming: Naming) -> None:
    for name, node in naming:
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _apply(content: bytearray, change: Change) -> None:
    at, written = change
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    if written is None:
        del content[at:]
    else:
        content[at : at + len(written)] = written


def _sectors(change: Change) -> Iterator[Change]:
    """Yield a write in the pieces that a disk writes whole."""
    at, written = change
    if written is None:
        yield change
        return
    begin = 0
    while begin < len(written):
        end = min(len(written), (at + begin) // SECTOR * SECTOR + SECTOR - at)
        yield at + begin, written[begin:end]
        begin = end
