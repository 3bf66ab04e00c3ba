"""The tables of the store, in the words of SQLite; `dialect` puts them into those of PostgreSQL.

Facts are append-only: a guard rail, not evidence (that is in the leaves).
"""

APPLICATION_ID = 0x5CAB07
"""Marks a SQLite file as ours."""

SCHEMA = 1
"""The version of the facts tables, kept in `user_version`; migrations of facts tables only add."""

EVENTS = "scabot_events"

TRUTH = (
    """CREATE TABLE scabot_events (
        notification_id INTEGER PRIMARY KEY AUTOINCREMENT,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)) STRICT""",
    """CREATE TABLE ledger (
        log_no INTEGER NOT NULL,
        leaf_index INTEGER NOT NULL,
        notification_id INTEGER NOT NULL UNIQUE REFERENCES scabot_events (notification_id),
        leaf_hash BLOB NOT NULL,
        PRIMARY KEY (log_no, leaf_index)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ledger_head (
        log_no INTEGER NOT NULL PRIMARY KEY,
        frontier BLOB NOT NULL,
        last_recorded_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE topics_seen (
        topic TEXT NOT NULL PRIMARY KEY,
        first_position INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE store_meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO ledger_head VALUES (1, zeroblob(8), '')",
)
"""What only grows, and the head of the log."""

WORK = (
    """CREATE TABLE commands (
        key TEXT NOT NULL PRIMARY KEY,
        digest BLOB NOT NULL,
        case_key TEXT NOT NULL,
        first_position INTEGER NOT NULL,
        last_position INTEGER NOT NULL,
        version INTEGER NOT NULL,
        recorded_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE view_state (view TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)
"""What is kept beside it: it can be written anew, or does not matter for ever."""

FACTS = (*TRUTH, *WORK)


def _refusing(table: str, when: str, condition: str = "") -> str:
    name = f"{table}_refuses_{when.lower()}"
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} {condition} BEGIN SELECT RAISE(ABORT, 'append-only'); END"


_TAKEN_EVENT = """WHEN EXISTS (SELECT 1 FROM scabot_events WHERE notification_id = NEW.notification_id)
    OR EXISTS (SELECT 1 FROM scabot_events
        WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version)"""
_TAKEN_LEAF = """WHEN EXISTS (SELECT 1 FROM ledger WHERE log_no = NEW.log_no AND leaf_index = NEW.leaf_index)
    OR EXISTS (SELECT 1 FROM ledger WHERE notification_id = NEW.notification_id)"""

TRIGGERS = (
    _refusing("scabot_events", "UPDATE"),
    _refusing("scabot_events", "DELETE"),
    _refusing("scabot_events", "INSERT", _TAKEN_EVENT),
    _refusing("ledger", "UPDATE"),
    _refusing("ledger", "DELETE"),
    _refusing("ledger", "INSERT", _TAKEN_LEAF),
)
"""Refuse change and removal, also by `INSERT OR REPLACE`, which may pass a DELETE trigger."""
