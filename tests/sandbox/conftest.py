from collections.abc import AsyncIterator

import pytest_asyncio

from sandbox.toy_app import Toy, start_toy, stop_toy


@pytest_asyncio.fixture
async def toy() -> AsyncIterator[Toy]:
    """A real Bolt app connected to a fresh practice workspace by a real socket."""
    running = await start_toy()
    yield running
    await stop_toy(running)
