"""A site: the ledger of one installation with its keys, and the one path of every command to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scabot.clock.chance import Chance, SystemChance
from scabot.clock.wall import Clock, SystemClock
from scabot.handle import Handle
from scabot.ledger.archive import Archive, open_archive
from scabot.ledger.errors import CannotOpen
from scabot.ledger.files import private_folder
from scabot.ledger.keyfile import make_keyfile, read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.opening import NO_DRIVER, open_store
from scabot.ledger.store import CaseStore
from scabot.operate.threads import StoreThreads
from scabot.settings import Settings
from scabot_domain.playbook import Book, shipped_book


@dataclass(frozen=True, kw_only=True, slots=True)
class Folders:
    """Where a site keeps what: facts in one folder and keys in another, because they are backed up apart."""

    data: Path
    url: str = field(default="", repr=False)
    """Address of the database, which may hold a password; empty where the ledger is a file."""

    @classmethod
    def of(cls, settings: Settings) -> "Folders":
        """Return the folders that the settings name."""
        return cls(data=settings.data_dir, url=settings.database_url.get_secret_value())

    @property
    def on_server(self) -> bool:
        """Say whether the ledger is in PostgreSQL."""
        return bool(self.url)

    @property
    def database(self) -> Path:
        """Return the file of the ledger; raise `CannotOpen` if the ledger is in PostgreSQL."""
        if self.on_server:
            raise CannotOpen("The ledger is in PostgreSQL (SCABOT_DATABASE_URL); this command reads a file only.")
        return self.data / "ledger" / "scabot.db"

    @contextmanager
    def archive(self, keys: Keyring | None = None, *, comparing: bool = False) -> Iterator[Archive]:
        """Open the ledger for reading alone, wherever it is, beside a running bot; `comparing` views takes more there.

        Raises `CannotOpen` with a sentence that says what to do.
        """
        if not self.on_server:
            if not self.database.exists():
                raise CannotOpen(f"There is no ledger at {self.database}. SCABOT_DATA_DIR names the folder it is in.")
            with open_archive(self.database, keys) as archive:
                yield archive
            return
        try:
            from scabot.ledger.archive_postgres import open_archive_on_server  # noqa: PLC0415 - many have no driver
        except ImportError as missing:
            raise CannotOpen(NO_DRIVER) from missing
        with open_archive_on_server(self.url, keys, comparing=comparing) as archive:
            yield archive

    @property
    def keys(self) -> Path:
        """Return the file of the wrapped keys."""
        return self.data / "keys" / "keys.db"

    @property
    def root_key(self) -> Path:
        """Return the file of the root key, without which nothing can be read again."""
        return self.data / "keys" / "root.key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """An open ledger and what works on it; close it when done."""

    settings: Settings
    clock: Clock
    chance: Chance
    keys: Keyring
    store: CaseStore
    book: Book
    handle: Handle
    threads: StoreThreads

    def close(self) -> None:
        """Let what was begun end, then close threads, ledger and keys."""
        self.threads.close()
        self.store.close()
        self.keys.close()


def open_site(settings: Settings, *, clock: Clock | None = None, chance: Chance | None = None) -> Site:
    """Open the ledger of an installation, making folders, keys and tables where they are missing.

    Raises `CannotOpen` with a sentence that says what to do.
    """
    clock, chance = clock or SystemClock(), chance or SystemChance()
    private_folder(settings.data_dir)
    folders = Folders.of(settings)
    keys = _open_keys(folders, clock, chance.token_bytes)
    try:
        place = folders.data if folders.on_server else folders.database
        past = settings.listen_url.get_secret_value()
        store = open_store(place, keys, home_side=settings.home_side, now=clock.now(), url=folders.url, listen_url=past)
    except BaseException:
        keys.close()
        raise
    book = shipped_book()
    handle = Handle(store, book, home_side=settings.home_side, now=clock.now, jitter=chance.jitter)
    return Site(
        settings=settings,
        clock=clock,
        chance=chance,
        keys=keys,
        store=store,
        book=book,
        handle=handle,
        threads=StoreThreads(writers=2, readers=2) if folders.on_server else StoreThreads(),  # a pool of five there
    )


def _open_keys(folders: Folders, clock: Clock, draw: Callable[[int], bytes]) -> Keyring:
    private_folder(folders.root_key.parent)
    if not folders.root_key.exists() and (folders.on_server or not folders.database.exists()):
        make_keyfile(folders.root_key, draw)
    return Keyring(folders.keys, read_keyfile(folders.root_key), clock.now, draw)
