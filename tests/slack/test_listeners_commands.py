"""What people type at the doors, through the real Bolt app and a real ledger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deeds import agreed, approved, filled, notes, offered, opened, opens, requested
from doors import Doors, doors_in


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        yield practice


async def test_a_case_is_opened_by_a_form_that_tells_its_key(doors: Doors) -> None:
    ruth = doors["ruth"]
    await ruth.slash("open", channel="#sca-team")
    await ruth.fill("Health plan", "Northwind Health Plan")
    await ruth.fill("Provider", "Lakeside Transplant Center")
    done = await ruth.submit()
    assert "SCA-000002: case opened" in done
    assert doors.kinds("SCA-000002") == ["case-opened", "playbook-pinned"]
    assert "Record the approval" in (await ruth.click("Record the approval")).text


async def test_a_typed_amount_only_prefills_the_form(doors: Doors) -> None:
    doors.shelf.does(requested)
    form = await doors["ben"].slash("offer SCA-7QK2M4 $45,000 case rate", channel="#sca-team")
    assert "Amount: [45000" in form or "45000" in form
    assert doors.kinds()[-1] == "sca-requested"
    await doors["ben"].submit()
    assert doors.kinds()[-1] == "offer-made"


@pytest.mark.parametrize("nonsense", ["banana", "45k case rate", "-1 per diem", "140 medicare", "{0:>9999} per diem"])
async def test_a_nonsense_amount_is_told_how_to_write_one_and_the_form_is_offered(doors: Doors, nonsense: str) -> None:
    doors.shelf.does(requested)
    seen = await doors["ben"].slash(f"offer SCA-7QK2M4 {nonsense}", channel="#sca-team")
    assert "Nothing was recorded" in seen
    assert seen.modal is None
    assert "Make an offer" in (await doors["ben"].click("Open the form")).text
    assert doors.kinds()[-1] == "sca-requested"


async def test_a_typed_day_prefills_and_another_way_to_write_it_is_asked_again(doors: Doors) -> None:
    doors.shelf.does(approved)
    form = await doors["ruth"].slash("request SCA-7QK2M4 +3bd", channel="#sca-team")
    assert "2026-11-27" in form  # three business days after Monday, over Thanksgiving
    seen = await doors["ruth"].slash("request SCA-7QK2M4 4/12", channel="#sca-team")
    assert "Write a date like" in seen


@pytest.mark.parametrize("key", ["SCA-ZZZZZZ", "SCA-7QK2M5"])
async def test_an_unknown_case_is_no_case_and_tells_nothing(doors: Doors, key: str) -> None:
    doors.shelf.does(opened)
    seen = await doors["ruth"].slash(f"status {key}", channel="#sca-team")
    assert seen.ephemerals == ["No such case, or no access from here."]


async def test_a_word_that_is_no_command_gets_the_nearest_ones(doors: Doors) -> None:
    seen = await doors["ruth"].slash("ofer SCA-7QK2M4 45000 case rate", channel="#sca-team")
    assert "Did you mean: offer" in seen


async def test_ten_kilobytes_of_note_are_refused_privately(doors: Doors) -> None:
    doors.shelf.does(opened)
    seen = await doors["ruth"].slash("note SCA-7QK2M4 " + "x" * 10_000, channel="#sca-team")
    assert "longer than 3,000 characters" in seen
    assert doors.kinds() == ["case-opened", "playbook-pinned"]


async def test_the_key_may_be_left_out_while_one_case_is_open(doors: Doors) -> None:
    doors.shelf.does(opened)
    assert "SCA-7QK2M4" in await doors["ruth"].slash("status", channel="#sca-team")


async def test_a_status_leads_on_to_everything_that_is_possible(doors: Doors) -> None:
    doors.shelf.does(requested)
    await doors["ben"].slash("status", channel="#sca-team")
    assert "[Make an offer]" in (await doors["ben"].click("More…")).text


async def test_with_two_open_cases_the_person_is_asked_which(doors: Doors) -> None:
    doors.shelf.does(opened)
    doors.shelf.does(opens(), case="SCA-8QK2M4")
    seen = await doors["ruth"].slash("approve", channel="#sca-team")
    assert "Which case?" in seen
    assert "Record the approval" in (await doors["ruth"].click("SCA-8QK2M4")).text


async def test_approve_means_the_care_early_on_and_the_draft_later(doors: Doors) -> None:
    doors.shelf.does(opened)
    assert "Record the approval" in await doors["ruth"].slash("approve", channel="#sca-team")
    doors.shelf.does(filled[1:])
    seen = await doors["ben"].slash("approve", channel="#sca-team")
    assert "wrong-stage" in seen
    assert seen.modal is None


async def test_draft_alone_shows_what_is_possible(doors: Doors) -> None:
    doors.shelf.does(agreed)
    await doors.card("more")
    seen = await doors["ruth"].slash("draft", channel="#sca-team")
    assert "[Issue the draft]" in seen
    assert "[Approve the draft]" not in seen


async def test_s4_the_pa_specialist_is_told_who_may_offer(doors: Doors) -> None:
    doors.shelf.does(requested)
    seen = await doors["ruth"].slash("offer 45000 case rate", channel="#sca-team")
    assert "not-permitted" in seen
    assert "Who can do it: the network manager or the provider biller." in seen


async def test_a_side_does_not_decline_for_the_other(doors: Doors) -> None:
    doors.shelf.does(requested)
    assert "wrong-side" in await doors["ben"].slash("decline", channel="#sca-team")


async def test_a_question_changes_nothing_and_is_seen_by_one_person(doors: Doors) -> None:
    doors.shelf.does(offered)
    before = len(doors.events())
    ben = doors["ben"]
    for question in ("status", "history", "due", "mine", "help", "help offer", "whoami", "why"):
        seen = await ben.slash(question, channel="#sca-partner")
        assert seen.ephemerals, question
        assert seen.messages == []
    assert len(doors.events()) == before
    assert doors.server.world.problems == []


async def test_why_counts_the_days_and_an_unknown_deadline_names_the_open_ones(doors: Doors) -> None:
    doors.shelf.does(offered)
    due = await doors["ben"].slash("due", channel="#sca-team")
    assert "reply.1" in due
    assert "Why this ping?" in await doors["ben"].slash("why reply.1", channel="#sca-team")
    assert "there is no such deadline. Open ones: " in await doors["ben"].slash("why nonsense.9", channel="#sca-team")


async def test_a_button_beside_a_deadline_explains_it_in_a_modal(doors: Doors) -> None:
    doors.shelf.does(requested)
    await doors["ben"].slash("due", channel="#sca-team")
    seen = await doors["ben"].click("Why?")
    assert seen.modal is not None
    assert "Why this ping?" in seen


async def test_help_shows_what_this_person_may_do(doors: Doors) -> None:
    assert "offer [KEY]" in await doors["ben"].slash("help", channel="#sca-team")
    assert "offer [KEY]" not in await doors["ruth"].slash("help", channel="#sca-team")
    assert "/sca offer SCA-7QK2M4 140% medicare" in await doors["ben"].slash("help offer", channel="#sca-team")


async def test_a_direct_message_shows_the_person_s_own_side(doors: Doors) -> None:
    doors.shelf.does(opened, notes())
    assert "note: Left a message" in await doors["ruth"].slash("history", channel="@scabot")


async def test_compliance_reads_no_private_facts_in_a_channel(doors: Doors) -> None:
    doors.shelf.does(opened, notes())
    assert "note: Left a message" not in await doors["chris"].slash("history", channel="#sca-team")


async def test_an_unlinked_channel_gets_shared_facts_only(doors: Doors) -> None:
    doors.shelf.does(opened, notes())
    assert "note: Left a message" not in await doors["ada"].slash("history", channel="#sca-compliance")


async def test_stall_is_marked_and_cleared(doors: Doors) -> None:
    doors.shelf.does(requested)
    await doors["ruth"].slash("stall", channel="#sca-team")
    await doors["ruth"].submit()
    await doors["ruth"].slash("stall clear", channel="#sca-team")
    await doors["ruth"].submit()
    assert doors.kinds()[-2:] == ["stall-detected", "stall-cleared"]


async def test_notes_can_be_switched_off(tmp_path: Path) -> None:
    async with doors_in(tmp_path, free_text=False) as quiet:
        quiet.shelf.does(opened)
        seen = await quiet["ruth"].slash("note fax line busy", channel="#sca-team")
        assert "notes are switched off" in seen
        assert seen.modal is None
