"""Figures and floors measured in turns, and the one table of 80 columns that judges them."""

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ROUNDS = 5
TOLERANCE = 1.15
"""How many times its goal a figure may be before it counts as missed."""
MILLISECONDS = 1000.0
_ENOUGH = 20
"""Calls from which on a 99th percentile says something."""


@dataclass(frozen=True)
class Figure:
    """Something to measure, beside which floor, how many times that it may be, and in which unit it is shown."""

    name: str
    call: Callable[[], object]
    floor: str = ""
    goal: float = 0.0
    scale: float = MILLISECONDS
    clock: Callable[[], float] = time.perf_counter
    """Wall time, or the processor time of this process for what waits for nothing; then others disturb it less."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the table: what was measured, and what is judged (`judged`, against `goal`, if there is one)."""

    name: str
    p50: float | None = None
    p99: float | None = None
    judged: float | None = None
    goal: float | None = None
    least: bool = False
    """Whether the goal is the least instead of the most."""

    @property
    def met(self) -> bool:
        """Say whether the goal is met, with the tolerance."""
        if self.judged is None or self.goal is None:
            return True
        return self.judged * TOLERANCE >= self.goal if self.least else self.judged <= self.goal * TOLERANCE


def measured(wanted: list[Figure], calls: int) -> dict[str, tuple[float, float]]:
    """Return median and 99th percentile of every figure: the middle one of the rounds, all figures in turns."""
    rounds: dict[str, list[tuple[float, float]]] = {figure.name: [] for figure in wanted}
    for _ in range(ROUNDS):
        taken: dict[str, list[float]] = {figure.name: [] for figure in wanted}
        for _ in range(calls):
            for figure in wanted:
                began = figure.clock()
                figure.call()
                taken[figure.name].append(figure.clock() - began)
        for name, times in taken.items():
            rounds[name].append((statistics.median(times), late(times)))
    return {name: (_middle(p50 for p50, _ in each), _middle(p99 for _, p99 in each)) for name, each in rounds.items()}


def late(times: list[float]) -> float:
    """Return the 99th percentile, or the greatest of a few."""
    return statistics.quantiles(times, n=100)[98] if len(times) >= _ENOUGH else max(times)


def _middle(values: Iterable[float]) -> float:
    return statistics.median(values)


def lines_of(found: dict[str, tuple[float, float]], wanted: list[Figure]) -> list[Line]:
    """Return a line for each figure."""
    lines = []
    for figure in wanted:
        p50, p99 = found[figure.name]
        ratio = p50 / found[figure.floor][0] if figure.floor else None
        p50, p99 = p50 * figure.scale, p99 * figure.scale
        lines.append(Line(name=figure.name, p50=p50, p99=p99, judged=ratio, goal=figure.goal or None))
    return lines


def shown(lines: Iterable[Line]) -> bool:
    """Print the table and say whether every goal was met, with the tolerance."""
    good = True
    print(f"{'':41}{'p50':>8}{'p99':>8}{'judged':>8}{'goal':>8}")
    for line in lines:
        numbers = "".join(_number(value) for value in (line.p50, line.p99, line.judged))
        goal = "" if line.goal is None else f"{'>' if line.least else ''}{line.goal:g}"
        print(f"{line.name:41.41}{numbers}{goal:>8}{'' if line.met else ' MISSED'}")
        good &= line.met
    return good


def _number(value: float | None) -> str:
    if value is None:
        return " " * 8
    return f"{value:8.0f}" if value >= 1000 else f"{value:8.3g}"


def report(found: dict[str, tuple[float, float]], wanted: list[Figure]) -> bool:
    """Print the table of figures and say whether every goal was met."""
    return shown(lines_of(found, wanted))


def print_machine() -> None:
    """Print what it runs on."""
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; milliseconds unless named otherwise;")
    print("judged: times the floor above it, or what the line says; missed above 1.15 times the goal")
