"""Hearing of what other processes commit to PostgreSQL, and not working beside one that writes other views.

A wake is a hint: whoever is woken looks for itself, and is woken every second anyway.
"""

import logging
import os
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from select import select
from threading import Event, Thread
from typing import Any

from psycopg import Connection, Error

from scabot.ledger.address import Address
from scabot.ledger.errors import CannotOpen
from scabot.ledger.postgres import asking
from scabot.ledger.projections import VIEWS
from scabot.ledger.tables import EVENTS

log = logging.getLogger(__name__)

TICK = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
PATIENCE = 2.0

_SHARE = "SELECT pg_advisory_lock_shared(%s::int4, %s::int4)"
_OTHERS = """SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s::int8::oid
    AND objid <> %s::int8::oid AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class Ear:
    """One connection of this process, outside the pool; `start` and `stop` it, each once.

    `changed` is called after commits of any process and every second, on the ear's own thread. If the connection is
    lost, another one is made within about a second, and `changed` is called for whatever was missed.
    While it lives, no process with views of other versions opens the same store.
    """

    tick = TICK

    def __init__(
        self, address: Address, changed: Callable[[], None], views: tuple[tuple[str, int], ...] | None = None
    ) -> None:
        self._address, self._changed = address, changed
        self._place = _number(f"scabot:views:{address.schema}")
        self._versions = _number(repr(views or tuple((view.name, view.version) for view in VIEWS)))
        self._stopping, (self._bell, self._cord) = Event(), os.pipe()
        self._error = ""
        self._first: Connection[Any] | None = None
        self._thread = Thread(target=self._run, name="ledger-ear", daemon=True)

    def start(self) -> None:
        """Begin to listen; raise `CannotOpen` where nobody answers, or where a process writes other views."""
        try:
            first = self._connected()
        except Error as fault:
            self._hang_up()
            raise CannotOpen(f"{self._address} cannot be listened to (PostgreSQL error {fault.sqlstate}).") from fault
        if self._others(first):
            first.close()
            self._hang_up()
            raise CannotOpen(
                f"{self._address} is in use by another release of scabot, which keeps other views. Stop all of its "
                "processes, then start this one."
            )
        self._first = first
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stopping.set()
        os.write(self._cord, b"!")
        self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._hang_up()

    def _hang_up(self) -> None:
        os.close(self._cord)
        os.close(self._bell)

    def _run(self) -> None:
        failed = 0
        while not self._stopping.is_set():
            try:
                with closing(self._first or self._connected()) as connection:
                    self._first, failed = None, 0
                    self._hear(connection)
            except Exception as fault:  # noqa: BLE001 - nobody else would begin to listen again
                self._first = None
                self._trouble(fault)
                self._stopping.wait(min(FIRST_PAUSE * 2**failed, LONGEST_PAUSE))
                failed = min(failed + 1, 16)

    def _connected(self) -> Connection[Any]:
        asked = {**asking(self._address), "application_name": "scabot listening"}
        connection: Connection[Any] = Connection.connect(**asked)
        try:
            connection.execute(_SHARE, (_signed(self._place), _signed(self._versions)))
            connection.execute(f"LISTEN {EVENTS}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _others(self, connection: Connection[Any]) -> bool:
        found = connection.execute(_OTHERS, (self._place, self._versions)).fetchone()
        return found is not None and bool(found["count"])

    def _hear(self, connection: Connection[Any]) -> None:
        if self._error and self._others(connection):
            log.error("another release of scabot took the store over meanwhile; stop one of them")
        self._error = ""
        self._changed()  # for what was committed before we listened
        while not self._stopping.is_set():
            if connection.fileno() in select([connection.fileno(), self._bell], [], [], self.tick)[0]:
                list(connection.notifies(timeout=0))
            self._changed()

    def _trouble(self, fault: Exception) -> None:
        kind = type(fault).__name__
        if kind != self._error:
            self._error = kind
            log.error("the database cannot be listened to and is asked again", extra={"error": kind})


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big")


def _signed(number: int) -> int:
    return number - 2**32 if number >= 2**31 else number
