"""A case with some of its many fields changed, at the cost of those few; the fold does this for every event."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as changed  # what type checkers see: the same, checked field by field

    settled = changed
else:

    def changed(case: object, **changes: object) -> object:
        """Return a copy of a case with these fields; `dataclasses.replace` would write all forty again."""
        copy = object.__new__(type(case))
        copy.__dict__.update(case.__dict__, **changes)
        return copy

    def settled(made: object, **changes: object) -> object:
        """Return the very case, with these fields, that `changed` has just made and that nobody else holds yet."""
        made.__dict__.update(changes)
        return made


__all__ = ["changed", "settled"]
