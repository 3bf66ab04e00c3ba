"""`make long` counts what it really executed, and does not end well when nothing was."""

from collections import Counter

import pytest

import long
from domain.test_any_negotiation import AnyNegotiation


def test_it_goes_on_until_so_many_steps_were_executed(capsys: pytest.CaptureFixture[str]) -> None:
    counted = Counter({"steps": 7, "cases": 1})

    def play() -> None:
        counted.update({"steps": 40, "cases": 2, "taken": 30, "refused": 10})

    assert long.go_on(100, counted, play) == 0
    assert capsys.readouterr().out.splitlines() == [
        "steps: 40",
        "steps: 80",
        "steps: 120",
        "steps: 120 (at least 100), in 6 cases; commands: 90 taken, 30 refused",
    ]


def test_a_machine_that_executes_nothing_is_told_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    counted = Counter({"steps": 7})
    assert long.go_on(100, counted, lambda: None) == long.STANDS_STILL
    assert capsys.readouterr().out == "steps: 0, which is fewer than 100: the last round executed none\n"


def test_the_machine_counts_its_own_rules_and_what_comes_of_commands() -> None:
    before = Counter(AnyNegotiation.counted)
    long.one_round(cases=2)
    told = AnyNegotiation.counted - before
    assert told["cases"] >= 2
    assert told["steps"] >= 2
    assert told["taken"] + told["refused"] > 0


def test_what_does_not_hold_is_not_swallowed(capsys: pytest.CaptureFixture[str]) -> None:
    def play() -> None:
        raise AssertionError("I1")

    with pytest.raises(AssertionError, match="I1"):
        long.go_on(1, Counter(), play)
    assert capsys.readouterr().out == ""


def test_the_whole_is_a_hundred_thousand_steps() -> None:
    assert long.WANTED == 100_000
