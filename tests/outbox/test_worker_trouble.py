"""What Slack refuses: wait as long as it says, give up where it must, and always tell somebody."""

import asyncio
from datetime import timedelta

import pytest

from outbox.post_office import PostOffice
from scabot.views.delivery import GivenUp, RateLimited, Scope, TryLater
from scabot.views.outbox import OutboxRow
from scabot_domain.notices import Stream

CARD, LOG, PING = Stream.CARD, Stream.LOG, Stream.PING


async def test_a_rate_limit_waits_as_told_plus_jitter_and_counts_as_no_attempt(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [RateLimited(30)]
    office.queue(LOG)
    assert await office.until_rest() == [33.0]  # 30 s and half of the 20 % at most
    assert (office.hand.said, office.row("1000.1").attempts) == (["1000.1"], 0)


async def test_a_storm_of_429_loses_nothing(office: PostOffice) -> None:
    for n in range(0, 40, 3):
        office.hand.plan[f"{1000 + n}.1"] = [RateLimited(3), RateLimited(1)]
    office.queue(*[LOG] * 40)
    await office.until_rest()
    assert office.hand.said == [f"{1000 + n}.1" for n in range(40)]


async def test_what_slack_cannot_take_yet_is_tried_after_1_2_4_and_at_most_60_seconds(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [TryLater("service_unavailable") for _ in range(9)]
    office.queue(LOG)
    assert await office.until_rest() == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
    assert (office.hand.said, office.row("1000.1").attempts) == (["1000.1"], 9)


async def test_a_log_line_that_fails_for_days_still_goes_in_the_end(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [TryLater("service_unavailable") for _ in range(1200)]
    office.queue(LOG)
    await office.until_rest(timedelta(days=2))
    assert (office.hand.said, office.failed) == (["1000.1"], [])


async def test_a_ping_unsent_for_24_hours_is_left_to_people(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [TryLater("service_unavailable")]
    office.hand.plan["1001.1"] = [TryLater("service_unavailable")]
    office.queue(PING, age=timedelta(hours=24, seconds=1))
    office.queue(LOG, age=timedelta(hours=24, seconds=1))
    await office.until_rest()
    assert office.hand.said == ["1001.1"]
    assert [(one.row.id, one.cause, one.scope) for one in office.parked] == [("1000.1", "unsent-for-24-h", Scope.ROW)]


async def test_a_row_that_slack_will_never_take_is_parked_reported_and_said_plainly(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [GivenUp("invalid_blocks", Scope.ROW)]
    office.queue(LOG, LOG)
    await office.worker.drain()
    assert (office.hand.said, office.hand.plainly) == (["1001.1"], ["1000.1"])
    assert (office.row("1000.1").state.value, office.row("1000.1").error) == ("parked", "invalid_blocks")
    assert [(one.row.id, one.cause, one.scope) for one in office.parked] == [("1000.1", "invalid_blocks", Scope.ROW)]


@pytest.mark.parametrize("scope", [Scope.DESTINATION, Scope.INSTALLATION])
async def test_a_dead_destination_parks_what_waits_for_it_and_nothing_else(office: PostOffice, scope: Scope) -> None:
    office.hand.plan["1000.1"] = [GivenUp("is_archived", scope)]
    office.queue(LOG, LOG, CARD)
    office.queue(LOG, dest="shared")
    await office.worker.drain()
    assert office.states("1000.1", "1001.1", "1003.1") == ["parked", "parked", "sent"]
    assert (office.hand.plainly, [one.row.id for one in office.parked]) == ([], ["1000.1"])


async def test_a_row_that_cannot_be_drawn_is_a_fault_that_is_heard_and_holds_up_nobody(office: PostOffice) -> None:
    bug = KeyError("no such template")
    office.hand.plan["1000.1"] = [bug]
    office.queue(LOG, LOG)
    await office.worker.drain()
    assert (office.failed, office.hand.said, office.hand.plainly) == ([bug], ["1001.1"], ["1000.1"])
    assert office.row("1000.1").error == "fault-KeyError"  # never a text of a case


async def test_a_running_worker_says_what_it_is_nudged_about_and_stops(office: PostOffice) -> None:
    await office.worker.start()
    office.queue(LOG)
    office.worker.nudge()
    await asyncio.sleep(0)  # the nudge comes through the loop
    assert await office.worker.quiet(5)
    await office.worker.stop()
    assert office.hand.said == ["1000.1"]


async def test_whoever_waits_for_quiet_needs_not_nudge(office: PostOffice) -> None:
    await office.worker.start()
    assert await office.worker.quiet(5)
    office.queue(LOG)
    assert await office.worker.quiet(5)
    assert office.hand.said == ["1000.1"]
    await office.worker.stop()


async def test_stopping_waits_for_the_call_under_way_and_gives_back_what_was_claimed_beyond_it(
    office: PostOffice,
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    say = office.hand.send

    async def slowly(row: OutboxRow) -> object:
        begun.set()
        await go_on.wait()
        return await say(row)

    office.hand.send = slowly  # type: ignore[method-assign,assignment]  # a call that takes its time
    office.queue(LOG)
    office.queue(LOG, case="SCA-0BBBBB")
    await office.worker.start()
    await begun.wait()
    stopping = asyncio.create_task(office.worker.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    assert (office.hand.said, office.states("1000.1", "1001.1")) == (["1000.1"], ["sent", "new"])


async def test_a_fault_of_the_store_in_one_place_waits_for_the_calls_under_way_in_another(office: PostOffice) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    say = office.hand.send

    async def slowly(row: OutboxRow) -> object:
        if row.dest == "shared":
            begun.set()
            await go_on.wait()
            office.broken = None
        else:
            await begun.wait()
            office.broken = OSError("the disk is full")
        return await say(row)

    office.hand.send = slowly  # type: ignore[method-assign,assignment]  # a call that takes its time
    office.queue(LOG)
    office.queue(LOG, dest="shared")
    draining = asyncio.create_task(office.worker.drain())
    await asyncio.wait([draining], timeout=0.05)
    assert (office.hand.said, draining.done()) == (["1000.1"], False)
    go_on.set()
    with pytest.raises(OSError, match="the disk is full"):
        await draining
    assert office.states("1000.1", "1001.1") == ["sending", "sent"]


async def test_a_fault_of_the_store_is_heard_and_the_worker_goes_on(office: PostOffice) -> None:
    await office.worker.start()
    assert await office.worker.quiet(5)
    office.queue(LOG)
    office.broken = OSError("the disk is full")
    office.worker.nudge()
    await asyncio.sleep(0)  # the nudge comes through the loop
    assert await office.worker.quiet(5)
    assert [str(fault) for fault in office.failed] == ["the disk is full"]
    office.broken = None
    office.worker.nudge()
    await asyncio.sleep(0)
    assert await office.worker.quiet(5)
    await office.worker.stop()
    assert office.hand.said == ["1000.1"]
