"""People act, a real Bolt app answers: commands, forms, clicks, mentions, Home."""

import pytest

from sandbox.toy_app import Toy, card
from scabot.sandbox.controls import CannotDo


async def test_a_command_is_answered_with_an_ephemeral_message(toy: Toy) -> None:
    seen = await toy.people["ruth"].slash("/sca status SCA-7QK2M4", channel="#sca-team")

    assert seen.ephemerals == ["SCA-7QK2M4: payer's court"]
    assert "payer's court" not in " ".join(toy.people["ben"].everything_seen())


async def test_a_command_names_the_installing_workspace_and_no_thread(toy: Toy) -> None:
    await toy.people["ruth"].slash("status SCA-7QK2M4", channel="#sca-partner")

    [body] = toy.noticed
    assert (body["team_id"], body["team_domain"], body["channel_name"]) == ("T0LAKESIDE", "lakeside", "sca-partner")
    assert (body["user_id"], body["is_enterprise_install"]) == ("U0RUTH", "false")
    assert "thread_ts" not in body


async def test_a_command_of_another_organization_is_no_command(toy: Toy) -> None:
    seen = await toy.people["cara"].slash("/sca status SCA-7QK2M4", channel="#sca-partner")

    assert seen.ephemerals == ["/sca is not a valid command."]
    assert toy.noticed == []


async def test_a_command_does_not_work_in_a_thread(toy: Toy) -> None:
    seen = await toy.people["ruth"].slash("/sca status", channel="#sca-team", in_thread=True)

    assert seen.ephemerals == ["/sca is not supported in threads. Sorry!"]
    assert toy.noticed == []


async def test_a_command_the_app_does_not_answer_fails_in_sight(toy: Toy) -> None:
    seen = await toy.people["ruth"].slash("/sca deaf", channel="#sca-team")

    assert seen.ephemerals == ['/sca failed with the error "operation_timeout"']


async def test_a_command_with_bad_blocks_is_a_problem_of_the_app(toy: Toy) -> None:
    seen = await toy.people["ruth"].slash("/sca bad", channel="#sca-team")

    assert seen.ephemerals == ['/sca failed with the error "invalid_blocks"']
    assert "carousel" in toy.world.problems[0]


async def test_typed_text_reaches_the_app_escaped(toy: Toy) -> None:
    await toy.people["ruth"].slash("/sca status <b> & @cara in #sca-partner", channel="#sca-team")

    assert toy.noticed[0]["text"] == "status &lt;b&gt; &amp; <@U0CARA|cara> in <#C0PARTNER|sca-partner>"


async def test_a_form_is_filled_in_and_submitted(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    opened = await ruth.slash("/sca form", channel="#sca-team")
    await ruth.fill("Per diem (dollars)", "2100.50")
    await ruth.fill("Payment model", "Per diem")
    sent = await ruth.submit()

    assert "Make an offer" in str(opened.modal)
    assert sent.modal is None
    assert "SCA-7QK2M4: offer recorded" in sent.messages
    assert toy.noticed[-1]["view"]["state"]["values"] == {
        "amount": {"amount": {"type": "number_input", "value": "2100.50"}},
        "model": {
            "model": {
                "type": "static_select",
                "selected_option": {"text": {"type": "plain_text", "text": "Per diem"}, "value": "per-diem"},
            }
        },
        "valid": {"valid": {"type": "datepicker", "selected_date": "2026-12-04"}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
    }


async def test_field_errors_of_the_app_keep_the_form_open(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")
    await ruth.fill("Per diem", "60000")
    await ruth.fill("Payment model", "case-rate")
    refused = await ruth.submit()

    assert refused.field_errors == {"Per diem (dollars)": "That is above the billed charges."}
    assert "Make an offer" in str(refused.modal)


async def test_slack_itself_refuses_an_empty_required_field(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")
    toy.noticed.clear()
    refused = await ruth.submit()

    assert refused.field_errors == {
        "Per diem (dollars)": "Please complete this required field.",
        "Payment model": "Please complete this required field.",
    }
    assert toy.noticed == []


async def test_a_field_that_dispatches_tells_the_app_at_once(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")
    await ruth.fill("Payment model", "Case rate")

    [action] = toy.noticed[-1]["actions"]
    assert (action["action_id"], action["selected_option"]["value"]) == ("model", "case-rate")


async def test_an_unknown_label_lists_the_labels_there_are(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")

    with pytest.raises(CannotDo, match='"Per diem \\(dollars\\)", "Payment model", "Good until", "Reference"'):
        await ruth.fill("Allowed amount", "1")


async def test_an_unknown_option_lists_the_options_there_are(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")

    with pytest.raises(CannotDo, match="The options are: Per diem, Case rate"):
        await ruth.fill("Payment model", "Barter")


async def test_a_button_that_is_not_there_lists_the_buttons_that_are(toy: Toy) -> None:
    await toy.people["ruth"].slash("/sca card", channel="#sca-partner")

    with pytest.raises(CannotDo, match=r'no button "Reject".*\[Accept\] \[Counter\]'):
        await toy.people["cara"].click("Reject", on="SCA-7QK2M4")


async def test_closing_a_form_tells_the_app(toy: Toy) -> None:
    ruth = toy.people["ruth"]
    await ruth.slash("/sca form", channel="#sca-team")
    closed = await ruth.close()

    assert closed.modal is None
    assert (toy.noticed[-1]["type"], toy.noticed[-1]["is_cleared"]) == ("view_closed", False)


async def test_an_outsider_clicks_and_is_known_by_their_own_team(toy: Toy) -> None:
    await toy.people["ruth"].slash("/sca card", channel="#sca-partner")
    seen = await toy.people["cara"].click("Accept", on="SCA-7QK2M4", channel="#sca-partner")

    body = toy.noticed[-1]
    assert seen.ephemerals == ["Accepted by T0NORTHWIND"]
    assert body["team"] == {"id": "T0LAKESIDE", "domain": "lakeside"}
    assert body["user"] == {"id": "U0CARA", "username": "cara", "name": "cara", "team_id": "T0NORTHWIND"}
    assert body["container"]["channel_id"] == "C0PARTNER"
    assert body["actions"][0]["value"] == "SCA-7QK2M4"


async def test_an_outsiders_submission_carries_their_team_and_ours_apart(toy: Toy) -> None:
    await toy.people["ruth"].slash("/sca card", channel="#sca-partner")
    cara = toy.people["cara"]
    await cara.click("Counter", on="SCA-7QK2M4")
    await cara.fill("Per diem", "1900")
    await cara.fill("Payment model", "Per diem")
    sent = await cara.submit()

    body = toy.noticed[-1]
    assert sent.modal is None
    assert (body["team"]["id"], body["user"]["team_id"]) == ("T0NORTHWIND", "T0NORTHWIND")
    assert (body["view"]["team_id"], body["view"]["app_installed_team_id"]) == ("T0NORTHWIND", "T0LAKESIDE")


async def test_nobody_else_sees_or_clicks_an_ephemeral_message(toy: Toy) -> None:
    await toy.client.chat_postEphemeral(channel="C0PARTNER", user="U0RUTH", text="only ruth", blocks=card())

    assert len(toy.people["ruth"].messages(channel="#sca-partner")) == 1
    assert toy.people["cara"].messages(channel="#sca-partner") == []
    with pytest.raises(CannotDo, match="no button at all"):
        await toy.people["cara"].click("Accept")


async def test_a_click_on_an_ephemeral_message_does_not_bring_the_message_back(toy: Toy) -> None:
    await toy.client.chat_postEphemeral(channel="C0PARTNER", user="U0RUTH", text="only ruth", blocks=card())
    await toy.people["ruth"].click("Accept")

    assert toy.noticed[-1]["container"]["is_ephemeral"]
    assert "message" not in toy.noticed[-1]


async def test_what_one_side_saw_is_kept_apart_from_the_other(toy: Toy) -> None:
    await toy.client.chat_postMessage(channel="C0TEAM", text="Our floor is 38,000")

    assert toy.world.never_saw("T0NORTHWIND", "38,000")
    assert not toy.world.never_saw("T0LAKESIDE", "our  FLOOR is 38,000")


async def test_metadata_counts_as_readable_by_everybody_in_the_channel(toy: Toy) -> None:
    metadata = {"event_type": "scabot_outbox", "event_payload": {"floor": "38,000"}}
    await toy.client.chat_postMessage(channel="C0PARTNER", text="SCA-7QK2M4", metadata=metadata)

    assert not toy.world.never_saw("T0NORTHWIND", "38,000")
    assert "38,000" not in " ".join(toy.people["cara"].everything_seen())


async def test_a_mention_reaches_the_app_with_the_authors_team(toy: Toy) -> None:
    await toy.people["cara"].mention("help", channel="#sca-partner")

    body = toy.noticed[-1]
    assert (body["team_id"], body["is_ext_shared_channel"]) == ("T0LAKESIDE", True)
    assert (body["event"]["user"], body["event"]["user_team"]) == ("U0CARA", "T0NORTHWIND")
    assert body["event"]["text"] == "<@U0SCABOT> help"


async def test_opening_home_shows_what_the_app_publishes(toy: Toy) -> None:
    seen = await toy.people["ruth"].open_home()

    assert seen.home == "== Your queue =="


async def test_home_is_not_promised_to_other_organizations(toy: Toy) -> None:
    with pytest.raises(CannotDo, match="Home belongs to members"):
        await toy.people["cara"].open_home()


async def test_a_shortcut_opens_a_form(toy: Toy) -> None:
    seen = await toy.people["ruth"].shortcut("Open an SCA case")

    assert "Make an offer" in str(seen.modal)
