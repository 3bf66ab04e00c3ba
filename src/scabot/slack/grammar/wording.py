"""Typed text before anything reads it: one spelling per character, nothing invisible, never too long."""

import unicodedata

LONGEST = 3000
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def clean(text: str) -> str:
    """Return the text in NFC without control, format, surrogate, private and unassigned characters.

    White space of any kind is kept as plain spaces.
    """
    spaced = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    return "".join(char for char in spaced if unicodedata.category(char) not in _DROPPED)


def unescape(text: str) -> str:
    """Return what a person typed before Slack escaped `&`, `<` and `>` in it."""
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text
