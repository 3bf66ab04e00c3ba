"""What an event changed, in plain words: a headline, then details."""

from collections.abc import Callable
from typing import Any, get_args

from scabot.audit.telling.amending import tell_amending
from scabot.audit.telling.carving import tell_carving
from scabot.audit.telling.checking import tell_checking
from scabot.audit.telling.fulfilling import tell_fulfilling
from scabot.audit.telling.keeping import tell_keeping
from scabot.audit.telling.offering import tell_offering
from scabot.audit.telling.opening import tell_opening
from scabot.audit.telling.papering import Binding, Drafting, tell_binding, tell_drafting
from scabot.audit.telling.pen import Pen
from scabot.audit.telling.standing import tell_standing
from scabot.audit.telling.timing import tell_timing
from scabot.audit.telling.trouble import tell_trouble
from scabot.audit.telling.voicing import tell_voicing
from scabot.audit.telling.withholding import tell_withholding
from scabot_domain.events import (
    Amending,
    Checking,
    Fact,
    Fulfilling,
    Keeping,
    Offering,
    Opening,
    PartyCarvedOut,
    Standing,
    Timing,
    Troubling,
    Voicing,
    Withholding,
)

TELLINGS: dict[type[Fact], Callable[[Any, Pen], tuple[str, ...]]] = {
    **dict.fromkeys(get_args(Opening), lambda fact, _pen: tell_opening(fact)),
    **dict.fromkeys(get_args(Offering), tell_offering),
    **dict.fromkeys(get_args(Drafting), lambda fact, _pen: tell_drafting(fact)),
    **dict.fromkeys(get_args(Binding), tell_binding),
    **dict.fromkeys(get_args(Troubling), tell_trouble),
    **dict.fromkeys(get_args(Timing), tell_timing),
    **dict.fromkeys(get_args(Standing), tell_standing),
    **dict.fromkeys(get_args(Amending), tell_amending),
    **dict.fromkeys(get_args(Fulfilling), lambda fact, _pen: tell_fulfilling(fact)),
    **dict.fromkeys(get_args(Voicing), tell_voicing),
    **dict.fromkeys(get_args(Keeping), tell_keeping),
    **dict.fromkeys(get_args(Withholding), tell_withholding),
    Checking: lambda fact, _pen: tell_checking(fact),
    PartyCarvedOut: lambda fact, _pen: tell_carving(fact),
}
"""What tells a fact, for every kind."""


def tell(fact: Fact, pen: Pen) -> tuple[str, ...]:
    """Return a headline and details, amounts in US dollars, instants in the zone; total over all kinds."""
    return TELLINGS[type(fact)](fact, pen)
