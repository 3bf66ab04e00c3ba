"""Instants as columns hold them: fixed-width UTC text that sorts as text, like `2026-11-23T12:00:00.000000Z`."""

from datetime import UTC, datetime


def text_of(instant: datetime) -> str:
    """Write an aware instant as 27 characters of UTC."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def instant_of(text: str) -> datetime:
    """Read what `text_of` wrote."""
    return datetime.fromisoformat(text)
