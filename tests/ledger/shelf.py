"""A data folder with a store, its keys and the one path of commands, on a clock that is wound by hand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from os import urandom
from pathlib import Path

import cast as c
from scabot.handle import Governed, Handle, Outcome
from scabot.ledger.beginning import ORIGIN
from scabot.ledger.facts import ChannelLinked, RoleGranted, SiteFact
from scabot.ledger.keyfile import make_keyfile, read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.opening import open_store
from scabot.ledger.store import CaseStore
from scabot.views.channels import ChannelKind
from scabot.views.tx import Tx
from scabot_domain.commands import Command
from scabot_domain.evolve import replay
from scabot_domain.parties import Side
from scabot_domain.playbook.book import Book
from story import BARE, Step

MINUTE = timedelta(minutes=1)


@dataclass
class Wound:
    """A clock that stands still until somebody winds it."""

    instant: datetime = c.NOW

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.instant

    def wind(self, by: timedelta = MINUTE) -> datetime:
        """Move it and return the instant before."""
        before, self.instant = self.instant, self.instant + by
        return before


@dataclass
class Shelf:
    """A store and what stands around it."""

    folder: Path
    keyfile: Path
    clock: Wound
    keys: Keyring
    store: CaseStore
    handle: Handle
    waits: list[float] = field(default_factory=list)
    url: str = ""

    def asks(self, step: Step, case: str = c.KEY) -> Command:
        """Return the command of a step, given now."""
        known = replay(case, self.store.history(case))
        return step(known, self.clock.wind())

    def does(self, *steps: Step | Sequence[Step], case: str = c.KEY) -> Outcome:
        """Let people of the cast act one after the other; return what the last one came to."""
        flat = [one for step in steps for one in (step if isinstance(step, Sequence) else (step,))]
        return [self.handle(case, self.asks(step, case)) for step in flat][-1]

    def governs(self, fact: SiteFact) -> Governed:
        """Let the admin state a fact about the installation."""
        return self.handle.govern(fact, c.by(c.ADA, self.clock.wind()))

    def furnish(self) -> None:
        """Map the cast, and link an internal, a shared and a compliance channel."""
        for person in c.DIRECTORY.people:
            self.governs(RoleGranted(person=person))
        for kind in ChannelKind:
            self.governs(ChannelLinked(alias=kind.value, team=c.LAKESIDE, channel=f"C0{kind.name}", kind=kind))

    def closed(self) -> None:
        """Close store and keys."""
        self.store.close()
        self.keys.close()


def furnished(home: Path) -> tuple[Path, Path]:
    """Return a data folder that does not exist yet and a key file beside it."""
    keyfile = home / "keyfile"
    make_keyfile(keyfile)
    return home / "data", keyfile


def opened(  # noqa: PLR0913 - a test names what differs
    folder: Path,
    keyfile: Path,
    clock: Wound,
    *,
    home_side: Side = Side.PROVIDER,
    book: Book = BARE,
    url: str = "",
    draw: Callable[[int], bytes] = urandom,
) -> Shelf:
    """Open what lies in a data folder, or in a PostgreSQL database, or begin it."""
    keys = Keyring(folder / "keys.db", read_keyfile(keyfile), clock, draw)
    store = _store(folder, keys, home_side, clock) if not url else _on_postgres(url, keys, home_side, clock)
    waits: list[float] = []
    handle = Handle(store, book, home_side=home_side, now=clock, jitter=lambda upto: upto / 2, pause=waits.append)
    return Shelf(folder, keyfile, clock, keys, store, handle, waits, url)


def _store(folder: Path, keys: Keyring, home_side: Side, clock: Wound) -> CaseStore:
    return open_store(folder / "scabot.db", keys, home_side=home_side, now=clock())


def _on_postgres(url: str, keys: Keyring, home_side: Side, clock: Wound) -> CaseStore:
    from scabot.ledger.opening_postgres import open_postgres  # noqa: PLC0415 - most tests need no driver

    return open_postgres(url, keys, home_side=home_side, now=clock(), origin=ORIGIN, trusting=True)


@contextmanager
def shelf_in(home: Path, *, book: Book = BARE, url: str = "") -> Iterator[Shelf]:
    """Open a new shelf, and close it at the end."""
    shelf = opened(*furnished(home), Wound(), book=book, url=url)
    try:
        shelf.furnish()
        yield shelf
    finally:
        shelf.closed()


def rows(tx: Tx, table: str) -> list[tuple[object, ...]]:
    """Return all rows of a table as tuples."""
    return [tuple(row) for row in tx.all(f"SELECT * FROM {table}")]  # type: ignore[arg-type]  # noqa: S608 - a test names its table


def again(command: Command, **by: object) -> Command:
    """Return the same command with other circumstances."""
    return replace(command, by=replace(command.by, **by))  # type: ignore[arg-type]  # pydantic checks what a test tells
