"""A small real ledger, and an attacker who owns the file: no triggers, every row in reach, patience to rebuild."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scabot.ledger.archive import open_archive
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text
from scabot.ledger.tables import APPLICATION_ID, FACTS, SCHEMA
from scabot.ledger.tree import Frontier
from scabot.views.tx import Tx

CASES = ("SCA-7Q4K2M", "SCA-9TR3XW", "SCA-0ABCDE", "SCA-5HJKMN")
TOPICS = ("case-opened@1", "clinical-approval-recorded@1", "sca-requested@1", "offer-made@1", "offer-countered@1")
VERSIONS = 12
SIZE = 1 + len(CASES) * VERSIONS

Event = tuple[str, int, str, bytes]


def events() -> Iterator[Event]:
    """The site's first event, then twelve events of four cases in turn."""
    yield "SYS-LEDGER", 1, "ledger-opened@1", b"origin"
    for number in range(len(CASES) * VERSIONS):
        case, version = CASES[number % len(CASES)], 1 + number // len(CASES)
        topic = TOPICS[version - 1] if version <= len(TOPICS) else "note-added@1"
        yield case, version, topic, hashlib.sha256(f"{case} {version}".encode()).digest() * 3


def write_ledger(path: Path) -> Path:
    """Write an honest ledger into a new file, without the triggers that an attacker would drop first."""
    with attacking(path) as db:
        for statement in (f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA}", *FACTS):
            db.execute(statement)
        for event in events():
            db.execute("INSERT INTO scabot_events VALUES (NULL, ?, ?, ?, ?)", event)
        rebuild(db)
    return path


@contextmanager
def attacking(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for anything, and commit."""
    with closing(sqlite3.connect(path)) as db, db:
        yield db


@contextmanager
def reading(path: Path) -> Iterator[Tx]:
    """Open the file as an auditor does."""
    with open_archive(path) as archive:
        yield archive.tx


def loosened(db: sqlite3.Connection) -> None:
    """Let the tables take anything in any column, a second event of the same version too."""
    for table in ("scabot_events", "ledger"):
        columns = ", ".join(f"+{row[1]} AS {row[1]}" for row in db.execute(f"PRAGMA table_info({table})"))
        db.execute(f"ALTER TABLE {table} RENAME TO strict_{table}")
        db.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM strict_{table}")  # noqa: S608 - named above


def rebuild(db: sqlite3.Connection) -> None:
    """Compute every leaf and the head again, as if what stands there now had been recorded."""
    db.execute("DELETE FROM ledger")
    frontier, newest = Frontier(), dict[str, bytes]()
    rows = db.execute("SELECT * FROM scabot_events ORDER BY notification_id").fetchall()
    for index, (position, stream, version, topic, state) in enumerate(rows):
        text = leaf_text(index, (stream, version, topic), newest.get(stream, NO_PREDECESSOR), state)
        newest[stream] = leaf_hash(text)
        frontier = frontier.grown(newest[stream])
        db.execute("INSERT INTO ledger VALUES (1, ?, ?, ?)", (index, position, newest[stream]))
    db.execute("UPDATE ledger_head SET frontier = ?", (frontier.encoded(),))
