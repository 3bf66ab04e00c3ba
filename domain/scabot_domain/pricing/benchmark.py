"""Which row of which schedule a percent of Medicare is taken of: year, release, place, conversion factor (L1 to L4)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from scabot_domain.lint.medicare import TWO_FACTORS_SINCE, published
from scabot_domain.money.benchmarks import FactorClass, MedicareBenchmark, Setting, YearPolicy
from scabot_domain.money.schedules import Gpci
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.priced import Missing, lacking
from scabot_domain.terms.services import ScopeLine


def year_of(mark: MedicareBenchmark, basis: Basis, line_id: str) -> int | Missing:
    """Return the year whose schedule counts: the fixed one, or that of the date of service (L1)."""
    match mark.year_policy:
        case None:
            return Missing(what="fixed year or date of service", line_id=line_id, finding="L1")
        case YearPolicy.FIXED_YEAR:
            return mark.year or Missing(what="the fixed year", line_id=line_id, finding="L1")
        case YearPolicy.DATE_OF_SERVICE:
            return basis.assumed.year or Missing(what="the year of service", line_id=line_id)
        case _:
            assert_never(mark.year_policy)


def locality_of(mark: MedicareBenchmark, line_id: str) -> str | Missing:
    """Return the Medicare locality (L2)."""
    return mark.locality or Missing(what="the locality", line_id=line_id, finding="L2")


def setting_of(mark: MedicareBenchmark, line: ScopeLine, basis: Basis) -> Setting | Missing:
    """Return facility or non-facility, by place of service, line and benchmark together; they may not differ (L3).

    Only where none of them says it, the assumptions do.
    """
    by_place = published().places.get(line.pos or "")
    told = {each for each in (by_place, line.setting, mark.setting) if each is not None}
    if len(told) > 1:
        return Missing(what="one setting: place of service and setting contradict", line_id=line.line_id, finding="L3")
    if told:
        return told.pop()
    return basis.assumed.setting or Missing(what="place of service or setting", line_id=line.line_id, finding="L3")


def qualifying_in(year: int, mark: MedicareBenchmark, line_id: str) -> bool | Missing:
    """Return whether the factor of qualifying participants counts; before 2026 there is only one (L4)."""
    if mark.factor_class is None and year >= TWO_FACTORS_SINCE:
        return Missing(what="which conversion factor, QP or non-QP", line_id=line_id, finding="L4")
    return mark.factor_class is FactorClass.QP


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A release of the fee schedule, the file it was read from, and its conversion factor."""

    name: str
    digest: str
    factor: Decimal


def release_for(year: int, mark: MedicareBenchmark, line_id: str, basis: Basis) -> Release | Missing:
    """Return the release stated, or else the newest one imported for the year; it must be one of that year (L1)."""
    qualifying = qualifying_in(year, mark, line_id)
    name = mark.release or basis.schedules.release_of(year)
    if isinstance(qualifying, Missing):
        return qualifying
    if name is None:
        return Missing(what=f"an imported fee schedule of {year}", line_id=line_id)
    if name[-3:-1] != f"{year}"[-2:]:
        return Missing(what=f"a release of {year}: {name} is of another year", line_id=line_id, finding="L1")
    digest, factor = basis.schedules.digest(name), basis.schedules.factor(name, qualifying)
    if digest is None or factor is None:
        what = "the imported file" if digest is None else "the conversion factor"
        return Missing(what=f"{what} of {name}", line_id=line_id)
    return Release(name=name, digest=digest, factor=factor)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where and when a service counts as rendered: the release, the locality with its indices, the setting."""

    release: Release
    locality: str
    gpci: Gpci
    setting: Setting


def place_of(mark: MedicareBenchmark, line: ScopeLine, basis: Basis) -> Place | tuple[Missing, ...]:
    """Return what a percent of the physician fee schedule needs besides the row, or all that is missing of it."""
    year, locality = year_of(mark, basis, line.line_id), locality_of(mark, line.line_id)
    setting = setting_of(mark, line, basis)
    if isinstance(year, Missing) or isinstance(locality, Missing):
        return lacking(year, locality, setting)
    release, gpci = release_for(year, mark, line.line_id, basis), basis.schedules.gpci(year, locality)
    if isinstance(release, Missing) or isinstance(setting, Missing) or gpci is None:
        indices = gpci or Missing(what=f"the indices of {locality} in {year}", line_id=line.line_id)
        return lacking(setting, release, indices)
    return Place(release=release, locality=locality, gpci=gpci, setting=setting)
