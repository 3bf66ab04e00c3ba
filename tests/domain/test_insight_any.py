"""What would unblock a case, whatever anybody tried before: honest about what is missing, and never against the rules.

A line goes away exactly when one of its facts is appended. Nothing is suggested that would be refused. There is a line
as long as the case has not ended and is not loaded. Nothing of it depends on what another side keeps to itself (I20).
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from domain.any_need import against_the_rules, lines_of, unexplained, waits_rightly
from domain.by_the_clock import Watched
from domain.steps import by_phone
from domain.test_any_negotiation import LONG, AnyNegotiation
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.events import CaseEvent
from scabot_domain.insight import cycle, planned, unblock
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Side
from scabot_domain.visible import visible
from story import MINUTE, Step, flat

READERS = (Audience(side=Side.PAYER), Audience(side=Side.PROVIDER), EVERYBODY, COMPLIANCE_READERS)
JOURNEYS: dict[str, tuple[Step, ...]] = {
    "to signatures": (*d.executed, a.loads()),
    "with many rounds": (*d.offered, d.counters(), d.counters(c.NILS, "OFR-2"), d.rejects(c.BEN, "OFR-3"), d.offers()),
    "taken back": (*d.offered, d.withdraws_offer(), d.offers(c.BEN), d.accepts(c.NILS, "OFR-2")),
    "refused and reopened": (*d.offered, d.declines(), d.reopens(), d.offers(c.BEN), d.accepts(c.NILS, "OFR-2")),
    "redlined": (*d.drafted, d.redlines(material=False), d.redlines(material=True), d.offers(c.BEN)),
    "lapsed": (*d.reviewed, a.revokes_authorization(), a.extends_authorization(a.AFTER_TERM.date())),
    "resting": (*d.requested, v.holds(), v.resumes(), d.acknowledges(), v.holds()),
    "waived": (*a.waived, d.offers(c.BEN)),
    "covered elsewhere": (*d.complete, a.changes_coverage(), d.withdraws_case()),
    "walked away": (*d.drafted, d.walks_away(), d.reopens()),
    "amended": (*a.amended, a.loads()),
    "amendment dropped": (*a.proposed, a.drops()),
    "used up": (*a.in_care, a.later(a.loads(), a.CARE_DAY)),
    "expired": a.expired,
    "closed": a.closed,
    "superseded": a.superseded,
    "struck": (*d.offered, v.by_phone(d.accepts(c.BEN)), v.strikes(), d.accepts(c.BEN)),
    **{f"by phone {at}": (*steps, v.confirms_entry()) for at, steps in enumerate(by_phone)},
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_on_every_journey_a_line_goes_away_exactly_when_its_fact_is_appended(name: str) -> None:
    live = Watched()
    for step in flat(JOURNEYS[name]):
        command = step(live.case, live.now)
        at = live.now = max(live.now, command.by.at)
        before = lines_of(live.events, at, live.book)
        events = live.run(command)
        after = lines_of(live.events, at, live.book)
        assert live.case.terminal or unexplained(before, after, events) == []
        assert waits_rightly(live.case, after)
        assert against_the_rules(live.case, live.events, at, book=live.book) == []
        live.now += MINUTE


class AnyInsight(AnyNegotiation):
    """The same case and people, with the list of what would unblock it watched at every step."""

    def _record(self, command: Command, before: Case, events: tuple[CaseEvent, ...]) -> None:
        known = lines_of(self.events, self.now, self.book)
        super()._record(command, before, events)
        assert self.case.terminal or unexplained(known, lines_of(self.events, self.now, self.book), events) == []

    @invariant()
    def a_live_case_that_is_not_loaded_always_waits_for_something(self) -> None:
        """Empty only for ended cases, and for loaded agreements with nothing pending."""
        assert waits_rightly(self.case, lines_of(self.events, self.now, self.book))

    @invariant()
    def no_suggestion_is_illegal(self) -> None:
        """Each act is named by `legal_now`, and where its content follows from the case, it is really recorded."""
        assert against_the_rules(self.case, self.events, self.now, book=self.book) == []

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
