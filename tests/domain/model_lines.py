"""What the model writes down about offers and their lines: what may be offered, what is answered, when terms agree."""

from typing import TYPE_CHECKING

from domain.lines_on_paper import ANY
from domain.unread import PARTIES, unread_of
from scabot_domain.commands import Accept, Counter, ExpireOffer, MakeOffer, Reject, WithdrawOffer

AGREED = ("terms_agreed", "draft_review", "signing")

if TYPE_CHECKING:
    from domain.model import Model


def offerable(model: "Model", command: MakeOffer | Counter) -> bool:
    """Say whether an offer asks for other terms of lines only where nothing about them waits, and openly."""
    if model.stage == "terms_agreed" and not command.reopens:
        return False
    lines = frozenset(line for one in command.rates for line in one.line_ids or model.scope or {ANY})
    waiting = (one for one in model.lines.taken if not one.agreed and unread_of(model, one.offer))
    standing = [model.lines.standing(one, model.scope) for one in waiting]
    if any(held and (held & lines or ANY in held | lines) for held in standing):
        return False
    return model.lines.offerable(command, model.scope)


def answer(model: "Model", command: Accept | Reject | WithdrawOffer | ExpireOffer) -> None:
    """Write down an answer to an offer."""
    if not isinstance(command, Accept):
        model.offers[command.offer_id].alive = False
        return
    lines = model.lines.accept(command.offer_id, command.line_ids, model.scope)
    answered = model.offers[command.offer_id]
    answered.whole = not model.lines.left(command.offer_id, model.scope)
    answered.alive = not answered.whole
    for key, offer in model.offers.items():
        named = model.lines.deals[key].lines(model.scope)
        touched = named & lines or ANY in named | lines
        offer.alive = offer.alive and not (offer.side == command.by.speaker.side.value and touched)


def settle(model: "Model") -> None:
    """Write down that terms are agreed, once every line has exactly one accepted rate and nothing waits (I3)."""
    locked = model.lines.locked(model.scope)
    if model.stage != "negotiating" or not locked or model.lines.still_open(still_alive(model), model.scope):
        return
    if not any(unread_of(model, offer) for offer in locked.values()):
        _agree(model, locked)


def _agree(model: "Model", locked: dict[str, str]) -> None:
    relied = [key for key in model.offers if key in locked.values()]
    new = {one.offer for one in model.lines.taken if not one.agreed}
    rates = model.lines.terms(model.scope)
    if model.contents.get(5) != rates:
        model.put(5, rates, PARTIES)
    told = [one.term for key, one in model.offers.items() if key in relied and key in new and one.whole and one.term]
    if told and not (model.contents.get(3) == told[-1] and model.confirmed[3] >= PARTIES):
        model.put(3, told[-1], PARTIES)
    for one in model.lines.taken:
        one.agreed = True
    for offer in model.offers.values():
        offer.alive = False
    model.holds.waiting.clear()
    model.stage = "terms_agreed"


def uncovered(model: "Model") -> None:
    """Write down that the negotiation goes on where a service has no agreed rate."""
    if model.stage in AGREED and model.lines.still_open([], model.scope):
        model.stage = "negotiating"


def still_alive(model: "Model") -> list[str]:
    """Return the offers that are open, or that nobody has marked as over yet."""
    return [key for key, offer in model.offers.items() if offer.alive]
