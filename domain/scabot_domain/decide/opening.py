"""Opening a case, the approval, the request and its acknowledgment."""

import re
from typing import Any

from scabot_domain.case import Case, Stage
from scabot_domain.commands import Acknowledge, OpenCase, RecordApproval, RequestSca
from scabot_domain.decide.fields import guard_code, guard_zone
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import CM, MD, NM, PA
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import NEVER, only
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import (
    CaseLinked,
    CaseOpened,
    ClinicalApprovalRecorded,
    PlaybookPinned,
    RequestAcknowledged,
    ScaRequested,
)
from scabot_domain.playbook import Book
from scabot_domain.refusals import Reason
from scabot_domain.workdays import local_day

TOKEN = re.compile(r"SUB-[0-9A-HJKMNP-TV-Z]{10}", re.ASCII)


def open_case(command: OpenCase, book: Book) -> list[Said]:
    """Open a case under the playbook of the day; the owner is whoever opens it unless somebody else is named."""
    if not TOKEN.fullmatch(command.patient_token):
        raise refuse(Reason.BAD_IDENTIFIER, field="patient_token", pattern="SUB- and ten characters")
    guard_zone(command.tz)
    today = local_day(command.by.at, command.tz)
    if command.care_date is not None and command.care_date < today:
        raise refuse(Reason.OUT_OF_RANGE, field="care_date", value=command.care_date, earliest=today)
    opened = CaseOpened(
        patient_token=command.patient_token,
        payer=command.payer,
        provider=command.provider,
        urgency=command.urgency,
        care_date=command.care_date,
        tz=command.tz,
        plan_type=command.plan_type,
        state_law=command.state_law,
        owner=command.owner or command.by.actor,
    )
    link = [] if command.continues is None else [said(CaseLinked(from_case=command.continues))]
    return [said(opened), derived(PlaybookPinned(version=book.version, digest=book.digest)), *link]


def record_approval(command: RecordApproval) -> list[Said]:
    """Record the plan's approval; the authorization must not end before it begins."""
    if command.valid_to < command.valid_from:
        raise refuse(Reason.OUT_OF_RANGE, field="valid_to", value=command.valid_to, earliest=command.valid_from)
    for service in command.services or ():
        guard_code(service.system, service.code)
    approval = ClinicalApprovalRecorded(
        auth_no=command.auth_no,
        decision=command.decision,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        approver=command.approver,
        only_provider=command.only_provider,
        services=command.services,
    )
    return [said(approval)]


def request_sca(case: Case, command: RequestSca) -> list[Said]:
    """Ask for the agreement; a target to sign by must not have passed."""
    today = local_day(command.by.at, case.tz)
    if command.target_signed_by is not None and command.target_signed_by < today:
        raise refuse(Reason.OUT_OF_RANGE, field="target_signed_by", value=command.target_signed_by, earliest=today)
    request = ScaRequested(
        department=command.department,
        reason=command.reason,
        target_signed_by=command.target_signed_by,
    )
    return [said(request)]


def acknowledge(case: Case, command: Acknowledge) -> list[Said]:
    """Record that the payer has the request, once."""
    if case.acknowledged:
        raise refuse(Reason.ALREADY_DONE, what="acknowledged")
    return [said(RequestAcknowledged(expected_by=command.expected_by))]


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=OpenCase,
        roles=(PA, CM),
        stages=NEVER,
        follows=lambda _case, command, book: open_case(command, book),
    ),
    Rule(
        command=RecordApproval,
        roles=(PA, CM, MD),
        stages=only(Stage.INTAKE),
        follows=lambda _case, command, _book: record_approval(command),
    ),
    Rule(
        command=RequestSca,
        roles=(PA, CM),
        stages=only(Stage.APPROVED),
        follows=lambda case, command, _book: request_sca(case, command),
    ),
    Rule(
        command=Acknowledge,
        roles=(CM, NM),
        stages=only(Stage.REQUESTED, Stage.NEGOTIATING),
        follows=lambda case, command, _book: acknowledge(case, command),
        fits=lambda case, _role, _side, _now: not case.acknowledged,
    ),
)
