"""One example of every kind that was ever stored, as today's classes know it.

A kind that got a newer version keeps its old frozen file; here stands what that file reads as now.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import cast as c
import clean
from history.around import AFTER
from history.beside import BESIDE
from history.carving import CARVING, OLD_SECTIONS, older
from history.checking import CHECKING
from history.four_eyes import FOUR_EYES
from history.four_eyes import VARIANTS as HELD_VARIANTS
from scabot.ledger.facts import (
    STREAM_OF,
    ChannelLinked,
    ChannelUnlinked,
    ClockJumped,
    LedgerOpened,
    RoleGranted,
    RoleRevoked,
    SiteEvent,
    SiteFact,
)
from scabot.ledger.plaintext import Event
from scabot.views.channels import ChannelKind
from scabot_domain import events as e
from scabot_domain.parties import OnBehalf, Role, Side, Source, Visibility
from scabot_domain.phi import Phi
from scabot_domain.schedule import (
    Armed,
    CancelCause,
    Canceled,
    ClosedDay,
    DeadlineKind,
    Met,
    Moved,
    Next,
    Rung,
    Told,
    Waiting,
)
from scabot_domain.terms.sections import AgreedRate, CodeSystem, Reimbursement, Section
from scabot_domain.terms.services import AuthorizedService

AT = datetime(2026, 11, 23, 16, 12, 0, 250_000, tzinfo=UTC)
LATER = datetime(2026, 12, 7, 23, 0, tzinfo=UTC)
HASH, OTHER = "5c0b" * 16, "a7f3" * 16
NEXT = Next(n=2, level=2, fire_at=LATER)
PLAN = (Rung(level=1, due=AT, phrase="15bd"), Rung(level=2, due=LATER, phrase="20bd"))
ARMED = Armed(
    deadline="draft.1",
    rule="draft",
    episode=1,
    subject="case",
    kind=DeadlineKind.AFTER,
    waits_on=Waiting.PAYER,
    cause=(7, 8),
    anchor=AT,
    zone=c.ZONE,
    calendar="us-federal",
    phrase="15bd",
    due=LATER,
    plan=PLAN,
    next=NEXT,
    target=date(2026, 12, 11),
    closed=(ClosedDay(day=date(2026, 11, 26), name="Thanksgiving Day"),),
    entered_at=AT,
    ends_with="the payer issues a draft",
)
TERMS = e.OfferTerms(
    offer_id="OFR-1",
    side=Side.PAYER,
    rates=clean.RATES,
    term=clean.TERM,
    expires_at=LATER,
    default_rate=clean.DEFAULT,
    cap_total=clean.CAP,
    reopens=("L1", "L2"),
    all_or_nothing=True,
)

FACTS: list[e.Fact] = [
    e.CaseOpened(
        patient_token=c.TOKEN,
        payer="Northwind Health Plan",
        provider="Lakeside Transplant Center",
        urgency=e.Urgency.URGENT,
        care_date=c.CARE_DATE,
        tz=c.ZONE,
        plan_type="PPO",
        state_law="IL",
        owner=c.RUTH,
    ),
    e.PlaybookPinned(version=1, digest=HASH),
    e.ClinicalApprovalRecorded(
        auth_no="AUTH-20260001",
        decision=e.ApprovalDecision.FULL,
        valid_from=date(2026, 11, 20),
        valid_to=date(2027, 6, 30),
        approver="Dr. Mira Chen",
        only_provider=True,
        services=(AuthorizedService(system=CodeSystem.CPT, code="99214", units=12),),
    ),
    e.ScaRequested(
        department="Network contracting",
        reason=e.RequestReason.EXPERTISE,
        target_signed_by=date(2026, 12, 4),
    ),
    e.RequestAcknowledged(expected_by=date(2026, 12, 1)),
    e.OfferMade(terms=TERMS, offer_hash=HASH),
    e.OfferCountered(terms=replace(TERMS, offer_id="OFR-2", side=Side.PROVIDER), offer_hash=OTHER, in_reply_to="OFR-1"),
    e.OfferSuperseded(offer_id="OFR-1", by="OFR-2"),
    e.OfferRejected(offer_id="OFR-2", code=e.RejectionCode.RATE_HIGH),
    e.OfferWithdrawn(offer_id="OFR-2"),
    e.OfferExpired(offer_id="OFR-2", expires_at=LATER),
    e.OfferAccepted(offer_id="OFR-2", offer_hash=OTHER, line_ids=("L1", "L3")),
    e.TermsAgreed(offer_id="OFR-2", terms_hash=HASH),
    e.SectionSet(
        content=Reimbursement(offer_id="OFR-2", rates=TERMS.rates, default_rate=clean.DEFAULT, cap_total=clean.CAP)
    ),
    e.SectionConfirmed(section=6, side=Side.PAYER, hash=HASH),
    e.DraftIssued(draft="v1", doc_sha256=OTHER, terms_hash=HASH, template="scabot letter"),
    e.DraftRedlined(draft="v2", doc_sha256=OTHER, changes=("Notice goes to the office manager",), material=False),
    e.DraftApproved(draft="v2", side=Side.PROVIDER, terms_hash=HASH),
    e.SignatureRecorded(
        side=Side.PROVIDER,
        signatory="Sam Vega",
        authority_basis="Delegation of 2026-01-02",
        method=e.SignatureMethod.FAX,
        terms_hash=HASH,
        doc_sha256=OTHER,
        signed_at=AT,
        party_id="P2",
    ),
    e.AgreementExecuted(terms_hash=HASH, effective=date(2026, 12, 1), end=date(2027, 5, 31), sca_no="SCA-7QK2M4"),
    e.CareStarted(dos=c.CARE_DATE, covered_by=e.CoveredBy.EXECUTED),
    e.CaseClosed(),
    e.StallDetected(rule="draft", since=AT, waiting_for=Side.PAYER),
    e.StallCleared(rule="draft"),
    e.ScaDeclined(code="network_alternative", appeal_rights=True),
    e.ProviderWithdrew(code="rate"),
    e.CaseWithdrawn(code="care_canceled"),
    e.CaseReopened(reason="The named network surgeon does not take the case", evidence="Letter of 2026-11-24"),
    e.NoteAdded(text="Left a message — asked for a date"),
    e.DeadlinesChanged(
        changes=(
            ARMED,
            Met(deadline="ack.1", by=5),
            Canceled(deadline="reply.2", cause=CancelCause.MOOT),
            Moved(
                deadline="signed_by.1",
                old_due=AT,
                anchor=AT,
                due=LATER,
                plan=PLAN,
                next=None,
                target=date(2026, 12, 18),
                closed=(ClosedDay(day=date(2026, 12, 25), name="Christmas Day"),),
            ),
        )
    ),
    e.EscalationSent(
        deadline="draft.1",
        rule="draft",
        episode=1,
        level=1,
        n=1,
        rule_version=1,
        due=AT,
        since=AT - timedelta(days=21),
        template="draft_1",
        placeholders={"case": c.KEY, "bd_waiting": "15"},
        told=(
            Told(role=Role.CASE_MANAGER, side=Side.PAYER, team=c.NORTHWIND, user="U0CARA"),
            Told(role="owner", side=Side.PROVIDER, team=c.LAKESIDE, user="U0RUTH", copied=True),
        ),
        skipped=(1,),
        late_seconds=11_520,
        next=NEXT,
    ),
    e.EscalationAcknowledged(deadline="draft.1", level=1, expected_by=date(2026, 12, 9), next=NEXT),
    *AFTER,
    *BESIDE,
    *FOUR_EYES,
    *CHECKING,
    *CARVING,
]

SITE_FACTS: list[SiteFact] = [
    LedgerOpened(origin="scabot.example/log1", home_side=Side.PROVIDER),
    RoleGranted(person=c.DIRECTORY.people[2]),
    RoleRevoked(team=c.LAKESIDE, user="U0OLGA", role=Role.OFFICE_MANAGER),
    ChannelLinked(
        alias="northwind",
        team=c.LAKESIDE,
        channel="C0SHARED",
        kind=ChannelKind.SHARED,
        party_teams=(c.LAKESIDE, c.NORTHWIND),
        counterparty="Northwind Health Plan",
    ),
    ChannelUnlinked(alias="northwind"),
    ClockJumped(was=LATER, now=AT),
]


def _case_event(version: int, fact: e.Fact) -> e.CaseEvent:
    return e.CaseEvent(
        case=c.KEY,
        version=version,
        fact=fact,
        actor=c.RUTH,
        on_behalf_of=OnBehalf(side=Side.PAYER, role=Role.NETWORK_MANAGER, contact_ref="CONTACT-3"),
        side=Side.PAYER,
        visibility=Visibility.SHARED,
        occurred_at=AT - timedelta(hours=1),
        recorded_at=AT,
        source=Source.FAX,
        evidence="FAX-20261123-1",
        key=f"slack:T0LAKESIDE:{version}",
        corr="R-7Q4K",
    )


def _site_event(version: int, fact: SiteFact) -> SiteEvent:
    return SiteEvent(
        stream=STREAM_OF[type(fact)],
        version=version,
        fact=fact,
        actor=c.ADA,
        on_behalf_of=None,
        side=Side.NEUTRAL,
        visibility=Visibility.COMPLIANCE,
        occurred_at=AT,
        recorded_at=AT,
        source=Source.CLI,
        evidence=None,
        key=f"cli:{version}",
        corr="",
    )


EVENTS: list[Event] = [
    *(_case_event(number, fact) for number, fact in enumerate(FACTS, start=1)),
    *(_site_event(number, fact) for number, fact in enumerate(SITE_FACTS, start=1)),
]
"""Every current kind once, in every optional field filled."""

SEALED_PATIENT = replace(
    c.PATIENT,
    name=Phi[str].sealed(f"7.{'q' * 40}-name"),
    birth_date=Phi[str].sealed(f"7.{'q' * 40}-birth"),
    member_id=Phi[str].sealed(f"8.{'q' * 40}_member"),
)
_BY_SECTION: dict[str, Section] = {
    "parties": c.PARTIES,
    "patient": replace(c.PATIENT, identity_on_file=False),
    "identity": SEALED_PATIENT,
    "term": c.TERM,
    "scope": c.SCOPE,
    "cost-share": c.COST_SHARE,
    "claims": c.CLAIMS,
}

_TERMS_1 = e.OfferTerms(
    offer_id="OFR-1",
    side=Side.PAYER,
    rates=(
        AgreedRate(line_ids=("L1",), rate=c.MEDICARE_140),
        AgreedRate(line_ids=("L2",), rate=replace(c.BILLED_55, cap=Decimal("150000.00"))),
        AgreedRate(line_ids=("L3",), rate=c.PER_DIEM_3500),
        AgreedRate(rate=c.CASE_RATE_45000),
    ),
    term=c.TERM,
    expires_at=LATER,
)
_FACTS_1: dict[str, e.Fact] = {
    "clinical-approval-recorded": e.ClinicalApprovalRecorded(
        auth_no="AUTH-20260001",
        decision=e.ApprovalDecision.FULL,
        valid_from=date(2026, 11, 20),
        valid_to=date(2027, 6, 30),
        approver="Dr. Mira Chen",
        only_provider=True,
    ),
    "offer-made": e.OfferMade(terms=_TERMS_1, offer_hash=HASH),
    "offer-countered": e.OfferCountered(
        terms=replace(_TERMS_1, offer_id="OFR-2", side=Side.PROVIDER), offer_hash=OTHER, in_reply_to="OFR-1"
    ),
    "offer-accepted": e.OfferAccepted(offer_id="OFR-2", offer_hash=OTHER),
    "section-set": e.SectionSet(content=Reimbursement(offer_id="OFR-2", rates=_TERMS_1.rates)),
}
_TERMS_2 = replace(TERMS, reopens=None, all_or_nothing=None)
_FACTS_2: dict[str, e.Fact] = {
    "offer-made": e.OfferMade(terms=_TERMS_2, offer_hash=HASH),
    "offer-countered": e.OfferCountered(
        terms=replace(_TERMS_2, offer_id="OFR-2", side=Side.PROVIDER), offer_hash=OTHER, in_reply_to="OFR-1"
    ),
}


def _number_of(fact: e.Fact) -> int:
    return 1 + [type(one) for one in FACTS].index(type(fact))


OLD: dict[str, Event] = {
    **{f"{kind}@1": _case_event(_number_of(fact), fact) for kind, fact in _FACTS_1.items()},
    **{f"{kind}@2": _case_event(_number_of(fact), fact) for kind, fact in _FACTS_2.items()},
    **{f"section-set@1~{name}": _case_event(1, e.SectionSet(content=content)) for name, content in _BY_SECTION.items()},
    **{
        topic: _case_event(_number_of(fact), fact)
        for topic, fact in older(next(one for one in FACTS if isinstance(one, e.SignatureRecorded))).items()
    },
    "section-set@2": next(_case_event(n, one) for n, one in enumerate(FACTS, start=1) if isinstance(one, e.SectionSet)),
    **{
        f"section-set@2~{type(content).__name__.lower()}": _case_event(1, e.SectionSet(content=content))
        for content in (*OLD_SECTIONS, clean.KNOWN_PATIENT)
        if content is not clean.PATIENT
    },
}
"""What the frozen file of a topic that is written no more reads as now."""

VARIANTS: dict[str, Event] = {
    **{
        f"section-set@3~{type(content).__name__.lower()}": _case_event(1, e.SectionSet(content=content))
        for content in (*clean.SECTIONS, clean.KNOWN_PATIENT)
        if content is not clean.PATIENT
    },
    "ledger-opened@1~signed": _site_event(
        1, LedgerOpened(origin="scabot.example/log1", home_side=Side.PAYER, vkey="scabot.example/log1+a0d740f7+AS")
    ),
    **{name: _case_event(1, fact) for name, fact in HELD_VARIANTS.items()},
    "role-revoked@1~all": _site_event(1, RoleRevoked(team=c.LAKESIDE, user="U0OLGA")),
}
"""More examples of kinds that come in several shapes, by the names of their files."""
