"""Instants as columns hold them: fixed-width UTC text that sorts as text, like `2026-11-23T12:00:00.000000Z`."""

from datetime import UTC, datetime


def text_of(instant: datetime) -> str:
    """Write an aware instant as 27 characters of UTC."""
    text = instant.isoformat(timespec="microseconds")
    if not text.endswith("+00:00"):
        text = instant.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{text[:26]}Z"


def instant_of(text: str) -> datetime:
    """Read what `text_of` wrote."""
    return datetime.fromisoformat(text)
