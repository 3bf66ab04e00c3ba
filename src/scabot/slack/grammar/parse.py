"""From typed text to a command of the registry: which one, about which case, and the words that are left."""

from dataclasses import dataclass
from enum import StrEnum

from scabot.slack.grammar.entry import Argument, Entry
from scabot.slack.grammar.keys import looks_like_key, read_key
from scabot.slack.grammar.registry import entry_named, nearest
from scabot.slack.grammar.wording import LONGEST, clean, unescape

ALONE = "mine"
_ECHOED = 40


class Fault(StrEnum):
    """Why typed text is no command."""

    TOO_LONG = "too-long"
    UNKNOWN_WORD = "unknown-word"
    NOT_A_KEY = "not-a-key"
    UNKNOWN_SUBWORD = "unknown-subword"
    NOTHING_MORE = "nothing-more"


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A command as typed: its entry, the case key if one was given, and the rest in clean words."""

    entry: Entry
    key: str | None = None
    rest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Misread:
    """Text that is no command: why, the word in question (clean, at most 40 characters), and what may be meant."""

    fault: Fault
    word: str = ""
    near: tuple[str, ...] = ()
    entry: Entry | None = None


def parse(text: str) -> Typed | Misread:
    """Read what follows `/sca`; nothing at all means `mine`. Never raises, whatever the text."""
    if len(text) > LONGEST:
        return Misread(fault=Fault.TOO_LONG)
    words = unescape(text).split()
    name = clean(words[0]) if words else ALONE
    entry = entry_named(name)
    if entry is None:
        return Misread(fault=Fault.UNKNOWN_WORD, word=name[:_ECHOED], near=nearest(name))
    return _arguments(entry, words[1:])


def _arguments(entry: Entry, words: list[str]) -> Typed | Misread:
    key = None
    if entry.takes_key and words and _meant_as_key(entry, words[0]):
        key = read_key(words[0])
        if key is None:
            return Misread(fault=Fault.NOT_A_KEY, word=clean(words[0])[:_ECHOED], entry=entry)
        words = words[1:]
    return _rest(entry, key, clean(" ".join(words)).strip())


def _meant_as_key(entry: Entry, word: str) -> bool:
    return entry.arguments == (Argument.KEY,) or looks_like_key(word)


def _rest(entry: Entry, key: str | None, rest: str) -> Typed | Misread:
    if rest and not set(entry.arguments) - {Argument.KEY}:
        return Misread(fault=Fault.NOTHING_MORE, word=rest[:_ECHOED], entry=entry)
    if rest and entry.words and rest.lower() not in entry.words:
        return Misread(fault=Fault.UNKNOWN_SUBWORD, word=rest[:_ECHOED], near=entry.words, entry=entry)
    return Typed(entry=entry, key=key, rest=rest)
