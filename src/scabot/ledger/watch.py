"""Hearing of what other processes commit to a SQLite file: it tells nobody, so its version number is asked for."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

from scabot.ledger.sqlite import connect

log = logging.getLogger(__name__)

EVERY = 0.05
PATIENCE = 2.0


class Watch:
    """One connection that looks every 50 ms, as long as somebody follows; `start` and `stop` it.

    `changed` is called after commits of any other connection, on the watch's own thread, sometimes for nothing.
    """

    def __init__(self, file: Path, changed: Callable[[], None]) -> None:
        self._file, self._changed, self._stopping = file, changed, Event()
        self._thread = Thread(target=self._run, name="ledger-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopping.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
            except sqlite3.Error as fault:
                log.error("the ledger cannot be watched and is tried again", extra={"error": type(fault).__name__})  # noqa: TRY400 - the place says nothing
                self._changed()
                self._stopping.wait(1.0)

    def _look(self) -> None:
        with closing(connect(self._file)) as db:
            seen = None
            while not self._stopping.wait(EVERY):
                version = db.execute("PRAGMA data_version").fetchone()[0]
                if version != seen:
                    seen = version
                    self._changed()
