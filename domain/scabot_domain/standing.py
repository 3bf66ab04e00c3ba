"""What an agreement stands on at an instant: its term, the coverage, the authorization; and what counts as an outcome.

Pure questions over a case; nothing here refuses.
"""

from datetime import date, datetime

from scabot_domain.case import Case, Stage
from scabot_domain.terms.sections import Reimbursement, SettableSection, Term
from scabot_domain.workdays import days_until, local_day

RETRO_LIMIT = 30
"""How many calendar days an agreement may reach back before its last signature without a word from compliance (C10)."""

NO_OUTCOME = frozenset({"joined_network", "care_canceled", "patient_died"})
"""Why a case ended that says nothing about how well anybody negotiated (P10)."""

_BOUND = frozenset({Stage.EXECUTED, Stage.IN_CARE})
_TAKEN_BACK = frozenset({Stage.WITHDRAWN, Stage.TERMINATED})


def term_of(case: Case) -> Term | None:
    """Return the term as it stands; None while section 3 is empty."""
    return next((held.content for held in case.sections.values() if isinstance(held.content, Term)), None)


def first_day(term: Term) -> date:
    """Return the first day that a term covers, its retroactive days included."""
    return term.effective if term.retro_from is None else min(term.retro_from, term.effective)


def last_day(case: Case, term: Term) -> date:
    """Return the last day that is covered: a term ends with the coverage (P3), or a termination and its run-out."""
    ends = [term.end]
    if case.coverage_ends_on is not None:
        ends.append(case.coverage_ends_on)
    if case.terminated is not None:
        in_progress = case.care_started_on is not None and case.care_started_on <= case.terminated.effective
        ends.append((case.terminated.runout if in_progress else None) or case.terminated.effective)
    return min(ends)


def covers(case: Case, day: date) -> bool:
    """Say whether an executed agreement covers care on a day; an approval never does (S1)."""
    term = term_of(case)
    return case.executed is not None and term is not None and first_day(term) <= day <= last_day(case, term)


def lapsed(case: Case, instant: datetime) -> bool:
    """Say whether the authorization has expired or was revoked at an instant (I11); its last day still counts."""
    if case.approval is None:
        return False
    revoked = case.revoked_at is not None and case.revoked_at <= instant
    return revoked or local_day(instant, case.tz) > case.approval.valid_to


def active(case: Case, now: datetime) -> bool:
    """Say whether the agreement protects the patient now: in force, within its term, with a valid authorization."""
    return case.stage in _BOUND and covers(case, local_day(now, case.tz)) and not lapsed(case, now)


def signing_day(case: Case, now: datetime) -> date:
    """Return the day up to which an agreement reaches back: of its last signature, or today while one is missing."""
    if case.executed is None:
        return local_day(now, case.tz)
    return max((local_day(one.signed_at, case.tz) for one in case.signatures.values()), default=case.executed.effective)


def reach(case: Case, day: date) -> int:
    """Return how many calendar days an agreement reaches back from a day (C10); 0 if it begins then or later."""
    term = term_of(case)
    return 0 if term is None else max(0, days_until(day, first_day(term)))


def retro(case: Case, now: datetime) -> bool:
    """Say whether the agreement covers days before its last signature, or would if it were signed now."""
    return reach(case, signing_day(case, now)) > 0


def carried_over(case: Case) -> tuple[SettableSection, ...]:
    """Return what a case that continues this one begins with: every section but the rates (P3); dates are set anew."""
    contents = (case.sections[number].content for number in sorted(case.sections))
    return tuple(content for content in contents if not isinstance(content, Reimbursement))


def counts_in_outcomes(case: Case) -> bool:
    """Say whether a case belongs in outcome figures (P10).

    Left out is what another coverage or the network overtook, and care that was canceled or a patient who died.
    """
    overtaken = case.stage is Stage.SUPERSEDED
    return not overtaken and not (case.stage in _TAKEN_BACK and case.end_code in NO_OUTCOME)
