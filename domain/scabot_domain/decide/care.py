"""The start of care, and the end of a case whose care is over."""

from datetime import date
from typing import Any

from scabot_domain.case import Case, Stage
from scabot_domain.commands import CloseCase, RecordCareStart
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import DR, OM, PA
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import BOUND, LIVE
from scabot_domain.envelope import Said, said
from scabot_domain.events import CareStarted, CaseClosed, CoveredBy
from scabot_domain.refusals import Reason
from scabot_domain.terms.sections import Term
from scabot_domain.workdays import local_day


def record_care_start(case: Case, command: RecordCareStart) -> list[Said]:
    """Record the first date of service, and whether an executed agreement covers it (S1).

    Care that began uncovered may be recorded again once the agreement is executed.
    """
    today = local_day(command.by.at, case.tz)
    if command.dos > today:
        raise refuse(Reason.DATE_IN_FUTURE, dos=command.dos, now=today)
    if case.care_started_on is not None and not could_be_covered(case):
        raise refuse(Reason.ALREADY_DONE, what="care_started", dos=case.care_started_on)
    covered_by = CoveredBy.EXECUTED if _covered(case, command) else CoveredBy.NONE
    return [said(CareStarted(dos=command.dos, covered_by=covered_by))]


def close_case(command: CloseCase) -> list[Said]:
    """Close the case."""
    del command
    return [said(CaseClosed())]


def could_be_covered(case: Case) -> bool:
    """Say whether an agreement is in force under which care has not begun yet."""
    return case.stage is Stage.EXECUTED


def terms_of(case: Case) -> list[Term]:
    """Return the term of the agreement: one, or none while section 3 is empty."""
    return [held.content for held in case.sections.values() if isinstance(held.content, Term)]


def _covered(case: Case, command: RecordCareStart) -> bool:
    return case.executed is not None and any(_holds(term, command.dos) for term in terms_of(case))


def _holds(term: Term, day: date) -> bool:
    return term.first_day <= day <= term.end


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=RecordCareStart,
        roles=(PA, OM, DR),
        stages=LIVE,
        follows=lambda case, command, _book: record_care_start(case, command),
        fits=lambda case, _role, _side, _now: case.care_started_on is None or could_be_covered(case),
    ),
    Rule(
        command=CloseCase,
        roles=(PA,),
        stages=BOUND,
        follows=lambda _case, command, _book: close_case(command),
    ),
)
