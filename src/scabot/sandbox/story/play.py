"""Playing a story: move the clock, act, compare; stop at the first step whose expectations do not hold."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scabot.sandbox.controls import CannotDo
from scabot.sandbox.people import Player, Seen
from scabot.sandbox.story.checks import After, Broken, broken, pings_since
from scabot.sandbox.story.form import Act, Step, Story, Then
from scabot.sandbox.story.look import CaseLook, look
from scabot.sandbox.story.names import FIRST, Names
from scabot.sandbox.story.theater import Theater
from scabot.sandbox.story.transcript import WIDTH, Transcript
from scabot_domain.events import CaseEvent, CaseOpened, DeadlinesChanged, PlaybookPinned, kind_of

_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)
_BOOKKEEPING = DeadlinesChanged | PlaybookPinned


async def play(story: Story, theater: Theater, transcript: Transcript) -> list[Broken]:
    """Play a story and write it down; return the broken expectations of the first step that has some, or none.

    The theater's clock must stand at the story's beginning. What a person cannot do is a broken expectation too.
    """
    run = _Run(story, theater, transcript)
    transcript.title(story, theater.world.now())
    for number, step in enumerate(story.step, start=1):
        failed = await run.step(number, step)
        if failed:
            return failed
    return await run.ending(story.finally_)


class _Run:
    def __init__(self, story: Story, theater: Theater, transcript: Transcript) -> None:
        self._zone = ZoneInfo(story.zone)
        self._theater = theater
        self._transcript = transcript
        self._names = Names()
        self._who: str | None = None
        self._case: str | None = None
        self._read = 0
        self._heard = ""
        self._failed = False

    async def step(self, number: int, told: Step) -> list[Broken]:
        self._transcript.step(number, told.note)
        self._failed = False
        try:
            step = self._names.filled(told.model_copy(update={"then": Then()}))
            await self._pass_time(step)
            seen = await self._perform(step)
            news = await self._news(step.case)
            then = self._names.filled(told.then)
        except CannotDo as no:
            return self._fail([Broken(expected="the step can be done", seen=str(no))])
        return await self._compare(then, seen, news)

    async def ending(self, told: Then) -> list[Broken]:
        self._transcript.end()
        self._failed = False
        problems = self._theater.world.problems
        if problems:
            return self._fail([Broken(expected="the bot keeps to Slack's rules", seen="; ".join(problems))])
        return await self._compare(self._names.filled(told), None, ())

    # ---- time ----------------------------------------------------------------------------------------------------

    async def _pass_time(self, step: Step) -> None:
        if step.restart:
            await self._theater.restart()
            self._transcript.happens("the bot is killed and started again")
        until = await self._until(step)
        if until is None:
            return
        if step.down is not None:
            await self._theater.down_until(until)
            self._transcript.happens("the bot was down in the meantime")
        else:
            await self._theater.backstage.advance_to(until)
        await self._theater.backstage.settle()
        self._transcript.moment(self._theater.backstage.now())
        self._hear()

    def _hear(self) -> None:
        world = self._theater.world
        for message in pings_since(world, self._heard):
            self._transcript.ping(world.channels[message.channel_id].name, world.text_of(message, width=WIDTH - 8))
            self._heard = message.ts

    async def _until(self, step: Step) -> datetime | None:
        if step.at is not None:
            return datetime.strptime(step.at, "%Y-%m-%d %H:%M").replace(tzinfo=self._zone)
        span = step.after or step.down
        if span is None:
            return None
        backstage = self._theater.backstage
        if span == "next deadline":
            instant = await backstage.next_deadline()
            if instant is None:
                raise CannotDo("Nothing is due, so there is no next deadline.")
            return instant
        unit = span.lstrip("0123456789")
        number = int(span.removesuffix(unit))
        return backstage.after_business_days(number) if unit == "bd" else backstage.now() + number * _UNITS[unit]

    # ---- acts ----------------------------------------------------------------------------------------------------

    async def _perform(self, step: Step) -> Seen | None:
        if not step.together:
            return await self._act(step) if step.acts or step.who else None
        seen = await asyncio.gather(*(self._act(act) for act in step.together))
        entries = tuple(entry for one in seen if one for entry in one.entries)
        return Seen(entries=entries, modal=None, field_errors={})

    async def _act(self, act: Act) -> Seen | None:
        player = self._player(act.who)
        who = player.person.handle
        if act.shell is not None:
            return await self._on_the_shell(player, act.shell, act.with_)
        self._transcript.act(who, act)
        if act.twice:
            await self._theater.trouble.make("duplicate")
        seen = await _done_by(player, act)
        if seen is not None:
            self._transcript.sees(who, seen)
        return seen

    async def _on_the_shell(self, player: Player, words: str, options: Mapping[str, object]) -> Seen:
        written = {name: self._instant(value) for name, value in options.items()}
        person, world = player.person, self._theater.world
        start = len(world.shown)
        done = await self._theater.shell(person.handle, words, written)
        world.show(person.user_id, "shell", "shell", done.printed.strip())
        self._failed = self._failed or done.exit_code != 0
        seen = Seen(entries=tuple(world.seen_by(person.user_id, since=start)), modal=None, field_errors={})
        self._transcript.shell(person.handle, done.line)
        self._transcript.sees(person.handle, seen)
        return seen

    def _instant(self, value: object) -> object:
        """Return a local time as the shell takes it, with its offset; everything else as it is."""
        if isinstance(value, str) and _LOCAL.fullmatch(value):
            return datetime.strptime(value, "%Y-%m-%d %H:%M").replace(tzinfo=self._zone).isoformat()
        return value

    def _player(self, who: str | None) -> Player:
        self._who = who or self._who
        if self._who is None:
            raise CannotDo("The first step must say `who` acts.")
        try:
            return self._theater.people[self._who]
        except KeyError as nobody:
            raise CannotDo(str(nobody.args[0])) from None

    # ---- looking -------------------------------------------------------------------------------------------------

    async def _news(self, name: str | None) -> Sequence[CaseEvent]:
        record = await self._theater.record()
        news, self._read = record[self._read :], len(record)
        for event in news:
            if isinstance(event.fact, CaseOpened):
                self._case = event.case
                self._names.give(name or FIRST, event.case)
        return news

    async def _compare(self, then: Then, seen: Seen | None, news: Sequence[CaseEvent]) -> list[Broken]:
        recorded = tuple(kind_of(event) for event in news if not isinstance(event.fact, _BOOKKEEPING))
        case = self._names.key(then.case) if then.case else self._case
        after = After(seen=seen, recorded=recorded, look=await self._look(case), world=self._theater.world)
        try:
            failed = [*self._unforeseen(then, seen), *broken(then, after)]
        except CannotDo as no:
            failed = [Broken(expected="everything can be looked at", seen=str(no))]
        if failed:
            return self._fail(failed)
        self._transcript.holds(_count(then))
        return []

    def _unforeseen(self, then: Then, seen: Seen | None) -> list[Broken]:
        """Return a command of the shell that failed although the step expects nothing of the kind."""
        if not self._failed or then.refused is not None or then.nothing_recorded:
            return []
        return [Broken(expected="the command is taken", seen=seen.text if seen else "")]

    async def _look(self, key: str | None) -> CaseLook | None:
        if key is None:
            return None
        record = await self._theater.record()
        return look(key, [event for event in record if event.case == key], self._theater.backstage.now())

    def _fail(self, failed: list[Broken]) -> list[Broken]:
        self._transcript.fails(failed)
        return failed


async def _done_by(player: Player, act: Act) -> Seen | None:
    seen: list[Seen] = []
    if act.home:
        seen.append(await player.open_home())
    if act.type is not None:
        seen.append(await _type(player, act.type, act.where))
    if act.click is not None:
        seen.append(await player.click(act.click, on=act.on, channel=act.where))
    for label, value in act.fill.items():
        seen.append(await player.fill(label, _typed(value)))
    if act.submit or (act.fill and act.submit is None):
        seen.append(await player.submit())
    if act.close:
        seen.append(await player.close())
    if not seen:
        return None
    entries = tuple(entry for one in seen for entry in one.entries)
    return Seen(entries=entries, modal=seen[-1].modal, field_errors=seen[-1].field_errors)


async def _type(player: Player, text: str, where: str | None) -> Seen:
    if text.startswith("@scabot"):
        return await player.mention(text.removeprefix("@scabot").strip(), channel=where)
    if text.startswith("/"):
        return await player.slash(text, channel=where)
    return await player.say(text, channel=where)


def _typed(value: str | bool | int | list[str]) -> str | list[str]:  # noqa: FBT001 - a field of a form may hold a yes or no
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) else str(value)


def _count(then: Then) -> int:
    given = then.model_dump(exclude_defaults=True)
    return sum(len(value) if isinstance(value, list | dict) else 1 for value in given.values())
