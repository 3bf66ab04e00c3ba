"""I20, 8.6: an offer that is held is told to its sender and in its own side's channel, and to nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

import cast as c
import deeds as d
from approvers import SECOND_BEN, because, drops_held, releases, sets_band
from domain.by_the_clock import Watched
from doors import Doors, doors_in
from drawn import INTERNAL, SHARED, card_of, drawn, reads
from filling import scene, submit
from scabot.slack.cards.lines import log_line
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.events import CaseEvent
from scabot_domain.notices import Readers, Stream, notices
from scabot_domain.parties import Audience, Side
from scabot_domain.visible import visible
from story import Step

WHY = "Only this provider can give the care in time"
LOW = replace(c.CASE_RATE_45000, amount=Decimal(40_000))
BAND = sets_band(c.SAM, role=c.BEN.role, total=45_000)
BANDED = (*d.requested, BAND)
HELD = (*BANDED, because(d.offers(c.BEN, LOW)))


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        practice.shelf.does(BANDED)
        yield practice


def lived(*steps: Step | tuple[Step, ...]) -> list[CaseEvent]:
    return Watched().do(*steps).events


@pytest.mark.parametrize("name", ["offer", "counter"])
def test_the_form_asks_why_in_sentences_that_are_kept(name: str) -> None:
    seen = scene(c.BEN, "offered" if name == "counter" else "requested")
    for chosen, why in ((None, None), ("only_provider", WHY), ("nonsense", None)):
        filled = {} if chosen is None else {"reason_if_held": chosen}
        command = submit(name, seen, c.BEN, amount="40000", **filled)
        assert isinstance(command, MakeOffer | Counter)
        assert command.reason_if_held == why


async def test_an_offer_beyond_the_band_takes_a_reason_and_is_held(doors: Doors) -> None:
    ben = doors["ben"]
    await ben.slash("offer 40000 case rate", channel="#sca-team")
    wrong = await ben.submit()
    assert list(wrong.field_errors) == ["Why, if you may not offer this alone"]
    assert doors.kinds()[-1] == "authority-set"
    await ben.fill("Why, if you may not offer this alone", WHY)
    done = await ben.submit()
    assert "HLD-1 is held for a second approver of your side. The other side sees nothing of it." in done
    assert doors.kinds()[-1] == "offer-held"


def test_only_the_own_channel_hears_of_a_hold_and_of_a_release() -> None:
    events = lived(HELD)
    case = Watched().do(HELD).case
    told = [(one.stream, one.readers) for one in notices(case, events[-1:], Side.PROVIDER)]
    assert told == [(Stream.LOG, Readers.HOME), (Stream.CARD, Readers.HOME)]
    assert notices(case, events[-1:], Side.PAYER) == ()
    line = drawn(Stream.LOG, events, INTERNAL, c.NOW, version=len(events))
    assert line is not None
    assert "HLD-1 HELD for a second approver (beyond the limit of total): $40,000.00 case rate" in reads(line)
    assert drawn(Stream.LOG, events, SHARED, c.NOW, version=len(events)) is None


def test_the_own_card_says_what_waits_and_the_shared_one_is_the_same_as_before() -> None:
    assert "HLD-1 of the provider is held for a second approver of that side." in reads(card_of(lived(HELD), INTERNAL))
    assert "HLD-1" not in reads(card_of(lived(HELD, releases(c.SAM)), INTERNAL))
    assert reads(card_of(lived(HELD), SHARED)) == reads(card_of(lived(BANDED), SHARED))
    assert reads(card_of(lived(BANDED), SHARED)) == reads(card_of(lived(d.requested), SHARED))


def test_the_lines_of_the_other_side_are_those_of_an_offer_made_by_its_sender() -> None:
    payer = Audience(side=Side.PAYER)
    released = [log_line(event) for event in visible(lived(HELD, releases(c.SAM)), payer)]
    plain = lived((*d.requested, d.notes(c.RUTH), d.notes(c.RUTH), d.offers(c.BEN, LOW)))
    assert released == [log_line(event) for event in visible(plain, payer)]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (BAND, "every provider biller may offer alone at least $45,000.00 in total"),
        (
            sets_band(c.PRIYA, team=c.NORTHWIND, user="U0NILS", percent_of_medicare=120, total=9),
            "T0NORTHWIND U0NILS may offer alone at most 120% of Medicare and $9.00 in total",
        ),
        (sets_band(c.PRIYA, role=c.NILS.role), "every network manager may offer alone without a limit"),
    ],
)
def test_a_band_is_said_in_one_line(step: Step, said: str) -> None:
    assert said in log_line(lived(*d.requested, step)[-1])


def test_a_counter_a_release_and_a_drop_are_said_in_one_line() -> None:
    counter = because(d.counters(c.BEN, "OFR-1", LOW))
    lines = [log_line(event) for event in lived(*BANDED, d.offers(c.NILS), counter, releases(c.SAM))]
    assert any("HLD-1, a counter to OFR-1 HELD for a second approver" in line for line in lines)
    assert any("HLD-1 released as OFR-2: Only this center can do it in time (provider only)" in line for line in lines)
    dropped = log_line(lived(HELD, drops_held(SECOND_BEN))[-1])
    assert "HLD-1 declined: Only this center can do it in time (provider only)" in dropped
