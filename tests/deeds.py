"""What people of the cast do, as steps of a story, and the histories that many stories begin with."""

from datetime import UTC, date, datetime, timedelta

import cast as c
import proofreading
from scabot_domain.case import Case
from scabot_domain.commands import (
    Accept,
    Acknowledge,
    AddNote,
    ApproveDraft,
    CarveOut,
    ClearStall,
    CloseCase,
    Command,
    ConfirmSections,
    Counter,
    Decline,
    ExpireOffer,
    IssueDraft,
    MakeOffer,
    MarkStalled,
    OpenCase,
    ProviderWithdraw,
    RecordApproval,
    RecordCareStart,
    Redline,
    Reject,
    Reopen,
    RequestSca,
    SetSection,
    Sign,
    WithdrawCase,
    WithdrawOffer,
)
from scabot_domain.events import RejectionCode, RequestReason, SignatureMethod, Urgency
from scabot_domain.money.rates import Rate
from scabot_domain.parties import Actor
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.sections import AgreedRate, SettableSection, Term
from scabot_domain.terms.services import AuthorizedService
from story import Step

NO_HASH = "0" * 64
AS_SEEN = "as it stands"
NOT_IN_IT = "The laboratory bills the plan by itself"
REOPENING = ("reopens", "all_or_nothing")
RETRO_TEXT = "The assessment before the agreement"
checks = proofreading.checks


def opens(who: Actor = c.RUTH, **more: object) -> Step:
    """Open the case: Lakeside asks Northwind for care on 2026-12-11."""
    told: dict[str, object] = {
        "patient_token": c.TOKEN,
        "payer": "Northwind Health Plan",
        "provider": "Lakeside Transplant Center",
        "urgency": Urgency.URGENT,
        "care_date": c.CARE_DATE,
        "tz": c.ZONE,
    }
    return lambda _case, at: OpenCase(by=c.by(who, at), **{**told, **more})  # type: ignore[arg-type]  # as told


def records_approval(
    who: Actor = c.RUTH,
    valid_from: date = date(2026, 11, 20),
    valid_to: date = date(2027, 6, 30),
    services: tuple[AuthorizedService, ...] | None = None,
) -> Step:
    """Record the authorization that the fixtures' sections name."""
    return lambda _case, at: RecordApproval(
        by=c.by(who, at),
        auth_no="AUTH-20260001",
        valid_from=valid_from,
        valid_to=valid_to,
        approver="Dr. Mira Chen",
        services=services,
    )


def requests(who: Actor = c.RUTH, target_signed_by: date | None = None) -> Step:
    """Ask for the agreement."""
    return lambda _case, at: RequestSca(
        by=c.by(who, at),
        department="Network contracting",
        reason=RequestReason.EXPERTISE,
        target_signed_by=target_signed_by,
    )


def acknowledges(who: Actor = c.CARA) -> Step:
    """Confirm that the payer has the request."""
    return lambda _case, at: Acknowledge(by=c.by(who, at))


def offers(
    who: Actor = c.NILS,
    *rates: Rate | AgreedRate,
    term: Term | None = None,
    expires_at: datetime | None = None,
    **more: object,
) -> Step:
    """State rates, one for all lines unless told otherwise; a per diem of $3,500 if none is told."""
    beside = {name: more.pop(name) for name in ("default_rate", "cap_total", *REOPENING) if name in more}
    return lambda _case, at: MakeOffer(
        by=c.by(who, at, **more),
        rates=_agreed(*rates),
        term=term,
        expires_at=expires_at,
        **beside,  # type: ignore[arg-type]  # as told
    )


def counters(
    who: Actor = c.BEN, offer: str = "OFR-1", *rates: Rate | AgreedRate, term: Term | None = None, **more: object
) -> Step:
    """Answer an offer with rates of one's own; a case rate of $45,000 if none is told."""
    return lambda _case, at: Counter(
        by=c.by(who, at),
        in_reply_to=offer,
        rates=_agreed(*(rates or (c.CASE_RATE_45000,))),
        term=term,
        **more,  # type: ignore[arg-type]  # as told
    )


def accepts(
    who: Actor = c.BEN, offer: str = "OFR-1", seen: str = AS_SEEN, *, lines: tuple[str, ...] = (), **more: object
) -> Step:
    """Accept an offer or lines of it, exactly as it stands unless another hash was seen."""
    return lambda case, at: Accept(
        by=c.by(who, at, **more),
        offer_id=offer,
        offer_hash=_hash(case, offer) if seen is AS_SEEN else seen,
        line_ids=lines,
    )


def rejects(who: Actor = c.BEN, offer: str = "OFR-1", **circumstances: object) -> Step:
    """Say no to an offer."""
    return lambda _case, at: Reject(by=c.by(who, at, **circumstances), offer_id=offer, code=RejectionCode.RATE_LOW)


def withdraws_offer(who: Actor = c.NILS, offer: str = "OFR-1") -> Step:
    """Take an offer back."""
    return lambda _case, at: WithdrawOffer(by=c.by(who, at), offer_id=offer)


def expires(offer: str = "OFR-1") -> Step:
    """Let the clock say that an offer's life is over."""
    return lambda _case, at: ExpireOffer(by=c.by(c.CLOCK, at), offer_id=offer)


def sets(who: Actor, content: SettableSection) -> Step:
    """Fill in a section."""
    return lambda _case, at: SetSection(by=c.by(who, at), content=content)


def confirms(who: Actor, *sections: int) -> Step:
    """Confirm sections, or all that wait for this person."""
    return lambda _case, at: ConfirmSections(by=c.by(who, at), sections=sections)


def issues(who: Actor = c.NILS, doc_sha256: str | None = None) -> Step:
    """Send the draft out: scabot's own letter, unless another document's hash is told."""
    return lambda _case, at: IssueDraft(by=c.by(who, at), doc_sha256=doc_sha256)


def redlines(who: Actor = c.BEN, *, material: bool, doc_sha256: str | None = None) -> Step:
    """Change the draft."""
    return lambda _case, at: Redline(
        by=c.by(who, at),
        doc_sha256=doc_sha256,
        changes=("Notice goes to the office manager",),
        material=material,
    )


def approves(who: Actor, draft: str = "v1") -> Step:
    """Approve a draft."""
    return lambda _case, at: ApproveDraft(by=c.by(who, at), draft=draft)


def signs(who: Actor, name: str | None = None, *, terms: str = AS_SEEN, doc: str = AS_SEEN, **more: object) -> Step:
    """Sign the newest draft, exactly as it stands unless other hashes were seen."""

    def step(case: Case, at: datetime) -> Command:
        stands = case.draft.doc_sha256 if case.draft else NO_HASH
        told: dict[str, object] = {"signed_at": at, "authority_basis": "Delegation of 2026-01-02", **more}
        return Sign(
            by=c.by(who, at),
            signatory=name or who.user,
            method=SignatureMethod.ENVELOPE,
            terms_hash=terms_hash(case) if terms is AS_SEEN else terms,
            doc_sha256=stands if doc is AS_SEEN else doc,
            **told,  # type: ignore[arg-type]  # as told
        )

    return step


def carves_out(who: Actor = c.BEN, party_id: str = "P4", reason: str = NOT_IN_IT) -> Step:
    """Take an entity out of the agreement."""
    return lambda _case, at: CarveOut(by=c.by(who, at), party_id=party_id, reason=reason)


def starts_care(dos: date, who: Actor = c.DANA) -> Step:
    """Record the first date of service."""
    return lambda _case, at: RecordCareStart(by=c.by(who, at), dos=dos)


def closes(who: Actor = c.RUTH) -> Step:
    """Close the case."""
    return lambda _case, at: CloseCase(by=c.by(who, at))


def marks_stalled(who: Actor = c.RUTH) -> Step:
    """Say that nothing moves."""
    return lambda _case, at: MarkStalled(by=c.by(who, at))


def clears_stall(who: Actor = c.RUTH) -> Step:
    """Say that it moves again."""
    return lambda _case, at: ClearStall(by=c.by(who, at))


def declines(who: Actor = c.NILS) -> Step:
    """Refuse the agreement for the payer."""
    return lambda _case, at: Decline(by=c.by(who, at), code="network_alternative")


def walks_away(who: Actor = c.BEN) -> Step:
    """Walk away for the provider."""
    return lambda _case, at: ProviderWithdraw(by=c.by(who, at), code="rate")


def withdraws_case(who: Actor = c.RUTH) -> Step:
    """Take the case back."""
    return lambda _case, at: WithdrawCase(by=c.by(who, at), code="care_canceled")


def reopens(who: Actor = c.RUTH) -> Step:
    """Bring the case back on new evidence."""
    return lambda _case, at: Reopen(
        by=c.by(who, at),
        reason="The named network surgeon does not take the case",
        evidence="Letter of 2026-11-24",
    )


def notes(who: Actor = c.RUTH, *, shared: bool = False) -> Step:
    """Write something down."""
    return lambda _case, at: AddNote(by=c.by(who, at), text="Left a message", shared=shared)


def _agreed(*rates: Rate | AgreedRate) -> tuple[AgreedRate, ...]:
    told = rates or (c.PER_DIEM_3500,)
    return tuple(rate if isinstance(rate, AgreedRate) else AgreedRate(rate=rate) for rate in told)


def _hash(case: Case, offer: str) -> str:
    known = case.offer(offer)
    return known.hash if known else NO_HASH


DAY = timedelta(days=1)

opened = (opens(),)
approved = (*opened, records_approval())
requested = (*approved, requests())
offered = (*requested, offers(c.NILS))
"""The payer's OFR-1, a per diem of $3,500, is open."""
agreed = (*offered, accepts(c.BEN))
filled = (*agreed, *(sets(c.RUTH, section) for section in c.SECTIONS))
complete = (*filled, confirms(c.RUTH), confirms(c.NILS))
"""Terms agreed, all seven sections complete."""
issued = (*complete, issues())
drafted = (*issued, checks())
"""Issued, and found clean by the payer's case manager, who negotiated nothing."""
reviewed = (*drafted, approves(c.NILS), approves(c.BEN))
"""Both sides approved v1; the case waits for signatures."""
half_signed = (*reviewed, signs(c.SAM))
executed = (*half_signed, signs(c.PRIYA))
CARE_DAY = datetime(2026, 12, 11, 18, tzinfo=UTC)
"""The planned day of care, 12:00 in Chicago."""
