"""The people of the practice world and what they do, in the words of a story: type, click, fill in, submit, look."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from scabot.sandbox.acts import Acts, Spot
from scabot.sandbox.controls import Typed
from scabot.sandbox.finding import fields_of, find_button, find_channel, find_field, find_messages
from scabot.sandbox.plain import text_of, wrapped
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import Shown, View
from scabot.sandbox.world import World

_LOUD = {"message", "update", "ephemeral", "modal", "field error", "confirm", "home", "notice", "shell"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one person saw in consequence of one act, and the form that is open afterwards.

    `words in seen` looks through all of it, whatever the spacing; `str(seen)` is for transcripts, 80 columns wide.
    """

    entries: tuple[Shown, ...]
    modal: str | None
    field_errors: dict[str, str]

    def of(self, *kinds: str) -> list[str]:
        """Return the texts of those kinds: message, update, ephemeral, modal, home, notice, confirm, field error."""
        return [entry.text for entry in self.entries if entry.kind in kinds]

    @property
    def ephemerals(self) -> list[str]:
        """Return what only this person was shown, Slack's own notices included."""
        return self.of("ephemeral", "notice")

    @property
    def messages(self) -> list[str]:
        """Return new and changed messages in channels, threads and direct messages."""
        return self.of("message", "update")

    @property
    def home(self) -> str | None:
        """Return the Home tab if it was shown."""
        return next(reversed(self.of("home")), None)

    @property
    def text(self) -> str:
        """Return everything seen, one text after the other."""
        return "\n".join(entry.text for entry in self.entries)

    def __contains__(self, words: str) -> bool:
        return _flat(words) in _flat(self.text)

    def __str__(self) -> str:
        parts = [
            f"{_heading(entry)}\n{wrapped(entry.text, indent='  ')}" for entry in self.entries if entry.kind in _LOUD
        ]
        return "\n".join(parts)

    def to_json(self) -> JsonObject:
        """Return the same for the page: entries in order, the open form as text, field errors by label."""
        entries = [{"kind": one.kind, "where": one.where, "text": one.text} for one in self.entries]
        return {"entries": entries, "modal": self.modal, "field_errors": self.field_errors}


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _heading(entry: Shown) -> str:
    place = {
        "message": f"#{entry.where}",
        "update": f"#{entry.where}, changed",
        "ephemeral": f"#{entry.where}, only you",
    }
    return f"[{place.get(entry.kind, entry.kind)}]" if entry.kind != "field error" else f"[{entry.where}]"


class Player:
    """One person at their screen. Every verb returns when the app has answered and settled."""

    def __init__(self, world: World, acts: Acts, handle: str, settle: Callable[[], Awaitable[None]]) -> None:
        self.person = world.person(handle)
        self._world = world
        self._acts = acts
        self._settle = settle

    async def slash(self, text: str, *, channel: str | None = None, in_thread: bool = False) -> Seen:
        """Type a command; `status` means `/sca status`. Default channel: the first one this person is in."""
        typed = text if text.startswith("/") else f"/sca {text}"
        place = find_channel(self._world, self.person, channel)
        return await self._after(self._acts.slash(self.person, typed, place, in_thread=in_thread))

    async def click(
        self, words: str, *, on: str | None = None, channel: str | None = None, thread: str | None = None
    ) -> Seen:
        """Click a button, or choose a menu option, by its words; whoever turns to a message closes open forms first.

        `on`: words (such as a case key) in the message or at the top of its thread · `channel`: `#name`, `@scabot` or
        `home` · `thread`: words of the message whose replies are meant. Raises `CannotDo` listing what is in sight.
        """
        return await self.press(find_button(self._world, self.person, words, on=on, channel=channel, thread=thread))

    async def fill(self, label: str, value: Typed) -> Seen:
        """Fill in a field of the open form by its label; None empties it. Raises `CannotDo` listing labels, options."""
        return await self.change(find_field(self._world, self.person, label), value)

    async def press(self, spot: Spot) -> Seen:
        """Click an element found before; for callers that know its ids instead of its words."""
        if self._world.modals[self.person.user_id] and spot.surface not in self._world.modals[self.person.user_id]:
            await self._acts.close(self.person, everything=True)
        return await self._after(self._acts.press(self.person, spot))

    async def change(self, spot: Spot, value: Typed) -> Seen:
        """Fill in a field found before; for callers that know its ids instead of its label."""
        return await self._after(self._acts.change(self.person, spot, value))

    async def submit(self) -> Seen:
        """Submit the open form; look at `field_errors` and `modal` of what comes back."""
        return await self._after(self._acts.submit(self.person))

    async def close(self, *, everything: bool = False) -> Seen:
        """Close the form on top, or all of them."""
        return await self._after(self._acts.close(self.person, everything=everything))

    async def mention(self, text: str = "", *, channel: str | None = None, thread: str | None = None) -> Seen:
        """Write `@scabot text` in a channel, or below the newest message there that contains the words of `thread`."""
        place = find_channel(self._world, self.person, channel)
        found = find_messages(self._world, self.person, on=thread, channel=place.channel_id) if thread else []
        top = (found[0].thread_ts or found[0].ts) if found else None
        return await self._after(self._acts.mention(self.person, text, place, top))

    async def say(self, text: str, *, channel: str | None = None) -> Seen:
        """Write an ordinary message that the app does not hear."""
        self._acts.say(self.person, text, find_channel(self._world, self.person, channel))
        return await self._after(None)

    async def open_home(self) -> Seen:
        """Open the app's Home tab."""
        return await self._after(self._acts.open_home(self.person))

    async def shortcut(self, name: str) -> Seen:
        """Choose a global shortcut by its name."""
        return await self._after(self._acts.shortcut(self.person, name))

    def everything_seen(self) -> list[str]:
        """Return every text ever shown to this person: messages and each of their versions, ephemerals, forms, Home."""
        return [entry.text for entry in self._world.seen_by(self.person.user_id)]

    def messages(self, *, on: str | None = None, channel: str | None = None, thread: str | None = None) -> list[str]:
        """Return the messages on the screen now, newest first, narrowed as in `click`."""
        found = find_messages(self._world, self.person, on=on, channel=channel, thread=thread)
        return [self._world.text_of(message) for message in found]

    def ephemerals(self) -> list[str]:
        """Return the messages only this person sees, newest first."""
        return [self._world.text_of(one) for one in find_messages(self._world, self.person) if one.only_for is not None]

    def modal(self) -> str | None:
        """Return the form on top as text, or None."""
        stack = self._world.modals[self.person.user_id]
        return self._world.view_text(stack[-1]) if stack else None

    def home(self) -> str | None:
        """Return the Home tab as text, or None if there is none yet."""
        home = self._world.homes.get(self.person.user_id)
        return None if home is None else self._world.view_text(home)

    def labels(self) -> list[str]:
        """Return the labels of the fields on the open form."""
        return [name for view in self._world.modals[self.person.user_id][-1:] for _spot, name in fields_of(view)]

    async def _after(self, act: Awaitable[None] | None) -> Seen:
        start = len(self._world.shown)
        if act is not None:
            await act
        await self._settle()
        entries = self._world.seen_by(self.person.user_id, since=start)
        stack = self._world.modals[self.person.user_id]
        return Seen(entries=tuple(entries), modal=self.modal(), field_errors=_errors(stack[-1]) if stack else {})


def _errors(view: View) -> dict[str, str]:
    labels = {block["block_id"]: text_of(block.get("label")) for block in view.blocks}
    return {labels[block_id]: text for block_id, text in view.errors.items()}


class People:
    """All players by handle: `people["ruth"]`."""

    def __init__(self, world: World, acts: Acts, settle: Callable[[], Awaitable[None]]) -> None:
        self._players = {handle: Player(world, acts, handle, settle) for handle in world.handles()}

    def __getitem__(self, handle: str) -> Player:
        try:
            return self._players[handle]
        except KeyError:
            raise KeyError(f"nobody is called {handle}; there are {', '.join(self._players)}") from None

    def __iter__(self) -> Iterator[Player]:
        return iter(self._players.values())
