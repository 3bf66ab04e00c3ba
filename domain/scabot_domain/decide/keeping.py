"""The facts beside the offers: contacts, owner, attempts, eligibility, rests, figures, interventions, assumptions."""

from typing import Any

from scabot_domain.case import Case
from scabot_domain.commands import (
    AssignContact,
    AssignOwner,
    Hold,
    Intervene,
    LogAttempt,
    RequestBenchmark,
    Resume,
    SetAssumptions,
    ShareBenchmark,
    VerifyEligibility,
)
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import AD, CM, EVERYBODY, MD, NM, OM, PA, PB, speaks_for
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import ANY, LIVE, UNBOUND
from scabot_domain.envelope import Said, said
from scabot_domain.events import (
    AssumptionsSet,
    AuthorityLimitNoted,
    BenchmarkRequested,
    BenchmarkShared,
    CaseHeld,
    CaseResumed,
    ContactAssigned,
    EligibilityVerified,
    InNetworkAttemptLogged,
    MedicalDirectorIntervened,
    OwnerAssigned,
)
from scabot_domain.facts.keeping import BenchmarkKind
from scabot_domain.parties import PRIVATE_TO, Side, Visibility
from scabot_domain.refusals import Reason
from scabot_domain.workdays import local_day

OWNERS = (PA, CM)


def assign_contact(command: AssignContact) -> list[Said]:
    """Say how a role is reached; up to how much it may decide is a fact of its own, for its own side only (I20)."""
    if not speaks_for(command.role, command.side):
        raise refuse(Reason.NOT_PERMITTED, role=command.role, side=command.side)
    contact = said(ContactAssigned(role=command.role, side=command.side, ref=command.ref))
    if command.authority_limit is None:
        return [contact]
    if command.by.actor.side is not command.side:
        raise refuse(Reason.WRONG_SIDE, side=command.side, own_side=command.by.actor.side, field="authority_limit")
    limit = AuthorityLimitNoted(role=command.role, side=command.side, limit=command.authority_limit)
    return [contact, said(limit, PRIVATE_TO[command.side])]


def assign_owner(case: Case, command: AssignOwner) -> list[Said]:
    """Give the case another owner of the same side; deadlines tell whoever owns it when they fire."""
    to, before = command.to, case.owner
    if to.role not in OWNERS or not speaks_for(to.role, to.side):
        raise refuse(Reason.NOT_PERMITTED, role=to.role, field="to")
    if before is not None and to.side is not before.side:
        raise refuse(Reason.WRONG_SIDE, side=before.side, own_side=to.side, field="to")
    actor = command.by.actor
    if actor.side not in (Side.NEUTRAL, to.side):
        raise refuse(Reason.WRONG_SIDE, side=to.side, own_side=actor.side)
    if to == before:
        raise refuse(Reason.ALREADY_DONE, what="owner")
    return [said(OwnerAssigned(before=before, to=to))]


def log_attempt(command: LogAttempt) -> list[Said]:
    """Log that a provider in the network was asked, and what came of it."""
    attempt = InNetworkAttemptLogged(
        provider=command.provider,
        contact=command.contact,
        outcome=command.outcome,
        first_appointment=command.first_appointment,
    )
    return [said(attempt)]


def verify_eligibility(case: Case, command: VerifyEligibility) -> list[Said]:
    """Record that coverage was looked up, on a day that has come."""
    today = local_day(command.by.at, case.tz)
    if command.on > today:
        raise refuse(Reason.DATE_IN_FUTURE, on=command.on, now=today)
    if command.coverage_to is not None and command.coverage_to < command.coverage_from:
        raise refuse(
            Reason.OUT_OF_RANGE, field="coverage_to", value=command.coverage_to, earliest=command.coverage_from
        )
    verified = EligibilityVerified(
        on=command.on,
        coverage_from=command.coverage_from,
        coverage_to=command.coverage_to,
        reference=command.reference,
    )
    return [said(verified)]


def hold(case: Case, command: Hold) -> list[Said]:
    """Let the case rest; its deadlines go on, so that nothing dangerous is forgotten."""
    if case.held is not None:
        raise refuse(Reason.ALREADY_DONE, what="held", review_on=case.held.review_on)
    today = local_day(command.by.at, case.tz)
    if command.review_on < today:
        raise refuse(Reason.OUT_OF_RANGE, field="review_on", value=command.review_on, earliest=today)
    return [said(CaseHeld(reason=command.reason, review_on=command.review_on))]


def resume(case: Case) -> list[Said]:
    """Let the case go on."""
    if case.held is None:
        raise refuse(Reason.ALREADY_DONE, what="resumed")
    return [said(CaseResumed())]


def share_benchmark(case: Case, command: ShareBenchmark) -> list[Said]:
    """Show a figure; one from another contract only with the word that nothing there forbids it (S23)."""
    today = local_day(command.by.at, case.tz)
    if command.as_of > today:
        raise refuse(Reason.DATE_IN_FUTURE, as_of=command.as_of, now=today)
    if command.kind is BenchmarkKind.OTHER_CONTRACT and not command.not_confidential:
        raise refuse(Reason.MISSING_EVIDENCE, kind=command.kind, missing="not_confidential")
    side = command.by.actor.side
    if not command.shared and side is Side.NEUTRAL:
        raise refuse(Reason.WRONG_SIDE, own_side=side, field="shared")
    figure = BenchmarkShared(
        kind=command.kind,
        source_url=command.source_url,
        value=command.value,
        as_of=command.as_of,
        not_confidential=command.not_confidential,
    )
    return [said(figure, Visibility.SHARED if command.shared else PRIVATE_TO[side])]


def request_benchmark(command: RequestBenchmark) -> list[Said]:
    """Ask a side for figures that support its rate."""
    return [said(BenchmarkRequested(side=command.side))]


def intervene(command: Intervene) -> list[Said]:
    """Speak up for the patient's clinical need."""
    return [said(MedicalDirectorIntervened(statement=command.statement))]


def set_assumptions(case: Case, command: SetAssumptions) -> list[Said]:
    """Say what a comparison rests on, under the next number of its kind (C17)."""
    sets = sum(isinstance(entry.fact, AssumptionsSet) for entry in case.entries.values())
    return [said(AssumptionsSet(id=f"as-{sets + 1}", values=command.values))]


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=AssignContact,
        roles=(PA, CM, OM, AD),
        stages=ANY,
        follows=lambda _case, command, _book: assign_contact(command),
    ),
    Rule(
        command=AssignOwner,
        roles=(PA, CM, AD),
        stages=LIVE,
        follows=lambda case, command, _book: assign_owner(case, command),
    ),
    Rule(
        command=LogAttempt,
        roles=EVERYBODY,
        stages=ANY,
        follows=lambda _case, command, _book: log_attempt(command),
    ),
    Rule(
        command=VerifyEligibility,
        roles=(PA, CM, OM),
        stages=LIVE,
        follows=lambda case, command, _book: verify_eligibility(case, command),
    ),
    Rule(
        command=Hold,
        roles=(PA, CM),
        stages=LIVE,
        follows=lambda case, command, _book: hold(case, command),
        fits=lambda case, _role, _side, _now: case.held is None,
    ),
    Rule(
        command=Resume,
        roles=(PA, CM),
        stages=LIVE,
        follows=lambda case, _command, _book: resume(case),
        fits=lambda case, _role, _side, _now: case.held is not None,
    ),
    Rule(
        command=ShareBenchmark,
        roles=(PA, NM, PB),
        stages=LIVE,
        follows=lambda case, command, _book: share_benchmark(case, command),
    ),
    Rule(
        command=RequestBenchmark,
        roles=(PA, NM, PB),
        stages=LIVE,
        follows=lambda _case, command, _book: request_benchmark(command),
    ),
    Rule(
        command=Intervene,
        roles=(MD,),
        stages=UNBOUND,
        follows=lambda _case, command, _book: intervene(command),
    ),
    Rule(
        command=SetAssumptions,
        roles=(PA, NM, PB),
        stages=LIVE,
        follows=lambda case, command, _book: set_assumptions(case, command),
    ),
)
