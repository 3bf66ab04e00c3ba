"""Payloads exactly as Slack sends them: slash commands, clicks, forms, shortcuts, events."""

from scabot.sandbox.controls import starting_values, state_values
from scabot.sandbox.desk import issue_trigger
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.shapes import message_json, team_json, view_json
from scabot.sandbox.things import Channel, Message, Person, View
from scabot.sandbox.world import World, without_empty


class Gate:
    """Builds payloads; each that may open a form carries a fresh trigger id of the person who acts."""

    def __init__(self, world: World) -> None:
        self.base_url = ""
        self._world = world

    def slash_command(self, who: Person, channel: Channel, command: str, text: str) -> JsonObject:
        """Return a slash command; it names the installing workspace and carries no thread."""
        installation = self._world.installation
        home = self._world.organizations[installation.team_id]
        return {
            "token": installation.verification_token,
            "team_id": home.team_id,
            "team_domain": home.domain,
            "channel_id": channel.channel_id,
            "channel_name": channel.payload_name,
            "user_id": who.user_id,
            "user_name": who.handle,
            "command": command,
            "text": text,
            "api_app_id": installation.app_id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(),
            "trigger_id": issue_trigger(self._world, who.user_id),
        }

    def message_action(self, who: Person, message: Message, action: JsonObject) -> JsonObject:
        """Return the click on an element of a message; `team` is the installing one, whoever clicks.

        An ephemeral message does not come back with the click, an ordinary one does.
        """
        world = self._world
        channel = world.channels[message.channel_id]
        ephemeral = message.only_for is not None
        container = without_empty(
            type="message",
            message_ts=message.ts,
            channel_id=message.channel_id,
            is_ephemeral=ephemeral,
            thread_ts=message.thread_ts,
        )
        return {
            **self._interaction("block_actions", who, world.installation.team_id),
            "trigger_id": issue_trigger(world, who.user_id),
            "container": container,
            "channel": {"id": channel.channel_id, "name": channel.payload_name},
            **({} if ephemeral else {"message": message_json(world, message)}),
            "state": {"values": state_values(starting_values(message.blocks))},
            "response_url": self._response_url(),
            "actions": [action],
        }

    def view_action(self, who: Person, view: View, action: JsonObject) -> JsonObject:
        """Return a click or change inside a modal or Home; `team` is the person's own."""
        on_modal = view.view_id if view.kind == "modal" else None
        return {
            **self._interaction("block_actions", who, who.team_id),
            "trigger_id": issue_trigger(self._world, who.user_id, on_modal),
            "container": {"type": "view", "view_id": view.view_id},
            "view": view_json(self._world, view),
            "state": {"values": state_values(view.values)},
            "actions": [action],
        }

    def view_submission(self, who: Person, view: View) -> JsonObject:
        """Return a submitted form; `team` is the submitter's own, ours is `view.app_installed_team_id`."""
        return {
            **self._interaction("view_submission", who, who.team_id),
            "trigger_id": issue_trigger(self._world, who.user_id, view.view_id),
            "response_urls": [],
            "view": view_json(self._world, view),
        }

    def view_closed(self, who: Person, view: View, *, is_cleared: bool) -> JsonObject:
        """Return a closed form, for views that asked to be told."""
        return {
            **self._interaction("view_closed", who, who.team_id),
            "view": view_json(self._world, view),
            "is_cleared": is_cleared,
        }

    def shortcut(self, who: Person, callback_id: str) -> JsonObject:
        """Return a global shortcut; it knows no channel."""
        return {
            **self._interaction("shortcut", who, who.team_id),
            "action_ts": self._world.new_ts(),
            "callback_id": callback_id,
            "trigger_id": issue_trigger(self._world, who.user_id),
        }

    def app_mention(self, who: Person, message: Message) -> JsonObject:
        """Return the event of a message that names the bot."""
        event = {
            "type": "app_mention",
            "user": who.user_id,
            "text": message.text,
            "ts": message.ts,
            "channel": message.channel_id,
            "event_ts": message.ts,
            "team": who.team_id,
            "user_team": who.team_id,
            "source_team": who.team_id,
            "client_msg_id": f"msg-{message.ts}",
            **without_empty(thread_ts=message.thread_ts),
        }
        return self.event(event, is_shared=self._world.channels[message.channel_id].is_shared)

    def app_home_opened(self, who: Person) -> JsonObject:
        """Return the event of a person opening the app's Home tab."""
        home = self._world.homes.get(who.user_id)
        event = {
            "type": "app_home_opened",
            "user": who.user_id,
            "channel": self._world.direct_channel(who.user_id).channel_id,
            "tab": "home",
            "event_ts": self._world.new_ts(),
            **({} if home is None else {"view": view_json(self._world, home)}),
        }
        return self.event(event, is_shared=False)

    def event(self, event: JsonObject, *, is_shared: bool) -> JsonObject:
        """Return any event in its outer envelope; the outer team is the installing one, not the author's."""
        installation = self._world.installation
        event_id = self._world.next_id("Ev")
        return {
            "token": installation.verification_token,
            "team_id": installation.team_id,
            "context_team_id": installation.team_id,
            "context_enterprise_id": None,
            "api_app_id": installation.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._world.now().timestamp()),
            "event_context": f"context-{event_id}",
            "is_ext_shared_channel": is_shared,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": installation.team_id,
                    "user_id": installation.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }

    def _interaction(self, kind: str, who: Person, team_id: str) -> JsonObject:
        installation = self._world.installation
        return {
            "type": kind,
            "token": installation.verification_token,
            "api_app_id": installation.app_id,
            "team": team_json(self._world.organizations[team_id]),
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": who.user_id, "username": who.handle, "name": who.handle, "team_id": who.team_id},
        }

    def _response_url(self) -> str:
        return f"{self.base_url}/response/{self._world.next_id('response-')}"
