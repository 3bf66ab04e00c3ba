"""What the bot says in Slack: where, to whom, once, and never a private word where others read along."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import cast as c
import deeds as d
from scabot.ledger.facts import ChannelLinked
from scabot.outbox.ports import Parked
from scabot.views import outbox
from scabot.views.channels import ChannelKind
from scabot.views.delivery import Scope
from scabot.views.outbox import Item
from scabot_domain.notices import Stream
from scabot_domain.parties import Visibility
from speaking import PARTNER, TEAM, Speech, speech_in

HIDDEN = "kept at home"


@pytest.fixture
async def speech(tmp_path: Path) -> AsyncIterator[Speech]:
    async with speech_in(tmp_path) as opened:
        yield opened
        assert opened.failed == []
        assert opened.world.problems == []


def causes(parked: list[Parked]) -> set[tuple[str, str, Scope]]:
    return {(one.row.dest, one.cause, one.scope) for one in parked}


async def test_a_case_has_one_card_in_each_channel_and_its_log_is_the_thread_below(speech: Speech) -> None:
    await speech.does(d.requested)
    for channel in (TEAM, PARTNER):
        card, *log = speech.said(channel)
        assert card.thread_ts is None
        assert len(log) == 3
        assert {line.thread_ts for line in log} == {card.ts}
    assert speech.states() == {"sent", "superseded"}


async def test_the_card_is_updated_in_place_and_the_newest_state_stands_on_it(speech: Speech) -> None:
    await speech.does(d.opened)
    (first, *_) = speech.said()
    await speech.does(d.approved[1:], d.requests(), d.offers())
    cards = [one for one in speech.said() if one.thread_ts is None]
    assert [card.ts for card in cards] == [first.ts]
    assert "SCA-7QK2M4 · Negotiating · Provider's court" in speech.world.text_of(cards[0])
    assert "$3,500.00 per diem" in speech.world.text_of(cards[0])


async def test_i20_every_message_carries_its_row_and_case_and_nowhere_a_version(speech: Speech) -> None:
    await speech.does(d.requested)
    for channel in (TEAM, PARTNER):
        payloads = [one.metadata["event_payload"] for one in speech.said(channel) if one.metadata]
        assert len(payloads) == 4
        assert {frozenset(payload) for payload in payloads} == {frozenset({"id", "case"})}
        assert len({payload["id"] for payload in payloads}) == 4


async def test_i20_a_seal_counts_no_hidden_events_anywhere(speech: Speech) -> None:
    await speech.does(d.requested, d.notes(c.RUTH))
    at_home, shared = speech.reads(TEAM)[0], speech.reads(PARTNER)[0]
    assert "Seal v" not in at_home
    assert "Seal v" not in shared
    newest = speech.shelf.store.leaf_of(c.KEY, _newest_shared(speech))
    assert newest is not None
    digits = newest.hex()
    assert shared.endswith(f"Seal {digits[:4]}-{digits[4:8]}-{digits[8:10]}")


def _newest_shared(speech: Speech) -> int:
    return max(one.version for one in speech.shelf.store.history(c.KEY) if one.visibility is Visibility.SHARED)


async def test_i20_a_note_of_the_house_reaches_no_screen_of_the_other_side(speech: Speech) -> None:
    await speech.does(d.requested, d.notes(c.RUTH))
    assert any("Left a message (provider only)" in line for line in speech.reads(TEAM))
    assert speech.world.never_saw(c.NORTHWIND, "Left a message")
    assert speech.world.never_saw(c.NORTHWIND, "own notes")


async def test_nothing_new_to_see_is_not_said_again(speech: Speech) -> None:
    await speech.does(d.requested)
    updates = speech.calls("chat.update")
    await speech.does(d.notes(c.RUTH))
    assert speech.calls("chat.update") == updates + 1  # the house's own card, which counts its notes


async def test_a_card_that_would_look_the_same_is_not_sent(speech: Speech) -> None:
    await speech.does(d.requested)
    newest = speech.rows("shared", Stream.CARD)[-1]
    with speech.shelf.store.writing() as tx:
        again = Item(
            position=9999,
            n=1,
            case_key=c.KEY,
            stream=Stream.CARD,
            dest="shared",
            kind="card",
            version=newest.version,
            priority=2,
            queued_at=speech.shelf.clock(),
        )
        outbox.insert(tx, [again])
    updates = speech.calls("chat.update")
    await speech.until_rest()
    assert speech.calls("chat.update") == updates
    assert (speech.rows("shared")[-1].state.value, speech.rows("shared")[-1].error) == ("skipped", "unchanged")


async def test_when_an_alias_moves_to_another_channel_a_new_card_begins_a_new_thread_there(speech: Speech) -> None:
    await speech.does(d.opened)
    there = replace(speech.channel(PARTNER), channel_id="C0OTHER", name="sca-other")
    speech.world.add_channel(there)
    both = (c.LAKESIDE, c.NORTHWIND)
    speech.shelf.governs(
        ChannelLinked(alias="shared", team=c.LAKESIDE, channel="C0OTHER", kind=ChannelKind.SHARED, party_teams=both)
    )
    old = len(speech.said(PARTNER))
    await speech.does(d.records_approval())
    await speech.does(d.requests())
    assert len(speech.said(PARTNER)) == old
    moved = speech.said("C0OTHER")
    (card,) = (one for one in moved if one.blocks[0]["type"] == "header")
    assert card.thread_ts is None
    assert moved[-1].thread_ts == card.ts
    assert all(call.answer["ok"] for call in speech.server.api.calls)
    assert speech.parked == []


async def test_home_words_stay_unsaid_when_the_internal_channel_was_shared_meanwhile(speech: Speech) -> None:
    await speech.does(d.requested)
    before = len(speech.said(TEAM))
    speech.channel(TEAM).team_ids.append(c.NORTHWIND)
    speech.world.join(speech.channel(TEAM), "U0CARA")
    await speech.passes(61)
    await speech.does(d.notes(c.RUTH), d.offers())
    assert len(speech.said(TEAM)) == before
    assert causes(speech.parked) == {("internal", "channel_is_read_by_others", Scope.DESTINATION)}
    assert any("OFR-1" in line for line in speech.reads(PARTNER))


async def test_a_third_organization_in_the_shared_channel_stops_all_words_there(speech: Speech) -> None:
    await speech.does(d.requested)
    before = len(speech.said(PARTNER))
    speech.channel(PARTNER).team_ids.append("T0THIRD")
    await speech.passes(61)
    await speech.does(d.offers())
    assert len(speech.said(PARTNER)) == before
    assert causes(speech.parked) == {("shared", "channel_is_read_by_others", Scope.DESTINATION)}


async def test_slack_is_asked_at_most_once_a_minute_who_reads_a_channel(speech: Speech) -> None:
    await speech.does(d.requested, d.offers())
    assert speech.calls("conversations.info") == 2
    await speech.passes(61)
    await speech.does(d.rejects())
    assert speech.calls("conversations.info") == 4


@pytest.mark.parametrize("trouble", ["service_unavailable", "internal_error"])
async def test_while_slack_does_not_say_who_reads_along_nothing_is_said(speech: Speech, trouble: str) -> None:
    speech.server.faults.error("conversations.info", trouble, 4)
    speech.shelf.does(d.requested)
    await speech.worker.drain()
    assert (speech.said(TEAM), speech.said(PARTNER)) == ([], [])
    await speech.until_rest()
    assert len(speech.said(PARTNER)) == 4
    assert speech.calls("conversations.history") == 0  # nothing was said, so there was nothing to ask about


@pytest.mark.parametrize("how", ["lost", "500"])
async def test_a_post_whose_answer_is_lost_is_found_by_its_metadata_and_not_repeated(speech: Speech, how: str) -> None:
    speech.server.faults.drop_after_commit("chat.postMessage", 3, how=how)  # type: ignore[arg-type]  # one of the two
    await speech.does(d.requested, d.offers())
    assert len(speech.said(TEAM)) == len(speech.said(PARTNER)) == 5
    assert len({str(one.metadata) for one in speech.said(TEAM)}) == 5
    assert speech.states() == {"sent", "superseded"}


async def test_a_reply_whose_answer_is_lost_is_found_in_its_thread(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.server.faults.drop_after_commit("chat.postMessage", 2)
    await speech.does(d.records_approval())
    assert speech.calls("conversations.replies") == 2
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [3, 3]


async def test_a_post_that_never_arrived_is_asked_about_twice_and_repeated(speech: Speech) -> None:
    speech.server.faults.error("chat.postMessage", "fatal_error", 2)
    speech.shelf.does(d.opened)
    assert await speech.until_rest() >= 11
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [2, 2]
    assert speech.calls("conversations.history") == 4


async def test_an_update_whose_answer_is_lost_ends_with_the_same_one_card(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.server.faults.drop_after_commit("chat.update", 2)
    await speech.does(d.records_approval())
    assert sum(one.thread_ts is None for one in speech.said()) == 1
    assert "Approved" in speech.reads()[0]


async def test_without_the_right_to_read_history_a_lost_line_is_repeated_once_and_says_so(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.world.installation.bot_scopes -= {"channels:history", "groups:history"}
    speech.server.faults.drop_after_commit("chat.postMessage", 1)
    await speech.does(d.records_approval())
    repeated = [line for channel in (TEAM, PARTNER) for line in speech.reads(channel) if "may be a repeat" in line]
    assert len(repeated) == 1
    assert speech.parked == []
    assert speech.states() == {"sent"}


async def test_a_rate_limit_is_waited_out_and_nothing_is_lost(speech: Speech) -> None:
    speech.server.faults.rate_limit("chat.postMessage", 2, retry_after=30)
    speech.shelf.does(d.requested)
    assert await speech.until_rest() >= 30
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [4, 4]


async def test_an_outage_of_slack_is_sat_out(speech: Speech) -> None:
    speech.server.faults.outage = True
    speech.shelf.does(d.requested)
    for _ in range(5):
        await speech.worker.drain()
        await speech.passes(60)
    assert speech.said(PARTNER) == []
    speech.server.faults.outage = False
    await speech.until_rest()
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [4, 4]


async def test_a_card_that_somebody_deleted_is_posted_anew_and_the_thread_moves_below_it(speech: Speech) -> None:
    await speech.does(d.opened)
    for message in list(speech.said()):
        speech.world.remove(message)
    await speech.does(d.records_approval())
    await speech.does(d.requests())
    cards = [one for one in speech.said() if one.thread_ts is None and one.blocks[0]["type"] == "header"]
    assert len(cards) == 1
    assert "Requested" in speech.world.text_of(cards[0])
    assert [one.thread_ts for one in speech.said() if "requested" in speech.world.text_of(one)][-1] == cards[0].ts


async def test_an_archived_channel_is_given_up_and_the_other_one_goes_on(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.channel(TEAM).is_archived = True
    await speech.does(d.records_approval(), d.requests())
    assert {(one.row.dest, one.scope) for one in speech.parked} == {("internal", Scope.DESTINATION)}
    assert len(speech.said(PARTNER)) == 4


async def test_a_message_that_slack_takes_for_malformed_is_parked_and_said_plainly(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.server.faults.error("chat.postMessage", "invalid_blocks", 1)
    await speech.does(d.records_approval())
    assert len(speech.parked) == 1
    where = {"internal": TEAM, "shared": PARTNER}[speech.parked[0].row.dest]
    assert "SCA-7QK2M4 changed, but the message about it could not be shown. Please look at the case." in (
        speech.reads(where)
    )


async def test_an_alias_that_stands_for_no_channel_is_given_up_and_reported(speech: Speech) -> None:
    speech.shelf.does(d.opened)
    with speech.shelf.store.writing() as tx:
        tx.run("DELETE FROM channels WHERE alias = 'shared'")
    await speech.until_rest()
    assert causes(speech.parked) == {("shared", "no_such_alias", Scope.DESTINATION)}


async def test_a_restart_takes_up_the_card_that_stands_and_asks_no_history(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.worker = speech.hired()
    await speech.worker.take_up()
    await speech.does(d.records_approval(), d.requests())
    assert sum(one.thread_ts is None for one in speech.said()) == 1
    assert speech.calls("conversations.history") == 0
