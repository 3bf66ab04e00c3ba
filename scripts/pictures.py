"""Take the pictures of the documentation from the real practice workspace: `make pictures`.

Needs Playwright and a Chromium; writes docs/pictures/*.png.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from scabot.assemble.stories import SEED, clock_of, shipped_story
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot.sandbox.story.form import Then
from scabot.sandbox.story.play import play
from scabot.sandbox.story.transcript import Transcript

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
STEPS = 15
"""So far into the first story that an offer of the payer is open and each side has made two."""
SIZE = {"width": 1280, "height": 820}
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


async def main() -> None:
    """Play the beginning of a story and look at it as Ruth does."""
    told = shipped_story("approval-to-signature")
    story = told.model_copy(update={"step": told.step[:STEPS], "finally_": Then()})
    with tempfile.TemporaryDirectory() as folder:
        theater = PracticeTheater(Path(folder) / "data", clock_of(story), SeededChance(SEED))
        url = await theater.open()
        try:
            if await play(story, theater, Transcript(lambda _line: None)):
                sys.exit("the story does not hold, so there is nothing to show")
            await theater.run()
            async with async_playwright() as playwright:
                found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
                browser = await playwright.chromium.launch(executable_path=found, chromium_sandbox=False, args=FLAGS)
                await take(browser, f"{url}/#ruth/C0TEAM", "practice-workspace.png")
                await browser.close()
        finally:
            await theater.close()


async def take(browser: Browser, address: str, name: str) -> None:
    """Take one picture, with the thread of the card open beside it."""
    page = await browser.new_page(viewport=SIZE, color_scheme="light")
    await page.goto(address)
    replies = page.get_by_role("button", name="replies")
    await replies.first.wait_for()
    await replies.first.click()
    await page.wait_for_timeout(400)
    FOLDER.mkdir(exist_ok=True)
    await page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    asyncio.run(main())
