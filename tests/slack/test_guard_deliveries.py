"""What the guard decides without asking anybody: kinds, sizes, keys, places, audiences."""

import ast
from pathlib import Path

import pytest

import cast as c
import scabot.slack
from scabot.slack.deliveries import Kind, cut_text, drop_bearer_urls, key_of, kind_of, texts_of, too_large
from scabot.slack.identity import Ground, Home, Sender, Standing, event_sender, place_of, place_to, sender_of
from scabot.views.channels import Channel, ChannelKind
from scabot_domain.directory import Person
from scabot_domain.parties import EVERYBODY, Actor, Audience, Side

HOME = Home(team=c.LAKESIDE, side=Side.PROVIDER)
INTERNAL = Channel(alias="team", team=c.LAKESIDE, channel="C0TEAM", kind=ChannelKind.INTERNAL)
SHARED = Channel(
    alias="partner",
    team=c.LAKESIDE,
    channel="C0PARTNER",
    kind=ChannelKind.SHARED,
    party_teams=(c.LAKESIDE, c.NORTHWIND),
    counterparty="Northwind Health Plan",
)
COMPLIANCE = Channel(alias="compliance", team=c.LAKESIDE, channel="C0COMPLIANCE", kind=ChannelKind.COMPLIANCE)
LINKED = (INTERNAL, SHARED, COMPLIANCE)
OWN, OTHER = ("Northwind Health Plan", "Lakeside"), ("Another Health Plan", "Lakeside")


def person(actor: Actor) -> Person:
    return next(one for one in c.DIRECTORY.people if one.user == actor.user)


def standing(who: Actor, channel: str) -> Standing:
    return Standing(person=person(who), place=place_of(channel, LINKED), home=HOME, linked=LINKED)


@pytest.mark.parametrize(
    ("who", "channel", "side"),
    [
        (c.RUTH, "C0TEAM", Side.PROVIDER),
        (c.RUTH, "C0PARTNER", Side.NEUTRAL),
        (c.RUTH, "C0ANYWHERE", Side.NEUTRAL),
        (c.RUTH, "C0COMPLIANCE", Side.NEUTRAL),
        (c.RUTH, "D0RUTH", Side.PROVIDER),
        (c.RUTH, "", Side.PROVIDER),
        (c.NILS, "C0TEAM", Side.NEUTRAL),
        (c.NILS, "C0PARTNER", Side.NEUTRAL),
        (c.NILS, "", Side.PAYER),
        (c.CHRIS, "C0TEAM", Side.NEUTRAL),
        (c.CHRIS, "", Side.NEUTRAL),
    ],
)
def test_i20_private_facts_need_both_the_place_and_the_person(who: Actor, channel: str, side: Side) -> None:
    assert standing(who, channel).audience == Audience(side=side)


def test_a_person_of_the_home_side_in_another_team_is_no_member_of_the_house() -> None:
    borrowed = Person(
        team=c.NORTHWIND, user="U0X", name="X", roles=c.DIRECTORY.people[1].roles, side=Side.PROVIDER, zone="UTC"
    )
    seen = Standing(person=borrowed, place=place_of("C0TEAM", LINKED), home=HOME, linked=LINKED)
    assert seen.audience == EVERYBODY


def test_a_case_is_reached_through_the_channels_that_hear_of_it() -> None:
    assert standing(c.RUTH, "C0TEAM").reaches(OTHER)
    assert standing(c.RUTH, "C0PARTNER").reaches(OWN)
    assert not standing(c.RUTH, "C0PARTNER").reaches(OTHER)
    assert standing(c.NILS, "").reaches(OWN)
    assert not standing(c.NILS, "").reaches(OTHER)
    assert not standing(c.NILS, "D0NILS").reaches(OTHER)


def test_a_receipt_is_weighed_where_the_card_stands() -> None:
    ruth = standing(c.RUTH, "")
    assert place_to(ruth, "partner").audience == EVERYBODY
    assert place_to(ruth, "team").audience == Audience(side=Side.PROVIDER)
    assert place_to(ruth, "gone").place.ground is Ground.PERSONAL


def test_whoever_acts_is_named_by_their_own_team() -> None:
    click = {"type": "block_actions", "team": {"id": c.LAKESIDE}, "user": {"id": "U0NILS", "team_id": c.NORTHWIND}}
    assert sender_of(click) == Sender(team=c.NORTHWIND, user="U0NILS")
    assert sender_of({"command": "/sca", "team_id": c.LAKESIDE, "user_id": "U0RUTH"}) == Sender(
        team=c.LAKESIDE, user="U0RUTH"
    )
    mention = {"event": {"type": "app_mention", "user": "U0NILS", "team": c.LAKESIDE, "user_team": c.NORTHWIND}}
    assert sender_of(mention) == Sender(team=c.NORTHWIND, user="U0NILS")
    opened = {"event": {"type": "app_home_opened", "user": "U0RUTH"}}
    assert event_sender(opened, HOME) == Sender(team=c.LAKESIDE, user="U0RUTH")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"user": {"id": "U0NILS"}},
        {"user": {"team_id": "T0"}},
        {"user": None},
        {"command": "/sca", "team_id": None, "user_id": "U0"},
        {"command": "/sca", "team_id": "T０", "user_id": "U0"},  # noqa: RUF001 - a full-width digit
        {"event": {"type": "app_mention", "user": "U0", "team": "T0", "bot_id": "B0"}},
    ],
)
def test_whoever_cannot_be_named_is_nobody(body: dict[str, object]) -> None:
    assert sender_of(body) is None


def test_the_addresses_that_speak_in_our_name_are_forgotten_everywhere() -> None:
    body = {"response_url": "https://x", "response_urls": ["https://x"], "text": "status"}
    context = {"response_url": "https://x", "team_id": "T0"}
    drop_bearer_urls(body, context)
    assert (body, context) == ({"text": "status"}, {"team_id": "T0"})


def test_only_what_is_listened_to_has_a_kind() -> None:
    ours, theirs = {"action_id": "sca.accept"}, {"action_id": "other"}
    assert kind_of({"command": "/sca"}) is Kind.COMMAND
    assert kind_of({"type": "block_actions", "actions": [ours]}) is Kind.ACTION
    assert kind_of({"type": "view_submission", "view": {"callback_id": "sca.offer"}}) is Kind.SUBMISSION
    assert kind_of({"type": "event_callback", "event": {"type": "app_mention"}}) is Kind.EVENT
    for foreign in (
        {"command": "/scan"},
        {"type": "block_actions", "actions": [ours, theirs]},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions"},
        {"type": "view_submission", "view": {"callback_id": "other"}},
        {"type": "view_submission", "view": None},
        {"type": "event_callback", "event": {"type": "message"}},
        {"type": "url_verification"},
        {},
    ):
        assert kind_of(foreign) is None


def test_i17_a_view_has_one_key_and_a_trigger_has_one() -> None:
    nils = Sender(team=c.NORTHWIND, user="U0NILS")
    assert key_of({"view": {"id": "V1"}, "trigger_id": "1.2"}, Kind.SUBMISSION, nils) == "slack:T0NORTHWIND:V1"
    assert key_of({"trigger_id": "1.2"}, Kind.ACTION, nils) == "slack:T0NORTHWIND:1.2"
    assert key_of({"event_id": "Ev1"}, Kind.EVENT, nils) == "slack-event:Ev1"
    once = key_of({"text": "status"}, Kind.COMMAND, nils)
    assert once == key_of({"text": "status"}, Kind.COMMAND, nils) != key_of({"text": "due"}, Kind.COMMAND, nils)


def test_a_payload_is_weighed_without_being_written_out() -> None:
    assert not too_large({"text": "x" * 3000}, Kind.COMMAND)
    assert too_large({"text": "x" * 32_000}, Kind.COMMAND)
    assert not too_large({"view": {"blocks": ["x" * 1000] * 200}}, Kind.SUBMISSION)
    assert too_large({"view": {"blocks": ["x" * 1000] * 300}}, Kind.SUBMISSION)


def test_a_text_is_cut_one_character_behind_its_limit() -> None:
    body: dict[str, object] = {"text": "x" * 5000}
    cut_text(body)
    assert body["text"] == "x" * 3001
    nothing: dict[str, object] = {"text": None}
    cut_text(nothing)
    assert nothing["text"] == ""


def test_what_was_typed_is_found_field_by_field() -> None:
    values = {
        "note": {"sca.field": {"type": "plain_text_input", "value": "words"}},
        "empty": {"sca.field": {"type": "plain_text_input", "value": None}},
        "day": {"sca.field": {"type": "datepicker", "selected_date": "1961-03-04"}},
    }
    body = {"view": {"state": {"values": values}}}
    assert texts_of(body, Kind.SUBMISSION) == {"note": "words"}
    assert texts_of({"text": "note x"}, Kind.COMMAND) == {"": "note x"}
    assert texts_of(body, Kind.ACTION) == {}


ROOT = Path(scabot.slack.__file__).parent
INWARD = [*(ROOT / "listeners").glob("*.py"), *(ROOT / "forms").glob("*.py"), ROOT / "guard.py", ROOT / "app.py"]
CALLED = {"views_open", "views_push", "views_update", "views_publish", "chat_postEphemeral"}


def test_the_doors_use_no_way_around_the_outbox_and_catch_nothing_wholesale() -> None:
    for path in INWARD:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                assert ast.unparse(node.type) not in {"Exception", "BaseException"}, path
            if isinstance(node, ast.arg):
                assert node.arg not in {"respond", "say"}, path
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("client"):
                assert node.attr in CALLED, (path, node.attr)
