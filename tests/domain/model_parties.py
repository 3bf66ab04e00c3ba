"""What the model's clerk knows of entities: who must sign, in which order, who is paid a part, and who may leave."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scabot_domain.commands import CarveOut, Counter, MakeOffer, Sign, SignAmendment
from scabot_domain.terms.sections import Parties

if TYPE_CHECKING:
    from domain.model import Model

UNBOUND = ("intake", "approved", "requested", "negotiating", "terms_agreed", "draft_review", "signing")
CARVERS = ("pa_specialist", "network_manager", "provider_biller")


def seat(command: Sign | SignAmendment) -> str:
    """Return for whom somebody signs: the payer, or an entity."""
    side = command.by.speaker.side.value
    return command.party_id or "P1" if side == "provider" else command.party_id or "payer"


def entities(contents: dict[int, Any]) -> dict[str, bool]:
    """Return the entities of section 1, and whether each must sign."""
    parties = contents.get(1)
    others = parties.providers or () if isinstance(parties, Parties) else ()
    return {"P1": True, **{one.party_id: one.required for one in others}}


def must_sign(contents: dict[int, Any]) -> set[str]:
    """Return who must sign."""
    return {"payer", *(one for one, required in entities(contents).items() if required)}


def may_take(contents: dict[int, Any], signed: set[str], command: Sign | SignAmendment) -> bool:
    """Say whether a seat is one of the side's, not signed, and its turn has come."""
    whose, side = seat(command), command.by.speaker.side.value
    mine = {"payer"} if side == "payer" else set(entities(contents))
    parties = contents.get(1)
    order = (parties.signing_order if isinstance(parties, Parties) else None) or ()
    before = set(order[: order.index(whose)]) if whose in order else set()
    return whose in mine and whose not in signed and before & must_sign(contents) <= signed


def in_order(contents: dict[int, Any]) -> bool:
    """Say whether section 1 names a signing order."""
    return bool(getattr(contents.get(1), "signing_order", None))


def paid_by(command: MakeOffer | Counter) -> frozenset[str]:
    """Return the entities that an offer's rates pay a part to."""
    return frozenset(part.party_id for rate in command.rates for part in rate.allocations or ())


def undivided(command: MakeOffer | Counter) -> bool:
    """Say whether an offer has a case rate that nobody divided."""
    return any(rate.rate.model == "case_rate" and not rate.allocations for rate in command.rates)


def adds_up(command: MakeOffer | Counter) -> bool:
    """Say whether the parts of every case rate are the rate, to the cent."""
    divided = (rate for rate in command.rates if rate.allocations)
    return all(sum(part.amount for part in one.allocations or ()) == getattr(one.rate, "amount", 0) for one in divided)


def may_carve(model: "Model", command: CarveOut) -> bool:
    """Say whether an entity may leave."""
    actor, whose = command.by.actor, command.party_id
    asked = actor.role.value in CARVERS and command.by.on_behalf_of is None and len(command.reason) >= 15
    leaves = whose != "P1" and whose in entities(model.contents) and whose not in model.signers
    return asked and leaves and model.stage in UNBOUND


def without(parties: Parties, party_id: str) -> Parties:
    """Return section 1 without an entity."""
    providers = [one for one in parties.providers or () if one.party_id != party_id]
    order = [one for one in parties.signing_order or () if one != party_id]
    return replace(parties, providers=providers or None, signing_order=order if len(order) > 1 else None)
