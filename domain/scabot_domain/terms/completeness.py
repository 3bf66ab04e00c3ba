"""What is still missing before the agreement may be approved or signed (I4): one sentence per gap, by section."""

from datetime import timedelta
from typing import TypeVar, assert_never

from scabot_domain.parties import Side
from scabot_domain.terms.papered import Held, Papered
from scabot_domain.terms.sections import (
    TITLES,
    Claims,
    CostShare,
    Parties,
    Patient,
    Reimbursement,
    Scope,
    SectionNumber,
    Term,
)
from scabot_domain.terms.waived import HOLD_HARMLESS, TERM_MAXIMUM, TERM_OUTSIDE_AUTHORIZATION, waived

T = TypeVar("T")

MOST_DAYS = timedelta(days=365)
"""The longest term that passes without a word from compliance."""


def missing(case: Papered) -> dict[int, tuple[str, ...]]:
    """Return what each section still lacks, in sentences; an empty dict means that all seven are complete."""
    gaps = {number: _gaps(case, number) for number in TITLES}
    return {number: sentences for number, sentences in gaps.items() if sentences}


def _gaps(case: Papered, number: int) -> tuple[str, ...]:
    held = case.sections.get(number)
    if held is None:
        return (f"{TITLES[number]}: nothing is filled in.",)
    sentences = (*_content_gaps(case, held), *_confirmation_gaps(number, held))
    return tuple(f"{TITLES[number]}: {sentence}" for sentence in sentences)


def _confirmation_gaps(number: int, held: Held) -> tuple[str, ...]:
    if number == SectionNumber.PATIENT:
        return () if held.confirmed_by else ("nobody has confirmed it.",)
    open_sides = [side for side in (Side.PAYER, Side.PROVIDER) if side not in held.confirmed_by]
    return tuple(f"the {side.value} has not confirmed it." for side in open_sides)


def _content_gaps(case: Papered, held: Held) -> tuple[str, ...]:  # noqa: PLR0911 - one arm per section
    content = held.content
    match content:
        case Patient():
            return _patient(case, content)
        case Term():
            return _term(case, content)
        case Scope():
            return _scope(case, content)
        case Reimbursement():
            return _rates(case, content)
        case CostShare():
            return _when(
                not content.hold_harmless and not waived(case, HOLD_HARMLESS), "hold harmless is not promised."
            )
        case Claims():
            return _claims(case, content)
        case Parties():
            return ()
        case _:
            assert_never(content)


def _when(gap: bool, sentence: str) -> tuple[str, ...]:  # noqa: FBT001 - reads as "when this, say that"
    return (sentence,) if gap else ()


def _patient(case: Papered, patient: Patient) -> tuple[str, ...]:
    term = _content(case, Term)
    ends_early = patient.coverage_to is not None and term is not None and patient.coverage_to < term.end
    return (
        *_when(not patient.identity_on_file, "the identity is not on file."),
        *_when(patient.eligibility_verified_on is None, "eligibility is not verified."),
        *_when(ends_early, "coverage ends before the term does."),
    )


def _term(case: Papered, term: Term) -> tuple[str, ...]:
    first = term.effective if term.retro_from is None else min(term.retro_from, term.effective)
    care = case.care_date
    approval = case.approval
    inside = waived(case, TERM_OUTSIDE_AUTHORIZATION)
    outside = (
        not inside
        and approval is not None
        and not approval.valid_from <= term.effective <= term.end <= approval.valid_to
    )
    return (
        *_when(
            term.end - term.effective >= MOST_DAYS and not waived(case, TERM_MAXIMUM), "it is longer than 365 days."
        ),
        *_when(care is not None and not first <= care <= term.end, "the care date is outside it."),
        *_when(outside, "it reaches outside the authorization."),
    )


def _scope(case: Papered, scope: Scope) -> tuple[str, ...]:
    differs = case.approval is not None and case.approval.auth_no != scope.auth_no
    return _when(differs, "the authorization number is not the one approved.")


def _rates(case: Papered, section: Reimbursement) -> tuple[str, ...]:
    scope = _content(case, Scope)
    if scope is None or any(not rate.line_ids for rate in section.rates):
        return ()
    covered = {line.line_id for line in scope.lines}
    priced = {line_id for rate in section.rates for line_id in rate.line_ids}
    return (
        *(f"line {line_id} has no agreed rate." for line_id in sorted(covered - priced)),
        *(f"line {line_id} has a rate but is not in the scope." for line_id in sorted(priced - covered)),
    )


def _claims(case: Papered, claims: Claims) -> tuple[str, ...]:
    scope = _content(case, Scope)
    differs = scope is not None and scope.auth_no != claims.auth_no
    return _when(differs, "the authorization number is not the one of section 4.")


def _content(case: Papered, kind: type[T]) -> T | None:
    return next((held.content for held in case.sections.values() if isinstance(held.content, kind)), None)
