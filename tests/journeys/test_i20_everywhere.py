"""I20: what a side keeps to itself reaches nobody else, whatever they ask, wherever they ask it, and nobody else can
tell that there is anything to ask for."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

import cast as c
import deeds as d
from journeys.questions import answers
from journeys.stage import NEUTRAL, NOBODY, PAYER, PEOPLE, PROVIDER, SHARED, Stage, stage_in
from scabot.sandbox.things import Message
from scabot_domain.commands import AddNote
from scabot_domain.parties import Actor
from story import Step

SAID = {c.CARA: "up to 43,000", c.RUTH: "our floor is 41,000", c.CHRIS: "reviewed for retaliation"}
OF_PAYER, OF_PROVIDER, OF_COMPLIANCE = SAID.values()
LAKESIDE = {*PROVIDER, *NEUTRAL, "gus"}
"""Everybody who sits in the internal channel of the house."""
SILENCE = 7
"""Business days after which the case manager is pinged about an urgent case without a draft."""


def keeps(who: Actor) -> Step:
    return lambda _case, at: AddNote(by=c.by(who, at), text=SAID[who], shared=False)


@pytest.fixture
async def stages(tmp_path: Path) -> AsyncIterator[list[Stage]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(stage_in(tmp_path / name)) for name in ("one", "two")]


async def comes_to(stage: Stage, situation: str) -> None:
    await stage.does(*(d.offered if situation == "offered" else d.agreed)[1:])
    if situation == "silent":
        await stage.theater.advance_to(stage.theater.after_business_days(SILENCE))


async def test_i20_whatever_anybody_asks_nobody_reads_what_another_side_keeps(stage: Stage) -> None:
    await stage.does(*d.opened, *map(keeps, SAID))
    await comes_to(stage, "silent")
    await stage.does(*map(keeps, SAID))
    told = {handle: "\n".join((await answers(stage, handle)).values()) for handle in PEOPLE}
    assert {handle for handle in PEOPLE if OF_PAYER in told[handle]} == set(PAYER)
    assert {handle for handle in PEOPLE if OF_PROVIDER in told[handle]} == set(PROVIDER)
    assert {handle for handle in PEOPLE if OF_PAYER in stage.read_by(handle)} == set(PAYER)
    assert {handle for handle in PEOPLE if OF_PROVIDER in stage.read_by(handle)} == LAKESIDE
    assert {handle for handle in PEOPLE if OF_COMPLIANCE in stage.read_by(handle)} == set()


@pytest.mark.parametrize(
    ("keepers", "asker"), [((c.CARA, c.CHRIS), "olga"), ((c.RUTH, c.CHRIS), "nils"), ((c.CARA,), "chris")]
)
@pytest.mark.parametrize("situation", ["offered", "silent"])
async def test_i20_nobody_can_tell_that_another_side_keeps_anything(
    stages: list[Stage], situation: str, keepers: Sequence[Actor], asker: str
) -> None:
    plain, noted = stages
    for stage in stages:
        await stage.does(*d.opened)
        await _note(stage, keepers if stage is noted else (), len(keepers))
        await comes_to(stage, situation)
        await _note(stage, keepers if stage is noted else (), len(keepers))
    assert await answers(noted, asker) == await answers(plain, asker)


async def _note(stage: Stage, keepers: Sequence[Actor], times: int) -> None:
    await stage.does(*map(keeps, keepers))
    for _ in range(times - len(keepers)):
        await stage.waits()


@pytest.mark.parametrize("situation", ["offered", "silent"])
async def test_i20_the_shared_channel_is_the_same_to_the_byte_but_for_its_seals(
    stages: list[Stage], situation: str
) -> None:
    for stage in stages:
        await stage.does(*d.opened)
        await _note(stage, list(SAID) if stage is stages[1] else (), len(SAID))
        await comes_to(stage, situation)
    assert re.search(r"Seal [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{2}\b", stages[1].read_by("nils"))
    assert re.search(r"Seal v", stages[1].read_by("nils")) is None
    one, other = (list(map(_without_seal, stage.world.messages["C0PARTNER"])) for stage in stages)
    assert len(one) > 4
    assert one == other


def _without_seal(message: Message) -> tuple[object, ...]:
    drawn = [{key: part for key, part in block.items() if key != "block_id"} for block in message.blocks]
    kept = [block for block in drawn if "'Seal " not in str(block)]
    second = message.ts.partition(".")[0]  # within it, whichever channel is told first
    return second, message.thread_ts is None, message.text, kept, message.metadata


async def test_those_without_a_role_read_nothing_but_what_was_posted_to_them(stage: Stage) -> None:
    await stage.does(*d.offered)
    for handle in NOBODY:
        for question, text in (await answers(stage, handle)).items():
            assert "You have no role in scabot yet" in text or question == "home", question
    assert not [
        one for one in stage.world.seen_by("U0STAN") if one.kind in {"ephemeral", "modal"} and c.KEY in one.text
    ]
    assert SHARED in {f"#{channel.name}" for channel in stage.world.channels_of("U0STAN")}
