"""Waiting for the word to stop."""

import asyncio
import signal


async def told_to_stop() -> None:
    """Return when the process is interrupted or terminated."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for reason in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(reason, stop.set)
    await stop.wait()
