"""A Chromium for tests: found on this machine, driven by Playwright, and cut off from everything but 127.0.0.1."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HOW = "no browser: apt-get install chromium-headless-shell libatomic1, or playwright install chromium"
REQUIRED = os.environ.get("SCABOT_REQUIRE_BROWSER") == "1"

try:
    from playwright.async_api import (
        Browser,
        BrowserContext,
        Error,
        Locator,
        Page,
        ViewportSize,
        async_playwright,
        expect,
    )
except ImportError:
    if REQUIRED:
        raise
    pytest.skip("no Playwright here: make browser", allow_module_level=True)

__all__ = ["Browser", "Locator", "Page", "Window", "chromium", "expect", "window"]

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_WIDE = ViewportSize(width=1280, height=800)


def _found() -> str | None:
    wished = os.environ.get("SCABOT_CHROMIUM")
    return wished or next((path for name in _NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a browser; without one skip the test, or fail it if `SCABOT_REQUIRE_BROWSER=1`."""
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(
                executable_path=_found(),  # None: Playwright's own, if it brought one
                chromium_sandbox=os.geteuid() != 0,
                args=_ARGUMENTS,
            )
        except Error as no:
            if REQUIRED:
                raise
            pytest.skip(f"{HOW} ({no.message.splitlines()[0]})")
        yield browser
        await browser.close()


@dataclass
class Window:
    """One fresh browser profile with one page, and what happened in it."""

    context: BrowserContext
    page: Page
    console: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note errors of a page, and every request that leaves this machine."""
        page.on("console", lambda said: self.note_line(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.note_address(request.url))

    def note_line(self, kind: str, text: str) -> None:
        """Remember a line of the console; an answer such as 409 is a line there and no fault of the page."""
        self.console.append(f"{kind}: {text}")
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.faults.append(text)

    def note_address(self, url: str) -> None:
        """Remember an address that is neither on 127.0.0.1 nor a file or data of the page's own."""
        parts = urlsplit(url)
        if parts.hostname != "127.0.0.1" and parts.scheme not in ("file", "data", "blob", "about"):
            self.strayed.append(url)

    async def keep(self, folder: Path, name: str) -> None:
        """Leave a screenshot and the console behind, for whoever looks into a failure."""
        await self.page.screenshot(path=folder / f"{name}.png")
        _write(folder / f"{name}.txt", "\n".join(self.console))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@asynccontextmanager
async def window(browser: Browser) -> AsyncIterator[Window]:
    """Open a fresh profile with one page."""
    context = await browser.new_context(viewport=_WIDE, locale="en-US")
    opened = Window(context, await context.new_page())
    opened.watch(opened.page)
    context.on("page", opened.watch)
    yield opened
    await context.close()
