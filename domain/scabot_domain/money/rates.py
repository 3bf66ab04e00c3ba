"""The four reimbursement models as typed values, each with the benchmark it is stated against (S18-S21).

Pricing them in dollars is a subject of its own; here a rate is only complete, unambiguous and comparable by its words.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, assert_never

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, PercentOfCharges, PercentOfMedicareFee, show_dollars, show_percent

Locality = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}-[0-9]{2}$")]
"""Medicare contractor and locality, like `04412-18`; a locality number alone is not unique."""


class Setting(StrEnum):
    """Where the service is rendered, as the fee schedule sees it."""

    FACILITY = "facility"
    NON_FACILITY = "non_facility"


class YearPolicy(StrEnum):
    """Which year's fee schedule a percent of Medicare follows."""

    FIXED_YEAR = "fixed_year"
    DATE_OF_SERVICE = "date_of_service"


class DayCount(StrEnum):
    """How days of a per diem are counted."""

    MIDNIGHTS = "midnights"


@fact
class MedicareBenchmark:
    """The fee schedule that a percent of Medicare is taken of; `year` is the fixed year, or the year first in force."""

    source: Literal["physician_fee_schedule"] = "physician_fee_schedule"
    year: Annotated[int, Field(ge=2020, le=2100)]
    year_policy: YearPolicy
    locality: Locality
    setting: Setting


@fact
class PercentOfMedicare:
    """A percent of the published Medicare amount (S18)."""

    model: Literal["percent_of_medicare"] = "percent_of_medicare"
    percent: PercentOfMedicareFee
    benchmark: MedicareBenchmark


@fact
class PercentOfBilled:
    """A percent of billed charges, bounded by a cap or by a charge estimate at a chargemaster date (S19, L7)."""

    model: Literal["percent_of_billed"] = "percent_of_billed"
    percent: PercentOfCharges
    charge_estimate: Dollars | None = None
    chargemaster_date: date | None = None
    cap: Dollars | None = None


@fact
class PerDiem:
    """An all-inclusive amount for each day (S20)."""

    model: Literal["per_diem"] = "per_diem"
    amount: Dollars
    level: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")] = "all_levels"
    day_count: DayCount = DayCount.MIDNIGHTS


@fact
class CaseRate:
    """One amount for the whole episode (S21)."""

    model: Literal["case_rate"] = "case_rate"
    amount: Dollars
    episode: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")] = "admission_to_discharge"


Rate = Annotated[PercentOfMedicare | PercentOfBilled | PerDiem | CaseRate, Field(discriminator="model")]


def unbounded(rate: Rate) -> bool:
    """Say whether a rate has no ceiling that either side could work out (L7)."""
    if not isinstance(rate, PercentOfBilled):
        return False
    return rate.cap is None and (rate.charge_estimate is None or rate.chargemaster_date is None)


def show_rate(rate: Rate) -> str:
    """Say a rate in one line of the field's words, amounts in US dollars."""
    match rate:
        case PercentOfMedicare():
            return _show_medicare(rate)
        case PercentOfBilled():
            return f"{show_percent(rate.percent)} of billed charges{_bound(rate)}"
        case PerDiem():
            return f"{show_dollars(rate.amount)} per diem ({rate.level.replace('_', ' ')}, days counted by midnights)"
        case CaseRate():
            return f"{show_dollars(rate.amount)} case rate ({rate.episode.replace('_', ' ')})"
        case _:
            assert_never(rate)


def _show_medicare(rate: PercentOfMedicare) -> str:
    mark = rate.benchmark
    year = f"{mark.year} schedule" if mark.year_policy is YearPolicy.FIXED_YEAR else "schedule of the date of service"
    setting = mark.setting.value.replace("_", "-")
    return f"{show_percent(rate.percent)} of Medicare ({year}, locality {mark.locality}, {setting})"


def _bound(rate: PercentOfBilled) -> str:
    if rate.cap is not None:
        return f", at most {show_dollars(rate.cap)}"
    if rate.charge_estimate is not None and rate.chargemaster_date is not None:
        expected: Decimal = rate.charge_estimate
        return f", charges estimated at {show_dollars(expected)} ({rate.chargemaster_date} chargemaster)"
    return ""
