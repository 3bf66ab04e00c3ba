"""The command that takes an entity of the provider's side out of an agreement."""

from scabot_domain.fact import fact
from scabot_domain.parties import By
from scabot_domain.terms.entities import PartyId
from scabot_domain.wording import Words


@fact
class CarveOut:
    """Take a provider entity out of the agreement, so that it need not sign; the lead stays in it."""

    by: By
    party_id: PartyId
    reason: Words


Carving = CarveOut
