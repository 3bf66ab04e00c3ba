"""Typed amounts: `45000 case rate`, `3500 per diem`, `140% medicare`, `55% billed`. They only prefill a form."""

import re
from dataclasses import dataclass
from decimal import Decimal

HOW_TO_WRITE = "Write it like `45000 case rate`, `3500 per diem`, `140% medicare` or `55% billed`."

_MODELS = {
    "case rate": "case_rate",
    "per diem": "per_diem",
    "a day": "per_diem",
    "medicare": "percent_of_medicare",
    "of medicare": "percent_of_medicare",
    "billed": "percent_of_billed",
    "of billed": "percent_of_billed",
    "of billed charges": "percent_of_billed",
}
MOST_PERCENT = {"percent_of_medicare": Decimal(1000), "percent_of_billed": Decimal(100)}
_TYPED = re.compile(r"(?P<figure>\$?[0-9][0-9,.]*)\s?(?P<percent>%)?\s(?P<model>[a-z ]+)", re.ASCII)
_MONEY = re.compile(r"\$?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,8})(?:\.[0-9]{1,2})?", re.ASCII)
_PERCENT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedRate:
    """A typed rate: its model as the domain names it, and its figure in dollars or percent."""

    model: str
    figure: Decimal


def read_rate(text: str) -> TypedRate:
    """Read a typed rate. Raises `ValueError` with a sentence that says how to write one."""
    typed = _TYPED.fullmatch(" ".join(text.lower().split()))
    model = _MODELS.get(typed["model"]) if typed else None
    if typed is None or model is None:
        raise ValueError(f"That is not a rate scabot can read. {HOW_TO_WRITE}")
    if (typed["percent"] is None) == (model in MOST_PERCENT):
        wanted = "a percent, with %" if model in MOST_PERCENT else "dollars, without %"
        raise ValueError(f"This model takes {wanted}. {HOW_TO_WRITE}")
    return TypedRate(model=model, figure=_figure(typed["figure"], model))


def _figure(text: str, model: str) -> Decimal:
    most = MOST_PERCENT.get(model)
    if not (_PERCENT if most else _MONEY).fullmatch(text):
        raise ValueError(f"That is not a figure scabot can read. {HOW_TO_WRITE}")
    figure = Decimal(text.lstrip("$").replace(",", ""))
    if most is None and not 0 < figure < Decimal(100_000_000):
        raise ValueError("An amount is more than 0 and less than 100,000,000 dollars.")
    if most is not None and not 0 < figure <= most:
        raise ValueError(f"This percent is more than 0 and at most {most}.")
    return figure
