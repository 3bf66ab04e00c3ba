"""What the model's clerk notes about bands, and about the offers that a side holds."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import cast as c
import clean
from scabot_domain.case import Case
from scabot_domain.commands import Counter, DropHeldOffer, MakeOffer, ReleaseOffer, SetAuthority
from scabot_domain.money.rates import FixedFee
from scabot_domain.parties import Actor, By
from scabot_domain.terms.sections import AgreedRate, ScopeLine

if TYPE_CHECKING:
    from domain.model import Model

Offer = MakeOffer | Counter
SIGNATORIES = ("payer_signatory", "provider_signatory")
NEGOTIATORS = ("network_manager", "provider_biller")
OFFERING = ("requested", "negotiating", "terms_agreed")

PERCENTS = {"percent_of_medicare": Decimal(140)}
MOSTS = {"case_rate": Decimal(45_000)}
EXPECTED = {"case_rate": Decimal(45_000), "percent_of_billed": Decimal(132_000)}
KNOWN = (c.MEDICARE_140, c.BILLED_55, c.PER_DIEM_3500, c.CASE_RATE_45000, clean.DRUG.rate)
"""All that people of these stories ever offer, so that no sum has to be worked out here."""


@dataclass
class Holds:
    """A sheet for each side: whose band is what, and which offer waits."""

    bands: dict[tuple[str, str], tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    waiting: dict[str, tuple[str, Offer]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    services: tuple[ScopeLine, ...] = ()

    def beyond(self, offer: Offer, actor: Actor) -> bool:
        """Say whether an offer goes further than a person may alone."""
        side = actor.side.value
        band = self.bands.get((side, f"{actor.team} {actor.user}")) or self.bands.get((side, actor.role.value))
        if band is None:
            return False
        percent, total = band
        stated = next((PERCENTS[one.rate.model] for one in offer.rates if one.rate.model in PERCENTS), None)
        sums = [self._sum(one, MOSTS if side == "payer" else EXPECTED) for one in offer.rates]
        together = sum((one for one in sums if one is not None), Decimal(0)) if None not in sums else None
        return _passes(stated, percent, side, known=stated is None) or _passes(together, total, side, known=False)

    def _sum(self, agreed: AgreedRate, known: dict[str, Decimal]) -> Decimal | None:
        if not isinstance(agreed.rate, FixedFee):
            return known.get(agreed.rate.model)
        lines = [one for one in self.services if not agreed.line_ids or one.line_id in agreed.line_ids]
        return agreed.rate.amount * sum(one.units_max for one in lines) if lines else None

    def holds(self, offer: Offer) -> bool:
        """Say whether an offer that is good in itself is held."""
        return offer.by.on_behalf_of is None and self.beyond(offer, offer.by.actor)

    def forbids(self, offer: Offer) -> bool:
        """Say whether an offer cannot even be held."""
        absent = offer.by.on_behalf_of
        if absent is None:
            return self.beyond(offer, offer.by.actor) and len(offer.reason_if_held or "") < 15
        return offer.by.actor.side is absent.side and self.beyond(offer, offer.by.actor)

    def hold(self, offer: Offer) -> None:
        """Write down that an offer waits, in place of any other of that side."""
        side = offer.by.actor.side.value
        self.counted[side] = self.counted.get(side, 0) + 1
        self.waiting[side] = (f"HLD-{self.counted[side]}", offer)

    def forget(self, side: str) -> None:
        """Write down that nothing of a side waits any more."""
        self.waiting.pop(side, None)

    def named(self, command: ReleaseOffer | DropHeldOffer) -> Offer | None:
        """Return the waiting offer that a command is about, if its role may give it."""
        name, offer = self.waiting.get(command.by.actor.side.value, ("", None))
        fit = command.by.actor.role.value in (*SIGNATORIES, *NEGOTIATORS) and command.by.on_behalf_of is None
        return offer if fit and name == command.held else None

    def released(self, command: ReleaseOffer) -> Offer | None:
        """Return the offer that a release makes, at that instant, or None where these people may not."""
        offer, actor = self.named(command), command.by.actor
        if offer is None or len(command.reason) < 15 or _person(offer.by.actor) == _person(actor):
            return None
        if actor.role.value not in SIGNATORIES and self.beyond(offer, actor):
            return None
        return as_made(offer, command.by)

    def set_band(self, command: SetAuthority) -> None:
        """Write down a band."""
        holder = command.role.value if command.role else f"{command.team} {command.user}"
        self.bands[command.by.actor.side.value, holder] = (command.percent_of_medicare, command.total)


def held_expected(model: "Model", command: ReleaseOffer | DropHeldOffer, case: Case) -> bool | None:
    """Say whether a held offer can be released, or dropped, as far as the model has an opinion."""
    if isinstance(command, DropHeldOffer):
        return model.holds.named(command) is not None
    offer = model.holds.released(command)
    return False if offer is None else model.expects(offer, case)


def four_eyes(model: "Model", command: Offer | SetAuthority | ReleaseOffer | DropHeldOffer, case: Case) -> None:
    """Write down a band, or what became of an offer: made, held, released or dropped."""
    match command:
        case SetAuthority():
            model.holds.set_band(command)
        case ReleaseOffer():
            offer = model.holds.released(command)
            assert offer is not None
            model.offer(offer, case)
        case DropHeldOffer():
            model.holds.forget(command.by.actor.side.value)
        case _ if model.holds.holds(command):
            model.holds.hold(command)
        case _:
            model.offer(command, case)


def as_made(offer: Offer, by: By) -> Offer:
    """Return an offer as its sender would make it in the circumstances of its release."""
    return replace(offer, by=replace(offer.by, at=by.at, said_at=by.at, key=by.key, corr=by.corr, evidence=None))


def _person(actor: Actor) -> tuple[str, str]:
    return actor.team, actor.user


def _passes(amount: Decimal | None, limit: Decimal | None, side: str, *, known: bool) -> bool:
    if limit is None or known:
        return False
    if amount is None:
        return True
    return amount > limit if side == "payer" else amount < limit
