"""Kill -9 under load: what was acknowledged is there, once; what was due was said, once.

The controls are a worker that does not ask before it says something again, and a handle that answers too early.
"""

from dataclasses import dataclass

from crash.figures import Effort, Figures, gathered, replay_of
from crash.forks import preloaded
from crash.kill.lane import Lane, lane
from crash.power.shim import scratch
from crash.sound import faults_of, settings_of
from crash.whole.reckoning import rows_of
from scabot.assemble.site import open_site
from scabot.clock.wall import HandClock
from scabot.views.outbox import State
from scabot_domain.notices import Stream

ROUNDS_OF_A_LANE = 50
ROUNDS_OF_A_CONTROL = 10


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One data folder and how often its process is killed."""

    name: str
    seed: int
    rounds: int
    asks: bool = True
    early: bool = False


def run(effort: Effort) -> Figures:
    """Kill the product as it is."""
    whole, rest = divmod(effort.rounds, ROUNDS_OF_A_LANE)
    sizes = [ROUNDS_OF_A_LANE] * whole + ([rest] if rest else [])
    if effort.rounds < ROUNDS_OF_A_LANE and effort.jobs > 1:
        sizes = [effort.rounds - effort.rounds // 2, effort.rounds // 2]
    plans = [Plan(name="kill", seed=effort.seed + n, rounds=rounds) for n, rounds in enumerate(sizes)]
    return gathered(killed, plans, effort.jobs)


def control_asking(effort: Effort) -> Figures:
    """Let the worker say again what it is not sure of: doubles must be found."""
    figures = killed(Plan(name="kill-no-asking", seed=effort.seed, rounds=ROUNDS_OF_A_CONTROL, asks=False))
    figures.faults = [] if figures.counts["said twice"] else ["the control found no doubled message"]
    return figures


def control_early(effort: Effort) -> Figures:
    """Let commands be acknowledged before they are recorded: losses must be found."""
    figures = killed(Plan(name="kill-too-early", seed=effort.seed, rounds=ROUNDS_OF_A_CONTROL, early=True))
    figures.faults = [] if figures.counts["lost"] else ["the control found no lost command"]
    return figures


def killed(plan: Plan) -> Figures:
    """Kill one process so often, and look through what is left."""
    preloaded("crash.kill.child")
    figures = Figures(replay=replay_of(plan.name, seed=plan.seed, rounds=plan.rounds))
    with scratch() as home:
        scene = lane(home, plan.seed, asks=plan.asks, early=plan.early)
        for _ in range(plan.rounds):
            scene.round()
        scene.rest()
        _judge(plan, scene, figures)
    return figures


def _judge(plan: Plan, scene: Lane, figures: Figures) -> None:
    clock = HandClock(scene.clock.now())
    promised = scene.promised
    if plan.early:  # the version was not known yet
        promised.done = _as_recorded(scene, clock)
    found = [*scene.faults, *_against_slack(scene, clock, figures), *faults_of(scene.errand.data, promised, clock)]
    figures.counts.update(scene.counts)
    figures.counts.update(scene.slack.counts)
    figures.counts["acknowledged"] += len(promised.done)
    figures.counts["lost"] += sum(fault.startswith("lost: ") for fault in found)
    figures.counts["doubled"] += sum("doubled: " in fault for fault in found)
    figures.faults += [f"{plan.name}, seed {plan.seed}: {fault}" for fault in found[:5]]


def _against_slack(scene: Lane, clock: HandClock, figures: Figures) -> list[str]:
    """Compare what was said in Slack with the outbox, in both directions."""
    site = open_site(settings_of(scene.errand.data), clock=clock)
    sent = {row.id: row for row in rows_of(site, State.SENT)}
    open_rows = rows_of(site, State.NEW, State.SENDING, State.UNKNOWN, State.PARKED)
    site.close()
    said = scene.slack.said
    figures.counts["pings"] += sum(row.stream is Stream.PING for row in sent.values())
    figures.counts["messages"] += said.total()
    figures.counts["said twice"] += sum(times > 1 for times in said.values())
    return [
        *(f"never said: {row.id} is {row.state.value}" for row in open_rows),
        *(f"message lost: {row}" for row in sent.keys() - said.keys()),
        *(f"message doubled: {row} {times} times" for row, times in said.items() if times > 1),
        *(f"message that nobody sent: {row}" for row in said.keys() - sent.keys()),
    ]


def _as_recorded(scene: Lane, clock: HandClock) -> dict[str, tuple[str, int]]:
    """Return the promises with the versions that were recorded; what is not there keeps a version that never is."""
    site = open_site(settings_of(scene.errand.data), clock=clock)
    with site.store.reading() as tx:
        known = {row["key"]: (row["case_key"], row["version"]) for row in tx.all("SELECT * FROM commands")}
    site.close()
    return {key: known.get(key, (place[0], 0)) for key, place in scene.promised.done.items()}
