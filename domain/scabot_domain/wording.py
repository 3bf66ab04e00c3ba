"""Text that people type, made safe to store, compare and print: one line, normalized, without invisible characters."""

import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: object) -> object:
    r"""Return a text in NFC on one line, control, format, surrogate, private and unassigned characters dropped.

    What separates words or lines becomes a space, so that nobody can print a line of the agreement by writing a name.
    What is no text comes back as it is.

    >>> clean("Northwind\u200b Health\nPlan")
    'Northwind Health Plan'
    """
    if not isinstance(text, str) or (text.isascii() and text.isprintable()):
        return text  # nothing to do, for most texts
    spaced = "".join(" " if character.isspace() else character for character in text)
    seen = "".join(character for character in spaced if unicodedata.category(character) not in _INVISIBLE)
    return unicodedata.normalize("NFC", seen)


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    BeforeValidator(clean),
]
"""A name, a number or a phrase: 1 to 200 characters on one line."""

Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    BeforeValidator(clean),
]
"""What somebody has to say: 1 to 500 characters on one line."""
