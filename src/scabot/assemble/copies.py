"""Backup, restore and rebuild plugged together: files of a site, its keys, and the audit's walk over every leaf."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from scabot.assemble.site import Folders
from scabot.audit.shell import verify_file
from scabot.audit.verify import Verdict
from scabot.clock.wall import Clock
from scabot.ledger.errors import CannotOpen
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.operate.backing_up import Leaves, Made, Workshop, back_up
from scabot.operate.key_copies import copy_keys
from scabot.operate.restoring import Bench, Restored, restore

RELEASE = version("scabot")


def walk(file: Path) -> Leaves:
    """Compute every leaf of a database file again."""
    report = verify_file(file)
    faults = tuple(f"{fault.what}." for fault in report.faults)
    if report.verdict is Verdict.NOT_CHECKED:
        faults = (*faults, *report.not_checked)
    return Leaves(report.size, report.root, faults)


@contextmanager
def keys_of(folders: Folders, clock: Clock) -> Iterator[Keyring]:
    """Open the keys of a site; raise `CannotOpen` where they are missing."""
    with closing(_keyring(folders, clock)) as keys:
        yield keys


def back_up_site(folders: Folders, clock: Clock, target: Path, keep: int) -> Made:
    """Back the ledger of a site up, beside its running service. Raises what `back_up` raises, and `CannotOpen`."""
    if not folders.database.exists():
        raise CannotOpen(f"There is no ledger at {folders.database}. SCABOT_DATA_DIR names the folder it is in.")
    with keys_of(folders, clock) as keys:
        workshop = Workshop(database=folders.database, keys=keys, walk=walk, now=clock.now, release=RELEASE)
        return back_up(workshop, target, keep)


def copy_site_keys(folders: Folders, now: datetime, target: Path, apart_from: Path | None) -> tuple[Path, list[Path]]:
    """Copy the key store of a site; see `copy_keys`."""
    return copy_keys(folders.keys, target, now, apart_from)


def restore_site(backup: Path, folders: Folders, clock: Clock) -> Restored:
    """Make a backup the ledger of a data folder; see `restore`. Keys that lie there already open its content."""
    there = folders.keys.exists() and folders.root_key.exists()
    keys = (lambda: _keyring(folders, clock)) if there else None
    return restore(backup, folders.database, Bench(walk=walk, now=clock.now, release=RELEASE, keys=keys))


def differences(folders: Folders, clock: Clock) -> list[str]:
    """Compare the views of a site with what its events say, beside its running service; one sentence each."""
    with keys_of(folders, clock) as keys, folders.archive(keys, comparing=True) as archive:
        return archive.differences()


def _keyring(folders: Folders, clock: Clock) -> Keyring:
    if not folders.keys.exists():
        raise CannotOpen(f"There is no key store at {folders.keys}: without it the ledger can be verified, not read.")
    return Keyring(folders.keys, read_keyfile(folders.root_key), clock.now)
