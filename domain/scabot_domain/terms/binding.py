"""The hashes over what people agree on: an offer, a section, all terms (C5, C6)."""

from dataclasses import replace

from scabot_domain.terms.canonical import digest
from scabot_domain.terms.papered import Papered, Proposed
from scabot_domain.terms.sections import AgreedRate, Reimbursement, Scope, Section

OFFER_SCHEMA = "scabot.offer/1"
TERMS_SCHEMA = "scabot.terms/1"


def offer_hash(terms: Proposed) -> str:
    """Return the hash of all that an offer proposes (C5), whatever the order in which its rates were given."""
    proposed = {
        "schema": OFFER_SCHEMA,
        "offer_id": terms.offer_id,
        "side": terms.side,
        "rates": _sorted_rates(terms.rates),
        "term": terms.term,
        "expires_at": terms.expires_at,
    }
    return digest(proposed)


def section_hash(content: Section) -> str:
    """Return the hash of one section, whatever the order of its lines."""
    return digest({"schema": TERMS_SCHEMA, "content": _in_order(content)})


def terms_hash(case: Papered) -> str:
    """Return the hash of the sections as they stand (C6); a section that is still empty is left out."""
    sections = {f"{number}": _in_order(held.content) for number, held in case.sections.items()}
    return digest({"schema": TERMS_SCHEMA, "sections": sections})


def _in_order(content: Section) -> Section:
    if isinstance(content, Scope):
        return replace(content, lines=tuple(sorted(content.lines, key=lambda line: line.line_id)))
    if isinstance(content, Reimbursement):
        return replace(content, rates=_sorted_rates(content.rates))
    return content


def _sorted_rates(rates: tuple[AgreedRate, ...]) -> tuple[AgreedRate, ...]:
    ordered = (replace(rate, line_ids=tuple(sorted(rate.line_ids))) for rate in rates)
    return tuple(sorted(ordered, key=lambda rate: (rate.line_ids, digest(rate.rate))))
