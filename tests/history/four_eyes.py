"""Examples of bands and held offers."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import cast as c
import clean
from scabot_domain import events as e
from scabot_domain.facts.withholding import Dropped, Limit
from scabot_domain.parties import Side

UNTIL = datetime(2026, 12, 7, 23, 0, tzinfo=UTC)
HASH = "a7f3" * 16
TERMS = e.OfferTerms(
    offer_id="OFR-3",
    side=Side.PAYER,
    rates=clean.RATES,
    term=clean.TERM,
    expires_at=UNTIL,
    default_rate=clean.DEFAULT,
    cap_total=clean.CAP,
    reopens=("L1", "L2"),
    all_or_nothing=True,
)

BAND = e.AuthoritySet(
    side=Side.PAYER,
    team=c.NORTHWIND,
    user="U0NILS",
    percent_of_medicare=Decimal(120),
    total=Decimal("45000.00"),
    set_by=c.PRIYA,
)
HELD = e.OfferHeld(
    held="HLD-1",
    terms=TERMS,
    offer_hash=HASH,
    beyond=(Limit.PERCENT_OF_MEDICARE, Limit.TOTAL),
    reason="Only this center can do it in time",
    in_reply_to="OFR-2",
    expires_at=UNTIL,
)

FOUR_EYES: list[e.Fact] = [
    BAND,
    HELD,
    e.OfferReleased(held="HLD-1", offer_id="OFR-3", reason="The director agreed on Monday", sender=c.NILS),
    e.HeldOfferDropped(held="HLD-2", how=Dropped.DECLINED, reason="Another center has a bed"),
]
VARIANTS: dict[str, e.Fact] = {
    "authority-set@1~role": replace(BAND, role=c.NILS.role, team=None, user=None, total=None),
    "offer-held@1~made": replace(HELD, in_reply_to=None, expires_at=None),
}
