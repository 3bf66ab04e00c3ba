"""What a site imported of CMS's schedules, as the arithmetic asks for it; nothing here reads a file.

Every answer is None where the site imported nothing: a missing figure is never zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class RelativeValues:
    """One row of a release of the physician fee schedule: relative value units, and the row's status letter.

    A setting marked "NA" is one in which the service is rarely or never rendered.
    """

    work: Decimal
    pe_facility: Decimal
    pe_non_facility: Decimal
    mp: Decimal
    status: str
    na_facility: bool = False
    na_non_facility: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Gpci:
    """The geographic practice cost indices of a locality; `work` already holds the floor of its year."""

    work: Decimal
    pe: Decimal
    mp: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class DrugLimit:
    """CMS's payment limit of a drug: US dollars per billing unit, 3 decimals, already average sales price + 6 %."""

    limit: Decimal


class Schedules(Protocol):
    """The schedules of a site; every answer is None where the site imported nothing."""

    def release_of(self, year: int) -> str | None:
        """Return the newest release of the physician fee schedule for a year, like `RVU25D`."""
        ...

    def physician(self, release: str, code: str, modifier: str) -> RelativeValues | None:
        """Return the row of a code in a release; modifier "" is the base row, 26, TC and 53 have rows of their own."""
        ...

    def factor(self, release: str, qualifying: bool) -> Decimal | None:  # noqa: FBT001 - the year's two factors
        """Return the conversion factor in US dollars; before 2026 both answers are the same."""
        ...

    def gpci(self, year: int, locality: str) -> Gpci | None:
        """Return the indices of a locality like `04412-18` in a year."""
        ...

    def anesthesia_factor(self, year: int, locality: str) -> Decimal | None:
        """Return the anesthesia conversion factor of a locality in a year, in US dollars per unit."""
        ...

    def drug(self, quarter: str, code: str) -> DrugLimit | None:
        """Return the payment limit of a drug in a quarter like `2026Q4`."""
        ...

    def digest(self, release: str) -> str | None:
        """Return the SHA-256 of the imported file of a release, in hex."""
        ...
