"""What people click: buttons of cards, of ephemeral answers and of modals, by both organizations."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

import cast as c
from deeds import accepts, counters, notes, offered, opened, opens
from doors import PARTNER, Doors, doors_in
from scabot.sandbox.ports import Answer
from scabot_domain.commands import FireDeadline
from scabot_domain.parties import Audience, Side
from story import Step


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(offered)
        yield practice


def open_hash(doors: Doors, offer: str = "OFR-1") -> str:
    found = doors.shelf.handle.case(c.KEY, Audience(side=Side.PROVIDER)).offer(offer)
    assert found is not None
    return found.hash


async def test_i2_an_offer_is_accepted_after_a_look_at_its_terms(doors: Doors) -> None:
    await doors.card("accept", seen=open_hash(doors))
    form = await doors["ben"].click("accept", channel="#sca-partner")
    assert "OFR-1 of the payer: $3,500.00 per diem" in form
    assert "This has changed" not in form
    done = await doors["ben"].submit()
    assert done.modal is None
    assert doors.kinds()[-3:] == ["offer-accepted", "section-set", "terms-agreed"]


async def test_a_click_on_an_old_offer_shows_the_newest_and_says_so(doors: Doors) -> None:
    await doors.card("accept", seen=open_hash(doors))
    doors.shelf.does(counters(c.BEN), counters(c.NILS, "OFR-2", c.CASE_RATE_45000))
    form = await doors["ben"].click("accept", channel="#sca-partner")
    assert "This has changed since the message you clicked on" in form
    assert "OFR-3 of the payer" in form


async def test_i18_of_two_who_accept_at_once_the_second_is_told_what_happened(doors: Doors) -> None:
    await doors.card("accept")
    for handle in ("ben", "olga"):
        await doors[handle].click("accept", channel="#sca-partner")
    await doors["ben"].submit()
    lost = await doors["olga"].submit()
    assert lost.modal is not None
    assert "stale-view" in lost
    assert doors.kinds().count("offer-accepted") == 1


@pytest.mark.parametrize("verb", ["accept", "reject", "withdraw-offer"])
async def test_a_click_without_an_offer_is_answered_beside_the_card(doors: Doors, verb: str) -> None:
    doors.shelf.does(accepts(c.BEN))
    await doors.card(verb)
    seen = await doors["nils"].click(verb, channel="#sca-partner")
    assert seen.modal is None
    assert seen.ephemerals
    assert "reference R-" in seen


async def test_i2_a_side_cannot_even_open_the_acceptance_of_its_own_offer(doors: Doors) -> None:
    await doors.card("accept")
    seen = await doors["nils"].click("accept", channel="#sca-partner")
    assert seen.modal is None
    assert "own-offer" in seen


async def test_a_click_on_the_other_side_s_button_names_who_may(doors: Doors) -> None:
    await doors.card("received")
    seen = await doors["ben"].click("received", channel="#sca-partner")
    assert "wrong-side" in seen
    assert "request-acknowledged" not in doors.kinds()


async def clicked(doors: Doors, handle: str, value: str, verb: str = "accept") -> Answer:
    world = doors.server.world
    message = world.messages[PARTNER][-1]
    action = {
        "type": "button",
        "action_id": f"sca.{verb}",
        "block_id": "b",
        "text": {"type": "plain_text", "text": "x"},
        "value": value,
        "action_ts": "1.1",
    }
    return await doors.direct.deliver(
        "interactive", doors.server.gate.message_action(world.person(handle), message, action)
    )


def fires(deadline: str, n: int = 1) -> Step:
    return lambda _case, at: FireDeadline(by=c.by(c.CLOCK, at), deadline=deadline, n=n, directory=c.DIRECTORY)


def told(doors: Doors, user: str) -> str:
    return "\n".join(one.text for one in doors.server.world.seen_by(user) if one.kind == "ephemeral")


async def test_an_edited_button_is_out_of_date(doors: Doors) -> None:
    await doors.card("accept")
    genuine = doors.token("accept")
    for value in (
        genuine[:-2] + "AA",
        genuine.replace("v1.", "v2."),
        "",
        "v1..",
        "SCA-7QK2M4",
        "v1.e30.AAAA",
        "é" * 300,
    ):
        assert (await clicked(doors, "ben", value)).acked
    assert told(doors, "U0BEN").count("out of date") == 7
    assert doors.server.world.modals["U0BEN"] == []


async def test_a_token_of_one_button_opens_no_other(doors: Doors) -> None:
    await doors.card("accept")
    await clicked(doors, "ben", doors.token("history"), verb="accept")
    assert "out of date" in told(doors, "U0BEN")


async def test_a_button_is_good_for_thirty_days(doors: Doors) -> None:
    await doors.card("more")
    doors.shelf.clock.wind(timedelta(days=31))
    seen = await doors["ben"].click("more", channel="#sca-partner")
    assert "out of date" in seen


async def test_a_trigger_that_is_gone_leaves_a_button_to_try_again(doors: Doors) -> None:
    await doors.card("counter")
    doors.server.faults.error("views.open", "expired_trigger_id")
    seen = await doors["ben"].click("counter", channel="#sca-partner")
    assert "could not be opened in time" in seen
    assert "Submit a counter" in (await doors["ben"].click("Open the form")).text


async def test_more_is_a_modal_with_what_is_possible_now(doors: Doors) -> None:
    await doors.card("more")
    seen = await doors["nils"].click("more", channel="#sca-partner")
    assert seen.modal is not None
    for label in ("[Withdraw the offer]", "[Fill in a section]", "[Decline the agreement]", "[Status]", "[History]"):
        assert label in seen.modal
    for label in ("[Accept the offer]", "[Sign the agreement]", "[Open a case]"):
        assert label not in seen.modal


async def test_a_form_opened_from_more_lies_on_top_of_it_and_takes_both_away(doors: Doors) -> None:
    await doors.card("more")
    await doors["ben"].click("more", channel="#sca-partner")
    await doors["ben"].click("Reject the offer")
    await doors["ben"].fill("What is wrong with it", "The rate is too low")
    done = await doors["ben"].submit()
    assert done.modal is None
    assert "offer-rejected" in doors.kinds()


async def test_an_outsider_reads_status_history_and_due_in_modals(doors: Doors) -> None:
    doors.shelf.does(notes(c.RUTH), notes(c.NILS))
    await doors.card("more")
    nils = doors["nils"]
    for label, words in (
        ("Status", "SCA-7QK2M4"),
        ("History", "OFR-1 offered"),
        ("What is due", "reply.1"),
        ("Help", "buttons"),
    ):
        await nils.click("more", channel="#sca-partner")
        seen = await nils.click(label)
        assert seen.modal is not None
        assert words in seen.modal
        await nils.close(everything=True)
    assert (
        sum("note: Left a message" in text for text in nils.everything_seen()) == 1
    )  # the payer's own, not the provider's
    assert doors.server.world.problems == []


async def test_another_payer_s_case_cannot_be_asked_for_from_this_channel(tmp_path: Path) -> None:
    async with doors_in(tmp_path, counterparty="Northwind Health Plan") as two:
        two.shelf.does(opened)
        two.shelf.does(opens(payer="Another Health Plan"), case="SCA-8QK2M4")
        await two.card("more", case="SCA-8QK2M4")
        assert "No such case, or no access from here." in await two["nils"].click("more", channel="#sca-partner")
        seen = await two["ruth"].slash("status SCA-8QK2M4", channel="#sca-partner")
        assert "No such case, or no access from here." in seen
        assert "SCA-8QK2M4" in await two["ruth"].slash("status SCA-8QK2M4", channel="#sca-team")


async def test_a_ping_is_acknowledged_with_a_day(doors: Doors) -> None:
    doors.shelf.clock.wind(timedelta(days=10))
    doors.shelf.does(fires("reply.1"))
    await doors.card("ack", seen="reply.1")
    form = await doors["ben"].click("ack", channel="#sca-partner")
    assert form.modal is not None, form.text
    await doors["ben"].fill("Done by", "2026-12-07")
    await doors["ben"].submit()
    assert "escalation-acknowledged" in doors.kinds()


async def test_the_app_s_home_lists_the_person_s_open_cases(doors: Doors) -> None:
    seen = await doors["ruth"].open_home()
    assert seen.home is not None
    assert "SCA-7QK2M4 · Negotiating" in seen.home
    assert (await doors["ruth"].click("Open", channel="home")).modal is not None


async def test_a_mention_is_answered_with_help_and_no_case(doors: Doors) -> None:
    seen = await doors["nils"].mention("status?", channel="#sca-partner")
    assert "Use the buttons of the cards" in seen
    assert "SCA-" not in "\n".join(seen.ephemerals)


async def test_a_refusal_that_finds_no_room_on_the_stack_takes_the_place_of_the_top(doors: Doors) -> None:
    await doors.card("more")
    nils = doors["nils"]
    await nils.click("more", channel="#sca-partner")
    await nils.click("What is due")
    await nils.click("Why?")
    doors.shelf.clock.wind()
    assert len(doors.server.world.modals["U0NILS"]) == 3
    view = doors.server.world.modals["U0NILS"][-1]
    world, gate = doors.server.world, doors.server.gate
    action = {
        "type": "button",
        "action_id": "sca.status",
        "block_id": "b",
        "value": doors.token("status"),
        "action_ts": "1",
    }
    await doors.direct.deliver("interactive", gate.view_action(world.person("nils"), view, action))
    assert "SCA-7QK2M4" in world.view_text(world.modals["U0NILS"][-1])
    assert doors.direct.answers[-1].acked


async def test_a_button_in_a_direct_message_is_answered_in_a_modal(doors: Doors) -> None:
    await doors["ruth"].slash("mine", channel="@scabot")
    seen = await doors["ruth"].click("Open")
    assert seen.modal is not None


async def test_somebody_without_a_role_reads_on_their_home_whom_to_ask(doors: Doors) -> None:
    seen = await doors["gus"].open_home()
    assert seen.home is not None
    assert "Ask @Ada Park to add you" in seen.home
    assert "SCA-" not in seen.home


async def test_a_button_without_a_value_is_out_of_date(doors: Doors) -> None:
    await doors.card("accept")
    await clicked(doors, "ben", "")
    assert "out of date" in told(doors, "U0BEN")
