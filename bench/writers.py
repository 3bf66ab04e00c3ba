"""One process that appends to a log on PostgreSQL: `python bench/writers.py plain|ours URL NAME COUNT`.

It says `ready`, waits for a line, appends one event at a time, and says how many seconds that took.
`plain` is the library's own recorder as it comes, `ours` the write door with leaves. Both get bytes of the same size.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from scabot.ledger.address import Address, read_address
from scabot.ledger.postgres import PgDatastore, PgRecorder

SIZE = 600
RETRIED = 20
"""Seconds to wait for the lock: four writers queue, and nobody gives up in a race for throughput."""


def plain_recorder(address: Address) -> PostgresApplicationRecorder:
    """Return the library's recorder; its table is made by `make_plain_table`."""
    store = PostgresDatastore(
        address.name,
        address.host,
        address.port,
        address.user,
        address.password,
        schema=address.schema,
        originator_id_type="text",
        lock_timeout=RETRIED,
    )
    return PostgresApplicationRecorder(store, events_table_name="plain_events")


def make_plain_table(url: str) -> None:
    """Make the table of the library's recorder, once for all writers."""
    recorder = plain_recorder(read_address(url))
    recorder.create_table()
    recorder.datastore.close()


def main() -> int:
    """Append and tell."""
    kind, url, name, number = sys.argv[1:]
    address, events = read_address(url), range(1, int(number) + 1)
    recorder = plain_recorder(address) if kind == "plain" else PgRecorder(PgDatastore(address))
    made = [StoredEvent(f"SCA-{name}", version, "note-added@1", os.urandom(SIZE)) for version in events]
    recorder.max_notification_id()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.perf_counter()
    for event in made:
        recorder.insert_events([event])
    sys.stdout.write(f"{time.perf_counter() - began}\n")
    recorder.datastore.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
