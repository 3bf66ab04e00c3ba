"""Seals: the first digits of an event's leaf hash, shown beside what was drawn from it, so that anybody can compare."""

_DIGITS = 10


def seal_of(leaf: bytes | None) -> str:
    """Return a seal like `3f9a-1c42-b7`; it has no version, for versions count events kept from the reader (I20)."""
    if leaf is None:
        return "none"
    digits = leaf.hex()[:_DIGITS]
    return "-".join((digits[:4], digits[4:8], digits[8:]))
