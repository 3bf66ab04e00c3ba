"""What a Slack client does for a person: check what Slack checks, send the payload, apply the answer."""

import html
import re
from dataclasses import dataclass

from scabot.sandbox.controls import CannotDo, Typed, client_errors, typed_value
from scabot.sandbox.desk import checked_view, close_top, push_onto, set_errors, update_view
from scabot.sandbox.gate import Gate
from scabot.sandbox.methods_chat import bot_message, checked_blocks
from scabot.sandbox.plain import text_of
from scabot.sandbox.ports import Answer, Delivery, JsonObject
from scabot.sandbox.things import Channel, Message, Person, SlackError, View
from scabot.sandbox.world import World

NOT_ANSWERED = "We had some trouble connecting. Try again?"

_BUTTON_KEYS = {"text", "value", "style"}
_MENTION = re.compile(r"([@#])([\w-]+)", re.ASCII)


@dataclass(frozen=True)
class Spot:
    """One element in sight: the message or view it stands in, its block, and the option meant (menus only)."""

    surface: Message | View
    block: JsonObject
    part: JsonObject
    option: JsonObject | None = None


class Acts:
    """The precise acts, by id; `people.py` finds things by their words and then comes here."""

    def __init__(self, world: World, gate: Gate, delivery: Delivery) -> None:
        self._world = world
        self._gate = gate
        self._delivery = delivery

    async def slash(self, who: Person, typed: str, channel: Channel, *, in_thread: bool = False) -> None:
        """Type a slash command; Slack refuses it in threads and for members of other organizations."""
        self._demand_member(who, channel)
        command, _, text = typed.partition(" ")
        if not self._world.is_home(who) or command not in self._world.installation.commands:
            self._notice(who, f"{command} is not a valid command.")
        elif in_thread:
            self._notice(who, f"{command} is not supported in threads. Sorry!")
        else:
            payload = self._gate.slash_command(who, channel, command, self._escaped(text.strip()))
            answer = await self._delivery.deliver("slash_commands", payload)
            self._answer_command(who, typed, channel, answer)

    def _answer_command(self, who: Person, typed: str, channel: Channel, answer: Answer) -> None:
        command = typed.partition(" ")[0]
        if not answer.acked:
            self._notice(who, f'{command} failed with the error "operation_timeout"')
        elif answer.payload and (answer.payload.get("text") or answer.payload.get("blocks")):
            try:
                self._post_answer(who, typed, channel, answer.payload)
            except SlackError as no:
                self._world.problem(f"the answer to {command} was refused: {no.code} {no.extra.get('errors')}")
                self._notice(who, f'{command} failed with the error "{no.code}"')

    def _post_answer(self, who: Person, typed: str, channel: Channel, payload: JsonObject) -> None:
        blocks = checked_blocks(self._world, payload.get("blocks"))
        if payload.get("response_type") == "in_channel":
            self.say(who, typed, channel)
        message = bot_message(self._world, channel, str(payload.get("text") or ""), blocks)
        message.only_for = None if payload.get("response_type") == "in_channel" else who.user_id
        self._world.post(message)

    async def press(self, who: Person, spot: Spot) -> None:
        """Click a button or choose from a menu; a confirmation is shown and agreed to."""
        if confirm := spot.part.get("confirm"):
            words = (text_of(confirm[key]) for key in ("title", "text", "confirm", "deny"))
            self._world.show(who.user_id, "confirm", "confirmation", "\n".join(words))
        action = self._action(spot)
        if isinstance(spot.surface, View):
            payload = self._gate.view_action(who, spot.surface, action)
        else:
            payload = self._gate.message_action(who, spot.surface, action)
        answer = await self._delivery.deliver("interactive", payload)
        if not answer.acked:
            self._notice(who, NOT_ANSWERED)

    def _action(self, spot: Spot) -> JsonObject:
        part = spot.part
        if part["type"] == "button":
            shown: JsonObject = {key: value for key, value in part.items() if key in _BUTTON_KEYS}
        elif isinstance(spot.surface, View) and (spot.block["block_id"], part["action_id"]) in spot.surface.values:
            shown = spot.surface.values[spot.block["block_id"], part["action_id"]]
        else:
            shown = {"selected_option": spot.option}
        identity = {"type": part["type"], "action_id": part["action_id"], "block_id": spot.block["block_id"]}
        return {**shown, **identity, "action_ts": self._world.new_ts()}

    async def change(self, who: Person, spot: Spot, typed: Typed) -> None:
        """Fill in one field of a view; the app is told at once if the field asks for it (`dispatch_action`)."""
        self.set_value(who, spot, typed)
        if spot.block["type"] != "input" or spot.block.get("dispatch_action"):
            await self.press(who, spot)

    def set_value(self, who: Person, spot: Spot, typed: Typed) -> None:
        """Fill in one field of a view without telling the app."""
        if not isinstance(spot.surface, View):
            raise CannotDo("Only forms have fields to fill in; in messages, choose from menus by clicking.")
        key = (spot.block["block_id"], spot.part["action_id"])
        spot.surface.values[key] = typed_value(spot.part, typed, who.zone)
        spot.surface.errors.pop(spot.block["block_id"], None)
        self._world.touch(who.user_id)

    async def submit(self, who: Person) -> None:
        """Send the form on top; Slack's own checks come first and send nothing."""
        view = self._top(who)
        if "submit" not in view.body:
            raise CannotDo(f"There is nothing to submit here, only:\n{self._world.view_text(view)}")
        if errors := client_errors(view.blocks, view.values):
            set_errors(self._world, view, errors)
            return
        view.errors = {}
        answer = await self._delivery.deliver("interactive", self._gate.view_submission(who, view))
        if not answer.acked:
            self._notice(who, NOT_ANSWERED)
        elif view in self._world.modals[who.user_id]:
            self._answer_submission(who, view, answer.payload or {})

    def _answer_submission(self, who: Person, view: View, payload: JsonObject) -> None:
        try:
            match payload.get("response_action"):
                case None:
                    close_top(self._world, who.user_id)
                case "errors":
                    set_errors(self._world, view, payload.get("errors", {}))
                case "update":
                    update_view(self._world, view, payload.get("view", {}))
                case "push":
                    checked = checked_view(self._world, payload.get("view"), "modal")
                    push_onto(self._world, who.user_id, checked)
                case "clear":
                    self._world.modals[who.user_id].clear()
                    self._world.touch(who.user_id)
                case other:
                    self._world.problem(f"a submission was answered with the unknown response_action {other}")
                    self._notice(who, NOT_ANSWERED)
        except SlackError as no:
            self._world.problem(f"the answer to a submission was refused: {no.code} {no.extra.get('errors')}")
            self._notice(who, NOT_ANSWERED)

    async def close(self, who: Person, *, everything: bool = False) -> None:
        """Close the form on top, or the whole stack; views that asked for it are told to the app."""
        stack = self._world.modals[who.user_id]
        self._top(who)
        closing = list(reversed(stack)) if everything or stack[-1].body.get("clear_on_close") else [stack[-1]]
        for view in closing:
            payload = self._gate.view_closed(who, view, is_cleared=everything)
            if view.body.get("notify_on_close"):
                await self._delivery.deliver("interactive", payload)
            stack.remove(view)
        if stack:
            self._world.show_view(stack[-1])
        self._world.touch(who.user_id)

    async def mention(self, who: Person, text: str, channel: Channel, thread_ts: str | None = None) -> None:
        """Write a message that names the bot; the app hears of it where the bot is a member."""
        bot = self._world.installation.bot_user_id
        message = self.say(who, f"<@{bot}> {text}".strip(), channel, thread_ts)
        if bot in channel.members:
            await self._delivery.deliver("events_api", self._gate.app_mention(who, message))

    def say(self, who: Person, text: str, channel: Channel, thread_ts: str | None = None) -> Message:
        """Write an ordinary message; the app does not hear of it."""
        self._demand_member(who, channel)
        message = Message(
            ts=self._world.new_ts(),
            channel_id=channel.channel_id,
            user_id=who.user_id,
            team_id=who.team_id,
            text=text,
            thread_ts=thread_ts,
        )
        self._world.post(message)
        return message

    async def open_home(self, who: Person) -> None:
        """Open the app's Home tab; people of other organizations are not promised one."""
        if not self._world.is_home(who):
            raise CannotDo("The app's Home belongs to members of the organization that installed it.")
        await self._delivery.deliver("events_api", self._gate.app_home_opened(who))
        if who.user_id in self._world.homes:
            self._world.show_view(self._world.homes[who.user_id])

    async def shortcut(self, who: Person, name: str) -> None:
        """Choose one of the app's global shortcuts by its name."""
        shortcuts = self._world.installation.shortcuts
        if not self._world.is_home(who) or name not in shortcuts:
            offered = ", ".join(shortcuts) if self._world.is_home(who) else "none for other organizations"
            raise CannotDo(f'There is no shortcut "{name}". The shortcuts are: {offered}.')
        answer = await self._delivery.deliver("interactive", self._gate.shortcut(who, shortcuts[name]))
        if not answer.acked:
            self._notice(who, NOT_ANSWERED)

    def _top(self, who: Person) -> View:
        stack = self._world.modals[who.user_id]
        if not stack:
            raise CannotDo("No form is open.")
        return stack[-1]

    def _notice(self, who: Person, text: str) -> None:
        self._world.show(who.user_id, "notice", "Slack", text)

    def _demand_member(self, who: Person, channel: Channel) -> None:
        if who.user_id not in channel.members:
            mine = ", ".join(f"#{one.name}" for one in self._world.channels_of(who.user_id))
            raise CannotDo(f"{who.handle} is not in #{channel.name}. {who.handle} is in: {mine}.")

    def _escaped(self, text: str) -> str:
        return _MENTION.sub(self._link, html.escape(text, quote=False))

    def _link(self, match: re.Match[str]) -> str:
        sign, name = match.groups()
        for person in self._world.people.values() if sign == "@" else ():
            if person.handle == name:
                return f"<@{person.user_id}|{name}>"
        for channel in self._world.channels.values() if sign == "#" else ():
            if channel.name == name:
                return f"<#{channel.channel_id}|{name}>"
        return match.group(0)
