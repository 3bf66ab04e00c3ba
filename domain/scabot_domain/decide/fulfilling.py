"""What becomes of an agreement that binds: loaded, held against claims, renewed."""

from typing import Any

from scabot_domain.case import Case
from scabot_domain.claims import differences
from scabot_domain.commands import ConfirmLoaded, RecordClaim, Renew
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import CM, NM, PA, PB
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import AFTER, BOUND
from scabot_domain.envelope import Said, derived, said
from scabot_domain.events import AgreementLoaded, ClaimMismatchFound, ClaimRecorded, RenewalOpened
from scabot_domain.refusals import Reason
from scabot_domain.workdays import local_day


def confirm_loaded(case: Case, command: ConfirmLoaded) -> list[Said]:
    """Record that the payer's claim system knows the agreement, once (P12)."""
    if case.loaded is not None:
        raise refuse(Reason.ALREADY_DONE, what="loaded", loaded_on=case.loaded.loaded_on)
    today = local_day(command.by.at, case.tz)
    if command.loaded_on > today:
        raise refuse(Reason.DATE_IN_FUTURE, loaded_on=command.loaded_on, now=today)
    loaded = AgreementLoaded(loaded_on=command.loaded_on, loaded_by=command.loaded_by, reference=command.reference)
    return [said(loaded)]


def record_claim(case: Case, command: RecordClaim) -> list[Said]:
    """Record a claim, and what of it is not what the agreement says; a claim that comes again replaces itself (P11)."""
    if case.executed is None:
        raise refuse(Reason.WRONG_STAGE, stage=case.stage, missing="agreement")
    today = local_day(command.by.at, case.tz)
    if command.dos > today:
        raise refuse(Reason.DATE_IN_FUTURE, dos=command.dos, now=today)
    claim = _claim(command)
    found = list(differences(case, claim))
    if not found:
        return [said(claim)]
    mismatch = ClaimMismatchFound(
        claim=claim.claim,
        expected={point: expected for point, expected, _ in found},
        diff={point: other for point, _, other in found},
    )
    return [said(claim), derived(mismatch)]


def _claim(command: RecordClaim) -> ClaimRecorded:
    return ClaimRecorded(
        claim=command.claim,
        dos=command.dos,
        code=command.code,
        units=command.units,
        auth_no=command.auth_no,
        billed=command.billed,
        allowed=command.allowed,
        paid=command.paid,
        member_resp=command.member_resp,
        carc=command.carc,
    )


def renew(case: Case, command: Renew) -> list[Said]:
    """Record in which case the next agreement is negotiated, once; that case links back when it is opened."""
    if case.renewed_as is not None:
        raise refuse(Reason.ALREADY_DONE, what="renewed", new_case=case.renewed_as)
    if command.new_case == case.key:
        raise refuse(Reason.BAD_IDENTIFIER, field="new_case", value=command.new_case)
    return [said(RenewalOpened(new_case=command.new_case, from_case=case.key))]


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=ConfirmLoaded,
        roles=(CM, NM, PA),
        stages=BOUND,
        follows=lambda case, command, _book: confirm_loaded(case, command),
        fits=lambda case, _role, _side, _now: case.loaded is None,
    ),
    Rule(
        command=RecordClaim,
        roles=(PB, PA),
        stages=AFTER,
        follows=lambda case, command, _book: record_claim(case, command),
        fits=lambda case, _role, _side, _now: case.executed is not None,
    ),
    Rule(
        command=Renew,
        roles=(PA, CM),
        stages=BOUND,
        follows=lambda case, command, _book: renew(case, command),
        fits=lambda case, _role, _side, _now: case.renewed_as is None,
    ),
)
