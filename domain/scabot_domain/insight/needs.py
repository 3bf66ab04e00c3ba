"""What a case can wait for, in the order in which it is told, and what makes each of them go away."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scabot_domain import events as e
from scabot_domain.events import Fact
from scabot_domain.parties import Role, Side


class Need(StrEnum):
    """What is missing; the order is that of the list."""

    RESUME = "resume"
    AUTHORIZATION = "authorization"
    OTHER_COVERAGE = "other_coverage"
    STANDING = "standing"
    STATEMENT = "statement"
    READ_BACK = "read_back"
    APPROVAL = "approval"
    REQUEST = "request"
    ANSWER = "answer"
    OFFER = "offer"
    ACKNOWLEDGMENT = "acknowledgment"
    OVERRIDE = "override"
    SECTION = "section"
    FINDING = "finding"
    CONFIRMATION = "confirmation"
    DRAFT = "draft"
    DRAFT_CHECK = "draft_check"
    DRAFT_APPROVAL = "draft_approval"
    SIGNATURE = "signature"
    CLAIM = "claim"
    LOADING = "loading"
    AMENDMENT = "amendment"
    CARE = "care"
    CLOSING = "closing"
    WARNING = "warning"


_TERMS: frozenset[type[Fact]] = frozenset(
    {
        e.SectionSet,
        e.TermsReopened,
        e.OfferMade,
        e.DraftRedlined,
        e.RuleOverridden,
        e.EntryCorrected,
        e.AgreementExecuted,
    }
)
_OFFERS: frozenset[type[Fact]] = frozenset(
    {
        e.OfferMade,
        e.OfferCountered,
        e.OfferSuperseded,
        e.OfferRejected,
        e.OfferWithdrawn,
        e.OfferExpired,
        e.OfferAccepted,
        e.EntryCorrected,
    }
)
_AUTHORIZED: frozenset[type[Fact]] = frozenset(
    {e.AuthorizationExtended, e.AuthorizationExpired, e.AuthorizationRevoked, e.CoverageChanged}
)

ENDED_BY: dict[Need, frozenset[type[Fact]]] = {
    Need.RESUME: frozenset({e.CaseResumed}),
    Need.AUTHORIZATION: frozenset({e.AuthorizationExtended, e.TermEnded, e.EntryCorrected}),
    Need.OTHER_COVERAGE: frozenset({e.CaseSuperseded, e.CoverageChanged}),
    Need.STANDING: _TERMS | _AUTHORIZED,
    Need.STATEMENT: frozenset({e.MedicalDirectorIntervened, e.DeadlinesChanged, e.EscalationSent, e.AgreementExecuted}),
    Need.READ_BACK: frozenset({e.EntryConfirmed, e.EntryCorrected}),
    Need.APPROVAL: frozenset({e.ClinicalApprovalRecorded}),
    Need.REQUEST: frozenset({e.ScaRequested}),
    Need.ANSWER: _OFFERS,
    Need.OFFER: frozenset(
        {e.OfferMade, e.OfferCountered, e.OfferExpired, e.SectionSet, e.EntryCorrected, e.TermsAgreed}
    ),
    Need.ACKNOWLEDGMENT: frozenset({e.RequestAcknowledged, e.OfferMade}),
    Need.OVERRIDE: frozenset({e.RuleOverridden}),
    Need.SECTION: _TERMS | _AUTHORIZED,
    Need.FINDING: _TERMS | _AUTHORIZED | _OFFERS,
    Need.CONFIRMATION: frozenset({e.SectionConfirmed, e.SectionSet, *_TERMS}),
    Need.DRAFT: frozenset({e.DraftIssued, *_TERMS}),
    Need.DRAFT_CHECK: frozenset({e.DraftChecked, e.DraftIssued, *_TERMS}),
    Need.DRAFT_APPROVAL: frozenset({e.DraftApproved, *_TERMS}),
    Need.SIGNATURE: frozenset({e.SignatureRecorded, *_TERMS}),
    Need.CLAIM: frozenset({e.ClaimRecorded}),
    Need.LOADING: frozenset({e.AgreementLoaded}),
    Need.AMENDMENT: _AUTHORIZED
    | {
        e.AmendmentAgreed,
        e.AmendmentSigned,
        e.AmendmentDropped,
        e.AmendmentExecuted,
        e.EntryCorrected,
        e.RuleOverridden,
    },
    Need.CARE: frozenset({e.CareStarted, e.TermEnded}),
    Need.CLOSING: frozenset({e.CaseClosed, e.ClaimRecorded, e.ClaimMismatchFound}),
    Need.WARNING: _TERMS | _OFFERS | _AUTHORIZED,
}
"""The facts that can end each need, besides the end of the case itself; the clock ends what only a day made true."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cited:
    """An event behind a need: its number among those that the reader may see, its kind, and the day it was said."""

    number: int
    kind: str
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Who can supply what is missing: a role of a side, and the reference of its contact where one was told."""

    role: Role
    side: Side
    contact: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unblock:
    """One thing that the case waits for.

    `subject` tells two needs of a kind apart. `actions` are names of command classes that `who` may give now, the
    likeliest first; none means that other lines come first, or that it is only a question worth asking.
    `by_phone` says that the word can also be recorded for them. `script` is what to say or to ask, in the words of the
    playbook or of the experts.
    """

    need: Need
    subject: str
    what: str
    who: Who
    why: tuple[Cited, ...] = ()
    actions: tuple[str, ...] = ()
    by_phone: bool = False
    script: str | None = None

    @property
    def key(self) -> str:
        """Return what stays the same as long as the need does."""
        return f"{self.need}.{self.subject}" if self.subject else self.need.value
