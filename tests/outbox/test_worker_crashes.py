"""Killed at every step, and answers that get lost: nothing is lost, and nothing is said twice without asking."""

import pytest

from outbox.post_office import SECOND, Killed, PostOffice
from scabot.views.delivery import MAY_REPEAT, Ambiguous, CannotAsk, RateLimited, TryLater
from scabot_domain.notices import Stream

CARD, LOG, PING = Stream.CARD, Stream.LOG, Stream.PING


async def test_killed_between_claim_and_post_it_is_asked_about_twice_and_then_said(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [Killed()]
    office.queue(LOG)
    with pytest.raises(Killed):
        await office.worker.drain()
    assert office.states("1000.1") == ["sending"]
    await office.restart()
    assert await office.until_rest() == [10.0]
    assert (office.hand.asked, office.hand.said) == (["1000.1", "1000.1"], ["1000.1"])
    assert office.states("1000.1") == ["sent"]


async def test_killed_between_post_and_mark_it_is_found_and_not_said_again(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["died"]
    office.queue(PING)
    with pytest.raises(Killed):
        await office.worker.drain()
    await office.restart()
    await office.until_rest()
    assert (office.hand.asked, office.hand.said) == (["1000.1"], ["1000.1"])
    assert (office.row("1000.1").state.value, office.row("1000.1").ts) == ("sent", "171.1000.1")


@pytest.mark.parametrize("dies", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("how", [Killed(), "died"])
async def test_killed_at_any_of_five_rows_each_is_said_exactly_once(
    office: PostOffice, dies: int, how: BaseException | str
) -> None:
    office.hand.plan[f"{1000 + dies}.1"] = [how]
    office.queue(LOG, LOG, PING, LOG, LOG)
    with pytest.raises(Killed):
        await office.worker.drain()
    await office.restart()
    await office.until_rest()
    assert sorted(office.hand.said) == [f"{1000 + n}.1" for n in range(5)]
    assert office.states(*office.hand.said) == ["sent"] * 5


async def test_a_lost_answer_is_asked_about_and_found(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["lost"]
    office.queue(PING, LOG)
    await office.worker.drain()
    assert office.states("1000.1", "1001.1") == ["unknown", "sent"]
    assert await office.until_rest() == [1.0]
    assert (office.hand.asked, office.hand.said) == (["1000.1"], ["1000.1", "1001.1"])
    assert office.states("1000.1") == ["sent"]


async def test_a_lost_request_is_asked_about_twice_ten_seconds_apart_and_then_repeated(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [Ambiguous("ServerTimeoutError")]
    office.queue(LOG)
    assert await office.until_rest() == [1.0, 10.0]
    assert (office.hand.asked, office.hand.said) == (["1000.1", "1000.1"], ["1000.1"])
    assert office.row("1000.1").attempts == 1


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_clock_that_is_set_forward_does_not_make_the_ten_seconds_shorter(
    office: PostOffice,
    restarts: bool,  # noqa: FBT001 - drawn by pytest
) -> None:
    office.hand.plan["1000.1"] = [Ambiguous("ServerTimeoutError")]
    office.queue(PING)
    await office.worker.drain()
    office.shelf.clock.wind(SECOND)
    await office.worker.drain()
    office.shelf.clock.wind(193 * SECOND)
    office.set_forward = 193 * SECOND
    if restarts:
        await office.restart()
    await office.worker.drain()
    assert office.hand.said == []
    office.hand.said.append("1000.1")  # the call arrives, seconds after its connection was cut
    await office.until_rest()
    assert (office.hand.said, office.states("1000.1")) == (["1000.1"], ["sent"])


@pytest.mark.parametrize("trouble", [RateLimited(30), TryLater("service_unavailable"), Ambiguous("http-502")])
async def test_trouble_while_asking_never_sends_again_unasked(office: PostOffice, trouble: Exception) -> None:
    office.hand.plan["1000.1"] = ["lost"]
    office.hand.asking = [trouble]
    office.queue(PING)
    await office.until_rest()
    assert (office.hand.asked, office.hand.said) == (["1000.1", "1000.1"], ["1000.1"])
    assert office.states("1000.1") == ["sent"]


async def test_trouble_between_the_two_questions_does_not_forget_the_first(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = [Ambiguous("reset")]
    office.hand.asking = [None, TryLater("request_timeout"), None]
    office.queue(LOG)
    await office.until_rest()
    assert (len(office.hand.asked), office.hand.said) == (3, ["1000.1"])


async def test_where_nobody_may_ask_it_is_repeated_once_and_says_that_it_may_be_a_repeat(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["lost"]
    office.hand.asking = [CannotAsk("missing_scope")]
    office.queue(PING)
    await office.until_rest()
    assert office.hand.said == ["1000.1", "1000.1"]
    assert office.hand.marks["1000.1"] == MAY_REPEAT
    assert (office.states("1000.1"), office.parked) == (["sent"], [])


async def test_a_rate_limit_does_not_make_a_repeat_look_like_the_first(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["lost", RateLimited(2)]
    office.hand.asking = [CannotAsk("missing_scope")]
    office.queue(PING)
    await office.until_rest()
    assert office.hand.marks["1000.1"] == MAY_REPEAT


async def test_where_nobody_may_ask_a_second_lost_answer_is_left_to_people(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["lost", "lost", "lost"]
    office.hand.asking = [CannotAsk("missing_scope")] * 3
    office.queue(PING)
    await office.until_rest()
    assert office.hand.said == ["1000.1", "1000.1"]
    assert [(one.row.id, one.cause) for one in office.parked] == [("1000.1", "cannot-ask-twice")]


async def test_a_question_that_is_lost_does_not_forget_that_it_was_repeated_once(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["lost", "lost", "lost"]
    office.hand.asking = [CannotAsk("missing_scope"), Ambiguous("http-503"), CannotAsk("missing_scope")]
    office.queue(PING)
    assert await office.until_rest() == [1.0, 1.0, 10.0]
    assert (office.hand.said, len(office.parked)) == (["1000.1", "1000.1"], 1)


async def test_what_was_said_is_not_parked_when_the_store_fails_before_the_mark(office: PostOffice) -> None:
    def disk_goes() -> None:
        office.broken = OSError("the disk is full")

    office.hand.meanwhile = disk_goes
    office.queue(PING, LOG, case="SCA-0BBBBB")
    with pytest.raises(OSError, match="the disk is full"):
        await office.worker.drain()
    office.broken, office.hand.meanwhile = None, None
    office.shelf.clock.wind(61 * SECOND)
    await office.until_rest()
    assert (sorted(office.hand.said), office.parked) == (["1000.1", "1001.1"], [])
    assert office.states("1000.1", "1001.1") == ["sent", "sent"]


async def test_a_claim_that_ran_out_is_asked_about_without_a_restart(office: PostOffice) -> None:
    office.hand.plan["1000.1"] = ["died"]
    office.queue(LOG)
    with pytest.raises(Killed):
        await office.worker.drain()
    office.shelf.clock.wind(59 * SECOND)
    assert await office.worker.drain() == 0
    office.shelf.clock.wind(2 * SECOND)
    await office.worker.drain()
    assert (office.hand.said, office.states("1000.1")) == (["1000.1"], ["sent"])
