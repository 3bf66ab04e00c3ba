"""What a harness is asked for and what it answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TypeVar

P = TypeVar("P")


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much is wanted: kills, states after a power cut, simulated schedules, and processes beside each other.

    Chance is the seed's; a harness of many schedules goes on from it.
    """

    seed: int = 20261124
    rounds: int = 24
    states: int = 120
    seeds: int = 20
    jobs: int = 2


@dataclass(kw_only=True)
class Figures:
    """What was counted, what is wrong (nothing, if all is well), and the command that shows it again."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    replay: str = ""

    def add(self, other: "Figures") -> None:
        """Take in what another part of the same harness found."""
        self.counts.update(other.counts)
        for name, value in other.slowest.items():
            self.slowest[name] = max(value, self.slowest.get(name, 0.0))
        self.faults += other.faults
        if other.faults and not self.replay:
            self.replay = other.replay


def replay_of(name: str, **arguments: object) -> str:
    """Return the command that runs one part of a harness again."""
    told = " ".join(f"--{argument} {value}" for argument, value in arguments.items())
    return f'make torture ARGS="--only {name} {told}"'


def gathered(part: Callable[[P], Figures], plans: Sequence[P], jobs: int) -> Figures:
    """Run the parts of a harness, beside each other if there are several processes to use, and sum them up."""
    whole = Figures()
    if jobs <= 1 or len(plans) <= 1:
        for plan in plans:
            whole.add(part(plan))
        return whole
    with ProcessPoolExecutor(min(jobs, len(plans)), mp_context=get_context("spawn")) as pool:
        for figures in pool.map(part, plans):
            whole.add(figures)
    return whole
