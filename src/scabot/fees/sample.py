"""The small sample of CMS's figures that comes along, so that a practice installation prices something real."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from scabot_domain.money.schedules import DrugLimit, Gpci, RelativeValues

MARK = "-sample"
"""How the release ids of the sample end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRelease:
    """A release of the sample: its kind and year, and how many rows it has."""

    id: str
    kind: str
    year: int
    rows: int


class SampleSchedules:
    """The sample, as the arithmetic asks for it; see `scabot_domain.money.schedules.Schedules`."""

    def __init__(self, content: bytes) -> None:
        self._read: dict[str, list[dict[str, Any]]] = tomllib.loads(content.decode())
        self._digest = hashlib.sha256(content).hexdigest()

    def releases(self) -> list[SampleRelease]:
        """Return every release of the sample."""
        return [
            SampleRelease(id=one["release"], kind=kind, year=one["year"], rows=len(one["rows"]))
            for kind, many in self._read.items()
            for one in many
        ]

    def release_of(self, year: int) -> str | None:
        """Return the sample's release of a year."""
        return self.newest("physician", str(year))

    def newest(self, kind: str, period: str) -> str | None:
        """Return the sample's release of a kind for a year."""
        return next((one.id for one in self.releases() if one.kind == kind and str(one.year) == period), None)

    def physician(self, release: str, code: str, modifier: str) -> RelativeValues | None:
        """Return the row of a code in a release."""
        row = self._row(release, code, modifier)
        if row is None:
            return None
        status, *figures = row
        work, facility, non_facility, mp = map(Decimal, figures)
        return RelativeValues(work=work, pe_facility=facility, pe_non_facility=non_facility, mp=mp, status=status)

    def factor(self, release: str, qualifying: bool) -> Decimal | None:  # noqa: FBT001 - the year's two factors
        """Return the conversion factor in US dollars."""
        found = self._release(release).get("qualifying_factor" if qualifying else "factor")
        return None if found is None else Decimal(found)

    def gpci(self, year: int, locality: str) -> Gpci | None:
        """Return the indices of a locality."""
        row = self._row(self.newest("gpci", str(year)), locality)
        return None if row is None else Gpci(work=Decimal(row[0]), pe=Decimal(row[1]), mp=Decimal(row[2]))

    def anesthesia_factor(self, year: int, locality: str) -> Decimal | None:
        """Return the anesthesia conversion factor of a locality."""
        row = self._row(self.newest("anesthesia", str(year)), locality)
        return None if row is None else Decimal(row[0])

    def drug(self, quarter: str, code: str) -> DrugLimit | None:
        """Return None: no drug is in the sample."""

    def digest(self, release: str) -> str | None:
        """Return the SHA-256 of the sample's own file."""
        return self._digest if self._release(release) else None

    def _release(self, release: str | None) -> Mapping[str, Any]:
        return next((one for many in self._read.values() for one in many if one["release"] == release), {})

    def _row(self, release: str | None, *key: str) -> list[str] | None:
        rows: list[list[str]] = self._release(release).get("rows", [])
        return next((row[len(key) :] for row in rows if tuple(row[: len(key)]) == key), None)


@cache
def shipped_sample() -> SampleSchedules:
    """Return the sample that comes along."""
    return SampleSchedules(files("scabot.fees").joinpath("sample.toml").read_bytes())
