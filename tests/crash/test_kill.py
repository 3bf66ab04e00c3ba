"""S1 against kill -9: what was acknowledged is there, once, and the store opens at once and is sound."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import cast as c
import deeds as d
from ledger.shelf import Wound, furnished, opened
from scabot.ledger.rebuild import check

CHILD = """
import sys
from pathlib import Path
import cast as c
import deeds as d
from ledger.shelf import Wound, again, opened
folder, keyfile, start = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
shelf = opened(folder, keyfile, Wound())
for n in range(start, start + 10_000):
    command = again(shelf.asks(d.notes(shared=True)), key=f"note-{n}")
    print(f"{n} {shelf.handle(c.KEY, command).repeated}", flush=True)
"""
TESTS = str(Path(__file__).parents[1])


def killed_after(folder: Path, keyfile: Path, start: int, acknowledged: int) -> list[int]:
    """Let a child give commands, kill it in the middle of one, and return the numbers that it acknowledged."""
    words = [sys.executable, "-c", CHILD, str(folder), str(keyfile), str(start)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": TESTS}) as child:  # noqa: S603 - this interpreter, these words
        assert child.stdout is not None
        heard = [child.stdout.readline() for _ in range(acknowledged)]
        child.send_signal(signal.SIGKILL)
        heard += child.stdout.readlines()
    return [int(line.split()[0]) for line in heard if line.endswith("\n")]


@pytest.mark.parametrize("acknowledged", [1, 7, 23])
def test_s1_an_acknowledged_command_survives_kill_9_and_none_is_there_twice(tmp_path: Path, acknowledged: int) -> None:
    folder, keyfile = furnished(tmp_path)
    shelf = opened(folder, keyfile, Wound())
    shelf.does(d.opens())
    shelf.closed()
    told = killed_after(folder, keyfile, 0, acknowledged)
    told += killed_after(folder, keyfile, told[-1] + 1, acknowledged)
    again = opened(folder, keyfile, Wound())
    events = again.store.history(c.KEY)
    keys = [event.key for event in events[2:]]
    assert {f"note-{n}" for n in told} <= set(keys)
    assert len(keys) == len(set(keys)) <= len(told) + 2
    assert [event.version for event in events] == list(range(1, len(events) + 1))
    assert check(again.store) == []
    again.closed()
