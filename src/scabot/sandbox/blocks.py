"""The block linter: Slack's rules for blocks and views, and the stricter rules of our own house. Pure.

Each function returns sentences, one per fault; an empty list means that the blocks are fine.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from scabot.sandbox.checks import check_shape, flag, plain_text, string, unique
from scabot.sandbox.controls import elements_of
from scabot.sandbox.kinds import BLOCKS
from scabot.sandbox.plain import text_of
from scabot.sandbox.ports import JsonObject

Surface: TypeAlias = Literal["message", "modal", "home"]

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
_VIEW_KEYS = {
    "title": plain_text(24),
    "submit": plain_text(24),
    "close": plain_text(24),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
    "private_metadata": string(3000, least=0),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "submit_disabled": flag,
}
_MONEY = re.compile(r"\$\s?\d|\b\d{1,3}(,\d{3})+\b")
_RAW = re.compile(r"<!(channel|here|everyone)")
_WORDS = re.compile(r"\w")
_HOUSE_TEXT = 300


def lint(blocks: object, surface: Surface) -> list[str]:
    """Return what Slack would refuse about a list of blocks on that surface."""
    return list(_blocks(blocks, surface))


def lint_view(view: object) -> list[str]:
    """Return what Slack would refuse about a modal or an App Home."""
    return list(_view(view))


def house(text: str, blocks: Sequence[JsonObject]) -> list[str]:
    """Return what our own rules refuse about a message, beyond Slack's: they keep money and mentions out of `text`."""
    return [*_house_text(text), *_house_blocks(blocks)]


def _blocks(blocks: object, surface: Surface) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "blocks must be a list"
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"a {surface} may have at most {MOST_BLOCKS[surface]} blocks, not {len(blocks)}"
    for at, block in enumerate(blocks):
        yield from _block(block, surface, f"block {at}")
    known = [block for block in blocks if isinstance(block, dict)]
    yield from unique([block["block_id"] for block in known if "block_id" in block], "block ids", "blocks")
    if sum(block.get("type") == "table" for block in known) > 1:
        yield "blocks: a message may have one table only"


def _block(block: object, surface: Surface, path: str) -> Iterator[str]:
    kind = str(block.get("type")) if isinstance(block, dict) else "no object"
    shape = BLOCKS.get(kind)
    if not isinstance(block, dict) or shape is None:
        yield f'{path}: the block type "{kind}" is unknown'
        return
    if surface not in shape.surfaces:
        yield f"{path}: a {kind} block is not allowed in a {surface}"
    yield from check_shape(block, shape, f"{path} ({kind})")


def _view(view: object) -> Iterator[str]:
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        yield 'view: "type" must be modal or home'
        return
    surface: Surface = view["type"]
    if surface == "modal" and "title" not in view:
        yield 'view: "title" is missing'
    for key, value in view.items():
        if key in _VIEW_KEYS:
            yield from _VIEW_KEYS[key](value, f"view.{key}")
        elif key not in ("type", "blocks"):
            yield f'view: the key "{key}" is unknown'
    yield from _blocks(view.get("blocks"), surface)
    if surface == "modal" and "submit" not in view and _has_input(view.get("blocks")):
        yield 'view: "submit" is missing, although there are inputs'


def _has_input(blocks: object) -> bool:
    return isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)


def _house_text(text: str) -> Iterator[str]:
    if not text:
        yield "text: a message needs words for notifications and screen readers"
    if len(text) > _HOUSE_TEXT:
        yield f"text: at most {_HOUSE_TEXT} characters, not {len(text)}"
    if _MONEY.search(text):
        yield "text: an amount of money may not stand in a notification"
    if _RAW.search(text):
        yield "text: it would notify a whole channel"


def _house_blocks(blocks: Sequence[JsonObject]) -> Iterator[str]:
    buttons = [part for block in blocks for part in elements_of(block) if part["type"] == "button"]
    yield from unique([text_of(part["text"]) for part in buttons], "buttons", "blocks")
    for part in buttons:
        if part.get("style") == "danger" and "confirm" not in part:
            yield f'blocks: the button "{text_of(part["text"])}" is dangerous, but asks for no confirmation'
        if not _WORDS.search(re.sub(r":\w+:", "", text_of(part["text"]))):
            yield f'blocks: the button "{text_of(part["text"])}" has no words'
    if _RAW.search(str(blocks)):
        yield "blocks: they would notify a whole channel"
