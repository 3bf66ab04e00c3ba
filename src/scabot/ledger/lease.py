"""The lease on a data folder: on SQLite one process holds it for life, and the kernel drops it on any death."""

import fcntl
import os
import socket
from datetime import datetime
from pathlib import Path

from scabot.ledger.errors import InUse
from scabot.ledger.files import private_file

NAME = "scabot.lock"


class Lease:
    """A lock held on the folder of a database until it is dropped."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def drop(self) -> None:
        """Give the folder back; again is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def take(database: Path, release: str, now: datetime) -> Lease:
    """Take the folder of a database, or raise `InUse`, naming the process that has it.

    The lock file's text serves that sentence only; the lock is the kernel's.
    """
    file = private_file(database.parent / NAME)
    descriptor = os.open(file, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 200).decode(errors="replace").strip() or "another process"
        os.close(descriptor)
        raise InUse(f"{database} is in use by {holder}. Stop it, or use PostgreSQL to run several.") from None
    mine = f"scabot {release} (process {os.getpid()} on {socket.gethostname()}, since {now:%H:%M} UTC)\n"
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, mine.encode(), 0)
    return Lease(descriptor)
