"""Playing stories: each on a stage of its own, or one after the other to fill the practice workspace."""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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

PRACTICE = ("approval-to-signature", "silence-to-rescue")
"""The stories that fill the practice workspace, in the order of their clocks."""
SHIPPED = (
    *PRACTICE,
    "weekend-call",
    "refused-and-reopened",
    "provider-walks-away",
    "plan-changes",
    "authorization-lapses",
    "more-units",
    "wrong-hands",
    "partial-acceptance",
)
"""Every story that comes along."""
BROKEN, UNREADABLE = 1, 2
DATA = "data"
"""The data folder of a practice ledger, in the folder that is kept or thrown away."""
SEED = 20_261_123

Write = Callable[[str], None]


def play_stories(paths: Sequence[Path], write: Write | None = None, keep: Path | None = None) -> int:
    """Play story files, or shipped stories by name, and print their transcripts.

    `keep` is a new folder in which the ledger of each story stays, so that it can be replayed and verified.
    Returns 0 if all expectations held, 1 at the first one that did not, 2 for a file that is no story.
    Raises `FileExistsError` where `keep` exists.
    """
    say = write or _print
    if keep is not None:
        keep.mkdir(mode=0o700, parents=True)
    for path in paths:
        try:
            story = read_story(_text_of(path))
        except (StoryFaults, OSError) as wrong:
            say(f"{path} cannot be played:\n{wrong}")
            return UNREADABLE
        with _folder(keep, path.stem) as folder:
            case = asyncio.run(_played(story, folder, say))
            if keep is not None and case.key:
                say(f"\nReplay it:\n  {replaying(folder, case.key)}")
        if case.broken:
            return BROKEN
    return 0


def replaying(folder: Path, case: str) -> str:
    """Return the command that replays a case of a practice ledger, with the program as it was called."""
    called = sys.argv[0] if Path(sys.argv[0]).name == "scabot" else "scabot"
    return f"SCABOT_DATA_DIR={folder / DATA} {called} audit replay {case}"


@contextmanager
def _folder(keep: Path | None, name: str) -> Iterator[Path]:
    if keep is not None:
        yield keep / name
        return
    with tempfile.TemporaryDirectory(prefix="scabot-story-") as folder:
        yield Path(folder)


def shipped_story(name: str) -> Story:
    """Return a story that comes along, by its name."""
    return read_story(_text_of(Path(name)))


def clock_of(story: Story) -> PracticeClock:
    """Return a clock that stands at a story's beginning."""
    return PracticeClock(story.begins_at.replace(tzinfo=ZoneInfo(story.zone)))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Played:
    broken: bool
    key: str


async def _played(story: Story, folder: Path, say: Write) -> _Played:
    theater = PracticeTheater(folder / DATA, clock_of(story), SeededChance(SEED))
    await theater.open()
    try:
        broken = await play(story, theater, Transcript(say))
        first = next(iter(await theater.record()), None)
    finally:
        await theater.close()
    say("\nThe story holds." if not broken else "\nThe story is broken.")
    return _Played(broken=bool(broken), key=first.case if first else "")


def _text_of(path: Path) -> str:
    shipped = files("scabot.sandbox").joinpath("stories", f"{path}.toml")
    if str(path) in SHIPPED and shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
