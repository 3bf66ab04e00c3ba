"""What the linter looks at: the agreement as it stands, or as it would stand with an offer's terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from scabot_domain.money.rates import Rate
from scabot_domain.terms.agreed import AgreedRate, CarveOut, GreaterOf, LesserOf, lines_paid
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Claims, CostShare, Parties, Reimbursement, Scope, Term
from scabot_domain.terms.services import ScopeLine
from scabot_domain.terms.standing import content


class Offered(Protocol):
    """What an offer would change of the agreement."""

    @property
    def rates(self) -> tuple[AgreedRate, ...]:
        """Return the rates."""
        ...

    @property
    def term(self) -> Term | None:
        """Return the term, if the offer names one."""
        ...

    @property
    def default_rate(self) -> Rate | None:
        """Return the rate of what no line names."""
        ...

    @property
    def cap_total(self) -> Decimal | None:
        """Return the most that everything together may cost."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The terms in question; a section that is empty is None, and nothing is found in it.

    `statuses` are the fee schedule's status letters by code; a code that is not in it could be anything.
    """

    case: Papered
    rates: tuple[AgreedRate, ...]
    default_rate: Rate | None
    cap_total: Decimal | None
    term: Term | None
    scope: Scope | None
    parties: Parties | None
    share: CostShare | None
    claims: Claims | None
    statuses: Mapping[str, str]


def subject_of(case: Papered, offer: Offered | None, statuses: Mapping[str, str]) -> Subject:
    """Return the agreement of a case, with what an offer would change of it."""
    agreed = content(case, Reimbursement)
    terms = offer if offer is not None else agreed
    term = offer.term if offer is not None else None
    return Subject(
        case=case,
        rates=terms.rates if terms is not None else (),
        default_rate=terms.default_rate if terms is not None else None,
        cap_total=terms.cap_total if terms is not None else None,
        term=term or content(case, Term),
        scope=content(case, Scope),
        parties=content(case, Parties),
        share=content(case, CostShare),
        claims=content(case, Claims),
        statuses=statuses,
    )


def lines_of(subject: Subject, agreed: AgreedRate) -> tuple[ScopeLine, ...]:
    """Return the lines of the scope that a rate pays: those it names, or else all that no other rate names."""
    lines = subject.scope.lines if subject.scope is not None else ()
    return lines_paid(agreed, subject.rates, lines)


def first_line(agreed: AgreedRate) -> str | None:
    """Return the line that a finding about a rate is told of: the first it names, None where it pays everything."""
    return min(agreed.line_ids, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A rate as it is stated somewhere: the lines it pays, or none for the default rate, and whether they bound it."""

    rate: Rate
    line_id: str | None
    lines: tuple[ScopeLine, ...]
    bounded: bool = False


def stated(subject: Subject) -> Iterator[Stated]:
    """Yield every rate, also those inside a lesser-of, a greater-of or a carve-out, and the default rate."""
    capped = subject.cap_total is not None
    for agreed in subject.rates:
        lines, line_id = lines_of(subject, agreed), first_line(agreed)
        lesser = any(isinstance(wrapper, LesserOf) for wrapper in agreed.wrappers or ())
        yield Stated(rate=agreed.rate, line_id=line_id, lines=lines, bounded=capped or lesser)
        for wrapper in agreed.wrappers or ():
            if isinstance(wrapper, LesserOf | GreaterOf):
                bounded = capped or isinstance(wrapper, LesserOf)
                yield Stated(rate=wrapper.other, line_id=line_id, lines=lines, bounded=bounded)
            if isinstance(wrapper, CarveOut):
                yield Stated(rate=wrapper.rate, line_id=line_id, lines=(), bounded=capped)
    if subject.default_rate is not None:
        yield Stated(rate=subject.default_rate, line_id=None, lines=(), bounded=capped)
