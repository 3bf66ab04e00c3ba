"""Every row of the attack matrix that a ledger can judge by itself, at full size and on both databases.

What only somebody outside could see is never called proven: the verdict is 2, which says so.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

import cast as c
from audit.attacks import CASES, SIZE, VICTIM, Attack, Stored, carry, events_of, leaves_of, on_file, on_server, write
from scabot.assemble.site import Folders
from scabot.audit.shell import printed_report
from scabot.audit.verify import Report, Verdict, verify
from scabot.cli import main
from scabot.ledger.address import read_address
from scabot.ledger.archive import Archive, open_archive
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.views.tx import Tx
from servers.grounds import ON_BOTH, migrated, postgres
from servers.postgres import Server

__all__ = ["postgres"]

ALTERED = "the stored event does not give the stored leaf"
CLOSED = "its envelope does not open: altered, moved, or sealed with another key"
UNSEEN = "anchors: none was given, so a rewrite of the whole ledger would go unseen"

Move = Callable[[Attack], None]
Place = tuple[int | None, str | None, int | None]


@dataclass(frozen=True)
class Ground:
    """The honest ledger of a run: its data folder, and its schema if it is on a server."""

    data: Path
    server: Server | None = None
    schema: str = ""

    @contextmanager
    def owned(self, data: Path) -> Iterator[Attack]:
        """Own the ledger in a copy of the data folder, or the one on the server until it is taken back."""
        folders = Folders(data=data)
        with on_server(folders, self.server, self.schema) if self.server else on_file(folders) as attack:
            yield attack


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder as nobody attacked it."""
    data = tmp_path_factory.mktemp("matrix") / "data"
    write(data)
    return data


@pytest.fixture(scope="session", params=ON_BOTH)
def ground(request: pytest.FixtureRequest, honest: Path) -> Ground:
    if request.param == "sqlite":
        return Ground(honest)
    server = request.getfixturevalue("postgres")
    schema = read_address(migrated(server)).schema
    carry(Folders(data=honest), server, schema)
    return Ground(honest, server, schema)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., int]:
    """Run `scabot audit verify` on the copy of this test, and return its exit code."""
    monkeypatch.setenv("SCABOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SCABOT_HOME_SIDE", "provider")

    def run(report: Report, *words: str) -> int:
        capfd.readouterr()
        code = main(["audit", "verify", *words])
        assert capfd.readouterr().out.encode() == printed_report(report, json=False).text
        return code

    return run


@pytest.fixture
def judged(ground: Ground, tmp_path: Path, shell: Callable[..., int]) -> Callable[..., Report]:
    """Attack and verify; on a file the shell, in which nobody attacks any more, must say the same by its exit code."""

    def judge(move: Move, *words: str) -> Report:
        data = shutil.copytree(ground.data, tmp_path / "data")
        with ground.owned(data) as attack:
            move(attack)
            report = checked(attack.tx, Folders(data=data), decrypt="--decrypt" in words)
        if ground.server is None:
            assert shell(report, *words) == report.verdict
        return report

    return judge


def checked(tx: Tx, folders: Folders, *, decrypt: bool) -> Report:
    if not decrypt:
        return verify(tx)
    with closing(Keyring(folders.keys, read_keyfile(folders.root_key), lambda: c.NOW)) as keys:
        return verify(tx, Archive(tx, keys).open_envelope)


def places(report: Report) -> list[Place]:
    return [(fault.leaf_index, fault.stream, fault.version) for fault in report.faults]


def place(events: list[Stored], leaf: int) -> Place:
    return leaf, events[leaf].stream, events[leaf].version


def following(events: list[Stored], leaf: int) -> int:
    """Return the next leaf of the same case."""
    return next(at for at in range(leaf + 1, SIZE) if events[at].stream == events[leaf].stream)


@pytest.fixture(scope="session")
def events(honest: Path) -> list[Stored]:
    """Every event as it was recorded; its place is its leaf."""
    with open_archive(Folders(data=honest).database) as archive:
        return events_of(archive.tx)


def nothing(_attack: Attack) -> None:
    """Leave everything as it is."""


# ---- row 0: what nobody attacked -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("--decrypt",)], ids=["sealed", "decrypted"])
def test_row_00_an_untouched_ledger_is_clean_and_not_called_proven(
    judged: Callable[..., Report], words: tuple[str, ...]
) -> None:
    report = judged(nothing, *words)
    assert (report.verdict, report.size, report.streams, report.faults) == (2, SIZE, 1 + CASES, ())
    assert report.not_checked[0] == UNSEEN
    assert report.opened == (SIZE if words else 0)


def test_row_00_a_person_whose_key_was_erased_leaves_the_ledger_clean(judged: Callable[..., Report]) -> None:
    def shreds(attack: Attack) -> None:
        with closing(sqlite3.connect(attack.keys)) as db, db:
            assert db.execute("DELETE FROM keys WHERE name LIKE 'subject:%'").rowcount == 1

    report = judged(shreds, "--decrypt")
    assert (report.verdict, report.faults, report.opened) == (2, (), SIZE)


# ---- what the ledger sees by itself ----------------------------------------------------------------------------------


def flipped(state: bytes) -> bytes:
    return state[:20] + bytes([state[20] ^ 4]) + state[21:]


@pytest.mark.parametrize("change", [lambda _: b"another state", flipped], ids=["row_01", "row_02"])
@pytest.mark.parametrize("leaf", [0, VICTIM, SIZE - 1])
def test_rows_01_and_02_one_changed_state_or_bit_is_found_at_its_leaf(
    judged: Callable[..., Report], events: list[Stored], leaf: int, change: Callable[[bytes], bytes]
) -> None:
    report = judged(lambda attack: attack.change(leaf, state=change(events[leaf].state)))
    assert report.verdict is Verdict.TAMPERED
    assert [(*place(events, leaf), ALTERED)] == [(*one, report.faults[0].what) for one in places(report)]


def test_row_03_two_swapped_states_of_two_cases_are_both_found(
    judged: Callable[..., Report], events: list[Stored]
) -> None:
    other = VICTIM + 1500

    def swaps(attack: Attack) -> None:
        attack.change(VICTIM, state=events[other].state)
        attack.change(other, state=events[VICTIM].state)

    assert events[VICTIM].stream != events[other].stream
    report = judged(swaps)
    assert report.verdict is Verdict.TAMPERED
    assert places(report) == [place(events, VICTIM), place(events, other)]


def test_row_04_an_edit_with_only_its_own_leaf_fixed_is_found_at_the_next_leaf_of_the_case(
    judged: Callable[..., Report], events: list[Stored]
) -> None:
    def edits(attack: Attack) -> None:
        attack.change(VICTIM, state=b"another state")
        leaves, _ = leaves_of([*events[:VICTIM], events[VICTIM]._replace(state=b"another state")])
        attack.tx.run("UPDATE ledger SET leaf_hash = ? WHERE leaf_index = ?", leaves[VICTIM], VICTIM)

    report = judged(edits)
    assert report.verdict is Verdict.TAMPERED
    assert places(report)[0] == place(events, following(events, VICTIM))


def test_row_06_a_deleted_event_is_found_where_its_leaf_stands(
    judged: Callable[..., Report], events: list[Stored]
) -> None:
    report = judged(lambda attack: attack.tx.run("DELETE FROM scabot_events WHERE notification_id = ?", VICTIM + 1))
    assert report.verdict is Verdict.TAMPERED
    assert (report.faults[0].leaf_index, report.faults[0].what) == (VICTIM, "its event is missing")
    assert places(report)[1] == place(events, following(events, VICTIM))


def test_row_06_a_deleted_event_with_its_leaf_leaves_a_hole(judged: Callable[..., Report]) -> None:
    def deletes(attack: Attack) -> None:
        attack.tx.run("DELETE FROM ledger WHERE leaf_index = ?", VICTIM)
        attack.tx.run("DELETE FROM scabot_events WHERE notification_id = ?", VICTIM + 1)

    report = judged(deletes)
    assert report.verdict is Verdict.TAMPERED
    assert report.faults[0].what == f"leaf {VICTIM} is missing; the next one is {VICTIM + 1}"


def test_row_12_a_changed_kind_is_found_at_its_leaf(judged: Callable[..., Report], events: list[Stored]) -> None:
    report = judged(lambda attack: attack.change(VICTIM, topic="offer-rejected@1"))
    assert (report.verdict, places(report)) == (1, [place(events, VICTIM)])


# ---- what it cannot see: never more than 2, and said in words --------------------------------------------------------


def without_a_case(events: list[Stored]) -> list[Stored]:
    return [event for event in events if event.stream != events[VICTIM].stream]


def with_one_more(events: list[Stored]) -> list[Stored]:
    """Slip an event into a case, and number those after it anew."""
    case, version = events[VICTIM].stream, events[VICTIM].version
    later = [one._replace(version=one.version + (one.stream == case)) for one in events[VICTIM:]]
    return [*events[:VICTIM], Stored(case, version, "note-added@1", b"said long ago"), *later]


def in_another_order(events: list[Stored]) -> list[Stored]:
    assert events[VICTIM].stream != events[VICTIM + 1].stream
    return [*events[:VICTIM], events[VICTIM + 1], events[VICTIM], *events[VICTIM + 2 :]]


def edited(events: list[Stored], **change: str | bytes) -> list[Stored]:
    return [*events[:VICTIM], events[VICTIM]._replace(**change), *events[VICTIM + 1 :]]  # type: ignore[arg-type]  # by name


REBUILT: dict[str, Callable[[list[Stored]], list[Stored]]] = {
    "row_05 an edit": lambda events: edited(events, state=b"another state"),
    "row_06 a deleted event": lambda events: [
        replaced._replace(version=replaced.version - 1)
        if replaced.stream == events[VICTIM].stream and replaced.version > events[VICTIM].version
        else replaced
        for at, replaced in enumerate(events)
        if at != VICTIM
    ],
    "row_07 a whole case gone": without_a_case,
    "row_08 an event from the past": with_one_more,
    "row_09 another order": in_another_order,
    "row_10 the last 800 cut": lambda events: events[:-800],
    "row_11 the last 20 cut": lambda events: events[:-20],
    "row_12 another kind": lambda events: edited(events, topic="offer-rejected@1"),
    "row_13 everything rewritten": lambda events: [event._replace(state=event.state[::-1]) for event in events],
}


@pytest.mark.parametrize("rewritten", REBUILT.values(), ids=REBUILT.keys())
def test_rows_05_to_13_a_perfect_rebuild_is_unseen_from_inside_and_therefore_never_proven(
    judged: Callable[..., Report], events: list[Stored], rewritten: Callable[[list[Stored]], list[Stored]]
) -> None:
    after = rewritten(events)
    assert after != events
    report = judged(lambda attack: attack.rebuild(after))
    assert (report.verdict, report.size, report.faults) == (2, len(after), ())
    assert report.not_checked[0] == UNSEEN
    assert report.root == leaves_of(after)[1].root().hex()


# ---- row 17: the guard rails -----------------------------------------------------------------------------------------

CHANGES = {
    "update": "UPDATE scabot_events SET state = state",
    "update of a leaf": "UPDATE ledger SET leaf_hash = leaf_hash",
    "delete": "DELETE FROM scabot_events WHERE notification_id = 5",
    "delete of a leaf": "DELETE FROM ledger WHERE leaf_index = 5",
}
ON_FILE = {
    "replace": "INSERT OR REPLACE INTO scabot_events SELECT * FROM scabot_events WHERE notification_id = 5",
    "replace of a leaf": "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE leaf_index = 5",
}
ON_SERVER = {"truncate": "TRUNCATE scabot_events CASCADE", "truncate of leaves": "TRUNCATE ledger"}


def test_row_17_a_plain_change_is_refused_as_append_only(ground: Ground, events: list[Stored], tmp_path: Path) -> None:
    refusals, folders = [], Folders(data=shutil.copytree(ground.data, tmp_path / "data"))
    if ground.server is None:
        with closing(sqlite3.connect(folders.database)) as db:
            for sql in (CHANGES | ON_FILE).values():
                with pytest.raises(sqlite3.IntegrityError) as told:
                    db.execute(sql)
                refusals.append(str(told.value))
    else:
        with ground.server.connect() as owner:
            owner.execute(f"SET search_path = {ground.schema}".encode())
            for sql in (CHANGES | ON_SERVER).values():
                with pytest.raises(psycopg.errors.IntegrityConstraintViolation) as refused:
                    owner.execute(sql.encode())
                refusals.append(str(refused.value).partition("\n")[0])
    assert refusals == ["append-only"] * 6
    with ground.owned(tmp_path / "data") as attack:
        assert events_of(attack.tx) == events


# ---- row 19: envelopes that were moved -------------------------------------------------------------------------------

MOVED: dict[str, Callable[[list[Stored]], list[Stored]]] = {
    "to another case": lambda events: edited(events, state=events[VICTIM + 1].state),
    "to another version": lambda events: edited(events, state=events[following(events, VICTIM)].state),
    "to another topic": lambda events: edited(events, topic="offer-rejected@1"),
}


@pytest.mark.parametrize("moving", MOVED.values(), ids=MOVED.keys())
def test_row_19_a_moved_envelope_does_not_open_and_its_leaf_is_named(
    judged: Callable[..., Report], events: list[Stored], moving: Callable[[list[Stored]], list[Stored]]
) -> None:
    after = moving(events)
    report = judged(lambda attack: attack.rebuild(after), "--decrypt")
    assert (report.verdict, report.opened) == (1, SIZE - 1)
    assert places(report) == [place(after, VICTIM)]
    assert report.faults[0].what == CLOSED
