"""The fields of a rate: the model is chosen first, and the form shows what that model needs (S18-S21)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import Block, choice_field, day_field, named, reshaping, small, text_field
from scabot.slack.forms.values import Fields
from scabot_domain.lint.medicare import TWO_FACTORS_SINCE
from scabot_domain.money.rates import (
    CaseRate,
    FactorClass,
    MedicareBenchmark,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    Rate,
    Setting,
    YearPolicy,
)


class Model(StrEnum):
    """The four ways to be paid, as the domain names them."""

    CASE_RATE = "case_rate"
    PER_DIEM = "per_diem"
    PERCENT_OF_MEDICARE = "percent_of_medicare"
    PERCENT_OF_BILLED = "percent_of_billed"


MODELS = {
    Model.CASE_RATE: "Case rate: one amount for everything",
    Model.PER_DIEM: "Per diem: one amount a day",
    Model.PERCENT_OF_MEDICARE: "Percent of Medicare",
    Model.PERCENT_OF_BILLED: "Percent of billed charges",
}
EPISODES = {
    "admission_to_discharge": "From admission to discharge",
    "outpatient_course": "The outpatient course",
    "drug_course_90_days": "A drug course of 90 days",
}
LEVELS = {
    "all_levels": "Every day alike",
    "icu": "Intensive care",
    "step_down": "Step-down",
    "medical_surgical": "Medical or surgical",
}
YEARS = {YearPolicy.FIXED_YEAR: "This year, fixed", YearPolicy.DATE_OF_SERVICE: "The year of each date of service"}
FACTORS = {
    FactorClass.NON_QP: "Of everybody else (non-QP)",
    FactorClass.QP: "Of qualifying participants (QP)",
}
SETTINGS = {Setting.FACILITY: "Facility", Setting.NON_FACILITY: "Not a facility"}
_AMOUNT_HINT = "US dollars, like 45000 or $45,000.00."
_FACTOR_HINT = "There are two since 2026; for an earlier year it counts for nothing."
_LOCALITY_HINT = "Medicare contractor and locality, like 04412-18."


def rate_fields(scene: Scene) -> list[Block]:
    """Return the menu of models and the fields of the one that is chosen."""
    chosen = scene.typed("model")
    model = Model(chosen) if chosen in set(Model) else Model.CASE_RATE
    menu = reshaping(choice_field("model", "How the provider is paid", named(MODELS), value=model))
    return [menu, *_fields_of(model, scene)]


def _fields_of(model: Model, scene: Scene) -> list[Block]:
    amount, percent = scene.typed("amount"), scene.typed("percent")
    match model:
        case Model.CASE_RATE:
            return [
                text_field("amount", "Amount", value=amount, most=20, hint=_AMOUNT_HINT),
                choice_field("episode", "What it covers", named(EPISODES), value="admission_to_discharge"),
            ]
        case Model.PER_DIEM:
            return [
                text_field("amount", "Amount", value=amount, most=20, hint=f"{_AMOUNT_HINT} All in, by midnights."),
                choice_field("level", "Level of care", named(LEVELS), value="all_levels"),
            ]
        case Model.PERCENT_OF_MEDICARE:
            return _medicare(scene, percent)
        case Model.PERCENT_OF_BILLED:
            return _billed(percent)


def _medicare(scene: Scene, percent: str | None) -> list[Block]:
    year = str(scene.today.year)
    return [
        text_field("percent", "Percent", value=percent, most=10, hint="Of the published Medicare amount, like 140."),
        choice_field("year_policy", "Which fee schedule", named(YEARS), value=YearPolicy.FIXED_YEAR),
        text_field("year", "Year of the fee schedule", value=year, most=4, hint="The fixed year, or the first one."),
        text_field("locality", "Locality", most=8, hint=_LOCALITY_HINT),
        choice_field("setting", "Setting", named(SETTINGS), value=Setting.FACILITY),
        choice_field("factor_class", "Conversion factor", named(FACTORS), value=FactorClass.NON_QP, hint=_FACTOR_HINT),
    ]


def _billed(percent: str | None) -> list[Block]:
    return [
        text_field("percent", "Percent", value=percent, most=10, hint="Of billed charges, like 55."),
        small("Give a cap, or the expected charges with the date of their chargemaster, so that it has a ceiling."),
        text_field("cap", "Cap", most=20, hint=_AMOUNT_HINT, optional=True),
        text_field("charges", "Expected charges", most=20, hint=_AMOUNT_HINT, optional=True),
        day_field("chargemaster", "Date of the chargemaster", optional=True),
    ]


def read_rate(fields: Fields) -> Rate:
    """Return the rate that was filled in; what is wrong is noted in `fields`, whose `build` raises it."""
    match fields.choice("model", Model):
        case Model.CASE_RATE:
            amount, episode = fields.dollars("amount"), fields.chosen("episode")
            return fields.build(lambda: CaseRate(amount=amount, episode=episode or "admission_to_discharge"))
        case Model.PER_DIEM:
            amount, level = fields.dollars("amount"), fields.chosen("level")
            return fields.build(lambda: PerDiem(amount=amount, level=level or "all_levels"))
        case Model.PERCENT_OF_MEDICARE:
            return _read_medicare(fields)
        case Model.PERCENT_OF_BILLED:
            return _read_billed(fields)


def _read_medicare(fields: Fields) -> PercentOfMedicare:
    percent, year = fields.percent("percent", Decimal(1000)), fields.whole("year")
    policy, setting = fields.choice("year_policy", YearPolicy), fields.choice("setting", Setting)
    locality, factor = fields.text("locality"), fields.choice("factor_class", FactorClass)
    return fields.build(
        lambda: PercentOfMedicare(
            percent=percent,
            benchmark=MedicareBenchmark(
                year=year,
                year_policy=policy,
                locality=locality,
                setting=setting,
                factor_class=factor if _two_factors(year, policy) else None,
            ),
        )
    )


def _two_factors(year: int, policy: YearPolicy) -> bool:
    return year >= TWO_FACTORS_SINCE or policy is YearPolicy.DATE_OF_SERVICE


def _read_billed(fields: Fields) -> PercentOfBilled:
    percent, cap = fields.percent("percent", Decimal(100)), fields.maybe_dollars("cap")
    charges, day = fields.maybe_dollars("charges"), fields.maybe_day("chargemaster")
    _pair(fields, charges, day)
    return fields.build(
        lambda: PercentOfBilled(percent=percent, cap=cap, charge_estimate=charges, chargemaster_date=day)
    )


def _pair(fields: Fields, charges: Decimal | None, day: date | None) -> None:
    if charges is not None and day is None:
        fields.fault("chargemaster", "Expected charges need the date of their chargemaster.")
    if day is not None and charges is None:
        fields.fault("charges", "A chargemaster date needs the expected charges.")
