"""The one registry of what people can ask for: help, manifest, docs, buttons, the guard and the shell read it.

What is for the shell alone is in `EVERY_ENTRY` and `SHELL_ACTS`, and in nothing that Slack looks at.
"""

from difflib import get_close_matches

from scabot.slack.grammar.entry import Act, Entry, Surface
from scabot.slack.grammar.finishing import FINISHING
from scabot.slack.grammar.negotiating import NEGOTIATING
from scabot.slack.grammar.seeing import SEEING
from scabot.slack.grammar.shell_only import SHELL_ONLY

COMMAND = "/sca"
REGISTRY: tuple[Entry, ...] = (*SEEING, *NEGOTIATING, *FINISHING)
"""Everything that can be typed or pressed in Slack."""

EVERY_ENTRY: tuple[Entry, ...] = (*REGISTRY, *SHELL_ONLY)
"""The same, and what the shell alone takes."""

_BY_WORD: dict[str, Entry] = {word: entry for entry in REGISTRY for word in (entry.name, *entry.aliases)}
ACTS: dict[str, Act] = {act.name: act for entry in REGISTRY for act in entry.acts}
"""Every act of Slack by its name, which is also the name of its form and of its buttons (`sca.<name>`)."""

SHELL_ACTS: dict[str, Act] = {
    act.name: act for entry in EVERY_ENTRY if Surface.SHELL in entry.surfaces for act in entry.acts
}
"""Every act that the shell takes, by its name."""

_ENTRY_OF_ACT: dict[str, Entry] = {act.name: entry for entry in reversed(EVERY_ENTRY) for act in entry.acts}


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
