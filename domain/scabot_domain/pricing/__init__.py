"""Rates in dollars: exact, with every step, and "cannot price" wherever something is missing."""

from scabot_domain.pricing.basis import Assumed, Basis, assumed_of
from scabot_domain.pricing.comparing import Compared, Comparison, compare
from scabot_domain.pricing.exposure import Benefits, Exposure, benefits_of, cost_share, exposure, without_agreement
from scabot_domain.pricing.offers import price_offer
from scabot_domain.pricing.priced import Missing, Priced, Rounding, Row

__all__ = [
    "Assumed",
    "Basis",
    "Benefits",
    "Compared",
    "Comparison",
    "Exposure",
    "Missing",
    "Priced",
    "Rounding",
    "Row",
    "assumed_of",
    "benefits_of",
    "compare",
    "cost_share",
    "exposure",
    "price_offer",
    "without_agreement",
]
