from collections.abc import AsyncIterator, Generator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from sandbox.toy_app import Toy, start_toy, stop_toy

if TYPE_CHECKING or find_spec("playwright"):  # without it, every test module here skips itself
    from browser.screen import Screen
    from servers.browser import Browser, Window, chromium, window

_FAILED = pytest.StashKey[bool]()
_KEPT = Path(__file__).resolve().parents[2] / "build" / "browser"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_FAILED] = item.stash.get(_FAILED, False) or report.failed
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> "AsyncIterator[Browser]":
    """One Chromium for all tests."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: "Browser", request: pytest.FixtureRequest) -> "AsyncIterator[Window]":
    """A fresh profile. A request to another machine and an error in a script fail the test."""
    async with window(browser) as opened:
        yield opened
        if request.node.stash.get(_FAILED, False):
            await opened.keep(_KEPT, request.node.name)
        assert opened.strayed == []
        assert opened.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def toy() -> AsyncIterator[Toy]:
    """A real Bolt app connected to a fresh practice workspace by a real socket."""
    running = await start_toy()
    yield running
    await stop_toy(running)


@pytest_asyncio.fixture(loop_scope="session")
async def screen(toy: Toy, tab: "Window") -> "Screen":
    """The page, at Ruth's first channel."""
    return await Screen(tab.page, toy.server.url).look("ruth")
