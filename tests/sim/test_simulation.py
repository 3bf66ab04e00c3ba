"""The product in virtual time, killed anywhere, from one seed: sound, repeatable, and not blind.

`SCABOT_TEST_SIM_SEEDS` sets how many seeds are played; `tests/sim/play.py` plays any number of them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.play import SimulationFailed, run

SEEDS = int(os.environ.get("SCABOT_TEST_SIM_SEEDS", "3"))
DAYS, SHORT = 6, 2
FEW = 6
"""Within how many seeds a control must be found."""
PLAY = Path(__file__).with_name("play.py")


def found_in(build: str) -> str:
    """Play a control, which must fail, and return what is said about it."""
    with pytest.raises(SimulationFailed) as failure:
        run(FEW, 1, DAYS, build)
    return str(failure.value)


def test_whatever_dies_and_whatever_slack_loses_the_ledger_is_sound_and_everything_is_said_once() -> None:
    figures = run(SEEDS, 1, DAYS)
    print(figures)  # noqa: T201 - the figures of a run
    assert (figures.seeds, figures.days) == (SEEDS, SEEDS * DAYS)
    little = {name: getattr(figures, name) for name in ("acked", "repeated", "refused", "levels", "limited", "lost")}
    assert min(little.values()) > 0, figures
    assert figures.crashes > SEEDS * DAYS / 2, figures


def test_one_seed_is_one_schedule_in_every_process() -> None:
    here = run(1, 7, SHORT)
    assert run(1, 7, SHORT) == here
    assert run(1, 8, SHORT).trace != here.trace
    words = [sys.executable, str(PLAY), "--seeds", "1", "--seed", "7", "--days", str(SHORT)]
    told = subprocess.run(words, env={"PYTHONHASHSEED": "4711"}, check=True, capture_output=True, text=True).stdout  # noqa: S603 - this interpreter, these words
    assert f"trace='{here.trace}'" in told


def test_the_control_that_commits_an_event_before_its_key_is_found() -> None:
    found = found_in("two-transactions")
    assert re.search("a key has no receipt|receipts that the events do not confirm", found)
    assert "--build two-transactions" in found


def test_the_control_that_never_asks_before_it_says_something_again_doubles_pings_or_lines() -> None:
    assert "a ping or log line is not there exactly once" in found_in("never-ask")


def test_a_failure_names_the_seed_the_commit_and_the_command_that_plays_it_again() -> None:
    [first, *_] = found_in("never-ask").splitlines()
    assert first.startswith("seed 1 failed at commit ")
    assert first.endswith("again: .venv/bin/python tests/sim/play.py --seeds 1 --seed 1 --days 6 --build never-ask")
