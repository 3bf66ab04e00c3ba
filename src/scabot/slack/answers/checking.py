"""The receipt of a checked draft: the verdict on every term."""

from collections.abc import Sequence

from scabot.slack.answers.answer import Answer, say
from scabot.slack.forms.inputs import Block, small, words
from scabot_domain.case import Case
from scabot_domain.drafting.term import KeyTerm
from scabot_domain.drafting.terms import key_terms
from scabot_domain.events import CaseEvent, DraftChecked, TermVerdict, Verdict

_VERDICTS = {
    Verdict.DIFFERS: "DIFFERS",
    Verdict.ABSENT: "ABSENT: the draft is silent, or nobody read it",
    Verdict.EXTRA: "EXTRA: nobody agreed on it",
}
MOST_LINES = 40


def checked(case: Case, events: Sequence[CaseEvent], reference: str) -> Answer | None:
    """Return the verdicts of the check among the events of one act, or None where there is none."""
    fact = next((event.fact for event in events if isinstance(event.fact, DraftChecked)), None)
    if fact is None:
        return None
    record = small(f"Recorded. Reference {reference}.")
    if not fact.wrong:
        return say(f"{case.key}: draft {fact.draft} is clean. Both sides can approve it.", *_matching(fact), record)
    text = f"{case.key}: draft {fact.draft} is not clean. Nobody approves or signs it before it is put right."
    return say(text, *_wrong(case, fact), *_matching(fact), record)


def _wrong(case: Case, fact: DraftChecked) -> list[Block]:
    terms = {term.name: term for term in key_terms(case)}
    lines = [_line(one, terms.get(one.term)) for one in fact.wrong[:MOST_LINES]]
    more = [f"And {len(fact.wrong) - MOST_LINES} more."] if len(fact.wrong) > MOST_LINES else []
    return [words("\n".join((*lines, *more)))]


def _line(one: TermVerdict, term: KeyTerm | None) -> str:
    label = one.term.replace("-", " ") if term is None else term.label
    said = f", the draft says {one.said}" if one.said else ""
    agreed = f", agreed is {term.value}" if term is not None and one.verdict is Verdict.DIFFERS else ""
    return f"{label}: {_VERDICTS[one.verdict]}{said}{agreed}"


def _matching(fact: DraftChecked) -> list[Block]:
    matching = [one.term.replace("-", " ") for one in fact.verdicts if one.verdict is Verdict.MATCH]
    return [small(f"Matching ({len(matching)}): {', '.join(matching)}.")] if matching else []
