"""What time brings about by itself: an offer, a term or a coverage is over, and the clock states it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from scabot_domain.case import Case, Stage
from scabot_domain.commands import EndTerm, ExpireOffer, Supersede
from scabot_domain.events import CaseEvent, OfferCountered, OfferMade, SupersedeCause
from scabot_domain.parties import By
from scabot_domain.playbook.book import Target, TransitionRule
from scabot_domain.standing import term_of
from scabot_domain.workdays import first_instant_after, midnight_after

_BOUND = frozenset({Stage.EXECUTED, Stage.IN_CARE})
_STATED = {
    Target.OFFER_EXPIRY: frozenset({"offer-expired"}),
    Target.TERM_END: frozenset({"term-ended"}),
    Target.COVERAGE_END: frozenset({"case-superseded"}),
}


def stated(rule: TransitionRule) -> frozenset[str]:
    """Return the kinds of fact that say that the target of a rule is over."""
    return _STATED[rule.target]


def started(rule: TransitionRule, events: Iterable[CaseEvent], after: Case) -> Iterator[tuple[str, CaseEvent]]:
    """Yield what a rule watches from a decision on, and the event that it is watched since.

    Each offer has a run of its own. A term or a coverage has one as soon as its end is known, whatever made it known.
    """
    if rule.target is Target.OFFER_EXPIRY:
        for event in events:
            if isinstance(event.fact, OfferMade | OfferCountered):
                yield event.fact.terms.offer_id, event
    elif end_of(rule.target.value, after) is not None:
        yield from ((rule.target.value, event) for event in [*events][:1])


def end_of(subject: str, case: Case) -> datetime | None:
    """Return the last instant of an offer, or the first one after a term or a coverage; None where there is no end.

    A term that has ended has no end to wait for, nor has one that nobody has signed, or that the coverage cuts short.
    """
    offer = case.offer(subject)
    if offer is not None:
        return offer.terms.expires_at
    if subject == Target.COVERAGE_END:
        return None if case.coverage_ends_on is None else midnight_after(case.coverage_ends_on, case.tz)
    term = term_of(case) if subject == Target.TERM_END else None
    if term is None or case.stage not in _BOUND or case.term_ended_on is not None:
        return None
    cut_short = case.coverage_ends_on is not None and case.coverage_ends_on <= term.end
    return None if cut_short else midnight_after(term.end, case.tz)


def fires_at(subject: str, end: datetime) -> datetime:
    """Return when the clock states an end: at midnight itself, but one instant after the last one of an offer (C1)."""
    return end if subject in (Target.TERM_END, Target.COVERAGE_END) else first_instant_after(end)


def statement(subject: str, by: By) -> ExpireOffer | EndTerm | Supersede:
    """Return the command with which the clock states that a subject is over."""
    if subject == Target.TERM_END:
        return EndTerm(by=by)
    if subject == Target.COVERAGE_END:
        return Supersede(by=by, cause=SupersedeCause.COVERAGE)
    return ExpireOffer(by=by, offer_id=subject)
