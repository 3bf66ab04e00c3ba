"""When a process stops: told to, or because its disk failed."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from threading import Timer

log = logging.getLogger(__name__)

BROKEN = 74
"""The exit code after the disk failed; whoever watches over the process starts it again."""
LAST_WORDS = 0.2
"""Seconds that are left then to tell the people who wait for an answer."""


async def told_to_stop() -> None:
    """Return when the process is interrupted or terminated."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for reason in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(reason, stop.set)
    await stop.wait()


def end_soon(end: Callable[[int], None] = os._exit) -> None:
    """End the process with `BROKEN` in a moment, whatever else goes on; the caller goes on meanwhile.

    Nothing is closed or written any more: what was recorded is on the disk, and nobody can say that of more.
    """
    log.critical("the disk failed: this process ends and must be started again")
    timer = Timer(LAST_WORDS, end, [BROKEN])
    timer.daemon = True
    timer.start()
