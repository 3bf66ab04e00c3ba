"""What of an offer can be agreed line by line, and what is agreed already and stays so (C9)."""

from dataclasses import replace

from scabot_domain.case import Case, Offer
from scabot_domain.covering import (
    ALL,
    EVERYTHING,
    Lines,
    locks,
    named,
    open_lines,
    paid_by,
    partial,
    remaining,
    reopened,
    together,
    whole,
)
from scabot_domain.decide.refusing import refuse
from scabot_domain.events import OfferTerms
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.agreed import AgreedRate, indivisible
from scabot_domain.terms.sections import Scope
from scabot_domain.terms.standing import content


def chosen_lines(case: Case, offer: Offer, line_ids: tuple[str, ...]) -> Lines:
    """Return the lines that an acceptance takes: those named, or all that are left.

    Refuses lines that the offer does not name, that are agreed already, or that do not go without others.
    """
    terms = offer.terms
    known, rest = named(case, terms.rates), remaining(case, terms)
    wanted = frozenset(line_ids) or rest
    if wanted - known:
        raise refuse(Reason.BAD_IDENTIFIER, field="line_ids", value=_told(wanted - known), known=_told(known))
    if not rest or wanted - rest:
        raise _locked(case, (wanted or known) - rest)
    _guard_whole(case, terms, wanted, rest)
    _guard_displaced(case, wanted)
    return wanted


def guard_locks(case: Case, terms: OfferTerms) -> None:
    """Refuse an offer that touches agreed lines without reopening them, or that leaves nothing to agree."""
    _guard_reopens(case, terms)
    lines, found = named(case, terms.rates), locks(case)
    held = frozenset(found) - reopened(case, terms)
    changed = frozenset(line for line in _both(held, lines) if not _as_agreed(case, terms, line, found[line]))
    if changed:
        raise _locked(case, changed)
    if held and terms.cap_total is not None:
        raise _locked(case, held, field="cap_total")
    if not remaining(case, terms):
        raise _locked(case, lines)


def guard_units(case: Case, scope: Scope) -> None:
    """Refuse other units for an agreed line while others are open, unless an open offer reopens it."""
    old = content(case, Scope)
    if old is None or not partial(case):
        return
    told = {line.line_id: (line.units_max, line.unit_kind) for line in scope.lines}
    moved = {
        line.line_id for line in old.lines if told.get(line.line_id) not in (None, (line.units_max, line.unit_kind))
    }
    fixed = (moved & locks(case).keys()) - open_lines(case)
    if fixed:
        raise _locked(case, frozenset(fixed), field="units_max")


def _guard_reopens(case: Case, terms: OfferTerms) -> None:
    found, told, lines = frozenset(locks(case)), frozenset(terms.reopens or ()), named(case, terms.rates)
    if not told:
        return
    known = frozenset({ALL}) if EVERYTHING in found | lines else (found & lines) | {ALL}
    if told - known or not found:
        raise refuse(Reason.BAD_IDENTIFIER, field="reopens", value=_told(told - known or told), known=_told(known))
    _guard_displaced(case, reopened(case, terms))


def _guard_whole(case: Case, terms: OfferTerms, wanted: Lines, rest: Lines) -> None:
    parts = [paid_by(case, agreed) & rest for agreed in terms.rates if indivisible(agreed)]
    for part in [rest, *parts] if whole(case, terms) else parts:
        if part & wanted and part - wanted:
            raise refuse(Reason.ALL_OR_NOTHING, offer=terms.offer_id, lines=_told(part))


def _guard_displaced(case: Case, wanted: Lines) -> None:
    """Refuse to take agreed lines out of what was agreed together."""
    found = locks(case)
    for offer in case.offers:
        mine = frozenset(line for line, offer_id in found.items() if offer_id == offer.terms.offer_id)
        tied = together(case, offer.terms, mine & wanted) & mine
        if tied - wanted:
            raise refuse(Reason.ALL_OR_NOTHING, offer=offer.terms.offer_id, lines=_told(tied))


def _as_agreed(case: Case, terms: OfferTerms, line: str, offer_id: str) -> bool:
    offer = case.offer(offer_id)
    return offer is not None and _of_line(case, terms, line) == _of_line(case, offer.terms, line)


def _of_line(case: Case, terms: OfferTerms, line: str) -> set[tuple[AgreedRate, Lines]]:
    """Return the rates that pay a line; of one that is one amount for all its lines also those lines."""
    pays = ((agreed, paid_by(case, agreed)) for agreed in terms.rates)
    return {
        (_bare(agreed), lines if indivisible(agreed) else frozenset())
        for agreed, lines in pays
        if line in lines or EVERYTHING in lines
    }


def _bare(agreed: AgreedRate) -> AgreedRate:
    return replace(agreed, line_ids=())


def _both(held: Lines, lines: Lines) -> Lines:
    return held if EVERYTHING in held | lines else held & lines


def _locked(case: Case, lines: Lines, field: str | None = None) -> Refused:
    found = locks(case)
    offers = dict.fromkeys(
        offer_id for line, offer_id in found.items() if line in lines or EVERYTHING in lines | found.keys()
    )
    return refuse(Reason.LINES_LOCKED, field=field, lines=_told(lines), offers=", ".join(offers))


def _told(lines: Lines) -> str:
    return ", ".join(ALL if line == EVERYTHING else line for line in sorted(lines))
