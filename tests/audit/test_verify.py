"""Every way of changing the ledger that can be seen from inside is found and named; the others are listed as unseen."""

from pathlib import Path

import pytest

from audit.forgery import CASES, SIZE, VERSIONS, attacking, loosened, reading, rebuild, write_ledger
from scabot.audit.verify import Report, Verdict, verify
from scabot.audit.walk import Fault
from scabot.ledger.errors import KeyMissing, Unreadable

ALTERED = "the stored event does not give the stored leaf"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "scabot.db")


def checked(path: Path) -> Report:
    with reading(path) as tx:
        return verify(tx)


def places(report: Report) -> list[tuple[int | None, str | None, int | None]]:
    return [(fault.leaf_index, fault.stream, fault.version) for fault in report.faults]


def position_of(leaf: int) -> int:
    return leaf + 1


def test_row_0_an_untouched_ledger_is_consistent_and_never_called_proven(ledger: Path) -> None:
    report = checked(ledger)
    assert report.verdict is Verdict.CONSISTENT_ONLY
    assert (report.size, report.streams, report.faults) == (SIZE, 5, ())
    assert report.not_checked[0] == "anchors: none was given, so a rewrite of the whole ledger would go unseen"


@pytest.mark.parametrize("head", ["kept", "gone"])
def test_an_empty_ledger_is_consistent(ledger: Path, head: str) -> None:
    with attacking(ledger) as db:
        db.execute("DELETE FROM scabot_events")
        rebuild(db)
        db.execute("DELETE FROM ledger_head WHERE ?", [head == "gone"])
    assert checked(ledger).verdict is Verdict.CONSISTENT_ONLY


@pytest.mark.parametrize("leaf", range(SIZE))
def test_rows_1_and_2_one_flipped_bit_is_found_at_its_event(ledger: Path, leaf: int) -> None:
    with attacking(ledger) as db:
        [[state]] = db.execute("SELECT state FROM scabot_events WHERE notification_id = ?", [position_of(leaf)])
        flipped = bytearray(state)
        flipped[leaf % len(flipped)] ^= 1 << leaf % 8
        db.execute("UPDATE scabot_events SET state = ? WHERE notification_id = ?", [bytes(flipped), position_of(leaf)])
    report = checked(ledger)
    assert report.verdict is Verdict.TAMPERED
    assert [(fault.leaf_index, fault.what) for fault in report.faults] == [(leaf, ALTERED)]


def test_row_3_two_states_that_were_swapped_are_both_found(ledger: Path) -> None:
    with attacking(ledger) as db:
        [[one]] = db.execute("SELECT state FROM scabot_events WHERE notification_id = 18")
        [[other]] = db.execute("SELECT state FROM scabot_events WHERE notification_id = 19")
        db.executemany("UPDATE scabot_events SET state = ? WHERE notification_id = ?", [(other, 18), (one, 19)])
    report = checked(ledger)
    assert places(report) == [(17, CASES[0], 5), (18, CASES[1], 5)]
    assert report.faults[0].topic == "offer-countered@1"


def test_row_4_an_edit_with_its_leaf_fixed_shows_at_the_next_leaf_of_the_case(ledger: Path) -> None:
    with attacking(ledger) as db:
        honest = db.execute("SELECT leaf_index, leaf_hash FROM ledger WHERE leaf_index <> 17").fetchall()
        [[head]] = db.execute("SELECT frontier FROM ledger_head")
        db.execute("UPDATE scabot_events SET state = x'00' WHERE notification_id = 18")
        rebuild(db)
        db.executemany("UPDATE ledger SET leaf_hash = ?2 WHERE leaf_index = ?1", honest)
        db.execute("UPDATE ledger_head SET frontier = ?", [head])
    report = checked(ledger)
    assert places(report)[0] == (21, CASES[0], 6)
    assert report.faults[1].what == "the root over leaves 0-31 is not the one in the head"


def test_an_edit_of_the_newest_event_with_its_leaf_fixed_shows_in_the_head(ledger: Path) -> None:
    with attacking(ledger) as db:
        [[head]] = db.execute("SELECT frontier FROM ledger_head")
        db.execute("UPDATE scabot_events SET state = x'00' WHERE notification_id = ?", [SIZE])
        rebuild(db)
        db.execute("UPDATE ledger_head SET frontier = ?", [head])
    report = checked(ledger)
    assert report.faults == (Fault(leaf_index=48, what="the root over leaves 48-48 is not the one in the head"),)


def test_row_6_a_deleted_event_is_found_where_its_leaf_stands(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("DELETE FROM scabot_events WHERE notification_id = 18")
    report = checked(ledger)
    assert report.faults[0] == Fault(leaf_index=17, what="its event is missing")
    assert report.faults[1].what == "version 6 follows version 4"
    assert (report.faults[1].stream, report.faults[1].version) == (CASES[0], 6)


def test_row_6_a_deleted_event_with_its_leaf_leaves_a_hole(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("DELETE FROM ledger WHERE leaf_index = 17")
        db.execute("DELETE FROM scabot_events WHERE notification_id = 18")
    report = checked(ledger)
    assert report.faults[0] == Fault(leaf_index=17, what="leaf 17 is missing; the next one is 18")
    assert report.faults[1].what == "version 6 follows version 4"
    assert report.faults[2].what == "truncated: the head counts 49 leaves, 48 are there"


def test_a_hole_that_was_closed_by_renumbering_shows_at_every_later_leaf(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("DELETE FROM ledger WHERE leaf_index = 17")
        db.execute("DELETE FROM scabot_events WHERE notification_id = 18")
        for leaf in range(18, SIZE):
            db.execute("UPDATE ledger SET leaf_index = ? WHERE leaf_index = ?", [leaf - 1, leaf])
    report = checked(ledger)
    assert places(report)[0] == (17, CASES[1], 5)
    assert report.fault_count == SIZE - 18 + 1
    assert len(report.faults) == 20


def test_an_event_slipped_in_without_a_leaf_is_named(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("INSERT INTO scabot_events VALUES (NULL, ?, 13, 'note-added@1', x'01')", [CASES[2]])
    expected = Fault(stream=CASES[2], version=13, topic="note-added@1", what="this event has no leaf")
    assert checked(ledger).faults == (expected,)


def test_an_event_whose_leaf_hides_outside_the_order_is_found(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("INSERT INTO scabot_events VALUES (NULL, ?, 13, 'note-added@1', x'01')", [CASES[2]])
        db.execute("INSERT INTO ledger VALUES (-5, -5, ?, zeroblob(32))", [SIZE + 1])
    assert checked(ledger).faults == (Fault(what=f"the ledger holds {SIZE + 1} rows, {SIZE} of them in its order"),)


def test_row_12_a_changed_topic_is_found_at_its_event(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE scabot_events SET topic = 'offer-rejected@1' WHERE notification_id = 18")
    assert [(fault.leaf_index, fault.what) for fault in checked(ledger).faults] == [(17, ALTERED)]


@pytest.mark.parametrize("topic", ["os:system", "offer-made@99", "offer-made@1\n", ""])
def test_a_topic_outside_the_table_is_found_and_nothing_is_imported(ledger: Path, topic: str) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE scabot_events SET topic = ? WHERE notification_id = 18", [topic])
    [fault] = checked(ledger).faults
    assert (fault.leaf_index, fault.what) == (17, "its kind is not one that may be stored")


def test_a_changed_stream_leaves_a_gap_in_one_case_and_a_stranger_in_the_other(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE scabot_events SET originator_id = 'SCA-ZZZZZZ' WHERE notification_id = 18")
    assert places(checked(ledger)) == [(17, "SCA-ZZZZZZ", 5), (21, CASES[0], 6)]


@pytest.mark.parametrize("stream", ["SCA-Ä", "SCA-1\n2", "sca-7q4k2m", ""])
def test_a_stream_that_cannot_enter_a_leaf_is_found(ledger: Path, stream: str) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE scabot_events SET originator_id = ? WHERE notification_id = 2", [stream])
    fault = checked(ledger).faults[0]
    assert (fault.leaf_index, fault.what) == (1, "its kind is not one that may be stored")


def test_a_stream_that_cannot_enter_a_leaf_is_told_at_each_of_its_events(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE scabot_events SET originator_id = 'SCA-Ä' WHERE originator_id = ?", [CASES[0]])
    faults = checked(ledger).faults
    assert [fault.what for fault in faults] == ["its kind is not one that may be stored"] * VERSIONS


def test_two_events_in_swapped_order_are_found(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE ledger SET notification_id = 1000 WHERE leaf_index = 17")
        db.execute("UPDATE ledger SET notification_id = 18 WHERE leaf_index = 18")
        db.execute("UPDATE ledger SET notification_id = 19 WHERE leaf_index = 17")
    faults = checked(ledger).faults
    assert faults[0].leaf_index == 17
    assert "its event comes before the event of the leaf before it" in [fault.what for fault in faults]


def test_events_that_were_only_put_into_another_order_are_found(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("UPDATE ledger SET notification_id = 1000 WHERE leaf_index = 17")
        db.execute("UPDATE scabot_events SET notification_id = 1000 WHERE notification_id = 18")
    faults = [(fault.leaf_index, fault.what) for fault in checked(ledger).faults]
    assert faults == [(18, "its event comes before the event of the leaf before it")]


@pytest.mark.parametrize("changed", [("log_no = 1.0", ""), ("notification_id = 18.5", "notification_id = 18.5")])
def test_a_log_or_a_position_that_is_no_whole_number_is_found(ledger: Path, changed: tuple[str, str]) -> None:
    with attacking(ledger) as db:
        loosened(db)
        for table, column in zip(("ledger", "scabot_events"), changed, strict=True):
            if column:
                db.execute(f"UPDATE {table} SET {column} WHERE notification_id = 18")  # noqa: S608 - named above
    assert checked(ledger).faults[0].what == "the ledger's row 17 cannot be a leaf"


def test_a_cut_tail_is_found_by_the_head(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("DELETE FROM ledger WHERE leaf_index >= 40")
        db.execute("DELETE FROM scabot_events WHERE notification_id > 40")
    [fault] = checked(ledger).faults
    assert (fault.leaf_index, fault.what) == (40, "truncated: the head counts 49 leaves, 40 are there")


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("DELETE FROM ledger_head", "the head of the ledger is missing"),
        ("UPDATE ledger_head SET frontier = x'00'", "the head of the ledger cannot be read"),
        ("UPDATE ledger_head SET frontier = zeroblob(8)", "the head counts 0 leaves, 49 are there"),
    ],
)
def test_a_damaged_head_is_found(ledger: Path, damage: str, what: str) -> None:
    with attacking(ledger) as db:
        db.execute(damage)
    assert [fault.what for fault in checked(ledger).faults] == [what]


def test_rows_that_cannot_be_leaves_are_faults_and_no_crash(ledger: Path) -> None:
    with attacking(ledger) as db:
        db.execute("ALTER TABLE scabot_events RENAME TO strict_events")
        db.execute("CREATE TABLE scabot_events AS SELECT * FROM strict_events")
        db.execute("UPDATE scabot_events SET state = 'text' WHERE notification_id = 18")
        db.execute("UPDATE scabot_events SET originator_id = x'ff' WHERE notification_id = 20")
        db.execute("UPDATE scabot_events SET originator_id = 'SCA-Ä' WHERE notification_id = 22")
    faults = [fault.what for fault in checked(ledger).faults]
    assert faults[0] == "the ledger's row 17 cannot be a leaf"
    assert "the ledger's row 19 cannot be a leaf" in faults
    assert "version 6 follows version 0" in faults


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE scabot_events SET state = x'00' WHERE notification_id = 18",
        "DELETE FROM scabot_events WHERE originator_id = 'SCA-9TR3XW'",
        "DELETE FROM scabot_events WHERE notification_id > 29",
        "UPDATE scabot_events SET topic = 'offer-rejected@1' WHERE notification_id = 18",
    ],
    ids=["row 5 edit", "row 7 a whole case gone", "rows 10 and 11 cut", "row 12 topic"],
)
def test_rows_5_to_12_a_perfect_rebuild_is_unseen_from_inside_and_therefore_never_proven(
    ledger: Path, attack: str
) -> None:
    with attacking(ledger) as db:
        db.execute(attack)
        rebuild(db)
    report = checked(ledger)
    assert report.verdict is Verdict.CONSISTENT_ONLY
    assert "would go unseen" in report.not_checked[0]


def test_row_19_an_envelope_moved_to_another_row_and_rebuilt_shows_when_it_is_opened(ledger: Path) -> None:
    with reading(ledger) as tx:
        states = {(row[0], row[1], row[2]): row[3] for row in tx.all(EVERY_EVENT)}
    with attacking(ledger) as db:
        [[other]] = db.execute("SELECT state FROM scabot_events WHERE notification_id = 19")
        db.execute("UPDATE scabot_events SET state = ? WHERE notification_id = 18", [other])
        rebuild(db)

    def opener(row: tuple[str, int, str], state: bytes) -> None:
        if states[row] != state:
            raise Unreadable("moved")

    with reading(ledger) as tx:
        report = verify(tx, opener)
    assert places(report) == [(17, CASES[0], 5)]
    assert report.opened == SIZE - 1


EVERY_EVENT = "SELECT originator_id, originator_version, topic, state FROM scabot_events"


def test_envelopes_without_a_key_are_counted_as_not_checked_and_are_no_fault(ledger: Path) -> None:
    def opener(row: tuple[str, int, str], state: bytes) -> None:
        assert state
        if row[0] == CASES[0]:
            raise KeyMissing("erased")

    with reading(ledger) as tx:
        report = verify(tx, opener)
    assert report.verdict is Verdict.CONSISTENT_ONLY
    assert report.opened == SIZE - VERSIONS
    assert report.not_checked[-1] == f"content: {VERSIONS} envelopes have no key here (erased, or another key folder)"


def test_the_root_is_that_of_the_frozen_vector(tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "scabot.db")
    leaf = "f1b4093b34cd2e91c6f206dfef296999261f187339bcf64ba2ce9fc5bc2f9077"
    with attacking(path) as db:
        db.execute("DELETE FROM scabot_events WHERE notification_id > 1")
        db.execute("UPDATE scabot_events SET state = ?", [GENESIS])
        rebuild(db)
    assert checked(path).root == leaf


GENESIS = bytes.fromhex(
    "0100000001000000000000000000000000759edaacdc4bead32a928b467b4df3f6a66d332b49ec1043e5b1dfeca2ce7f2b51fa67e6129e9a1e8dc593ab46117cc9"
)
