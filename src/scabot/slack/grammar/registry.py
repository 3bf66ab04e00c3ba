"""The one registry of what people can ask for: help, manifest, docs, buttons, the guard and the shell read it."""

from difflib import get_close_matches

from scabot.slack.grammar.entry import Act, Entry
from scabot.slack.grammar.finishing import FINISHING
from scabot.slack.grammar.negotiating import NEGOTIATING
from scabot.slack.grammar.seeing import SEEING

COMMAND = "/sca"
REGISTRY: tuple[Entry, ...] = (*SEEING, *NEGOTIATING, *FINISHING)

_BY_WORD: dict[str, Entry] = {word: entry for entry in REGISTRY for word in (entry.name, *entry.aliases)}
ACTS: dict[str, Act] = {act.name: act for entry in REGISTRY for act in entry.acts}
"""Every act by its name, which is also the name of its form and of its buttons (`sca.<name>`)."""

_ENTRY_OF_ACT: dict[str, Entry] = {act.name: entry for entry in reversed(REGISTRY) for act in entry.acts}


def entry_named(word: str) -> Entry | None:
    """Return the command with that name or alias, whatever the letter case."""
    return _BY_WORD.get(word.lower())


def entry_of(act: Act) -> Entry:
    """Return the first command of the registry that stands for an act."""
    return _ENTRY_OF_ACT[act.name]


def nearest(word: str) -> tuple[str, ...]:
    """Return up to three names of commands that look like the word, most alike first."""
    names = [_BY_WORD[match].name for match in get_close_matches(word.lower(), _BY_WORD, n=3, cutoff=0.6)]
    return tuple(dict.fromkeys(names))
