"""What the page asks for on behalf of a person: the same verbs, by words or by the ids the page has at hand."""

from collections.abc import Awaitable, Callable

from scabot.sandbox.acts import Acts, Spot
from scabot.sandbox.controls import CannotDo
from scabot.sandbox.desk import element_in
from scabot.sandbox.finding import find_channel
from scabot.sandbox.people import People, Player, Seen
from scabot.sandbox.plain import all_options
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import Message, View
from scabot.sandbox.world import World

_KNOWN = "slash, click, fill, submit, close, home, mention, say, shortcut"


class PageActs:
    """Carries out one order, `{"as": "ruth", "do": "click", …}`. Raises `CannotDo` for what is not on the screen.

    A click is given by words (`text`, and `on`, `channel`, `thread` to narrow it) or exactly: `at: {ts, channel}` or
    `at: {view_id}` with `block_id`, `action_id` and, for menus, `option` (its value). `fill` takes `label`, or `at`.
    `submit` may bring `values: {block_id: {action_id: typed}}` and fills them in first.
    """

    def __init__(self, world: World, acts: Acts, people: People) -> None:
        self._world = world
        self._acts = acts
        self._people = people
        self._verbs: dict[str, Callable[[Player, JsonObject], Awaitable[Seen]]] = {
            "slash": self._slash,
            "click": self._click,
            "fill": self._fill,
            "submit": self._submit,
            "close": lambda player, order: player.close(everything=bool(order.get("everything"))),
            "home": lambda player, _order: player.open_home(),
            "mention": lambda player, order: player.mention(str(order.get("text", "")), channel=order.get("channel")),
            "say": lambda player, order: player.say(_needed(order, "text"), channel=order.get("channel")),
            "shortcut": lambda player, order: player.shortcut(_needed(order, "name")),
        }

    async def carry_out(self, order: JsonObject) -> Seen:
        """Do it and return what the person saw in consequence."""
        verb = self._verbs.get(str(order.get("do")))
        if verb is None:
            raise CannotDo(f"Nobody can do that. A person can: {_KNOWN}.")
        return await verb(self.player(order.get("as")), order)

    def player(self, handle: object) -> Player:
        """Return the person to act as. Raises `CannotDo` with all handles."""
        if str(handle) not in self._world.handles():
            raise CannotDo(f"Nobody is called {handle}. There are: {', '.join(self._world.handles())}.")
        return self._people[str(handle)]

    async def _slash(self, player: Player, order: JsonObject) -> Seen:
        in_thread = bool(order.get("in_thread"))
        return await player.slash(_needed(order, "text"), channel=order.get("channel"), in_thread=in_thread)

    async def _click(self, player: Player, order: JsonObject) -> Seen:
        if "at" in order:
            return await player.press(self._spot(player, order["at"]))
        narrowing = {key: order.get(key) for key in ("on", "channel", "thread")}
        return await player.click(_needed(order, "text"), **narrowing)

    async def _fill(self, player: Player, order: JsonObject) -> Seen:
        if "at" in order:
            return await player.change(self._spot(player, order["at"]), order.get("value"))
        return await player.fill(_needed(order, "label"), order.get("value"))

    async def _submit(self, player: Player, order: JsonObject) -> Seen:
        top = self._world.modals[player.person.user_id][-1:]
        for view in top:
            for block_id, fields in dict(order.get("values", {})).items():
                for action_id, typed in fields.items():
                    spot = _spot(view, {"block_id": block_id, "action_id": action_id})
                    self._acts.set_value(player.person, spot, typed)
        return await player.submit()

    def _spot(self, player: Player, at: JsonObject) -> Spot:
        return _spot(self._surface(player, at), at)

    def _surface(self, player: Player, at: JsonObject) -> Message | View:
        user_id = player.person.user_id
        if "view_id" in at:
            home = self._world.homes.get(user_id)
            views = [*self._world.modals[user_id][-1:], *([home] if home else [])]
            found: list[Message | View] = [view for view in views if view.view_id == at["view_id"]]
        else:
            channel = find_channel(self._world, player.person, str(at.get("channel")))
            visible = self._world.visible_messages(user_id)
            found = [one for one in visible if (one.channel_id, one.ts) == (channel.channel_id, at.get("ts"))]
        if not found:
            raise CannotDo("That is no longer on the screen; look again.")
        return found[0]


def _spot(surface: Message | View, at: JsonObject) -> Spot:
    try:
        block, part = element_in(surface.blocks, str(at.get("block_id")), str(at.get("action_id")))
    except KeyError:
        raise CannotDo("That button or field is no longer there; look again.") from None
    chosen = [option for option in all_options(part) if option.get("value") == at.get("option")]
    option = {"text": chosen[0]["text"], "value": chosen[0].get("value")} if chosen else None
    return Spot(surface, block, part, option)


def _needed(order: JsonObject, name: str) -> str:
    value = order.get(name)
    if not isinstance(value, str) or not value:
        raise CannotDo(f'"{name}" is missing.')
    return value
