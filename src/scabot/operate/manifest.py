"""The manifest beside a backup: what was proven of it, so that it can be found and compared years later."""

import hashlib
import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from scabot.ledger.files import settle
from scabot_domain.fact import fact
from scabot_domain.terms.canonical import canonical

SCHEMA = "scabot.backup/1"
_BLOCK = 1 << 20


@fact
class Manifest:
    """A verified copy: of which store, how many events, the root over them and the SHA-256 of the file, both in hex.

    `made_at` and `last_recorded_at` are UTC, like `2026-11-23T12:00:00.000000Z`; `note` is the newest checkpoint.
    """

    schema: str = SCHEMA
    store_id: str
    size: int
    root: str
    sha256: str
    bytes: int
    made_at: str
    last_recorded_at: str
    release: str
    note: str | None = None


_READING = TypeAdapter(Manifest)


def beside(backup: Path) -> Path:
    """Return where the manifest of a backup is."""
    return backup.with_suffix(".json")


def write_manifest(backup: Path, manifest: Manifest) -> None:
    """Write the manifest beside its backup, 0600, whole or not at all."""
    file = beside(backup)
    partial = file.with_suffix(".json.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600, exist_ok=False)
    with partial.open("wb") as out:
        out.write(canonical(manifest) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
    settle(file.parent)


def read_manifest(backup: Path) -> Manifest | None:
    """Return the manifest of a backup, or None if there is none that can be read."""
    try:
        return _READING.validate_json(beside(backup).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file that nobody writes, in hex."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
