"""A CSV file as CMS publishes it: Latin-1, read once from front to back in bounded memory, and hashed on the way.

NotTakenError   the file is not what it should be; the text is a sentence and quotes no cell, which may be a descriptor
"""

import csv
import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

LONGEST = 64 * 1024
"""Bytes of the longest line that is read; CMS's are under a thousand."""
_ZIP = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"


class NotTakenError(Exception):
    """A file was not taken, as a whole; the text is a sentence and quotes nothing of the file."""


class Sheet:
    """The rows of an open file; `seen` hears how many bytes were read so far."""

    def __init__(self, file: BinaryIO, seen: Callable[[int], None]) -> None:
        self._file, self._seen = file, seen
        self._hash, self._read = hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        """Return the digest, in hex, of what was read so far."""
        return self._hash.hexdigest()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that holds anything, with the number of its line, counted from 1; cells are stripped.

        Raises `NotTakenError` for what is no CSV.
        """
        reader = csv.reader(self._lines())
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                if any(cells):
                    yield reader.line_num, cells
        except csv.Error:
            raise NotTakenError(f"Line {reader.line_num} is no row of a CSV file.") from None

    def _lines(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST + 1):
            if not self._read:
                line = self._first(line)
            self._count(line)
            if len(line) > LONGEST:
                raise NotTakenError(f"A line is longer than {LONGEST} bytes: this is no fee file of CMS.")
            yield line.decode("latin-1")

    def _first(self, line: bytes) -> bytes:
        if line.startswith(_ZIP):
            raise NotTakenError("This is a packed file. Unpack it, and import the CSV files in it.")
        if line.startswith(_MARK):
            self._count(_MARK)
        return line.removeprefix(_MARK)

    def _count(self, line: bytes) -> None:
        self._hash.update(line)
        self._read += len(line)
        self._seen(self._read)
