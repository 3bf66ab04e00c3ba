"""Garbage in: a clear private answer, nothing recorded, nothing said to others, and nothing breaks."""

import copy
from datetime import timedelta
from typing import Any

import pytest

import cast as c
import deeds as d
from journeys.stage import COMPLIANCE, SHARED, Stage
from scabot.sandbox.acts import Spot
from scabot.sandbox.finding import find_button
from scabot.sandbox.people import Seen
from scabot.sandbox.ports import Answer

KEY = c.KEY
NO_RATE = "That is not a rate scabot can read"
NO_DAY = "Write a date like `2026-12-04`"
NO_KEY = "is not a case key. A case key looks like SCA-7QK2M4"
NO_CASE = "No such case, or no access from here."
TOO_LONG = "That is longer than 3,000 characters. Nothing was read or recorded."
OUT_OF_DATE = "This button or form is out of date. Nothing was recorded. Please start again from the newest card."

TYPED: dict[str, str] = {
    "xyzzy": '"xyzzy" is no command.',
    "ѕtatus": "Did you mean: status?",  # noqa: RUF001 - the first letter is Cyrillic, as a forger would type it
    "<!channel>": '"<!channel>" is no command.',
    "'; DROP TABLE outbox; --": "is no command.",
    "%s%n{0}${a.b}": "is no command.",
    "🙂": '"🙂" is no command.',
    "x" * 10_000: TOO_LONG,
    f"note {KEY} " + "x" * 10_000: TOO_LONG,
    "offer nonsense": NO_RATE,
    f"offer {KEY} a lot of money": NO_RATE,
    f"offer {KEY} -5": NO_RATE,
    f"offer {KEY} 0": NO_RATE,
    f"offer {KEY} NaN": NO_RATE,
    f"offer {KEY} 1e999 per diem": NO_RATE,
    f"offer {KEY} {'9' * 400}": NO_RATE,
    f"offer {KEY} ４２": NO_RATE,  # noqa: RUF001 - full-width digits
    f"offer {KEY} $1 $2": NO_RATE,
    f"offer {KEY} 12.345": NO_RATE,
    f"counter {KEY} ${{a.b}}": NO_RATE,
    "status SCA-ZZZZZZ": NO_CASE,
    "offer SCA-ZZZZZZ 4000": NO_CASE,
    "status SCA-7QK2M": NO_KEY,
    "status SCА-7QK2M4": NO_KEY,  # noqa: RUF001 - a Cyrillic letter
    "status 🙂🙂🙂": NO_KEY,
    f"status {KEY}\u202e": NO_KEY,
    f"status {KEY} please": '"please" is more than this command takes.',
    f"section {KEY} 99": '"99" does not fit here. It can be: 1, 2, 3, 4, 6, 7, confirm.',
    f"why {KEY} nope.9": "there is no such deadline",
    f"why {KEY} draft.1/99999999999999999999": "there is no such deadline",
    f"request {KEY} 2020-13-45": NO_DAY,
    f"request {KEY} +99999999bd": NO_DAY,
    f"care {KEY} 99999-01-01": NO_DAY,
    f"care {KEY} next friday": NO_DAY,
    f"care {KEY} 4/12": NO_DAY,
    f"note {KEY} member id NW123456789": "This seems to hold a member id. It was not kept.",
}


async def nothing_came_of_it(stage: Stage, before: list[str], seen: Seen) -> None:
    assert await stage.kinds() == before
    assert seen.messages == []


async def test_whatever_is_typed_gets_a_clear_private_answer_and_records_nothing(stage: Stage) -> None:
    await stage.does(*d.offered)
    before = await stage.kinds()
    for typed, answer in TYPED.items():
        seen = await stage["ben"].slash(typed)
        assert answer in "\n".join(seen.ephemerals), typed[:60]
        assert seen.modal is None
        await nothing_came_of_it(stage, before, seen)


async def test_the_help_about_something_that_is_no_command_is_the_whole_help(stage: Stage) -> None:
    assert "What you can do here, and how to write it" in await stage["ben"].slash("help 🙂")


@pytest.mark.parametrize("amount", ["free", "-1", "0", "1e9", "12.345", "４２", "$", "1,00,0", "NaN", "9" * 60, "🙂"])  # noqa: RUF001 - full-width digits
async def test_no_such_amount_is_taken_from_a_form(stage: Stage, amount: str) -> None:
    await stage.does(*d.requested)
    before = await stage.kinds()
    await stage["nils"].click("Make an offer", on=KEY)
    await stage["nils"].fill("Amount", amount)
    seen = await stage["nils"].submit()
    assert list(seen.field_errors) == ["Amount"], seen.text
    await nothing_came_of_it(stage, before, seen)
    await stage["nils"].fill("Amount", "38,000")
    assert (await stage["nils"].submit()).modal is None
    assert (await stage.kinds())[-1] == "offer-made"


async def submitted(stage: Stage, handle: str, **spoiled: Any) -> Answer:  # noqa: ANN401 - whatever a forger sends
    """Send the open form as a client would that checks nothing, with parts of its view replaced."""
    person = stage.world.person(handle)
    payload = copy.deepcopy(stage.theater.server.gate.view_submission(person, stage.world.modals[person.user_id][-1]))
    payload["view"] |= spoiled
    return await stage.theater.server.wire.deliver("interactive", payload)


async def note_form(stage: Stage) -> dict[str, Any]:
    """Open Ruth's form for a note and return what is filled in, which can be spoiled."""
    await stage.does(*d.opened)
    await stage["ruth"].slash(f"note {KEY} hello")
    view = stage.theater.server.gate.view_submission(stage.world.person("ruth"), stage.world.modals["U0RUTH"][-1])[
        "view"
    ]
    state: dict[str, Any] = copy.deepcopy(view["state"])
    return state


async def test_ten_thousand_characters_in_a_field_are_refused_below_it(stage: Stage) -> None:
    state = await note_form(stage)
    state["values"]["text"]["sca.field"]["value"] = "x" * 10_000
    answer = await submitted(stage, "ruth", state=state)
    assert answer.payload is not None
    assert (answer.payload["response_action"], list(answer.payload["errors"])) == ("errors", ["text"])
    assert await stage.kinds() == ["case-opened"]


@pytest.mark.parametrize("values", [{}, {"text": {}}, {"text": {"sca.field": {}}}, {"nothing": {"of": {"ours": 1}}}])
async def test_a_form_that_comes_back_without_its_fields_records_nothing(stage: Stage, values: dict[str, Any]) -> None:
    await note_form(stage)
    answer = await submitted(stage, "ruth", state={"values": values})
    assert answer.acked
    assert answer.payload is not None
    assert await stage.kinds() == ["case-opened"]


@pytest.mark.parametrize("address", ["", "v1.", "v1.e30.e30", "{}", "\ud83d", "v1." + "A" * 2900])
async def test_a_form_with_an_address_that_is_not_ours_records_nothing(stage: Stage, address: str) -> None:
    await note_form(stage)
    answer = await submitted(stage, "ruth", private_metadata=address)
    assert "out of date" in str(answer.payload)
    assert await stage.kinds() == ["case-opened"]


def with_value(stage: Stage, handle: str, label: str, value: str) -> Spot:
    spot = find_button(stage.world, stage.world.person(handle), label, on=KEY)
    return Spot(spot.surface, spot.block, {**spot.part, "value": value})


@pytest.mark.parametrize("spoil", ["tampered", "of another button", "of another case", "none", "half a character"])
async def test_a_button_with_a_spoiled_value_is_out_of_date(stage: Stage, spoil: str) -> None:
    await stage.does(*d.offered)
    before = await stage.kinds()
    ours = find_button(stage.world, stage.world.person("ben"), "Accept the offer", on=KEY).part["value"]
    other = find_button(stage.world, stage.world.person("ben"), "Reject the offer", on=KEY).part["value"]
    head, body, mac = ours.split(".")
    spoiled = {
        "tampered": f"{head}.{body}.{mac[:-1]}{'A' if mac[-1] != 'A' else 'Q'}",
        "of another button": other,
        "of another case": f"{head}.{body[:-6]}AAAAAA.{mac}",
        "none": "",
        "half a character": "v1.\ud83d.\udc4d",
    }[spoil]
    seen = await stage["ben"].press(with_value(stage, "ben", "Accept the offer", spoiled))
    assert seen.ephemerals == [OUT_OF_DATE]
    await nothing_came_of_it(stage, before, seen)


async def test_a_button_is_out_of_date_after_31_days_and_a_fresh_status_leads_on(stage: Stage) -> None:
    await stage.does(*d.opened)
    card = find_button(stage.world, stage.world.person("ruth"), "Record the approval", on=KEY)
    old = Spot(card.surface, card.block, dict(card.part))
    await stage.theater.advance_to(stage.theater.now() + timedelta(days=32))
    assert (await stage["ruth"].press(old)).ephemerals == [OUT_OF_DATE]
    await stage["ruth"].slash(f"status {KEY}")
    assert "Record the approval" in await stage["ruth"].click("More…")


@pytest.mark.parametrize("handle", ["gus", "stan"])
async def test_a_person_without_a_role_is_told_whom_to_ask_and_reads_nothing(stage: Stage, handle: str) -> None:
    await stage.does(*d.offered)
    before = await stage.kinds()
    player = stage[handle]
    seen = await (player.slash(f"status {KEY}") if handle == "gus" else player.click("Accept the offer", on=KEY))
    assert len(seen.ephemerals) == 1
    assert "You have no role in scabot yet, so nothing was read or recorded. Ask @Ada Park to add you." in seen
    await nothing_came_of_it(stage, before, seen)


async def test_the_other_organization_cannot_type_commands_and_loses_nothing_by_it(stage: Stage) -> None:
    await stage.does(*d.offered)
    seen = await stage["nils"].slash(f"status {KEY}", channel=SHARED)
    assert "is not a valid command" in seen
    assert "Withdraw the offer" in await stage["nils"].click("More…", on=KEY)


async def test_in_the_channel_of_compliance_nothing_of_a_case_is_posted(stage: Stage) -> None:
    await stage.does(*d.executed)
    assert stage.world.messages["C0COMPLIANCE"] == []
    assert "You are Chris Doyle" in await stage["chris"].slash("whoami", channel=COMPLIANCE)
