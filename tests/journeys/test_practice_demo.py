"""`make demo`: the practice workspace is filled by the shipped stories and then goes on by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from scabot.assemble.demo import BEGINNING, fill
from scabot.assemble.stories import PRACTICE, SEED, clock_of, shipped_story
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot_domain.events import CaseOpened


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[PracticeTheater]:
    theater = PracticeTheater(tmp_path / "data", clock_of(shipped_story(BEGINNING)), SeededChance(SEED))
    await theater.open()
    await fill(theater)
    yield theater
    await theater.close()


async def test_the_workspace_begins_with_one_case_for_each_story_and_no_form_open(filled: PracticeTheater) -> None:
    opened = [event.case for event in await filled.record() if isinstance(event.fact, CaseOpened)]
    assert len(opened) == len(set(opened)) == len(PRACTICE)
    assert [player.person.handle for player in filled.people if player.modal() is not None] == []
    assert filled.world.problems == []


async def test_once_it_runs_it_answers_and_time_can_still_be_moved(filled: PracticeTheater) -> None:
    await filled.run()
    seen = await filled.people["ruth"].slash("mine")
    assert f"{len(PRACTICE)} open cases" in seen
    before = filled.now()
    await filled.advance_to(before + timedelta(days=3))
    assert filled.now() >= before + timedelta(days=3)
    assert filled.world.problems == []
