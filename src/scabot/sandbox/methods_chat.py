"""`chat.*`: posting, updating, deleting, ephemerals, permalinks."""

import json

from scabot.sandbox.arguments import Arguments
from scabot.sandbox.blocks import lint
from scabot.sandbox.desk import with_ids
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.shapes import message_json
from scabot.sandbox.things import Channel, Message, SlackError
from scabot.sandbox.world import World

MOST_TEXT = 40_000
MOST_METADATA = 16_000


def open_channel(world: World, channel_id: str) -> Channel:
    """Return a channel the bot may write to. Raises `SlackError` channel_not_found, not_in_channel, is_archived."""
    channel = member_channel(world, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def member_channel(world: World, channel_id: str) -> Channel:
    """Return a channel the bot is in, by id only; private channels it is not in do not exist for it."""
    channel = world.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if world.installation.bot_user_id not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "public" else "channel_not_found")
    return channel


def post_message(world: World, args: Arguments) -> JsonObject:
    """Post a message of the bot to a channel, or to a person's direct messages when given a user id."""
    target = args.needed("channel")
    channel = world.direct_channel(target) if target in world.people else open_channel(world, target)
    thread_ts = args.text("thread_ts")
    if thread_ts is not None:
        parent = world.find_message(channel, thread_ts)
        thread_ts = parent.thread_ts or parent.ts
    text, blocks = content(world, args)
    message = bot_message(world, channel, text or "", blocks)
    message.thread_ts = thread_ts
    message.metadata = metadata(args)
    world.post(message)
    return {
        "channel": channel.channel_id,
        "ts": message.ts,
        "message": message_json(world, message, all_metadata=True),
    }


def bot_message(world: World, channel: Channel, text: str, blocks: list[JsonObject]) -> Message:
    """Return a new message of the bot, not yet posted."""
    return Message(
        ts=world.new_ts(),
        channel_id=channel.channel_id,
        user_id=world.installation.bot_user_id,
        team_id=world.installation.team_id,
        text=text,
        blocks=blocks,
        by_app=True,
    )


def content(world: World, args: Arguments) -> tuple[str | None, list[JsonObject]]:
    """Return text (None if not sent) and blocks. Raises `SlackError` no_text, msg_too_long, invalid_blocks."""
    text, blocks = args.text("text"), args.structure("blocks")
    if not text and not blocks:
        raise SlackError("no_text")
    if text and len(text) > MOST_TEXT:
        raise SlackError("msg_too_long")
    return text, checked_blocks(world, blocks)


def checked_blocks(world: World, blocks: object) -> list[JsonObject]:
    """Return blocks with ids filled in; None is none. Raises `SlackError` invalid_blocks with the linter's words."""
    if blocks is None:
        return []
    faults = lint(blocks, "message")
    if faults or not isinstance(blocks, list):
        raise SlackError("invalid_blocks", errors=faults, response_metadata={"messages": faults})
    return with_ids(world, blocks)


def metadata(args: Arguments) -> JsonObject | None:
    """Return message metadata. Raises `SlackError` invalid_metadata_format, _schema, metadata_too_large."""
    found = args.structure("metadata")
    if found is None:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if found.keys() != {"event_type", "event_payload"} or not isinstance(found["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(found)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return found


def own_message(world: World, channel: Channel, ts: str, complaint: str) -> Message:
    """Return a message of the bot. Raises `SlackError` message_not_found, or `complaint` if somebody else wrote it."""
    message = world.find_message(channel, ts)
    if message.user_id != world.installation.bot_user_id:
        raise SlackError(complaint)
    return message


def update(world: World, args: Arguments) -> JsonObject:
    """Change a message of the bot; text without blocks removes the blocks, metadata not sent is kept."""
    channel = member_channel(world, args.needed("channel"))
    message = own_message(world, channel, args.needed("ts"), "cant_update_message")
    text, blocks = content(world, args)
    fresh_metadata = metadata(args)
    if text is not None or blocks:
        message.blocks = blocks
    message.text = text or ""
    message.metadata = fresh_metadata or message.metadata
    message.edited_ts = world.new_ts()
    world.edit(message)
    return {
        "channel": channel.channel_id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(world, message, all_metadata=True),
    }


def delete(world: World, args: Arguments) -> JsonObject:
    """Delete a message of the bot."""
    channel = member_channel(world, args.needed("channel"))
    message = own_message(world, channel, args.needed("ts"), "cant_delete_message")
    world.remove(message)
    return {"channel": channel.channel_id, "ts": message.ts}


def post_ephemeral(world: World, args: Arguments) -> JsonObject:
    """Show a message to one member of a channel. Raises `SlackError` user_not_in_channel."""
    channel = open_channel(world, args.needed("channel"))
    user_id = args.needed("user")
    if user_id not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = content(world, args)
    message = bot_message(world, channel, text or "", blocks)
    message.only_for, message.thread_ts = user_id, args.text("thread_ts")
    world.post(message)
    return {"message_ts": message.ts}


def get_permalink(world: World, args: Arguments) -> JsonObject:
    """Return the address of a message."""
    channel = member_channel(world, args.needed("channel"))
    message = world.find_message(channel, args.needed("message_ts"))
    domain = world.organizations[world.installation.team_id].domain
    address = f"https://{domain}.slack.example.org/archives/{channel.channel_id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.channel_id, "permalink": address}
