"""Term drift: what a new offer or draft drops or changes of the terms that both sides stood by.

Silent only where a term is the same, or was reopened on purpose. Nothing is refused for it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scabot_domain.covering import ALL, locks
from scabot_domain.events import (
    CaseEvent,
    DraftIssued,
    OfferCountered,
    OfferMade,
    OfferTerms,
    SectionConfirmed,
    SectionSet,
)
from scabot_domain.evolve import replay
from scabot_domain.money.amounts import show_dollars, show_percent
from scabot_domain.money.rates import show_rate
from scabot_domain.parties import Role, Side
from scabot_domain.terms.agreed import show_agreed
from scabot_domain.terms.canonical import canonical
from scabot_domain.terms.hashes import section_hash
from scabot_domain.terms.sections import CostShare, Reimbursement, Scope, Section, Term
from scabot_domain.terms.services import ScopeLine
from scabot_domain.workdays import days_until

MOVED_FAR = 14
"""Calendar days: a term that moves as far or farther is an alarm, one that moves less a remark."""

DRIFTING = OfferMade | OfferCountered | DraftIssued
"""What can drift: an offer, and a draft."""

BOTH = frozenset({Side.PAYER, Side.PROVIDER})
EVERY_LINE = "every line"
NOT_LISTED, CAP = "rate of anything not listed", "cap on the total"
RATE_OF, SERVICE = "rate of ", "service "
BESIDE = (EVERY_LINE, CAP, NOT_LISTED.removeprefix(RATE_OF))
"""What an offer about some lines does not speak of, and leaves as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A term in words, and in the one form in which two of them are compared."""

    words: str
    form: bytes
    day: date | None = None


Terms = Mapping[str, Said]
"""Terms by name: `rate of L1`, `cap on the total`, `first day`, `hold harmless`, `service L1`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """A term that both sides stood by and that is another one now: `now` is None where it is gone.

    An `alarm` is more than a remark: it is not a date that moves by less than two weeks.
    """

    term: str
    before: str
    now: str | None
    alarm: bool = True

    @property
    def sentence(self) -> str:
        """Say it in a line: `first day: was Tue 2026-12-01, is Mon 2026-12-21`."""
        return f"{self.term}: was {self.before}, {'is gone' if self.now is None else f'is {self.now}'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The sections as both sides last stood by them, and as they stand now, by number."""

    agreed: Mapping[int, Section] = field(default_factory=dict)
    now: Mapping[int, Section] = field(default_factory=dict)


def stood_by(events: Iterable[CaseEvent]) -> Standing:
    """Return which sections both sides stood by after these events: confirmed by each, or set by an acceptance."""
    agreed: dict[int, Section] = {}
    now: dict[int, Section] = {}
    confirmed: dict[int, frozenset[Side]] = {}
    for event in events:
        match event.fact:
            case SectionSet():
                number = int(event.fact.content.section)
                now[number] = event.fact.content
                confirmed[number] = BOTH if event.actor.role is Role.SYSTEM else frozenset()
            case SectionConfirmed() if _is_of(event.fact, now):
                number = event.fact.section
                confirmed[number] |= {event.fact.side}
            case _:
                continue
        if confirmed[number] >= BOTH:
            agreed[number] = now[number]
    return Standing(agreed=agreed, now=now)


def drift_of_offer(
    standing: Standing, offer: OfferTerms, reopens: Collection[str] = (), locked: Collection[str] = ()
) -> tuple[Drift, ...]:
    """Return what an offer would change of the rates and the term that both sides stood by.

    An offer without a term leaves the term alone, and one that says nothing of a `locked` line leaves its rate alone.
    `reopens` are the names of terms that it opens on purpose, beside what it says itself; a line is named by its id.
    """
    opened = {*reopens, *(offer.reopens or ())}
    rates = Reimbursement(
        offer_id=offer.offer_id, rates=offer.rates, default_rate=offer.default_rate, cap_total=offer.cap_total
    )
    told: tuple[Section, ...] = (rates,) if offer.term is None else (rates, offer.term)
    about = [standing.agreed[int(one.section)] for one in told if int(one.section) in standing.agreed]
    found = differences(terms_of(about), terms_of(told), opened)
    return tuple(one for one in found if one.now is not None or not _kept(one.term, opened, locked))


def drift_of_draft(standing: Standing, reopens: Collection[str] = ()) -> tuple[Drift, ...]:
    """Return what a draft that is written from the sections as they stand now changes of what both sides stood by."""
    return tuple(differences(terms_of(standing.agreed.values()), terms_of(standing.now.values()), reopens))


def drifts_of(event: CaseEvent, earlier: Sequence[CaseEvent], reopens: Collection[str] = ()) -> tuple[Drift, ...]:
    """Return what an offer or a draft changes, seen against the events before it; nothing for any other event."""
    match event.fact:
        case OfferMade() | OfferCountered():
            locked = locks(replay(event.case, earlier))
            return drift_of_offer(stood_by(earlier), event.fact.terms, reopens, locked)
        case DraftIssued():
            return drift_of_draft(stood_by(earlier), reopens)
        case _:
            return ()


def drifts_among(events: Iterable[CaseEvent], history: Sequence[CaseEvent]) -> list[Drift]:
    """Return what some events of a history change, each seen against the events before it."""
    return [drift for event in events for drift in drifts_of(event, before(event, history))]


def before(event: CaseEvent, history: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Return the events of a history that come before one of them."""
    return [one for one in history if one.version < event.version]


def differences(before: Terms, now: Terms, reopens: Collection[str] = ()) -> Iterator[Drift]:
    """Yield every term of `before` that is another one now, in its order; what is new is no drift."""
    for name, was in before.items():
        is_now = now.get(name)
        if (is_now is not None and is_now.form == was.form) or _reopened(name, reopens):
            continue
        yield Drift(
            term=name,
            before=was.words,
            now=None if is_now is None else is_now.words,
            alarm=_far(was, is_now),
        )


def terms_of(sections: Iterable[Section]) -> dict[str, Said]:
    """Return the terms of sections 3 to 6 by name; the others say no terms that could drift."""
    return {name: said for section in sections for name, said in _terms(section)}


def _terms(section: Section) -> Iterator[tuple[str, Said]]:
    match section:
        case Reimbursement():
            return _rates(section)
        case Term():
            return _dates(section)
        case CostShare():
            return _share(section)
        case Scope():
            return _services(section)
        case _:
            return iter(())


def _rates(section: Reimbursement) -> Iterator[tuple[str, Said]]:
    for agreed in section.rates:
        for line_id in agreed.line_ids or (EVERY_LINE,):
            yield f"{RATE_OF}{line_id}", _said(show_agreed(agreed), replace(agreed, line_ids=()))
    if section.default_rate is not None:
        yield NOT_LISTED, _said(show_rate(section.default_rate), section.default_rate)
    if section.cap_total is not None:
        yield CAP, _said(show_dollars(section.cap_total), section.cap_total)


def _dates(section: Term) -> Iterator[tuple[str, Said]]:
    days = (("first day", section.effective), ("last day", section.end), ("retroactive from", section.retro_from))
    for name, day in days:
        if day is not None:
            yield name, Said(words=f"{day:%a} {day}", form=canonical(day), day=day)


def _share(section: CostShare) -> Iterator[tuple[str, Said]]:
    if section.hold_harmless:
        yield "hold harmless", _said("promised", section.hold_harmless)
    if section.copay is not None:
        yield "copay", _said(show_dollars(section.copay), section.copay)
    if section.coinsurance_percent is not None:
        yield "coinsurance", _said(show_percent(section.coinsurance_percent), section.coinsurance_percent)
    if section.accumulates_in_network is not None:
        words = "counts toward the in-network maximum" if section.accumulates_in_network else "does not count"
        yield "accumulation", _said(words, section.accumulates_in_network)
    if section.entities is not None:
        yield "entities that it binds", _said(", ".join(section.entities), section.entities)


def _services(section: Scope) -> Iterator[tuple[str, Said]]:
    for line in section.lines:
        yield f"{SERVICE}{line.line_id}", _said(_service(line), line)
    if section.exclusions is not None:
        yield "exclusions", _said(f"{len(section.exclusions)} stated", section.exclusions)


def _service(line: ScopeLine) -> str:
    modifiers = "".join(f"-{one}" for one in line.modifiers or ())
    return f"{line.system.value} {line.code}{modifiers}, {line.units_max} units"


def _said(words: str, value: object) -> Said:
    return Said(words=words, form=canonical(value))


def _is_of(fact: SectionConfirmed, now: Mapping[int, Section]) -> bool:
    content = now.get(fact.section)
    return content is not None and section_hash(content) == fact.hash


def _reopened(name: str, reopens: Collection[str]) -> bool:
    line = name.removeprefix(RATE_OF).removeprefix(SERVICE)
    return name in reopens or line in reopens or (ALL in reopens and name.startswith(RATE_OF))


def _kept(name: str, reopens: Collection[str], locked: Collection[str]) -> bool:
    """Say whether a term of section 5 stays agreed though an offer does not speak of it (C9)."""
    line = name.removeprefix(RATE_OF)
    return bool(locked) and ALL not in reopens and (line in locked or line in BESIDE)


def _far(was: Said, now: Said | None) -> bool:
    if was.day is None or now is None or now.day is None:
        return True
    return abs(days_until(was.day, now.day)) >= MOVED_FAR
