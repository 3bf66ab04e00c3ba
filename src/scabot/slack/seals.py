"""Seals: the first digits of an event's leaf hash, shown beside what was drawn from it, so that anybody can compare."""

_DIGITS = 10


def seal_of(leaf: bytes | None, version: int | None) -> str:
    """Return a seal like `v7·3f9a-1c42-b7`; without a version where that would count events kept from the reader."""
    if leaf is None:
        return "none"
    digits = leaf.hex()[:_DIGITS]
    grouped = "-".join((digits[:4], digits[4:8], digits[8:]))
    return grouped if version is None else f"v{version}·{grouped}"
