"""`scabot demo`: the practice workspace on this machine, filled by stories, then left to its visitor."""

import asyncio
import sys
import tempfile
import webbrowser
from pathlib import Path

from scabot.assemble.stories import DATA, PRACTICE, SEED, clock_of, play_stories, replaying, shipped_story
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot.operate.stopping import told_to_stop
from scabot.sandbox.story.play import play
from scabot.sandbox.story.transcript import Transcript
from scabot.telemetry.logs import set_up_logs

BEGINNING = "approval-to-signature"


def demo(*, script: str | None = None, port: int = 0, browser: bool = True) -> int:
    """Open the practice workspace in a browser until it is stopped, or play `script` (a name or a file) without a page.

    An empty script means those that fill the workspace. Returns the exit code.
    """
    set_up_logs("WARNING", sys.stderr)
    if script is not None:
        names = [script] if script else list(PRACTICE)
        return play_stories([Path(name) for name in names])
    with tempfile.TemporaryDirectory(prefix="scabot-demo-") as folder:
        asyncio.run(_open(Path(folder), port, browser=browser))
    return 0


async def _open(folder: Path, port: int, *, browser: bool) -> None:
    theater = PracticeTheater(folder / DATA, clock_of(shipped_story(BEGINNING)), SeededChance(SEED))
    url = await theater.open(port)
    try:
        _say("Setting the stage: two stories are played first …")
        await fill(theater)
        await theater.run()
        case = (await theater.record())[0].case
        _say(f"\n  The practice workspace is open:  {url}/\n\n  Stop it with Ctrl+C; nothing is kept.")
        _say(f"  What compliance sees meanwhile, in another terminal:\n\n    {replaying(folder, case)}\n")
        if browser:
            webbrowser.open(f"{url}/")
        await told_to_stop()
    finally:
        await theater.close()


async def fill(theater: PracticeTheater) -> None:
    """Play the stories that fill the workspace into an open theater, one after the other on its clock.

    Raises `RuntimeError` if one of them is broken.
    """
    for name in PRACTICE:
        story = shipped_story(name)
        await theater.advance_to(clock_of(story).now())
        broken = await play(story, theater, Transcript(lambda _line: None))
        if broken:
            raise RuntimeError(f"the story {name} is broken: expected {broken[0].expected}, seen {broken[0].seen}")
    for player in theater.people:
        if player.modal() is not None:
            await player.close(everything=True)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
