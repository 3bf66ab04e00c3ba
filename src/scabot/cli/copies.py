"""What `scabot backup`, `restore` and `rebuild` do and say."""

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from scabot.assemble.copies import back_up_site, copy_site_keys, differences, restore_site
from scabot.assemble.site import Folders
from scabot.cli.faults import MisusedError
from scabot.cli.hand import opened_site
from scabot.clock.wall import SystemClock
from scabot.ledger.errors import CannotOpen
from scabot.ledger.rebuild import rebuild
from scabot.operate.backing_up import Made, Misplaced
from scabot.operate.key_copies import refuse_together
from scabot.operate.restoring import Restored, lost
from scabot.settings import SettingsFault, read_settings
from scabot.telemetry.redact import printable
from scabot.views.instants import instant_of

ENV_FILE = Path(".env")
SUSPECT = 2
DIFFERENT = 1
_SHOWN = 20
_BY_THE_SERVER = (
    "This ledger is on PostgreSQL, which is backed up with its own tools: pg_dump -Fc and pg_restore, pg_basebackup, "
    "pgBackRest, or the point-in-time recovery of whoever runs it. Prove the copy with "
    "scabot audit verify and scabot rebuild --check, and look at docs/how-to/use-postgresql.md."
)


def make_backup(folder: Path | None, keep: int, keys_folder: Path | None) -> int:
    """Back up the ledger, and with `keys_folder` the keys after it, so that every key an event needs is among them.

    Without `folder` the keys alone.
    """
    if folder is None and keys_folder is None:
        raise MisusedError("Name the folder of the backups, or with --keys that of the key copies.")
    folders, clock = Folders.of(read_settings(os.environ, ENV_FILE)), SystemClock()
    if folder is not None and folders.on_server:
        raise CannotOpen(_BY_THE_SERVER)
    code = 0
    try:
        if keys_folder is not None:
            refuse_together(keys_folder, folder)
        if folder is not None:
            made = back_up_site(folders, clock, folder, keep)
            code = _say(_backed_up(made), SUSPECT if made.faults else 0)
        if keys_folder is not None:
            copy, forgotten = copy_site_keys(folders, clock.now(), keys_folder, folder)
            _say([f"Keys:     {copy}", *(f"Deleted:  {file} (older than 35 days)" for file in forgotten)])
    except Misplaced as misplaced:
        raise MisusedError(str(misplaced)) from misplaced
    return code


def restore_backup(backup: Path, data: Path) -> int:
    """Make a backup the ledger of a new data folder, and say what that loses."""
    if _in_use().on_server:
        raise CannotOpen(_BY_THE_SERVER)
    clock, folders = SystemClock(), Folders(data=data)
    restored = restore_site(backup, folders, clock)
    return _say([*_restored(restored, folders), *_lost(restored, clock.now())])


def rebuild_views(*, only_check: bool) -> int:
    """Write every view anew, which needs the ledger for itself; or only compare, beside a running bot."""
    settings = read_settings(os.environ, ENV_FILE)
    if only_check:
        found = differences(Folders.of(settings), SystemClock())
        return _say(found or ["Every view is what the events say."], DIFFERENT if found else 0)
    with opened_site(settings) as site:
        rebuild(site.store)
    return _say(["Every view was written anew from the events."])


def _backed_up(made: Made) -> Iterator[str]:
    if made.faults:
        yield f"SUSPECT:  {made.file}. This is no backup:"
        yield from (f"          {fault}" for fault in made.faults)
        return
    yield f"Verified: {made.file}"
    if made.told is not None:
        yield f"          {made.told.size} events, root {made.told.root}"
    yield from (f"Deleted:  {file}" for file in made.pruned)


def _restored(restored: Restored, folders: Folders) -> Iterator[str]:
    yield f"Restored: {restored.database}"
    yield f"          {restored.told.size} events, root {restored.told.root}"
    yield f"Unsent:   {restored.doubtful} messages may have been sent since; Slack is asked before any is sent again."
    yield from (f"Not checked: {left}" for left in restored.not_checked)
    if not folders.root_key.exists() or not folders.keys.exists():
        yield f"Keys:     put keys.db and root.key into {folders.keys.parent}; without them content stays sealed."


def _lost(restored: Restored, now: datetime) -> Iterator[str]:
    newest = restored.told.last_recorded_at
    found = lost(restored.told, _present())
    if found is None:
        age = f", {_minutes(newest, now)} minutes ago" if newest else ""
        yield f"Lost:     whatever was recorded after {newest or 'the beginning'}{age}."
        return
    gone = _minutes(newest, instant_of(found.last_recorded_at)) if newest else 0
    yield f"Lost:     {found.events} events of {gone} minutes, which the ledger in SCABOT_DATA_DIR still holds."
    yield from (f"          {case} was touched since" for case in found.cases[:_SHOWN])
    if len(found.cases) > _SHOWN:
        yield f"          and {len(found.cases) - _SHOWN} more cases"


def _present() -> Path:
    return _in_use().database


def _in_use() -> Folders:
    try:
        return Folders.of(read_settings(os.environ, ENV_FILE))
    except SettingsFault:
        return Folders(data=Path("no-ledger"))


def _minutes(since: str, until: datetime) -> int:
    return round((until - instant_of(since)).total_seconds() / 60)


def _say(lines: Iterable[str], code: int = 0) -> int:
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
    return code
