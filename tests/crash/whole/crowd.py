"""People who do random things that are sometimes possible, whatever happens to the bot meanwhile."""

import re
from collections.abc import Callable
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

from scabot.sandbox.controls import CannotDo
from scabot.sandbox.people import Player
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.world import World

MOST_CASES = 6
_KEY = re.compile(r"SCA-[0-9A-Z]{6}")
Move = tuple[str, str, dict[str, str]]
"""Who acts, what they type (`/…`) or click, with KEY and AMOUNT to be put in, and what they fill in."""

OPEN: Move = (
    "ruth",
    "/sca open",
    {"Health plan": "Northwind Health Plan", "Provider": "Lakeside Transplant Center", "Urgency": "Emergency"},
)
MOVES: tuple[Move, ...] = (
    (
        "ruth",
        "/sca approval KEY",
        {
            "Authorization number": "AUTH-1",
            "Valid from": "2026-11-20",
            "Valid to": "2028-05-31",
            "Who approved it": "Utilization management",
        },
    ),
    ("ruth", "/sca request KEY", {"Department": "Contracting", "Reason": "It is an emergency"}),
    ("ruth", "/sca note KEY trying again", {}),
    ("cara", "Confirm receipt", {}),
    ("ben", "/sca offer KEY AMOUNT case rate", {}),
    ("ben", "/sca counter KEY AMOUNT case rate", {}),
    ("ben", "/sca accept KEY", {}),
    ("nils", "Make an offer", {"Amount": "AMOUNT"}),
    ("nils", "Submit a counter", {"Amount": "AMOUNT"}),
    ("nils", "Reject the offer", {}),
    ("nils", "Issue the draft", {}),
)


class Crowd:
    """Everybody, driven by one source of chance; each act is one request, or two with a form."""

    def __init__(self, server: SandboxServer, chance: Random) -> None:
        self._server, self._chance = server, chance

    async def act(self) -> None:
        """Let somebody try something; what is not on their screen just does not happen."""
        keys = keys_of(self._server.world)
        opens = not keys or (len(keys) < MOST_CASES and self._chance.random() < 0.15)
        who, how, fields = OPEN if opens else self._chance.choice(MOVES)
        key = self._chance.choice(keys) if keys else ""
        amount = str(self._chance.randrange(30_000, 60_000))
        player = self._server.people[who]
        self._trouble()
        try:
            await self._try(player, how.replace("KEY", key).replace("AMOUNT", amount), key)
            await self._fill(player, {label: value.replace("AMOUNT", amount) for label, value in fields.items()})
        except CannotDo:
            pass
        if player.modal() is not None:
            await player.close(everything=True)

    async def _try(self, player: Player, how: str, key: str) -> None:
        await (player.slash(how) if how.startswith("/") else player.click(how, on=key))

    async def _fill(self, player: Player, fields: dict[str, str]) -> None:
        if player.modal() is None:
            return
        for label, value in fields.items():
            await player.fill(label, value)
        await player.submit()

    def _trouble(self) -> None:
        faults, dice = self._server.faults, self._chance.random()
        plans: tuple[tuple[float, Callable[[], None]], ...] = (
            (0.05, faults.duplicate),
            (0.15, lambda: faults.drop_after_commit("chat.postMessage")),
            (0.20, lambda: faults.drop_after_commit("chat.update")),
            (0.25, lambda: faults.rate_limit("chat.postMessage")),
        )
        for below, plan in plans:
            if dice < below:
                plan()
                return


def keys_of(world: World) -> list[str]:
    """Return the cases that have a card, oldest first."""
    said = (message.text for messages in world.messages.values() for message in messages if message.by_app)
    return sorted({key for text in said for key in _KEY.findall(text)})
