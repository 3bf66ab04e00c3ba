"""The key terms of a case: what a draft must say as it was negotiated, each with its kind and its one spelling.

Nothing about the patient is a key term, and no free words: those a person compares with their own eyes.
"""

from collections.abc import Iterator
from datetime import date

from scabot_domain.drafting.rated import agreed_terms, rate_terms
from scabot_domain.drafting.term import KeyTerm, Kind, member, money, named, percent, truth
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import (
    Claims,
    CostShare,
    Parties,
    Reimbursement,
    Scope,
    ScopeLine,
    Section,
    Term,
)


def key_terms(case: Papered) -> tuple[KeyTerm, ...]:
    """Return the key terms of the sections as they stand, in the order of the sections; each name is there once."""
    contents = [case.sections[number].content for number in sorted(case.sections)]
    terms = (term for content in contents for term in _terms(content))
    return tuple({term.name: term for term in terms}.values())


def _terms(content: Section) -> Iterator[KeyTerm]:
    match content:
        case Parties():
            yield from _parties(content)
        case Term():
            yield from _term(content)
        case Scope():
            yield from _scope(content)
        case Reimbursement():
            yield from _reimbursement(content)
        case CostShare():
            yield from _cost_share(content)
        case Claims():
            yield from _claims(content)
        case _:
            return  # section 2 is about the patient


def _parties(parties: Parties) -> Iterator[KeyTerm]:
    yield named("payer-name", "Payer: legal name", Kind.NAME, parties.payer_legal_name)
    yield from _maybe("payer-tin", "Payer: tax id", Kind.TIN, parties.payer_tin)
    yield named("provider-name", "Provider: legal name", Kind.NAME, parties.provider_legal_name)
    yield from _maybe("provider-tin", "Provider: tax id", Kind.TIN, parties.provider_tin)
    yield from _maybe("provider-npi", "Provider: NPI", Kind.NPI, parties.provider_npi)
    for party in sorted(parties.providers or (), key=lambda one: one.party_id):
        own = party.party_id
        yield named(f"{own}-name", f"Provider {own}: legal name", Kind.NAME, party.legal_name)
        yield from _maybe(f"{own}-tin", f"Provider {own}: tax id", Kind.TIN, party.tin)
        yield from _maybe(f"{own}-npi", f"Provider {own}: NPI", Kind.NPI, party.npi_type2)


def _term(term: Term) -> Iterator[KeyTerm]:
    yield named("term-start", "First day", Kind.DATE, term.effective.isoformat())
    yield named("term-end", "Last day", Kind.DATE, term.end.isoformat())
    yield from _maybe("retro-from", "Retroactive to", Kind.DATE, _iso(term.retro_from))


def _scope(scope: Scope) -> Iterator[KeyTerm]:
    for line in sorted(scope.lines, key=lambda one: (len(one.line_id), one.line_id)):
        yield from _line(line)
    yield from _maybe("auth-no", "Authorization number", Kind.NUMBER, scope.auth_no)


def _line(line: ScopeLine) -> Iterator[KeyTerm]:
    own = line.line_id
    yield named(f"{own}-code", f"{own}: code ({line.system.value})", Kind.CODE, line.code)
    if line.modifiers:
        yield named(f"{own}-modifiers", f"{own}: modifiers", Kind.SET, ",".join(sorted(line.modifiers)))
    yield named(f"{own}-units", f"{own}: most units", Kind.COUNT, str(line.units_max))
    if line.unit_kind is not None:
        yield member(f"{own}-unit-kind", f"{own}: what a unit is", line.unit_kind)
    if line.setting is not None:
        yield member(f"{own}-setting", f"{own}: setting", line.setting)


def _reimbursement(section: Reimbursement) -> Iterator[KeyTerm]:
    rates = sorted(section.rates, key=lambda one: tuple((len(line), line) for line in sorted(one.line_ids)))
    for number, agreed in enumerate(rates, start=1):
        label = f"Rate for {', '.join(sorted(agreed.line_ids))[:60] or 'all services'}"
        yield from agreed_terms(f"rate-{number}", label, agreed)
    if section.default_rate is not None:
        yield from rate_terms("default-rate", "Rate of anything not listed", section.default_rate)
    if section.cap_total is not None:
        yield money("cap-total", "Most that everything may cost", section.cap_total)


def _cost_share(share: CostShare) -> Iterator[KeyTerm]:
    if share.copay is not None:
        yield money("copay", "Copay", share.copay)
    if share.coinsurance_percent is not None:
        yield percent("coinsurance", "Coinsurance (percent)", share.coinsurance_percent)
    if share.accumulates_in_network is not None:
        label = "Counts toward the in-network deductible and maximum"
        yield truth("accumulates", label, said=share.accumulates_in_network)
    yield truth("hold-harmless", "Patient held harmless, no balance bill", said=share.hold_harmless)


def _claims(claims: Claims) -> Iterator[KeyTerm]:
    yield from _maybe("payer-id", "Payer id", Kind.NUMBER, claims.payer_id)
    yield from _maybe("auth-no", "Authorization number", Kind.NUMBER, claims.auth_no)
    days = claims.timely_filing_days
    yield from _maybe("filing-days", "Days to file a claim", Kind.COUNT, None if days is None else str(days))
    yield member("filing-from", "Filing days are counted from", claims.filing_from)


def _maybe(name: str, label: str, kind: Kind, value: str | None) -> Iterator[KeyTerm]:
    if value is not None:
        yield named(name, label, kind, value)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
