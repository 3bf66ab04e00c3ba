"""Everything that somebody can ask without changing anything: each command in each place, each button in sight."""

from collections.abc import AsyncIterator

import cast as c
from journeys.stage import Stage, without_references
from scabot.sandbox.acts import Spot
from scabot.sandbox.controls import elements_of
from scabot.sandbox.plain import text_of
from scabot.sandbox.things import Message, Person, View
from scabot.slack.grammar.entry import Entry
from scabot.slack.grammar.registry import REGISTRY
from scabot.slack.grammar.seeing import SEEING


def _typed(entry: Entry) -> str:
    return f"{entry.name} {c.KEY}" if entry.takes_key else entry.name


READING = tuple(_typed(entry) for entry in SEEING)
"""What only shows something, which depends on where it is asked."""
CHANGING = tuple(_typed(entry) for entry in REGISTRY if entry not in SEEING and entry.name != "open")
"""What opens a form, which is drawn for one person alone, wherever it is asked for."""


async def answers(stage: Stage, handle: str) -> dict[str, str]:
    """Return what a person gets to see for every question they can ask, by question."""
    found = {question: text async for question, text in _asked(stage, handle)}
    await _close(stage, handle)
    return found


async def _asked(stage: Stage, handle: str) -> AsyncIterator[tuple[str, str]]:
    person = stage.world.person(handle)
    if stage.world.is_home(person):
        for place in (*(f"#{channel.name}" for channel in stage.world.channels_of(person.user_id)), "@scabot"):
            for typed in (*READING, *CHANGING) if place == "@scabot" else READING:
                yield f"{typed} in {place}", without_references(await stage[handle].slash(typed, channel=place))
                await _close(stage, handle)
        yield "home", without_references(await stage[handle].open_home())
    for channel in stage.world.channels_of(person.user_id):
        for message in stage.world.messages[channel.channel_id]:
            if message.only_for is None:
                async for question, text in _clicked(stage, handle, message):
                    yield f"{question} in #{channel.name} below {message.text}", text


async def _clicked(stage: Stage, handle: str, message: Message) -> AsyncIterator[tuple[str, str]]:
    for spot in _buttons(message):
        label = text_of(spot.part["text"])
        yield label, without_references(await stage[handle].press(spot))
        inside = _top(stage, stage.world.person(handle)) if label == "More…" else None
        for deeper in _buttons(inside) if inside else ():
            found = without_references(await stage[handle].press(deeper))
            yield f"More… → {text_of(deeper.part['text'])}", found
            if _top(stage, stage.world.person(handle)) is not inside:
                await stage[handle].close()
        await _close(stage, handle)


def _buttons(surface: Message | View) -> list[Spot]:
    parts = ((block, part) for block in surface.blocks for part in elements_of(block))
    return [Spot(surface, block, part) for block, part in parts if part["type"] == "button"]


def _top(stage: Stage, person: Person) -> View | None:
    stack = stage.world.modals[person.user_id]
    return stack[-1] if stack else None


async def _close(stage: Stage, handle: str) -> None:
    if stage.world.modals[stage.world.person(handle).user_id]:
        await stage[handle].close(everything=True)
