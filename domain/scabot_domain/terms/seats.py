"""Who signs an agreement, and in which order: the payer, the provider's lead, and every further entity (C13).

A seat is where somebody signs: `payer`, `provider` for the lead of the provider's side, or the id of a further entity.
"""

from collections.abc import Container

from scabot_domain.parties import Side
from scabot_domain.terms.entities import LEAD, ProviderParty, Signatory
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Parties
from scabot_domain.terms.standing import content, entities


def seat_of(side: Side, party_id: str | None) -> str:
    """Return the seat that a side takes for one of its entities, or for its lead where none is named."""
    further = side is Side.PROVIDER and party_id not in (None, LEAD)
    return party_id if further and party_id is not None else side.value


def side_of(seat: str) -> Side:
    """Return the side that a seat belongs to."""
    return Side.PAYER if seat == Side.PAYER else Side.PROVIDER


def called(seat: str) -> str:
    """Return how people call a seat: `payer`, or the id of the entity."""
    return LEAD if seat == Side.PROVIDER else seat


def several(case: Papered) -> bool:
    """Say whether more than one entity of the provider's side is a party."""
    return len(seats(case)) > len((Side.PAYER, Side.PROVIDER))


def titled(case: Papered, seat: str) -> str:
    """Return how people call a seat where several entities sign: `payer`, or an entity by its id and its name."""
    entity = _entities(case).get(seat)
    return called(seat) if entity is None else f"{entity.party_id} {entity.legal_name}"


def seats(case: Papered) -> tuple[str, ...]:
    """Return every seat, the payer's first; without section 1 there is one for each side."""
    return (Side.PAYER.value, *(_entities(case) or (Side.PROVIDER.value,)))


def required(case: Papered) -> tuple[str, ...]:
    """Return the seats without whose signature nothing is executed; the payer and the lead always sign."""
    told = _entities(case)
    return tuple(seat for seat in seats(case) if seat not in told or told[seat].required)


def missing_signatures(case: Papered, signed: Container[str]) -> tuple[str, ...]:
    """Return the required seats that have not signed, in the order in which the ball goes round (domain rules, 8.1).

    That is the signing order where there is one; then the provider's side, and the payer last.
    """
    first = signing_order(case)
    unsigned = [seat for seat in required(case) if seat not in signed]
    rest = [seat for seat in unsigned if seat not in first]
    ordered = [seat for seat in first if seat in unsigned]
    return (*ordered, *(one for one in rest if one != Side.PAYER), *(one for one in rest if one == Side.PAYER))


def signing_order(case: Papered) -> tuple[str, ...]:
    """Return the seats that sign one after the other; none where any order will do."""
    parties = content(case, Parties)
    order = parties.signing_order if parties is not None else None
    return tuple(Side.PROVIDER.value if one == LEAD else one for one in order or ())


def ahead(case: Papered, seat: str) -> tuple[str, ...]:
    """Return the seats that sign before this one: those named before it, if they must sign at all."""
    order = signing_order(case)
    must = required(case)
    return tuple(one for one in order[: order.index(seat)] if one in must) if seat in order else ()


def recorded(case: Papered, seat: str) -> tuple[Signatory, ...]:
    """Return the people of section 1 who may sign at a seat; nobody where none was named."""
    parties = content(case, Parties)
    side, whose = side_of(seat), called(seat)
    told = parties.signatories if parties is not None else None
    return tuple(who for who in told or () if who.side is side and who.party_id in (None, whose))


def _entities(case: Papered) -> dict[str, ProviderParty]:
    parties = content(case, Parties)
    told = entities(parties) if parties is not None else ()
    return {seat_of(Side.PROVIDER, entity.party_id): entity for entity in told}
