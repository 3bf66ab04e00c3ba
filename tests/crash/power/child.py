"""The process under the shim: it forks a child for each errand that it is told, and says how that one ended.

A child is the real store with the real path of commands, the firing of deadlines and the claims of the outbox.
"""

import ctypes
import json
import os
import sqlite3
import sys
import traceback
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed
from threading import Event
from time import monotonic
from typing import Any

import cast as c
from crash.people import People, introduce
from crash.sound import settings_of
from scabot.assemble.desks import StoreSchedule
from scabot.assemble.site import Folders, Site, open_site
from scabot.clock.firing import Failure, Firing
from scabot.clock.wall import HandClock
from scabot.ledger.errors import LedgerFault, StoreBroken
from scabot.ledger.files import private_file, private_folder
from scabot.ledger.keyfile import make_keyfile
from scabot.operate.stopping import end_soon
from scabot.views import lanes, outbox
from scabot.views.outbox import Delivered
from scabot_domain.commands import Command
from scabot_domain.refusals import Refused

DATA, SAID = "data", "said"
LEASE = timedelta(seconds=60)
MORE = 20
"""Commands after there is room again."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What a child does in a folder, and how the disk under it behaves from the start, or once it is `ready`."""

    folder: str
    journal: str
    seed: int
    commands: int
    checkpoint_every: int = 3
    page_size: int = 4096
    synchronous: str = ""
    keys_synchronous: str = ""
    failing_sync: int = 0
    failing_write: int = 0
    from_start: bool = False
    room: int = -1
    until_full: bool = False
    said: str = ""

    def told(self) -> str:
        """Return the errand as a line."""
        return json.dumps(asdict(self))


class Shim:
    """The shim that this process was started with."""

    def __init__(self) -> None:
        self._shim = ctypes.CDLL(None)

    def watch(self, folder: str, journal: str) -> None:
        assert self._shim.shim_watch(os.fsencode(folder), os.fsencode(journal)) >= 0

    def fail(self, *, sync: int, write: int) -> None:
        self._shim.shim_fail(ctypes.c_long(sync), ctypes.c_long(write))

    def failed(self) -> int:
        return int(self._shim.shim_failed())

    def room(self, left: int) -> None:
        self._shim.shim_room(ctypes.c_long(left))


class Stage:
    """An open site at work; whatever is acknowledged is said into a file whose place in the journal tells when."""

    def __init__(self, errand: Errand) -> None:
        self._said = os.open(errand.said or f"{errand.folder}/{SAID}", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self.clock, self.dice = HandClock(c.NOW), Random(errand.seed)  # noqa: S311 - repeatable
        self._open: tuple[str, Command] | None = None
        self.refused, self._until_full, self._rest = 0, errand.until_full, Event()
        self.people = People(self.dice, name=str(errand.seed))
        data = Path(errand.folder) / DATA
        _prepared(data, errand)
        self.site = open_site(settings_of(data), clock=self.clock)
        self.firing = Firing(
            StoreSchedule(self.site.store), self.command, directory=self.site.handle.directory, failed=self._failed
        )
        _softened(self.site, errand)
        introduce(self.site.handle, self.clock.now())
        self.say("ready")

    def say(self, *words: object) -> None:
        os.write(self._said, (" ".join(map(str, words)) + "\n").encode())

    def command(self, case_key: str, command: Command) -> None:
        outcome = self.site.handle(case_key, command)
        if outcome.events:
            self.say("did", command.by.key, case_key, outcome.events[-1].version)
        self.people.screens[case_key] = outcome.case

    def goes_on(self, commands: int) -> None:
        """Let so many things be asked for, and more for two seconds if the disk fails: somebody must end this."""
        for _ in range(commands):
            if self._until_full and self.refused >= MORE:
                return
            if self.tries() == StoreBroken.__name__:
                break
        else:
            return
        for _ in range(100):
            self.tries()
            self._rest.wait(0.02)

    def tries(self) -> str:
        """Act and return nothing, or the name of the store's fault, after a look at what can be read then."""
        try:
            self.act()
        except LedgerFault as fault:
            self.refused += 1
            case_key, key = self._asked
            self.say("fault", type(fault).__name__, monotonic())
            self.say("there" if key in {event.key for event in self.site.store.history(case_key)} else "absent", key)
            return type(fault).__name__
        return ""

    def act(self) -> None:
        """Let somebody ask for something, time pass, deadlines fire and the outbox speak."""
        case_key, command = self._open or self.people.next(self.clock.now())
        self._open, self._asked = (case_key, command), (case_key, command.by.key)  # until it is answered
        try:
            self.command(case_key, command)
        except Refused:
            self.say("no", command.by.key)
        self._open = None
        self.clock.advance(timedelta(minutes=self.dice.choice((1, 30, 240))))
        if self.dice.random() < 0.3:
            self.firing.run_due(self.clock.now())
        if self.dice.random() < 0.5:
            self.speak()

    def speak(self) -> None:
        now = self.clock.now()
        with self.site.store.writing() as tx:
            claimed = lanes.claim(tx, "outbox", now=now, until=now + LEASE, limit=8)
        for row in claimed:
            self.say("told", row.id)
            with self.site.store.writing() as tx:
                outbox.mark_sent(tx, row.id, Delivered(at=now, channel_id=row.dest, ts=row.id))

    def _failed(self, failure: Failure) -> None:
        raise failure.error


def _prepared(data: Path, errand: Errand) -> None:
    """Begin the database with pages of another size, where that is wanted."""
    if errand.page_size == 4096:
        return
    folders = Folders(data=private_folder(data))
    make_keyfile(private_folder(folders.root_key.parent) / folders.root_key.name)
    private_folder(folders.database.parent)
    with closing(sqlite3.connect(private_file(folders.database))) as db:
        db.execute(f"PRAGMA page_size = {errand.page_size}")
        db.execute("PRAGMA journal_mode = WAL")


def _softened(site: Site, errand: Errand) -> None:
    base: Any = site.store.log.datastore
    base.checkpoint_every = errand.checkpoint_every
    if errand.synchronous:
        with base.get_connection(commit=True) as connection:  # the one connection of a store used by one thread
            connection.cursor().sqlite_cursor.execute(f"PRAGMA synchronous = {errand.synchronous}")
    if errand.keys_synchronous:
        site.keys._keys.execute(f"PRAGMA synchronous = {errand.keys_synchronous}")  # noqa: SLF001 - a control breaks it


def run(errand: Errand, shim: Shim) -> int:
    """Do an errand and return 0; a disk that fails ends the process before that."""
    shim.watch(errand.folder, errand.journal)
    if errand.from_start:
        shim.fail(sync=errand.failing_sync, write=errand.failing_write)
    stage = Stage(errand)
    stage.site.store.on_broken.append(end_soon)
    if not errand.from_start:
        shim.fail(sync=errand.failing_sync, write=errand.failing_write)
    shim.room(errand.room)
    stage.goes_on(errand.commands)
    if errand.room >= 0:
        shim.room(-1)
        stage.say("room")
        stage.goes_on(MORE)
    stage.say("closing")
    stage.site.close()
    stage.say("closed", shim.failed())
    return 0


def nursery() -> None:
    """Fork a child for each errand on stdin, and write its exit code."""
    shim = Shim()
    for line in sys.stdin:
        errand = Errand(**json.loads(line))
        child = os.fork()
        if child == 0:
            code = 70
            os.dup2(os.open(f"{errand.folder}.errors", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), 2)
            try:
                code = run(errand, shim)
            except BaseException:  # noqa: BLE001 - the parent hears of it
                traceback.print_exc()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {monotonic()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    nursery()
