"""What must hold at a signature: the authorization (I11, P4), and how far back the term reaches (I10, P5)."""

from datetime import date, datetime

from scabot_domain.case import Case
from scabot_domain.decide.refusing import refuse
from scabot_domain.events import Waivable
from scabot_domain.refusals import Reason, Refused
from scabot_domain.standing import RETRO_LIMIT, first_day, lapsed, reach, term_of
from scabot_domain.workdays import days_earlier


def objection(case: Case, at: datetime, day: date) -> Refused | None:
    """Return why nobody can approve or sign at an instant, `day` being that of the last signature; None if nothing."""
    return lapse(case, at) or too_far_back(case, day) or uncovered_care(case) or beyond_coverage(case)


def lapse(case: Case, at: datetime) -> Refused | None:
    """Return why the authorization does not carry an approval or a signature at an instant (I11, P4)."""
    if case.approval is None or not lapsed(case, at):
        return None
    valid_to = case.approval.valid_to
    return refuse(Reason.AUTHORIZATION_LAPSED, auth_no=case.approval.auth_no, valid_to=valid_to, signed_at=at)


def too_far_back(case: Case, day: date) -> Refused | None:
    """Return why a term must not begin so long before the last signature: 30 days pass, 31 need compliance (C10)."""
    term, days = term_of(case), reach(case, day)
    if term is None or not days:
        return None
    if term.retro_from is None:
        return _in_section_3("it begins before the last signature, so it must say since when it is retroactive.")
    if days <= RETRO_LIMIT or Waivable.RETRO_REACH in case.overridden:
        return None
    return refuse(
        Reason.RETRO_TOO_FAR, reach=str(days), limit=str(RETRO_LIMIT), earliest=days_earlier(day, RETRO_LIMIT)
    )


def uncovered_care(case: Case) -> Refused | None:
    """Return why a term must reach back to care that has begun, with the days it leaves uncovered (P5)."""
    term, began = term_of(case), case.care_started_on
    if term is None or began is None or first_day(term) <= began:
        return None
    return _in_section_3(
        "care began before it, so it must be retroactive.",
        uncovered=f"{began} to {days_earlier(first_day(term), 1)}",
    )


def beyond_coverage(case: Case) -> Refused | None:
    """Return why a term must not go on after the patient's coverage by this payer ends (P3)."""
    term, ends_on = term_of(case), case.coverage_ends_on
    if term is None or ends_on is None or term.end <= ends_on:
        return None
    return _in_section_3(f"coverage ends on {ends_on}, before it does.")


def _in_section_3(sentence: str, uncovered: str | None = None) -> Refused:
    return refuse(Reason.INCOMPLETE_SECTION, sections="3", section_3=f"Term: {sentence}", uncovered=uncovered)
