"""Finding the header of a fee file: which of its rows name the columns, and what each column is called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scabot.fees.layouts import LAYOUTS, Column, Layout
from scabot.fees.sheet import NotTakenError

WITHIN = 40
"""The header ends within so many rows."""
STACKED = 8
"""It is split over so many rows at most."""
_YEAR = re.compile(r"\b20\d\d\b", re.ASCII)
_NA = "NA INDICATOR"

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The layout of a file and where its columns are; `above` is what stands over the data, names included."""

    layout: Layout
    places: Mapping[str, int]
    above: str

    @property
    def last(self) -> int:
        """Return the place of the last column that is read."""
        return max(self.places.values())


def header_of(rows: Rows, file_name: str) -> Header:
    """Read rows up to the end of the header and return it; the first layout with all its columns is the one.

    Raises `NotTakenError` with the columns that are missing from the layout that the name of the file, or else the
    most of its columns, speak for.
    """
    seen: list[list[str]] = []
    nearest = _Nearest(file_name)
    for _, row in rows:
        seen.append(row)
        for depth in range(1, min(STACKED, len(seen)) + 1):
            names = _joined(seen[-depth:])
            for layout in LAYOUTS:
                places = _places(layout, names)
                missing = [one.said for one in layout.columns if one.needed and one.field not in places]
                if not missing:
                    return Header(
                        layout=layout, places=places, above=" ".join(cell for cells in seen for cell in cells)
                    )
                nearest.consider(layout, missing)
        if len(seen) == WITHIN:
            break
    raise NotTakenError(nearest.sentence)


class _Nearest:
    """The layout that a file comes nearest to."""

    def __init__(self, file_name: str) -> None:
        self._name = file_name.upper()
        self._best, self._missing = (False, 0.0), "nothing"
        self.sentence = "This is no fee file of CMS that is known: there is nothing in it."

    def consider(self, layout: Layout, missing: Sequence[str]) -> None:
        needed = sum(column.needed for column in layout.columns)
        worth = layout.called in self._name, 1 - len(missing) / needed
        if worth > self._best or self._missing == "nothing":
            self._best, self._missing = worth, ", ".join(missing)
            self.sentence = (
                "This is no fee file of CMS in a layout that is known. "
                f"As {layout.called} it lacks the columns: {self._missing}."
            )


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(row) for row in rows)
    parts = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    names = [_plain(" ".join(part)) for part in parts]
    return [f"{_NA} OF {names[place - 1]}" if name == _NA and place else name for place, name in enumerate(names)]


def _plain(name: str) -> str:
    words = _YEAR.sub(" ", name.upper()).replace("*", " ").split()
    return " ".join(words).replace("- ", "-")


def _places(layout: Layout, names: Sequence[str]) -> dict[str, int]:
    found = ((column.field, _place(column, names)) for column in layout.columns)
    return {field: place for field, place in found if place is not None}


def _place(column: Column, names: Sequence[str]) -> int | None:
    for form in column.forms:
        places = [place for place, name in enumerate(names) if form.fullmatch(name)]
        if len(places) == 1:
            return places[0]
    return None
