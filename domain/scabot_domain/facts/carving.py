"""The fact that an entity of the provider's side is carved out of an agreement."""

from scabot_domain.fact import fact
from scabot_domain.terms.entities import PartyId
from scabot_domain.wording import Line, Words


@fact
class PartyCarvedOut:
    """An entity is no party of the agreement any more: it need not sign, and nothing is paid to it."""

    party_id: PartyId
    legal_name: Line
    reason: Words


Carving = PartyCarvedOut
KINDS: dict[str, type[Carving]] = {"party-carved-out@1": PartyCarvedOut}
