"""Scabot's own agreement as plain text: the seven sections, and the hash of the terms in the footer (C8).

The text follows from the sections and the draft's id alone: as long as the terms stand it comes out the same.
"""

from typing import assert_never

from scabot_domain.money.amounts import show_dollars, show_percent
from scabot_domain.money.rates import show_rate
from scabot_domain.terms.binding import terms_hash
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import (
    TITLES,
    AgreedRate,
    Claims,
    CostShare,
    Parties,
    Patient,
    Reimbursement,
    Scope,
    Section,
    Term,
)

_EMPTY = ("(empty)",)


def letter(case: Papered, draft_id: str) -> str:
    """Return the agreement as plain text, a section that is not filled in shown as empty."""
    parts = [
        "SINGLE-CASE AGREEMENT",
        f"Agreement {case.key}, draft {draft_id}",
        *(_section(case, number) for number in TITLES),
        f"Terms SHA-256: {terms_hash(case)}",
    ]
    return "\n\n".join(parts) + "\n"


def _section(case: Papered, number: int) -> str:
    held = case.sections.get(number)
    lines = _EMPTY if held is None else section_lines(held.content)
    return "\n".join((f"{number}. {TITLES[number]}", *(f"   {line}" for line in lines)))


def section_lines(content: Section) -> tuple[str, ...]:  # noqa: PLR0911 - one arm per section
    """Return what a section says, line by line, as the agreement prints it."""
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
            return tuple(_rate(rate) for rate in content.rates)
        case CostShare():
            return _cost_share(content)
        case Claims():
            return _claims(content)
        case _:
            assert_never(content)


def _parties(parties: Parties) -> tuple[str, ...]:
    return (
        f"Payer: {parties.payer_legal_name}, TIN {parties.payer_tin}, product {parties.payer_product.value}",
        f"Provider: {parties.provider_legal_name}, TIN {parties.provider_tin}, NPI {parties.provider_npi}",
    )


def _patient(patient: Patient) -> tuple[str, ...]:
    end = f" to {patient.coverage_to}" if patient.coverage_to else ""
    return (
        f"Patient: the one person on file under {patient.token}",
        f"Coverage from {patient.coverage_from}{end}",
    )


def _term(term: Term) -> tuple[str, ...]:
    retro = (f"Retroactive to {term.retro_from}",) if term.retro_from else ()
    return (
        f"From {term.effective} to {term.end}, both days included",
        *retro,
        f"Notice: {term.notice_days} days",
    )


def _scope(scope: Scope) -> tuple[str, ...]:
    ordered = sorted(scope.lines, key=lambda line: line.line_id)
    lines = (f"{line.line_id}: {line.system.value} {line.code}, at most {line.units_max} units" for line in ordered)
    return (*lines, f"Authorization {scope.auth_no}")


def _rate(agreed: AgreedRate) -> str:
    lines = ", ".join(sorted(agreed.line_ids)) or "All services"
    return f"{lines}: {show_rate(agreed.rate)}"


def _cost_share(share: CostShare) -> tuple[str, ...]:
    copay = (f"Copay: {show_dollars(share.copay)}",) if share.copay is not None else ()
    percent = share.coinsurance_percent
    coinsurance = (f"Coinsurance: {show_percent(percent)}",) if percent is not None else ()
    counts = "counts" if share.accumulates_in_network else "does not count"
    return (
        "In-network cost sharing only",
        *copay,
        *coinsurance,
        f"It {counts} toward the in-network deductible and out-of-pocket maximum",
        _harmless(hold_harmless=share.hold_harmless),
    )


def _harmless(*, hold_harmless: bool) -> str:
    if hold_harmless:
        return "Hold harmless: payment in full; the patient receives no balance bill"
    return "Hold harmless: NOT AGREED"


def _claims(claims: Claims) -> tuple[str, ...]:
    start = claims.filing_from.value.replace("_", " ")
    return (
        f"Payer id {claims.payer_id}, paper claims to {claims.address}",
        f"Authorization number on every claim: {claims.auth_no}",
        f"File within {claims.timely_filing_days} days from {start}",
    )
