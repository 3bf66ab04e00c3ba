"""A stage for every test that asks for one; what happens on it keeps to Slack's rules and logs no error."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from journeys.stage import Stage, stage_in


@pytest.fixture
async def stage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    async with stage_in(tmp_path) as opened:
        yield opened
        assert opened.world.problems == []
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info] == []
