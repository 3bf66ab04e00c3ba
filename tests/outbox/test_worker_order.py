"""In which order the worker says things, and what it never says."""

from datetime import timedelta

from outbox.post_office import PostOffice
from scabot.views.delivery import TryLater
from scabot_domain.notices import Stream

OTHER = "SCA-0BBBBB"
CARD, LOG, PING = Stream.CARD, Stream.LOG, Stream.PING


async def test_what_was_queued_is_said_once_and_where_it_stands_is_kept(office: PostOffice) -> None:
    office.queue(LOG, LOG)
    assert await office.worker.drain() == 2
    assert office.hand.said == ["1000.1", "1001.1"]
    settled = office.row("1001.1")
    assert (settled.state.value, settled.ts, settled.channel_id) == ("sent", "171.1001.1", "C0INTERNAL")
    assert (settled.rendered_hash, settled.sent_at) == ("hash 1001.1", office.shelf.clock())
    assert await office.worker.drain() == 0


async def test_a_ping_overtakes_other_cases_and_lifts_the_earlier_log_line_of_its_own(office: PostOffice) -> None:
    office.queue(LOG, LOG, case=OTHER)
    office.queue(LOG, PING)
    await office.worker.drain()
    assert office.hand.said == ["1002.1", "1003.1", "1000.1", "1001.1"]


async def test_the_first_card_goes_before_its_thread_and_a_later_one_after_the_log(office: PostOffice) -> None:
    office.queue(LOG, CARD)
    await office.worker.drain()
    office.queue(CARD, LOG)
    await office.worker.drain()
    assert office.hand.said == ["1001.1", "1000.1", "1003.1", "1002.1"]


async def test_of_several_cards_only_the_newest_is_said_but_every_log_line(office: PostOffice) -> None:
    office.queue(CARD, LOG, CARD, LOG, CARD)
    await office.worker.drain()
    assert office.hand.said == ["1004.1", "1001.1", "1003.1"]
    assert office.states("1000.1", "1002.1") == ["superseded", "superseded"]


async def test_a_card_that_would_look_the_same_is_skipped(office: PostOffice) -> None:
    office.hand.unchanged.add("1000.1")
    office.queue(CARD)
    await office.worker.drain()
    assert (office.hand.said, office.row("1000.1").state.value, office.row("1000.1").error) == (
        [],
        "skipped",
        "unchanged",
    )


async def test_one_row_that_has_to_wait_holds_back_its_own_lane_only(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [TryLater("service_unavailable")]
    office.queue(LOG, LOG)
    office.queue(LOG, case=OTHER)
    office.queue(LOG, dest="shared")
    await office.worker.drain()
    assert office.hand.said == ["1002.1", "1003.1"]
    assert await office.until_rest() == [1.0]
    assert office.hand.said[2:] == ["1000.1", "1001.1"]


async def test_twenty_rows_of_one_lane_keep_their_order(office: PostOffice) -> None:
    office.queue(*[LOG] * 20)
    await office.worker.drain()
    assert office.hand.said == [f"{1000 + n}.1" for n in range(20)]


async def test_a_row_with_a_time_of_its_own_waits_for_it(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [TryLater("request_timeout")]
    office.queue(LOG)
    await office.worker.drain()
    assert office.row("1000.1").not_before == office.shelf.clock() + timedelta(seconds=1)
    assert await office.worker.next_attempt() == 1.0
    assert await office.worker.drain() == 0
