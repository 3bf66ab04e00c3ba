"""Playing stories: each on a stage of its own, or one after the other to fill the practice workspace."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from scabot.assemble.hours import PracticeClock
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot.sandbox.story.form import Story
from scabot.sandbox.story.play import play
from scabot.sandbox.story.reading import StoryFaults, read_story
from scabot.sandbox.story.transcript import Transcript

SHIPPED = ("approval-to-signature", "silence-to-rescue")
"""The stories that come along, in the order of their clocks."""
BROKEN, UNREADABLE = 1, 2
SEED = 20_261_123

Write = Callable[[str], None]


def play_stories(paths: Sequence[Path], write: Write | None = None) -> int:
    """Play story files, or shipped stories by name, and print their transcripts.

    Returns 0 if all expectations held, 1 at the first one that did not, 2 for a file that is no story.
    """
    say = write or _print
    for path in paths:
        try:
            story = read_story(_text_of(path))
        except (StoryFaults, OSError) as wrong:
            say(f"{path} cannot be played:\n{wrong}")
            return UNREADABLE
        if not asyncio.run(_played(story, say)):
            return BROKEN
    return 0


def shipped_story(name: str) -> Story:
    """Return a story that comes along, by its name."""
    return read_story(_text_of(Path(name)))


def clock_of(story: Story) -> PracticeClock:
    """Return a clock that stands at a story's beginning."""
    return PracticeClock(story.begins_at.replace(tzinfo=ZoneInfo(story.zone)))


async def _played(story: Story, say: Write) -> bool:
    with tempfile.TemporaryDirectory(prefix="scabot-story-") as folder:
        theater = PracticeTheater(Path(folder) / "data", clock_of(story), SeededChance(SEED))
        await theater.open()
        try:
            broken = await play(story, theater, Transcript(say))
        finally:
            await theater.close()
    say("\nThe story holds." if not broken else "\nThe story is broken.")
    return not broken


def _text_of(path: Path) -> str:
    shipped = files("scabot.sandbox").joinpath("stories", f"{path}.toml")
    if str(path) in SHIPPED and shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
