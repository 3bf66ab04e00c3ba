"""Every rule of the arithmetic in one sentence, with where it is written; each step of a trace names one of them.

The citations are for whoever checks an amount; counsel has not verified them yet.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A formula in words, and its source."""

    text: str
    source: str


TERMS = "the terms themselves"
_LAW = "Social Security Act 1848(b)(1); 42 CFR 414.20"

MEDICARE_UNIT = Rule(
    text="(work x GPCI work + PE x GPCI PE + MP x GPCI MP) x conversion factor; relative values are not rounded",
    source=_LAW,
)
ANESTHESIA_UNIT = Rule(text="(base units + minutes / 15) x conversion factor", source="42 CFR 414.46")
DRUG_LIMIT = Rule(
    text="payment limit x (100 + percent) / 106; the limit already is the average sales price + 6 %",
    source="Social Security Act 1847A(b)(1); 42 CFR 414.904",
)
MEDICARE_DRUG = Rule(text="payment limit x units", source="Social Security Act 1847A(b)(1); 42 CFR 414.904")
STATED_AMOUNT = Rule(text="the facility's own Medicare amount", source=TERMS)
PERCENT_OF_UNIT = Rule(text="Medicare amount, already rounded to cents, x percent", source=TERMS)
MODIFIER = Rule(text="amount of a unit x percent of the modifier's rule", source=TERMS)
ESCALATED = Rule(
    text="amount of a unit x (100 + percent) / 100, once for each anniversary of the first day", source=TERMS
)
UNITS = Rule(text="amount of a unit x units", source=TERMS)
FIXED = Rule(text="the fee of a unit", source=TERMS)
CHARGES = Rule(text="billed charges x percent", source=TERMS)
CAPPED_CHARGES = Rule(text="at most the cap of the rate", source=TERMS)
DAYS = Rule(
    text="amount of a day x days; the day of admission counts, the day of discharge does not",
    source=f"{TERMS}; Medicare Benefit Policy Manual, ch. 3, 20.1",
)
CASE_RATE = Rule(text="one amount for the whole episode", source=TERMS)
LESSER = Rule(text="the smaller of two amounts", source=TERMS)
GREATER = Rule(text="the larger of two amounts", source=TERMS)
STOP_LOSS_FIRST = Rule(text="once charges exceed the threshold: percent x all charges", source=TERMS)
STOP_LOSS_SECOND = Rule(
    text="once charges exceed the threshold: amount + percent x (charges - threshold)",
    source=TERMS,
)
CARVED_OUT = Rule(text="what is carved out is paid by its own rate, beside the others", source=TERMS)
DEFAULT = Rule(text="the default rate pays what no other rate names", source=TERMS)
TOTAL = Rule(text="the sum of all rates", source=TERMS)
CAP_TOTAL = Rule(text="everything together costs at most the cap", source=TERMS)
COST_SHARE = Rule(
    text="min(maximum left, copays + D + coinsurance x max(0, allowed - D)), D = min(deductible left, allowed)",
    source="the plan's benefits",
)
BALANCE_BILL = Rule(
    text="cost share + max(0, billed - allowed); the balance bill never counts toward the maximum",
    source="the plan's benefits",
)
PROTECTED = Rule(text="what the patient owes without an agreement - with it", source="the two amounts above")
