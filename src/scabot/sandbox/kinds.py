"""The tables of the block linter: every block and element of ours, its keys and limits (Block Kit reference)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from scabot.sandbox.checks import (
    Check,
    Shape,
    any_of,
    any_text,
    check_shape,
    clock_time,
    flag,
    iso_date,
    list_of,
    number_string,
    one_of,
    plain_text,
    shaped,
    string,
    unique,
    url,
    whole,
)
from scabot.sandbox.ports import JsonObject

_IDENTITY: dict[str, Check] = {"action_id": string(255)}
_PLACEHOLDER = plain_text(150)
CONFIRM = shaped(
    Shape(
        required={"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
        optional={"style": one_of("primary", "danger")},
    )
)
_COMMON: dict[str, Check] = {**_IDENTITY, "confirm": CONFIRM, "focus_on_load": flag}
_DISPATCH = shaped(
    Shape(
        optional={
            "trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 1, 2),
        }
    )
)


def _option(text: Check) -> Check:
    return shaped(Shape(required={"text": text, "value": string(150)}, optional={"description": plain_text(75)}))


_MENU_OPTION = _option(plain_text(75))
_LIST_OPTION = _option(any_text(75))
_GROUP = shaped(Shape(required={"label": plain_text(75), "options": list_of(_MENU_OPTION, 1, 100)}))


def _menu_rule(part: JsonObject, path: str) -> Iterator[str]:
    if ("options" in part) == ("option_groups" in part):
        yield f'{path}: give either "options" or "option_groups"'


def _options_rule(part: JsonObject, path: str) -> Iterator[str]:
    options = list(_raw_options(part))
    values = [option.get("value") for option in options if isinstance(option, dict)]
    yield from unique(values, "option values", path)
    chosen = [part["initial_option"]] if "initial_option" in part else part.get("initial_options", [])
    for option in chosen:
        if option not in options:
            yield f"{path}: the initial option is not one of the options"


def _raw_options(part: JsonObject) -> Iterator[object]:
    yield from part.get("options", [])
    for group in part.get("option_groups", []):
        yield from group.get("options", []) if isinstance(group, dict) else []


def _range_rule(part: JsonObject, path: str) -> Iterator[str]:
    least, most = str(part.get("min_value", "-Infinity")), str(part.get("max_value", "Infinity"))
    try:
        upside_down = Decimal(least) > Decimal(most)
    except InvalidOperation:
        return  # the checks of the single values say so
    if upside_down:
        yield f"{path}: min_value is above max_value"


def _length_rule(part: JsonObject, path: str) -> Iterator[str]:
    if part.get("min_length", 0) > part.get("max_length", 3000):
        yield f"{path}: min_length is above max_length"


_MENU: dict[str, Check] = {
    **_COMMON,
    "placeholder": _PLACEHOLDER,
    "options": list_of(_MENU_OPTION, 1, 100),
    "option_groups": list_of(_GROUP, 1, 100),
}
ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        required={"text": plain_text(75)},
        optional={
            **_IDENTITY,
            "url": url,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": Shape(optional={**_MENU, "initial_option": _MENU_OPTION}, rules=(_menu_rule, _options_rule)),
    "multi_static_select": Shape(
        optional={**_MENU, "initial_options": list_of(_MENU_OPTION, 1, 100), "max_selected_items": whole(1, 100)},
        rules=(_menu_rule, _options_rule),
    ),
    "overflow": Shape(
        required={
            "options": list_of(
                shaped(
                    Shape(
                        required={"text": plain_text(75), "value": string(150)},
                        optional={"description": plain_text(75), "url": url},
                    )
                ),
                1,
                5,
            )
        },
        optional={**_IDENTITY, "confirm": CONFIRM},
        rules=(_options_rule,),
    ),
    "radio_buttons": Shape(
        required={"options": list_of(_LIST_OPTION, 1, 10)},
        optional={**_COMMON, "initial_option": _LIST_OPTION},
        rules=(_options_rule,),
    ),
    "checkboxes": Shape(
        required={"options": list_of(_LIST_OPTION, 1, 10)},
        optional={**_COMMON, "initial_options": list_of(_LIST_OPTION, 1, 10)},
        rules=(_options_rule,),
    ),
    "datepicker": Shape(optional={**_COMMON, "initial_date": iso_date, "placeholder": _PLACEHOLDER}),
    "timepicker": Shape(
        optional={**_COMMON, "initial_time": clock_time, "placeholder": _PLACEHOLDER, "timezone": string(100)}
    ),
    "datetimepicker": Shape(optional={**_COMMON, "initial_date_time": whole(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": Shape(
        optional={
            **_IDENTITY,
            "focus_on_load": flag,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
            "placeholder": _PLACEHOLDER,
            "dispatch_action_config": _DISPATCH,
        },
        rules=(_length_rule,),
    ),
    "number_input": Shape(
        required={"is_decimal_allowed": flag},
        optional={
            **_IDENTITY,
            "focus_on_load": flag,
            "initial_value": number_string,
            "min_value": number_string,
            "max_value": number_string,
            "placeholder": _PLACEHOLDER,
            "dispatch_action_config": _DISPATCH,
        },
        rules=(_range_rule,),
    ),
    "image": Shape(required={"image_url": url, "alt_text": string(2000)}),
}
_INPUTS = tuple(kind for kind in ELEMENTS if kind not in {"button", "overflow", "image"})
_CLICKABLE = tuple(kind for kind in ELEMENTS if kind not in {"plain_text_input", "number_input", "image"})


def _elements() -> Mapping[str, Shape]:
    return ELEMENTS


def _context_part(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict) and value.get("type") == "image":
        yield from check_shape(value, ELEMENTS["image"], path)
    else:
        yield from any_text(3000)(value, path)


def _section_rule(block: JsonObject, path: str) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield f'{path}: give "text" or "fields"'


def _actions_rule(block: JsonObject, path: str) -> Iterator[str]:
    parts = [part for part in block.get("elements", []) if isinstance(part, dict)]
    yield from unique([part["action_id"] for part in parts if "action_id" in part], "action ids", path)


def _table_rule(block: JsonObject, path: str) -> Iterator[str]:
    rows = [row for row in block.get("rows", []) if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        yield f"{path}: the rows differ in length"


def _rich_part(value: object, path: str) -> Iterator[str]:
    if not isinstance(value, dict) or not str(value.get("type")).startswith("rich_text_"):
        yield f"{path} must be a rich_text section, list, quote or preformatted text"
    elif not isinstance(value.get("elements"), list):
        yield f'{path}: "elements" is missing'


_RICH = Shape(required={"elements": list_of(_rich_part, 1, 100)}, optional={"block_id": string(255)})
_CELLS: dict[str, Shape] = {
    "raw_text": Shape(required={"text": string(2000)}),
    "raw_number": Shape(required={"value": lambda _value, _path: iter(()), "text": string(100)}),
    "rich_text": _RICH,
}
_COLUMN = shaped(Shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": flag}))
_TASK = shaped(
    Shape(
        required={
            "task_id": string(255),
            "title": string(255),
            "status": one_of("pending", "in_progress", "complete", "error"),
        },
        optional={"details": shaped(_RICH), "output": shaped(_RICH)},
    )
)
_MESSAGE_ONLY = frozenset({"message"})
_ID: dict[str, Check] = {"block_id": string(255)}
BLOCKS: dict[str, Shape] = {
    "section": Shape(
        optional={
            **_ID,
            "text": any_text(3000),
            "fields": list_of(any_text(2000), 1, 10),
            "accessory": any_of(_elements, *_CLICKABLE, "image"),
            "expand": flag,
        },
        rules=(_section_rule,),
    ),
    "header": Shape(required={"text": plain_text(150)}, optional=_ID),
    "divider": Shape(optional=_ID),
    "context": Shape(required={"elements": list_of(_context_part, 1, 10)}, optional=_ID),
    "actions": Shape(
        required={"elements": list_of(any_of(_elements, *_CLICKABLE), 1, 25)}, optional=_ID, rules=(_actions_rule,)
    ),
    "input": Shape(
        required={"label": plain_text(2000), "element": any_of(_elements, *_INPUTS)},
        optional={**_ID, "hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
        surfaces=frozenset({"modal", "home"}),
    ),
    "image": Shape(required={"image_url": url, "alt_text": string(2000)}, optional={**_ID, "title": plain_text(2000)}),
    "markdown": Shape(required={"text": string(12_000)}, optional=_ID, surfaces=_MESSAGE_ONLY),
    "rich_text": _RICH,
    "table": Shape(
        required={"rows": list_of(list_of(any_of(lambda: _CELLS), 1, 20), 1, 100)},
        optional={**_ID, "column_settings": list_of(_COLUMN, 0, 20)},
        surfaces=_MESSAGE_ONLY,
        rules=(_table_rule,),
    ),
    "alert": Shape(
        required={"text": any_text(3000)},
        optional={**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "plan": Shape(
        required={"title": string(255)}, optional={**_ID, "tasks": list_of(_TASK, 0, 50)}, surfaces=_MESSAGE_ONLY
    ),
}
