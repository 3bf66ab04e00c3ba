"""People who do random things that are sometimes possible, and try again what was not acknowledged."""

import asyncio
import re
from collections.abc import Callable
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

from crash.whole.moves import MOVES, OPEN, Move
from scabot.sandbox.acts import NOT_ANSWERED
from scabot.sandbox.controls import CannotDo
from scabot.sandbox.people import Player
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.world import World

MOST_CASES = 200
AT_WORK = 10
"""How many of the newest cases people turn to."""
_KEY = re.compile(r"SCA-[0-9A-Z]{6}")


class Crowd:
    """Everybody, driven by one source of chance; each act is one request, or two with a form.

    `sending` is set whenever a form goes off. `again` counts the forms that had to be sent more than once.
    """

    def __init__(self, server: SandboxServer, chance: Random) -> None:
        self._server, self._chance = server, chance
        self._keys: list[str] = []
        self._unanswered: set[str] = set()
        self.sending = asyncio.Event()
        self.again = 0

    @property
    def waits(self) -> bool:
        """Say whether a form was sent and not acknowledged yet."""
        return bool(self._unanswered)

    async def act(self) -> None:
        """Let somebody try something; what is not on their screen just does not happen."""
        self._trouble()
        if self._unanswered:
            player = self._server.people[self._chance.choice(sorted(self._unanswered))]
            self.again += 1
            await self._submit(player)
            return
        move, key = self._chosen()
        amount = str(self._chance.randrange(30_000, 60_000))
        player = self._server.people[move.who]
        try:
            await self._begin(player, move.how.replace("KEY", key).replace("AMOUNT", amount), key)
            await self._fill(player, move, amount)
        except CannotDo:
            await _put_away(player)

    def _chosen(self) -> tuple[Move, str]:
        keys = self._keys = self._keys if self._chance.random() < 0.9 and self._keys else keys_of(self._server.world)
        if not keys or (len(keys) < MOST_CASES and self._chance.random() < 0.025):
            return OPEN, ""
        [move] = self._chance.choices(MOVES, [move.weight for move in MOVES])
        return move, self._chance.choice(keys[-AT_WORK:])

    async def _begin(self, player: Player, how: str, key: str) -> None:
        await (player.slash(how) if how.startswith("/") else player.click(how, on=key))

    async def _fill(self, player: Player, move: Move, amount: str) -> None:
        if player.modal() is None:
            return
        for label, value in move.fields.items():
            await player.fill(label, amount if value == "AMOUNT" else value)
        await self._submit(player)

    async def _submit(self, player: Player) -> None:
        self.sending.set()
        seen = await player.submit()
        if NOT_ANSWERED in seen:
            self._unanswered.add(player.person.handle)  # the form stays open, and is sent as it stands
            return
        self._unanswered.discard(player.person.handle)
        await _put_away(player)

    def _trouble(self) -> None:
        faults, dice = self._server.faults, self._chance.random()
        plans: tuple[tuple[float, Callable[[], None]], ...] = (
            (0.05, faults.duplicate),
            (0.10, lambda: faults.drop_after_commit("chat.postMessage")),
            (0.15, lambda: faults.drop_after_commit("chat.postMessage", how="500")),
            (0.20, lambda: faults.drop_after_commit("chat.update")),
            (0.25, lambda: faults.rate_limit("chat.postMessage")),
        )
        for below, plan in plans:
            if dice < below:
                plan()
                return


async def _put_away(player: Player) -> None:
    if player.modal() is not None:
        await player.close(everything=True)


def keys_of(world: World) -> list[str]:
    """Return the cases that have a card, the oldest first."""
    said = [message for messages in world.messages.values() for message in messages if message.by_app]
    said.sort(key=lambda message: message.ts)
    return list(dict.fromkeys(key for message in said for key in _KEY.findall(message.text)))
