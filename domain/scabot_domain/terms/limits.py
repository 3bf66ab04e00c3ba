"""Limits of time that an installation can move, and the rules that compliance can waive for one case."""

from dataclasses import dataclass

TERM_OUTSIDE_AUTHORIZATION = "term_outside_authorization"
TERM_MAXIMUM = "term_maximum"
ELIGIBILITY_AGE = "eligibility_age"
HOLD_HARMLESS = "hold_harmless"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many days old a check of eligibility may be, and how many days a term may have, both included."""

    eligibility_days: int = 14
    term_days: int = 365


USUAL = Limits()
