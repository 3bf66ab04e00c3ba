"""What an offer would come to if it were made now: the same rules as for the offer itself, and nothing is recorded."""

from dataclasses import dataclass, replace

from scabot_domain.case import Case
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.covering import named
from scabot_domain.decide import decide
from scabot_domain.events import OfferCountered, OfferHeld, OfferMade, OfferTerms
from scabot_domain.facts.withholding import Limit
from scabot_domain.lint import Finding, lint
from scabot_domain.lint.finding import readable
from scabot_domain.lint.subject import Offered
from scabot_domain.parties import Audience, Side
from scabot_domain.playbook import Book
from scabot_domain.pricing.gap import OfferGap
from scabot_domain.refusals import Refused
from scabot_domain.totals import Total, apart, assumed, total_of

_SUPPOSED = "supposed that a reason is given"


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatIf:
    """What an offer would come to; `terms` and `offer_hash` are None where it would be refused.

    `gap` is to the other side's latest position, whatever became of that. `held` are the limits that it passes, so that
    a second approver would have to release it. `findings` are those that its maker's side may read.
    """

    terms: OfferTerms | None
    offer_hash: str | None
    total: Total
    gap: OfferGap | None
    findings: tuple[Finding, ...]
    held: tuple[Limit, ...]
    refusal: Refused | None


def what_if(case: Case, offer: MakeOffer | Counter, book: Book) -> WhatIf:
    """Return what an offer would come to in a case as it stands; a reason for a hold is supposed to be given."""
    side = offer.by.speaker.side
    terms, offer_hash, held, refusal = _outcome(case, offer, book)
    return WhatIf(
        terms=terms,
        offer_hash=offer_hash,
        total=total_of(case, offer, assumed(case)),
        gap=gap_to_other_side(case, offer, side),
        findings=readable(lint(case, offer), Audience(side=side)),
        held=held,
        refusal=refusal,
    )


def gap_to_other_side(case: Case, offer: Offered, side: Side) -> OfferGap | None:
    """Return how far an offer of a side is from the latest position of the other, on the same assumptions (C3).

    Offers about different lines are not compared.
    """
    theirs = next((one.terms for one in reversed(case.offers) if one.terms.side is side.other), None)
    if theirs is None or named(case, theirs.rates) != named(case, offer.rates):
        return None
    supposed = assumed(case)
    ours, others = (total_of(case, one, supposed).expected for one in (offer, theirs))
    return apart(ours, others) if side is Side.PAYER else apart(others, ours)


_Outcome = tuple[OfferTerms | None, str | None, tuple[Limit, ...], Refused | None]


def _outcome(case: Case, offer: MakeOffer | Counter, book: Book) -> _Outcome:
    asked = replace(offer, reason_if_held=offer.reason_if_held or _SUPPOSED)
    try:
        facts = [event.fact for event in decide(case, asked, book)]
    except Refused as no:
        return None, None, (), no
    stated: list[tuple[OfferTerms, str, tuple[Limit, ...]]] = [
        (fact.terms, fact.offer_hash, fact.beyond if isinstance(fact, OfferHeld) else ())
        for fact in facts
        if isinstance(fact, OfferMade | OfferCountered | OfferHeld)
    ]
    return (*stated[0], None)
