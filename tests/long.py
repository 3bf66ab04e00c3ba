"""`make long`: anybody asks anything in any order, until at least 100,000 rules of the machine were executed.

make long                             a quarter of an hour on one core; says how far it is after each round
make long ARGS="--steps 5000"         half a minute

The machine is that of `domain/test_any_negotiation.py`; it counts its own steps. Each round draws other cases.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.test_any_negotiation import AnyNegotiation

WANTED = 100_000
IN_A_CASE = 50
CASES = 50
STANDS_STILL = 2


def one_round(cases: int = CASES) -> None:
    """Try so many cases of up to 50 steps each; raise whatever invariant or expectation does not hold."""
    drawn = settings(
        max_examples=cases,
        stateful_step_count=IN_A_CASE,
        deadline=None,
        derandomize=False,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(AnyNegotiation, settings=drawn)


def go_on(wanted: int, counted: Counter[str], play: Callable[[], None] = one_round) -> int:
    """Play rounds until `counted` has so many steps more, and print them; return 0, or why it ended before.

    A round in which no step is counted ends it: a counter that stands still proves nothing.
    """
    begin = Counter(counted)
    while (done := counted["steps"] - begin["steps"]) < wanted:
        play()
        if counted["steps"] - begin["steps"] == done:
            _say(f"steps: {done}, which is fewer than {wanted}: the last round executed none")
            return STANDS_STILL
        _say(f"steps: {counted['steps'] - begin['steps']}")
    told = counted - begin
    _say(
        f"steps: {told['steps']} (at least {wanted}), in {told['cases']} cases; "
        f"commands: {told['taken']} taken, {told['refused']} refused"
    )
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Run it; what does not hold is raised as the machine tells it, with the steps that lead there."""
    parser = argparse.ArgumentParser(prog="make long", description=__doc__)
    parser.add_argument("--steps", type=int, default=WANTED, help=f"rules to execute (default {WANTED})")
    wanted: int = parser.parse_args(arguments).steps
    return go_on(wanted, AnyNegotiation.counted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
