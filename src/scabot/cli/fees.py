"""What `scabot fees` does and says."""

import json as json_text
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from scabot.assemble.importing import FeeImport, import_fees, read_through
from scabot.assemble.schedules import SiteSchedules, read_tx, site_schedules
from scabot.assemble.site import Folders
from scabot.cli.faults import FailedError, MisusedError
from scabot.cli.hand import opened_site, shell_user
from scabot.clock.wall import SystemClock
from scabot.fees.physician import Basis, Price, priced, unpriced
from scabot.fees.sample import MARK, SampleRelease, shipped_sample
from scabot.fees.sheet import NotTakenError
from scabot.ledger.errors import InUse
from scabot.settings import read_settings
from scabot.telemetry.redact import printable
from scabot.views.fees import GPCI, FeeFile, files
from scabot.views.instants import text_of
from scabot_domain.money.amounts import read_percent, show_dollars, show_percent
from scabot_domain.money.benchmarks import Setting
from scabot_domain.terms.identifiers import read_locality

ENV_FILE = Path(".env")
LARGE = 1_000_000
"""Bytes from which on a file is worth a progress bar."""
NOTICE = (
    "CPT codes: copyright American Medical Association, all rights reserved. No descriptor of a code is kept or shown."
)
_BAR = 30
_MOST_PERCENT = Decimal(1000)
_WHILE_IT_RUNS = (
    "Fee files are imported into a ledger in a file while the bot is stopped: stop it, import, start it again. "
    "A ledger on PostgreSQL takes them beside it. --dry-run checks a file at any time."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is priced, as typed."""

    code: str
    locality: str
    year: int
    setting: str
    modifier: str = ""
    percent: str = "100"
    units: Decimal = Decimal(1)
    release: str = ""
    qualifying: bool = False


class Bar:
    """A progress bar for whoever sits at a terminal; nothing is written anywhere else."""

    def __init__(self, stream: TextIO, size: int) -> None:
        self._stream, self._size = stream, size
        self._shown = size >= LARGE and stream.isatty()
        self._last = -1

    def __call__(self, read: int) -> None:
        """Show how much was read, where that is another percent than before."""
        percent = min(100, read * 100 // max(1, self._size))
        if self._shown and percent != self._last:
            self._last = percent
            filled = percent * _BAR // 100
            self._stream.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {percent:3} %")
            self._stream.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._last >= 0:
            self._stream.write(f"\r{' ' * (_BAR + 8)}\r")
            self._stream.flush()


def import_fee_file(path: Path, release: str, *, dry_run: bool) -> int:
    """Import a fee file, or only read and check it; say what came of it."""
    settings, (team, user) = read_settings(os.environ, ENV_FILE), shell_user()
    asked = FeeImport(path=path, release=release.strip().upper(), by=f"{team} {user}", now=SystemClock().now())
    bar = Bar(sys.stderr, path.stat().st_size if path.is_file() else 0)
    try:
        if dry_run:
            return _say([f"{_told(read_through(asked, bar))}.", "Nothing was written."])
        with opened_site(settings) as site:
            taken = import_fees(site.store, asked, bar)
    except NotTakenError as no:
        raise FailedError(f"{no} Nothing was imported.") from no
    except InUse as held:
        raise InUse(f"{held} {_WHILE_IT_RUNS}") from held
    finally:
        bar.end()
    if taken.repeated:
        return _say([f"This very file was imported before: {_told(taken.file)}. Nothing was added."])
    return _say([f"Imported: {_told(taken.file)}."])


def show_fee_files(*, json: bool) -> int:
    """Print what was imported, and the sample."""
    with read_tx(Folders.of(read_settings(os.environ, ENV_FILE))) as tx:
        imported = [] if tx is None else files(tx)
    sample = shipped_sample().releases()
    if json:
        document = {
            "schema": "scabot.fee-files/1",
            "imported": [_document(one) for one in imported],
            "sample": [{"release": one.id, "kind": one.kind, "period": str(one.year)} for one in sample],
            "notice": NOTICE,
        }
        return _say([json_text.dumps(document, sort_keys=True)])
    lines = [f"{_told(one)}, {text_of(one.imported_at)[:10]} by {one.imported_by}" for one in imported]
    return _say([*(lines or ["No fee file was imported."]), *map(_sampled, sample), NOTICE])


def show_price(asked: Asked, *, json: bool) -> int:
    """Print the price of a code with its steps; raise `FailedError` where it has none, with what is missing."""
    percent = _percent(asked.percent)
    try:
        read_locality(asked.locality)
    except ValueError as no:
        raise MisusedError(f"{no}.") from None
    with read_tx(Folders.of(read_settings(os.environ, ENV_FILE))) as tx:
        schedules = SiteSchedules(None, shipped_sample()) if tx is None else site_schedules(tx)
        release, basis = _basis(schedules, asked)
        sources = {release: schedules.digest(release), **_where(schedules, asked)}
    price = priced(basis, percent, asked.units)
    if json:
        return _say([json_text.dumps(_priced_document(asked, basis, price, sources), sort_keys=True)])
    return _say([*_steps(asked, basis, price, percent), _by(sources), NOTICE])


def _percent(typed: str) -> Decimal:
    try:
        return read_percent(typed, _MOST_PERCENT)
    except ValueError as no:
        raise MisusedError(f"{no}.") from None


def _basis(schedules: SiteSchedules, asked: Asked) -> tuple[str, Basis]:
    release = asked.release or schedules.release_of(asked.year)
    if release is None:
        raise FailedError(f"No physician fee schedule of {asked.year} was imported: scabot fees import FILE")
    if release[:5] != f"RVU{asked.year % 100:02}":
        raise MisusedError(f"{release} is no release of {asked.year}; name the year it is of.")
    code, modifier = asked.code.upper(), asked.modifier.upper()
    values = schedules.physician(release, code, modifier)
    if values is None:
        raise FailedError(f"{release} has no row for {f'{code} {modifier}'.strip()}: cannot price it.{_only(release)}")
    gpci = schedules.gpci(asked.year, asked.locality)
    if gpci is None:
        raise FailedError(f"There are no indices of {asked.year} for {asked.locality}: cannot price {code}.")
    factor = schedules.factor(release, asked.qualifying)
    if factor is None:
        which = "qualifying participants" if asked.qualifying else "everybody else (nonQPP)"
        raise FailedError(f"The file of {release} for {which} was not imported: cannot price {code}.")
    basis = Basis(values=values, gpci=gpci, factor=factor, setting=Setting(asked.setting))
    if why := unpriced(basis):
        raise FailedError(f"Cannot price {code} by {release}: status {values.status}, {why}.")
    return release, basis


def _only(release: str) -> str:
    return " The sample holds a few codes only; import CMS's file." if release.endswith(MARK) else ""


def _where(schedules: SiteSchedules, asked: Asked) -> dict[str, str | None]:
    named = schedules.newest(GPCI, str(asked.year))
    return {} if named is None else {named: schedules.digest(named)}


def _steps(asked: Asked, basis: Basis, price: Price, percent: Decimal) -> list[str]:
    values, gpci = basis.values, basis.gpci
    facility = basis.setting is Setting.FACILITY
    rare = values.na_facility if facility else values.na_non_facility
    words = basis.setting.value.replace("_", "-")
    formula = f"({values.work} x {gpci.work} + {basis.expense} x {gpci.pe} + {values.mp} x {gpci.mp}) x {basis.factor}"
    return [
        f"{f'{asked.code.upper()} {asked.modifier.upper()}'.strip()}, {words}, {asked.locality}, {asked.year}",
        f"Medicare, one unit: {show_dollars(price.medicare)} = {formula}",
        f"{show_percent(percent)}, one unit: {show_dollars(price.unit)}",
        f"Units {asked.units}: {show_dollars(price.total)}",
        *([f"Marked NA: the service is rarely or never rendered in this setting ({words})."] if rare else []),
    ]


def _by(sources: Mapping[str, str | None]) -> str:
    return f"By {', '.join(f'{name} (SHA-256 {digest})' for name, digest in sources.items())}"


def _priced_document(asked: Asked, basis: Basis, price: Price, sources: Mapping[str, str | None]) -> dict[str, object]:
    values, gpci = basis.values, basis.gpci
    return {
        "schema": "scabot.fee-price/1",
        "code": asked.code.upper(),
        "modifier": asked.modifier.upper(),
        "locality": asked.locality,
        "year": asked.year,
        "setting": basis.setting.value,
        "status": values.status,
        "not_applicable": values.na_facility if basis.setting is Setting.FACILITY else values.na_non_facility,
        "work": [str(values.work), str(gpci.work)],
        "practice_expense": [str(basis.expense), str(gpci.pe)],
        "malpractice": [str(values.mp), str(gpci.mp)],
        "factor": str(basis.factor),
        "percent": asked.percent,
        "units": str(asked.units),
        "medicare_unit": str(price.medicare),
        "unit": str(price.unit),
        "total": str(price.total),
        "sources": dict(sources),
        "notice": NOTICE,
    }


def _told(file: FeeFile) -> str:
    part = f" ({file.part})" if file.part else ""
    factor = f", conversion factor {file.factor}" if file.factor and file.kind == "physician" else ""
    return f"{file.release}{part}: {file.kind} {file.period}, {_rows(file.rows)}{factor}, SHA-256 {file.sha256}"


def _sampled(one: SampleRelease) -> str:
    return f"{one.id}: {one.kind} {one.year}, {_rows(one.rows)}, a sample that comes along"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _document(file: FeeFile) -> dict[str, object]:
    return {
        "release": file.release,
        "part": file.part,
        "kind": file.kind,
        "period": file.period,
        "rows": file.rows,
        "factor": file.factor,
        "sha256": file.sha256,
        "imported_at": text_of(file.imported_at),
        "imported_by": file.imported_by,
    }


def _say(lines: Iterable[str]) -> int:
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
    return 0
