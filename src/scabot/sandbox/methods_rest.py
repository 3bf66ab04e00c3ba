"""`auth.* conversations.* users.* views.*`: who is who, who is where, what was said, and the forms."""

from collections.abc import Sequence
from typing import TypeVar

from scabot.sandbox.arguments import Arguments
from scabot.sandbox.desk import find_view, open_modal, publish_home, push_modal, update_view
from scabot.sandbox.methods_chat import member_channel
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.shapes import channel_json, message_json, user_json, view_json
from scabot.sandbox.things import Channel, Message, SlackError
from scabot.sandbox.world import World

T = TypeVar("T")

_FAMILY = {"public": "channels", "private": "groups", "im": "im"}
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def need_scope(world: World, channel: Channel, right: str) -> None:
    """Demand `channels:`, `groups:` or `im:` + `right`, by the kind of channel. Raises `SlackError` missing_scope."""
    needed = f"{_FAMILY[channel.kind]}:{right}"
    if needed not in world.installation.bot_scopes:
        provided = ",".join(sorted(world.installation.bot_scopes))
        raise SlackError("missing_scope", needed=needed, provided=provided)


def _page(things: Sequence[T], args: Arguments, default: int) -> tuple[list[T], JsonObject]:
    limit = args.count("limit", default, 1000)
    cursor = args.text("cursor") or "at:0"
    if not cursor.startswith("at:") or not cursor[3:].isdecimal():
        raise SlackError("invalid_cursor")
    start = int(cursor[3:])
    more = start + limit < len(things)
    following = f"at:{start + limit}" if more else ""
    return list(things[start : start + limit]), {
        "has_more": more,
        "response_metadata": {"next_cursor": following},
    }


def auth_test(world: World, _args: Arguments) -> JsonObject:
    """Say whose token this is."""
    installation = world.installation
    home = world.organizations[installation.team_id]
    return {
        "url": f"https://{home.domain}.slack.example.org/",
        "team": home.name,
        "team_id": home.team_id,
        "user": world.people[installation.bot_user_id].handle,
        "user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "is_enterprise_install": False,
    }


def conversations_info(world: World, args: Arguments) -> JsonObject:
    """Describe a channel; one the bot is not in and that is not public does not exist for it."""
    channel = _visible_channel(world, args)
    need_scope(world, channel, "read")
    return {"channel": channel_json(world, channel)}


def _visible_channel(world: World, args: Arguments) -> Channel:
    channel = world.channels.get(args.needed("channel"))
    hidden = channel is not None and channel.kind != "public"
    if channel is None or (hidden and world.installation.bot_user_id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def conversations_members(world: World, args: Arguments) -> JsonObject:
    """List the members of a channel, page by page."""
    channel = _visible_channel(world, args)
    need_scope(world, channel, "read")
    members, rest = _page(channel.members, args, 100)
    return {"members": members, "response_metadata": rest["response_metadata"]}


def conversations_list(world: World, args: Arguments) -> JsonObject:
    """List the channels the bot can see, of the types asked for (default: public ones)."""
    wanted = {_TYPES.get(kind.strip()) for kind in (args.text("types") or "public_channel").split(",")}
    bot = world.installation.bot_user_id
    found = [
        one for one in world.channels.values() if one.kind in wanted and (one.kind == "public" or bot in one.members)
    ]
    for channel in found:
        need_scope(world, channel, "read")
    channels, rest = _page(found, args, 100)
    return {
        "channels": [channel_json(world, channel) for channel in channels],
        "response_metadata": rest["response_metadata"],
    }


def conversations_open(world: World, args: Arguments) -> JsonObject:
    """Open the direct messages with one person. Raises `SlackError` user_not_found for bots and strangers."""
    person = world.people.get(args.needed("users"))
    bot = world.installation.bot_user_id
    reachable = person is not None and (
        world.is_home(person) or any(bot in channel.members for channel in world.channels_of(person.user_id))
    )
    if person is None or person.is_bot or not reachable:
        raise SlackError("user_not_found")
    known = f"D{person.user_id[1:]}" in world.channels
    channel = world.direct_channel(person.user_id)
    shown = channel_json(world, channel) if args.flag("return_im") else {"id": channel.channel_id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if known else {})}


def conversations_history(world: World, args: Arguments) -> JsonObject:
    """Return messages outside threads, newest first, between `oldest` and `latest`."""
    channel = member_channel(world, args.needed("channel"))
    need_scope(world, channel, "history")
    messages = [one for one in world.messages[channel.channel_id] if one.thread_ts in (None, one.ts)]
    return _said(world, args, [one for one in reversed(messages) if _within(one, args)])


def conversations_replies(world: World, args: Arguments) -> JsonObject:
    """Return a thread, the message at its top first. Raises `SlackError` thread_not_found."""
    channel = member_channel(world, args.needed("channel"))
    need_scope(world, channel, "history")
    top = args.needed("ts")
    messages = [one for one in world.messages[channel.channel_id] if top in (one.ts, one.thread_ts)]
    if not any(one.ts == top and one.only_for is None for one in messages):
        raise SlackError("thread_not_found")
    return _said(world, args, [one for one in messages if one.ts == top or _within(one, args)])


def _within(message: Message, args: Arguments) -> bool:
    oldest, latest, inclusive = args.text("oldest"), args.text("latest"), args.flag("inclusive")
    ts = _micros(message.ts)
    after = oldest is None or ts > _micros(oldest) or (inclusive and ts == _micros(oldest))
    before = latest is None or ts < _micros(latest) or (inclusive and ts == _micros(latest))
    return after and before


def _micros(ts: str) -> int:
    seconds, _, rest = ts.partition(".")
    try:
        return int(seconds) * 1_000_000 + int(rest.ljust(6, "0")[:6])
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None


def _said(world: World, args: Arguments, messages: list[Message]) -> JsonObject:
    page, rest = _page([one for one in messages if one.only_for is None], args, 100)
    complete = args.flag("include_all_metadata")
    return {"messages": [message_json(world, one, all_metadata=complete) for one in page], **rest}


def users_info(world: World, args: Arguments) -> JsonObject:
    """Describe a person. Raises `SlackError` user_not_found."""
    person = world.people.get(args.needed("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": user_json(world, person)}


def users_list(world: World, args: Arguments) -> JsonObject:
    """List the members of the home organization."""
    members, rest = _page([one for one in world.people.values() if world.is_home(one)], args, 1000)
    return {
        "members": [user_json(world, member) for member in members],
        "response_metadata": rest["response_metadata"],
    }


def views_open(world: World, args: Arguments) -> JsonObject:
    """Open a modal for the person behind the trigger."""
    return {"view": view_json(world, open_modal(world, args.needed("trigger_id"), args.structure("view")))}


def views_push(world: World, args: Arguments) -> JsonObject:
    """Put a modal on top of the one the trigger came from."""
    return {"view": view_json(world, push_modal(world, args.needed("trigger_id"), args.structure("view")))}


def views_update(world: World, args: Arguments) -> JsonObject:
    """Replace an open view, if `hash` (when sent) is still its own."""
    view = find_view(world, args.text("view_id"), args.text("external_id"))
    return {"view": view_json(world, update_view(world, view, args.structure("view"), args.text("hash")))}


def views_publish(world: World, args: Arguments) -> JsonObject:
    """Set a person's Home tab."""
    home = publish_home(world, args.needed("user_id"), args.structure("view"), args.text("hash"))
    return {"view": view_json(world, home)}
