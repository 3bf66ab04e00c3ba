"""The schedules of a site: what it imported, and where it imported nothing of a year, the sample that comes along."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Protocol

from scabot.assemble.site import Folders
from scabot.fees.sample import MARK, SampleSchedules, shipped_sample
from scabot.views.fees import ANESTHESIA, GPCI, NATIONAL, PHYSICIAN, ImportedSchedules
from scabot.views.tx import Tx
from scabot_domain.money.schedules import DrugLimit, Gpci, RelativeValues, Schedules

_ONE = Decimal(1)


class Dated(Schedules, Protocol):
    """Schedules that also name the release of what is kept by year."""

    def newest(self, kind: str, period: str) -> str | None:
        """Return the newest release of a kind of file for a period."""
        ...


class SiteSchedules:
    """What is imported wins, year by year and kind by kind: no figure of the sample stands beside imported ones.

    `00000-00` is the nation, where every index is 1; see `scabot_domain.money.schedules.Schedules`.
    """

    def __init__(self, imported: Dated | None, sample: SampleSchedules) -> None:
        self._imported, self._sample = imported, sample

    def release_of(self, year: int) -> str | None:
        """Return the newest imported release of a year, or the sample's, whose id ends with `-sample`."""
        return self.newest(PHYSICIAN, str(year))

    def newest(self, kind: str, period: str) -> str | None:
        """Return the release of a kind of file for a period."""
        return self._of(kind, period).newest(kind, period)

    def physician(self, release: str, code: str, modifier: str) -> RelativeValues | None:
        """Return the row of a code in a release."""
        return self._named(release).physician(release, code, modifier)

    def factor(self, release: str, qualifying: bool) -> Decimal | None:  # noqa: FBT001 - the year's two factors
        """Return the conversion factor in US dollars."""
        return self._named(release).factor(release, qualifying)

    def gpci(self, year: int, locality: str) -> Gpci | None:
        """Return the indices of a locality in a year."""
        if locality == NATIONAL:
            return Gpci(work=_ONE, pe=_ONE, mp=_ONE)
        return self._of(GPCI, str(year)).gpci(year, locality)

    def anesthesia_factor(self, year: int, locality: str) -> Decimal | None:
        """Return the anesthesia conversion factor of a locality in a year."""
        return self._of(ANESTHESIA, str(year)).anesthesia_factor(year, locality)

    def drug(self, quarter: str, code: str) -> DrugLimit | None:
        """Return the payment limit of a drug in a quarter."""
        return None if self._imported is None else self._imported.drug(quarter, code)

    def digest(self, release: str) -> str | None:
        """Return the SHA-256 of the file a release is from."""
        return self._named(release).digest(release)

    def _named(self, release: str) -> Schedules:
        return self._sample if self._imported is None or release.endswith(MARK) else self._imported

    def _of(self, kind: str, period: str) -> Dated:
        imported = self._imported
        return self._sample if imported is None or imported.newest(kind, period) is None else imported


def site_schedules(tx: Tx) -> SiteSchedules:
    """Return the schedules of the site whose store a transaction is open on."""
    return SiteSchedules(ImportedSchedules(tx), shipped_sample())


@contextmanager
def read_tx(folders: Folders) -> Iterator[Tx | None]:
    """Open a site's store for reading, beside a running bot; None where there is no store yet. Raises `CannotOpen`."""
    if not folders.on_server and not folders.database.exists():
        yield None
        return
    with folders.archive() as archive:
        yield archive.tx
