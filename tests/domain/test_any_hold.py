"""Anybody offers, holds, releases and answers in any order, and the other side sees the same as without it (I20, 8.6).

The same machine, model and twins as for any negotiation, kept at the table where offers are made.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

import approvers
import cast as c
import deeds as d
from domain import steps
from domain.test_any_negotiation import LONG, AnyNegotiation
from story import Step

TABLES = st.sampled_from(
    [
        approvers.banded,
        approvers.held,
        (*approvers.banded, d.offers(c.BEN, c.CASE_RATE_45000)),
        (*approvers.held, d.offers(c.BEN, c.CASE_RATE_45000)),
        (*approvers.held, approvers.releases()),
        (*approvers.held, d.marks_stalled()),
    ]
)


@st.composite
def trying(draw: st.DrawFn) -> Step:
    """Offer, release, drop, or say how far others may go; by a name of its own, or hypothesis would spell it out."""
    return draw(steps.four_eyes)


@st.composite
def answering(draw: st.DrawFn) -> Step:
    """Answer, also by phone."""
    return draw(st.one_of(steps.with_reason, steps.releasing, steps.answering, steps.relayed, steps.beside))


class AnyHold(AnyNegotiation):
    """One case at the table, both sides with bands, and the model and the twins that watch."""

    @initialize(history=TABLES)
    def something_happened(self, history: tuple[Step, ...]) -> None:
        """Begin where both sides have bands."""
        for step in history:
            self.give(step(self.case, self.now))

    @rule(step=trying())
    def somebody_tries(self, step: Step) -> None:
        """Let somebody offer, release, drop, or say how far others may go."""
        self.give(step(self.case, self.now))

    @rule(step=answering())
    def somebody_answers(self, step: Step) -> None:
        """Let somebody answer, also by phone."""
        self.give(step(self.case, self.now))


AnyHold.TestCase.settings = settings(
    max_examples=3000 if LONG else 60,
    stateful_step_count=40 if LONG else 20,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyHold = AnyHold.TestCase
