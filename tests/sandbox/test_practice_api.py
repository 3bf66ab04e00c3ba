"""The Web API is as strict as Slack: tokens, scopes, membership, triggers, own edits, limits, hashes, metadata."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.toy_app import Toy, card, offer_form


async def error_of(call: Any) -> str:  # noqa: ANN401 - any call of the client
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_auth_test_says_whose_token_it_is(toy: Toy) -> None:
    answer = await toy.client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0LAKESIDE", "U0SCABOT", "B0SCABOT")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("xapp-practice-0001", "not_allowed_token_type")],
)
async def test_a_wrong_token_is_refused_by_name(toy: Toy, token: str, error: str) -> None:
    stranger = AsyncWebClient(token=token, base_url=toy.client.base_url, retry_handlers=[])

    assert await error_of(stranger.chat_postMessage(channel="C0TEAM", text="hello")) == error


async def test_a_bot_token_opens_no_socket(toy: Toy) -> None:
    call = toy.client.apps_connections_open(app_token="xoxb-practice-0001")  # noqa: S106 - practice

    assert await error_of(call) == "not_allowed_token_type"


async def test_a_missing_scope_is_named(toy: Toy) -> None:
    toy.world.installation.bot_scopes.discard("chat:write")

    with pytest.raises(SlackApiError) as caught:
        await toy.client.chat_postMessage(channel="C0TEAM", text="hello")
    assert caught.value.response["needed"] == "chat:write"


async def test_history_of_direct_messages_needs_its_own_scope(toy: Toy) -> None:
    toy.world.installation.bot_scopes.discard("im:history")
    channel = (await toy.client.conversations_open(users="U0RUTH"))["channel"]["id"]

    assert await error_of(toy.client.conversations_history(channel=channel)) == "missing_scope"


async def test_an_unknown_method_is_unknown(toy: Toy) -> None:
    assert await error_of(toy.client.api_call("chat.shout")) == "unknown_method"


async def test_a_message_is_posted_updated_and_found_again_by_its_metadata(toy: Toy) -> None:
    metadata = {"event_type": "scabot_outbox", "event_payload": {"id": "7.1", "v": 7}}
    posted = await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-1: first", blocks=card(), metadata=metadata)
    await toy.client.chat_update(channel="C0TEAM", ts=posted["ts"], text="SCA-1: second", blocks=card("Second"))
    plain = await toy.client.conversations_history(channel="C0TEAM", oldest=posted["ts"], inclusive=True)
    full = await toy.client.conversations_history(channel="C0TEAM", include_all_metadata=True)

    assert [message["text"] for message in plain["messages"]] == ["SCA-1: second"]
    assert plain["messages"][0]["metadata"] == {"event_type": "scabot_outbox"}
    assert full["messages"][0]["metadata"] == metadata


async def test_every_version_of_a_message_stays_on_record(toy: Toy) -> None:
    posted = await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-1: first")
    await toy.client.chat_update(channel="C0TEAM", ts=posted["ts"], text="SCA-1: second")
    await toy.client.chat_delete(channel="C0TEAM", ts=posted["ts"])

    assert toy.people["ben"].everything_seen() == ["SCA-1: first", "SCA-1: second"]
    assert toy.people["ben"].messages() == []
    assert await error_of(toy.client.chat_update(channel="C0TEAM", ts=posted["ts"], text="x")) == "message_not_found"


async def test_text_without_blocks_takes_the_blocks_away(toy: Toy) -> None:
    posted = await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-1", blocks=card())
    updated = await toy.client.chat_update(channel="C0TEAM", ts=posted["ts"], text="SCA-1 is closed")

    assert "blocks" not in updated["message"]


async def test_replies_come_oldest_first_and_stay_out_of_history(toy: Toy) -> None:
    top = await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-1")
    for words in ("one", "two"):
        await toy.client.chat_postMessage(channel="C0TEAM", text=words, thread_ts=top["ts"])
    replies = await toy.client.conversations_replies(channel="C0TEAM", ts=top["ts"])
    history = await toy.client.conversations_history(channel="C0TEAM")

    assert [message["text"] for message in replies["messages"]] == ["SCA-1", "one", "two"]
    assert [message["text"] for message in history["messages"]] == ["SCA-1"]
    assert history["messages"][0]["reply_count"] == 2


async def test_timestamps_differ_even_while_the_clock_stands_still(toy: Toy) -> None:
    first = await toy.client.chat_postMessage(channel="C0TEAM", text="one")
    second = await toy.client.chat_postMessage(channel="C0TEAM", text="two")

    assert first["ts"] == "1795532400.000000"
    assert second["ts"] == "1795532400.000001"


async def test_somebody_elses_message_cannot_be_changed(toy: Toy) -> None:
    await toy.people["ruth"].say("hello", channel="#sca-team")
    [message] = (await toy.client.conversations_history(channel="C0TEAM"))["messages"]

    assert await error_of(toy.client.chat_update(channel="C0TEAM", ts=message["ts"], text="x")) == "cant_update_message"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "#sca-team", "text": "x"}, "channel_not_found"),
        ({"channel": "C0TEAM"}, "no_text"),
        ({"channel": "C0TEAM", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C0TEAM", "text": "x", "thread_ts": "1.000000"}, "message_not_found"),
        ({"channel": "C0TEAM", "text": "x", "blocks": [{"type": "carousel"}]}, "invalid_blocks"),
        ({"channel": "C0TEAM", "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"channel": "C0TEAM", "text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
    ],
)
async def test_a_bad_message_is_refused_by_name(toy: Toy, arguments: dict[str, Any], error: str) -> None:
    assert await error_of(toy.client.api_call("chat.postMessage", json=arguments)) == error


async def test_a_channel_without_the_bot_does_not_exist_for_it(toy: Toy) -> None:
    toy.world.channels["C0TEAM"].members.remove("U0SCABOT")
    toy.world.channels["C0PARTNER"].members.remove("U0SCABOT")

    assert await error_of(toy.client.chat_postMessage(channel="C0TEAM", text="x")) == "channel_not_found"
    assert await error_of(toy.client.chat_postMessage(channel="C0PARTNER", text="x")) == "not_in_channel"


async def test_an_archived_channel_takes_no_message(toy: Toy) -> None:
    toy.world.channels["C0TEAM"].is_archived = True

    assert await error_of(toy.client.chat_postMessage(channel="C0TEAM", text="x")) == "is_archived"


async def test_an_ephemeral_message_is_for_members_only(toy: Toy) -> None:
    call = toy.client.chat_postEphemeral(channel="C0TEAM", user="U0CARA", text="secret")

    assert await error_of(call) == "user_not_in_channel"


async def test_an_ephemeral_message_is_in_nobody_elses_history(toy: Toy) -> None:
    await toy.client.chat_postEphemeral(channel="C0TEAM", user="U0RUTH", text="only you")
    history = await toy.client.conversations_history(channel="C0TEAM")

    assert history["messages"] == []
    assert toy.people["ruth"].ephemerals() == ["only you"]


async def test_a_shared_channel_says_with_whom(toy: Toy) -> None:
    channel = (await toy.client.conversations_info(channel="C0PARTNER"))["channel"]
    internal = (await toy.client.conversations_info(channel="C0TEAM"))["channel"]

    assert (channel["is_ext_shared"], channel["connected_team_ids"]) == (True, ["T0NORTHWIND"])
    assert (internal["is_ext_shared"], internal["connected_team_ids"], internal["is_private"]) == (False, [], True)


async def test_members_come_page_by_page(toy: Toy) -> None:
    first = await toy.client.conversations_members(channel="C0COMPLIANCE", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await toy.client.conversations_members(channel="C0COMPLIANCE", limit=2, cursor=cursor)

    assert first["members"] == ["U0SCABOT", "U0ADA"]
    assert second["members"] == ["U0CHRIS"]
    assert second["response_metadata"]["next_cursor"] == ""


async def test_an_outsider_is_known_by_team_and_without_email(toy: Toy) -> None:
    user = (await toy.client.users_info(user="U0CARA"))["user"]

    assert (user["team_id"], user["is_stranger"], user["tz_offset"]) == ("T0NORTHWIND", False, -21600)
    assert "email" not in user["profile"]


async def test_a_trigger_expires_after_three_seconds(toy: Toy) -> None:
    seen = await toy.people["ruth"].slash("/sca late", channel="#sca-team")

    assert seen.ephemerals == ["no form: expired_trigger_id"]
    assert seen.modal is None


async def test_a_trigger_opens_one_form_only(toy: Toy) -> None:
    seen = await toy.people["ruth"].slash("/sca twice", channel="#sca-team")

    assert seen.ephemerals == ["no form: exchanged_trigger_id"]


async def test_a_stale_hash_changes_no_form(toy: Toy) -> None:
    await toy.people["ruth"].slash("/sca form", channel="#sca-team")
    [view] = toy.world.modals["U0RUTH"]
    stale = view.hash
    await toy.client.views_update(view_id=view.view_id, hash=stale, view=offer_form())

    assert (
        await error_of(toy.client.views_update(view_id=view.view_id, hash=stale, view=offer_form())) == "hash_conflict"
    )


async def test_an_updated_form_keeps_what_was_typed(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")
    await ruth.fill("Per diem", "2100")
    [view] = toy.world.modals["U0RUTH"]
    await toy.client.views_update(view_id=view.view_id, view=offer_form())

    assert view.values["amount", "amount"]["value"] == "2100"


async def test_a_bad_form_is_refused_with_the_reasons(toy: Toy) -> None:
    with pytest.raises(SlackApiError) as caught:
        await toy.client.views_open(trigger_id="any", view={"type": "modal", "blocks": []})

    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == ['view: "title" is missing']


async def test_the_sixth_message_in_a_second_is_one_too_many(toy: Toy) -> None:
    for _ in range(5):
        await toy.client.chat_postMessage(channel="C0TEAM", text="x")
    with pytest.raises(SlackApiError) as caught:
        await toy.client.chat_postMessage(channel="C0TEAM", text="x")
    elsewhere = await toy.client.chat_postMessage(channel="C0PARTNER", text="x")
    toy.clock.wind(1)
    later = await toy.client.chat_postMessage(channel="C0TEAM", text="x")

    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    assert elsewhere["ok"]
    assert later["ok"]


async def test_limits_can_be_switched_off(toy: Toy) -> None:
    toy.server.limits.enabled = False
    for _ in range(20):
        await toy.client.chat_postMessage(channel="C0TEAM", text="x")

    assert len(toy.people["ruth"].messages(channel="#sca-team")) == 20


async def test_a_tier_is_counted_by_method(toy: Toy) -> None:
    for _ in range(50):
        await toy.client.conversations_info(channel="C0TEAM")

    assert await error_of(toy.client.conversations_info(channel="C0TEAM")) == "ratelimited"


async def test_a_lost_answer_leaves_the_message_posted(toy: Toy) -> None:
    toy.server.faults.drop_after_commit("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await toy.client.chat_postMessage(channel="C0TEAM", text="said once")

    assert toy.people["ruth"].messages() == ["said once"]


async def test_planned_errors_and_waits_come_as_ordered(toy: Toy) -> None:
    await toy.server.trouble.make("error chat.postMessage service_unavailable 1")
    assert await error_of(toy.client.chat_postMessage(channel="C0TEAM", text="x")) == "service_unavailable"

    await toy.server.trouble.make("rate_limit chat.postMessage 1 30")
    with pytest.raises(SlackApiError) as caught:
        await toy.client.chat_postMessage(channel="C0TEAM", text="x")
    assert caught.value.response.headers["Retry-After"] == "30"
    assert toy.people["ruth"].messages() == []


async def test_the_publish_of_an_outsiders_home_is_not_enabled(toy: Toy) -> None:
    home = {"type": "home", "blocks": []}

    assert await error_of(toy.client.views_publish(user_id="U0CARA", view=home)) == "not_enabled"
