"""Traps that lie in wait on either database, and stores that a newer release wrote."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

import cast as c
import deeds as d
from contracts.test_one_transaction import everything
from ledger.shelf import Shelf, opened
from scabot.ledger.address import read_address
from scabot.ledger.errors import CannotOpen, Foreign, VersionGap
from scabot.views.tx import Tx
from servers.postgres import Server


def test_p12_a_version_without_its_predecessor_is_refused_and_nothing_is_stored(shelf: Shelf) -> None:
    shelf.does(d.opens())
    before = everything(shelf)
    last = shelf.store.history(c.KEY)[-1]
    with pytest.raises(VersionGap, match=f"{c.KEY} has no version 3"):
        shelf.store.record(lambda head: [replace(last, version=4, recorded_at=head.stamp(shelf.clock()))])
    assert everything(shelf) == before


def test_p16_what_raises_beside_the_events_takes_them_back(shelf: Shelf) -> None:
    shelf.does(d.opens())
    before = everything(shelf)
    last = shelf.store.history(c.KEY)[-1]

    def fails(tx: Tx, positions: Sequence[int]) -> None:
        counted = tx.one("SELECT COUNT(*) FROM scabot_events WHERE notification_id = ?", positions[0])
        assert counted is not None
        assert counted[0] == 1  # it is there, and then it is not
        raise RuntimeError

    with pytest.raises(RuntimeError):
        shelf.store.record(lambda head: [replace(last, version=3, recorded_at=head.stamp(shelf.clock()))], fails)
    assert everything(shelf) == before
    assert shelf.does(d.records_approval()).events[0].version == 3


class LateHook(PostgresApplicationRecorder):
    """The library's recorder with an error in its own code after the insert."""

    def _fetch_ids_after_insert_events(self, *_: object, **__: object) -> Sequence[int]:
        raise RuntimeError("after the insert")


def test_p16_canary_an_error_in_the_librarys_late_hook_still_commits_the_events(postgres: Server) -> None:
    base = PostgresDatastore(
        "postgres", str(postgres.socket), "5432", "scabot", "", schema=postgres.fresh(), originator_id_type="text"
    )
    with postgres.connect() as owner:
        owner.execute(f"CREATE SCHEMA {base.schema}".encode())
    recorder = LateHook(base, events_table_name="plain_events")
    recorder.create_table()
    with pytest.raises(RuntimeError, match="after the insert"):
        recorder.insert_events([StoredEvent("SCA-0AAAAA", 1, "note-added@1", b"state")])
    assert len(recorder.select_events("SCA-0AAAAA")) == 1
    base.close()


@pytest.mark.parametrize("schema", ["Mixed", "7up", "with%20space", "x" * 32, "a%22b", "a-b", "ä"])
def test_p30_an_address_with_a_schema_that_would_need_quotes_is_refused(schema: str) -> None:
    with pytest.raises(CannotOpen, match="small letters, digits and underscores"):
        read_address(f"postgresql://db.example.org/x?schema={schema}")


def test_a_store_that_holds_a_kind_of_a_newer_release_is_refused_by_the_name_of_that_release(shelf: Shelf) -> None:
    with shelf.store.writing() as tx:
        tx.run("UPDATE store_meta SET value = '3000.1.0' WHERE name = 'release'")
        tx.run("INSERT INTO topics_seen VALUES ('offer-made@99', 9)")
    shelf.closed()
    with pytest.raises(Foreign, match=r"was written by scabot 3000\.1\.0 and holds offer-made@99"):
        opened(shelf.folder, shelf.keyfile, shelf.clock, url=shelf.url)
