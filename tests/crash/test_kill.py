"""S1, S3 against kill -9 under load; `make torture ARGS="--only kill --rounds 1000"` does it for longer."""

from pathlib import Path

import pytest

from crash.figures import Effort
from crash.kill import rounds

SHORT = Effort(rounds=8, jobs=2)


@pytest.fixture(autouse=True)
def _processes_find_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


def test_s1_kill_9_under_load_loses_and_doubles_nothing() -> None:
    figures = rounds.run(SHORT)
    assert figures.faults == []
    assert figures.counts["kills"] == 8
    assert figures.counts["acknowledged"] > 0
    assert figures.counts["messages"] > 0


def test_a_worker_that_does_not_ask_before_it_repeats_is_found() -> None:
    figures = rounds.control_asking(SHORT)
    assert figures.faults == []
    assert figures.counts["said twice"] > 0


def test_a_handle_that_answers_before_it_records_is_found() -> None:
    figures = rounds.control_early(SHORT)
    assert figures.faults == []
    assert figures.counts["lost"] > 0
