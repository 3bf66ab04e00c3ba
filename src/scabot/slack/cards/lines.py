"""What happened, one line for each event: the log below a card, and the history of a case."""

from typing import assert_never
from zoneinfo import ZoneInfo

from scabot.slack.cards.offers import rates_in_words
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    AgreementExecuted,
    CareStarted,
    CaseClosed,
    CaseEvent,
    CaseOpened,
    CaseReopened,
    CaseWithdrawn,
    ClinicalApprovalRecorded,
    DeadlinesChanged,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    EscalationAcknowledged,
    EscalationSent,
    Fact,
    NoteAdded,
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    Offering,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferWithdrawn,
    Opening,
    Papering,
    PlaybookPinned,
    ProviderWithdrew,
    RequestAcknowledged,
    ScaDeclined,
    ScaRequested,
    SectionConfirmed,
    SectionSet,
    SignatureRecorded,
    StallCleared,
    StallDetected,
    TermsAgreed,
    Timing,
    Troubling,
)
from scabot_domain.parties import Visibility
from scabot_domain.terms.canonical import short
from scabot_domain.terms.sections import SectionNumber

PRIVATE = {Visibility.PAYER_ONLY: "payer only", Visibility.PROVIDER_ONLY: "provider only"}


def log_line(event: CaseEvent, zone: str = "UTC") -> str:
    """Return when, who by role, and what happened, in plain words; only for those who may read the event."""
    local = event.occurred_at.astimezone(ZoneInfo(zone))
    private = f" ({PRIVATE[event.visibility]})" if event.visibility in PRIVATE else ""
    return f"{show_day(local.date())} {local:%H:%M %Z} · {who_of(event)}: {what_of(event.fact)}{private}"


def who_of(event: CaseEvent) -> str:
    """Name the one who acted by role and side, never by name."""
    role = event.actor.role.value.replace("_", " ")
    return "scabot" if role == "system" else f"{role} ({event.side.value})"


def what_of(fact: Fact) -> str:
    """Say what a fact is about in one line."""
    match fact:
        case CaseOpened() | PlaybookPinned() | ClinicalApprovalRecorded() | ScaRequested() | RequestAcknowledged():
            return _opening(fact)
        case (
            OfferMade()
            | OfferCountered()
            | OfferSuperseded()
            | OfferRejected()
            | OfferWithdrawn()
            | OfferExpired()
            | OfferAccepted()
            | TermsAgreed()
        ):
            return _offering(fact)
        case (
            StallDetected()
            | StallCleared()
            | ScaDeclined()
            | ProviderWithdrew()
            | CaseWithdrawn()
            | CaseReopened()
            | NoteAdded()
        ):
            return _troubling(fact)
        case DeadlinesChanged() | EscalationSent() | EscalationAcknowledged():
            return _timing(fact)
        case _:
            return _papering(fact)


def _opening(fact: Opening) -> str:
    match fact:
        case CaseOpened():
            return f"case opened, {fact.urgency.value}, {fact.provider} with {fact.payer}"
        case PlaybookPinned():
            return f"runs under playbook v{fact.version}"
        case ClinicalApprovalRecorded():
            until = show_day(fact.valid_to)
            return f"clinical approval recorded ({fact.decision.value}, valid to {until}); this alone is not coverage"
        case ScaRequested():
            return f"single-case agreement requested ({_plain(fact.reason.value)})"
        case RequestAcknowledged():
            promised = f", answer expected by {show_day(fact.expected_by)}" if fact.expected_by else ""
            return f"request acknowledged{promised}"
        case _:
            assert_never(fact)


def _offering(fact: Offering) -> str:  # noqa: C901, PLR0911 - one line for each kind
    match fact:
        case OfferMade():
            return f"{fact.terms.offer_id} offered by the {fact.terms.side.value}: {rates_in_words(fact.terms)}"
        case OfferCountered():
            terms = fact.terms
            counter = f"{terms.offer_id} counters {fact.in_reply_to}, by the {terms.side.value}"
            return f"{counter}: {rates_in_words(terms)}"
        case OfferSuperseded():
            return f"{fact.offer_id} superseded by {fact.by}"
        case OfferRejected():
            return f"{fact.offer_id} rejected ({_plain(fact.code.value)})"
        case OfferWithdrawn():
            return f"{fact.offer_id} withdrawn"
        case OfferExpired():
            return f"{fact.offer_id} expired without an answer"
        case OfferAccepted():
            return f"{fact.offer_id} accepted"
        case TermsAgreed():
            return f"terms agreed on {fact.offer_id}; next, the written agreement"
        case _:
            assert_never(fact)


def _papering(fact: Papering) -> str:  # noqa: C901, PLR0911 - one line for each kind
    match fact:
        case SectionSet():
            return f"section {fact.content.section} ({section_name(fact.content.section)}) filled in"
        case SectionConfirmed():
            return f"section {fact.section} ({section_name(fact.section)}) confirmed by the {fact.side.value}"
        case DraftIssued():
            return f"draft {fact.draft} issued, terms {short(fact.terms_hash)}"
        case DraftRedlined():
            kind = "terms change" if fact.material else "wording only"
            return f"draft redlined as {fact.draft} ({kind})"
        case DraftApproved():
            return f"draft {fact.draft} approved by the {fact.side.value}"
        case SignatureRecorded():
            return f"signed for the {fact.side.value}, terms {short(fact.terms_hash)}"
        case AgreementExecuted():
            term = f"{show_day(fact.effective)} to {show_day(fact.end)}"
            return f"agreement executed, {fact.sca_no}, {term}: the care is covered by it"
        case CareStarted():
            rests = {"executed": "under the executed agreement", "verbal": "under verbal terms"}
            return f"care started {rests.get(fact.covered_by.value, 'without any agreement')}"
        case CaseClosed():
            return "case closed"
        case _:
            assert_never(fact)


def _troubling(fact: Troubling) -> str:  # noqa: PLR0911 - one line for each kind
    match fact:
        case StallDetected():
            waits = f", waiting for the {fact.waiting_for.value}" if fact.waiting_for else ""
            return f"STALLED: nothing moves ({_plain(fact.rule)}{waits})"
        case StallCleared():
            return "it moves again"
        case ScaDeclined():
            rights = "with" if fact.appeal_rights else "without"
            return f"agreement declined by the payer ({_plain(fact.code)}), {rights} appeal rights"
        case ProviderWithdrew():
            return f"the provider walked away ({_plain(fact.code)})"
        case CaseWithdrawn():
            return f"case withdrawn ({_plain(fact.code)})"
        case CaseReopened():
            return f"case reopened: {fact.reason}"
        case NoteAdded():
            return f"note: {fact.text}"
        case _:
            assert_never(fact)


def _timing(fact: Timing) -> str:
    match fact:
        case DeadlinesChanged():
            changed = ", ".join(f"{one.deadline} {one.change}" for one in fact.changes)
            return f"deadlines: {changed}"
        case EscalationSent():
            return f"pinged: {_plain(fact.rule)}, level {fact.level}"
        case EscalationAcknowledged():
            promised = f", promised for {show_day(fact.expected_by)}" if fact.expected_by else ""
            return f"ping {fact.deadline} acknowledged{promised}"
        case _:
            assert_never(fact)


def section_name(number: int) -> str:
    """Name a section of the agreement."""
    return SectionNumber(number).name.lower().replace("_", " ")


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
