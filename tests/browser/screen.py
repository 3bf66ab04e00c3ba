"""The practice page as a person uses it: by what is written on it."""

import asyncio
import re
from collections.abc import Callable
from typing import Self

from servers.browser import Locator, Page, expect

expect.set_options(timeout=10_000)


async def until(happened: Callable[[], bool], seconds: float = 10) -> None:
    """Return as soon as something has happened behind the page. Raises `TimeoutError` when it does not."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110 - the practice server has no event to wait for
            await asyncio.sleep(0.02)


class Screen:
    """One open page. `article` finds messages, `form` is the dialog on top."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def look(self, handle: str, channel: str = "") -> Self:
        """Open the page as somebody, at their first channel or at the one with that id."""
        await self.page.goto(f"{self._url}/#{handle}/{channel}")
        await expect(self.page.get_by_role("heading", level=1)).not_to_have_text("…")
        return self

    async def act_as(self, name: str) -> None:
        """Switch to another person by their name."""
        await self.page.get_by_label("Act as").select_option(label=name)
        await expect(self.page).to_have_title(re.compile(re.escape(name)))

    async def go_to(self, place: str) -> None:
        """Open a channel, or Home, by its name."""
        await self.page.get_by_role("navigation").get_by_role("button", name=place).click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(place)

    async def type(self, words: str) -> None:
        """Write into the message box and send it with Enter."""
        await self.box.fill(words)
        await self.box.press("Enter")

    @property
    def box(self) -> Locator:
        """The message box."""
        return self.page.get_by_role("textbox", name="Message #")

    @property
    def form(self) -> Locator:
        """The open form."""
        return self.page.get_by_role("dialog")

    @property
    def thread(self) -> Locator:
        """The thread beside the channel."""
        return self.page.get_by_role("complementary", name="Thread")

    def article(self, words: str) -> Locator:
        """Messages of the channel that contain the words."""
        return self.page.get_by_role("main").get_by_role("article").filter(has_text=words)

    def button(self, words: str) -> Locator:
        """Buttons with exactly those words."""
        return self.page.get_by_role("button", name=words, exact=True)
