"""What would unblock a case, whatever anybody tried before: honest about what is missing, and never against the rules.

A line goes away exactly when one of its facts is appended. Nothing is suggested that would be refused. There is a line
as long as the case has not ended and is not loaded. Nothing of it depends on what another side keeps to itself (I20).
"""

from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from domain.any_need import supplied
from domain.test_any_negotiation import LONG, AnyNegotiation
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide.legal import legal_now
from scabot_domain.decide.stages import BOUND
from scabot_domain.decision import conclude
from scabot_domain.events import CaseEvent
from scabot_domain.insight import Unblock, cycle, planned, unblock
from scabot_domain.insight.needs import ENDED_BY
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Side
from scabot_domain.refusals import Refused
from scabot_domain.visible import visible

READERS = (Audience(side=Side.PAYER), Audience(side=Side.PROVIDER), EVERYBODY, COMPLIANCE_READERS)


class AnyInsight(AnyNegotiation):
    """The same case and people, with the list of what would unblock it watched at every step."""

    def lines(self, events: Sequence[CaseEvent]) -> dict[str, Unblock]:
        """Return the lines for compliance by key; keys are distinct."""
        found = unblock(events, COMPLIANCE_READERS, self.now, self.book)
        assert len({line.key for line in found}) == len(found)
        return {line.key: line for line in found}

    def _record(self, command: Command, before: Case, events: tuple[CaseEvent, ...]) -> None:
        known = self.lines(self.events)
        super()._record(command, before, events)
        gone = known.keys() - self.lines(self.events).keys()
        kinds = {type(event.fact) for event in events}
        assert [key for key in gone if not kinds & ENDED_BY[known[key].need] and not self.case.terminal] == []

    @invariant()
    def a_live_case_that_is_not_loaded_always_waits_for_something(self) -> None:
        """Empty only for ended cases, and for loaded agreements with nothing pending."""
        found = self.lines(self.events)
        loaded = self.case.stage in BOUND and self.case.loaded is not None
        assert bool(found) or not self.case.opened or self.case.terminal or loaded
        assert not found or not self.case.terminal

    @invariant()
    def no_suggestion_is_illegal(self) -> None:
        """Each act is named by `legal_now`, and where its content follows from the case, it is really recorded."""
        for key, line in self.lines(self.events).items():
            legal = legal_now(self.case, (line.who.role,), line.who.side, self.now)
            assert set(line.actions) <= set(legal)
            command = supplied(line, self.case, self.now)
            if command is None:
                continue
            try:
                decision = conclude(self.case, command, self.book)
            except Refused as no:
                raise AssertionError((key, line, no.reason, no.facts)) from no
            after = self.lines([*self.events, *decision.events])
            assert key not in after, (key, line)
            assert {type(event.fact) for event in decision.events} & ENDED_BY[line.need]

    @invariant()
    def i20_a_list_rests_on_what_its_reader_may_see(self) -> None:
        """I20: what another side keeps to itself changes no line, no count and no number."""
        for audience in READERS:
            readable = visible(self.events, audience)
            shown = unblock(self.events, audience, self.now, self.book)
            assert shown == unblock(readable, audience, self.now, self.book)
            assert all(one.number <= len(readable) for line in shown for one in line.why)
            assert not any(secret in repr(shown) for secret in ("secret", "4711.11"))

    @invariant()
    def plan_and_cycle_are_total(self) -> None:
        """Whatever happened, both answer, and the times add up."""
        planned(self.case, self.now, self.book.calendar)
        shown = cycle(self.events, self.now, self.book.calendar)
        assert sum(one.business_days for one in shown.by_holder.values()) == shown.total.business_days
        assert not self.events or shown.total.time == self.now - self.events[0].occurred_at


AnyInsight.TestCase.settings = settings(
    max_examples=1500 if LONG else 25,
    stateful_step_count=50 if LONG else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyInsight = AnyInsight.TestCase
