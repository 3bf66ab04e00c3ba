"""C8, C11, C19, I6 with the whole bot: a planted deviation is found by who negotiated nothing, put right, signed."""

import cast as c
import deeds as d
from journeys.stage import SHARED, TEAM, Stage
from proofreading import read_in
from scabot.sandbox.people import Seen
from scabot_domain.case import Case
from scabot_domain.drafting.term import Kind
from scabot_domain.drafting.terms import key_terms
from scabot_domain.evolve import replay

PAPER, CHANGED = "d0c5" * 16, "d0c6" * 16


async def case_of(stage: Stage) -> Case:
    return replay(c.KEY, await stage.events())


async def checks(stage: Stage, **read: str) -> Seen:
    """Let the payer's case manager press the button on the card and type what stands in the document."""
    case = await case_of(stage)
    said = {**read_in(case), **{name.replace("_", "-"): value for name, value in read.items()}}
    cara = stage["cara"]
    opened = await cara.click("Check the draft", channel=SHARED)
    assert opened.modal is not None, opened.text
    for term in key_terms(case):
        value = said[term.name]
        await cara.fill(term.label, value.replace("_", " ") if term.kind is Kind.CHOICE else value)
    return await cara.submit()


async def approves(stage: Stage) -> str:
    await stage["ben"].slash(f"draft {c.KEY} approve", channel=TEAM)
    return (await stage["ben"].submit()).text


async def test_a_planted_percent_is_found_redlined_fixed_checked_and_signed(stage: Stage) -> None:
    percent = (*d.requested, d.offers(c.NILS, c.BILLED_55), d.accepts(c.BEN))
    await stage.does(*percent, *d.complete[len(d.agreed) :], d.issues(c.NILS, PAPER))
    assert "draft-not-checked" in await approves(stage)
    assert "draft-approved" not in await stage.kinds()

    told = await checks(stage, rate_1_percent="65 %")
    assert "draft v1 is not clean" in told.text
    assert "Rate for all services: percent: DIFFERS, the draft says 65, agreed is 55" in told.text
    refused = await approves(stage)
    assert "draft-not-checked" in refused
    assert "rate 1 percent 65 instead of 55" in refused

    await stage.does(d.redlines(c.BEN, material=False, doc_sha256=CHANGED))
    assert "not checked" in await approves(stage)
    told = await checks(stage)
    assert "draft v2 is clean" in told.text
    await stage.does(d.approves(c.BEN, "v2"), d.approves(c.NILS, "v2"), d.signs(c.SAM), d.signs(c.PRIYA))
    assert (await stage.kinds())[-1] == "agreement-executed"


async def test_i6_a_redline_that_strikes_hold_harmless_stops_the_signature(stage: Stage) -> None:
    await stage.does(*d.reviewed, d.redlines(c.BEN, material=False, doc_sha256=CHANGED))
    assert "hold harmless" not in stage.read_by("nils")
    told = await checks(stage, hold_harmless="no")
    assert "Patient held harmless, no balance bill: DIFFERS, the draft says no, agreed is yes" in told.text
    await stage["sam"].slash(f"sign {c.KEY}", channel=TEAM)
    await stage["sam"].fill("By what authority", "Chief financial officer")
    refused = (await stage["sam"].submit()).text
    assert "draft-not-checked" in refused
    assert "hold harmless no instead of yes" in refused
    assert "signature-recorded" not in await stage.kinds()
