"""The server that processes are forked off, with what they need already imported: a start costs milliseconds then."""

import os
from multiprocessing import forkserver, get_context
from pathlib import Path

FORKS = get_context("forkserver")


def preloaded(*modules: str) -> None:
    """Let the next process start from a server that has imported these modules.

    One that somebody else started has not, and each process would import everything anew.
    """
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # noqa: SLF001 - the library's own door for tests
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])  # where the server finds them
    FORKS.set_forkserver_preload(list(modules))
