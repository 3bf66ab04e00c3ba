"""The threads of the store: some that write, some that read, so that the event loop never waits for a disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

WRITERS, READERS = 1, 4


class StoreThreads:
    """Run store calls off the event loop: writes one after the other, unless there are more writers, reads beside them.

    All threads together must find a connection in the pool of the store.
    Canceling an await does not cancel a write that has begun: it commits or fails as a whole.
    """

    def __init__(self, writers: int = WRITERS, readers: int = READERS) -> None:
        self._writer = ThreadPoolExecutor(max_workers=writers, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="store-reader")

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on a writer's thread and return its answer; what it raises is raised here."""
        return await self._run(self._writer, call, *args, **kwargs)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call on a reader's thread and return its answer; what it raises is raised here."""
        return await self._run(self._readers, call, *args, **kwargs)

    def close(self) -> None:
        """Let what has begun end, then stop the threads."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)

    async def _run(self, pool: ThreadPoolExecutor, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(pool, lambda: call(*args, **kwargs)))
