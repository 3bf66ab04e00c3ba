"""The line about an entity that leaves an agreement."""

from scabot_domain.events import PartyCarvedOut


def say_carving(fact: PartyCarvedOut) -> str:
    """Say what a fact is about in one line."""
    party = f"{fact.party_id} {fact.legal_name}"
    return f"{party} carved out ({fact.reason}): it need not sign; section 1 is to be confirmed again"
