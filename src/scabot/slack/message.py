"""A message to a channel: the words for notifications, and the blocks that are drawn."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scabot.slack.forms.inputs import Block, words

MOST_TEXT = 300
_ROOM = 2900


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is posted; `text` names the case and what is new, never money and no person."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def words(self) -> str:
        """Return everything that is read, one text a line; values of buttons are not."""
        return "\n".join([self.text, *_texts(self.blocks)])

    @property
    def hash(self) -> str:
        """Return a hash of everything that is drawn."""
        drawn = json.dumps([self.text, self.blocks], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(drawn.encode()).hexdigest()


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            yield part["text"]
        part = tuple(part.values())
    if isinstance(part, list | tuple):
        for inner in part:
            yield from _texts(inner)


def escaped(text: str) -> str:
    """Return a text of people for use inside markup: nothing in it mentions, links or formats."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def marked(text: str) -> Block:
    """Return a block of markup, at most 3,000 characters; words of people in it must be `escaped`."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:3000], "verbatim": True}}


def paragraphs(text: str) -> tuple[Block, ...]:
    """Return a text of any length as blocks of plain words, broken between lines where that is possible."""
    found = [""]
    for line in _short_lines(text):
        if found[-1] and len(found[-1]) + len(line) + 1 > _ROOM:
            found.append("")
        found[-1] = f"{found[-1]}\n{line}" if found[-1] else line
    return tuple(words(paragraph) for paragraph in found if paragraph)


def _short_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from (line[at : at + _ROOM] for at in range(0, len(line), _ROOM))
