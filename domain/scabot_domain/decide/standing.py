"""The authorization and the coverage change: P3, P4, I9, I11."""

from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from scabot_domain.asking.standing import AuthorizationChange
from scabot_domain.case import Case, Stage
from scabot_domain.commands import ChangeAuthorization, ChangeCoverage
from scabot_domain.covering import locks, touch
from scabot_domain.decide.fields import guard_fields
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.roles import CM, MD, OM, PA, SYS
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import AGREED, BOUND, LIVE, only
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import (
    AuthorizationExpired,
    AuthorizationExtended,
    AuthorizationRevoked,
    AuthorizedLine,
    ClinicalApprovalRecorded,
    CoverageChanged,
    SectionSet,
    TermsReopened,
)
from scabot_domain.refusals import Reason
from scabot_domain.standing import term_of
from scabot_domain.terms.sections import Patient, Scope, SectionNumber
from scabot_domain.workdays import local_day


def change_authorization(case: Case, command: ChangeAuthorization) -> list[Said]:
    """Record what became of the authorization; the clock only says that it has expired."""
    if command.by.actor.role is SYS and command.change is not AuthorizationChange.EXPIRED:
        raise refuse(Reason.NOT_PERMITTED, role=SYS, roles=listed((PA, CM, MD)))
    approval = case.approval
    if approval is None or approval.auth_no != command.auth_no:
        known = None if approval is None else approval.auth_no
        raise refuse(Reason.BAD_IDENTIFIER, field="auth_no", value=command.auth_no, expected=known)
    match command.change:
        case AuthorizationChange.EXTENDED:
            return _extended(case, command, approval)
        case AuthorizationChange.EXPIRED:
            return _expired(case, command, approval)
        case AuthorizationChange.REVOKED:
            return _revoked(case, command, approval)
        case _:
            assert_never(command.change)


def _extended(case: Case, command: ChangeAuthorization, approval: ClinicalApprovalRecorded) -> list[Said]:
    earliest = max(approval.valid_to, _today(case, command))
    if command.valid_to is None or command.valid_to < earliest:
        raise refuse(Reason.OUT_OF_RANGE, field="valid_to", value=command.valid_to, earliest=earliest)
    if command.valid_to == approval.valid_to and not command.lines and not case.auth_lapsed:
        raise refuse(Reason.ALREADY_DONE, what="extended", valid_to=command.valid_to)
    extended = AuthorizationExtended(auth_no=command.auth_no, valid_to=command.valid_to, lines=command.lines)
    return [said(extended), *_recoded(case, command.lines)]


def _expired(case: Case, command: ChangeAuthorization, approval: ClinicalApprovalRecorded) -> list[Said]:
    today = _today(case, command)
    if command.by.actor.role is SYS and (case.auth_lapsed or today <= approval.valid_to):
        return []
    if case.auth_lapsed:
        raise refuse(Reason.ALREADY_DONE, what="lapsed", valid_to=approval.valid_to)
    if today <= approval.valid_to:
        raise refuse(Reason.DATE_IN_FUTURE, valid_to=approval.valid_to, now=today)
    return [said(AuthorizationExpired(auth_no=command.auth_no, valid_to=approval.valid_to))]


def _revoked(case: Case, command: ChangeAuthorization, approval: ClinicalApprovalRecorded) -> list[Said]:
    if case.revoked_at is not None:
        raise refuse(Reason.ALREADY_DONE, what="revoked", at=case.revoked_at)
    latest = min(approval.valid_to, _today(case, command))
    valid_to = command.valid_to or latest
    if valid_to > latest:
        raise refuse(Reason.OUT_OF_RANGE, field="valid_to", value=valid_to, latest=latest)
    return [said(AuthorizationRevoked(auth_no=command.auth_no, valid_to=valid_to))]


def _recoded(case: Case, lines: tuple[AuthorizedLine, ...]) -> list[Said]:
    """Put other codes into the scope, which is a material change (P4); an agreement in force keeps its terms (I8)."""
    held = case.sections.get(SectionNumber.SCOPE)
    if held is None or not isinstance(held.content, Scope) or case.stage in BOUND:
        return []
    told = {line.line_id: line for line in lines}
    others = [one.line_id for one in held.content.lines if _differs(one.line_id, (one.system, one.code), told)]
    if not others:
        return []
    recoded = (
        replace(one, system=told[one.line_id].system, code=told[one.line_id].code) if one.line_id in others else one
        for one in held.content.lines
    )
    content = replace(held.content, lines=tuple(recoded))
    guard_fields(case, content)
    reopened = TermsReopened(cause="authorization", lines=tuple(sorted(others)))
    agreed = case.stage in AGREED or touch(frozenset(others), frozenset(locks(case)))
    return [said(SectionSet(content=content)), *([derived(reopened)] if agreed else [])]


def _differs(line_id: str, coded: tuple[str, str], told: dict[str, AuthorizedLine]) -> bool:
    line = told.get(line_id)
    return line is not None and (line.system, line.code) != coded


def change_coverage(case: Case, command: ChangeCoverage) -> list[Said]:
    """Record when the coverage ends; terms that are not in force yet end with it and must be confirmed again (P3)."""
    if command.ends_on == case.coverage_ends_on:
        raise refuse(Reason.ALREADY_DONE, what="coverage_changed", ends_on=command.ends_on)
    sections = [] if case.stage in BOUND else _truncated(case, command.ends_on)
    void = [derived(TermsReopened(cause="coverage"))] if sections and case.signatures else []
    return [said(CoverageChanged(ends_on=command.ends_on, new_payer=command.new_payer)), *sections, *void]


def _truncated(case: Case, ends_on: date) -> list[Said]:
    contents = []
    held = case.sections.get(SectionNumber.PATIENT)
    if held is not None and isinstance(held.content, Patient) and held.content.coverage_to != ends_on:
        if ends_on < held.content.coverage_from:
            raise refuse(Reason.OUT_OF_RANGE, field="ends_on", value=ends_on, earliest=held.content.coverage_from)
        contents.append(said(SectionSet(content=replace(held.content, coverage_to=ends_on))))
    term = term_of(case)
    if term is not None and term.effective <= ends_on < term.end:
        contents.append(said(SectionSet(content=replace(term, end=ends_on))))
    return contents


def _today(case: Case, command: ChangeAuthorization) -> date:
    return local_day(command.by.at, case.tz)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=ChangeAuthorization,
        roles=(CM, MD, PA, SYS),
        stages=LIVE - only(Stage.INTAKE),
        follows=lambda case, command, _book: change_authorization(case, command),
    ),
    Rule(
        command=ChangeCoverage,
        roles=(PA, CM, OM),
        stages=LIVE,
        follows=lambda case, command, _book: change_coverage(case, command),
    ),
)
