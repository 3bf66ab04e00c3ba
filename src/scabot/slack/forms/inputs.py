"""The parts of a form as Slack wants them: every input has a label, and its block id is the name of the field."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

Block: TypeAlias = dict[str, Any]
View: TypeAlias = dict[str, Any]
Choice: TypeAlias = tuple[str, str]
"""A value and the words for it."""

V = TypeVar("V", bound=str)

FIELD = "sca.field"
RESHAPE = "sca.reshape"
NO_PHI = "No names, birth dates or member ids: Slack is not the place for them."
_TITLE = 24
_OPTION = 75


def modal(title: str, submit: str | None, blocks: Sequence[Block]) -> View:
    """Return a modal; without `submit` it only shows something."""
    view: View = {
        "type": "modal",
        "title": plain(title[:_TITLE]),
        "close": plain("Cancel" if submit else "Close"),
        "blocks": list(blocks),
    }
    return {**view, "submit": plain(submit)} if submit else view


def plain(text: str) -> Block:
    """Return words in which nothing is markup."""
    return {"type": "plain_text", "text": text, "emoji": False}


def words(text: str) -> Block:
    """Return a block of plain words, at most 3,000 characters of them."""
    return {"type": "section", "text": plain(text[:3000])}


def small(text: str) -> Block:
    """Return a line of small plain words."""
    return {"type": "context", "elements": [plain(text[:2000])]}


def text_field(
    name: str,
    label: str,
    *,
    value: str | None = None,
    most: int = 200,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Return an input for words in one line."""
    element: Block = {"type": "plain_text_input", "max_length": most, "multiline": False}
    return _input(name, label, _with(element, initial_value=value or None), hint=hint, optional=optional)


def in_lines(field: Block) -> Block:
    """Return an input for words with room for several lines."""
    return {**field, "element": {**field["element"], "multiline": True}}


def day_field(name: str, label: str, *, value: date | None = None, hint: str = "", optional: bool = False) -> Block:
    """Return an input for a date."""
    element = _with({"type": "datepicker"}, initial_date=value.isoformat() if value else None)
    return _input(name, label, element, hint=hint, optional=optional)


def choice_field(
    name: str,
    label: str,
    choices: Iterable[Choice],
    *,
    value: str | None = None,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Return a menu."""
    options = [_option(choice) for choice in choices]
    chosen = next((option for option in options if option["value"] == value), None)
    element = _with({"type": "static_select", "options": options}, initial_option=chosen)
    return _input(name, label, element, hint=hint, optional=optional)


def reshaping(menu: Block) -> Block:
    """Return a menu after whose every choice the form is drawn afresh."""
    return {**menu, "dispatch_action": True, "element": {**menu["element"], "action_id": RESHAPE}}


def ticks_field(
    name: str,
    label: str,
    choices: Iterable[Choice],
    *,
    ticked: Iterable[str] = (),
    hint: str = "",
    optional: bool = True,
) -> Block:
    """Return boxes to tick, at most ten."""
    options = [_option(choice) for choice in choices]
    wanted = set(ticked)
    initial = [option for option in options if option["value"] in wanted]
    element = _with({"type": "checkboxes", "options": options}, initial_options=initial or None)
    return _input(name, label, element, hint=hint, optional=optional)


def several_field(
    name: str,
    label: str,
    choices: Iterable[Choice],
    *,
    chosen: Iterable[str] = (),
    hint: str = "",
) -> Block:
    """Return a menu of which one chooses any number, or none; at most a hundred choices."""
    options = [_option(choice) for choice in choices][:100]
    wanted = set(chosen)
    initial = [option for option in options if option["value"] in wanted]
    element = _with({"type": "multi_static_select", "options": options}, initial_options=initial or None)
    return _input(name, label, element, hint=hint, optional=True)


def _input(name: str, label: str, element: Block, *, hint: str, optional: bool) -> Block:
    element["action_id"] = FIELD
    block: Block = {"type": "input", "block_id": name, "label": plain(label), "element": element}
    if hint:
        block["hint"] = plain(hint)
    return {**block, "optional": True} if optional else block


def _option(choice: Choice) -> Block:
    value, label = choice
    return {"text": plain(label[:_OPTION]), "value": value}


def _with(element: Block, **initial: object) -> Block:
    return element | {name: value for name, value in initial.items() if value is not None}


def named(words_of: Mapping[V, str]) -> list[Choice]:
    """Return the choices of a written-out table of values and their words."""
    return [(str(value), label) for value, label in words_of.items()]
