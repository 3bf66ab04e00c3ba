"""Rules that compliance waived for a case, within what can be waived at all (domain rules, section 5.3)."""

from scabot_domain.terms.limits import HOLD_HARMLESS
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Parties, Product

_NEVER = frozenset({Product.MA, Product.MCO})
"""Medicare Advantage (42 CFR 422.214) and Medicaid: the patient is always held harmless."""


def waived(case: Papered, rule: str) -> bool:
    """Say whether a rule does not bind this case."""
    return rule in case.overridden and (rule != HOLD_HARMLESS or harmless_waivable(case))


def harmless_waivable(case: Papered) -> bool:
    """Say whether hold harmless could be waived: only where section 1 names a plan that allows it (I6)."""
    parties = next((held.content for held in case.sections.values() if isinstance(held.content, Parties)), None)
    return parties is not None and parties.payer_product not in _NEVER
