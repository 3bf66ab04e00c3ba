"""The practice world: who is there, what was said, and a record of what each person ever saw. Pure state."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from scabot.sandbox.plain import plain, readable
from scabot.sandbox.ports import Clock, JsonObject
from scabot.sandbox.things import (
    Channel,
    Installation,
    Message,
    Organization,
    Person,
    Shown,
    ShownKind,
    SlackError,
    Trigger,
    View,
)


class World:
    """All state of the practice workspace; ids are counted, so that the same acts give the same world."""

    def __init__(self, clock: Clock, installation: Installation) -> None:
        self.clock = clock
        self.installation = installation
        self.organizations: dict[str, Organization] = {}
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.shown: list[Shown] = []
        self.problems: list[str] = []
        self.versions: Counter[str] = Counter()
        self.listeners: list[Callable[[], None]] = []
        self._counts: Counter[str] = Counter()
        self._last_micros = 0

    # ---- names and numbers -------------------------------------------------------------------------------------

    def next_id(self, prefix: str) -> str:
        """Return the next id with that prefix, counted from 1: `V0000001`."""
        self._counts[prefix] += 1
        return f"{prefix}{self._counts[prefix]:07d}"

    def new_ts(self) -> str:
        """Return a message timestamp of now that no other message has."""
        micros = max(int(self.clock.now().timestamp() * 1_000_000), self._last_micros + 1)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def names(self) -> dict[str, str]:
        """Return how Slack draws ids: people with @, channels with #."""
        drawn = {person.user_id: f"@{person.name}" for person in self.people.values()}
        return drawn | {channel.channel_id: f"#{channel.name}" for channel in self.channels.values()}

    # ---- people and channels -----------------------------------------------------------------------------------

    def add_person(self, person: Person) -> None:
        """Let a person exist; handles and user ids are unique."""
        self.people[person.user_id] = person
        self.modals[person.user_id] = []

    def person(self, handle: str) -> Person:
        """Return the person with that handle. Raises `KeyError` naming who there is."""
        for person in self.people.values():
            if person.handle == handle:
                return person
        raise KeyError(f"nobody is called {handle}; there are {', '.join(self.handles())}")

    def handles(self) -> list[str]:
        """Return the handles of all people, the bot not included, in seeding order."""
        return [person.handle for person in self.people.values() if not person.is_bot]

    def is_home(self, person: Person) -> bool:
        """Tell whether a person belongs to the organization that installed the app."""
        return person.team_id == self.installation.team_id

    def add_channel(self, channel: Channel) -> None:
        """Let a channel exist; its members see what is posted from now on."""
        self.channels[channel.channel_id] = channel
        self.messages[channel.channel_id] = []

    def channel(self, name: str) -> Channel:
        """Return a channel by id or by `#name`. Raises `SlackError` channel_not_found."""
        for channel in self.channels.values():
            if name in (channel.channel_id, f"#{channel.name}"):
                return channel
        raise SlackError("channel_not_found")

    def channels_of(self, user_id: str) -> list[Channel]:
        """Return the channels that a person is in, in the order they were made."""
        return [channel for channel in self.channels.values() if user_id in channel.members]

    def direct_channel(self, user_id: str) -> Channel:
        """Return the direct-message channel between the app and a person; it is made when first needed."""
        channel_id = f"D{user_id[1:]}"
        if channel_id not in self.channels:
            bot = self.installation.bot_user_id
            members = [bot, user_id]
            teams = sorted({self.installation.team_id, self.people[user_id].team_id})
            created = int(self.clock.now().timestamp())
            self.add_channel(
                Channel(
                    channel_id=channel_id,
                    name=f"dm-{self.people[user_id].handle}",
                    kind="im",
                    team_ids=teams,
                    members=members,
                    creator=bot,
                    created=created,
                )
            )
        return self.channels[channel_id]

    def join(self, channel: Channel, user_id: str) -> None:
        """Add a member, who from now on can read everything said there before."""
        channel.members.append(user_id)
        for message in self.messages[channel.channel_id]:
            if message.only_for is None:
                self._show_message([user_id], "message", message)
        self._changed([user_id])

    # ---- messages ----------------------------------------------------------------------------------------------

    def post(self, message: Message) -> None:
        """Put a message into its channel and show it to the members, or to the one reader of an ephemeral message."""
        self.messages[message.channel_id].append(message)
        self._show_message(self.readers(message), "ephemeral" if message.only_for else "message", message)

    def edit(self, message: Message) -> None:
        """Show the members a message that has just been changed in place."""
        self._show_message(self.readers(message), "update", message)

    def remove(self, message: Message) -> None:
        """Take a message away; what people saw stays on record."""
        self.messages[message.channel_id].remove(message)
        self._changed(self.readers(message))

    def readers(self, message: Message) -> list[str]:
        """Return who can read a message: the members of its channel, or the one person it is for."""
        return [message.only_for] if message.only_for else self.channels[message.channel_id].members

    def find_message(self, channel: Channel, ts: str) -> Message:
        """Return a message that everybody in the channel can see. Raises `SlackError` message_not_found."""
        for message in self.messages[channel.channel_id]:
            if message.ts == ts and message.only_for is None:
                return message
        raise SlackError("message_not_found")

    def visible_messages(self, user_id: str) -> list[Message]:
        """Return everything on that person's screens, oldest first, ephemeral messages included."""
        found = [
            message
            for channel in self.channels_of(user_id)
            for message in self.messages[channel.channel_id]
            if message.only_for in (None, user_id)
        ]
        return sorted(found, key=lambda message: message.ts)

    def thread_parent(self, message: Message) -> Message | None:
        """Return the message at the top of the thread, or None outside threads."""
        if message.thread_ts in (None, message.ts):
            return None
        return next((one for one in self.messages[message.channel_id] if one.ts == message.thread_ts), None)

    def text_of(self, message: Message, *, width: int | None = None) -> str:
        """Return a message as its reader sees it."""
        names = self.names()
        return plain(message.blocks, width=width, names=names) if message.blocks else readable(message.text, names)

    def view_text(self, view: View, *, width: int | None = None) -> str:
        """Return a modal or Home as its reader sees it: the title, the blocks, the buttons below."""
        body = view.body
        buttons = [f"[{body[key]['text']}]" for key in ("submit", "close") if key in body]
        title = [f"== {body['title']['text']} =="] if "title" in body else []
        return "\n".join([*title, plain(view.blocks, width=width, names=self.names()), *buttons])

    # ---- the record --------------------------------------------------------------------------------------------

    def show(self, user_id: str, kind: ShownKind, where: str, text: str) -> None:
        """Record that a person saw a text just now."""
        if text:
            entry = Shown(number=len(self.shown), at=self.now(), user_id=user_id, kind=kind, where=where, text=text)
            self.shown.append(entry)
        self._changed([user_id])

    def show_view(self, view: View) -> None:
        """Record that a person sees a modal or their Home in its present state."""
        self.show(view.user_id, "modal" if view.kind == "modal" else "home", view.view_id, self.view_text(view))

    def touch(self, user_id: str) -> None:
        """Tell listeners that a person's screen changed without new text."""
        self._changed([user_id])

    def seen_by(self, user_id: str, *, since: int = 0) -> list[Shown]:
        """Return what a person saw, in order, from record number `since` on; metadata is not drawn, so not here."""
        return [one for one in self.shown[since:] if one.user_id == user_id and one.kind != "metadata"]

    def shown_to_organization(self, team_id: str) -> list[str]:
        """Return every text that anybody of an organization ever saw or could have read, message metadata included."""
        return [one.text for one in self.shown if self.people[one.user_id].team_id == team_id]

    def never_saw(self, team_id: str, words: str) -> bool:
        """Tell whether no one of an organization was ever shown those words, whatever their case and spacing."""
        wanted = " ".join(words.split()).casefold()
        return all(wanted not in " ".join(text.split()).casefold() for text in self.shown_to_organization(team_id))

    def problem(self, sentence: str) -> None:
        """Record something the app did wrong that Slack would swallow; tests expect this list to stay empty."""
        self.problems.append(sentence)

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return self.clock.now()

    def _show_message(self, readers: Iterable[str], kind: ShownKind, message: Message) -> None:
        where = self.channels[message.channel_id].name
        text = self.text_of(message)
        for user_id in readers:
            self.show(user_id, kind, where, text)
            if message.blocks and message.text:
                self.show(user_id, "notification", where, readable(message.text, self.names()))
            if message.metadata:
                self.show(user_id, "metadata", where, json.dumps(message.metadata))

    def _changed(self, user_ids: Iterable[str]) -> None:
        self.versions.update(user_ids)
        for listener in self.listeners:
            listener()


def without_empty(**fields: object) -> JsonObject:
    """Return the fields that have a value; Slack leaves the others out."""
    return {key: value for key, value in fields.items() if value is not None}
