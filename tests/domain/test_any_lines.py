"""Two services are offered, agreed, reopened, read back and taken back in any order, and the model counts along.

C9, I1, I3, P4, P8.
"""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from domain.steps_lines import BY_LINE, histories, offering, reopening, two_lines
from domain.test_any_negotiation import LONG, Negotiation
from scabot_domain.parties import Actor
from scabot_domain.terms.sections import AgreedRate, Scope
from story import Step

sides = st.sampled_from([c.NILS, c.BEN])
lines = st.sampled_from([(), ("L1",), ("L2",), ("L1", "L2")])


class AnyLines(Negotiation):
    """The lines of one case, and the people who bargain over them."""

    @initialize(history=st.sampled_from(histories))
    def something_happened(self, history: tuple[Step, ...]) -> None:
        """Begin in the middle of a negotiation."""
        for step in history:
            self.give(step(self.case, self.now))

    def newest(self, back: int) -> str:
        """Return an offer, counted back from the newest."""
        return f"OFR-{max(1, len(self.case.offers) - back)}"

    def try_(self, step: Step, *, by_phone: bool = False) -> None:
        """Let somebody try something, or somebody else say that they did."""
        told = v.by_phone(step) if by_phone else step
        self.give(told(self.case, self.now))

    @rule(step=offering, by_phone=st.booleans())
    def a_side_offers(self, step: Step, *, by_phone: bool) -> None:
        """Let a side state terms."""
        self.try_(step, by_phone=by_phone)

    @rule(who=sides, back=st.integers(0, 1), told=BY_LINE, opens=reopening)
    def a_side_counters(self, who: Actor, back: int, told: tuple[AgreedRate, ...], opens: tuple[str, ...]) -> None:
        """Let a side answer with terms of its own."""
        self.try_(d.counters(who, self.newest(back), *told, reopens=opens))

    @rule(who=sides, back=st.integers(0, 2), which=lines, by_phone=st.sampled_from([False, False, True]))
    def a_side_accepts(self, who: Actor, back: int, which: tuple[str, ...], *, by_phone: bool) -> None:
        """Let a side accept lines of an offer."""
        self.try_(d.accepts(who, self.newest(back), lines=which), by_phone=by_phone)

    @rule(who=sides, back=st.integers(0, 1), says=st.sampled_from([d.rejects, d.withdraws_offer]))
    def a_side_closes_an_offer(self, who: Actor, back: int, says: Callable[[Actor, str], Step]) -> None:
        """Let a side reject an offer, or take one back."""
        self.try_(says(who, self.newest(back)))

    @rule(scope=st.sampled_from([two_lines, c.SCOPE]))
    def the_services_change(self, scope: Scope) -> None:
        """Let somebody list the services anew."""
        self.try_(d.sets(c.RUTH, scope))

    @rule(step=st.sampled_from([a.extends_authorization(date(2027, 9, 30), a.RECODED), d.declines(), d.reopens()]))
    def the_ground_moves(self, step: Step) -> None:
        """Let the plan change the code of L1, or the case end and come back."""
        self.try_(step)

    @rule(says=st.sampled_from([v.confirms_entry, v.confirms_entry, v.strikes]))
    def somebody_reads_back(self, says: Callable[[], Step]) -> None:
        """Let somebody read back what was recorded on the phone, or take it back."""
        if self.case.unconfirmed:
            self.try_(says())

    @rule(step=st.sampled_from([d.issues(), d.redlines(c.BEN, material=True)]))
    def the_terms_are_written_down_or_thrown_over(self, step: Step) -> None:
        """Let somebody issue a draft, or redline it."""
        self.try_(step)

    @rule(patience=st.sampled_from([timedelta(hours=7), timedelta(days=16)]))
    def time_passes(self, patience: timedelta) -> None:
        """Let time pass, so that offers expire."""
        self.wait(patience)


AnyLines.TestCase.settings = settings(
    max_examples=2000 if LONG else 200,
    stateful_step_count=40 if LONG else 30,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyLines = AnyLines.TestCase
