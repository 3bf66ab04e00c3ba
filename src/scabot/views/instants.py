"""Instants as columns hold them: fixed-width UTC text that sorts as text, like `2026-11-23T12:00:00.000000Z`."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache


@lru_cache(maxsize=64)  # a command writes the same few instants into a dozen rows
def text_of(instant: datetime) -> str:
    """Write an aware instant as 27 characters of UTC."""
    if instant.utcoffset() != _ZERO:
        instant = instant.astimezone(UTC)
    return "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ" % (  # noqa: UP031 - `isoformat` takes half as long again
        instant.year,
        instant.month,
        instant.day,
        instant.hour,
        instant.minute,
        instant.second,
        instant.microsecond,
    )


_ZERO = timedelta(0)


def instant_of(text: str) -> datetime:
    """Read what `text_of` wrote."""
    return datetime.fromisoformat(text)
