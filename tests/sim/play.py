"""Play seeds: `python tests/sim/play.py --seeds 200 --seed 1 --days 60`. One seed is one schedule, always the same.

A failure names the seed, the commit and the command that plays it again. `docs/explanation/simulation.md` says more.
"""

import argparse
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))
if TYPE_CHECKING:
    from sim.world import Figures

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


class SimulationFailed(AssertionError):  # noqa: N818 - it says what happened
    """A seed ended otherwise than it must; the text says which, how to play it again, and what was found."""


def run(seeds: int, seed: int, days: int, build: str = "real") -> "Figures":
    """Play that many seeds in a row, from `seed` on, and return the figures of all. Raises `SimulationFailed`."""
    from sim.machine import BUILDS  # noqa: PLC0415 - whoever only spreads seeds over processes imports nothing heavy
    from sim.world import Figures, World  # noqa: PLC0415 - the same

    figures = Figures()
    for one in range(seed, seed + seeds):
        with tempfile.TemporaryDirectory(prefix="scabot-sim-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
            try:
                figures += World(Path(folder), one, days, BUILDS[build]).play()
            except Exception as fault:
                raise SimulationFailed(f"{_how_to_see_it(one, days, build)}\n{fault!r}\n{fault}") from fault
    return figures


def _how_to_see_it(seed: int, days: int, build: str) -> str:
    words = f"--seeds 1 --seed {seed} --days {days}" + (f" --build {build}" if build != "real" else "")
    return f"seed {seed} failed at commit {_commit()}; again: .venv/bin/python tests/sim/play.py {words}"


def _commit() -> str:
    asked = ["git", "-C", str(HERE), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - constants
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def main() -> int:
    """Play what the command line asks for and print the figures; 1 if a seed failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--build", default="real", help="real, two-transactions or never-ask; the last two must fail")
    asked = parser.parse_args()
    logging.getLogger("scabot").addHandler(logging.NullHandler())  # a clock that is wrong is no news here
    began = time.process_time()
    try:
        figures = run(asked.seeds, asked.seed, asked.days, asked.build)
    except SimulationFailed as failure:
        print(failure, file=sys.stderr)  # noqa: T201 - a command answers
        return 1
    seconds = time.process_time() - began
    print(figures)  # noqa: T201 - the same
    print(f"{seconds:.1f} s of one core, {figures.days / seconds:.0f} days a second")  # noqa: T201 - the same
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
