"""Blocks as plain text, the way a person would read them aloud; transcripts and leak checks use it."""

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from scabot.sandbox.ports import JsonObject

WIDTH = 80
_BLANK = "________"
_REFERENCE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_MARKER = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")

Names = Mapping[str, str]


def plain(blocks: Sequence[JsonObject], *, width: int | None = WIDTH, names: Names | None = None) -> str:
    """Return blocks as lines of text: buttons as `[Accept]`, an empty field as `Label: ________`.

    `names` maps ids to what Slack would draw (`U0RUTH` -> `@Ruth Adeyemi`). With `width=None` no line is broken and
    tables are not padded, so that a search for a sentence cannot miss it at a line end.
    """
    lines = [line for block in blocks for line in _block(block, width, names or {})]
    return "\n".join(line for part in lines for line in _wrapped(part, width))


def readable(text: str, names: Names | None = None) -> str:
    """Return mrkdwn as a reader sees it: references by name, markers gone, `&amp; &lt; &gt;` unescaped."""
    known = names or {}
    shown = _REFERENCE.sub(lambda match: _reference(match, known), text)
    shown = _MARKER.sub(lambda match: match.group(2), shown)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def wrapped(text: str, width: int = WIDTH, indent: str = "") -> str:
    """Return text broken at `width` columns, every line behind `indent`."""
    return "\n".join(indent + line for part in text.split("\n") for line in _wrapped(part, width - len(indent)))


def _wrapped(line: str, width: int | None) -> list[str]:
    if width is None or len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) or [line]


def _reference(match: re.Match[str], names: Names) -> str:
    target, label = match.group(1), match.group(2)
    if target.startswith("!date^"):
        return label or target
    if target[0] in "@#!":
        return names.get(target[1:], label or target)
    return f"{label} ({target})" if label else target


def text_of(thing: object, names: Names | None = None) -> str:
    """Return the words of a text object; mrkdwn is made readable, plain text stays as it is."""
    if not isinstance(thing, dict):
        return ""
    text = str(thing.get("text", ""))
    return readable(text, names) if thing.get("type") == "mrkdwn" else text


def _block(block: JsonObject, width: int | None, names: Names) -> Iterator[str]:
    draw = _BLOCKS.get(str(block.get("type")))
    if draw is None:
        yield f"[unknown block: {block.get('type')}]"
    elif block.get("type") == "table":
        yield from _table(block, width, names)
    else:
        yield from draw(block, names)


def _header(block: JsonObject, _names: Names) -> Iterator[str]:
    yield f"== {text_of(block.get('text'))} =="


def _section(block: JsonObject, names: Names) -> Iterator[str]:
    if "text" in block:
        yield from text_of(block["text"], names).split("\n")
    for entry in block.get("fields", []):
        yield text_of(entry, names).replace("\n", ": ", 1)
    if "accessory" in block:
        yield from element(block["accessory"], names)


def _divider(_block: JsonObject, _names: Names) -> Iterator[str]:
    yield "-" * 20


def _context(block: JsonObject, names: Names) -> Iterator[str]:
    parts = [text_of(part, names) or str(part.get("alt_text", "")) for part in block.get("elements", [])]
    yield from " · ".join(parts).split("\n")


def _actions(block: JsonObject, names: Names) -> Iterator[str]:
    yield "  ".join(line for part in block.get("elements", []) for line in element(part, names))


def _input(block: JsonObject, names: Names) -> Iterator[str]:
    note = " (optional)" if block.get("optional") else ""
    field = " ".join(element(block.get("element", {}), names))
    yield f"{text_of(block.get('label'))}{note}: {field}"
    if "hint" in block:
        yield f"  {text_of(block['hint'])}"


def _image(block: JsonObject, _names: Names) -> Iterator[str]:
    yield f"[picture: {block.get('alt_text', '')}]"


def _markdown(block: JsonObject, _names: Names) -> Iterator[str]:
    yield from str(block.get("text", "")).split("\n")


def _alert(block: JsonObject, names: Names) -> Iterator[str]:
    yield f"! {text_of(block.get('text'), names)}"


def _plan(block: JsonObject, _names: Names) -> Iterator[str]:
    yield str(block.get("title", ""))
    for task in block.get("tasks", []):
        yield f"- {task.get('title', '')} ({task.get('status', '')})"


def _rich_text(block: JsonObject, names: Names) -> Iterator[str]:
    for part in block.get("elements", []):
        if part.get("type") == "rich_text_list":
            for entry in part.get("elements", []):
                yield f"- {_run(entry, names)}"
        else:
            yield from _run(part, names).split("\n")


def _run(part: JsonObject, names: Names) -> str:
    return "".join(_piece(piece, names) for piece in part.get("elements", []))


def _piece(piece: JsonObject, names: Names) -> str:
    match piece.get("type"):
        case "user":
            return names.get(piece["user_id"], f"@{piece['user_id']}")
        case "channel":
            return names.get(piece["channel_id"], f"#{piece['channel_id']}")
        case "link":
            return str(piece.get("text") or piece.get("url", ""))
        case "emoji":
            return f":{piece.get('name', '')}:"
        case "date":
            return str(piece.get("fallback", ""))
        case _:
            return str(piece.get("text", ""))


def _table(block: JsonObject, width: int | None, names: Names) -> Iterator[str]:
    rows = [[_cell(cell, names) for cell in row] for row in block.get("rows", [])]
    if width is None:
        yield from (" | ".join(row) for row in rows)
        return
    count = max((len(row) for row in rows), default=0)
    widest = [max(len(row[at]) for row in rows if at < len(row)) for at in range(count)]
    room = max(8, (width - 3 * (count - 1)) // max(count, 1))
    columns = widest if sum(widest) + 3 * (count - 1) <= width else [min(wide, room) for wide in widest]
    for row in rows:
        yield from _table_row(row, columns)


def _table_row(row: list[str], columns: list[int]) -> Iterator[str]:
    cells = [textwrap.wrap(cell, wide) or [""] for cell, wide in zip(row, columns, strict=False)]
    for at in range(max(map(len, cells), default=0)):
        parts = (lines[at] if at < len(lines) else "" for lines in cells)
        yield " | ".join(part.ljust(wide) for part, wide in zip(parts, columns, strict=False)).rstrip()


def _cell(cell: JsonObject, names: Names) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(_rich_text(cell, names))
    return str(cell.get("text", ""))


def element(part: JsonObject, names: Names | None = None) -> Iterator[str]:
    """Yield the words of one interactive element, with what is filled in from the start."""
    match part.get("type"):
        case "button":
            yield f"[{text_of(part.get('text'))}]"
        case "overflow":
            yield f"[… {' / '.join(options_of(part))}]"
        case "image":
            yield f"[picture: {part.get('alt_text', '')}]"
        case "static_select" | "multi_static_select" | "radio_buttons" | "checkboxes":
            yield _choice(part, names)
        case _:
            yield _initial(part) or _BLANK


def _choice(part: JsonObject, names: Names | None) -> str:
    chosen = [part["initial_option"]] if "initial_option" in part else part.get("initial_options", [])
    filled = ", ".join(text_of(option["text"], names) for option in chosen) or _BLANK
    return f"{filled} ({' / '.join(options_of(part))})"


def options_of(part: JsonObject) -> list[str]:
    """Return the texts of every option of a select, radio group, check boxes or overflow menu."""
    return [text_of(option.get("text")) for option in all_options(part)]


def all_options(part: JsonObject) -> list[JsonObject]:
    """Return the options of an element, those of its groups included."""
    groups: list[JsonObject] = part.get("option_groups", [])
    options: list[JsonObject] = list(part.get("options", []))
    return options + [option for group in groups for option in group.get("options", [])]


def _initial(part: JsonObject) -> str:
    names = ("initial_value", "initial_date", "initial_time", "initial_date_time")
    return next((str(part[name]) for name in names if part.get(name) is not None), "")


_BLOCKS: dict[str, Callable[[JsonObject, Names], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "alert": _alert,
    "plan": _plan,
    "rich_text": _rich_text,
    "table": _divider,
}
