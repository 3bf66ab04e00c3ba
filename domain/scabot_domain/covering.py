"""Which lines are agreed, on which offer, and which are still open (C9, I3).

With section 4 the lines are those of the scope.
Without it they are those that open offers name, and offers of which something was accepted.
"""

from collections.abc import Iterable
from dataclasses import replace

from scabot_domain.case import Acceptance, Case, Offer, OfferState, Stage
from scabot_domain.events import OfferTerms
from scabot_domain.terms.agreed import AgreedRate, indivisible
from scabot_domain.terms.sections import Scope
from scabot_domain.terms.standing import content

EVERYTHING = "*"
"""The one line of a rate that names none while nobody has listed the services."""

ALL = "all"
"""What `reopens` says instead of line ids to reopen everything that is agreed."""

Lines = frozenset[str]


def scope_lines(case: Case) -> Lines | None:
    """Return the lines of section 4, or None while it is empty."""
    scope = content(case, Scope)
    return None if scope is None else frozenset(line.line_id for line in scope.lines)


def paid_by(case: Case, agreed: AgreedRate) -> Lines:
    """Return the lines that a rate pays; without line ids that is every line."""
    return frozenset(agreed.line_ids) or scope_lines(case) or frozenset({EVERYTHING})


def named(case: Case, rates: Iterable[AgreedRate]) -> Lines:
    """Return the lines that rates name: `EVERYTHING` alone where one pays all lines and nobody knows them."""
    lines: Lines = frozenset().union(*(paid_by(case, agreed) for agreed in rates))
    return frozenset({EVERYTHING}) if EVERYTHING in lines else lines


def stated(terms: OfferTerms) -> Lines:
    """Return the lines that an acceptance in full covers: also lines of a later scope, where a rate names none."""
    rates = terms.rates
    if any(not agreed.line_ids for agreed in rates):
        return frozenset({EVERYTHING})
    return frozenset(line for agreed in rates for line in agreed.line_ids)


def touch(one: Lines, other: Lines) -> bool:
    """Say whether two sets of lines have a line in common."""
    return bool(one & other) or (bool(one) and bool(other) and EVERYTHING in one | other)


def locks(case: Case) -> dict[str, str]:
    """Return the agreed lines with the offer whose terms they have; what was accepted later replaces what was before.

    An acceptance that waits to be read back locks its lines as well (C12).
    """
    found: dict[str, str] = {}
    for one in case.acceptances:
        lines = _resolved(case, one.held)
        if EVERYTHING in lines or EVERYTHING in found:
            found = {}
        found |= dict.fromkeys(sorted(lines), one.offer_id)
    return found


def reopened(case: Case, terms: OfferTerms) -> Lines:
    """Return the agreed lines whose terms an offer may change."""
    told = frozenset(terms.reopens or ())
    if ALL not in told:
        return told
    found, lines = frozenset(locks(case)), named(case, terms.rates)
    return found if EVERYTHING in found | lines else found & lines


def taken(case: Case, offer_id: str) -> Lines:
    """Return the lines of an offer that were accepted, whatever became of them since."""
    return frozenset(line for one in case.acceptances if one.offer_id == offer_id for line in one.lines)


def remaining(case: Case, terms: OfferTerms) -> Lines:
    """Return the lines of an offer that can still be accepted: neither taken from it nor agreed on other terms."""
    found, mine, opened = locks(case), taken(case, terms.offer_id), reopened(case, terms)
    free: Lines = frozenset() if EVERYTHING in mine else named(case, terms.rates) - mine
    if EVERYTHING in free | found.keys():
        return free if opened or not found else frozenset()
    return free - (found.keys() - opened)


def open_lines(case: Case) -> Lines:
    """Return the lines without agreed terms, and those whose terms an open offer reopens."""
    found = locks(case)
    wanted = frozenset() if EVERYTHING in found else _wanted(case, found) - found.keys()
    return wanted.union(*(_in_question(case, offer, found) for offer in case.offers if offer.state is OfferState.OPEN))


def partial(case: Case) -> bool:
    """Say whether some lines are agreed while others are open."""
    return case.stage is Stage.NEGOTIATING and bool(locks(case)) and bool(open_lines(case))


def whole(case: Case, terms: OfferTerms) -> bool:
    """Say whether an offer is taken as a whole: it says so, has one cap, or pays lines that nobody has listed yet."""
    return bool(terms.all_or_nothing) or terms.cap_total is not None or EVERYTHING in named(case, terms.rates)


def together(case: Case, terms: OfferTerms, lines: Lines) -> Lines:
    """Return lines of an offer with those that one indivisible rate, or the offer as a whole, ties to them."""
    if not lines:
        return lines
    if whole(case, terms):
        return lines | named(case, terms.rates)
    tied = [paid_by(case, agreed) for agreed in terms.rates if indivisible(agreed)]
    grown = lines.union(*(part for part in tied if part & lines))
    return grown if grown == lines else together(case, terms, grown)


def released(case: Case, lines: Iterable[str]) -> tuple[Acceptance, ...]:
    """Return what stays accepted once lines need other terms; what is tied to them falls with them (P4)."""
    return tuple(_without(case, one, frozenset(lines)) for one in case.acceptances)


def _without(case: Case, one: Acceptance, lines: Lines) -> Acceptance:
    offer, held = case.offer(one.offer_id), _resolved(case, one.held)
    fallen = held & lines
    tied = fallen if offer is None else together(case, offer.terms, fallen)
    return replace(one, held=held - tied)


def _resolved(case: Case, lines: Lines) -> Lines:
    return (scope_lines(case) or lines) if EVERYTHING in lines else lines


def _wanted(case: Case, found: dict[str, str]) -> Lines:
    scope = scope_lines(case)
    if scope is not None:
        return scope
    standing = (one for one in case.offers if one.state is OfferState.OPEN or one.terms.offer_id in found.values())
    return frozenset().union(*(named(case, one.terms.rates) for one in standing))


def _in_question(case: Case, offer: Offer, found: dict[str, str]) -> Lines:
    offer_id = offer.terms.offer_id
    return frozenset(line for line in reopened(case, offer.terms) if found.get(line) not in (None, offer_id))
