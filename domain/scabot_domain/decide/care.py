"""The start of care."""

from datetime import date
from typing import Any

from scabot_domain.case import Case, Stage
from scabot_domain.commands import RecordCareStart
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import DR, OM, PA
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import LIVE, only
from scabot_domain.envelope import Said, said
from scabot_domain.events import CareStarted, CoveredBy
from scabot_domain.refusals import Reason
from scabot_domain.standing import covers
from scabot_domain.terms.sections import Term
from scabot_domain.workdays import local_day


def record_care_start(case: Case, command: RecordCareStart) -> list[Said]:
    """Record the first date of service, and what covers it: the executed agreement, a verbal yes, or nothing (S1, P5).

    Care that began uncovered may be recorded again once the agreement is executed.
    """
    today = local_day(command.by.at, case.tz)
    if command.dos > today:
        raise refuse(Reason.DATE_IN_FUTURE, dos=command.dos, now=today)
    if case.care_started_on is not None and not could_be_covered(case):
        raise refuse(Reason.ALREADY_DONE, what="care_started", dos=case.care_started_on)
    covered_by = _coverage(case, command.dos)
    if case.terminal and covered_by is not CoveredBy.EXECUTED:
        raise refuse(Reason.OUT_OF_RANGE, field="dos", value=command.dos, stage=case.stage)
    return [said(CareStarted(dos=command.dos, covered_by=covered_by))]


def could_be_covered(case: Case) -> bool:
    """Say whether there is an agreement under which care has not begun yet; a late word of its term counts too (46)."""
    return case.stage in (Stage.EXECUTED, Stage.EXPIRED)


def terms_of(case: Case) -> list[Term]:
    """Return the term of the agreement: one, or none while section 3 is empty."""
    return [held.content for held in case.sections.values() if isinstance(held.content, Term)]


def _coverage(case: Case, dos: date) -> CoveredBy:
    if covers(case, dos):
        return CoveredBy.EXECUTED
    verbal = case.verbal
    if verbal is None or not local_day(verbal.said_at, case.tz) <= dos <= local_day(verbal.expires_at, case.tz):
        return CoveredBy.NONE
    return CoveredBy.VERBAL


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=RecordCareStart,
        roles=(PA, OM, DR),
        stages=LIVE | only(Stage.EXPIRED),
        follows=lambda case, command, _book: record_care_start(case, command),
        fits=lambda case, _role, _side, _now: case.care_started_on is None or could_be_covered(case),
    ),
)
