"""Anybody asks anything in any order, and views, ledger and outbox still agree with the events."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cast as c
import deeds as d
from ledger.shelf import Shelf, shelf_in
from scabot.audit.verify import Verdict, verify
from scabot.ledger.rebuild import check
from scabot.views import outbox
from scabot_domain.evolve import replay
from scabot_domain.notices import notices
from scabot_domain.parties import Side
from scabot_domain.playbook import shipped_book
from scabot_domain.refusals import Refused
from story import Step

STEPS: list[Step] = [
    *(d.offers(who, rate) for who in (c.NILS, c.BEN) for rate in (c.PER_DIEM_3500, c.MEDICARE_140)),
    *(d.counters(who, f"OFR-{n}") for who in (c.NILS, c.BEN) for n in (1, 2)),
    *(d.accepts(who, f"OFR-{n}") for who in (c.NILS, c.BEN) for n in (1, 2, 3)),
    d.rejects(c.BEN, "OFR-1"),
    d.withdraws_offer(c.NILS, "OFR-1"),
    *(d.sets(c.RUTH, section) for section in c.SECTIONS),
    d.confirms(c.RUTH),
    d.confirms(c.NILS),
    d.issues(),
    d.checks(),
    d.approves(c.NILS),
    d.approves(c.BEN),
    d.redlines(material=True),
    d.redlines(material=False),
    d.signs(c.SAM),
    d.signs(c.PRIYA),
    d.acknowledges(),
    d.notes(c.RUTH),
    d.notes(c.CARA),
    d.notes(shared=True),
    d.marks_stalled(),
    d.clears_stall(),
    d.declines(),
    d.reopens(),
    d.withdraws_case(),
]


def heard(shelf: Shelf) -> Counter[tuple[str, str, int]]:
    """Return what the notices of every decision ask for: stream, destination, version."""
    events = shelf.store.history(c.KEY)
    wanted: Counter[tuple[str, str, int]] = Counter()
    for key in dict.fromkeys(event.key for event in events):
        decided = [event for event in events if event.key == key]
        after = replay(c.KEY, [event for event in events if event.version <= decided[-1].version])
        for notice in notices(after, decided, Side.PROVIDER):
            dest = "internal" if notice.readers.value == "home" else "shared"
            wanted[notice.stream.value, dest, notice.version] += 1
    return wanted


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(range(len(STEPS))), max_size=25))
def test_s6_whatever_people_do_views_ledger_and_outbox_agree_with_the_events(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int]
) -> None:
    with shelf_in(tmp_path_factory.mktemp("home"), book=shipped_book()) as shelf:
        outcome = shelf.does(d.requested)
        for number in chosen:
            before = len(shelf.store.history(c.KEY))
            try:
                outcome = shelf.does(STEPS[number])
            except Refused:
                assert len(shelf.store.history(c.KEY)) == before
        events = shelf.store.history(c.KEY)
        assert replay(c.KEY, events) == outcome.case
        assert [event.version for event in events] == list(range(1, len(events) + 1))
        assert check(shelf.store) == []
        with shelf.store.reading() as tx:
            assert verify(tx).verdict is Verdict.CONSISTENT_ONLY
            rows = outbox.of_case(tx, c.KEY)
        assert Counter((row.stream.value, row.dest, row.version) for row in rows) == heard(shelf)
