"""What an operator sees when Slack does not take a message: which one, why, and how much was given up."""

import json
import logging
from pathlib import Path

import pytest

import deeds as d
from journeys.stage import stage_in
from scabot.telemetry.logs import JsonLines


async def test_a_message_that_cannot_be_sent_is_reported_with_its_cause(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with stage_in(tmp_path) as stage:
        stage.world.channels["C0TEAM"].is_archived = True
        await stage.does(*d.opened)
        assert "case opened" in stage.read_by("cara")
    (record,) = (one for one in caplog.records if one.levelno >= logging.ERROR)
    line = json.loads(JsonLines().format(record))
    told = {name: line[name] for name in ("event", "case", "kind", "error", "result")}
    assert told == {
        "event": "a message could not be sent",
        "case": "SCA-7QK2M4",
        "kind": "card",
        "error": "is_archived",
        "result": "parked: destination",
    }
    assert "dropped" not in line
