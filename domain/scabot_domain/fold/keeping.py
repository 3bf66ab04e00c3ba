"""How the facts beside the offers change a case; most are kept as entries alone."""

from scabot_domain.case import Case
from scabot_domain.events import AuthorityLimitNoted, CaseEvent, CaseHeld, CaseResumed, Keeping, OwnerAssigned
from scabot_domain.fold.changing import changed


def fold_keeping(case: Case, fact: Keeping, event: CaseEvent) -> Case:
    """Return the case after another owner, a limit, a rest or its end."""
    match fact:
        case OwnerAssigned():
            return changed(case, owner=fact.to)
        case AuthorityLimitNoted():
            return changed(case, limits={**case.limits, (fact.side, fact.role): fact.limit})
        case CaseHeld():
            return changed(case, held=fact, held_since=event.occurred_at)
        case CaseResumed():
            return changed(case, held=None, held_since=None)
        case _:
            return case
