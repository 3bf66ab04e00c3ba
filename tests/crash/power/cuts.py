"""Power cuts: the states of the disk that a cut at a random operation could leave behind are opened and looked through.

The controls are stores and key stores that sync less than ours.
"""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - the states of a harness, repeated by their seed

import cast as c
from crash.figures import Effort, Figures, gathered, replay_of
from crash.power.child import DATA, SAID, Errand
from crash.power.journal import Disk, read_journal
from crash.power.shim import nursery, scratch
from crash.sound import Promised, faults_of
from scabot.clock.wall import HandClock

COMMANDS = 100
STATES_OF_A_RUN = 250
STATES_OF_A_CONTROL = 40
RUNS_OF_A_CONTROL = 5
"""How often a control is tried until it finds something."""
LATER = c.NOW + timedelta(days=400)
VARIANTS = ((3, 4096), (1, 4096), (3, 1024), (10, 4096))
"""Commits between checkpoints (3 are about 40 frames), and bytes of a page."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One run of the workload and how many states of its disk to look at; what is not empty is a control."""

    name: str
    seed: int
    states: int
    synchronous: str = ""
    keys_synchronous: str = ""


def run(effort: Effort) -> Figures:
    """Look at states of a store as it is; every fault is one too many."""
    sizes = _divided(effort.states)
    plans = [Plan(name="power", seed=effort.seed + n, states=states) for n, states in enumerate(sizes)]
    return gathered(looked_at, plans, effort.jobs)


def control_normal(effort: Effort) -> Figures:
    """Let the store sync at checkpoints alone: what was acknowledged must be found lost."""
    return _control("power-normal", effort, "lost", synchronous="NORMAL")


def control_off(effort: Effort) -> Figures:
    """Let the store never sync: lost or damaged states must be found."""
    return _control("power-off", effort, "bad states", synchronous="OFF")


def control_keys(effort: Effort) -> Figures:
    """Let the key store not sync its folder: envelopes without a key must be found."""
    return _control("power-keys", effort, "unreadable", keys_synchronous="FULL")


def _control(name: str, effort: Effort, sought: str, *, synchronous: str = "", keys_synchronous: str = "") -> Figures:
    whole = Figures()
    for n in range(RUNS_OF_A_CONTROL):
        plan = Plan(
            name=name,
            seed=effort.seed + n,
            states=STATES_OF_A_CONTROL,
            synchronous=synchronous,
            keys_synchronous=keys_synchronous,
        )
        whole.add(looked_at(plan))
        if whole.counts[sought]:
            whole.faults.clear()
            return whole
    whole.faults = ["the control found nothing"]
    return whole


def looked_at(plan: Plan) -> Figures:
    """Run the workload once, and open states of its disk."""
    checkpoint_every, page_size = VARIANTS[plan.seed % len(VARIANTS)]
    figures = Figures(replay=replay_of(plan.name, seed=plan.seed, states=plan.states))
    with nursery() as children, scratch() as home:
        (home / "w").mkdir()
        errand = Errand(
            folder=str(home / "w"),
            journal=str(home / "journal"),
            seed=plan.seed,
            commands=COMMANDS,
            checkpoint_every=checkpoint_every,
            page_size=page_size,
            synchronous=plan.synchronous,
            keys_synchronous=plan.keys_synchronous,
        )
        code = children.does(errand).code
        if code:
            why = (home / "w.errors").read_text().strip().rpartition("\n")[2]
            figures.faults.append(f"the workload ended with {code}: {why}")
        _look(plan, home, figures)
    return figures


def _look(plan: Plan, home: Path, figures: Figures) -> None:
    ops, disk, at = list(read_journal(home / "journal")), Disk(SAID), 0
    dice = Random(f"cuts {plan.seed}")  # noqa: S311 - repeatable
    for n, cut in enumerate(sorted(dice.randrange(len(ops) + 1) for _ in range(plan.states))):
        for op in ops[at:cut]:
            disk.follow(op)
        at = cut
        state = home / f"state-{n}"
        state.mkdir(mode=0o700)
        disk.cut(Random(f"state {plan.seed} {n}"), state)  # noqa: S311 - repeatable
        promised = promised_in(disk.said.decode())
        faults = faults_of(state / DATA, promised, HandClock(LATER))
        shutil.rmtree(state)
        _count(figures, promised, faults)
        figures.faults += [
            f"{plan.name}, seed {plan.seed}, cut at {cut} of {len(ops)}: {fault}" for fault in faults[:3]
        ]


def _count(figures: Figures, promised: Promised, faults: list[str]) -> None:
    figures.counts["states"] += 1
    figures.counts["bad states"] += bool(faults)
    figures.counts["acknowledged"] += len(promised.done)
    figures.counts["lost"] += sum(fault.startswith("lost: ") for fault in faults)
    figures.counts["doubled"] += sum("doubled: " in fault or fault.startswith("would be told") for fault in faults)
    figures.counts["unreadable"] += any("does not open" in fault or "cannot be read" in fault for fault in faults)


def promised_in(said: str) -> Promised:
    """Return what was promised in the lines that a child has said."""
    promised = Promised()
    for line in said.splitlines():
        match line.split():
            case ["did", key, case_key, version]:
                promised.done[key] = case_key, int(version)
            case ["told", row]:
                promised.told.add(row)
            case _:
                pass
    return promised


def _divided(states: int) -> list[int]:
    whole, rest = divmod(states, STATES_OF_A_RUN)
    if states < STATES_OF_A_RUN:  # a short run still sees two variants
        return [states - states // 2, states // 2]
    return [STATES_OF_A_RUN] * whole + ([rest] if rest else [])
