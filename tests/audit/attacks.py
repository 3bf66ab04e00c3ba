"""A ledger of 5,030 events in 250 cases, and an attacker who owns database and keys, on either kind of database."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import cast as c
from audit.forgery import attacking
from scabot.assemble.site import Folders
from scabot.ledger.files import private_folder
from scabot.ledger.head import Head
from scabot.ledger.keyfile import make_keyfile, read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text
from scabot.ledger.opening import open_store
from scabot.ledger.plaintext import Event
from scabot.ledger.postgres import PostgresTx
from scabot.ledger.sealing import sealed
from scabot.ledger.tree import Frontier
from scabot.ledger.tx import SqliteTx
from scabot.ledger.wire import Wire
from scabot.views.tx import Tx
from scabot_domain import events as e
from scabot_domain.parties import Side, Source, Visibility
from scabot_domain.phi import Phi
from scabot_domain.terms.sections import Patient
from servers.postgres import Server

SIZE, CASES = 5030, 250
VICTIM = 1233
"""The leaf that most attacks are about; not the last of its case."""
PATIENT = Patient(
    token=c.TOKEN, identity_on_file=True, coverage_from=c.PATIENT.coverage_from, member_id=Phi("W77KANARI")
)


def case_of(number: int) -> str:
    """Return the case of the n-th event after leaf 0: all 250 in turn, each turn in another order."""
    turn, place = divmod(number, CASES)
    return f"SCA-{(place * (2 * turn + 7) + turn) % CASES:06d}"


def _fact(version: int) -> e.Fact:
    match version:
        case 1:
            return e.CaseClosed()
        case 2:
            return e.SectionSet(content=PATIENT)
        case _:
            return e.NoteAdded(text=f"Left message number {version}")


def recorded(version: int, case: str, number: int) -> e.CaseEvent:
    """Return the n-th event; what it says need not make sense, only be different each time."""
    at = c.NOW + timedelta(seconds=number)
    return e.CaseEvent(
        case=case,
        version=version,
        fact=_fact(version),
        actor=c.RUTH,
        on_behalf_of=None,
        side=Side.PROVIDER,
        visibility=Visibility.SHARED,
        occurred_at=at,
        recorded_at=at,
        source=Source.SLACK,
        evidence=None,
        key=f"slack:{number}",
        corr=f"R-{number}",
    )


def history() -> list[e.CaseEvent]:
    """Return all events of cases, in order."""
    versions: dict[str, int] = {}
    events = []
    for number in range(SIZE - 1):
        case = case_of(number)
        versions[case] = versions.get(case, 0) + 1
        events.append(recorded(versions[case], case, number))
    return events


def write(data: Path) -> None:
    """Record the events as the store records them, in a file below a data folder."""
    folders = Folders(data=data)
    for folder in (data, folders.root_key.parent, folders.database.parent):
        private_folder(folder)
    make_keyfile(folders.root_key)
    with (
        closing(Keyring(folders.keys, read_keyfile(folders.root_key), lambda: c.NOW)) as keys,
        closing(open_store(folders.database, keys, home_side=Side.PROVIDER, now=c.NOW)) as store,
    ):
        events = [replace(one, fact=sealed(one.fact, one.case, keys)) for one in history()]
        for start in range(0, SIZE, 500):
            store.record(partial(_these, events[start : start + 500]))


def carry(folders: Folders, server: Server, schema: str) -> None:
    """Copy the facts of a file into empty tables on a server, which its recorder would have filled with the same."""
    with closing(sqlite3.connect(folders.database)) as db, server.connect() as owner, owner.cursor() as cursor:
        cursor.execute(f"SET search_path = {schema}".encode())
        cursor.execute("DELETE FROM ledger_head")
        for table in ("scabot_events", "ledger", "ledger_head", "topics_seen"):
            with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608 - a test names its table
                    copy.write_row(row)


def _these(events: Sequence[Event], _head: Head) -> Sequence[Event]:
    return events


class Stored(NamedTuple):
    """An event as its row holds it, its position left out."""

    stream: str
    version: int
    topic: str
    state: bytes


def events_of(tx: Tx) -> list[Stored]:
    """Return every event in order; its place in the list is its leaf."""
    rows = tx.all("SELECT * FROM scabot_events ORDER BY notification_id")
    return [Stored(row[1], row[2], row[3], row[4]) for row in rows]


@dataclass(frozen=True)
class Attack:
    """What an attacker has in hand; `load` fills an empty table at once, `keys` is the file of wrapped keys."""

    keys: Path
    tx: Tx
    load: Callable[[str, Sequence[Sequence[Any]]], None]

    def change(self, leaf: int, **columns: str | int | bytes) -> None:
        """Change columns of one event, and nothing else."""
        for name, value in columns.items():
            column = {"stream": "originator_id", "version": "originator_version"}.get(name, name)
            self.tx.run(f"UPDATE scabot_events SET {column} = ? WHERE notification_id = ?", value, leaf + 1)  # noqa: S608 - a test names its column

    def rebuild(self, events: Sequence[Stored]) -> None:
        """Put other events in the place of all, and compute leaves and head as if they had been recorded."""
        for table in ("ledger", "scabot_events"):
            self.tx.run(f"DELETE FROM {table}")  # noqa: S608 - a test names its table
        leaves, frontier = leaves_of(events)
        self.load("scabot_events", [(at, *event) for at, event in enumerate(events, start=1)])
        self.load("ledger", [(1, at, at + 1, leaf) for at, leaf in enumerate(leaves)])
        self.tx.run("UPDATE ledger_head SET frontier = ?", frontier.encoded())


def leaves_of(events: Sequence[Stored]) -> tuple[list[bytes], Frontier]:
    """Return the leaves of events and the frontier over them."""
    newest: dict[str, bytes] = {}
    leaves, frontier = [], Frontier()
    for index, event in enumerate(events):
        text = leaf_text(index, event[:3], newest.get(event.stream, NO_PREDECESSOR), event.state)
        newest[event.stream] = leaf_hash(text)
        leaves.append(newest[event.stream])
        frontier = frontier.grown(leaves[-1])
    return leaves, frontier


@contextmanager
def on_file(folders: Folders) -> Iterator[Attack]:
    """Own a database file: no triggers, every row in reach; what was done stays."""
    with attacking(folders.database) as db:
        for [name] in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")

        def load(table: str, rows: Sequence[Sequence[Any]]) -> None:
            db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)  # noqa: S608 - a test names its table

        yield Attack(folders.keys, SqliteTx(db.cursor()), load)


@contextmanager
def on_server(folders: Folders, server: Server, schema: str) -> Iterator[Attack]:
    """Own a database on a server: no triggers, no identities; what was done is taken back at the end."""
    with server.connect() as owner, owner.transaction(force_rollback=True), owner.cursor() as cursor:
        path = f"SET LOCAL search_path = {schema}_work, {schema}".encode()
        cursor.execute(path)
        for table in ("scabot_events", "ledger"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
        cursor.execute("ALTER TABLE scabot_events ALTER notification_id DROP IDENTITY")

        tx = PostgresTx(Wire(owner), path)

        def load(table: str, rows: Sequence[Sequence[Any]]) -> None:
            tx.one("SELECT 1")  # what was said before goes there first
            with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)

        yield Attack(folders.keys, tx, load)
