"""What a percent is taken of: a schedule by year, locality, setting and conversion factor, or a stated amount.

What is left open stays open here; whether it may, the linter says (L1 to L4).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, show_dollars
from scabot_domain.wording import Line

Locality = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}-[0-9]{2}$")]
"""Medicare contractor and locality, like `04412-18`; a locality number alone is not unique."""

Release = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3,6}[0-9]{2}[A-D]$")]
"""A quarterly release by the name that CMS gives it, like `RVU25D`: year and quarter."""


class Source(StrEnum):
    """The schedule that a percent of Medicare is taken of."""

    PHYSICIAN_FEE_SCHEDULE = "physician_fee_schedule"
    ANESTHESIA = "anesthesia"
    STATED_AMOUNT = "stated_amount"


class Setting(StrEnum):
    """Where the service is rendered, as the fee schedule sees it."""

    FACILITY = "facility"
    NON_FACILITY = "non_facility"


class YearPolicy(StrEnum):
    """Which year's fee schedule a percent of Medicare follows."""

    FIXED_YEAR = "fixed_year"
    DATE_OF_SERVICE = "date_of_service"


class FactorClass(StrEnum):
    """Which of two conversion factors counts from 2026 on: of qualifying participants in advanced models, or not."""

    QP = "qp"
    NON_QP = "non_qp"


@fact
class MedicareBenchmark:
    """The schedule that a percent of Medicare is taken of; `year` is the fixed year, or the year first in force.

    For a `stated_amount` it is the facility's own Medicare amount for the stay or the unit, with its source and date.
    """

    source: Source = Source.PHYSICIAN_FEE_SCHEDULE
    year: Annotated[int, Field(ge=2020, le=2100)] | None = None
    year_policy: YearPolicy | None = None
    locality: Locality | None = None
    setting: Setting | None = None
    release: Release | None = None
    factor_class: FactorClass | None = None
    stated_amount: Dollars | None = None
    stated_source: Line | None = None
    stated_on: date | None = None


def show_benchmark(mark: MedicareBenchmark) -> str:
    """Say in words what a percent of Medicare is taken of; what is left open is said to be open."""
    if mark.source is Source.STATED_AMOUNT:
        return _stated(mark)
    kind = "anesthesia " if mark.source is Source.ANESTHESIA else ""
    place = f"locality {mark.locality or 'not stated'}"
    setting = mark.setting.value.replace("_", "-") if mark.setting else "setting not stated"
    return ", ".join((f"{kind}{_year(mark)}", place, setting, *_more(mark)))


def _stated(mark: MedicareBenchmark) -> str:
    amount = show_dollars(mark.stated_amount) if mark.stated_amount is not None else "not stated"
    return f"the facility's amount {amount}, from {mark.stated_source or 'no source'} of {mark.stated_on or 'no date'}"


def _year(mark: MedicareBenchmark) -> str:
    if mark.year_policy is YearPolicy.DATE_OF_SERVICE:
        return "schedule of the date of service"
    year = "schedule, year not stated" if mark.year is None else f"{mark.year} schedule"
    return year if mark.year_policy else f"{year}, year policy not stated"


def _more(mark: MedicareBenchmark) -> tuple[str, ...]:
    release = (f"release {mark.release}",) if mark.release else ()
    return (*release, *_factor(mark))


def _factor(mark: MedicareBenchmark) -> tuple[str, ...]:
    if mark.factor_class is None:
        return ()
    return ("conversion factor of qualifying participants" if mark.factor_class is FactorClass.QP else "non-QP factor",)
