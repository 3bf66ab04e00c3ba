"""The form that holds the draft against what was agreed: a field for each key term, and none of them filled in."""

from collections.abc import Iterator

from scabot.slack.forms.form import Form, Scene
from scabot.slack.forms.inputs import (
    NO_PHI,
    Block,
    View,
    choice_field,
    day_field,
    in_lines,
    modal,
    small,
    text_field,
    words,
)
from scabot.slack.forms.values import Fields, Values
from scabot.slack.tokens import Press
from scabot_domain.asking.checking import TypedTerm
from scabot_domain.case import Draft
from scabot_domain.commands import CheckDraft
from scabot_domain.decide.checking import guard_checker
from scabot_domain.drafting.term import KeyTerm, Kind
from scabot_domain.drafting.terms import key_terms
from scabot_domain.drafting.typed import read_typed
from scabot_domain.parties import By
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.canonical import short

MOST_FIELDS = 80
"""How many terms have a field of their own; a form holds a hundred blocks."""
MOST_TEXT = 3000
TEXT, ASIDE, REST = "draft-text", "set-aside", "more-terms"
_HOW = (
    "Read the document itself and type what it says, field by field. What was agreed is not shown, so that you read "
    "and do not compare. Leave a field empty if the draft is silent about it. Words in no field, read yourself."
)
_IDENTIFYING = ("-tin", "-npi", "-code", "-amount", "-charge-estimate", "-cap", "-threshold")
_LONG_LINE = "Amounts, percents, dates and codes are looked for in it. Leave section 2 out. "


def is_number(field: str) -> bool:
    """Say whether a field of this form asks for a number of the business, where a bare number is no patient's."""
    return field in ("auth-no", "payer-id", "cap-total", REST) or field.endswith(_IDENTIFYING)


def _draft(scene: Scene) -> Draft:
    if scene.case.draft is None:
        raise Refused(Reason.WRONG_STAGE, {"stage": scene.case.stage.value, "missing": "draft"})
    return scene.case.draft


def _draw(scene: Scene) -> View:
    draft, terms = _draft(scene), key_terms(scene.case)
    guard_checker(scene.case, draft, (scene.person.team, scene.person.user))
    blocks = [
        small(f"Draft {draft.draft}, document {short(draft.doc_sha256)}."),
        words(_HOW),
        *map(_field, terms[:MOST_FIELDS]),
        *_rest(terms[MOST_FIELDS:]),
        *(_pasted() if scene.free_text else ()),
    ]
    return modal("Check the draft", "Record the check", blocks)


def _field(term: KeyTerm) -> Block:
    if term.kind is Kind.CHOICE:
        choices = [(choice, choice.replace("_", " ")) for choice in term.choices]
        return choice_field(term.name, term.label, choices, optional=True)
    if term.kind is Kind.DATE:
        return day_field(term.name, term.label, optional=True)
    return text_field(term.name, term.label, optional=True)


def _rest(terms: tuple[KeyTerm, ...]) -> Iterator[Block]:
    if terms:
        yield words("More terms: " + ", ".join(term.name for term in terms))
        hint = "Like: rate-9-amount = 45,000"
        yield in_lines(text_field(REST, "More terms, one a line", most=MOST_TEXT, hint=hint, optional=True))


def _pasted() -> tuple[Block, Block]:
    text = text_field(TEXT, "Text of the draft", most=MOST_TEXT, hint=_LONG_LINE + NO_PHI, optional=True)
    hint = "As they stand in the text, like the date of the letter."
    aside = text_field(ASIDE, "Figures in the text that are no terms", most=1000, hint=hint, optional=True)
    return in_lines(text), in_lines(aside)


def _read(values: Values, scene: Scene, by: By, press: Press) -> CheckDraft:
    fields = Fields(values)
    terms = {term.name: term for term in key_terms(scene.case)}
    typed = {name: value for name, term in terms.items() if (value := _value(fields, term))} | _more(fields)
    for name in typed.keys() & terms.keys():
        _fault(fields, terms[name], typed[name])
    draft, _, document = press.hash.partition(":")
    text = "\n".join(fields.lines(TEXT)) or None
    return fields.build(
        lambda: CheckDraft(
            by=by,
            draft=draft,
            doc_sha256=document or None,
            typed=tuple(TypedTerm(name=name, value=value) for name, value in typed.items()),
            text=text,
            set_aside=fields.lines(ASIDE),
        )
    )


def _value(fields: Fields, term: KeyTerm) -> str:
    day = fields.maybe_day(term.name) if term.kind is Kind.DATE else None
    return fields.chosen(term.name) or (day.isoformat() if day else fields.maybe_text(term.name)) or ""


def _more(fields: Fields) -> dict[str, str]:
    pairs = (line.partition("=") for line in fields.lines(REST))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _fault(fields: Fields, term: KeyTerm, value: str) -> None:
    try:
        read_typed(term, value)
    except ValueError as no:
        sentence = str(no)
        fields.fault(term.name, f"{sentence[:1].upper()}{sentence[1:]}.")


def _seen(scene: Scene) -> str:
    draft = _draft(scene)
    return f"{draft.draft}:{draft.doc_sha256}"


CHECK = Form(draw=_draw, read=_read, seen=_seen)
