"""S1, S4, S6 against power cuts; `make torture ARGS="--only power --states 3000"` looks at more states."""

from pathlib import Path
from random import Random  # noqa: TID251 - the states of a test, repeated by their seed

import pytest

from crash.figures import Effort
from crash.power import cuts
from crash.power.journal import Disk, Op
from crash.power.shim import why_not

SHORT = Effort(seed=20261125, states=30, jobs=2)  # one run with pages of 4,096 bytes, one of 1,024
needs_the_shim = pytest.mark.skipif(bool(why_not()), reason=why_not())


@needs_the_shim
def test_s1_no_power_cut_loses_what_was_acknowledged_or_tells_it_twice() -> None:
    figures = cuts.run(SHORT)
    assert figures.faults == []
    assert figures.counts["states"] == 30
    assert figures.counts["acknowledged"] > 30


@needs_the_shim
def test_a_store_that_syncs_at_checkpoints_only_is_found_to_lose_what_was_acknowledged() -> None:
    figures = cuts.control_normal(SHORT)
    assert figures.faults == []
    assert figures.counts["lost"] > 0


@needs_the_shim
def test_a_store_that_never_syncs_is_found_lost_or_damaged() -> None:
    figures = cuts.control_off(SHORT)
    assert figures.faults == []
    assert figures.counts["bad states"] > 0


@needs_the_shim
def test_a_key_store_that_does_not_sync_its_folder_is_found_to_lose_keys() -> None:
    figures = cuts.control_keys(SHORT)
    assert figures.faults == []
    assert figures.counts["unreadable"] > 0


def op(what: str, file: int = -1, at: int = 0, *, name: str = "", content: bytes = b"") -> Op:
    return Op(what, file, at, name, content)


def states(ops: list[Op], home: Path) -> set[tuple[tuple[str, bytes], ...]]:
    found = set()
    for n in range(200):
        disk, into = Disk("said"), home / str(n)
        for one in ops:
            disk.follow(one)
        into.mkdir()
        disk.cut(Random(n), into)  # noqa: S311 - repeatable
        found.add(tuple(sorted((file.name, file.read_bytes()) for file in into.iterdir())))
    return found


CREATED = 1
FOLDER = 4
SYNCED = [
    op("o", 3, CREATED, name="a"),
    op("w", 3, 0, content=b"old"),
    op("s", 3),
    op("o", 4, FOLDER, name=""),
    op("s", 4),
]


def test_what_was_synced_is_there_whatever_was_written_later(tmp_path: Path) -> None:
    assert states(SYNCED, tmp_path) == {(("a", b"old"),)}


def test_what_was_not_synced_may_be_there_or_not(tmp_path: Path) -> None:
    ops = [*SYNCED, op("w", 3, 0, content=b"new"), op("w", 3, 3, content=b"!")]
    assert states(ops, tmp_path) == {(("a", left),) for left in (b"old", b"new", b"old!", b"new!")}


def test_a_long_write_may_be_torn_between_sectors_and_only_there(tmp_path: Path) -> None:
    ops = [*SYNCED, op("w", 3, 0, content=b"x" * 600)]
    assert states(ops, tmp_path) == {
        (("a", left),) for left in (b"old", b"x" * 600, b"x" * 512, b"old" + bytes(509) + b"x" * 88)
    }


def test_a_name_is_certain_only_once_its_folder_was_synced(tmp_path: Path) -> None:
    ops = [*SYNCED, op("u", name="a"), op("o", 5, CREATED, name="b")]
    assert states(ops, tmp_path) == {(("a", b"old"),), (), (("b", b""),)}


def test_names_that_change_together_are_never_seen_halfway(tmp_path: Path) -> None:
    ops = [*SYNCED, op("r", name="a", content=b"b")]
    assert states(ops, tmp_path) == {(("a", b"old"),), (("b", b"old"),)}


def test_the_file_of_acknowledgements_is_told_in_order_and_is_no_part_of_a_state(tmp_path: Path) -> None:
    disk = Disk("said")
    for one in (op("o", 3, CREATED, name="said"), op("w", 3, 0, content=b"did a\n"), op("w", 3, 6, content=b"did b\n")):
        disk.follow(one)
    disk.cut(Random(1), tmp_path)  # noqa: S311 - repeatable
    assert disk.said == b"did a\ndid b\n"
    assert list(tmp_path.iterdir()) == []
