"""What people submit: recorded before it is acknowledged, once, and told when it is not."""

import asyncio
import copy
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import cast as c
from deeds import accepts, counters, half_signed, notes, offered, requested, reviewed
from doors import Direct, Doors, Inline, P, T, doors_in, settled
from scabot.handle import Outcome
from scabot.sandbox.acts import Acts
from scabot.sandbox.people import People
from scabot.sandbox.ports import Answer
from scabot.slack.app import build_app
from scabot.slack.forms.inputs import RESHAPE
from scabot_domain.commands import Command

Json = dict[str, Any]


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(requested)
        yield practice


def submission(doors: Doors, handle: str) -> Json:
    person = doors.server.world.person(handle)
    return doors.server.gate.view_submission(person, doors.server.world.modals[person.user_id][-1])


async def sent(doors: Doors, payload: Json) -> Answer:
    return await doors.direct.deliver("interactive", copy.deepcopy(payload))


async def test_a_nonsense_amount_is_told_below_its_field_and_corrected(doors: Doors) -> None:
    ben = doors["ben"]
    await ben.slash("offer", channel="#sca-team")
    await ben.fill("Amount", "a fair amount")
    wrong = await ben.submit()
    assert wrong.field_errors == {"Amount": "Write an amount like 45000, 45,000.00 or $45,000."}
    assert "offer-made" not in doors.kinds()
    await ben.fill("Amount", "45,000")
    assert (await ben.submit()).modal is None
    assert doors.kinds()[-1] == "offer-made"


async def test_choosing_a_model_reshapes_the_form_and_keeps_what_was_typed(doors: Doors) -> None:
    ben = doors["ben"]
    await ben.slash("offer 140% medicare", channel="#sca-team")
    seen = await ben.fill("How the provider is paid", "Percent of billed charges")
    assert seen.modal is not None
    assert "Expected charges" in seen.modal
    assert "Locality" not in seen.modal
    assert "140" in seen.modal


async def test_a_form_that_was_drawn_meanwhile_is_drawn_once_more(doors: Doors) -> None:
    ben = doors["ben"]
    await ben.slash("offer", channel="#sca-team")
    doors.server.faults.error("views.update", "hash_conflict")
    seen = await ben.fill("How the provider is paid", "Percent of Medicare")
    assert seen.modal is not None
    assert "Locality" in seen.modal


async def test_a_refused_form_says_why_and_offers_what_is_possible(doors: Doors) -> None:
    doors.shelf.does(offered[-1:])
    ben = doors["ben"]
    await ben.slash("reject", channel="#sca-team")
    await ben.fill("What is wrong with it", "The rate is too low")
    doors.shelf.does(accepts(c.BEN))
    refused = await ben.submit()
    assert refused.modal is not None
    assert "Not recorded" in refused.modal
    assert "reference R-" in refused.modal
    assert "offer-rejected" not in doors.kinds()


async def test_i1_a_counter_to_an_offer_that_was_replaced_meanwhile_is_refused(doors: Doors) -> None:
    doors.shelf.does(offered[-1:])
    await doors["ben"].slash("counter 45000 case rate", channel="#sca-team")
    doors.shelf.does(counters(c.BEN))
    assert "Not recorded" in (await doors["ben"].submit()).text


async def test_the_same_submission_twice_is_told_what_was_recorded_first(doors: Doors) -> None:
    await doors["ben"].slash("offer 45000 case rate", channel="#sca-team")
    payload = submission(doors, "ben")
    first, second = await sent(doors, payload), await sent(doors, payload)
    assert first.payload == {"response_action": "clear"}
    assert "offer made" in str(second.payload)
    assert "the repeat changed nothing" in str(second.payload)
    assert "Open a fresh form" in str(second.payload)
    assert doors.kinds().count("offer-made") == 1


async def test_an_edit_made_after_a_lost_answer_is_seen_not_to_count(doors: Doors) -> None:
    await doors["ben"].slash("offer 45000 case rate", channel="#sca-team")
    payload = submission(doors, "ben")
    await sent(doors, payload)
    payload["view"]["state"]["values"]["amount"]["sca.field"]["value"] = "46000"
    edited = await sent(doors, payload)
    assert "The change was not recorded" in str(edited.payload)
    assert doors.kinds().count("offer-made") == 1


async def test_i5_a_repeated_signature_is_the_first_one(doors: Doors) -> None:
    doors.shelf.does(reviewed[3:])
    await doors["sam"].slash("sign", channel="#sca-team")
    await doors["sam"].fill("By what authority", "Chief financial officer")
    payload = submission(doors, "sam")
    await sent(doors, payload)
    doors.shelf.clock.wind()
    again = await sent(doors, payload)
    assert "the repeat changed nothing" in str(again.payload)
    assert doors.kinds().count("signature-recorded") == 1


@pytest.mark.parametrize("part", ["private_metadata", "callback_id"])
async def test_an_edited_form_is_out_of_date(doors: Doors, part: str) -> None:
    await doors["ben"].slash("offer 45000 case rate", channel="#sca-team")
    payload = submission(doors, "ben")
    payload["view"][part] = "sca.accept" if part == "callback_id" else payload["view"][part][:-3] + "AAA"
    answer = await sent(doors, payload)
    assert "out of date" in str(answer.payload)
    assert "offer-made" not in doors.kinds()


async def test_a_form_in_other_hands_is_read_with_their_own_rights(doors: Doors) -> None:
    await doors["ben"].slash("offer 45000 case rate", channel="#sca-team")
    payload = submission(doors, "ben")
    payload["user"] = {"id": "U0RUTH", "username": "ruth", "name": "ruth", "team_id": c.LAKESIDE}
    answer = await sent(doors, payload)
    assert "not-permitted" in str(answer.payload)
    assert "offer-made" not in doors.kinds()


async def test_a_submission_without_any_values_breaks_nothing(doors: Doors) -> None:
    await doors["ben"].slash("offer", channel="#sca-team")
    payload = submission(doors, "ben")
    payload["view"]["state"]["values"] = {}
    assert "Please fill this in" in str((await sent(doors, payload)).payload)
    assert "offer-made" not in doors.kinds()


async def test_i5_the_second_signature_by_the_same_name_is_refused(doors: Doors) -> None:
    doors.shelf.does(half_signed[3:])
    await doors.card("sign")
    await doors["priya"].click("sign", channel="#sca-partner")
    await doors["priya"].fill("Who signs", "U0SAM")
    await doors["priya"].fill("By what authority", "Vice president of contracting")
    assert "same-signer" in await doors["priya"].submit()


async def test_a_private_note_is_confirmed_where_nothing_else_would_show(doors: Doors) -> None:
    await doors.card("note")
    await doors["nils"].click("note", channel="#sca-partner")
    await doors["nils"].fill("Note", "Walk away above 60")
    done = await doors["nils"].submit()
    assert "note added" in done
    assert "Recorded. Reference R-" in done
    assert doors.server.world.never_saw(c.LAKESIDE, "Walk away above 60")


async def test_a_refused_field_of_the_domain_is_told_below_the_field(doors: Doors) -> None:
    ruth = doors["ruth"]
    await ruth.slash("section 1", channel="#sca-team")
    for label, typed in (
        ("Health plan: tax id", "00-1234567"),
        ("Kind of plan", "PPO"),
        ("Provider: tax id", "00-7654321"),
        ("Provider: NPI", "2000000011"),
    ):
        await ruth.fill(label, typed)
    wrong = await ruth.submit()
    assert list(wrong.field_errors) == ["Provider: NPI"]


async def test_i20_a_receipt_names_no_fact_that_only_the_other_side_may_read(tmp_path: Path) -> None:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(requested, notes(c.NILS))
        hidden = practice.events()[-1]

        def leaks(case: str, command: Command) -> Outcome:
            outcome = practice.shelf.handle(case, command)
            return replace(outcome, events=(*outcome.events, hidden))

        leaking = People(
            practice.server.world,
            Acts(practice.server.world, practice.server.gate, Direct(build_app(replace(practice.deps, handle=leaks)))),
            settled,
        )
        await leaking["ruth"].slash("stall", channel="@scabot")
        done = await leaking["ruth"].submit()
        assert "stall detected" in done
        assert "note added" not in done


def breaks(_case: str, _command: Command) -> Any:  # noqa: ANN401 - it never returns
    raise RuntimeError("the disk says Jane Roe")


async def test_a_fault_is_told_with_a_reference_and_that_nothing_was_recorded(tmp_path: Path) -> None:
    async with doors_in(tmp_path, handle=breaks) as broken:
        broken.shelf.does(requested)
        await broken["ben"].slash("offer 45000 case rate", channel="#sca-team")
        seen = await broken["ben"].submit()
        assert "Something broke, and nothing was recorded. Please try again. Reference R-" in seen
        assert "Jane Roe" not in seen.text


async def test_a_fault_after_the_commit_says_that_it_is_recorded(tmp_path: Path) -> None:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(requested)
        practice.shelf.handle.on_commit.append(lambda outcome: breaks(outcome.case.key, None))  # type: ignore[arg-type]  # it looks at nothing
        await practice["ben"].slash("offer 45000 case rate", channel="#sca-team")
        assert "This is recorded, but the answer could not be drawn" in await practice["ben"].submit()
        assert practice.kinds().count("offer-made") == 1


async def test_a_fault_of_slack_while_a_form_opens_is_told_in_the_answer(doors: Doors) -> None:
    doors.server.faults.error("views.open", "internal_error")
    seen = await doors["ben"].slash("offer", channel="#sca-team")
    assert "Something broke, and nothing was recorded" in seen


async def test_a_failing_event_is_not_acknowledged_so_that_slack_sends_it_again(doors: Doors) -> None:
    doors.server.faults.error("views.publish", "internal_error")
    await doors["ruth"].open_home()
    assert doors.direct.answers[-1].acked is False
    assert (await doors["ruth"].open_home()).home is not None


def test_only_menus_that_reshape_tell_us_about_each_choice() -> None:
    assert RESHAPE == "sca.reshape"


class Slow(Inline):
    """Threads of a store whose disk has stopped."""

    async def write(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Begin, and never end."""
        await asyncio.Event().wait()
        return call(*args, **kwargs)


async def test_a_store_that_takes_its_time_is_told_with_the_reference(tmp_path: Path) -> None:
    async with doors_in(tmp_path, threads=Slow(), patience=0.05) as slow:
        slow.shelf.does(requested)
        await slow["ben"].slash("offer 45000 case rate", channel="#sca-team")
        assert "The card will show the result. Reference R-" in await slow["ben"].submit()


async def test_whoever_hammers_keeps_what_was_filled_in(doors: Doors) -> None:
    ben = doors["ben"]
    await ben.slash("offer 45000 case rate", channel="#sca-team")
    payload = submission(doors, "ben")
    payload["view"]["state"]["values"]["amount"]["sca.field"]["value"] = "x"
    answers = [await sent(doors, payload) for _ in range(11)]
    assert "a lot at once" in str(answers[-1].payload)
    assert answers[-1].payload is not None
    assert answers[-1].payload["response_action"] == "errors"
