"""A restore: a backup becomes the ledger of a new data folder, verified again, and doubtful about what it has not sent.

NotRestored    the backup is not what it should be; nothing was put in place
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scabot.ledger.archive import open_archive
from scabot.ledger.backup import Told, copy_ledger, damage, doubt_outbox, recorded_after, root_at, told
from scabot.ledger.errors import CannotOpen, KeyMissing, LedgerFault
from scabot.ledger.files import private_folder, settle
from scabot.ledger.keys import Keyring
from scabot.ledger.lease import take
from scabot.operate.backing_up import Leaves, Walk
from scabot.operate.manifest import Manifest, read_manifest, sha256_of


class NotRestored(LedgerFault):
    """The backup is not what it should be; nothing was put in place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """What a restore works with; without `keys` views are not compared, and content stays sealed."""

    walk: Walk
    now: Callable[[], datetime]
    release: str
    keys: Callable[[], Keyring] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What was put in place: what it says of itself, how many messages may have been sent, what nobody compared."""

    database: Path
    told: Told
    doubtful: int
    not_checked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """What another copy of the same ledger holds beyond the backup: events, the newest instant, cases touched since."""

    events: int
    last_recorded_at: str
    cases: tuple[str, ...] = field(default=())


def restore(backup: Path, database: Path, bench: Bench) -> Restored:
    """Put a backup in place as a new ledger, under the lease of its folder.

    Raises `CannotOpen` where something is in the way, and `NotRestored` if the backup does not verify.
    """
    if backup.suffix == ".suspect":
        raise NotRestored(f"{backup} is a copy that was not verified; take one that has a manifest.")
    if not backup.is_file():
        raise CannotOpen(f"There is no backup at {backup}.")
    private_folder(database.parent.parent)
    lease = take(private_folder(database.parent) / database.name, bench.release, bench.now())
    partial = database.with_name(f"{database.name}.restoring")
    try:
        for taken in (database, database.with_name(f"{database.name}-wal")):
            if taken.exists():
                raise CannotOpen(f"{taken} exists. A restore writes nothing over: name another folder.")
        partial.unlink(missing_ok=True)
        restored = _placed(backup, partial, database, bench)
    finally:
        partial.unlink(missing_ok=True)
        lease.drop()
    return restored


def _placed(backup: Path, partial: Path, database: Path, bench: Bench) -> Restored:
    manifest = read_manifest(backup)
    if manifest is not None and sha256_of(backup) != manifest.sha256:
        raise NotRestored(f"{backup} is not the file that was backed up: its SHA-256 is not the one of its manifest.")
    copy_ledger(backup, partial)
    if found := damage(partial):
        raise NotRestored(f"{backup} is damaged: {found[0]}.")
    known = _known(partial, bench.walk(partial), manifest)
    unchecked = [] if manifest else ["the manifest: there is none, so nobody can say that this is the file of that day"]
    unchecked += _views(partial, bench)
    doubtful = doubt_outbox(partial)
    partial.replace(database)
    settle(database.parent)
    return Restored(database=database, told=known, doubtful=doubtful, not_checked=tuple(unchecked))


def _known(copy: Path, leaves: Leaves, manifest: Manifest | None) -> Told:
    if leaves.faults:
        raise NotRestored(f"The backup does not verify: {leaves.faults[0]}")
    with open_archive(copy) as archive:
        known = told(archive.tx)
    claimed = (
        (manifest.store_id, manifest.size, manifest.root) if manifest else (known.store_id, known.size, known.root)
    )
    if claimed != (known.store_id, leaves.size, leaves.root):
        raise NotRestored("The backup is another one than its manifest says: store, size or root differ.")
    return known


def _views(copy: Path, bench: Bench) -> list[str]:
    if bench.keys is None:
        return ["views: no keys are here, so they were not compared with the events (scabot rebuild --check does it)"]
    try:
        with closing(bench.keys()) as keys, open_archive(copy, keys) as archive:
            different = archive.differences()
    except KeyMissing as missing:
        return [f"views: {missing}"]
    if different:
        raise NotRestored(f"The views of the backup are not what its events say: {different[0]}")
    return []


def lost(known: Told, other: Path) -> Lost | None:
    """Return what a ledger that can still be read holds beyond a backup of it; None if it is no continuation of it."""
    try:
        with open_archive(other) as archive:
            theirs = told(archive.tx)
            if theirs.store_id != known.store_id or root_at(archive.tx, known.size) != known.root:
                return None
            after = recorded_after(archive.tx, known.size)
    except (LedgerFault, ValueError):
        return None
    cases = tuple(stream for stream in after if stream.startswith("SCA-"))
    return Lost(events=sum(after.values()), last_recorded_at=theirs.last_recorded_at, cases=cases)
