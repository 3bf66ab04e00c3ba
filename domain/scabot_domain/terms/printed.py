"""What a section says, line by line, as the agreement prints it: every field that is filled in, and no other."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from scabot_domain.money.amounts import show_dollars, show_percent
from scabot_domain.parties import Side
from scabot_domain.terms.agreed import AgreedRate, show_agreed, show_beside
from scabot_domain.terms.entities import ProviderDetails, ProviderParty, Signatory
from scabot_domain.terms.sections import (
    Claims,
    CostShare,
    Legal,
    Parties,
    Patient,
    Reimbursement,
    Scope,
    Section,
    Term,
)
from scabot_domain.terms.services import LineAuthorization, ScopeLine

NOT_STATED = "NOT STATED"


def section_lines(content: Section) -> tuple[str, ...]:
    """Return what a section says, line by line, as the agreement prints it."""
    return tuple(_lines(content))


def _lines(content: Section) -> Iterable[str]:  # noqa: PLR0911 - one arm per section
    match content:
        case Parties():
            return _parties(content)
        case Patient():
            return _patient(content)
        case Term():
            return _term(content)
        case Scope():
            return _scope(content)
        case Reimbursement():
            return _reimbursement(content)
        case CostShare():
            return _cost_share(content)
        case Claims():
            return _claims(content)
        case _:
            assert_never(content)


def _when(said: object, sentence: str) -> Iterator[str]:
    if said is not None:
        yield sentence


def _parties(parties: Parties) -> Iterator[str]:
    tin = parties.payer_tin or NOT_STATED
    yield f"Payer: {parties.payer_legal_name}, TIN {tin}, product {parties.payer_product.value}"
    yield from _when(parties.payer_naic, f"Payer NAIC {parties.payer_naic}")
    if parties.funding is not None:
        yield f"Funding: {parties.funding.value.replace('_', '-')}"
    yield from _when(parties.delegated_entity, f"Administered for the payer by {parties.delegated_entity}")
    provider_tin, npi = parties.provider_tin or NOT_STATED, parties.provider_npi or NOT_STATED
    yield f"Provider: {parties.provider_legal_name}, TIN {provider_tin}, NPI {npi}"
    yield from _details("P1", parties.provider)
    for party in sorted(parties.providers or (), key=lambda one: one.party_id):
        yield _party(party)
        yield from _details(party.party_id, party.details)
    for who in sorted(parties.signatories or (), key=lambda one: (one.side, one.name, one.party_id or "")):
        yield _signatory(who)
    yield from _when(parties.signing_order, f"Signed in this order: {', '.join(parties.signing_order or ())}")


def _party(party: ProviderParty) -> str:
    signs = "must sign" if party.required else "need not sign"
    ids = f"TIN {party.tin or NOT_STATED}, NPI {party.npi_type2 or NOT_STATED}"
    return f"Provider {party.party_id}: {party.legal_name}, {ids}, {signs}"


def _details(party_id: str, told: ProviderDetails | None) -> Iterator[str]:
    if told is None:
        return
    parts = (
        *_when(told.npis_type1, f"rendering NPIs {', '.join(told.npis_type1 or ())}"),
        *_when(told.taxonomy, f"taxonomy {told.taxonomy}"),
        *_when(told.address, f"address {told.address}"),
        *_when(told.w9_on_file, f"W-9 {'on file' if told.w9_on_file else 'not on file'}"),
        *_when(told.license_state, f"licensed in {told.license_state}"),
        *_when(told.medicaid_enrolled, f"Medicaid {'enrolled' if told.medicaid_enrolled else 'not enrolled'}"),
    )
    if parts:
        yield f"{party_id}: {', '.join(parts)}"


def _signatory(who: Signatory) -> str:
    side = "the payer" if who.side is Side.PAYER else who.party_id or "the provider"
    more = (
        *_when(who.title, f"{who.title}"),
        *_when(who.authority_basis, f"by {who.authority_basis}"),
        *_when(who.limit, f"up to {show_dollars(who.limit) if who.limit is not None else ''}"),
    )
    return f"Signs for {side}: {', '.join((who.name, *more))}"


def _patient(patient: Patient) -> Iterator[str]:
    end = f" to {patient.coverage_to}" if patient.coverage_to else ""
    yield f"Patient: the one person on file under {patient.token}"
    yield f"Coverage from {patient.coverage_from}{end}"
    yield from _when(patient.group_no, f"Group {patient.group_no}")
    yield from _when(patient.plan_id, f"Plan {patient.plan_id}")
    if patient.subscriber_relation is not None:
        yield f"Relation to the subscriber: {patient.subscriber_relation.value}"
    if patient.coverage_order is not None:
        yield f"This coverage is {patient.coverage_order.value}"


def _term(term: Term) -> Iterator[str]:
    yield f"From {term.effective} to {term.end}, both days included"
    yield from _when(term.tz, f"Days are counted in {term.tz}")
    if term.retro_from is not None:
        why = f": {term.retro_text}" if term.retro_text else ""
        yield f"Retroactive to {term.retro_from}{why}"
    yield f"Notice: {term.notice_days} days"
    if term.extension_rule is not None:
        yield f"Extension: {term.extension_rule.value.replace('_', ' ')}"
    if term.runout_rule is not None:
        yield f"Care in progress at the end: {term.runout_rule.value.replace('_', ' ')}"


def _scope(scope: Scope) -> Iterator[str]:
    for line in sorted(scope.lines, key=lambda one: one.line_id):
        yield _line(line)
        yield from _of_line(line)
    yield f"Authorization {scope.auth_no or NOT_STATED}"
    for excluded in scope.exclusions or ():
        yield f"Not covered: {excluded}"


def _line(line: ScopeLine) -> str:
    modifiers = f"-{'-'.join(line.modifiers)}" if line.modifiers else ""
    kind = f" ({line.unit_kind.value.replace('_', ' ')})" if line.unit_kind else ""
    often = f", {line.frequency}" if line.frequency else ""
    code = f"{line.system.value} {line.code}{modifiers}"
    return f"{line.line_id}: {code}, at most {line.units_max} units{kind}{often}"


def _of_line(line: ScopeLine) -> Iterator[str]:
    setting = line.setting.value.replace("_", "-") if line.setting else ""
    told = (
        *_when(line.pos, f"place of service {line.pos}"),
        *_when(line.setting, setting),
        *_when(line.icd10, f"diagnoses {', '.join(line.icd10 or ())}"),
        *_when(line.rendering_npis, f"rendered by {', '.join(line.rendering_npis or ())}"),
        *(() if line.auth is None else _authorization(line.auth)),
    )
    if told:
        yield f"{line.line_id}: {', '.join(told)}"


def _authorization(auth: LineAuthorization) -> Iterator[str]:
    yield f"authorization {auth.auth_no}"
    yield from _when(auth.units, f"{auth.units} units authorized")
    yield from _when(auth.valid_from, f"from {auth.valid_from}")
    yield from _when(auth.valid_to, f"to {auth.valid_to}")


def _reimbursement(section: Reimbursement) -> Iterator[str]:
    for rate in section.rates:
        yield _rate(rate)
    yield from show_beside(section.default_rate, section.cap_total)


def _rate(agreed: AgreedRate) -> str:
    return f"{', '.join(sorted(agreed.line_ids)) or 'All services'}: {show_agreed(agreed)}"


def _cost_share(share: CostShare) -> Iterator[str]:
    yield "In-network cost sharing only"
    if share.copay is not None:
        yield f"Copay: {show_dollars(share.copay)}"
    if share.coinsurance_percent is not None:
        yield f"Coinsurance: {show_percent(share.coinsurance_percent)}"
    if share.deductible_remaining is not None:
        yield f"Deductible still to pay: {show_dollars(share.deductible_remaining)}"
    if share.oop_remaining is not None:
        yield f"Left until the out-of-pocket maximum: {show_dollars(share.oop_remaining)}"
    yield _accumulation(share)
    yield _harmless(share)
    if share.entities is not None:
        yield f"It binds {', '.join(sorted(share.entities))}"


def _accumulation(share: CostShare) -> str:
    if share.accumulates_in_network is None:
        return f"Whether it counts toward the in-network deductible and out-of-pocket maximum is {NOT_STATED}"
    counts = "counts" if share.accumulates_in_network else "does not count"
    return f"It {counts} toward the in-network deductible and out-of-pocket maximum"


def _harmless(share: CostShare) -> str:
    if not share.hold_harmless:
        return "Hold harmless: NOT AGREED"
    clause = f" (clause {share.clause_id})" if share.clause_id else ""
    return f"Hold harmless{clause}: payment in full; the patient receives no balance bill"


def _claims(claims: Claims) -> Iterator[str]:
    start = claims.filing_from.value.replace("_", " ")
    yield f"Payer id {claims.payer_id or NOT_STATED}, paper claims to {claims.address or NOT_STATED}"
    yield from _when(claims.attention, f"Attention: {claims.attention}")
    yield f"Authorization number on every claim: {claims.auth_no or NOT_STATED}"
    yield from _when(claims.box23, f"In CMS-1500 field 23 and 837 REF*G1: {claims.box23}")
    yield f"File within {claims.timely_filing_days or NOT_STATED} days from {start}"
    yield from _when(claims.corrected_days, f"Corrected claims within {claims.corrected_days} days")
    yield from _when(claims.appeal_days, f"Appeals within {claims.appeal_days} days")
    yield from _when(claims.prompt_pay_days, f"Paid within {claims.prompt_pay_days} days")
    if claims.interest_percent is not None:
        yield f"Interest on late payment: {show_percent(claims.interest_percent)}"
    yield from _when(claims.pay_to, f"Paid to {claims.pay_to}")
    yield from () if claims.legal is None else _legal(claims.legal)


def _legal(legal: Legal) -> Iterator[str]:
    yield from _when(legal.governing_law, f"Governing law: {legal.governing_law}")
    yield from _when(legal.confidentiality, f"Confidentiality: {legal.confidentiality}")
    yield from _when(legal.dispute, f"Disputes: {legal.dispute}")
    if legal.no_precedent is not None:
        yield f"This agreement is {'no precedent' if legal.no_precedent else 'a precedent'} for other cases"
