"""Planned trouble in words, as stories and the page order it: `outage on`, `drop_after_commit chat.postMessage 2`."""

from collections.abc import Awaitable, Callable

from scabot.sandbox.controls import CannotDo
from scabot.sandbox.faults import Faults
from scabot.sandbox.limits import Limits
from scabot.sandbox.wire import Wire

KNOWN = (
    "outage on|off · limits on|off · kill_tcp · refresh · link_disabled · duplicate [N] · "
    "drop_after_commit METHOD [N] [lost|500] · rate_limit METHOD [N] [SECONDS] · error METHOD CODE [N]"
)
_SWITCH = {"on": True, "off": False}


class Trouble:
    """Carries out one order. Raises `CannotDo` with all known orders if it does not understand."""

    def __init__(self, faults: Faults, limits: Limits, wire: Wire) -> None:
        self._faults = faults
        self._limits = limits
        self._wire = wire
        self._orders: dict[str, Callable[[list[str]], Awaitable[None]]] = {
            "outage": self._outage,
            "limits": self._set_limits,
            "kill_tcp": self._kill_tcp,
            "refresh": self._refresh,
            "link_disabled": self._link_disabled,
            "duplicate": self._duplicate,
            "drop_after_commit": self._drop,
            "rate_limit": self._rate_limit,
            "error": self._error,
        }

    async def make(self, words: str) -> None:
        """Do what the words say."""
        name, *rest = words.split() or [""]
        if name not in self._orders:
            raise CannotDo(f'"{words}" is no fault I know. Known are: {KNOWN}')
        try:
            await self._orders[name](rest)
        except (IndexError, KeyError, ValueError):
            raise CannotDo(f'"{words}" is incomplete. Known are: {KNOWN}') from None

    async def _outage(self, rest: list[str]) -> None:
        self._faults.outage = _SWITCH[rest[0]]
        if self._faults.outage:
            self._wire.kill_tcp()

    async def _set_limits(self, rest: list[str]) -> None:
        self._limits.enabled = _SWITCH[rest[0]]

    async def _kill_tcp(self, _rest: list[str]) -> None:
        self._wire.kill_tcp()

    async def _refresh(self, _rest: list[str]) -> None:
        await self._wire.disconnect("refresh_requested")

    async def _link_disabled(self, _rest: list[str]) -> None:
        await self._wire.disconnect("link_disabled")

    async def _duplicate(self, rest: list[str]) -> None:
        self._faults.duplicate(int(rest[0]) if rest else 1)

    async def _drop(self, rest: list[str]) -> None:
        method, count, how = [*rest, *("", "1", "lost")[len(rest) :]]
        self._faults.drop_after_commit(method, int(count), how="500" if how == "500" else "lost")

    async def _rate_limit(self, rest: list[str]) -> None:
        method, count, seconds = [*rest, *("", "1", "1")[len(rest) :]]
        self._faults.rate_limit(method, int(count), retry_after=int(seconds))

    async def _error(self, rest: list[str]) -> None:
        self._faults.error(rest[0], rest[1], int(rest[2]) if len(rest) > 2 else 1)  # noqa: PLR2004 - the third word
