"""The board tells what both sides may know; the timeline tells each audience its part."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cast as c
import deeds as d
from ledger.shelf import Shelf, rows, shelf_in
from scabot.ledger.projections import apply_case, step
from scabot.views import board, timeline
from scabot_domain.case import Case, Stage
from scabot_domain.events import Urgency
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Side, Visibility
from story import Step

PRIVATE: list[Step] = [d.notes(c.RUTH), d.notes(c.CARA), d.notes(c.NILS), d.notes(c.BEN)]


def test_the_board_shows_where_a_case_stands(shelf: Shelf) -> None:
    outcome = shelf.does(d.requested)
    with shelf.store.reading() as tx:
        row = board.find(tx, c.KEY)
        assert board.open_cases(tx) == [row]
        assert board.owned_by(tx, c.LAKESIDE, "U0RUTH") == [row]
        assert board.owned_by(tx, c.LAKESIDE, "U0BEN") == []
        assert board.find(tx, "SCA-000000") is None
    assert row == board.BoardRow(
        case_key=c.KEY,
        stage=Stage.REQUESTED,
        stalled=False,
        payer="Northwind Health Plan",
        provider="Lakeside Transplant Center",
        urgency=Urgency.URGENT,
        care_date=date(2026, 12, 11),
        owner=(c.LAKESIDE, "U0RUTH"),
        opened_at=row.opened_at if row else c.NOW,
        last_shared_at=outcome.events[-1].recorded_at,
    )


def test_cases_that_ended_leave_the_list_and_the_soonest_care_comes_first(shelf: Shelf) -> None:
    shelf.does(d.opens(care_date=None), case="SCA-0AAAAA")
    shelf.does(d.opens(care_date=date(2026, 12, 20)), case="SCA-0BBBBB")
    shelf.does(d.opens(care_date=date(2026, 12, 1)), case="SCA-0CCCCC")
    shelf.does(d.opened, d.withdraws_case(), case="SCA-0DDDDD")
    with shelf.store.reading() as tx:
        assert [row.case_key for row in board.open_cases(tx)] == ["SCA-0CCCCC", "SCA-0BBBBB", "SCA-0AAAAA"]
        assert [row.case_key for row in board.open_cases(tx, limit=1)] == ["SCA-0CCCCC"]


def test_a_stall_shows_until_it_is_cleared(shelf: Shelf) -> None:
    stalled = []
    for one in (d.requested, d.marks_stalled(), d.clears_stall()):
        shelf.does(one)
        with shelf.store.reading() as tx:
            row = board.find(tx, c.KEY)
        stalled.append(row is not None and row.stalled)
    assert stalled == [False, True, False]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(range(len(PRIVATE))), max_size=4))
def test_i20_the_board_is_the_same_whatever_one_side_keeps_to_itself(
    tmp_path_factory: pytest.TempPathFactory, hidden: list[int]
) -> None:
    boards = []
    for more in ([], [PRIVATE[n] for n in hidden]):
        with shelf_in(tmp_path_factory.mktemp("home")) as shelf:
            for number, one in enumerate((*d.requested, d.offers(c.NILS), d.rejects())):
                shelf.clock.instant = c.NOW + timedelta(hours=1 + number)
                shelf.does(one)
                if more:
                    shelf.does(more)
            with shelf.store.reading() as tx:
                boards.append(rows(tx, "board"))
    assert boards[0] == boards[1]


def test_i20_the_board_knows_nothing_of_a_stall_that_one_side_keeps_to_itself(shelf: Shelf) -> None:
    shelf.does(d.requested, d.marks_stalled())
    events = shelf.store.history(c.KEY)
    hidden = [*events[:-1], replace(events[-1], visibility=Visibility.PROVIDER_ONLY)]
    with shelf.store.writing() as tx:
        for table in ("board", "timeline"):
            tx.run(f"DELETE FROM {table}")  # noqa: S608 - a test names its table
        taken = step(c.KEY, (), Case(key=c.KEY), hidden)
        apply_case(tx, taken)
        row = board.find(tx, c.KEY)
    assert taken.after.stall is not None
    assert row is not None
    assert (row.stalled, row.last_shared_at) == (False, events[-2].recorded_at)


def test_i20_the_timeline_tells_each_audience_its_part(shelf: Shelf) -> None:
    shelf.does(d.opened, d.notes(c.RUTH), d.notes(c.CARA), d.notes(shared=True))

    def told(audience: Audience) -> list[int]:
        with shelf.store.reading() as tx:
            return [row.version for row in timeline.of_case(tx, c.KEY, audience)]

    assert told(EVERYBODY) == [1, 2, 5]
    assert told(Audience(side=Side.PROVIDER)) == [1, 2, 3, 5]
    assert told(Audience(side=Side.PAYER)) == [1, 2, 4, 5]
    assert told(COMPLIANCE_READERS) == [1, 2, 3, 4, 5]


def test_a_line_says_what_who_and_when_and_no_more(shelf: Shelf) -> None:
    shelf.does(d.opened, d.notes(c.BEN))
    with shelf.store.reading() as tx:
        line = timeline.of_case(tx, c.KEY, COMPLIANCE_READERS)[-1]
        assert b"Left a message" not in repr(rows(tx, "timeline")).encode()
    assert (line.kind, line.actor, line.role.value, line.source.value) == (
        "note-added",
        (c.LAKESIDE, "U0BEN"),
        "provider_biller",
        "slack",
    )
