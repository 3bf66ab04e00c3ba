"""Files and folders that nobody else may read, on a file system whose locks mean something."""

import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from scabot.ledger.errors import Unsafe

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs"})
"""File systems on which a write-ahead log or a lock of one host is a promise nobody keeps.

So is every one that a program makes (FUSE), whatever it calls itself: `fuse.sshfs`, `fuse.rclone`, `fuseblk`.
"""

_OTHERS = 0o077


def private_folder(folder: Path, mounted: Iterable[tuple[str, str]] | None = None) -> Path:
    """Create a folder 0700 if it is missing, and return it.

    Raises `Unsafe`, with the `chmod` to type, if it is open to others, a link, somebody else's, or on a network disk.
    """
    if not folder.exists() and not folder.is_symlink():
        _make(folder)
    _check(folder, stat.S_ISDIR, "folder", "700")
    kind = file_system_of(folder, mounts() if mounted is None else mounted)
    if kind in NETWORK or kind.startswith("fuse"):
        raise Unsafe(
            f"{folder} lies on a network or FUSE file system ({kind}); keep the data folder on a disk of this machine."
        )
    return folder


def _make(folder: Path) -> None:
    """Make a folder and those above it, and see their names onto the disk."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700 if place == folder else 0o777)
        with suppress(PermissionError):  # a folder may be open to new names but not to a look
            settle(place.parent)


def private_file(file: Path) -> Path:
    """Create an empty file 0600 if it is missing, and return it; raise `Unsafe` like `private_folder`."""
    if not file.exists() and not file.is_symlink():
        file.touch(mode=0o600, exist_ok=False)
    checked_file(file)
    return file


def checked_file(file: Path) -> None:
    """Raise `Unsafe` if a file is open to others, a link, or somebody else's."""
    _check(file, stat.S_ISREG, "file", "600")


def settle(folder: Path) -> None:
    """See the names in a folder onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_system_of(path: Path, mounted: Iterable[tuple[str, str]]) -> str:
    """Return the kind of file system a path lies on, given (mount point, kind) pairs; empty if none fits."""
    place = path.resolve()
    fitting = [(point, kind) for point, kind in mounted if place.is_relative_to(point)]
    return max(fitting, key=lambda found: len(found[0]))[1] if fitting else ""


def mounts() -> list[tuple[str, str]]:
    """Return (mount point, kind) of every mounted file system; empty where the system does not tell."""
    table = Path("/proc/self/mounts")
    if not table.exists():
        return []
    lines = (line.split() for line in table.read_text().splitlines())
    return [(parts[1].replace("\\040", " "), parts[2]) for parts in lines]


def _check(path: Path, is_kind: Callable[[int], bool], word: str, mode: str) -> None:
    found = path.lstat()
    if not is_kind(found.st_mode):
        raise Unsafe(f"{path} is not a plain {word}.")
    if found.st_uid != os.geteuid():
        raise Unsafe(f"{path} belongs to another user of this machine.")
    if found.st_mode & _OTHERS:
        raise Unsafe(f"Others can read {path}. Type: chmod {mode} {path}")
