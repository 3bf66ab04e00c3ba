"""I20, 8.6: nobody of the other side can tell that an offer was held, before its release and after it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import cast as c
import deeds as d
from approvers import because, releases, sets_band
from journeys.questions import answers
from journeys.stage import Stage, stage_in
from story import Step

LOW = replace(c.CASE_RATE_45000, amount=Decimal(40_000))
PAYER_BAND = sets_band(c.PRIYA, role=c.NILS.role, total=45_000)
PROVIDER_BAND = sets_band(c.SAM, role=c.BEN.role, total=45_000)


@pytest.fixture
async def stages(tmp_path: Path) -> AsyncIterator[list[Stage]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(stage_in(tmp_path / name)) for name in ("one", "two")]


HIGH = replace(LOW, amount=Decimal(50_000))
OF_PAYER = (PAYER_BAND, d.offers(c.NILS, HIGH), releases(c.PRIYA))
OF_PROVIDER = (PROVIDER_BAND, d.offers(c.BEN, LOW), releases(c.SAM))


@pytest.mark.parametrize(("kept", "asker"), [(OF_PAYER, "olga"), (OF_PROVIDER, "nils"), (OF_PAYER, "chris")])
async def test_i20_nobody_else_can_tell_that_an_offer_was_held(
    stages: list[Stage], kept: tuple[Step, Step, Step], asker: str
) -> None:
    band, offer, release = kept
    held, plain = stages
    for stage in stages:
        await stage.does(*d.requested)
    await held.does(band, because(offer))
    for _ in range(2):
        await plain.waits()
    assert await answers(held, asker) == await answers(plain, asker)
    await held.does(release)
    await plain.does(offer)
    assert await answers(held, asker) == await answers(plain, asker)


async def test_control_ones_own_side_can_tell(stages: list[Stage]) -> None:
    held, plain = stages
    for stage in stages:
        await stage.does(*d.requested)
    await held.does(PROVIDER_BAND, because(d.offers(c.BEN, LOW)))
    for _ in range(2):
        await plain.waits()
    assert await answers(held, "olga") != await answers(plain, "olga")
