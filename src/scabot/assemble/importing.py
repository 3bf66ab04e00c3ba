"""A fee file brought into the store: read in batches, checked, and written in one transaction, or not at all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from scabot.fees.header import header_of
from scabot.fees.releases import Release, corrected, release_of
from scabot.fees.rows import Row, rows_of
from scabot.fees.sheet import NotTakenError, Sheet
from scabot.ledger.store import CaseStore
from scabot.views import fees
from scabot.views.fees import FeeFile
from scabot.views.tx import Tx

BATCH = 500
"""Rows that are in memory at once."""

Seen = Callable[[int], None]
"""Hears how many bytes of the file were read."""
_Put = Callable[[Sequence[Row]], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeImport:
    """What is imported: a file, the release that whoever imports it names (or nothing), who that is, and when."""

    path: Path
    release: str
    by: str
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What is in the store now; `repeated` means that this very file was there already, and nothing was added."""

    file: FeeFile
    repeated: bool = False


def read_through(asked: FeeImport, seen: Seen) -> FeeFile:
    """Read and check a whole file and return what an import would note; nothing is written, and no store is opened.

    A row that is there a second time is found if both are near each other; an import finds it anywhere.
    Raises `NotTakenError`.
    """
    with _opened(asked, seen) as reading:
        for batch in reading.batches():
            _refuse_twice(batch)
        return reading.noted()


def import_fees(store: CaseStore, asked: FeeImport, seen: Seen) -> Taken:
    """Import a file in one transaction; raise `NotTakenError`, or a fault of the ledger, and nothing was written.

    A release that is there is never changed: another file of it is refused, unless it is the other part of the same
    release and says the same, as CMS's two files since 2026 do.
    """
    digest = _digest(asked.path)
    with store.writing() as tx:
        there = fees.file_of(tx, digest)
        if there is not None:
            return _repeated(there, asked)
        with _opened(asked, seen) as reading:
            noted = _put_all(tx, reading)
        if noted.sha256 != digest:
            raise NotTakenError("The file changed while it was read. Try again.")
        fees.put_file(tx, noted)
    return Taken(file=noted)


class _Reading:
    """A file that is being read, and what is known of it so far."""

    def __init__(self, asked: FeeImport, sheet: Sheet) -> None:
        rows = sheet.rows()
        header = header_of(rows, asked.path.name)
        self.release: Release = release_of(header.layout.kind, asked.path.name, header.above, asked.release)
        self._asked, self._sheet, self._rows = asked, sheet, rows_of(header, rows)
        self._count, self._factor = 0, ""

    def batches(self) -> Iterator[list[Row]]:
        """Yield the rows in batches; the conversion factor in each row must be that of the first."""
        while batch := list(islice(self._rows, BATCH)):
            for row in batch:
                self._factor = self._factor or row.factor
                if row.factor not in {"", self._factor}:
                    raise NotTakenError(f"Line {row.line}: the conversion factor is not that of the rows above.")
            self._count += len(batch)
            yield batch

    def noted(self) -> FeeFile:
        """Return what is noted about the file once it was read to its end."""
        if not self._count:
            raise NotTakenError("There is no row of figures in this file.")
        return FeeFile(
            release=self.release.id,
            part=self.release.part,
            kind=self.release.kind.value,
            period=self.release.period,
            sha256=self._sheet.sha256,
            rows=self._count,
            factor=self._factor,
            imported_at=self._asked.now,
            imported_by=self._asked.by,
        )


@contextmanager
def _opened(asked: FeeImport, seen: Seen) -> Iterator[_Reading]:
    try:
        with asked.path.open("rb") as file:
            yield _Reading(asked, Sheet(file, seen))
    except OSError as fault:
        raise _unreadable(asked.path, fault) from fault


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise _unreadable(path, fault) from fault


def _unreadable(path: Path, fault: OSError) -> NotTakenError:
    return NotTakenError(f"{path} cannot be read: {fault.strerror}.")


def _put_all(tx: Tx, reading: _Reading) -> FeeFile:
    others = fees.files_of(tx, reading.release.id)
    put = _putting(tx, reading.release, others)
    for batch in reading.batches():
        put(batch)
    noted = reading.noted()
    if any(other.rows != noted.rows for other in others):
        raise NotTakenError(_unlike(noted.release, f"It has {noted.rows} rows, the other file {others[0].rows}"))
    return replace(noted, nth=len(others) + 1)


def _putting(tx: Tx, release: Release, others: Sequence[FeeFile]) -> _Put:
    if not others:
        return partial(_put_new, tx, release)
    if release.part in {"", *(other.part for other in others)}:
        raise NotTakenError(
            f"{release.id} was imported from another file (SHA-256 {others[0].sha256[:12]}…), and a release is never "
            f"changed. A file that CMS corrected gets a name of its own: --release {corrected(release)}"
        )
    return partial(_compare, tx, release)


def _put_new(tx: Tx, release: Release, batch: Sequence[Row]) -> None:
    _refuse_twice(batch)
    kind, keys = release.kind.value, [row.key for row in batch]
    for row, there in zip(batch, fees.figures_there(tx, kind, release.id, keys), strict=True):
        if there is not None:
            raise NotTakenError(_twice(row))
    fees.put_rows(tx, kind, release.id, [(row.key, row.figures) for row in batch])


def _refuse_twice(batch: Sequence[Row]) -> None:
    keys = set[tuple[str, ...]]()
    for row in batch:
        if row.key in keys:
            raise NotTakenError(_twice(row))
        keys.add(row.key)


def _twice(row: Row) -> str:
    return f"Line {row.line}: {' '.join(row.key).strip()} is there a second time."


def _compare(tx: Tx, release: Release, batch: Sequence[Row]) -> None:
    there = fees.figures_there(tx, release.kind.value, release.id, [row.key for row in batch])
    for row, figures in zip(batch, there, strict=True):
        if figures != row.figures:
            raise NotTakenError(_unlike(release.id, f"Line {row.line} says something else"))


def _unlike(release: str, how: str) -> str:
    return f"{how}: the two files of {release} may differ in their conversion factor only."


def _repeated(there: FeeFile, asked: FeeImport) -> Taken:
    if asked.release not in {"", there.release}:
        raise NotTakenError(f"This very file was imported already, as {there.release}.")
    return Taken(file=there, repeated=True)
