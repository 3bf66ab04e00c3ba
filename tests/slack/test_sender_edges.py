"""What could still go wrong between a row and its message: links that change, answers that are lost, much chatter."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import cast as c
import deeds as d
from scabot.ledger.facts import ChannelLinked
from scabot.outbox.worker import LEASE
from scabot.sandbox.things import Message
from scabot.views import lanes, outbox
from scabot.views.channels import ChannelKind
from scabot.views.delivery import Scope, TryLater
from scabot_domain.case import Case
from scabot_domain.commands import AddNote, Command
from speaking import PARTNER, TEAM, Speech, speech_in


@pytest.fixture
async def speech(tmp_path: Path) -> AsyncIterator[Speech]:
    async with speech_in(tmp_path) as opened:
        yield opened
        assert opened.failed == []
        assert opened.world.problems == []


async def test_i20_a_shared_channel_that_is_linked_as_internal_by_mistake_reads_nothing_of_the_house(
    speech: Speech,
) -> None:
    await speech.does(d.requested)
    before, proven_at = len(speech.said(PARTNER)), speech.shelf.clock()
    speech.shelf.governs(
        ChannelLinked(
            alias="internal", team=c.LAKESIDE, channel=PARTNER, kind=ChannelKind.INTERNAL, party_teams=(c.LAKESIDE,)
        )
    )
    speech.shelf.does(d.notes(c.RUTH))
    speech.shelf.clock.instant = proven_at + timedelta(seconds=30)  # what Slack said of it as a shared channel is fresh
    await speech.until_rest()
    assert len(speech.said(PARTNER)) == before
    assert [(one.cause, one.scope) for one in speech.parked] == [("channel_is_read_by_others", Scope.DESTINATION)] * 2
    assert speech.world.never_saw(c.NORTHWIND, "Left a message")


@pytest.mark.parametrize("kept", ["call 312-555-0142", "member id NW123456789", "ssn 900-12-3456"])
async def test_what_seems_to_identify_a_patient_is_withheld_and_reported(speech: Speech, kept: str) -> None:
    await speech.does(d.opened)

    def at_the_shell(_case: Case, at: datetime) -> Command:
        return AddNote(by=c.by(c.RUTH, at), text=f"Please {kept}", shared=True)

    await speech.does(at_the_shell)
    assert not [one for one in speech.world.shown if kept in one.text]
    assert [one.cause for one in speech.parked] == ["seems_to_hold_identifiers"] * 2
    assert any("could not be shown" in line for line in speech.reads(PARTNER))
    await speech.does(d.records_approval())
    assert any("clinical approval recorded" in line for line in speech.reads(PARTNER))


async def test_an_update_whose_answer_is_lost_is_repeated_at_once_without_asking(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.server.faults.drop_after_commit("chat.update", 2)
    begun = speech.shelf.clock()
    await speech.does(d.records_approval())
    assert speech.shelf.clock() - begun < timedelta(seconds=70)  # a minute is the step itself
    assert speech.calls("conversations.history") == 0
    assert sum(one.thread_ts is None for one in speech.said()) == 1


async def test_pages_of_history_are_turned_until_the_message_is_found(speech: Speech) -> None:
    speech.server.faults.drop_after_commit("chat.postMessage", 2)
    speech.shelf.does(d.opened)
    await speech.worker.drain()
    for number in range(250):
        for channel in (TEAM, PARTNER):
            speech.world.messages[channel].append(_chatter(speech, number, channel))
    await speech.until_rest()
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [2, 2]


async def test_a_line_that_went_beside_its_lost_thread_is_found_there_and_not_repeated(speech: Speech) -> None:
    await speech.does(d.opened)
    for message in list(speech.said(PARTNER)):
        speech.world.remove(message)
    speech.server.faults.drop_after_commit("chat.postMessage", 2)
    await speech.does(d.records_approval())
    assert sum("clinical approval recorded" in line for line in speech.reads(PARTNER)) == 1


async def test_a_line_below_a_card_that_was_replaced_meanwhile_is_found_there_and_not_repeated(speech: Speech) -> None:
    await speech.does(d.opened)
    speech.server.faults.drop_after_commit("chat.postMessage", 2)
    speech.server.faults.error("chat.update", "edit_window_closed", 2)
    await speech.does(d.records_approval())
    for channel in (TEAM, PARTNER):
        assert sum("clinical approval recorded" in line for line in speech.reads(channel)) == 1
        assert sum(one.thread_ts is None for one in speech.said(channel)) == 2


async def test_nothing_that_is_sent_becomes_a_link_a_mention_or_a_preview(speech: Speech) -> None:
    await speech.does(d.requested)
    await speech.does(d.offers())
    sent = [call.arguments for call in speech.server.api.calls if call.method.startswith("chat.")]
    assert {(one["parse"], one["link_names"]) for one in sent} == {("none", False)}
    posted = [one for one in sent if "ts" not in one]
    assert {(one["unfurl_links"], one["unfurl_media"]) for one in posted} == {(False, False)}


async def test_days_of_chatter_after_a_lost_answer_hide_nothing(speech: Speech) -> None:
    speech.server.faults.drop_after_commit("chat.postMessage", 2)
    speech.shelf.does(d.opened)
    await speech.worker.drain()
    await speech.passes(3 * 86_400)
    for number in range(2_500):
        speech.world.messages[PARTNER].append(_chatter(speech, number))
    await speech.until_rest()
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [2, 2]
    assert speech.calls("conversations.history") == 2


async def test_what_could_not_be_read_to_its_end_is_not_said_again(speech: Speech) -> None:
    speech.server.faults.error("chat.postMessage", "fatal_error", 2)
    speech.shelf.does(d.opened)
    await speech.worker.drain()
    await speech.passes(2)
    for number in range(2_100):
        speech.world.messages[PARTNER].append(_chatter(speech, number))
    await speech.worker.drain()
    (row,) = (one for one in speech.rows("shared") if one.state.value == "unknown")
    assert row.error == "fatal_error"
    assert speech.said(PARTNER) == []


@pytest.mark.parametrize("behind", [30, 500, -500])
async def test_our_clock_may_be_minutes_off(speech: Speech, behind: int) -> None:
    speech.server.faults.drop_after_commit("chat.postMessage", 2)
    speech.shelf.does(d.opened)
    await speech.worker.drain()
    for channel in (TEAM, PARTNER):
        (message,) = speech.said(channel)
        message.ts = f"{float(message.ts) - behind:.6f}"
    await speech.until_rest()
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [2, 2]


@pytest.mark.parametrize("passed", [timedelta(hours=1), -timedelta(minutes=8)])
async def test_what_was_claimed_long_ago_is_claimed_anew_so_that_it_can_be_found_again(
    speech: Speech, passed: timedelta
) -> None:
    speech.shelf.does(d.opened)
    now = speech.shelf.clock()
    with speech.shelf.store.writing() as tx:
        rows = lanes.claim(tx, "outbox", now=now, until=now + LEASE, limit=9)
    speech.shelf.clock.wind(passed)  # the machine was suspended, or its clock was set
    sender = speech.sender()
    for row in rows:
        with pytest.raises(TryLater):
            await sender.send(row)
    assert (len(rows), speech.said(TEAM), speech.said(PARTNER)) == (2, [], [])


async def test_what_was_said_after_the_backup_is_found_after_a_restore_however_late_it_was_said(speech: Speech) -> None:
    speech.shelf.does(d.opened)
    with speech.shelf.store.writing() as tx:
        lanes.claim(tx, "outbox", now=speech.shelf.clock(), until=speech.shelf.clock() + LEASE, limit=9)
        rows = tx.all("SELECT state, sent_at, position, n FROM outbox")
        backup = [(row["state"], row["sent_at"], row["position"], row["n"]) for row in rows]
    await speech.passes(7200)
    await speech.until_rest()
    with speech.shelf.store.writing() as tx:
        for row in backup:
            tx.run("UPDATE outbox SET state = ?, sent_at = ?, ts = NULL WHERE position = ? AND n = ?", *row)
        outbox.doubt_all(tx, "restored")
    await speech.passes(7200)
    await speech.until_rest()
    assert [len(speech.said(channel)) for channel in (TEAM, PARTNER)] == [2, 2]


def _chatter(speech: Speech, number: int, channel: str = PARTNER) -> Message:
    return Message(
        ts=speech.world.new_ts(), channel_id=channel, user_id="U0CARA", team_id=c.NORTHWIND, text=f"Hello {number}"
    )
