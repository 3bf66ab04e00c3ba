"""The first negotiation of somebody who has never seen scabot: real bot, real browser, both organizations."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from browser.screen import Screen
from scabot.assemble.hours import PracticeClock
from scabot.assemble.theater import PracticeTheater
from scabot.clock.chance import SeededChance
from scabot_domain.events import kind_of
from servers.browser import Window, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SEED = 7
SAVE = "Save the section"
WHAT_THE_DRAFT_SAYS = {
    "Payer: legal name": "Northwind Health Plan",
    "Payer: tax id": "00-1234567",
    "Provider: legal name": "Lakeside Transplant Center",
    "Provider: tax id": "00-7654321",
    "Provider: NPI": "2000000010",
    "First day": "2026-12-01",
    "Last day": "2027-05-31",
    "L1: code (CPT)": "99214",
    "L1: most units": "12",
    "Authorization number": "AUTH-20260001",
    "Rate for all services: model": "case rate",
    "Rate for all services: amount": "45,000",
    "Copay": "$40",
    "Counts toward the in-network deductible": "yes",
    "Patient held harmless": "yes",
    "Payer id": "NW001",
    "Days to file a claim": "180",
    "Filing days are counted from": "date of service",
}


@pytest_asyncio.fixture(loop_scope="session")
async def theater(tmp_path: Path) -> AsyncIterator[PracticeTheater]:
    """The real bot in the practice workspace, on a clock that stands still."""
    stage = PracticeTheater(tmp_path / "data", PracticeClock(MONDAY), SeededChance(SEED))
    await stage.open()
    yield stage
    await stage.close()


async def recorded(theater: PracticeTheater) -> list[str]:
    """Return the kinds of everything on record, without what the playbook adds."""
    kinds = [kind_of(event) for event in await theater.record()]
    return [kind for kind in kinds if kind != "deadlines-changed"]


async def fill_in(screen: Screen, fields: Mapping[str, str]) -> None:
    """Fill in the form on top by its labels; `✓` ticks a box."""
    for label, value in fields.items():
        control = screen.form.get_by_label(label).first
        if value == "✓":
            await control.check()
        elif await control.evaluate("node => node.tagName") == "SELECT":
            await control.select_option(label=value)
        else:
            await control.fill(value)


async def send(screen: Screen, submit: str, **fields: str) -> None:
    """Fill in the form on top, send it, and close the receipt if there is one."""
    await fill_in(screen, {name.replace("_", " "): value for name, value in fields.items()})
    await screen.form.get_by_role("button", name=submit, exact=True).click()
    await expect(screen.form.filter(has_not_text="Recorded.")).to_have_count(0)
    if await screen.form.count():
        await screen.form.get_by_role("button", name="Close").click()
    await expect(screen.form).to_have_count(0)


async def press(screen: Screen, words: str) -> None:
    """Press a button of the case's card in the channel; messages for one person alone lie below it."""
    card = screen.article("Seal").filter(has=screen.page.get_by_role("heading", name="SCA-"))
    await card.get_by_role("button", name=words, exact=True).click()


async def type_and_send(screen: Screen, command: str, submit: str, **fields: str) -> None:
    """Type a command, and send the form it opens."""
    await screen.type(command)
    await send(screen, submit, **fields)


async def press_and_send(screen: Screen, words: str, submit: str, **fields: str) -> None:
    """Press a button of the card, and send the form it opens."""
    await press(screen, words)
    await send(screen, submit, **fields)


async def open_and_ask(screen: Screen) -> None:
    """Let the provider's specialist open a case, record the approval and ask for the agreement."""
    await type_and_send(
        screen,
        "/sca open",
        "Open the case",
        Health_plan="Northwind Health Plan",
        Provider="Lakeside Transplant Center",
        Planned="2026-12-11",
    )
    await press_and_send(
        screen,
        "Record the approval",
        "Record",
        Authorization_number="AUTH-20260001",
        Valid_from="2026-11-20",
        Valid_to="2027-06-30",
        Who_approved="Dr. Mira Chen",
    )
    reason = "It takes expertise the network lacks"
    await type_and_send(screen, "/sca request +8bd", "Request", Department="Network contracting", Reason=reason)


async def negotiate(screen: Screen) -> None:
    """Let the payer offer, be refused its own offer, get a counter, and accept that."""
    await screen.act_as("Cara Holt")
    await press_and_send(screen, "Confirm receipt", "Confirm", You_will_answer="2026-11-30")
    await screen.act_as("Nils Berg")
    await press_and_send(screen, "Make an offer", "Make the offer", Amount="38000")
    await press(screen, "Accept the offer")
    refusal = screen.article("this is your own side's offer; only the other side can answer it")
    await expect(refusal).to_contain_text("Nothing was recorded.")
    await expect(refusal).to_contain_text("Only visible to you")

    await screen.act_as("Ben Okafor")
    await expect(refusal).to_have_count(0)
    await press(screen, "Submit a counter")
    await expect(screen.form).to_contain_text("OFR-1 of the payer:\n$38,000.00 case rate")
    await fill_in(screen, {"Amount": "fourty-five"})
    await screen.button("Submit the counter").click()
    await expect(screen.form.get_by_label("Amount")).to_have_attribute("aria-invalid", "true")
    await send(screen, "Submit the counter", Amount="45,000")
    await screen.act_as("Nils Berg")
    await press_and_send(screen, "Accept the offer", "Accept")


async def fill_in_sections(screen: Screen) -> None:
    """Let both sides fill in what they know, and confirm all of it."""
    await screen.act_as("Ruth Adeyemi")
    await screen.type("/sca section 1")
    await fill_in(screen, {"Health plan: tax id": "00-1234567", "Kind of plan": "PPO"})
    await fill_in(screen, {"Provider: tax id": "00-7654321", "Provider: NPI": "2000000010"})
    await send(screen, SAVE)
    dates = {"Covered_from": "2026-01-01", "Eligibility": "2026-11-20"}
    await type_and_send(screen, "/sca section 2", SAVE, Identity_is_on_file="✓", **dates)
    await type_and_send(screen, "/sca section 3", SAVE, First_day="2026-12-01", Last_day="2027-05-31")
    await type_and_send(screen, "/sca section 4", SAVE, Services="CPT 99214 12")
    await type_and_send(screen, "/sca section 6", SAVE, Copay="$40")
    await screen.act_as("Nils Berg")
    await press(screen, "Fill in a section")
    await fill_in(screen, {"Section": "7 Claims"})
    await send(screen, SAVE, Payer_id="NW001", Claims_address="Claims, 1 Northwind Way, Springfield")
    await screen.act_as("Ruth Adeyemi")
    await type_and_send(screen, "/sca section confirm", "Confirm")
    await screen.act_as("Nils Berg")
    await press_and_send(screen, "Confirm sections", "Confirm")


async def sign(screen: Screen) -> None:
    """Let somebody who negotiated nothing check the draft, both sides approve it, and both signatories sign it."""
    await press_and_send(screen, "Issue the draft", "Issue")
    await screen.act_as("Cara Holt")
    await press(screen, "Check the draft")
    await fill_in(screen, WHAT_THE_DRAFT_SAYS)
    await send(screen, "Record the check")
    await screen.act_as("Nils Berg")
    await press_and_send(screen, "Approve the draft", "Approve")
    await screen.act_as("Ben Okafor")
    await type_and_send(screen, "/sca draft approve", "Approve")
    await screen.act_as("Sam Vega")
    await type_and_send(screen, "/sca sign", "Sign", By_what_authority="Chief financial officer")
    await screen.act_as("Priya Nair")
    await press_and_send(screen, "Sign the agreement", "Sign", By_what_authority="Vice president of contracting")


async def test_two_organizations_negotiate_and_sign_by_typing_and_clicking(
    theater: PracticeTheater, tab: Window
) -> None:
    screen = await Screen(tab.page, theater.server.url).look("ruth", "C0TEAM")
    await open_and_ask(screen)
    await negotiate(screen)
    await fill_in_sections(screen)
    await sign(screen)

    await expect(screen.article("EXECUTED: agreement")).to_be_visible()
    kinds = await recorded(theater)
    offers = [kind for kind in kinds if kind.startswith("offer")]
    assert offers == ["offer-made", "offer-countered", "offer-superseded", "offer-accepted"]
    assert kinds[-3:] == ["signature-recorded", "signature-recorded", "agreement-executed"]
    assert theater.world.problems == []


async def test_a_silent_payer_is_pinged_in_the_thread_and_the_ping_explains_itself(
    theater: PracticeTheater, tab: Window
) -> None:
    screen = await Screen(tab.page, theater.server.url).look("ruth", "C0TEAM")
    await open_and_ask(screen)
    await screen.button("To next deadline").click()
    await expect(screen.page.get_by_role("region", name="Practice clock")).to_contain_text("Wed, Nov 25, 5:00 PM CST")
    await screen.act_as("Cara Holt")
    await screen.page.get_by_role("button", name="replies").click()
    await expect(screen.thread).to_contain_text("nobody has confirmed that the request")
    await expect(screen.thread.get_by_text("@Cara Holt")).to_have_class(re.compile("mine"))
    await screen.thread.get_by_role("button", name="Why this ping?").click()

    await expect(screen.form).to_contain_text("1 Tue 11-24 · 2 Wed 11-25")
    await expect(screen.form).to_contain_text("Wed 2026-11-25 17:00 CST")
