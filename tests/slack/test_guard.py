"""Hostile, foreign and broken deliveries: refused at the door, and nothing is recorded."""

import copy
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

import cast as c
from deeds import offered, opened
from doors import TEAM, Doors, doors_in
from scabot.sandbox.ports import Answer
from scabot.slack.buckets import Buckets
from scabot.slack.guard import build_guard
from scabot_domain.events import kind_of

Json = dict[str, Any]


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(opened)
        yield practice


def command(doors: Doors, handle: str, text: str, **changed: object) -> Json:
    world = doors.server.world
    payload = doors.server.gate.slash_command(world.person(handle), world.channel(TEAM), "/sca", text)
    return {**payload, **changed}


async def sent(doors: Doors, payload: Json) -> Answer:
    return await doors.direct.deliver("slash_commands", payload)


def said(answer: Answer) -> str:
    return str((answer.payload or {}).get("text", ""))


async def test_a_command_is_answered_privately(doors: Doors) -> None:
    answer = await sent(doors, command(doors, "ruth", "status SCA-7QK2M4"))
    assert answer.payload is not None
    assert answer.payload["response_type"] == "ephemeral"
    assert "SCA-7QK2M4" in said(answer)


@pytest.mark.parametrize(
    "changed",
    [
        {"team_id": "T0STRANGE"},
        {"api_app_id": "A0STRANGE"},
        {"command": "/other"},
        {"user_id": ""},
        {"user_id": "U０RUTH"},  # noqa: RUF001 - a full-width digit
    ],
)
async def test_a_command_that_is_not_for_us_is_dropped_without_a_word(doors: Doors, changed: Json) -> None:
    calls = len(doors.server.api.calls)
    answer = await sent(doors, command(doors, "ruth", "status", **changed))
    assert (answer.acked, answer.payload) == (True, None)
    assert len(doors.server.api.calls) == calls


@pytest.mark.parametrize("kind", ["view_closed", "shortcut", "message_action", "block_suggestion", "dialog_submission"])
async def test_payloads_that_nobody_listens_to_are_dropped(doors: Doors, kind: str) -> None:
    who = {"id": "U0RUTH", "team_id": c.LAKESIDE}
    answer = await sent(doors, {"type": kind, "user": who, "api_app_id": "A0SCABOT", "callback_id": "sca.offer"})
    assert (answer.acked, answer.payload) == (True, None)


async def test_a_member_without_a_role_reads_nothing_and_learns_whom_to_ask(doors: Doors) -> None:
    answer = await sent(doors, command(doors, "gus", "status SCA-7QK2M4"))
    assert "Ask <@U0ADA>" in said(answer)
    assert "SCA-7QK2M4" not in str(answer.payload)


async def test_one_megabyte_of_text_is_refused_and_not_read(doors: Doors) -> None:
    answer = await sent(doors, command(doors, "ruth", "note " + "x" * 1_000_000))
    assert "longer than 3,000 characters" in said(answer)


async def test_a_command_with_an_enormous_body_is_refused(doors: Doors) -> None:
    answer = await sent(doors, command(doors, "ruth", "status", channel_name="x" * 40_000))
    assert said(answer) == "That is too long for Slack. Nothing was recorded."


async def test_the_addresses_that_speak_for_us_never_get_past_the_guard(doors: Doors) -> None:
    evil = "https://hooks.slack.com@198.51.100.7/x"
    calls = len(doors.server.api.calls)
    payload = command(doors, "gus", "status", response_url=evil, response_urls=[{"response_url": evil}])
    assert evil not in str((await sent(doors, payload)).payload)
    assert len(doors.server.api.calls) == calls
    assert doors.server.world.problems == []


async def test_whoever_hammers_is_asked_to_wait_and_others_are_served(doors: Doors) -> None:
    answers = [said(await sent(doors, command(doors, "ruth", "whoami"))) for _ in range(12)]
    assert ["a lot at once" in answer for answer in answers] == [False] * 10 + [True] * 2
    assert "You are Ben Okafor" in said(await sent(doors, command(doors, "ben", "whoami")))
    doors.shelf.clock.wind(timedelta(seconds=6))
    assert "You are Ruth Adeyemi" in said(await sent(doors, command(doors, "ruth", "whoami")))


def test_a_bucket_refills_steadily_up_to_its_burst() -> None:
    seconds = [0.0]
    bucket = Buckets(30, lambda: seconds[0])
    assert [bucket.take("T", "U") for _ in range(11)] == [True] * 10 + [False]
    seconds[0] = 2.0
    assert [bucket.take("T", "U") for _ in range(2)] == [True, False]
    seconds[0] = 3600.0
    assert sum(bucket.take("T", "U") for _ in range(20)) == 10


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("SSN 000-12-3456", "a Social Security number"),
        ("mrn 00123456", "a medical record number"),
        ("call 555-0142", "a phone number"),
        ("jane.roe@example.org", "an e-mail address"),
        ("born 3/4/1961", "a date more than 400 days ago"),
        ("member id W123456789", "a member id"),
    ],
)
async def test_i21_identifiers_in_typed_text_are_refused_and_kept_nowhere(
    doors: Doors, words: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await sent(doors, command(doors, "ruth", f"note SCA-7QK2M4 {words}"))
    assert kind in said(answer)
    assert words not in str(answer.payload)
    assert words not in caplog.text
    assert doors.kinds() == ["case-opened", "playbook-pinned"]


async def test_words_of_a_form_are_scanned_field_by_field(doors: Doors, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ruth = doors["ruth"]
    await ruth.slash("note", channel="#sca-team")
    await ruth.fill("Note", "Called 555-0142, nobody there")
    seen = await ruth.submit()
    assert "a phone number" in seen.field_errors["Note"]
    assert "555-0142" not in caplog.text
    assert "note-added" not in doors.kinds()
    await ruth.fill("Note", "Called, nobody there")
    await ruth.submit()
    assert doors.kinds()[-1] == "note-added"


async def test_an_npi_is_no_phone_number_where_one_is_asked_for(doors: Doors) -> None:
    answer = await sent(doors, command(doors, "ruth", "note SCA-7QK2M4 provider 2000000010"))
    assert answer.payload is None  # the form opens


async def test_a_click_of_the_other_organization_counts_for_its_own_team(doors: Doors) -> None:
    doors.shelf.does(offered[1:])
    await doors.card("withdraw-offer")
    nils = doors["nils"]
    await nils.click("withdraw-offer", channel="#sca-partner")
    await nils.submit()
    withdrawn = next(event for event in doors.events() if kind_of(event) == "offer-withdrawn")
    assert withdrawn.actor == c.NILS


async def test_a_stranger_of_the_other_organization_is_told_whom_to_ask(doors: Doors) -> None:
    await doors.card("more")
    seen = await doors["stan"].click("more", channel="#sca-partner")
    assert "You have no role in scabot yet" in seen
    assert seen.modal is None


async def test_a_forged_submission_in_the_name_of_the_installing_team_is_a_stranger_s(doors: Doors) -> None:
    ruth = doors["ruth"]
    await ruth.slash("note", channel="#sca-team")
    world = doors.server.world
    view = world.modals["U0RUTH"][-1]
    payload = doors.server.gate.view_submission(world.person("stan"), view)
    answer = await sent(doors, {**payload, "team": {"id": c.LAKESIDE, "domain": "lakeside"}})
    assert "You have no role in scabot yet" in str(answer.payload)
    assert "note-added" not in doors.kinds()


async def test_a_bot_is_not_listened_to(doors: Doors) -> None:
    event = {"type": "app_mention", "user": "U0RUTH", "bot_id": "B0OTHER", "text": "hi", "channel": TEAM, "ts": "1.1"}
    payload = {
        "type": "event_callback",
        "team_id": c.LAKESIDE,
        "api_app_id": "A0SCABOT",
        "event": event,
        "event_id": "Ev1",
    }
    calls = len(doors.server.api.calls)
    answer = await sent(doors, payload)
    assert (answer.acked, answer.payload, len(doors.server.api.calls)) == (True, None, calls)


async def test_identical_deliveries_record_once_and_get_the_first_answer(doors: Doors) -> None:
    ruth = doors["ruth"]
    await ruth.slash("stall", channel="#sca-team")
    view = doors.server.world.modals["U0RUTH"][-1]
    payload = doors.server.gate.view_submission(ruth.person, view)
    answers = [await sent(doors, copy.deepcopy(payload)) for _ in range(3)]
    assert answers[0].payload == {"response_action": "clear"}
    assert "stall detected. This was recorded 2026-11-23" in str(answers[1].payload)
    assert answers[1].payload == answers[2].payload
    assert doors.kinds().count("stall-detected") == 1


async def test_a_slash_in_the_shared_channel_never_shows_what_the_house_keeps_to_itself(doors: Doors) -> None:
    await doors["ruth"].slash("note Our floor is firm", channel="#sca-team")
    await doors["ruth"].submit()
    home = await doors["ruth"].slash("history", channel="#sca-team")
    shared = await doors["ruth"].slash("history", channel="#sca-partner")
    assert "note: Our floor is firm" in home
    assert "Our floor is firm" not in shared


async def test_what_gets_past_the_guard_carries_no_address_that_speaks_for_us(doors: Doors) -> None:
    passed: list[AsyncBoltRequest] = []
    payload = command(doors, "ruth", "status", response_urls=[{"response_url": "https://example.org"}])
    request = AsyncBoltRequest(body=payload, mode="socket_mode")
    assert "response_url" in request.context

    async def next_() -> BoltResponse:
        passed.append(request)
        return BoltResponse(status=200)

    await build_guard(doors.deps)(request, next_)
    assert passed == [request]
    assert "response_url" not in request.context
    assert not {"response_url", "response_urls"} & request.body.keys()
