"""Rates that nobody could work out, or that contradict each other, are refused with a question (C18, I12, I13)."""

from scabot_domain.case import Case
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.decide.refusing import refuse
from scabot_domain.lint import Finding, refusing
from scabot_domain.lint.finding import found
from scabot_domain.lint.rates import overlapping
from scabot_domain.money.rates import show_rate
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.agreed import AgreedRate, misallocated, show_agreed
from scabot_domain.terms.sections import Parties, Scope
from scabot_domain.terms.standing import content, entities, uncovered_renderers


def guard_rates(case: Case, offer: MakeOffer | Counter) -> None:
    """Let rates pass that can be worked out, pay each service once, and name services and parties of the agreement."""
    for finding in refusing(case, offer):
        raise ambiguous(finding)
    for one, other in overlapping(offer.rates):
        raise ambiguous(found("two_rates", rate=show_rate(one.rate), other=show_rate(other.rate)))
    _guard_lines(case, offer.rates)
    guard_parts(case, offer.rates)
    _guard_renderers(case)


def ambiguous(finding: Finding, section: str | None = None) -> Refused:
    """Return the refusal for what can be read in two ways, or has no price, with the question that settles it."""
    facts = {"other_rate" if name == "other" else name: told for name, told in finding.facts.items()}
    reason = Reason.CANNOT_PRICE if finding.kind == "no_fee" else Reason.AMBIGUOUS_TERMS
    return refuse(reason, finding=finding.id, section=section, line=finding.line_id, **facts, question=finding.question)


def _guard_lines(case: Case, rates: tuple[AgreedRate, ...]) -> None:
    scope = content(case, Scope)
    if scope is None:
        return
    known = {line.line_id for line in scope.lines}
    unknown = sorted({line_id for agreed in rates for line_id in agreed.line_ids} - known)
    if unknown:
        raise refuse(Reason.BAD_IDENTIFIER, field="line_ids", value=", ".join(unknown), known=", ".join(sorted(known)))


def _guard_renderers(case: Case) -> None:
    """Refuse to name dollars for services that somebody renders who is bound by nothing (I13)."""
    parties = content(case, Parties)
    uncovered = uncovered_renderers(parties, content(case, Scope)) if parties is not None else ()
    for npi, line_id in uncovered:
        raise refuse(Reason.PARTY_NOT_COVERED, npi=npi, line=line_id)


def guard_parts(case: Case, rates: tuple[AgreedRate, ...]) -> None:
    """Refuse parts of a case rate that do not sum to it, or that are paid to no party (I13)."""
    parties = content(case, Parties)
    known = {party.party_id for party in entities(parties)} if parties is not None else None
    for agreed in rates:
        if misallocated(agreed):
            raise refuse(Reason.ALLOCATION_MISMATCH, rate=show_agreed(agreed))
        strangers = {part.party_id for part in agreed.allocations or ()} - (known or set())
        if known is not None and strangers:
            raise refuse(Reason.PARTY_NOT_COVERED, party=", ".join(sorted(strangers)), known=", ".join(sorted(known)))
