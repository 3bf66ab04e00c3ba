"""What the model's clerk knows of entities: who must sign, in which order, and who may leave."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scabot_domain.commands import CarveOut, Sign, SignAmendment
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


def may_carve(model: "Model", command: CarveOut) -> bool:
    """Say whether an entity may leave."""
    actor, whose = command.by.actor, command.party_id
    asked = actor.role.value in CARVERS and command.by.on_behalf_of is None and len(command.reason) >= 15
    leaves = whose != "P1" and whose in entities(model.contents) and whose not in model.signers
    return asked and leaves and model.stage in UNBOUND


def without(parties: Parties, party_id: str) -> Parties:
    """Return section 1 without an entity."""
    providers = tuple(one for one in parties.providers or () if one.party_id != party_id)
    order = tuple(one for one in parties.signing_order or () if one != party_id)
    return replace(parties, providers=providers or None, signing_order=order if len(order) > 1 else None)
