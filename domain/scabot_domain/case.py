"""The state of a case: what the events so far add up to. `evolve` has no rules and never refuses."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from scabot_domain.afterwards import Amendment, Claim
from scabot_domain.events import (
    AgreementExecuted,
    AgreementLoaded,
    AgreementTerminated,
    AuthoritySet,
    AuthorizedLine,
    CaseHeld,
    ClinicalApprovalRecorded,
    DraftChecked,
    EligibilityVerified,
    Fact,
    OfferTerms,
    OverrideRequested,
    PartyCarvedOut,
    RuleOverridden,
    ScaRequested,
    SignatureRecorded,
    Urgency,
    VerbalTermsRecorded,
)
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.schedule import Armed, Next, Told
from scabot_domain.terms.sections import Section
from scabot_domain.withheld import Withheld


class Stage(StrEnum):
    """Where a case stands; exactly one at a time."""

    INTAKE = "intake"
    APPROVED = "approved"
    REQUESTED = "requested"
    NEGOTIATING = "negotiating"
    TERMS_AGREED = "terms_agreed"
    DRAFT_REVIEW = "draft_review"
    SIGNING = "signing"
    EXECUTED = "executed"
    IN_CARE = "in_care"
    CLOSED = "closed"
    DECLINED = "declined"
    PROVIDER_WITHDREW = "provider_withdrew"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    TERMINATED = "terminated"
    EXPIRED = "expired"


TERMINAL = frozenset(
    {
        Stage.CLOSED,
        Stage.DECLINED,
        Stage.PROVIDER_WITHDREW,
        Stage.WITHDRAWN,
        Stage.SUPERSEDED,
        Stage.TERMINATED,
        Stage.EXPIRED,
    }
)


class OfferState(StrEnum):
    """What became of an offer; whether an `open` one is still alive also depends on the clock (C1)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """An offer as it stands: its terms, hash, maker, version of the event that made it, and what became of it."""

    terms: OfferTerms
    hash: str
    made_at: datetime
    made_by: Actor | None = None
    version: int
    in_reply_to: str | None = None
    state: OfferState = OfferState.OPEN
    superseded_by: str | None = None
    closed_at: datetime | None = None
    closed_by: Actor | None = None

    def open_at(self, instant: datetime) -> bool:
        """Say whether the offer can be answered at an instant; the very instant of expiry counts (C1)."""
        return self.state is OfferState.OPEN and instant <= self.terms.expires_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Acceptance:
    """Lines of an offer that the other side accepted, those of them that still stand, and whether all was agreed since.

    `*` stands for every line, also of a scope that comes later.
    """

    offer_id: str
    lines: frozenset[str]
    held: frozenset[str]
    agreed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionState:
    """A section as set, its hash, and the sides that confirmed that hash."""

    content: Section
    hash: str
    confirmed_by: frozenset[Side] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The newest draft: its version, its document, the terms it binds, and the sides that approved it.

    `moved_at` is the instant since which it waits for whom it waits for.
    `outdated` says that a section changed after it was issued.
    """

    draft: str
    doc_sha256: str
    terms_hash: str
    template: str
    issued_at: datetime
    moved_at: datetime
    approved_by: frozenset[Side] = frozenset()
    redlined_by: Side | None = None
    outdated: bool = False

    @property
    def waits_for(self) -> Side:
        """Return the side whose approval comes next: the provider's, and after its redline the payer's.

        An outdated draft waits for the payer to issue it anew.
        """
        redlined = self.redlined_by not in (None, Side.PAYER)
        first, second = (Side.PAYER, Side.PROVIDER) if redlined else (Side.PROVIDER, Side.PAYER)
        if self.outdated:
            return Side.PAYER
        return second if first in self.approved_by else first


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """An open deadline: as armed or moved, its next firing, the levels told, whom the last told, what was promised."""

    armed: Armed
    next: Next | None
    told: tuple[int, ...] = ()
    told_to: tuple[Told, ...] = ()
    last_told_at: datetime | None = None
    acknowledged_level: int | None = None
    expected_by: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stall:
    """A stall that is not cleared: since when, and which side is waited for."""

    rule: str
    since: datetime
    waiting_for: Side | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A rule that compliance was asked to waive, and by whom."""

    request: OverrideRequested
    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A check of a draft against what was negotiated, and who made it."""

    check: DraftChecked
    actor: Actor


class EntryState(StrEnum):
    """Whether an entry is somebody's own word, waits to be read back, was, or was taken back as never said."""

    OWN = "own"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    STRUCK = "struck"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A shared fact that can be read back or corrected: whose word it is, who entered it, with what proof.

    `ref` is the version of its event, which is never shown to people, because versions count private facts as well.
    `key` is the act that it was recorded in.
    """

    ref: int
    fact: Fact
    side: Side
    role: Role
    actor: Actor
    evidence: str | None
    key: str
    said_at: datetime
    state: EntryState = EntryState.OWN


@dataclass(frozen=True, kw_only=True)  # without slots, so that the fold can copy it as a whole
class Case:
    """Everything the events of one case add up to; `version` 0 means that it was never opened.

    `signatures` and `signers` are kept by seat (`terms/seats.py`).
    """

    key: str
    version: int = 0
    stage: Stage = Stage.INTAKE
    stage_since: datetime | None = None
    opened_at: datetime | None = None
    payer: str = ""
    provider: str = ""
    patient_token: str = ""
    urgency: Urgency = Urgency.ROUTINE
    care_date: date | None = None
    tz: str = "UTC"
    plan_type: str | None = None
    owner: Actor | None = None
    book_version: int = 0
    book_digest: str = ""
    approval: ClinicalApprovalRecorded | None = None
    request: ScaRequested | None = None
    requested_at: datetime | None = None
    acknowledged: bool = False
    offers: tuple[Offer, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    sections: dict[int, SectionState] = field(default_factory=dict)
    terms_agreed_at: datetime | None = None
    draft: Draft | None = None
    drafts: int = 0
    signatures: dict[str, SignatureRecorded] = field(default_factory=dict)
    signers: dict[str, Actor] = field(default_factory=dict)
    carved_out: tuple[PartyCarvedOut, ...] = ()
    executed: AgreementExecuted | None = None
    care_started_on: date | None = None
    care_at_risk: bool = False
    auth_lapsed: bool = False
    revoked_at: datetime | None = None
    authorized: tuple[AuthorizedLine, ...] = ()
    coverage_ends_on: date | None = None
    asked: dict[str, Asked] = field(default_factory=dict)
    overrides: tuple[RuleOverridden, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    loaded: AgreementLoaded | None = None
    claims: dict[str, Claim] = field(default_factory=dict)
    term_ended_on: date | None = None
    terminated: AgreementTerminated | None = None
    renewed_as: str | None = None
    continues: str | None = None
    stall: Stall | None = None
    end_code: str | None = None
    stage_before_end: Stage | None = None
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    episodes: dict[str, int] = field(default_factory=dict)
    last_event_at: datetime | None = None
    entries: dict[int, Entry] = field(default_factory=dict)
    limits: dict[tuple[Side, Role], Decimal] = field(default_factory=dict)
    held: CaseHeld | None = None
    held_since: datetime | None = None
    bands: tuple[AuthoritySet, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    negotiators: frozenset[tuple[str, str]] = frozenset()
    checks: tuple[Checked, ...] = ()

    @property
    def opened(self) -> bool:
        """Say whether the case exists."""
        return self.version > 0

    @property
    def terminal(self) -> bool:
        """Say whether the case has ended (I15)."""
        return self.stage in TERMINAL

    @property
    def overridden(self) -> frozenset[str]:
        """Return the rules that compliance waived for this case; they stay visible for ever (I23)."""
        return frozenset(one.rule.value for one in self.overrides)

    @property
    def checked(self) -> Checked | None:
        """Return the last check of the newest draft's very document against the very terms that it binds (C8)."""
        draft = self.draft
        bound = None if draft is None else (draft.doc_sha256, draft.terms_hash)
        checks = (one for one in reversed(self.checks) if (one.check.doc_sha256, one.check.terms_hash) == bound)
        return next(checks, None)

    @property
    def open_amendment(self) -> Amendment | None:
        """Return the amendment that waits for somebody; there is at most one."""
        return next((one for one in self.amendments if one.open), None)

    @property
    def unconfirmed(self) -> tuple[Entry, ...]:
        """Return what was recorded for absent people and waits to be read back (C12)."""
        return tuple(entry for entry in self.entries.values() if entry.state is EntryState.UNCONFIRMED)

    @property
    def verbal(self) -> VerbalTermsRecorded | None:
        """Return the newest verbal yes that was not taken back (S9)."""
        standing = (entry.fact for entry in reversed(self.entries.values()) if entry.state is not EntryState.STRUCK)
        return next((fact for fact in standing if isinstance(fact, VerbalTermsRecorded)), None)

    @property
    def verified_on(self) -> date | None:
        """Return the last day for which somebody looked the patient's coverage up."""
        standing = (one.fact for one in self.entries.values() if one.state is not EntryState.STRUCK)
        return max((fact.on for fact in standing if isinstance(fact, EligibilityVerified)), default=None)

    def offer(self, offer_id: str) -> Offer | None:
        """Return an offer by its id."""
        return next((offer for offer in self.offers if offer.terms.offer_id == offer_id), None)

    def open_offer(self, side: Side, instant: datetime) -> Offer | None:
        """Return the side's own open offer at an instant; there is at most one (I1)."""
        return next((o for o in reversed(self.offers) if o.terms.side is side and o.open_at(instant)), None)
