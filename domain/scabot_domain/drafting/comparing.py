"""The verdict on each key term of a draft, and on each figure of its text that nobody agreed on (domain rules, 8.5)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scabot_domain.drafting.figures import Figure, figures
from scabot_domain.drafting.term import IN_TEXT, KeyTerm, Kind
from scabot_domain.drafting.terms import key_terms
from scabot_domain.drafting.typed import SAFE, agreed, read_typed
from scabot_domain.facts.checking import TermVerdict, Verdict
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.printed import section_lines

MOST_FLAGGED = 200
"""How many figures of one text are flagged one by one; more of them make the draft no redder."""
_TELLING = frozenset({Kind.MONEY, Kind.PERCENT})
"""Kinds whose figure is kept when nobody agreed on it; a date or a code could be one of a patient."""

Spelled = tuple[Kind, str]


class UnreadableError(ValueError):
    """What was typed about a term cannot be read; `term` is its name, the text says how to write it."""

    def __init__(self, term: str, sentence: str) -> None:
        super().__init__(sentence)
        self.term = term


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The verdicts, and how many figures were set aside that would have been flagged."""

    verdicts: tuple[TermVerdict, ...]
    set_aside: int = 0


def compare(case: Papered, typed: Mapping[str, str], text: str | None, aside: Iterable[str] = ()) -> Comparison:
    """Hold what was typed back, and what a text holds, against the terms as they stand.

    A term that was typed is judged by that alone. Of the others an amount, a percent, a date or a code matches if the
    text holds it as often as it was agreed on; everything else takes a person who reads, and is absent without one.
    Raises `UnreadableError` for something typed that nobody can read.
    """
    terms = key_terms(case)
    said = {name: value for name, value in typed.items() if value.strip()}
    found = figures(text) if text is not None else ()
    known = _known(case, terms)
    flagged = [one for one in found if one.sure and _spelled(one) not in known]
    harmless = {_spelled(one) for written in aside for one in figures(written)}
    left = [one for one in flagged if _spelled(one) not in harmless]
    extras = [*_unknown(terms, said), *map(_flag, left[:MOST_FLAGGED])]
    judged = _judged(terms, said, Counter(map(_spelled, found)))
    return Comparison(verdicts=(*judged, *extras), set_aside=len(flagged) - len(left))


def _judged(terms: tuple[KeyTerm, ...], said: Mapping[str, str], found: Counter[Spelled]) -> Iterator[TermVerdict]:
    wanted = Counter((term.kind, term.value) for term in terms if term.name not in said)
    for term in terms:
        if term.name in said:
            yield _read(term, said[term.name])
            continue
        spelled = (term.kind, term.value)
        seen = term.kind in IN_TEXT and found[spelled] >= wanted[spelled]
        yield TermVerdict(term=term.name, verdict=Verdict.MATCH if seen else Verdict.ABSENT)


def _read(term: KeyTerm, text: str) -> TermVerdict:
    try:
        read = read_typed(term, text)
    except ValueError as no:
        raise UnreadableError(term.name, str(no)) from None
    if read == agreed(term):
        return TermVerdict(term=term.name, verdict=Verdict.MATCH)
    return TermVerdict(term=term.name, verdict=Verdict.DIFFERS, said=read if term.kind in SAFE else None)


def _unknown(terms: tuple[KeyTerm, ...], said: Mapping[str, str]) -> Iterator[TermVerdict]:
    for name in sorted(said.keys() - {term.name for term in terms}):
        yield TermVerdict(term=name, verdict=Verdict.EXTRA)


def _flag(figure: Figure) -> TermVerdict:
    said = figure.value if figure.kind in _TELLING else None
    return TermVerdict(term=f"{figure.kind.value}-in-line-{figure.line}", verdict=Verdict.EXTRA, said=said)


def _known(case: Papered, terms: tuple[KeyTerm, ...]) -> frozenset[Spelled]:
    """Return all figures that the agreement may hold: those of the terms, and whatever else the sections say."""
    lines = [line for held in case.sections.values() for line in section_lines(held.content)]
    days = [] if case.approval is None else [case.approval.valid_from, case.approval.valid_to]
    told = figures("\n".join((*lines, *map(str, days), str(case.care_date or ""))))
    return frozenset({*map(_spelled, told), *((term.kind, term.value) for term in terms)})


def _spelled(figure: Figure) -> Spelled:
    return figure.kind, figure.value
