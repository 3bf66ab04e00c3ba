"""What an agreement that binds waits for: loading, claims as agreed, an amendment, the start of care, the end."""

from collections.abc import Iterator

from scabot_domain.afterwards import Amendment, AmendmentState, Claim
from scabot_domain.case import Stage
from scabot_domain.commands import (
    AgreeAmendment,
    CloseCase,
    ConfirmLoaded,
    DropAmendment,
    RecordCareStart,
    RecordClaim,
    SignAmendment,
)
from scabot_domain.decide.amending import flaw
from scabot_domain.decide.concluding import unsettled
from scabot_domain.decide.lasting import lapse
from scabot_domain.decide.relied import guard_amendment_read_back
from scabot_domain.events import AgreementExecuted, CareStarted, TermEnded
from scabot_domain.insight.looking import Look, negotiator, payer, provider, signatory, without_act
from scabot_domain.insight.needs import Need, Unblock
from scabot_domain.insight.papering import PARTIES
from scabot_domain.parties import Role
from scabot_domain.refusals import Refused

UNPAID = "claims_paid_or_filing_limit_past"
"""What a case waits for that could be closed but for its claims."""


def afterward(look: Look) -> Iterator[Unblock]:
    """Yield what an agreement that binds waits for; one that is loaded and waits for nothing has no line."""
    for claim in look.case.claims.values():
        yield from _claim(look, claim)
    yield from _loading(look)
    one = look.case.open_amendment
    if one is not None:
        yield from _amendment(look, one)
    yield from _care(look)
    yield from _closing(look)


def _claim(look: Look, claim: Claim) -> Iterator[Unblock]:
    if claim.mismatch is None:
        return
    points = ", ".join(point.value.replace("_", " ") for point in claim.mismatch.diff)
    known = claim.record.claim
    what = f"Claim {known} is not as agreed ({points}): the payer corrects it."
    options = (provider(Role.PROVIDER_BILLER, RecordClaim), look.by_specialist(RecordClaim))
    yield look.line(Need.CLAIM, what, options, subject=known, why=(("claim", known),))


def _loading(look: Look) -> Iterator[Unblock]:
    if look.case.loaded is not None:
        return
    options = (payer(Role.NETWORK_MANAGER, ConfirmLoaded), payer(Role.CASE_MANAGER, ConfirmLoaded))
    what = "The payer has not confirmed that it loaded the agreement for claims."
    yield look.line(Need.LOADING, what, options, why=(AgreementExecuted,))


def _amendment(look: Look, one: Amendment) -> Iterator[Unblock]:
    behind = (("amendment", one.id),)
    flawed = flaw(look.case, one, look.now) is not None
    if flawed:
        what = f"{one.id} cannot be signed as it stands: it is proposed anew, or what it rests on changes."
        options = (negotiator(one.proposed.side, DropAmendment),)
        yield look.line(Need.AMENDMENT, what, options, subject=f"{one.id}.terms", why=behind)
    if one.state is AmendmentState.PROPOSED:
        side = one.proposed.side.other
        what = f"{one.id} waits for the {side.value}'s answer."
        options = (negotiator(side, AgreeAmendment, DropAmendment),)
        yield look.line(Need.AMENDMENT, what, options, subject=f"{one.id}.answer", why=behind)
        return
    for side in PARTIES:
        if side not in one.signatures:
            what = f"The {side.value} has not signed {one.id}."
            options = (signatory(side, SignAmendment),)
            line = look.line(Need.AMENDMENT, what, options, subject=f"{one.id}.{side.value}", why=behind)
            yield without_act(line) if flawed or not _signable(look, one) else line


def _signable(look: Look, one: Amendment) -> bool:
    try:
        guard_amendment_read_back(look.case, one.id)
    except Refused:
        return False
    return lapse(look.case, look.now) is None


def _care(look: Look) -> Iterator[Unblock]:
    case = look.case
    due = case.care_started_on is None and case.care_date is not None and case.care_date < look.today
    uncovered = case.care_started_on is not None and case.care_at_risk
    if case.stage is not Stage.EXECUTED or not (due or uncovered):
        return
    options = (provider(Role.OFFICE_MANAGER, RecordCareStart), look.by_specialist(RecordCareStart))
    again = "Care began before the agreement bound: its start is recorded again, under the agreement."
    what = again if uncovered else "The planned day of care is over, and nobody has recorded that care began."
    yield look.line(Need.CARE, what, options, why=(CareStarted, AgreementExecuted))


def _closing(look: Look) -> Iterator[Unblock]:
    if look.case.term_ended_on is None:
        return
    lacking = unsettled(look.case, look.now)
    if lacking is None:
        yield look.line(
            Need.CLOSING, "Everything is settled: close it.", (look.by_specialist(CloseCase),), why=(TermEnded,)
        )
    elif lacking == UNPAID:
        what = "The term has ended, and its claims are not recorded as paid."
        options = (provider(Role.PROVIDER_BILLER, RecordClaim), look.by_specialist(RecordClaim))
        yield look.line(Need.CLOSING, what, options, subject="claims", why=(TermEnded,))
