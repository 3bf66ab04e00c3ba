"""What a case waits for up to its terms: approval, request, receipt, offers, answers, and what an offer leaves open."""

from collections.abc import Iterator

from scabot_domain.case import Case, Offer, OfferState, Stage
from scabot_domain.commands import (
    Accept,
    Acknowledge,
    Counter,
    MakeOffer,
    RecordApproval,
    Reject,
    RequestSca,
)
from scabot_domain.court import court
from scabot_domain.covering import EVERYTHING, Lines, locks, open_lines
from scabot_domain.decide.relied import pending_offer
from scabot_domain.events import (
    CaseOpened,
    CaseReopened,
    ClinicalApprovalRecorded,
    DraftRedlined,
    RequestAcknowledged,
    ScaRequested,
)
from scabot_domain.insight.looking import Look, negotiator, payer, without_act
from scabot_domain.insight.needs import Need, Unblock
from scabot_domain.lint import Finding, lint, readable
from scabot_domain.parties import Role, Side
from scabot_domain.terms.sections import SectionNumber


def bargaining(look: Look) -> Iterator[Unblock]:
    """Yield what a case waits for before its terms are agreed."""
    match look.case.stage:
        case Stage.INTAKE:
            yield _approval(look)
        case Stage.APPROVED:
            yield _request(look)
        case Stage.REQUESTED:
            yield _offer(look)
            yield from _receipt(look)
        case Stage.NEGOTIATING:
            yield from _terms(look)
        case _:
            return


def _approval(look: Look) -> Unblock:
    options = (
        payer(Role.CASE_MANAGER, RecordApproval),
        payer(Role.MEDICAL_DIRECTOR, RecordApproval),
        look.by_specialist(RecordApproval),
    )
    return look.line(Need.APPROVAL, "The clinical approval is not recorded.", options, why=(CaseOpened,))


def _request(look: Look) -> Unblock:
    options = (look.by_owner(RequestSca), look.by_specialist(RequestSca))
    what = "The agreement has not been asked for."
    return look.line(Need.REQUEST, what, options, why=(ClinicalApprovalRecorded, CaseReopened))


def _receipt(look: Look) -> Iterator[Unblock]:
    if look.case.acknowledged:
        return
    options = (payer(Role.CASE_MANAGER, Acknowledge), payer(Role.NETWORK_MANAGER, Acknowledge))
    what = "The payer has not confirmed that it has the request."
    yield look.line(Need.ACKNOWLEDGMENT, what, options, why=(ScaRequested,))


def _terms(look: Look) -> Iterator[Unblock]:
    standing = [offer for offer in look.case.offers if offer.open_at(look.now)]
    for offer in standing:
        yield _answer(look, offer)
    if not standing and offerable(look.case):
        yield _offer(look)
    for offer in standing:
        yield from _open_points(look, offer)


def offerable(case: Case) -> Lines:
    """Return the lines without agreed terms of which no acceptance waits to be read back; nobody knows them: `*`."""
    if not case.acceptances:
        return frozenset({EVERYTHING})
    return frozenset(line for line in open_lines(case) if pending_offer(case, frozenset({line})) is None)


def _answer(look: Look, offer: Offer) -> Unblock:
    side = offer.terms.side
    what = f"{offer.terms.offer_id} of the {side.value} waits for the {side.other.value}'s answer."
    options = (negotiator(side.other, Accept, Counter, Reject),)
    return look.line(Need.ANSWER, what, options, subject=offer.terms.offer_id, why=(offer.version,))


def _offer(look: Look) -> Unblock:
    """Return the need of an offer: of the side that has the ball, or else of the payer."""
    holder = court(look.case, look.now).holder
    side = Side.PROVIDER if holder == "provider" else Side.PAYER
    last = look.case.offers[-1] if look.case.offers else None
    what = "Nobody has made an offer." if last is None else f"No offer is open{_beside(look.case) or _since(last)}."
    behind = (ScaRequested, RequestAcknowledged) if last is None else (last.version, DraftRedlined)
    options = (negotiator(side, MakeOffer), negotiator(side.other, MakeOffer))
    return look.line(Need.OFFER, what, options, why=behind)


def _beside(case: Case) -> str:
    agreed, left = locks(case), offerable(case)
    told = f" for {', '.join(sorted(left))}; agreed: {', '.join(sorted(agreed))}" if agreed else ""
    return told.replace(EVERYTHING, "everything")


def _since(last: Offer) -> str:
    became = {
        OfferState.OPEN: "has expired",
        OfferState.EXPIRED: "has expired",
        OfferState.REJECTED: "was rejected",
        OfferState.WITHDRAWN: "was taken back",
        OfferState.ACCEPTED: "was accepted, and its terms are open again",
        OfferState.SUPERSEDED: "was superseded",
    }
    return f": {last.terms.offer_id} {became[last.state]}"


def _open_points(look: Look, offer: Offer) -> Iterator[Unblock]:
    found = readable(lint(look.case, offer.terms), look.audience)
    about = (one for one in found if one.section == SectionNumber.REIMBURSEMENT)
    for subject, finding in distinct(about, offer.terms.offer_id):
        need = Need.FINDING if finding.blocks else Need.WARNING
        what = f"{offer.terms.offer_id}: {finding.id} {finding.sentence}"
        options = (negotiator(offer.terms.side, MakeOffer),)
        line = look.line(need, what, options, subject=subject, why=(offer.version,), script=finding.question)
        yield line if finding.blocks else without_act(line)


def distinct(findings: Iterator[Finding], of: str) -> Iterator[tuple[str, Finding]]:
    """Yield findings, each with a name of its own: of what it is found, its kind, and its line."""
    seen: dict[str, int] = {}
    for finding in findings:
        name = ".".join(filter(None, (of, finding.kind, finding.line_id)))
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}.{seen[name]}"), finding
