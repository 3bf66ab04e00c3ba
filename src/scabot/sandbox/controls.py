"""Form elements: what they hold from the start, what a typed answer becomes, and what Slack's own client refuses."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeAlias
from zoneinfo import ZoneInfo

from scabot.sandbox.plain import all_options, options_of, text_of
from scabot.sandbox.ports import JsonObject

Typed: TypeAlias = str | int | float | Decimal | Sequence[str] | None

_EMPTY: dict[str, JsonObject] = {
    "plain_text_input": {"value": None},
    "number_input": {"value": None},
    "static_select": {"selected_option": None},
    "radio_buttons": {"selected_option": None},
    "multi_static_select": {"selected_options": []},
    "checkboxes": {"selected_options": []},
    "datepicker": {"selected_date": None},
    "timepicker": {"selected_time": None},
    "datetimepicker": {"selected_date_time": None},
}
_STARTS = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
}


class CannotDo(Exception):  # noqa: N818 - it reads as what it says: the person cannot do that here
    """A person tried something that is not on their screen; the sentence lists what is."""


def elements_of(block: JsonObject) -> Iterator[JsonObject]:
    """Yield the interactive elements of one block: of an input, of actions, or a section's accessory."""
    for part in (block.get("element"), block.get("accessory"), *_list(block)):
        if isinstance(part, dict) and "action_id" in part:
            yield part


def _list(block: JsonObject) -> list[object]:
    found: list[object] = block.get("elements", []) if block.get("type") == "actions" else []
    return found


def starting_values(blocks: Sequence[JsonObject]) -> dict[tuple[str, str], JsonObject]:
    """Return the state of every stateful element by (block id, action id): `initial_*` counts, the rest is empty."""
    return {
        (str(block["block_id"]), str(part["action_id"])): starting_value(part)
        for block in blocks
        for part in elements_of(block)
        if part["type"] in _EMPTY
    }


def starting_value(part: JsonObject) -> JsonObject:
    """Return the state of one untouched element."""
    given = {key: part[initial] for initial, key in _STARTS.items() if initial in part}
    return {"type": part["type"], **_EMPTY[part["type"]], **given}


def typed_value(part: JsonObject, typed: Typed, zone: str) -> JsonObject:
    """Return the state of an element after a person typed or chose `typed`; None or "" empties it.

    Options are named by their text or value, dates in ISO form; a local date and time is read in `zone`.
    Raises `CannotDo` where the element could not take such an answer.
    """
    if typed is None or typed == "" or (isinstance(typed, list | tuple) and not typed):
        return {"type": part["type"], **_EMPTY[part["type"]]}
    key = next(iter(_EMPTY[part["type"]]))
    return {"type": part["type"], key: _PARSERS[part["type"]](part, typed, zone)}


def _text(_part: JsonObject, typed: Typed, _zone: str) -> object:
    return str(typed)


def _one_option(part: JsonObject, typed: Typed, _zone: str) -> object:
    return _option(part, str(typed))


def _many_options(part: JsonObject, typed: Typed, _zone: str) -> object:
    wanted = typed.split(",") if isinstance(typed, str) else typed
    if not isinstance(wanted, list | tuple):
        wanted = [str(wanted)]
    return [_option(part, str(word).strip()) for word in wanted]


def _option(part: JsonObject, wanted: str) -> JsonObject:
    options = list(all_options(part))
    exact = [one for one in options if wanted in (text_of(one["text"]), one.get("value"))]
    near = exact or [one for one in options if text_of(one["text"]).casefold().startswith(wanted.casefold())]
    if len(near) == 1:
        return {"text": near[0]["text"], "value": near[0].get("value")}
    raise CannotDo(f'There is no option "{wanted}". The options are: {", ".join(options_of(part))}.')


def _date(_part: JsonObject, typed: Typed, _zone: str) -> object:
    try:
        return date.fromisoformat(str(typed)).isoformat()
    except ValueError:
        raise CannotDo(f'"{typed}" is not a date; write it as 2026-12-04.') from None


def _time(_part: JsonObject, typed: Typed, _zone: str) -> object:
    try:
        return time.fromisoformat(str(typed)).strftime("%H:%M")
    except ValueError:
        raise CannotDo(f'"{typed}" is not a time of day; write it as 14:30.') from None


def _instant(_part: JsonObject, typed: Typed, zone: str) -> object:
    if isinstance(typed, int):
        return typed
    try:
        instant = datetime.fromisoformat(str(typed))
    except ValueError:
        raise CannotDo(f'"{typed}" is not a date and time; write it as 2026-12-04T14:30.') from None
    local = instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
    return int(local.astimezone(UTC).timestamp())


_PARSERS: dict[str, Callable[[JsonObject, Typed, str], object]] = {
    "plain_text_input": _text,
    "number_input": _text,
    "static_select": _one_option,
    "radio_buttons": _one_option,
    "multi_static_select": _many_options,
    "checkboxes": _many_options,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _instant,
}


def client_errors(blocks: Sequence[JsonObject], values: dict[tuple[str, str], JsonObject]) -> dict[str, str]:
    """Return what Slack's own client refuses before it sends, by block id: empty required fields, bad numbers."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        part = block["element"]
        value = next(iter(_bare(values[block["block_id"], part["action_id"]]).values()))
        if not value and not block.get("optional"):
            found[block["block_id"]] = "Please complete this required field."
        elif value and (complaint := _complaint(part, str(value))):
            found[block["block_id"]] = complaint
    return found


def _bare(state: JsonObject) -> JsonObject:
    return {key: value for key, value in state.items() if key != "type"}


def _complaint(part: JsonObject, value: str) -> str | None:
    if part["type"] == "number_input":
        return _number_complaint(part, value)
    if part["type"] == "plain_text_input":
        if len(value) > part.get("max_length", 3000):
            return f"Please use at most {part.get('max_length', 3000)} characters."
        if len(value) < part.get("min_length", 0):
            return f"Please use at least {part['min_length']} characters."
    return None


def _number_complaint(part: JsonObject, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not part["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in part and number < Decimal(str(part["min_value"])):
        return f"Please enter a number of at least {part['min_value']}."
    if "max_value" in part and number > Decimal(str(part["max_value"])):
        return f"Please enter a number of at most {part['max_value']}."
    return None


def state_values(values: dict[tuple[str, str], JsonObject]) -> JsonObject:
    """Return `state.values` as payloads carry it: block id, then action id, then the typed state."""
    nested: dict[str, JsonObject] = {}
    for (block_id, action_id), state in values.items():
        nested.setdefault(block_id, {})[action_id] = state
    return nested
