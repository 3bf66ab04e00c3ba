"""Permits: never faster than Slack's limits at four fifths, and not at all while Slack said so."""

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from scabot.outbox.buckets import Buckets

POST, UPDATE = "chat.postMessage", "chat.update"


def until_taken(buckets: Buckets, method: str, channel: str, now: float) -> float:
    while (wait := buckets.take(method, channel, now)) > 0:
        now += wait
    return now


def test_a_channel_takes_a_small_burst_and_then_four_messages_in_five_seconds() -> None:
    buckets = Buckets()
    assert [buckets.take(POST, "C1", 0) for _ in range(3)] == [0, 0, 0]
    assert buckets.take(POST, "C1", 0) == pytest.approx(1.25)
    assert buckets.take(POST, "C1", 1.25) == 0
    assert buckets.take(POST, "C1", 1.25) == pytest.approx(1.25)


def test_an_hour_of_silence_saves_up_no_more_than_the_small_burst() -> None:
    buckets = Buckets()
    until_taken(buckets, POST, "C1", 0)
    assert [buckets.take(POST, "C1", 3600) for _ in range(3)] == [0, 0, 0]
    assert buckets.take(POST, "C1", 3600) == pytest.approx(1.25)


def test_channels_do_not_wait_for_each_other() -> None:
    buckets = Buckets()
    for _ in range(4):
        buckets.take(POST, "C1", 0)
    assert buckets.take(POST, "C2", 0) == 0


def test_what_could_not_be_taken_costs_nothing() -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take(POST, "C1", 0)
    assert [buckets.take(POST, "C1", 0) for _ in range(50)] == [pytest.approx(1.25)] * 50


@pytest.mark.parametrize(
    ("method", "most"),
    [
        (POST, 160),
        (UPDATE, 40),
        ("conversations.info", 40),
        ("conversations.history", 40),
        ("conversations.replies", 40),
        ("chat.postEphemeral", 80),
    ],
)
def test_a_minute_holds_four_fifths_of_the_limit_after_the_first(method: str, most: int) -> None:
    buckets, now, taken = Buckets(), 0.0, list[float]()
    for n in range(3 * most):
        now = until_taken(buckets, method, f"C{n % 50}", now)
        taken.append(now)
    assert sum(60 <= at < 120 for at in taken) <= most


@over(st.lists(st.tuples(st.floats(0, 3), st.sampled_from(["C1", "C2"])), min_size=1, max_size=200))
def test_no_channel_ever_gets_more_than_its_burst_and_its_rate(steps: list[tuple[float, str]]) -> None:
    buckets, now, taken = Buckets(), 0.0, list[float]()
    for pause, channel in steps:
        now += pause
        if buckets.take(POST, channel, now) == 0 and channel == "C1":
            taken.append(now)
    for at, first in enumerate(taken):
        assert len([one for one in taken[at:] if one <= first + 10]) <= 3 + 0.8 * 10 + 1e-6


def test_what_slack_shut_stays_shut_until_then_and_for_that_bucket_alone() -> None:
    buckets = Buckets()
    buckets.shut(POST, "C1", 30)
    assert buckets.take(POST, "C1", 0) == 30
    assert buckets.take(POST, "C1", 29) == pytest.approx(1)
    assert buckets.take(POST, "C2", 0) == 0
    assert buckets.take(UPDATE, "C1", 0) == 0
    assert buckets.take(POST, "C1", 30) == 0


def test_an_earlier_end_never_shortens_what_slack_said_before() -> None:
    buckets = Buckets()
    buckets.shut(POST, "C1", 30)
    buckets.shut(POST, "C1", 10)
    assert buckets.take(POST, "C1", 10) == 20


def test_after_slack_shut_it_the_messages_come_one_by_one_and_in_no_burst() -> None:
    buckets = Buckets()
    buckets.shut(POST, "C1", 30)
    assert buckets.take(POST, "C1", 30) == 0
    assert buckets.take(POST, "C1", 30) == pytest.approx(1.25)
