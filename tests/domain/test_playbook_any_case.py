"""I19 over random lives of a case: people act or do not, the clock runs or sleeps, and no level is ever told twice."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cast as c
import deeds as d
from domain.by_the_clock import Watched
from scabot_domain.events import EscalationSent, Urgency
from scabot_domain.evolve import replay
from scabot_domain.parties import Side
from scabot_domain.refusals import Refused
from story import Step

STEPS: list[Step] = [
    d.records_approval(),
    d.requests(),
    d.acknowledges(),
    d.offers(c.NILS),
    d.offers(c.BEN),
    d.counters(c.BEN, "OFR-1"),
    d.rejects(c.BEN, "OFR-1"),
    d.withdraws_offer(c.NILS, "OFR-1"),
    d.accepts(c.BEN, "OFR-1"),
    d.accepts(c.NILS, "OFR-2"),
    d.declines(),
    d.reopens(),
    d.notes(),
]
HOURS = st.integers(0, 400)
LIVES = st.lists(st.one_of(st.sampled_from(range(len(STEPS))), HOURS.map(lambda hours: -1 - hours)), max_size=25)


def live(life: list[int], urgency: Urgency) -> Watched:
    """Live a life: a number from 0 on is a step, a negative one a sleep of so many hours."""
    watched = Watched().do(d.opens(urgency=urgency), d.records_approval(), d.requests())
    for deed in life:
        if deed >= 0:
            try:
                watched.do(STEPS[deed])
            except Refused:
                continue
        else:
            watched.now += timedelta(hours=-1 - deed)
            watched.fire()
    return watched


@settings(max_examples=120)
@given(life=LIVES, urgency=st.sampled_from(Urgency))
def test_i19_no_level_is_told_twice_and_nobody_twice_in_one_firing(life: list[int], urgency: Urgency) -> None:
    watched = live(life, urgency)
    pings = watched.facts(EscalationSent)
    told = Counter((ping.deadline, level) for ping in pings for level in (ping.level, *ping.skipped))
    assert [place for place, times in told.items() if times > 1] == []
    assert [ping.n for ping in pings if ping.n > 12] == []
    for ping in pings:
        people = [(one.team, one.user) for one in ping.told if one.user]
        assert len(people) == len(set(people))
        assert ping.told != ()
    assert replay(c.KEY, watched.events) == watched.case
    if watched.case.terminal:
        assert watched.case.deadlines == {}


@settings(max_examples=40)
@given(life=LIVES)
def test_no_ping_carries_what_only_one_side_or_nobody_may_read(life: list[int]) -> None:
    watched = live(life, Urgency.ROUTINE)
    texts = [watched.text(ping) for ping in watched.facts(EscalationSent)]
    forbidden = [c.TOKEN, "AUTH-2026", "3500", "3,500", "45,000", *(one.name for one in c.DIRECTORY.people)]
    assert [text for text in texts for word in forbidden if word in text] == []


@pytest.mark.parametrize("missing", range(len(c.DIRECTORY.people)))
def test_every_level_reaches_somebody_whoever_is_missing(missing: int) -> None:
    left = [one for number, one in enumerate(c.DIRECTORY.people) if number != missing]
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE), d.records_approval(), d.requests(), d.offers(c.NILS))
    watched.directory = type(c.DIRECTORY)(people=tuple(left))
    pings = watched.wait("2027-02-26 12:00")
    assert pings != []
    assert [ping.deadline for ping in pings if not any(one.user for one in ping.told)] == []
    assert {one.side for ping in pings for one in ping.told if one.user} <= {Side.PAYER, Side.PROVIDER, Side.NEUTRAL}
