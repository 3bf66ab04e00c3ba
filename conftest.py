"""Examples run: every fenced block of the README and the docs, every example in the domain's docstrings.

`pytest -p no:randomly README.md docs domain` runs them in order. A console block runs each `$ ` line in an empty
folder, or in the root of the repository if it calls make; a server passes once it prints the address it listens on,
and is then stopped.
A block that cannot run here says so: `<!-- skip: next "reason" -->`.
"""

import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import settings
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent
TOOLS = str(Path(sys.executable).parent)
SECONDS = 60
settings.register_profile("repeatable", deadline=None, derandomize=True)  # how fast something is, bench/ says
settings.register_profile("nightly", max_examples=2000, deadline=None)
settings.load_profile("repeatable")
"""`--hypothesis-profile=nightly` looks much longer for a counterexample, and elsewhere each time."""

LISTENING = re.compile(r"http://127\.0\.0\.1:\d+")


@pytest.fixture(autouse=True)
def _logs_end_with_their_test() -> Iterator[None]:
    """Take away the handlers that a test set up: their streams are closed when it ends."""
    before = set(logging.root.handlers)
    yield
    for handler in set(logging.root.handlers) - before:
        if not type(handler).__module__.startswith("_pytest"):
            logging.root.removeHandler(handler)


def run(example: Example) -> None:
    """Run each command of a console block; a command fails by its exit code or by its time limit."""
    lines = str(example.parsed).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        for command in (line.removeprefix("$ ") for line in lines if line.startswith("$ ")):
            run_one(command, ROOT if command.startswith("make ") else Path(folder))


def run_one(command: str, folder: Path) -> None:
    """Run one command line until it ends or listens."""
    env = os.environ | {"PATH": os.pathsep.join([TOOLS, os.environ["PATH"]]), "PYTHONUNBUFFERED": "1"}
    started = subprocess.Popen(  # noqa: S602 - a reader types the line into a shell, so it runs in one
        command,
        shell=True,
        cwd=folder,
        env=env,
        text=True,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    limit = Timer(SECONDS, stop, [started])
    limit.start()
    try:
        said, listening = listen(started)
    finally:
        limit.cancel()
        stop(started)
        started.communicate()
    assert listening or started.returncode == 0, f"{command}: exit code {started.returncode}\n{said}"  # noqa: S101 - an example is a test


def listen(started: subprocess.Popen[str]) -> tuple[str, bool]:
    """Return what the command said until it ended or named the address it listens on, and whether it did."""
    said = ""
    for line in started.stdout or ():
        said += line
        if LISTENING.search(line):
            return said, True
    started.wait()
    return said, False


def stop(started: subprocess.Popen[str]) -> None:
    """End the command with all it started."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGTERM)


pages = Sybil(
    [CodeBlockParser(language="console", evaluator=run), PythonCodeBlockParser(), SkipParser()], patterns=["*.md"]
)
docstrings = Sybil([DocTestParser()], patterns=["*.py"], path="domain")
pytest_collect_file = (pages + docstrings).pytest()
