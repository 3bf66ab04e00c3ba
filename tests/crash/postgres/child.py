"""A process that works on a ledger in PostgreSQL until it is killed; it says what was acknowledged, line by line.

`child.py FOLDER KEYFILE URL NAME START CASE...` gives commands under the keys NAME-START, NAME-START+1, … to the cases
in turn. What is answered by "please try again" is given again under its key, as a person would; anything else ends it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

import deeds as d
from ledger.shelf import Shelf, Wound, again, opened
from scabot.handle import Outcome
from scabot.ledger.errors import CannotOpen, LostRace, OutcomeUnknown, StoreBusy

T = TypeVar("T")
TRY_AGAIN = (StoreBusy, OutcomeUnknown, LostRace)


def say(line: str) -> None:
    """Say a line to whoever started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def insisting(call: Callable[[], T], *, told: tuple[type[Exception], ...] = TRY_AGAIN) -> T:
    """Do as somebody does who is told to try again."""
    while True:
        try:
            return call()
        except told as answer:
            say(f"told {type(answer).__name__}")
            Event().wait(0.02)


def given(shelf: Shelf, case: str, key: str) -> Outcome:
    """Give one command."""
    command = insisting(lambda: again(shelf.asks(d.notes(shared=True), case), key=key))
    return insisting(lambda: shelf.handle(case, command))


def main() -> None:
    """Work until killed."""
    folder, keyfile, url, name, start, *cases = sys.argv[1:]
    # a server that recovers lets nobody in for a moment; whoever starts a bot then starts it again
    shelf = insisting(lambda: opened(Path(folder), Path(keyfile), Wound(), url=url), told=(CannotOpen, *TRY_AGAIN))
    shelf.handle._jitter = lambda upto: upto  # noqa: SLF001 - as long as it may wait
    shelf.handle._pause = time.sleep  # noqa: SLF001 - a real wait: others are at work
    say("ready")
    for n in range(int(start), int(start) + 100_000):
        say(f"gives {n}")
        outcome = given(shelf, cases[n % len(cases)], f"{name}-{n}")
        say(f"done {n} {outcome.case.version}{' again' if outcome.repeated else ''}")


if __name__ == "__main__":
    main()
