"""A private answer: words for notifications and screen readers, and blocks for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from scabot.slack.forms.inputs import Block, View, modal, plain, small, words


class Shown(Protocol):
    """Anything that can be shown: a text of at most 300 characters, and the blocks that say more."""

    @property
    def text(self) -> str:
        """Return what notifications and screen readers say."""

    @property
    def blocks(self) -> Sequence[Block]:
        """Return what is drawn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An answer as drawn here."""

    text: str
    blocks: tuple[Block, ...] = ()


def say(text: str, *more: Block) -> Answer:
    """Return an answer that says a text, and shows it above anything more."""
    return Answer(text=text[:300], blocks=(words(text), *more))


def button(label: str, verb: str, value: str) -> Block:
    """Return a button for a verb of the registry; `value` is a signed token."""
    return {"type": "button", "action_id": f"sca.{verb}", "text": plain(label[:75]), "value": value}


def buttons(*elements: Block) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def beside(text: str, element: Block) -> Block:
    """Return a line of words with a button beside it."""
    return {**words(text), "accessory": element}


def as_modal(title: str, shown: Shown) -> View:
    """Return an answer as a modal; what a modal cannot hold is said in plain words."""
    return modal(title, None, [block for one in shown.blocks for block in _for_modal(one)][:100] or [words(shown.text)])


def _for_modal(block: Block) -> list[Block]:
    if block["type"] == "table":
        return [small(" · ".join(_cell(cell) for cell in row)) for row in block["rows"]]
    if block["type"] == "markdown":
        return [words(block["text"])]
    return [block]


def _cell(cell: Block) -> str:
    return str(cell.get("text", "")) or "-"
