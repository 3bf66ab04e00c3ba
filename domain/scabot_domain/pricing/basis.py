"""What an amount rests on: the services, the term, what is assumed about the care, and the schedules of the site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from scabot_domain.facts.keeping import Assumptions
from scabot_domain.money.benchmarks import FactorClass, Locality, Setting
from scabot_domain.money.schedules import Schedules
from scabot_domain.terms.sections import Term
from scabot_domain.terms.services import ScopeLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumed:
    """One set of assumptions about the care; what is left out is unknown, and never zero.

    `units`, `charges`, `minutes` and `base_units` are by line id, or by what a carve-out names; `nights` by level.
    `billed` are the charges of everything, `midnights` those of the whole stay.
    `locality` and `factor_class` say what "of Medicare" is taken of where the offers do not say it alike.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    billed: Decimal | None = None
    charges: Mapping[str, Decimal] = field(default_factory=dict)
    midnights: int | None = None
    nights: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, Decimal] = field(default_factory=dict)
    base_units: Mapping[str, int] = field(default_factory=dict)
    admitted_on: date | None = None
    service_on: date | None = None
    service_year: int | None = None
    setting: Setting | None = None
    asp_quarter: str | None = None
    locality: Locality | None = None
    factor_class: FactorClass | None = None

    @property
    def year(self) -> int | None:
        """The year of the date of service."""
        return self.service_on.year if self.service_on is not None else self.service_year

    @property
    def quarter(self) -> str | None:
        """The quarter whose drug limits count at the date of service."""
        if self.asp_quarter is not None or self.service_on is None:
            return self.asp_quarter
        return f"{self.service_on.year}Q{(self.service_on.month + 2) // 3}"

    @property
    def too_many_nights(self) -> bool:
        """Whether the nights by level are more than the midnights of the stay."""
        return self.midnights is not None and sum(self.nights.values()) > self.midnights


def assumed_of(values: Assumptions) -> Assumed:
    """Return what a case's set of assumptions says about the care."""
    return Assumed(
        units=values.units,
        billed=values.billed,
        midnights=values.midnights,
        service_year=values.service_year,
        setting=values.setting,
        asp_quarter=values.asp_quarter,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """Everything an offer is priced on, the same for every offer of a comparison."""

    lines: tuple[ScopeLine, ...]
    assumed: Assumed
    schedules: Schedules
    term: Term | None = None
