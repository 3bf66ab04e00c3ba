"""How Slack writes its things in JSON, in answers and payloads alike."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from scabot.sandbox.controls import state_values
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import Channel, Message, Organization, Person, View
from scabot.sandbox.world import World, without_empty

_VIEW_DEFAULTS: JsonObject = {
    "title": None,
    "submit": None,
    "close": None,
    "callback_id": "",
    "external_id": "",
    "private_metadata": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def message_json(world: World, message: Message, *, all_metadata: bool = False) -> JsonObject:
    """Return a message; the payload of its metadata only on request, and the size of its thread if it has one."""
    return {
        "type": "message",
        "user": message.user_id,
        "team": message.team_id,
        "text": message.text,
        "ts": message.ts,
        **without_empty(
            bot_id=world.installation.bot_id if message.by_app else None,
            app_id=world.installation.app_id if message.by_app else None,
            client_msg_id=None if message.by_app else f"msg-{message.ts}",
            thread_ts=message.thread_ts,
            blocks=message.blocks or None,
            metadata=_metadata(message, all_metadata=all_metadata),
            edited={"user": message.user_id, "ts": message.edited_ts} if message.edited_ts else None,
        ),
        **_thread(world, message),
    }


def _metadata(message: Message, *, all_metadata: bool) -> JsonObject | None:
    if message.metadata is None or all_metadata:
        return message.metadata
    return {"event_type": message.metadata["event_type"]}


def _thread(world: World, message: Message) -> JsonObject:
    replies = [
        reply
        for reply in world.messages[message.channel_id]
        if reply.thread_ts == message.ts != reply.ts and reply.only_for is None
    ]
    if not replies:
        return {}
    return {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}


def channel_json(world: World, channel: Channel) -> JsonObject:
    """Return a conversation as `conversations.info` shows it to the app."""
    bot = world.installation.bot_user_id
    common: JsonObject = {
        "id": channel.channel_id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "is_frozen": False,
        "context_team_id": world.installation.team_id,
    }
    if channel.kind == "im":
        return {**common, "user": next(member for member in channel.members if member != bot)}
    teams = channel.team_ids if channel.is_shared else []
    return {
        **common,
        "name": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": channel.kind == "private",
        "is_member": bot in channel.members,
        "creator": channel.creator,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": channel.team_ids,
        "connected_team_ids": [team for team in teams if team != world.installation.team_id],
        "internal_team_ids": [],
    }


def user_json(world: World, person: Person) -> JsonObject:
    """Return a user without e-mail and locale; people of other organizations say whether they are strangers."""
    offset = world.now().astimezone(ZoneInfo(person.zone)).utcoffset() or timedelta()
    home = world.is_home(person)
    bot = world.installation.bot_user_id
    meets = any(bot in channel.members for channel in world.channels_of(person.user_id))
    return {
        "id": person.user_id,
        "team_id": person.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": False,
        "is_bot": person.is_bot,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "tz": person.zone,
        "tz_label": person.zone.rsplit("/", maxsplit=1)[-1],
        "tz_offset": int(offset.total_seconds()),
        "updated": 1_700_000_000,
        "profile": {"real_name": person.name, "display_name": person.handle, "team": person.team_id},
        **({} if home else {"is_stranger": not meets}),
    }


def view_json(world: World, view: View) -> JsonObject:
    """Return a view with what the person filled in so far."""
    installation = world.installation
    return {
        "id": view.view_id,
        "team_id": world.people[view.user_id].team_id,
        "type": view.kind,
        **{key: view.body.get(key, default) for key, default in _VIEW_DEFAULTS.items()},
        "blocks": view.blocks,
        "state": {"values": state_values(view.values)},
        "hash": view.hash,
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        "app_id": installation.app_id,
        "app_installed_team_id": installation.team_id,
        "bot_id": installation.bot_id,
    }


def team_json(organization: Organization) -> JsonObject:
    """Return an organization as interaction payloads name it."""
    return {"id": organization.team_id, "domain": organization.domain}
