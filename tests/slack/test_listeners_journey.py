"""A whole negotiation at the doors: the house types, the other organization only clicks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from doors import Doors, doors_in

KEY = "SCA-000002"


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        yield practice


async def by_buttons(doors: Doors, handle: str, label: str, **fields: str) -> None:
    """Let somebody go More… → an act → its form, and expect that it was taken."""
    doors.shelf.clock.wind()
    player = doors[handle]
    await player.close(everything=True) if doors.server.world.modals[player.person.user_id] else None
    await player.click("more", channel="#sca-partner")
    opened = await player.click(label)
    assert opened.modal is not None, opened.text
    for name, value in fields.items():
        await player.fill(name.replace("_", " "), value)
    done = await player.submit()
    assert done.modal is None or "Not recorded" not in done, (label, done.text, done.field_errors)


async def by_command(doors: Doors, handle: str, text: str, **fields: str | None) -> None:
    """Let somebody of the house type a command and fill in its form."""
    doors.shelf.clock.wind()
    player = doors[handle]
    await player.close(everything=True) if doors.server.world.modals[player.person.user_id] else None
    opened = await player.slash(text, channel="#sca-team")
    assert opened.modal is not None, opened.text
    for name, value in fields.items():
        await player.fill(name.replace("_", " "), value)
    done = await player.submit()
    assert done.modal is None or "Not recorded" not in done, (text, done.text, done.field_errors)


async def prepares(doors: Doors) -> None:
    """Let the house open the case, record the approval and ask for the agreement."""
    await by_command(
        doors,
        "ruth",
        "open",
        Health_plan="Northwind Health Plan",
        Provider="Lakeside Transplant Center",
        Planned="2026-12-11",
    )
    await by_command(
        doors,
        "ruth",
        "approve",
        Authorization_number="AUTH-20260001",
        Valid_from="2026-11-20",
        Valid_to="2027-06-30",
        Who_approved_it="Dr. Mira Chen",
    )
    await by_command(
        doors, "ruth", "request +8bd", Department="Network contracting", Reason="It takes expertise the network lacks"
    )


async def fills_in_sections(doors: Doors) -> None:
    """Let both sides fill in what the agreement needs."""
    await by_command(
        doors,
        "ruth",
        "section 1",
        **{
            "Health plan: tax id": "00-1234567",
            "Kind of plan": "PPO",
            "Provider: tax id": "00-7654321",
            "Provider: NPI": "2000000010",
        },
    )
    await by_command(doors, "ruth", "section 2", Identity="yes", Covered_from="2026-01-01", Eligibility="2026-11-20")
    await by_command(doors, "ruth", "section 3", First_day="2026-12-01", Last_day="2027-05-31")
    await by_command(doors, "ruth", "section 4", Services="CPT 99214 12")
    await by_command(doors, "ruth", "section 6", Copay="$40")
    await by_buttons_section_seven(doors)


async def test_an_outsider_completes_a_whole_negotiation_by_buttons_alone(doors: Doors) -> None:
    await prepares(doors)
    await doors.card("more", case=KEY)
    await by_buttons(doors, "cara", "Confirm receipt", You_will_answer_by="2026-11-30")
    await by_buttons(doors, "nils", "Make an offer", Amount="38000")
    await by_command(doors, "ben", "counter 45,000 case rate")
    await by_buttons(doors, "nils", "Accept the offer")
    await fills_in_sections(doors)
    await by_command(doors, "ruth", "section confirm")
    await by_buttons(doors, "nils", "Confirm sections")
    await by_buttons(doors, "nils", "Issue the draft")
    await checks_the_draft(doors)
    await by_buttons(doors, "nils", "Approve the draft")
    await by_command(doors, "ben", "draft approve")
    await by_command(doors, "sam", "sign", By_what_authority="Chief financial officer")
    await by_buttons(doors, "priya", "Sign the agreement", By_what_authority="Vice president of contracting")
    assert doors.kinds(KEY)[-3:] == ["signature-recorded", "signature-recorded", "agreement-executed"]


async def checks_the_draft(doors: Doors) -> None:
    """Let the payer's case manager, who negotiated nothing, type back what the draft says."""
    await by_buttons(
        doors,
        "cara",
        "Check the draft",
        **{
            "Payer: legal name": "Northwind Health Plan",
            "Payer: tax id": "00-1234567",
            "Provider: legal name": "Lakeside Transplant Center",
            "Provider: tax id": "00-7654321",
            "Provider: NPI": "2000000010",
            "First day": "2026-12-01",
            "Last day": "2027-05-31",
            "L1: code": "99214",
            "L1: most units": "12",
            "Authorization number": "AUTH-20260001",
            "Rate for all services: model": "case rate",
            "Rate for all services: amount": "$45,000",
            "Copay": "40",
            "Counts toward": "yes",
            "Patient held harmless": "yes",
            "Payer id": "NW001",
            "Days to file": "180",
            "Filing days": "date of service",
        },
    )


async def by_buttons_section_seven(doors: Doors) -> None:
    """Let the payer choose a section first, which reshapes the form, and fill it in."""
    nils = doors["nils"]
    await nils.click("more", channel="#sca-partner")
    await nils.click("Fill in a section")
    await nils.fill("Section", "7 Claims")
    for label, value in (("Payer id", "NW001"), ("Claims address", "Claims, 1 Northwind Way, Springfield")):
        await nils.fill(label, value)
    done = await nils.submit()
    assert done.modal is None, (done.text, done.field_errors)
