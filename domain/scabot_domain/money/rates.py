"""The reimbursement models as typed values, each with what it is stated against (S18-S21).

Pricing them in dollars is a subject of its own; here a rate is only complete, unambiguous and comparable by its words.
What is left open stays open here; whether it may, the linter says.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, assert_never

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.amounts import Dollars, PercentOfCharges, PercentOfMedicareFee, show_dollars, show_percent
from scabot_domain.money.benchmarks import (
    FactorClass,
    Locality,
    MedicareBenchmark,
    Setting,
    Source,
    YearPolicy,
    show_benchmark,
)
from scabot_domain.wording import Line

__all__ = [
    "AspBase",
    "AspPlus",
    "CaseRate",
    "DayCount",
    "FactorClass",
    "FixedFee",
    "Locality",
    "MedicareBenchmark",
    "PastTerm",
    "PerDiem",
    "PercentOfBilled",
    "PercentOfMedicare",
    "QuarterPolicy",
    "Rate",
    "Setting",
    "Source",
    "Standing",
    "YearPolicy",
    "show_rate",
    "unbounded",
]


class DayCount(StrEnum):
    """How days of a per diem are counted: the day of admission counts, the day of discharge does not."""

    MIDNIGHTS = "midnights"


class PastTerm(StrEnum):
    """What happens with an admission that runs past the last day of the agreement."""

    UNTIL_DISCHARGE = "until_discharge"
    ENDS_WITH_TERM = "ends_with_term"


class Standing(StrEnum):
    """Whether something is inside a case rate, or paid beside it."""

    INCLUDED = "included"
    SEPARATE = "separate"


class QuarterPolicy(StrEnum):
    """Which quarter's drug prices count."""

    FIXED_QUARTER = "fixed_quarter"
    DATE_OF_SERVICE = "date_of_service"


class AspBase(StrEnum):
    """What a percent is added to: the average sales price, or CMS's payment limit, which already holds 6 %."""

    AVERAGE_SALES_PRICE = "average_sales_price"
    PAYMENT_LIMIT = "payment_limit"


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
    """An all-inclusive amount for each day (S20).

    `same_day` is how many days a stay without a midnight counts, `expected_days` the planned length of stay.
    """

    model: Literal["per_diem"] = "per_diem"
    amount: Dollars
    level: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")] | None = "all_levels"
    day_count: DayCount | None = DayCount.MIDNIGHTS
    same_day: Literal[0, 1] | None = None
    expected_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    past_term: PastTerm | None = None


@fact
class CaseRate:
    """One amount for the whole episode (S21); `inclusions` say what is in it where the episode's name does not."""

    model: Literal["case_rate"] = "case_rate"
    amount: Dollars
    episode: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")] = "admission_to_discharge"
    inclusions: Annotated[tuple[Line, ...], Field(min_length=1, max_length=30)] | None = None
    complications: Standing | None = None
    readmission: Standing | None = None


@fact
class FixedFee:
    """A fixed amount for each unit."""

    model: Literal["fixed_fee"] = "fixed_fee"
    amount: Dollars


@fact
class AspPlus:
    """A percent on top of the average sales price of a drug; `quarter` is the fixed one, like `2026Q4`."""

    model: Literal["asp_plus"] = "asp_plus"
    plus_percent: PercentOfMedicareFee
    base: AspBase | None = None
    quarter_policy: QuarterPolicy | None = None
    quarter: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}Q[1-4]$")] | None = None


Rate = Annotated[
    PercentOfMedicare | PercentOfBilled | PerDiem | CaseRate | FixedFee | AspPlus,
    Field(discriminator="model"),
]


def unbounded(rate: Rate) -> bool:
    """Say whether a rate has no ceiling that either side could work out (L7)."""
    if not isinstance(rate, PercentOfBilled):
        return False
    return rate.cap is None and (rate.charge_estimate is None or rate.chargemaster_date is None)


def show_rate(rate: Rate) -> str:
    """Say a rate in one line of the field's words, amounts in US dollars."""
    match rate:
        case PercentOfMedicare():
            return f"{show_percent(rate.percent)} of Medicare ({show_benchmark(rate.benchmark)})"
        case PercentOfBilled():
            return f"{show_percent(rate.percent)} of billed charges{_bound(rate)}"
        case PerDiem():
            return _per_diem(rate)
        case CaseRate():
            return _case_rate(rate)
        case FixedFee():
            return f"{show_dollars(rate.amount)} for each unit"
        case AspPlus():
            return _asp_plus(rate)
        case _:
            assert_never(rate)


def _per_diem(rate: PerDiem) -> str:
    level = _words(rate.level) if rate.level else "level not stated"
    counted = f"days counted by {rate.day_count.value}" if rate.day_count else "day count not stated"
    same_day = (f"a stay without a midnight counts {rate.same_day}",) if rate.same_day is not None else ()
    expected = (f"{rate.expected_days} days expected",) if rate.expected_days is not None else ()
    past = (_PAST[rate.past_term],) if rate.past_term else ()
    return f"{show_dollars(rate.amount)} per diem ({', '.join((level, counted, *same_day, *expected, *past))})"


_PAST = {
    PastTerm.UNTIL_DISCHARGE: "paid until discharge, also past the last day",
    PastTerm.ENDS_WITH_TERM: "paid up to the last day",
}


def _case_rate(rate: CaseRate) -> str:
    included = (f"includes {', '.join(rate.inclusions)}",) if rate.inclusions else ()
    complications = (f"complications {rate.complications.value}",) if rate.complications else ()
    readmission = (f"readmission within 30 days {rate.readmission.value}",) if rate.readmission else ()
    said = "; ".join((_words(rate.episode), *included, *complications, *readmission))
    return f"{show_dollars(rate.amount)} case rate ({said})"


def _asp_plus(rate: AspPlus) -> str:
    base = _words(rate.base.value) if rate.base else "base not stated"
    quarter = _QUARTERS[rate.quarter_policy] if rate.quarter_policy else "quarter not stated"
    fixed = f" {rate.quarter}" if rate.quarter else ""
    return f"ASP plus {show_percent(rate.plus_percent)} (on the {base}, {quarter}{fixed})"


_QUARTERS = {
    QuarterPolicy.FIXED_QUARTER: "fixed quarter",
    QuarterPolicy.DATE_OF_SERVICE: "quarter of the date of service",
}


def _words(code: str) -> str:
    return code.replace("_", " ")


def _bound(rate: PercentOfBilled) -> str:
    if rate.cap is not None:
        return f", at most {show_dollars(rate.cap)}"
    if rate.charge_estimate is not None and rate.chargemaster_date is not None:
        expected: Decimal = rate.charge_estimate
        return f", charges estimated at {show_dollars(expected)} ({rate.chargemaster_date} chargemaster)"
    return ""
