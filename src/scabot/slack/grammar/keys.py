"""Case keys as people type them: letter case folds, O is 0, I and L are 1, and nothing else is forgiven (C17)."""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEY = re.compile(rf"SCA-?([{ALPHABET}]{{6}})", re.ASCII)
_KEYISH = re.compile(r"[S?][C?][A?](?:[-?].*|[0-9A-Z?]{6})")
_MARKED = re.compile(r"[-0-9]", re.ASCII)
_FOLD = str.maketrans("OIL", "011")


def read_key(word: str) -> str | None:
    """Return a case key in its one spelling, or None when the word is not one.

    Only ASCII counts: a look-alike letter, a hidden or a direction character makes it no case key.

    >>> read_key("sca-7qk2mo")
    'SCA-7QK2M0'
    """
    if not word.isascii():
        return None
    upper = word.upper()
    match = _KEY.fullmatch(upper[:3] + upper[3:].translate(_FOLD))
    return f"SCA-{match[1]}" if match else None


def looks_like_key(word: str) -> bool:
    """Say whether somebody meant the word as a case key, be it wrong or disguised."""
    seen = "".join(char for char in word.upper() if unicodedata.category(char) != "Cf")
    outline = "".join(char if char.isascii() else "?" for char in seen)
    return (
        bool(_KEYISH.fullmatch(outline))
        and any(char.isalnum() for char in outline)
        and _MARKED.search(outline) is not None
    )
