"""When something breaks: the person is told with a reference, wherever they acted, and nothing is told of anybody."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

import cast as c
from deeds import accepts, offered, requested
from doors import Direct, Doors, doors_in, settled
from scabot.handle import Outcome
from scabot.ledger.errors import StoreBroken, StoreBusy, StoreFull
from scabot.sandbox.acts import Acts
from scabot.sandbox.people import People
from scabot.slack.app import build_app
from scabot.slack.reads import StoreReads
from scabot_domain.commands import Command
from scabot_domain.events import CaseEvent


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(offered)
        yield practice


class Unreadable(StoreReads):
    """A store that lets nobody look into a case any more."""

    def history(self, case: str) -> list[CaseEvent]:
        """Break."""
        raise StoreBroken(f"{case} of Jane Roe")

    def recorded(self, case: str, key: str) -> bool:
        """Break."""
        raise StoreBroken(f"{case} {key}")


def broken(doors: Doors) -> People:
    """Return the same people before a store that cannot be read."""
    deps = replace(doors.deps, reads=Unreadable(doors.shelf.store))
    world = doors.server.world
    return People(world, Acts(world, doors.server.gate, Direct(build_app(deps))), settled)


async def test_a_command_that_breaks_is_told_in_its_answer(doors: Doors) -> None:
    seen = await broken(doors)["ben"].slash("status SCA-7QK2M4", channel="#sca-team")
    assert "Something broke, and nothing was recorded. Please try again. Reference R-" in seen
    assert "Jane Roe" not in seen.text


async def test_a_click_that_breaks_is_told_beside_the_card(doors: Doors) -> None:
    await doors.card("more")
    seen = await broken(doors)["nils"].click("more", channel="#sca-partner")
    assert "Something broke, and nothing was recorded" in "\n".join(seen.ephemerals)


async def test_a_click_in_a_modal_that_breaks_is_told_in_the_modal(doors: Doors) -> None:
    await doors.card("more")
    await doors["nils"].click("more", channel="#sca-partner")
    seen = await broken(doors)["nils"].click("History")
    assert seen.modal is not None
    assert "Something broke, and nothing was recorded" in seen.modal


async def test_where_nobody_knows_what_is_recorded_nothing_is_promised(doors: Doors) -> None:
    await doors["ben"].slash("reject", channel="#sca-team")
    await doors["ben"].fill("What is wrong with it", "The rate is too low")
    seen = await broken(doors)["ben"].submit()
    assert "Please look at the case before you try again. Reference R-" in seen


async def test_an_answer_that_is_lost_breaks_nothing(doors: Doors) -> None:
    await doors.card("received")
    doors.server.faults.error("chat.postEphemeral", "channel_not_found")
    await doors["ben"].click("received", channel="#sca-partner")
    assert doors.direct.answers[-1].acked


async def test_a_form_whose_offer_is_gone_says_so_when_it_is_reshaped(doors: Doors) -> None:
    await doors["ben"].slash("counter", channel="#sca-team")
    doors.shelf.does(accepts(c.BEN))
    seen = await doors["ben"].fill("How the provider is paid", "Percent of Medicare")
    assert "offer-not-open" in seen


async def test_a_form_that_is_gone_needs_no_new_shape(doors: Doors) -> None:
    await doors["ben"].slash("offer", channel="#sca-team")
    doors.server.faults.error("views.update", "not_found")
    await doors["ben"].fill("How the provider is paid", "Percent of Medicare")
    assert doors.direct.answers[-1].acked
    doors.server.faults.error("views.update", "hash_conflict", 2)
    await doors["ben"].fill("How the provider is paid", "Case rate: one amount for everything")
    assert doors.direct.answers[-1].acked


async def test_odd_keys_and_words_too_many_are_told_with_the_usage(doors: Doors) -> None:
    ben = doors["ben"]
    assert "is not a case key. A case key looks like" in await ben.slash("status \u0405CA-7QK2M4", channel="#sca-team")
    assert "is more than this command takes" in await ben.slash("accept SCA-7QK2M4 now", channel="#sca-team")
    assert "It can be: issue, redline, approve" in await ben.slash("draft SCA-7QK2M4 shred", channel="#sca-team")
    assert "/sca help lists them all" in await ben.slash("xyzzy", channel="#sca-team")


async def test_a_person_without_any_case_is_told_so(tmp_path: Path) -> None:
    async with doors_in(tmp_path) as empty:
        assert "There is no open case" in await empty["ruth"].slash("", channel="#sca-team")
        assert "There is no open case" in await empty["ruth"].slash("status", channel="#sca-team")
        empty.shelf.does(requested)
        assert "1 open case" in await empty["ruth"].slash("", channel="#sca-team")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (StoreFull("The disk is full; nothing was recorded."), "The disk is full; nothing was recorded. Reference R-"),
        (StoreBusy("The database was busy."), "The database was busy. Reference R-"),
        (StoreBroken("of Jane Roe"), "Please look at the case before you try again. Reference R-"),
    ],
    ids=["full", "busy", "broken"],
)
async def test_what_keeps_the_store_from_recording_is_told_in_plain_words(
    tmp_path: Path, fault: Exception, said: str
) -> None:
    def fails(_case: str, _command: Command) -> Outcome:
        raise fault

    async with doors_in(tmp_path, handle=fails) as hindered:
        hindered.shelf.does(requested)
        await hindered["ben"].slash("offer 45000 case rate", channel="#sca-team")
        seen = await hindered["ben"].submit()
        assert said in seen
        assert "Jane Roe" not in seen.text
