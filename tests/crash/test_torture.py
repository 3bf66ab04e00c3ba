"""The one command: it says what it found, and its exit code is 1 if anything was."""

import pytest

import torture
from crash.figures import Effort, Figures, replay_of
from torture import Harness


def fine(effort: Effort) -> Figures:
    figures = Figures()
    figures.counts["states"] = effort.states
    return figures


def bad(effort: Effort) -> Figures:
    return Figures(faults=["lost: did-1"], replay=replay_of("bad", seed=effort.seed, states=7))


def not_here() -> str:
    return "there is no compiler"


FINE = Harness(name="fine", place=f"{__name__}:fine")
BAD = Harness(name="bad", place=f"{__name__}:bad")
ABSENT = Harness(name="absent", place=f"{__name__}:bad", why_not=f"{__name__}:not_here")


def test_figures_are_told_beside_the_seed(capsys: pytest.CaptureFixture[str]) -> None:
    assert torture.main(["--seed", "7", "--states", "1234"], (FINE,)) == 0
    told = capsys.readouterr().out
    assert "seed 7, commit " in told
    assert "fine: ok" in told
    assert "1,234 states" in told
    assert max(map(len, told.splitlines())) <= 80


def test_one_fault_fails_the_run_and_says_how_to_see_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert torture.main(["--seed", "7"], (FINE, BAD, FINE)) == 1
    told = capsys.readouterr().out
    assert "  ! lost: did-1" in told
    assert '  again: make torture ARGS="--only bad --seed 7 --states 7"' in told
    assert told.count("fine: ok") == 2


def test_what_cannot_run_here_says_why_and_fails_only_if_it_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert torture.main([], (FINE, ABSENT)) == 0
    assert "absent: not run: there is no compiler" in capsys.readouterr().out
    assert torture.main(["--only", "absent"], (FINE, ABSENT)) == 1


def test_every_harness_can_be_found() -> None:
    names = [harness.name for harness in torture.HARNESSES]
    assert len(set(names)) == len(names)
    assert all(callable(torture.found(harness.place)) for harness in torture.HARNESSES)
