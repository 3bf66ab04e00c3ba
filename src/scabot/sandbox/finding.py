"""Finding things by their words on one person's screen, and saying what is there when they are not."""

from collections.abc import Iterator, Sequence

from scabot.sandbox.acts import Spot
from scabot.sandbox.controls import CannotDo, elements_of
from scabot.sandbox.plain import all_options, text_of
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import Channel, Message, Person, SlackError, View
from scabot.sandbox.world import World

HOME = "home"


def find_channel(world: World, who: Person, name: str | None) -> Channel:
    """Return a channel by `#name` or id, `@scabot` for the bot's direct messages, None for the person's first one."""
    mine = world.channels_of(who.user_id)
    bot = world.people[world.installation.bot_user_id]
    if name == f"@{bot.handle}":
        return world.direct_channel(who.user_id)
    try:
        return world.channel(name) if name is not None else mine[0]
    except (SlackError, IndexError):
        listed = ", ".join(f"#{channel.name}" for channel in mine)
        raise CannotDo(f"{who.handle} sees no channel {name or ''}. {who.handle} is in: {listed}.") from None


def find_messages(
    world: World, who: Person, *, on: str | None = None, channel: str | None = None, thread: str | None = None
) -> list[Message]:
    """Return the messages in sight, newest first.

    `on` keeps those that contain the words, or whose thread starts with a message that does; `thread` keeps the replies
    below a message that contains the words.
    """
    found = list(reversed(world.visible_messages(who.user_id)))
    if channel is not None:
        channel_id = find_channel(world, who, channel).channel_id
        found = [one for one in found if one.channel_id == channel_id]
    if thread is not None:
        found = [one for one in found if _says(world, world.thread_parent(one), thread)]
    if on is not None:
        found = [one for one in found if _says(world, one, on) or _says(world, world.thread_parent(one), on)]
    return found


def _says(world: World, message: Message | None, words: str) -> bool:
    return message is not None and words.casefold() in f"{world.text_of(message)}\n{message.text}".casefold()


def find_button(
    world: World,
    who: Person,
    words: str,
    *,
    on: str | None = None,
    channel: str | None = None,
    thread: str | None = None,
) -> Spot:
    """Return the button or menu option with those words. Raises `CannotDo` listing what can be clicked there.

    Without narrowing, the form on top comes first, then messages from the newest down, then the Home tab, if open.
    """
    surfaces = list(_surfaces(world, who, on=on, channel=channel, thread=thread))
    for surface in surfaces:
        for spot, label in _clickable(surface):
            if label.casefold() == words.casefold():
                return spot
    offered = list(dict.fromkeys(f"[{label}]" for surface in surfaces for _spot, label in _clickable(surface)))
    place = ", ".join(part for part in (on, channel, thread) if part)
    where = f" ({place})" if place else ""
    raise CannotDo(f'{who.handle} sees no button "{words}"{where}. In sight: {" ".join(offered) or "no button at all"}')


def _surfaces(
    world: World, who: Person, *, on: str | None, channel: str | None, thread: str | None
) -> Iterator[Message | View]:
    home = world.homes.get(who.user_id)
    narrowed = any(part is not None for part in (on, channel, thread))
    if not narrowed:
        yield from world.modals[who.user_id][-1:]
    if channel != HOME:
        yield from find_messages(world, who, on=on, channel=channel, thread=thread)
    if home is not None and (channel == HOME or not narrowed):
        yield home


def _clickable(surface: Message | View) -> Iterator[tuple[Spot, str]]:
    for block in surface.blocks:
        for part in elements_of(block):
            if part["type"] == "button":
                yield Spot(surface, block, part), text_of(part["text"])
            elif part["type"] == "overflow" or isinstance(surface, Message):
                for option in all_options(part):
                    chosen = {"text": option["text"], "value": option.get("value")}
                    yield Spot(surface, block, part, chosen), text_of(option["text"])


def find_field(world: World, who: Person, label: str) -> Spot:
    """Return the field with that label on the form on top. Raises `CannotDo` listing the labels there are."""
    stack = world.modals[who.user_id]
    if not stack:
        raise CannotDo(f'No form is open, so there is no field "{label}".')
    fields = list(fields_of(stack[-1]))
    wanted = label.casefold().strip()
    exact = [spot for spot, name in fields if name.casefold() == wanted]
    near = exact or [spot for spot, name in fields if name.casefold().startswith(wanted)]
    if len(near) != 1:
        listed = ", ".join(f'"{name}"' for _spot, name in fields) or "none"
        many = "more than one field starts with" if near else "there is no field"
        raise CannotDo(f'On this form {many} "{label}". The fields are: {listed}.')
    return near[0]


def fields_of(view: View) -> Iterator[tuple[Spot, str]]:
    """Yield every field of a view with its label, in reading order."""
    for block in view.blocks:
        for part in elements_of(block):
            if (block["block_id"], part["action_id"]) in view.values:
                yield Spot(view, block, part), _label(block, part)


def _label(block: JsonObject, part: JsonObject) -> str:
    words: Sequence[object] = (block.get("label"), block.get("text"), part.get("placeholder"))
    return next((text_of(one) for one in words if one is not None), str(part["action_id"]))
