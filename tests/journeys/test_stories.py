"""Real negotiations from the first command to the last, played through the whole bot; the files say what must hold."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from scabot.assemble.stories import BROKEN, SHIPPED, play_stories

Play = Callable[[str], list[str]]


@pytest.fixture
def play() -> Play:
    """Play a shipped story and return its transcript; it must hold."""

    def played(name: str) -> list[str]:
        told: list[str] = []
        assert play_stories([Path(name)], told.append) == 0, "\n".join(told[-40:])
        return told

    return played


def test_s1_s8_an_approval_becomes_a_signed_agreement(play: Play) -> None:
    play("approval-to-signature")


def test_s24_i19_after_fifteen_business_days_of_silence_each_level_is_told_once(play: Play) -> None:
    play("silence-to-rescue")


def test_s9_i10_p5_a_weekend_call_becomes_an_agreement_that_reaches_back_thirty_days_and_not_thirty_one(
    play: Play,
) -> None:
    play("weekend-call")


def test_p1_i15_a_refused_case_is_reopened_on_evidence_that_the_network_cannot_do_it(play: Play) -> None:
    play("refused-and-reopened")


def test_p2_i20_a_provider_walks_away_and_nobody_learns_the_last_position_of_the_other_side(play: Play) -> None:
    play("provider-walks-away")


def test_p3_a_new_plan_supersedes_the_case_on_the_day_after_the_old_coverage(play: Play) -> None:
    play("plan-changes")


def test_p4_i11_nobody_signs_under_a_lapsed_authorization_until_it_is_extended(play: Play) -> None:
    play("authorization-lapses")


def test_i8_more_units_take_an_amendment_that_both_sides_sign(play: Play) -> None:
    play("more-units")


def test_p8_c9_services_are_agreed_one_by_one_until_one_is_reopened_by_name(play: Play) -> None:
    assert "Partly agreed: L1; open: L2." in "".join(play("partial-acceptance"))


def test_i2_i18_the_wrong_side_and_a_stale_button_accept_nothing(play: Play) -> None:
    play("wrong-hands")


def test_every_story_file_comes_along_and_is_played_here() -> None:
    folder = files("scabot.sandbox").joinpath("stories")
    assert sorted(SHIPPED) == sorted(one.name.removesuffix(".toml") for one in folder.iterdir())
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in SHIPPED if f'play("{name}")' not in text] == []


def test_a_story_whose_expectation_does_not_hold_is_broken(tmp_path: Path) -> None:
    text = files("scabot.sandbox").joinpath("stories", "wrong-hands.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace('refused = "own-offer"', 'refused = "stale-view"', 1))
    told: list[str] = []
    assert play_stories([wrong], told.append) == BROKEN
    assert any("is refused with the reason stale-view" in line for line in told)
