"""What is still missing before the agreement may be approved or signed (I4): one sentence per gap, by section.

And what is only worth a warning: that is shown, and stops nobody.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import assert_never

from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import misallocated
from scabot_domain.terms.entering import parties_gaps
from scabot_domain.terms.gap import Gap, when
from scabot_domain.terms.limits import (
    ELIGIBILITY_AGE,
    HOLD_HARMLESS,
    TERM_MAXIMUM,
    TERM_OUTSIDE_AUTHORIZATION,
    USUAL,
    Limits,
)
from scabot_domain.terms.papered import Held, Papered
from scabot_domain.terms.scoping import scope_gaps
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
from scabot_domain.terms.standing import content, entities
from scabot_domain.terms.waived import waived

Today = tuple[date | None, Limits]


def missing(case: Papered, on: date | None = None, limits: Limits = USUAL) -> dict[int, tuple[str, ...]]:
    """Return what each section still lacks, in sentences; an empty dict means that all seven are complete.

    `on` is the day for which that is asked, in the case's zone; without it nothing is too old.
    """
    found = gaps(case, on, limits)
    return {number: tuple(gap.sentence for gap in each) for number, each in found.items()}


def gaps(case: Papered, on: date | None = None, limits: Limits = USUAL) -> dict[int, tuple[Gap, ...]]:
    """Return the same with the reason that each gap has for a refusal."""
    found = {number: tuple(_titled(number, _gaps(case, number, (on, limits)))) for number in TITLES}
    return {number: each for number, each in found.items() if each}


def unfilled(case: Papered, on: date | None = None, limits: Limits = USUAL) -> dict[int, tuple[Gap, ...]]:
    """Return what each section lacks in what is written there, whoever has confirmed it."""
    found = {number: tuple(_titled(number, _written(case, number, (on, limits)))) for number in TITLES}
    return {number: each for number, each in found.items() if each}


def _titled(number: int, found: Iterable[Gap]) -> Iterator[Gap]:
    return (Gap(sentence=f"{TITLES[number]}: {gap.sentence}", reason=gap.reason) for gap in found)


def _gaps(case: Papered, number: int, today: Today) -> Iterator[Gap]:
    held = case.sections.get(number)
    yield from _written(case, number, today)
    if held is not None:
        yield from _confirmation_gaps(number, held)


def _written(case: Papered, number: int, today: Today) -> Iterator[Gap]:
    held = case.sections.get(number)
    if held is None:
        yield Gap(sentence="nothing is filled in.")
        return
    yield from _content_gaps(case, held, today)


def _confirmation_gaps(number: int, held: Held) -> Iterator[Gap]:
    if number == SectionNumber.PATIENT:
        yield from when(not held.confirmed_by, "nobody has confirmed it.")
        return
    for side in (Side.PAYER, Side.PROVIDER):
        yield from when(side not in held.confirmed_by, f"the {side.value} has not confirmed it.")


def _content_gaps(case: Papered, held: Held, today: Today) -> Iterator[Gap]:  # noqa: PLR0911 - one arm per section
    told = held.content
    match told:
        case Parties():
            return parties_gaps(case, told)
        case Patient():
            return _patient(case, told, today)
        case Term():
            return _term(case, told, today)
        case Scope():
            return scope_gaps(case, told)
        case Reimbursement():
            return _rates(case, told)
        case CostShare():
            unprotected = not told.hold_harmless and not waived(case, HOLD_HARMLESS)
            return when(unprotected, "hold harmless is not promised.", Reason.HOLD_HARMLESS_REQUIRED)
        case Claims():
            return _claims(case, told)
        case _:
            assert_never(told)


def _patient(case: Papered, patient: Patient, today: Today) -> Iterator[Gap]:
    term = content(case, Term)
    ends_early = patient.coverage_to is not None and term is not None and patient.coverage_to < term.end
    looked = (day for day in (patient.eligibility_verified_on, case.verified_on) if day is not None)
    verified = max(looked, default=None)
    yield from when(not patient.identity_on_file, "the identity is not on file.")
    yield from when(verified is None, "eligibility is not verified.")
    if verified is not None and not waived(case, ELIGIBILITY_AGE):
        yield from _age(verified, today)
    yield from when(ends_early, "coverage ends before the term does.")


def _age(verified: date, today: Today) -> Iterator[Gap]:
    on, limits = today
    old = on is not None and on - verified > timedelta(days=limits.eligibility_days)
    yield from when(old, f"eligibility was verified on {verified}, more than {limits.eligibility_days} days ago.")


def _term(case: Papered, term: Term, today: Today) -> Iterator[Gap]:
    _, limits = today
    care, approval = case.care_date, case.approval
    outside = approval is not None and not approval.valid_from <= term.effective <= term.end <= approval.valid_to
    longer = (term.end - term.effective).days >= limits.term_days
    yield from when(longer and not waived(case, TERM_MAXIMUM), f"it is longer than {limits.term_days} days.")
    silent = term.retro_from is not None and term.retro_text is None
    yield from when(silent, "it is retroactive, so it must say for which care.")
    yield from when(care is not None and not term.first_day <= care <= term.end, "the care date is outside it.")
    yield from when(
        outside and not waived(case, TERM_OUTSIDE_AUTHORIZATION),
        "it reaches outside the authorization.",
        Reason.TERM_OUTSIDE_AUTHORIZATION,
    )


def _rates(case: Papered, section: Reimbursement) -> Iterator[Gap]:
    for agreed in section.rates:
        lines = ", ".join(agreed.line_ids) or "all services"
        sentence = f"the allocations of {lines} do not sum to the rate."
        yield from when(misallocated(agreed), sentence, Reason.ALLOCATION_MISMATCH)
    scope = content(case, Scope)
    if scope is None or any(not rate.line_ids for rate in section.rates):
        return
    covered = {line.line_id for line in scope.lines}
    priced = {line_id for rate in section.rates for line_id in rate.line_ids}
    for line_id in sorted(covered - priced):
        yield Gap(sentence=f"line {line_id} has no agreed rate.")
    for line_id in sorted(priced - covered):
        yield Gap(sentence=f"line {line_id} has a rate but is not in the scope.")


def _claims(case: Papered, claims: Claims) -> Iterator[Gap]:
    scope = content(case, Scope)
    differs = scope is not None and scope.auth_no != claims.auth_no
    yield from when(claims.payer_id is None and claims.address is None, "claims have no payer id and no address.")
    yield from when(claims.timely_filing_days is None, "there is no filing limit.")
    yield from when(differs, "the authorization number is not the one of section 4.")


def warnings(case: Papered) -> dict[int, tuple[str, ...]]:
    """Return what each section should say and does not, in sentences; none of it stops an approval or a signature."""
    parties, claims = content(case, Parties), content(case, Claims)
    found = {
        int(SectionNumber.PARTIES): tuple(_unsure(parties)) if parties is not None else (),
        int(SectionNumber.CLAIMS): tuple(_unloaded(claims)) if claims is not None and case.loaded is None else (),
    }
    told = {number: tuple(f"{TITLES[number]}: {each}" for each in sentences) for number, sentences in found.items()}
    return {number: sentences for number, sentences in told.items() if sentences}


def _unsure(parties: Parties) -> Iterator[str]:
    if parties.funding is None:
        yield "nobody said whose money pays, and so who may sign."
    for party in entities(parties):
        if not party.details.w9_on_file:
            yield f"no W-9 of {party.party_id} is on file."
    sides = {who.side for who in parties.signatories or ()}
    for side in (Side.PAYER, Side.PROVIDER):
        if side not in sides:
            yield f"nobody said who signs for the {side.value}."


def _unloaded(claims: Claims) -> Iterator[str]:
    if claims.loaded_confirmed_at is None:
        yield "the payer has not confirmed that it loaded the agreement for claims."
