"""The whole way from approval to signature with the ledger in PostgreSQL: Slack, clock, outbox, restarts and all."""

from pathlib import Path

import pytest

from scabot.assemble.stories import SEED, SHIPPED, clock_of, shipped_story
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot.ledger.rebuild import check
from scabot.sandbox.story.play import play
from scabot.sandbox.story.transcript import Transcript
from servers.grounds import migrated
from servers.postgres import Server, careful_postgres

__all__ = ["careful_postgres"]


@pytest.mark.parametrize("name", SHIPPED)
async def test_a_story_holds_with_the_ledger_in_postgresql(name: str, tmp_path: Path, careful_postgres: Server) -> None:
    story, told, url = shipped_story(name), [""], migrated(careful_postgres)
    theater = PracticeTheater(tmp_path / "data", clock_of(story), SeededChance(SEED), database_url=url)
    await theater.open()
    try:
        assert await play(story, theater, Transcript(told.append)) == []
        assert theater.site is not None
        assert check(theater.site.store) == []
        assert not (tmp_path / "data" / "ledger").exists()
    finally:
        await theater.close()
