"""How an agreement that binds ends: by its term, by a side, by what overtakes it, or because all is done."""

from datetime import date, datetime
from typing import Any

from scabot_domain.case import Case, Stage
from scabot_domain.commands import CloseCase, EndTerm, Supersede, Terminate
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import PA, SP, SV, SYS
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import BOUND, LIVE
from scabot_domain.envelope import Said, said
from scabot_domain.events import AgreementTerminated, CaseClosed, CaseSuperseded, SupersedeCause, TermEnded
from scabot_domain.refusals import Reason
from scabot_domain.standing import first_day, last_day, term_of
from scabot_domain.terms.sections import Claims, SectionNumber
from scabot_domain.workdays import days_until, local_day


def end_term(case: Case, command: EndTerm) -> list[Said]:
    """Record that the last day of the term is over, once; nothing to say before 00:00 of the next day in the zone."""
    term = term_of(case)
    if term is None or case.term_ended_on is not None or local_day(command.by.at, case.tz) <= last_day(case, term):
        return []
    return [said(TermEnded(end=last_day(case, term), used=case.stage is Stage.IN_CARE))]


def terminate(case: Case, command: Terminate) -> list[Said]:
    """End the agreement after a day of its term; a run-out does not end before that day."""
    earliest = [first_day(term) for term in [term_of(case)] if term is not None and command.effective < first_day(term)]
    if earliest:
        raise refuse(Reason.OUT_OF_RANGE, field="effective", value=command.effective, earliest=earliest[0])
    if command.runout is not None and command.runout < command.effective:
        raise refuse(Reason.OUT_OF_RANGE, field="runout", value=command.runout, earliest=command.effective)
    return [said(AgreementTerminated(cause=command.cause, effective=command.effective, runout=command.runout))]


def supersede(case: Case, command: Supersede) -> list[Said]:
    """End a case that something else overtakes; for another coverage only from the day after this one ends (P3)."""
    if command.new_case == case.key:
        raise refuse(Reason.BAD_IDENTIFIER, field="new_case", value=case.key)
    too_early = command.cause is SupersedeCause.COVERAGE and not _coverage_over(case, command.by.at)
    if too_early and command.by.actor.role is SYS:
        return []
    if too_early:
        raise refuse(Reason.OUT_OF_RANGE, field="cause", value=command.cause, coverage_ends_on=case.coverage_ends_on)
    return [said(CaseSuperseded(cause=command.cause, new_case=command.new_case))]


def _coverage_over(case: Case, now: datetime) -> bool:
    return case.coverage_ends_on is not None and local_day(now, case.tz) > case.coverage_ends_on


def close_case(case: Case, command: CloseCase) -> list[Said]:
    """Close a case whose term has ended and whose claims are settled, or can no longer be filed (47)."""
    lacking = unsettled(case, command.by.at)
    if lacking is not None:
        raise refuse(Reason.WRONG_STAGE, stage=case.stage, missing=lacking)
    return [said(CaseClosed())]


def unsettled(case: Case, now: datetime) -> str | None:
    """Return what a case still waits for before it can be closed; None if it waits for nothing."""
    if case.term_ended_on is None:
        return "term_ended"
    if any(claim.mismatch is not None for claim in case.claims.values()):
        return "claims_that_match"
    paid = bool(case.claims) and all(claim.record.paid is not None for claim in case.claims.values())
    return None if paid or _filing_over(case, case.term_ended_on, now) else "claims_paid_or_filing_limit_past"


def _filing_over(case: Case, ended: date, now: datetime) -> bool:
    """Say whether nobody can file any more, the last day of the term being the last day of service."""
    held = case.sections.get(SectionNumber.CLAIMS)
    limit = held.content.timely_filing_days if held is not None and isinstance(held.content, Claims) else 0
    return limit is not None and days_until(local_day(now, case.tz), ended) > limit


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=EndTerm,
        roles=(SYS,),
        stages=BOUND,
        follows=lambda case, command, _book: end_term(case, command),
    ),
    Rule(
        command=Terminate,
        roles=(SP, SV),
        stages=BOUND,
        follows=lambda case, command, _book: terminate(case, command),
    ),
    Rule(
        command=Supersede,
        roles=(PA, SYS),
        stages=LIVE,
        follows=lambda case, command, _book: supersede(case, command),
    ),
    Rule(
        command=CloseCase,
        roles=(PA, SYS),
        stages=BOUND,
        follows=lambda case, command, _book: close_case(case, command),
        fits=lambda case, _role, _side, now: unsettled(case, now) is None,
    ),
)
