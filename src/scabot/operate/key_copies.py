"""Copies of the key store: apart from copies of the ledger, and deleted after 35 days, so that erasure becomes real."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from scabot.ledger.backup import copy_ledger, damage
from scabot.ledger.errors import StoreBroken
from scabot.ledger.files import private_folder, settle
from scabot.operate.backing_up import NAMES, Misplaced

LIVE = timedelta(days=35)
_NAME = "keys-%Y%m%dT%H%M%SZ.db"


def copy_keys(keys: Path, folder: Path, now: datetime, apart_from: Path | None) -> tuple[Path, list[Path]]:
    """Copy the key store (never the root key) into a folder; return the copy and the old ones that were deleted.

    `apart_from` is the folder of the ledger's backups, if one is made now. Raises what `copy_ledger` raises, and
    `Misplaced` as `refuse_together` does.
    """
    refuse_together(folder, apart_from)
    private_folder(folder, mounted=())
    copy = folder / f"{now:{_NAME}}"
    copy.unlink(missing_ok=True)
    copy_ledger(keys, copy)
    if damage(copy):
        copy.unlink()
        raise StoreBroken(f"{keys} is damaged; its copy was not kept.")
    return copy, _forgotten(folder, now)


def refuse_together(folder: Path, ledger_copies: Path | None) -> None:
    """Raise `Misplaced` if keys would lie in, above or below a folder that holds copies of a ledger."""
    keys, data = folder.resolve(), ledger_copies.resolve() if ledger_copies else None
    if data is not None and (keys.is_relative_to(data) or data.is_relative_to(keys)):
        raise Misplaced("Keys never lie in, above or below a folder of ledger backups: whoever took it had both.")
    for place in (keys, *keys.parents):
        if any(place.glob(NAMES)):
            raise Misplaced(f"{place} holds backups of a ledger; keys never lie in or below such a folder.")


def _forgotten(folder: Path, now: datetime) -> list[Path]:
    old = [file for file in folder.glob("keys-*.db") if (made := _made(file)) is not None and now - made > LIVE]
    for file in old:
        file.unlink()
    settle(folder)
    return old


def _made(file: Path) -> datetime | None:
    try:
        return datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
