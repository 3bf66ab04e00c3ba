"""How carving an entity out changes a case; section 1 without it is a fact of its own."""

from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, PartyCarvedOut
from scabot_domain.fold.changing import changed


def fold_carving(case: Case, fact: PartyCarvedOut, event: CaseEvent) -> Case:
    """Return the case after an entity left its agreement."""
    del event
    return changed(case, carved_out=(*case.carved_out, fact))
