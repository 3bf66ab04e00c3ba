"""Entities that leave an agreement, in plain words."""

from scabot_domain.events import PartyCarvedOut


def tell_carving(fact: PartyCarvedOut) -> tuple[str, ...]:
    """Return a headline and details."""
    return f"CARVED OUT: {fact.party_id} {fact.legal_name}", f"reason: {fact.reason}"
