"""What does CMS pay? Imported fee schedules, kept as they were imported: a release is written once and never changed.

These tables are no view of the events, and a rebuild leaves them alone. Figures are text, as CMS wrote them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scabot.views.instants import instant_of, text_of
from scabot.views.tx import Row, Tx, Value
from scabot_domain.money.schedules import DrugLimit, Gpci, RelativeValues

VERSION = 1
TABLE = "fee_files"
DDL = (
    """CREATE TABLE IF NOT EXISTS fee_files (
        release TEXT NOT NULL,
        part TEXT NOT NULL,
        nth INTEGER NOT NULL,
        kind TEXT NOT NULL,
        period TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        "rows" INTEGER NOT NULL,
        factor TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        imported_by TEXT NOT NULL,
        PRIMARY KEY (release, part)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS fee_physician (
        release TEXT NOT NULL,
        code TEXT NOT NULL,
        modifier TEXT NOT NULL,
        work TEXT NOT NULL,
        pe_facility TEXT NOT NULL,
        pe_non_facility TEXT NOT NULL,
        mp TEXT NOT NULL,
        status TEXT NOT NULL,
        na_facility INTEGER NOT NULL,
        na_non_facility INTEGER NOT NULL,
        PRIMARY KEY (release, code, modifier)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS fee_gpci (
        release TEXT NOT NULL,
        locality TEXT NOT NULL,
        work TEXT NOT NULL,
        pe TEXT NOT NULL,
        mp TEXT NOT NULL,
        PRIMARY KEY (release, locality)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS fee_anesthesia (
        release TEXT NOT NULL,
        locality TEXT NOT NULL,
        factor TEXT NOT NULL,
        PRIMARY KEY (release, locality)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS fee_drugs (
        release TEXT NOT NULL,
        code TEXT NOT NULL,
        dollars TEXT NOT NULL,
        PRIMARY KEY (release, code)) STRICT, WITHOUT ROWID""",
)
NATIONAL = "00000-00"
"""The locality in which every index is 1: CMS's national amounts."""
PHYSICIAN, GPCI, ANESTHESIA, DRUGS = "physician", "gpci", "anesthesia", "drugs"
"""The kinds of files."""

_PUT_FILE = """INSERT INTO fee_files
    (release, part, nth, kind, period, sha256, "rows", factor, imported_at, imported_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_FILES = "SELECT * FROM fee_files ORDER BY kind, period, release, nth"
_BY_DIGEST = "SELECT * FROM fee_files WHERE sha256 = ?"
_BY_RELEASE = "SELECT * FROM fee_files WHERE release = ? ORDER BY nth"
_NEWEST = "SELECT MAX(release) FROM fee_files WHERE kind = ? AND period = ?"
_FACTOR = "SELECT factor FROM fee_files WHERE release = ? AND part IN ('', ?)"
_KEPT_SINCE = "SELECT version FROM view_state WHERE view = ?"

_PUT = {
    PHYSICIAN: """INSERT INTO fee_physician (release, code, modifier, work, pe_facility, pe_non_facility, mp, status,
        na_facility, na_non_facility) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    GPCI: "INSERT INTO fee_gpci (release, locality, work, pe, mp) VALUES (?, ?, ?, ?, ?)",
    ANESTHESIA: "INSERT INTO fee_anesthesia (release, locality, factor) VALUES (?, ?, ?)",
    DRUGS: "INSERT INTO fee_drugs (release, code, dollars) VALUES (?, ?, ?)",
}
_FIND: Mapping[str, tuple[str, tuple[str, ...]]] = {
    PHYSICIAN: (
        "SELECT * FROM fee_physician WHERE release = ? AND code = ? AND modifier = ?",
        ("work", "pe_facility", "pe_non_facility", "mp", "status", "na_facility", "na_non_facility"),
    ),
    GPCI: ("SELECT * FROM fee_gpci WHERE release = ? AND locality = ?", ("work", "pe", "mp")),
    ANESTHESIA: ("SELECT * FROM fee_anesthesia WHERE release = ? AND locality = ?", ("factor",)),
    DRUGS: ("SELECT * FROM fee_drugs WHERE release = ? AND code = ?", ("dollars",)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeFile:
    """An imported file: `period` is a year like `2025`, or for drugs a quarter like `2025Q4`.

    `part` tells the two files apart that a physician release has since 2026; `factor` is its conversion factor. The
    rows that are kept are those of the first file (`nth` is 1); the second one said the same.
    """

    release: str
    part: str
    kind: str
    period: str
    sha256: str
    rows: int
    factor: str
    imported_at: datetime
    imported_by: str
    nth: int = 1


def put_file(tx: Tx, file: FeeFile) -> None:
    """Note a file whose rows were put; the database refuses a release, or a digest, that it has already."""
    at = text_of(file.imported_at)
    which = file.release, file.part, file.nth, file.kind, file.period
    tx.run(_PUT_FILE, *which, file.sha256, file.rows, file.factor, at, file.imported_by)


def put_rows(tx: Tx, kind: str, release: str, rows: Iterable[tuple[Sequence[str], Sequence[Value]]]) -> None:
    """Put rows, each a key and its figures; the database refuses a key twice."""
    tx.many(_PUT[kind], ((release, *key, *figures) for key, figures in rows))


def figures_there(tx: Tx, kind: str, release: str, keys: Sequence[Sequence[str]]) -> list[tuple[Value, ...] | None]:
    """Return what is there under each key, or None; asked for together."""
    sql, names = _FIND[kind]
    answers = [tx.ask(sql, release, *key) for key in keys]
    return [_figures(answer.one(), names) for answer in answers]


def files(tx: Tx) -> list[FeeFile]:
    """Return every imported file, by kind and period; none where the store is older than these tables."""
    if tx.one(_KEPT_SINCE, TABLE) is None:
        return []
    return [_file(row) for row in tx.all(_FILES)]


def file_of(tx: Tx, sha256: str) -> FeeFile | None:
    """Return the imported file with a digest."""
    row = tx.one(_BY_DIGEST, sha256)
    return _file(row) if row else None


def files_of(tx: Tx, release: str) -> list[FeeFile]:
    """Return the files of a release in the order in which they were imported."""
    return [_file(row) for row in tx.all(_BY_RELEASE, release)]


class ImportedSchedules:
    """What the site imported, as the arithmetic asks for it; see `scabot_domain.money.schedules.Schedules`.

    A store that is older than these tables has imported nothing.
    """

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._there = tx.one(_KEPT_SINCE, TABLE) is not None

    def release_of(self, year: int) -> str | None:
        """Return the newest release of the physician fee schedule for a year, like `RVU25D`."""
        return self.newest(PHYSICIAN, str(year))

    def newest(self, kind: str, period: str) -> str | None:
        """Return the newest release of a kind of file for a year, or quarter."""
        row = self._tx.one(_NEWEST, kind, period) if self._there else None
        return None if row is None or row[0] is None else str(row[0])

    def physician(self, release: str, code: str, modifier: str) -> RelativeValues | None:
        """Return the row of a code in a release; modifier "" is the base row."""
        row = self._row(PHYSICIAN, release, code, modifier)
        if row is None:
            return None
        return RelativeValues(
            work=Decimal(row["work"]),
            pe_facility=Decimal(row["pe_facility"]),
            pe_non_facility=Decimal(row["pe_non_facility"]),
            mp=Decimal(row["mp"]),
            status=row["status"],
            na_facility=bool(row["na_facility"]),
            na_non_facility=bool(row["na_non_facility"]),
        )

    def factor(self, release: str, qualifying: bool) -> Decimal | None:  # noqa: FBT001 - the year's two factors
        """Return the conversion factor in US dollars."""
        row = self._tx.one(_FACTOR, release, "QP" if qualifying else "non-QP") if self._there else None
        return None if row is None else Decimal(row["factor"])

    def gpci(self, year: int, locality: str) -> Gpci | None:
        """Return the indices of a locality like `04412-18`, by the newest file of a year."""
        row = self._row(GPCI, self.newest(GPCI, str(year)), locality)
        return None if row is None else Gpci(work=Decimal(row["work"]), pe=Decimal(row["pe"]), mp=Decimal(row["mp"]))

    def anesthesia_factor(self, year: int, locality: str) -> Decimal | None:
        """Return the anesthesia conversion factor of a locality in a year, in US dollars per unit."""
        row = self._row(ANESTHESIA, self.newest(ANESTHESIA, str(year)), locality)
        return None if row is None else Decimal(row["factor"])

    def drug(self, quarter: str, code: str) -> DrugLimit | None:
        """Return the payment limit of a drug in a quarter like `2026Q4`."""
        row = self._row(DRUGS, self.newest(DRUGS, quarter), code)
        return None if row is None else DrugLimit(limit=Decimal(row["dollars"]))

    def digest(self, release: str) -> str | None:
        """Return the SHA-256 of the file that a release's rows are from, in hex: the first one, where it has two."""
        found = files_of(self._tx, release) if self._there else []
        return found[0].sha256 if found else None

    def _row(self, kind: str, release: str | None, *key: str) -> Row | None:
        return self._tx.one(_FIND[kind][0], release, *key) if self._there and release else None


def _figures(row: Row | None, names: Sequence[str]) -> tuple[Value, ...] | None:
    return None if row is None else tuple(row[name] for name in names)


def _file(row: Row) -> FeeFile:
    return FeeFile(
        release=row["release"],
        part=row["part"],
        kind=row["kind"],
        period=row["period"],
        sha256=row["sha256"],
        rows=row["rows"],
        factor=row["factor"],
        imported_at=instant_of(row["imported_at"]),
        imported_by=row["imported_by"],
        nth=row["nth"],
    )
