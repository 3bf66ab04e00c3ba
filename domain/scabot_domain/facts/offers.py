"""Facts of the negotiation: offers, counters, and what becomes of them."""

from typing import Annotated, Literal

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Hash, LineIds, OfferId, RejectionCode
from scabot_domain.money.amounts import Dollars
from scabot_domain.money.rates import Rate
from scabot_domain.parties import Instant, Side
from scabot_domain.terms.sections import AgreedRate, Term


@fact
class OfferTerms:
    """What an offer proposes; everything here is covered by its `offer_hash` (C5).

    `reopens` are agreed lines whose terms it may change, or `all`; `all_or_nothing` says that no line goes alone (C9).
    """

    offer_id: OfferId
    side: Side
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1, max_length=50)]
    term: Term | None = None
    expires_at: Instant
    default_rate: Rate | None = None
    cap_total: Dollars | None = None
    reopens: LineIds | None = None
    all_or_nothing: Literal[True] | None = None


@fact
class OfferMade:
    """One side stated the terms that it would sign."""

    terms: OfferTerms
    offer_hash: Hash


@fact
class OfferCountered:
    """One side answered an offer with terms of its own, which closes the offer it answers (C1)."""

    terms: OfferTerms
    offer_hash: Hash
    in_reply_to: OfferId


@fact
class OfferSuperseded:
    """An offer closed because a newer one took its place (I1)."""

    offer_id: OfferId
    by: OfferId


@fact
class OfferRejected:
    """The recipient said no to an offer."""

    offer_id: OfferId
    code: RejectionCode


@fact
class OfferWithdrawn:
    """The maker took an offer back."""

    offer_id: OfferId


@fact
class OfferExpired:
    """Nobody answered an offer in its life; no rule waits for this event (C1)."""

    offer_id: OfferId
    expires_at: Instant


@fact
class OfferAccepted:
    """The recipient accepted the offer whose hash it saw (I2): all its lines, or only those named (C9)."""

    offer_id: OfferId
    offer_hash: Hash
    line_ids: LineIds | None = None


@fact
class TermsAgreed:
    """Both sides stand on the same rates."""

    offer_id: OfferId
    terms_hash: Hash


Offering = (
    OfferMade
    | OfferCountered
    | OfferSuperseded
    | OfferRejected
    | OfferWithdrawn
    | OfferExpired
    | OfferAccepted
    | TermsAgreed
)
KINDS: dict[str, type[Offering]] = {
    "offer-made@3": OfferMade,
    "offer-countered@3": OfferCountered,
    "offer-superseded@1": OfferSuperseded,
    "offer-rejected@1": OfferRejected,
    "offer-withdrawn@1": OfferWithdrawn,
    "offer-expired@1": OfferExpired,
    "offer-accepted@2": OfferAccepted,
    "terms-agreed@1": TermsAgreed,
}
