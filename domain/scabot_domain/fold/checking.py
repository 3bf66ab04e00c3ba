"""How a check of the draft changes a case, and who counts as somebody who negotiated in it."""

from scabot_domain.case import Case, Checked
from scabot_domain.events import (
    CaseEvent,
    DraftChecked,
    DraftIssued,
    DraftRedlined,
    Fact,
    OfferAccepted,
    OfferCountered,
    OfferHeld,
    OfferMade,
    OfferRejected,
    OfferReleased,
    OfferWithdrawn,
)
from scabot_domain.fold.changing import changed

NEGOTIATING: frozenset[type[Fact]] = frozenset(
    {
        *(OfferMade, OfferCountered, OfferAccepted, OfferRejected, OfferWithdrawn),
        *(OfferHeld, OfferReleased),
        *(DraftIssued, DraftRedlined),
    }
)
"""What makes a negotiator of whoever does it, or records it for somebody absent."""


def fold_checking(case: Case, fact: DraftChecked, event: CaseEvent) -> Case:
    """Return the case after a check; earlier ones stay, and the last one of a document counts."""
    return changed(case, checks=(*case.checks, Checked(check=fact, actor=event.actor)))


def negotiating(case: Case, event: CaseEvent) -> frozenset[tuple[str, str]]:
    """Return everybody who negotiated, by workspace and user, after an event."""
    if type(event.fact) not in NEGOTIATING:
        return case.negotiators
    return case.negotiators | {event.actor.person}
