"""Sections that could be read in two ways: parts of a service, dates, protection, claims (L6, L13 to L15, L17)."""

from collections import defaultdict
from collections.abc import Iterator

from scabot_domain.lint.finding import Finding, found
from scabot_domain.lint.rates import SHORTHAND
from scabot_domain.lint.subject import Subject
from scabot_domain.terms.limits import TERM_OUTSIDE_AUTHORIZATION
from scabot_domain.terms.sections import Claims, CostShare, Scope, Term
from scabot_domain.terms.services import ScopeLine
from scabot_domain.terms.standing import entities

PARTS = frozenset({"26", "TC"})
"""The professional and the technical part of a service that is otherwise billed as a whole."""


def paper_findings(subject: Subject) -> Iterator[Finding]:
    """Yield what is open in the sections themselves."""
    if subject.scope is not None:
        yield from _parts(subject.scope)
        yield from _words(subject.scope)
    if subject.term is not None:
        yield from _dates(subject, subject.term)
    if subject.share is not None:
        yield from _protection(subject, subject.share)
    if subject.claims is not None:
        yield from _claims(subject, subject.claims)


def _parts(scope: Scope) -> Iterator[Finding]:
    by_code: dict[str, list[ScopeLine]] = defaultdict(list)
    for line in scope.lines:
        by_code[f"{line.system.value} {line.code}"].append(line)
    for code, lines in by_code.items():
        parts = [PARTS & set(line.modifiers or ()) for line in lines]
        told = set().union(*parts)
        if told and not all(parts):
            yield found("beside_global", lines[0].line_id, code=code)
        elif len(told) == 1:
            yield found("unpaired", lines[0].line_id, code=code, what=told.pop())


def _words(scope: Scope) -> Iterator[Finding]:
    told = [(None, text) for text in scope.exclusions or ()]
    often = [(line.line_id, line.frequency) for line in scope.lines if line.frequency is not None]
    for line_id, text in (*told, *often):
        for shorthand in SHORTHAND.finditer(text):
            yield found("shorthand_scope", line_id, what=shorthand[0])


def _dates(subject: Subject, term: Term) -> Iterator[Finding]:
    care, approval = subject.case.care_date, subject.case.approval
    if care is not None and not term.first_day <= care <= term.end:
        yield found("term_care", what=care.isoformat())
    bound = approval is not None and TERM_OUTSIDE_AUTHORIZATION not in subject.case.overridden
    if approval is not None and bound and not approval.valid_from <= term.effective <= term.end <= approval.valid_to:
        yield found("term_authorization", what=f"from {approval.valid_from} to {approval.valid_to}")
    if term.retro_from is not None and term.retro_from > term.effective:
        yield found("retro", what=term.retro_from.isoformat())
    if term.retro_from is not None and term.retro_text is None:
        yield found("retro_text", what=term.retro_from.isoformat())


def _protection(subject: Subject, share: CostShare) -> Iterator[Finding]:
    if share.accumulates_in_network is None:
        yield found("accumulation")
    if share.entities is None or subject.parties is None:
        return
    for party in entities(subject.parties):
        if party.party_id not in share.entities:
            yield found("unbound", party=party.party_id)


def _claims(subject: Subject, claims: Claims) -> Iterator[Finding]:
    if claims.timely_filing_days is None:
        yield found("filing")
    if claims.payer_id is None:
        yield found("payer_id")
    if claims.auth_no is None:
        yield found("auth_field")
        return
    expected = subject.scope.auth_no if subject.scope is not None else None
    for told in dict.fromkeys((claims.auth_no, claims.box23 or claims.auth_no)):
        if told != (expected or claims.auth_no):
            yield found("auth_differs", what=told)
