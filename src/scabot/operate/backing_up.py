"""A backup, made while the service runs: a copy counts only when everything about it was proven.

Misplaced    a folder for copies where they would be of no use, or would undo what keeping keys apart is for
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scabot.ledger.archive import open_archive
from scabot.ledger.backup import Told, copy_ledger, damage, root_at, told
from scabot.ledger.errors import InUse, LedgerFault
from scabot.ledger.files import private_folder, settle
from scabot.ledger.keys import Keyring
from scabot.operate.manifest import Manifest, beside, read_manifest, sha256_of, write_manifest
from scabot.views.instants import text_of

NAMES = "scabot-*.db"
PARTIAL = "scabot-copying.partial"


class Misplaced(Exception):  # noqa: N818 - the house calls what is not a refusal a fault
    """A folder that copies must not go to; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """What a walk over every leaf of a copy found: the size, the root in hex, and a sentence for each fault."""

    size: int
    root: str
    faults: tuple[str, ...] = ()


Walk = Callable[[Path], Leaves]
"""Computes every leaf of a database file again; who assembles plugs in the audit's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workshop:
    """What a backup is made of and proven with."""

    database: Path
    keys: Keyring
    walk: Walk
    now: Callable[[], datetime]
    release: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A copy and what was found wrong with it; with no fault it is a backup, else it is kept as `.suspect`."""

    file: Path
    told: Told | None
    faults: tuple[str, ...] = ()
    pruned: tuple[Path, ...] = field(default=())


def back_up(workshop: Workshop, folder: Path, keep: int) -> Made:
    """Copy the ledger into a folder, prove the copy, write its manifest, and keep the newest `keep` verified ones.

    Raises `Misplaced`, or a fault of the ledger: then there is no copy. What an interrupted run left is removed.
    """
    if folder.resolve().is_relative_to(workshop.database.parent.resolve()):
        raise Misplaced(f"{folder} lies inside the folder of the ledger, and would be lost with it.")
    with _alone(folder):
        partial = folder / PARTIAL
        for left in folder.glob(f"{PARTIAL}*"):
            left.unlink()
        try:
            copy_ledger(workshop.database, partial)
        except LedgerFault:
            partial.unlink(missing_ok=True)
            raise
        return _judged(workshop, partial, keep)


def _judged(workshop: Workshop, partial: Path, keep: int) -> Made:
    at = workshop.now()
    known, faults = _proven(workshop, partial)
    name = f"scabot-{at:%Y%m%dT%H%M%SZ}"
    if known is None or faults:
        suspect = partial.rename(_free(partial.with_name(f"{name}.suspect")))
        settle(suspect.parent)
        return Made(file=suspect, told=known, faults=tuple(faults))
    file = partial.with_name(f"{name}-{known.size}-{known.root[:8]}.db")
    beside(file).unlink(missing_ok=True)
    partial.replace(file)
    settle(file.parent)
    write_manifest(file, _manifest(workshop, file, known, at))
    return Made(file=file, told=known, pruned=tuple(_pruned(file, known.store_id, keep)))


def _proven(workshop: Workshop, copy: Path) -> tuple[Told | None, list[str]]:
    """Return what a copy says of itself, and everything that keeps it from being a backup."""
    try:
        if found := damage(copy):
            return None, [f"SQLite finds it damaged: {fault}." for fault in found]
        leaves = workshop.walk(copy)
        with open_archive(copy, workshop.keys) as archive:
            known = told(archive.tx)
            faults = [*leaves.faults, *archive.differences()]
        with open_archive(workshop.database) as ours:
            agreed = root_at(ours.tx, known.size)
    except (LedgerFault, ValueError, LookupError) as unproven:
        return None, [f"It could not be proven: {unproven}"]
    if (leaves.size, leaves.root) != (known.size, known.root) or agreed != known.root:
        faults.append(f"Its root is not the one of this ledger at {known.size} events.")
    return known, faults


def _manifest(workshop: Workshop, file: Path, known: Told, at: datetime) -> Manifest:
    return Manifest(
        store_id=known.store_id,
        size=known.size,
        root=known.root,
        sha256=sha256_of(file),
        bytes=file.stat().st_size,
        made_at=text_of(at),
        last_recorded_at=known.last_recorded_at,
        release=workshop.release,
    )


def _pruned(newest: Path, store_id: str, keep: int) -> Iterator[Path]:
    found = ((read_manifest(file), file) for file in newest.parent.glob(NAMES) if file != newest)
    ours = sorted((manifest.made_at, file) for manifest, file in found if manifest and manifest.store_id == store_id)
    for _, file in ours[: max(0, len(ours) + 1 - keep)]:
        beside(file).unlink()
        file.unlink()
        yield file
    settle(newest.parent)


def _free(file: Path) -> Path:
    number = 1
    wanted = file
    while file.exists():
        number += 1
        file = wanted.with_stem(f"{wanted.stem}-{number}")
    return file


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(private_folder(folder, mounted=()), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise InUse(f"Another backup into {folder} is under way.") from None
    finally:
        os.close(descriptor)
