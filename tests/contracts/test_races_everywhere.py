"""Eight threads, or four processes, on one case and on many, on both databases: nothing lost, doubled or left open.

On SQLite the lease lets no second process in; without it the store itself must stand them.
"""

import subprocess
import sys
from pathlib import Path

import pytest

import cast as c
import deeds as d
from contracts.test_races import THREADS, at_once, insisting, jittery
from ledger.shelf import Shelf, again
from scabot.audit.verify import Verdict, verify
from scabot.handle import Handle, Outcome
from scabot.ledger.beginning import ORIGIN
from scabot.ledger.factory import SqliteGround
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.opening_postgres import open_postgres
from scabot.ledger.rebuild import check
from scabot.ledger.store import CaseStore
from scabot_domain.commands import Command
from scabot_domain.parties import Side
from story import BARE

CASES = [f"SCA-00000{n}" for n in range(4)]


def sound(shelf: Shelf) -> None:
    """Hold the ledger against itself and the views against the ledger."""
    assert check(shelf.store) == []
    with shelf.store.reading() as tx:
        assert verify(tx).verdict is Verdict.CONSISTENT_ONLY
        doubled = "SELECT case_key, dest, stream, kind, version FROM outbox GROUP BY 1, 2, 3, 4, 5 HAVING COUNT(*) > 1"
        assert list(tx.all(doubled)) == []


def test_s4_eight_threads_on_many_cases_lose_nothing(shelf: Shelf) -> None:
    handle = jittery(shelf)
    for case in CASES:
        shelf.does(d.opens(), case=case)
    told: list[tuple[str, Command]] = [
        (case, again(shelf.asks(d.notes(shared=True), case), key=f"{case}-{n}")) for n in range(10) for case in CASES
    ]

    def some(commands: list[tuple[str, Command]]) -> list[Outcome]:
        return [insisting(handle, command, case) for case, command in commands]

    at_once([lambda part=told[n::THREADS]: some(part) for n in range(THREADS)])  # type: ignore[misc]  # a default that mypy cannot infer
    for case in CASES:
        assert [event.version for event in shelf.store.history(case)] == list(range(1, 13))
        assert {event.key for event in shelf.store.history(case)[2:]} == {f"{case}-{n}" for n in range(10)}
    sound(shelf)


GIVES = """
import sys
from datetime import timedelta
from pathlib import Path
from threading import get_ident
import cast as c, deeds as d
from contracts.test_races_everywhere import opened_without_lease
from ledger.shelf import again
from scabot.ledger.errors import LostRace, StoreBusy
from scabot_domain.evolve import replay
folder, keyfile, url, name, *cases = sys.argv[1:]
store, keys, handle = opened_without_lease(Path(folder), Path(keyfile), url, int(name))
print("ready", flush=True)
sys.stdin.readline()
for n in range(12):
    for case in cases:
        step = d.notes(shared=True)(replay(case, store.history(case)), c.NOW)
        command = again(step, key=f"{case}-{name if n % 2 else 'all'}-{n}")
        while True:
            try:
                handle(case, command)
                break
            except (LostRace, StoreBusy):
                continue
store.close()
keys.close()
"""


def opened_without_lease(folder: Path, keyfile: Path, url: str, number: int) -> tuple[CaseStore, Keyring, Handle]:
    """Open a store that other processes have open, too."""
    keys = Keyring(folder / "keys.db", read_keyfile(keyfile), lambda: c.NOW)
    if url:
        store = open_postgres(url, keys, home_side=Side.PROVIDER, now=c.NOW, origin=ORIGIN, trusting=True)
    else:
        store = CaseStore(SqliteGround(folder / "scabot.db"), keys)
    jitter = (number + 1) / 4
    return (
        store,
        keys,
        Handle(store, BARE, home_side=Side.PROVIDER, now=lambda: c.NOW, jitter=lambda upto: upto * jitter),
    )


@pytest.mark.parametrize("cases", [CASES[:1], CASES], ids=["one case", "many cases"])
def test_s3_s4_four_processes_at_once_lose_nothing_and_double_nothing(shelf: Shelf, cases: list[str]) -> None:
    for case in cases:
        shelf.does(d.opens(), case=case)
    words = [sys.executable, "-c", GIVES, str(shelf.folder), str(shelf.keyfile), shelf.url]
    env = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "/usr/bin:/bin"}
    children = [
        subprocess.Popen([*words, str(n), *cases], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this interpreter, these words
        for n in range(4)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    assert [child.communicate("go\n")[0] for child in children] == [""] * 4
    assert [child.returncode for child in children] == [0, 0, 0, 0]
    for case in cases:
        events = shelf.store.history(case)
        assert [event.version for event in events] == list(range(1, 2 + 6 + 24 + 1))
        assert len({event.key for event in events[2:]}) == 30
    sound(shelf)
