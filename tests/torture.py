"""`make torture`: kill it, cut its power, break its disk, and look whether anything was lost or doubled.

make torture                                                  about a minute and a half
make torture ARGS="--rounds 1000 --states 3000 --seed 7"      as long as it takes
make torture ARGS="--seconds 600"                             with one seed after the other, until the time is over
make torture ARGS="--only power --seed 7 --states 250"        one harness, as a failure asks for it
"""

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from crash.figures import Effort, Figures

TESTS = Path(__file__).parent
WIDTH = 80


@dataclass(frozen=True, kw_only=True)
class Harness:
    """A harness by name: `module:function`, which takes an `Effort` and returns `Figures`; why it may not run here."""

    name: str
    place: str
    why_not: str = ""

    def run(self, effort: Effort) -> Figures:
        """Run it; the module is imported only now."""
        harness: Callable[[Effort], Figures] = found(self.place)
        return harness(effort)

    def hindered(self) -> str:
        """Return why it cannot run here, or nothing."""
        said: Callable[[], str] = found(self.why_not) if self.why_not else str
        return said()


_SHIM = "crash.power.shim:why_not"
HARNESSES = (
    Harness(name="kill", place="crash.kill.rounds:run"),
    Harness(name="kill-no-asking", place="crash.kill.rounds:control_asking"),
    Harness(name="kill-too-early", place="crash.kill.rounds:control_early"),
    Harness(name="power", place="crash.power.cuts:run", why_not=_SHIM),
    Harness(name="power-normal", place="crash.power.cuts:control_normal", why_not=_SHIM),
    Harness(name="power-off", place="crash.power.cuts:control_off", why_not=_SHIM),
    Harness(name="power-keys", place="crash.power.cuts:control_keys", why_not=_SHIM),
    Harness(name="eio", place="crash.power.failing:eio", why_not=_SHIM),
    Harness(name="enospc", place="crash.power.failing:enospc", why_not=_SHIM),
    Harness(name="small-disk", place="crash.power.failing:small_disk", why_not="crash.power.failing:why_no_small_disk"),
    Harness(name="simulation", place="crash.plugged:simulation"),
    Harness(name="sim-two-transactions", place="crash.plugged:control_two_transactions"),
    Harness(name="sim-no-asking", place="crash.plugged:control_never_asking"),
    Harness(name="postgres", place="crash.plugged:postgres", why_not="crash.plugged:why_no_server"),
)
"""Everything that `make torture` runs, in this order; one more harness is one more line."""


def main(words: list[str] | None = None, harnesses: Sequence[Harness] = HARNESSES) -> int:
    """Run what is asked for and return 0; 1 if anything is wrong, or if a control found nothing."""
    asked = _parser(harnesses).parse_args(words)
    os.environ["PYTHONPATH"] = str(TESTS)  # where the processes find what they run
    chosen = [harness for harness in harnesses if asked.only in ("", harness.name)]
    effort = Effort(seed=asked.seed, rounds=asked.rounds, states=asked.states, seeds=asked.seeds, jobs=asked.jobs)
    _say(*_about(effort))
    began, good = time.monotonic(), True
    while True:
        for harness in chosen:
            good &= _one(harness, effort, asked.only)
        if time.monotonic() - began >= asked.seconds:
            break
        effort = replace(effort, seed=effort.seed + 1_000_000)
        _say("", f"seed {effort.seed}")
    _say("", f"{'all is well' if good else 'FAILED'} after {time.monotonic() - began:.0f} s")
    return 0 if good else 1


def _one(harness: Harness, effort: Effort, only: str) -> bool:
    if why := harness.hindered():
        _say("", f"{harness.name}: not run: {why}")
        return not only
    began = time.monotonic()
    figures = harness.run(effort)
    counts = [f"{number:,} {name}" for name, number in figures.counts.items()]
    slowest = [f"{name} {seconds:.2f} at most" for name, seconds in figures.slowest.items()]
    verdict = "FAILED" if figures.faults else "ok"
    _say("", f"{harness.name}: {verdict}, {time.monotonic() - began:.0f} s", *_wrapped([*counts, *slowest]))
    if figures.faults:
        _say(*(f"  ! {fault}" for fault in figures.faults[:20]), f"  again: {figures.replay}")
    return not figures.faults


def _about(effort: Effort) -> Iterable[str]:
    asked = ["git", "-C", str(TESTS), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - our words
    yield f"seed {effort.seed}, commit {commit or 'unknown'}, Python {platform.python_version()}, "
    yield f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def _wrapped(parts: list[str]) -> Iterable[str]:
    line = "  "
    for part in parts:
        if len(line) + len(part) + 2 > WIDTH and line.strip():
            yield line.rstrip()
            line = "  "
        line += f"{part}, "
    yield line.rstrip().rstrip(",")


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def found(place: str) -> Any:  # noqa: ANN401 - the table says what it is
    """Return what a place `module:name` holds."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _parser(harnesses: Sequence[Harness]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make torture", description="Break it, and look whether it kept its promises."
    )
    usual = Effort()
    parser.add_argument("--seed", type=int, default=usual.seed, help="whose schedule it is")
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="kills, and failing writes")
    parser.add_argument("--states", type=int, default=usual.states, help="states after a power cut")
    parser.add_argument("--seeds", type=int, default=usual.seeds, help="simulated schedules")
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1), help="processes beside each other")
    parser.add_argument("--seconds", type=float, default=0.0, help="go on with other seeds until this time is over")
    parser.add_argument("--only", default="", choices=[harness.name for harness in harnesses], help="one harness")
    return parser


if __name__ == "__main__":
    sys.exit(main())
