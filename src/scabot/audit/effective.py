"""When an event takes effect: at the later of its own time and that of everything it refers to.

So no answer comes before its question, whatever order things were entered in.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from scabot_domain.events import (
    AgreementExecuted,
    CaseEvent,
    CaseHeld,
    CaseOpened,
    CaseReopened,
    CaseResumed,
    CaseWithdrawn,
    DeadlinesChanged,
    DraftApproved,
    DraftIssued,
    DraftRedlined,
    EntryConfirmed,
    EntryCorrected,
    EscalationAcknowledged,
    EscalationSent,
    Fact,
    OfferAccepted,
    OfferCountered,
    OfferExpired,
    OfferMade,
    OfferRejected,
    OfferSuperseded,
    OfferWithdrawn,
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
)
from scabot_domain.schedule import Armed, Met

Names = Mapping[type[Fact], tuple[str, ...]]

_FURTHER = tuple(f"signature of P{number}" for number in range(2, 100))
"""The signatures of every further entity there can be; one that did not sign is referred to by nobody."""

NEEDS: Names = {
    RequestAcknowledged: ("request",),
    OfferCountered: ("offer {0.in_reply_to}",),
    OfferSuperseded: ("offer {0.offer_id}", "offer {0.by}"),
    OfferRejected: ("offer {0.offer_id}",),
    OfferWithdrawn: ("offer {0.offer_id}",),
    OfferExpired: ("offer {0.offer_id}",),
    OfferAccepted: ("offer {0.offer_id}",),
    TermsAgreed: ("acceptance of {0.offer_id}",),
    SectionConfirmed: ("section {0.section}",),
    DraftIssued: ("agreed terms",),
    DraftRedlined: ("any draft",),
    DraftApproved: ("draft {0.draft}",),
    SignatureRecorded: ("any draft",),
    AgreementExecuted: ("signature of payer", "signature of provider"),
    StallCleared: ("stall {0.rule}",),
    CaseReopened: ("end",),
    EscalationSent: ("deadline {0.deadline}",),
    EscalationAcknowledged: ("ping {0.deadline} {0.level}",),
    EntryConfirmed: ("version {0.ref}",),
    EntryCorrected: ("version {0.ref}",),
    CaseResumed: ("rest",),
}
"""What each kind of fact refers to, by name; the opening of the case is referred to by all."""

GIVES: Names = {
    CaseOpened: ("opening",),
    ScaRequested: ("request",),
    OfferMade: ("offer {0.terms.offer_id}",),
    OfferCountered: ("offer {0.terms.offer_id}",),
    OfferAccepted: ("acceptance of {0.offer_id}",),
    TermsAgreed: ("agreed terms",),
    SectionSet: ("section {0.content.section}",),
    DraftIssued: ("any draft", "draft {0.draft}"),
    DraftRedlined: ("any draft", "draft {0.draft}"),
    SignatureRecorded: ("signature of {0.seat}",),
    StallDetected: ("stall {0.rule}",),
    ScaDeclined: ("end",),
    ProviderWithdrew: ("end",),
    CaseWithdrawn: ("end",),
    EscalationSent: ("ping {0.deadline} {0.level}",),
    CaseHeld: ("rest",),
}
"""The names under which each kind of fact is referred to; a name given again stands for the newer one."""


def effective_times(events: Sequence[CaseEvent]) -> dict[int, datetime]:
    """Return the effective time of each event by its version; a reference to what is not there counts for nothing."""
    known: dict[str, datetime] = {}
    times: dict[int, datetime] = {}
    for event in events:
        needed = (known[name] for name in _needs(event.fact) if name in known)
        times[event.version] = max((event.occurred_at, *needed))
        for name in _gives(event):
            known[name] = times[event.version]
    return times


def _needs(fact: Fact) -> Iterator[str]:
    yield "opening"
    yield from (name.format(fact) for name in NEEDS.get(type(fact), ()))
    yield from _FURTHER if isinstance(fact, AgreementExecuted) else ()
    for change in fact.changes if isinstance(fact, DeadlinesChanged) else ():
        if isinstance(change, Armed):
            yield from (f"version {version}" for version in change.cause)
        else:
            yield f"deadline {change.deadline}"
        if isinstance(change, Met):
            yield f"version {change.by}"


def _gives(event: CaseEvent) -> Iterator[str]:
    yield f"version {event.version}"
    yield from (name.format(event.fact) for name in GIVES.get(type(event.fact), ()))
    for change in event.fact.changes if isinstance(event.fact, DeadlinesChanged) else ():
        if isinstance(change, Armed):
            yield f"deadline {change.deadline}"
