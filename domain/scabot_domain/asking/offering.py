"""Commands of the negotiation: offers and their answers."""

from typing import Annotated

from pydantic import Field

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Hash, OfferId, RejectionCode
from scabot_domain.money.amounts import Dollars
from scabot_domain.money.rates import Rate
from scabot_domain.parties import By, Instant
from scabot_domain.terms.sections import AgreedRate, Term
from scabot_domain.wording import Words

Reopens = Annotated[tuple[str, ...], Field(max_length=100)]


@fact
class MakeOffer:
    """State the terms that one's side would sign; `expires_at` defaults to ten business days (C2).

    An agreed line keeps its terms unless `reopens` names it, or says `all` (C9). `reason_if_held` is why, for one's own
    side, where it is beyond one's band and a second approver must release it.
    """

    by: By
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1, max_length=50)]
    term: Term | None = None
    expires_at: Instant | None = None
    default_rate: Rate | None = None
    cap_total: Dollars | None = None
    reason_if_held: Words | None = None
    reopens: Reopens = ()
    all_or_nothing: bool = False


@fact
class Counter:
    """Answer the other side's open offer with terms of one's own."""

    by: By
    in_reply_to: OfferId
    rates: Annotated[tuple[AgreedRate, ...], Field(min_length=1, max_length=50)]
    term: Term | None = None
    expires_at: Instant | None = None
    default_rate: Rate | None = None
    cap_total: Dollars | None = None
    reason_if_held: Words | None = None
    reopens: Reopens = ()
    all_or_nothing: bool = False


@fact
class Reject:
    """Say no to the other side's open offer."""

    by: By
    offer_id: OfferId
    code: RejectionCode


@fact
class WithdrawOffer:
    """Take back one's own open offer."""

    by: By
    offer_id: OfferId


@fact
class ExpireOffer:
    """Record that an offer's life is over (the clock asks)."""

    by: By
    offer_id: OfferId


@fact
class Accept:
    """Accept the other side's open offer, exactly as it was seen: these lines of it, or all that are left (C9)."""

    by: By
    offer_id: OfferId
    offer_hash: Hash
    line_ids: Annotated[tuple[str, ...], Field(max_length=100)] = ()


Offering = MakeOffer | Counter | Reject | WithdrawOffer | ExpireOffer | Accept
