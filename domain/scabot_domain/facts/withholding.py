"""Facts of four eyes: how far a person may offer alone, and what is held until somebody else of that side agrees.

All of them are private to their side, but that compliance reads them, too.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.offers import OfferTerms
from scabot_domain.facts.vocabulary import Hash, OfferId
from scabot_domain.money.amounts import Dollars, PercentOfMedicareFee
from scabot_domain.parties import Actor, Instant, Role, Side
from scabot_domain.wording import Line, Words

HeldId = Annotated[str, StringConstraints(pattern=r"^HLD-[1-9][0-9]{0,3}$")]
"""A number that is counted for each side by itself, so that nobody can count what the other side holds."""

Party = Literal[Side.PAYER, Side.PROVIDER]


class Limit(StrEnum):
    """What of an offer can be beyond a band."""

    PERCENT_OF_MEDICARE = "percent_of_medicare"
    TOTAL = "total"


class Dropped(StrEnum):
    """Who dropped a held offer: whoever wanted to make it, or somebody who could have released it."""

    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


@fact
class AuthoritySet:
    """How far somebody may offer alone, in place of what was set before: a person, or everybody in a role.

    For the payer each limit is the most it may offer, for the provider the least it may ask; what is absent is not
    limited. A person's band counts instead of that of their role.
    """

    side: Party
    role: Role | None = None
    team: Line | None = None
    user: Line | None = None
    percent_of_medicare: PercentOfMedicareFee | None = None
    total: Dollars | None = None
    set_by: Actor


@fact
class OfferHeld:
    """An offer beyond its maker's band waits for a second approver of that side.

    `terms` and `offer_hash` are what it would have been if made at once; its number is taken only when it is made.
    `expires_at` is the end of its life where that was stated.
    """

    held: HeldId
    terms: OfferTerms
    offer_hash: Hash
    beyond: tuple[Limit, ...]
    reason: Words
    in_reply_to: OfferId | None = None
    expires_at: Instant | None = None


@fact
class OfferReleased:
    """A second approver let a held offer be made; `offer_id` is what it became."""

    held: HeldId
    offer_id: OfferId
    reason: Words
    sender: Actor


@fact
class HeldOfferDropped:
    """A held offer will not be made."""

    held: HeldId
    how: Dropped
    reason: Words


Withholding = AuthoritySet | OfferHeld | OfferReleased | HeldOfferDropped
KINDS: dict[str, type[Withholding]] = {
    "authority-set@1": AuthoritySet,
    "offer-held@1": OfferHeld,
    "offer-released@1": OfferReleased,
    "held-offer-dropped@1": HeldOfferDropped,
}
