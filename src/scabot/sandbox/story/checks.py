"""Comparing what a step expects with what is there; each broken expectation says both."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scabot.sandbox.controls import CannotDo
from scabot.sandbox.people import Seen
from scabot.sandbox.story.form import DeadlineSeen, OfferSeen, PingSeen, Then
from scabot.sandbox.story.look import CaseLook, DeadlineLook, OfferLook
from scabot.sandbox.things import Message
from scabot.sandbox.world import World

T = TypeVar("T", int, str)
W = TypeVar("W", OfferSeen, DeadlineSeen)
H = TypeVar("H")


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One expectation that does not hold: what was expected, and what there is instead."""

    expected: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class After:
    """The state of things after a step: what its people saw, what it recorded, the case that it is about."""

    seen: Seen | None
    recorded: tuple[str, ...]
    look: CaseLook | None
    world: World


def broken(then: Then, after: After) -> Iterator[Broken]:
    """Yield every expectation of a step that does not hold."""
    yield from _answer(then, after)
    yield from _record(then, after)
    if after.look is None:
        if _asks_about_a_case(then):
            yield Broken(expected="a case to look at", seen="no case was opened in this story yet")
    else:
        yield from _case(then, after.look)
    yield from _people(then, after.world)
    yield from _channels(then, after.world)


def flat(text: str) -> str:
    """Return a text without regard to spacing and letter case, as expectations compare it."""
    return " ".join(text.split()).casefold()


def _answer(then: Then, after: After) -> Iterator[Broken]:
    seen = after.seen.text if after.seen else ""
    shown = seen or "nothing"
    for words in then.sees:
        if flat(words) not in flat(seen):
            yield Broken(expected=f"sees “{words}”", seen=shown)
    for words in then.sees_not:
        if flat(words) in flat(seen):
            yield Broken(expected=f"does not see “{words}”", seen=shown)
    if then.refused is not None and not re.search(rf"(?<![a-z-]){re.escape(then.refused)}(?![a-z-])", seen):
        yield Broken(expected=f"is refused with the reason {then.refused}", seen=shown)
    yield from _form(then, after.seen)


def _form(then: Then, seen: Seen | None) -> Iterator[Broken]:
    form = (seen.modal if seen else None) or ""
    title = form.partition("\n")[0].strip("= ")
    if then.form is not None and flat(then.form) != flat(title):
        yield Broken(expected=f"the form “{then.form}” is open", seen=f"“{title}”" if title else "no form")
    if then.no_form and form:
        yield Broken(expected="no form is open", seen=f"“{title}”")
    errors = seen.field_errors if seen else {}
    for label, words in then.field_errors.items():
        if flat(words) not in flat(errors.get(label, "")):
            yield Broken(expected=f"under “{label}”: “{words}”", seen=json.dumps(errors, ensure_ascii=False))


def _record(then: Then, after: After) -> Iterator[Broken]:
    if then.nothing_recorded and after.recorded:
        yield Broken(expected="nothing is recorded", seen=", ".join(after.recorded))
    if then.recorded is not None and list(after.recorded) != then.recorded:
        yield Broken(expected=f"recorded: {', '.join(then.recorded)}", seen=", ".join(after.recorded) or "nothing")


def _asks_about_a_case(then: Then) -> bool:
    asked = (then.stage, then.court, then.stalled, then.flags, then.agreed, then.sections_complete, then.signed)
    return any(part is not None for part in asked) or bool(then.offers or then.deadlines or then.no_deadlines)


def _case(then: Then, case: CaseLook) -> Iterator[Broken]:
    yield from _same("stage", then.stage, case.stage)
    yield from _same("court", then.court, case.court)
    yield from _same("stalled", then.stalled, case.stalled)
    yield from _same("flags", _sorted(then.flags), list(case.flags))
    yield from _same("complete sections", _sorted(then.sections_complete), list(case.sections_complete))
    yield from _same("signed", _sorted(then.signed), list(case.signed))
    if then.agreed is not None and flat(then.agreed) not in flat(case.agreed):
        yield Broken(expected=f"agreed: {then.agreed}", seen=case.agreed or "nothing is agreed")
    for offer in then.offers:
        yield from _one(offer, case.offers, _is_offer)
    for deadline in then.deadlines:
        yield from _one(deadline, case.deadlines, _is_deadline)
    for rule in then.no_deadlines:
        running = [str(one) for one in case.deadlines if one.rule == rule]
        if running:
            yield Broken(expected=f"no deadline of the rule {rule}", seen="; ".join(running))


def _sorted(values: Sequence[T] | None) -> list[T] | None:
    return None if values is None else sorted(values)


def _same(name: str, expected: object, seen: object) -> Iterator[Broken]:
    if expected is not None and expected != seen:
        yield Broken(expected=f"{name}: {expected}", seen=f"{name}: {seen}")


def _one(wanted: W, there: Sequence[H], is_it: Callable[[W, H], bool]) -> Iterator[Broken]:
    if not any(is_it(wanted, one) for one in there):
        given = wanted.model_dump(exclude_none=True)
        said = ", ".join(f"{key} {value}" for key, value in given.items())
        yield Broken(expected=said, seen="; ".join(str(one) for one in there) or "none")


def _is_offer(wanted: OfferSeen, offer: OfferLook) -> bool:
    same = wanted.id == offer.id and wanted.side in (None, offer.side) and wanted.state in (None, offer.state)
    return same and flat(wanted.rate or "") in flat(offer.rate)


def _is_deadline(wanted: DeadlineSeen, deadline: DeadlineLook) -> bool:
    pairs = ((wanted.due, deadline.due), (wanted.next, deadline.next), (wanted.waits_on, deadline.waits_on))
    return wanted.rule == deadline.rule and all(want in (None, seen) for want, seen in pairs)


def _people(then: Then, world: World) -> Iterator[Broken]:
    for ping in then.pinged:
        yield from _pinged(ping, world)
    for who, texts in then.shown.items():
        everything = _everything(world, who)
        yield from (Broken(expected=f"{who} was shown “{t}”", seen="never") for t in texts if flat(t) not in everything)
    for who, texts in then.never_shown.items():
        everything = _everything(world, who)
        yield from (
            Broken(expected=f"{who} was never shown “{t}”", seen="shown") for t in texts if flat(t) in everything
        )


def _channels(then: Then, world: World) -> Iterator[Broken]:
    for name, texts in then.channel_shows.items():
        there = _readable(world, name)
        yield from (Broken(expected=f"{name} shows “{t}”", seen=there) for t in texts if flat(t) not in flat(there))
    for name, texts in then.channel_hides.items():
        there = _readable(world, name)
        yield from (Broken(expected=f"{name} does not show “{t}”", seen=there) for t in texts if flat(t) in flat(there))


def _readable(world: World, name: str) -> str:
    """Return everything that every member of a channel can read in it now; raise `CannotDo` naming the channels."""
    channel = next((one for one in world.channels.values() if f"#{one.name}" == name), None)
    if channel is None:
        raise CannotDo(
            f"There is no channel {name}. There are: {', '.join(f'#{c.name}' for c in world.channels.values())}."
        )
    said = world.messages.get(channel.channel_id, [])
    return "\n".join(world.text_of(one) for one in said if one.only_for is None)


def _everything(world: World, who: str) -> str:
    person = world.person(who)
    return flat("\n".join(one.text for one in world.shown if one.user_id == person.user_id))


def _pinged(wanted: PingSeen, world: World) -> Iterator[Broken]:
    found = [world.text_of(message) for message in pings(world, wanted.who) if _is_ping(wanted, world.text_of(message))]
    rule = f" by the rule {wanted.rule}" if wanted.rule else ""
    if len(found) != wanted.times:
        yield Broken(expected=f"{wanted.who} was pinged {wanted.times} times{rule}", seen=f"{len(found)} times")
    newest = found[-1] if found else ""
    for words in wanted.says if wanted.times else []:
        if flat(words) not in flat(newest):
            yield Broken(expected=f"the ping of {wanted.who} says “{words}”", seen=newest or "no ping")


def pings(world: World, who: str) -> list[Message]:
    """Return the messages of the bot that mention a person, in channels and direct messages, oldest first."""
    mention = f"<@{world.person(who).user_id}>"
    said = (message for messages in world.messages.values() for message in messages)
    found = [one for one in said if one.by_app and one.only_for is None and mention in _raw(one)]
    return sorted(found, key=lambda message: message.ts)


def pings_since(world: World, ts: str) -> list[Message]:
    """Return the messages of the bot after a timestamp that mention anybody, oldest first."""
    mentions = [f"<@{user_id}>" for user_id in world.people]
    said = (message for messages in world.messages.values() for message in messages if message.ts > ts)
    found = [one for one in said if one.by_app and one.only_for is None and any(m in _raw(one) for m in mentions)]
    return sorted(found, key=lambda message: message.ts)


def _raw(message: Message) -> str:
    return f"{message.text}\n{json.dumps(message.blocks, ensure_ascii=False)}"


def _is_ping(wanted: PingSeen, text: str) -> bool:
    rule = wanted.rule is None or re.search(rf"(?<![a-z_]){re.escape(wanted.rule)}(?![a-z_])", text) is not None
    return rule and (wanted.level is None or f"level {wanted.level}" in flat(text))
