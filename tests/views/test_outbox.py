"""The outbox: order in lanes, cards that coalesce, claims that expire, and nobody sent twice unasked."""

from datetime import timedelta

import pytest

import cast as c
from ledger.shelf import Shelf
from scabot.views import lanes, outbox
from scabot.views.outbox import Delivered, Item, OutboxRow, State
from scabot_domain.notices import Stream

SECOND = timedelta(seconds=1)
NOW = c.NOW
PRIORITY = {Stream.PING: 0, Stream.LOG: 1, Stream.CARD: 2}


def item(position: int, stream: Stream, case: str = c.KEY, dest: str = "internal", **more: object) -> Item:
    told: dict[str, object] = {"n": 1, "kind": stream.value, "version": position, **more}
    return Item(
        position=position,
        case_key=case,
        stream=stream,
        dest=dest,
        priority=PRIORITY[stream],
        queued_at=NOW,
        **told,  # type: ignore[arg-type]  # as told
    )


def queue(shelf: Shelf, *items: Item) -> None:
    with shelf.store.writing() as tx:
        outbox.insert(tx, items)


def claim(shelf: Shelf, limit: int = 10, after: timedelta = timedelta()) -> list[str]:
    with shelf.store.writing() as tx:
        rows = lanes.claim(tx, "worker-1", now=NOW + after, until=NOW + after + 60 * SECOND, limit=limit)
    assert all(row.state is State.SENDING and row.claimed_by == "worker-1" for row in rows)
    return [row.id for row in rows]


def sent(shelf: Shelf, *ids: str) -> None:
    with shelf.store.writing() as tx:
        for row_id in ids:
            outbox.mark_sent(tx, row_id, Delivered(at=NOW, channel_id="C0INTERNAL", ts=f"171.{row_id}"))


def row(shelf: Shelf, row_id: str) -> OutboxRow:
    with shelf.store.reading() as tx:
        found = outbox.find(tx, row_id)
    assert found is not None
    return found


def test_as_much_as_anybody_has_to_say_at_once_is_queued(shelf: Shelf) -> None:
    queue(shelf, *(item(10, Stream.LOG, n=n) for n in range(1, 102)))
    with shelf.store.reading() as tx:
        assert [found.id for found in outbox.of_case(tx, c.KEY)] == [f"10.{n}" for n in range(1, 102)]


def test_a_row_goes_from_new_to_sending_to_sent(shelf: Shelf) -> None:
    queue(shelf, item(10, Stream.LOG))
    assert row(shelf, "10.1").state is State.NEW
    assert claim(shelf) == ["10.1"]
    assert (row(shelf, "10.1").claimed_until, row(shelf, "10.1").sent_at) == (NOW + 60 * SECOND, NOW)
    assert claim(shelf) == []
    sent(shelf, "10.1")
    settled = row(shelf, "10.1")
    assert (settled.state, settled.ts, settled.channel_id) == (State.SENT, "171.10.1", "C0INTERNAL")
    assert (settled.claimed_by, settled.claimed_until) == (None, None)


def test_positions_are_compared_as_numbers(shelf: Shelf) -> None:
    queue(shelf, item(10, Stream.LOG), item(9, Stream.LOG), item(9, Stream.LOG, n=10), item(9, Stream.LOG, n=2))
    order = []
    while taken := claim(shelf):
        order += taken
        sent(shelf, *taken)
    assert order == ["9.1", "9.2", "9.10", "10.1"]


def test_a_lane_is_case_destination_and_stream_and_only_its_head_may_go(shelf: Shelf) -> None:
    other = "SCA-0BBBBB"
    queue(
        shelf,
        item(1, Stream.LOG),
        item(2, Stream.LOG),
        item(3, Stream.LOG, dest="shared"),
        item(4, Stream.LOG, case=other),
        item(5, Stream.PING),
    )
    assert claim(shelf) == ["1.1", "5.1", "3.1", "4.1"]
    assert claim(shelf) == []
    sent(shelf, "1.1")
    assert claim(shelf) == ["2.1"]


@pytest.mark.parametrize("state", ["unknown", "retry"])
def test_a_head_that_waits_holds_back_those_behind_it(shelf: Shelf, state: str) -> None:
    queue(shelf, item(1, Stream.LOG), item(2, Stream.LOG))
    claim(shelf)
    with shelf.store.writing() as tx:
        if state == "unknown":
            outbox.mark_unknown(tx, "1.1", "timeout")
        else:
            outbox.retry(tx, "1.1", NOW + 30 * SECOND, "ratelimited", counts=False)
    assert claim(shelf) == []
    if state == "retry":
        assert claim(shelf, after=30 * SECOND) == ["1.1"]


def test_a_parked_row_lets_those_behind_it_go(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.LOG), item(2, Stream.LOG))
    claim(shelf)
    with shelf.store.writing() as tx:
        outbox.park(tx, "1.1", "channel_not_found")
    assert claim(shelf) == ["2.1"]
    assert (row(shelf, "1.1").state, row(shelf, "1.1").error) == (State.PARKED, "channel_not_found")


def test_pings_go_first_and_lift_the_earlier_log_lines_of_their_case(shelf: Shelf) -> None:
    other = "SCA-0BBBBB"
    queue(shelf, item(1, Stream.LOG, case=other), item(2, Stream.LOG), item(3, Stream.PING), item(4, Stream.LOG, n=2))
    assert claim(shelf) == ["2.1", "3.1", "1.1"]


def test_only_the_newest_card_of_a_case_and_destination_is_left_to_send(shelf: Shelf) -> None:
    queue(shelf, *(item(n, Stream.CARD) for n in (1, 2, 3)), item(4, Stream.CARD, dest="shared"), item(5, Stream.LOG))
    assert claim(shelf) == ["3.1", "4.1"]
    assert [row(shelf, f"{n}.1").state.value for n in (1, 2)] == ["superseded", "superseded"]
    queue(shelf, item(6, Stream.CARD))
    sent(shelf, "3.1")
    assert claim(shelf) == ["5.1", "6.1"]


def test_the_first_card_goes_before_the_log_lines_which_are_its_thread(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.LOG), item(1, Stream.CARD, n=2))
    assert claim(shelf) == ["1.2"]
    assert claim(shelf) == []
    sent(shelf, "1.2")
    assert claim(shelf) == ["1.1"]


def test_a_first_card_that_is_given_up_does_not_hold_back_the_log(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.LOG), item(1, Stream.CARD, n=2))
    claim(shelf)
    with shelf.store.writing() as tx:
        outbox.park(tx, "1.2", "msg_too_long")
    assert claim(shelf) == ["1.1"]


def test_the_card_stands_where_slack_last_answered(shelf: Shelf) -> None:
    with shelf.store.reading() as tx:
        assert outbox.last_card(tx, c.KEY, "internal") is None
    queue(shelf, item(1, Stream.CARD), item(2, Stream.CARD, dest="shared"))
    claim(shelf)
    sent(shelf, "1.1")
    queue(shelf, item(3, Stream.CARD))
    with shelf.store.reading() as tx:
        assert outbox.last_card(tx, c.KEY, "internal") == Delivered(at=NOW, channel_id="C0INTERNAL", ts="171.1.1")
        assert outbox.last_card(tx, c.KEY, "shared") is None


def test_every_card_that_stood_somewhere_is_remembered_with_the_newest_first(shelf: Shelf) -> None:
    queue(shelf, *(item(position, Stream.CARD) for position in (1, 2, 3, 4)))
    with shelf.store.writing() as tx:
        for place, ts in (("1.1", "171.1"), ("2.1", "171.1"), ("3.1", "171.3")):
            outbox.mark_sent(tx, place, Delivered(at=NOW, channel_id="C0INTERNAL", ts=ts))
    with shelf.store.reading() as tx:
        assert outbox.cards(tx, c.KEY, "internal", "C0INTERNAL") == ["171.3", "171.1"]
        assert outbox.cards(tx, c.KEY, "internal", "C0OTHER") == []


def test_a_claim_that_was_not_settled_in_time_is_unknown_and_asked_about(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.PING), item(2, Stream.PING, dest="shared"))
    claim(shelf)
    sent(shelf, "2.1")
    with shelf.store.writing() as tx:
        lanes.expire_claims(tx, NOW + 59 * SECOND)
        assert lanes.askable(tx, NOW) == []
        lanes.expire_claims(tx, NOW + 60 * SECOND)
        assert [asked.id for asked in lanes.askable(tx, NOW)] == ["1.1"]
        outbox.mark_unknown(tx, "1.1", "not found yet", ask_at=NOW + 10 * SECOND)
        assert lanes.askable(tx, NOW) == []
        assert lanes.next_attempt(tx, NOW) == NOW + 10 * SECOND
    assert row(shelf, "1.1").state is State.UNKNOWN


def test_after_a_restart_every_claim_is_unknown_unless_other_processes_may_hold_it(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.PING))
    claim(shelf)
    with shelf.store.writing() as tx:
        lanes.expire_claims(tx)
        alone = tx.alone
    assert row(shelf, "1.1").state is (State.UNKNOWN if alone else State.SENDING)


def test_a_retry_counts_as_an_attempt_unless_it_was_a_rate_limit(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.PING))
    with shelf.store.writing() as tx:
        outbox.retry(tx, "1.1", NOW + SECOND, "ratelimited", counts=False)
        outbox.retry(tx, "1.1", NOW + SECOND, "service_unavailable")
    assert (row(shelf, "1.1").attempts, row(shelf, "1.1").state) == (1, State.NEW)
    assert claim(shelf) == []
    with shelf.store.reading() as tx:
        assert lanes.next_attempt(tx, NOW) == NOW + SECOND


def test_an_operator_sees_what_waits_and_since_when(shelf: Shelf) -> None:
    queue(shelf, item(1, Stream.PING), item(2, Stream.LOG), item(3, Stream.CARD, dest="shared"))
    with shelf.store.writing() as tx:
        assert outbox.oldest_pending(tx) == NOW
        outbox.mark_skipped(tx, "1.1", "dropped: wrong case")
        outbox.park_dest(tx, "shared", "token_revoked")
        assert outbox.depth(tx) == {
            (Stream.PING, State.SKIPPED): 1,
            (Stream.LOG, State.NEW): 1,
            (Stream.CARD, State.PARKED): 1,
        }
        assert [parked.id for parked in outbox.in_state(tx, State.PARKED)] == ["3.1"]
        assert outbox.find(tx, "9.9") is None
