"""The hashes over what people agree on: an offer, a section, all terms (C5, C6)."""

from dataclasses import replace
from typing import Any

from scabot_domain.terms.agreed import Allocation
from scabot_domain.terms.canonical import digest
from scabot_domain.terms.papered import Papered, Proposed
from scabot_domain.terms.sections import UNHASHED, AgreedRate, CostShare, Parties, Reimbursement, Scope, Section

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
        "default_rate": terms.default_rate,
        "cap_total": terms.cap_total,
        "expires_at": terms.expires_at,
        "reopens": None if terms.reopens is None else sorted(terms.reopens),
        "all_or_nothing": terms.all_or_nothing,
    }
    return digest(proposed)


def section_hash(content: Section) -> str:
    """Return the hash of one section, whatever the order of its lines; what nobody agrees on is left out."""
    return digest({"schema": TERMS_SCHEMA, "content": _in_order(content)})


def terms_hash(case: Papered) -> str:
    """Return the hash of the sections as they stand (C6); a section that is still empty is left out."""
    sections = {f"{number}": _in_order(held.content) for number, held in case.sections.items()}
    return digest({"schema": TERMS_SCHEMA, "sections": sections})


def _in_order(content: Section) -> Section:
    later: dict[str, Any] = {name: None for name in UNHASHED if getattr(content, name, None) is not None}
    told = replace(content, **later)
    match told:
        case Parties():
            return _sorted_parties(told)
        case Scope():
            return replace(told, lines=tuple(sorted(told.lines, key=lambda line: line.line_id)))
        case Reimbursement():
            return replace(told, rates=_sorted_rates(told.rates))
        case CostShare() if told.entities is not None:
            return replace(told, entities=tuple(sorted(told.entities)))
        case _:
            return told


def _sorted_parties(parties: Parties) -> Parties:
    providers, signatories = parties.providers, parties.signatories
    if providers is not None:
        providers = tuple(sorted(providers, key=lambda party: party.party_id))
    if signatories is not None:
        without_contact = (replace(who, email=None) for who in signatories)
        signatories = tuple(sorted(without_contact, key=lambda who: (who.side, who.name, who.party_id or "")))
    return replace(parties, providers=providers, signatories=signatories)


def _sorted_rates(rates: tuple[AgreedRate, ...]) -> tuple[AgreedRate, ...]:
    ordered = (replace(rate, line_ids=tuple(sorted(rate.line_ids)), allocations=_allocated(rate)) for rate in rates)
    return tuple(sorted(ordered, key=lambda rate: (rate.line_ids, digest(rate.rate), digest(rate))))


def _allocated(rate: AgreedRate) -> tuple[Allocation, ...] | None:
    return None if rate.allocations is None else tuple(sorted(rate.allocations, key=lambda part: part.party_id))
