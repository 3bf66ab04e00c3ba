"""What one person sees, as JSON for the page."""

from scabot.sandbox.controls import state_values
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import Channel, Message, Person, View
from scabot.sandbox.world import World

_NOTICES = 5


def screen(world: World, who: Person) -> JsonObject:
    """Return that person's whole screen; nothing in it is hidden from them, nothing of others is in it."""
    home = world.homes.get(who.user_id)
    notices = [entry for entry in world.seen_by(who.user_id) if entry.kind == "notice"][-_NOTICES:]
    return {
        "version": world.versions[who.user_id],
        "now": world.now().isoformat(),
        "me": {
            **person_json(world, who),
            "zone": who.zone,
            "is_home": world.is_home(who),
            "is_guest": who.is_restricted,
        },
        "people": [person_json(world, world.person(handle)) for handle in world.handles()],
        "names": world.names(),
        "channels": [_channel(world, who, channel) for channel in world.channels_of(who.user_id)],
        "modals": [_view(view) for view in world.modals[who.user_id]],
        "home": None if home is None else _view(home),
        "notices": [{"at": entry.at.isoformat(), "text": entry.text} for entry in notices],
        "shortcuts": list(world.installation.shortcuts) if world.is_home(who) else [],
    }


def person_json(world: World, who: Person) -> JsonObject:
    """Return a person for lists: handle, name, organization."""
    organization = world.organizations[who.team_id]
    return {
        "handle": who.handle,
        "user_id": who.user_id,
        "name": who.name,
        "organization": organization.name,
        "team_id": who.team_id,
    }


def _channel(world: World, who: Person, channel: Channel) -> JsonObject:
    others = [world.organizations[team].name for team in channel.team_ids if team != who.team_id]
    visible = [one for one in world.messages[channel.channel_id] if one.only_for in (None, who.user_id)]
    bot = world.people[world.installation.bot_user_id].handle
    return {
        "id": channel.channel_id,
        "name": f"@{bot}" if channel.kind == "im" else f"#{channel.name}",
        "kind": channel.kind,
        "shared_with": others,
        "is_archived": channel.is_archived,
        "messages": [_message(world, message) for message in visible],
    }


def _message(world: World, message: Message) -> JsonObject:
    author = world.people[message.user_id]
    return {
        "ts": message.ts,
        "channel": message.channel_id,
        "author": author.name,
        "organization": world.organizations[author.team_id].name,
        "is_app": message.by_app,
        "text": message.text,
        "blocks": message.blocks,
        "plain": world.text_of(message),
        "thread_ts": message.thread_ts,
        "is_edited": message.edited_ts is not None,
        "is_ephemeral": message.only_for is not None,
    }


def _view(view: View) -> JsonObject:
    body = view.body
    return {
        "view_id": view.view_id,
        "hash": view.hash,
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "blocks": view.blocks,
        "values": state_values(view.values),
        "errors": view.errors,
    }
