"""Slack, as far as the outbox speaks to it: it keeps what it was told, is late, asks to wait, and loses answers."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

import cast as c
from scabot.slack.marks import EVENT_TYPE
from sim.agenda import Action
from sim.ground import Hook

Json = dict[str, Any]

LIMITED, LOST, FROZEN = 0.05, 0.05, 0.01
"""How often Slack asks to wait, does what it was told and nobody hears of it, or lets nobody change a card any more."""
LIMITED_STATUS, LONGEST = 429, 9.0
INTERNAL, SHARED = "C0INTERNAL", "C0SHARED"
_TOLD: Json = {"is_ext_shared": False, "is_pending_ext_shared": False}
_CHANNELS: dict[str, Json] = {
    INTERNAL: {"id": INTERNAL, **_TOLD},
    SHARED: {"id": SHARED, "is_ext_shared": True, "connected_team_ids": [c.LAKESIDE, c.NORTHWIND]},
}
_SEEN = ("ts", "thread_ts", "text", "metadata")


@dataclass(frozen=True)
class _Fate:
    """What became of a call; without an answer nobody hears of it, be it late or because the connection is cut."""

    answer: Json | None
    status: int = 200
    headers: Json = field(default_factory=dict)
    taken: bool = True
    cut: bool = False


class FarSide:
    """What stands in the channels; `epoch` says what time it is there, which is the true time, `after` lets it pass."""

    def __init__(
        self,
        dice: Random,
        epoch: Callable[[], float],
        after: Callable[[float, Action], None],
        note: Callable[..., None],
    ) -> None:
        self._dice, self._epoch, self.after, self._note = dice, epoch, after, note
        self.channels: dict[str, list[Json]] = {name: [] for name in _CHANNELS}
        self.quiet = False
        """Whether it answers everything at once, as at the end of a run."""
        self.down = False
        """Whether nobody answers at all."""
        self.limited = self.lost = self.frozen = 0
        self._last = 0.0

    def own(self) -> Iterator[tuple[str, Json]]:
        """Yield every message that carries a mark of the outbox, with its channel."""
        for channel, messages in self.channels.items():
            yield from ((channel, one) for one in messages if one["metadata"]["event_type"] == EVENT_TYPE)

    def latency(self) -> float:
        """Return how many seconds something is on its way; it may be long."""
        if self.quiet:
            return 0.0
        return self._dice.uniform(0.05, 0.4) if self._dice.random() < 0.98 else self._dice.uniform(1, LONGEST)

    def meets(self, method: str, said: Json) -> _Fate:
        """Let a call arrive: often it is taken and answered, sometimes only one of the two."""
        fate = 1.0 if self.quiet else self._dice.random()
        if self.down and not self.quiet:
            return _Fate(None, taken=False)
        if fate < LIMITED:
            self.limited += 1
            wait = {"Retry-After": str(self._dice.randrange(1, 30))}
            return _Fate({"ok": False, "error": "ratelimited"}, LIMITED_STATUS, wait, taken=False)
        if fate < LIMITED + LOST / 2:
            self.lost += 1
            self.after(self._dice.uniform(1, LONGEST), lambda: self._take(method, said))
            return _Fate(None, taken=False, cut=True)
        answer = self._take(method, said)
        self.lost += fate < LIMITED + LOST
        return _Fate(None if fate < LIMITED + LOST else answer)

    def _take(self, method: str, said: Json) -> Json:
        answer = _METHODS[method](self, said)
        self._note("slack", method, said.get("channel"), answer.get("ts"), len(answer.get("messages", ())))
        return {"ok": "error" not in answer, **answer}

    def _info(self, said: Json) -> Json:
        return {"channel": _CHANNELS[said["channel"]]}

    def _post(self, said: Json) -> Json:
        self._last = max(self._epoch(), self._last + 0.000_1)
        message = {name: said.get(name) for name in _SEEN} | {"ts": f"{self._last:.6f}", "frozen": False}
        self.channels[said["channel"]].append(message)
        return {"channel": said["channel"], "ts": message["ts"]}

    def _update(self, said: Json) -> Json:
        [message] = [one for one in self.channels[said["channel"]] if one["ts"] == said["ts"]]
        if not self.quiet and self._dice.random() < FROZEN:
            message["frozen"] = True
        if message["frozen"]:
            self.frozen += 1
            return {"ok": False, "error": "edit_window_closed"}
        message |= {name: said.get(name) for name in ("text", "metadata")}
        return {"channel": said["channel"], "ts": said["ts"]}

    def _history(self, said: Json) -> Json:
        return self._page([one for one in self.channels[said["channel"]] if one["thread_ts"] is None][::-1], said)

    def _replies(self, said: Json) -> Json:
        of_thread = [one for one in self.channels[said["channel"]] if said["ts"] in (one["ts"], one["thread_ts"])]
        return self._page(of_thread, said)

    def _page(self, messages: list[Json], said: Json) -> Json:
        asked = [one for one in messages if float(said["oldest"]) <= float(one["ts"]) <= float(said["latest"])]
        begin, size = int(said.get("cursor", 0)), int(said["limit"])
        following = str(begin + size) if len(asked) > begin + size else ""
        return {"messages": asked[begin : begin + size], "response_metadata": {"next_cursor": following}}


_METHODS: dict[str, Callable[[FarSide, Json], Json]] = {
    "conversations.info": FarSide._info,  # noqa: SLF001 - a table of this class
    "conversations.history": FarSide._history,  # noqa: SLF001 - the same
    "conversations.replies": FarSide._replies,  # noqa: SLF001 - the same
    "chat.postMessage": FarSide._post,  # noqa: SLF001 - the same
    "chat.update": FarSide._update,  # noqa: SLF001 - the same
}


class Wire(AsyncWebClient):
    """Slack's own client, with a far side where the network would be."""

    def __init__(self, far_side: FarSide, hook: Hook) -> None:
        super().__init__(retry_handlers=[])
        self._far_side, self._hook = far_side, hook

    async def api_call(self, api_method: str, **asked: Json) -> AsyncSlackResponse:  # type: ignore[override]  # by name only
        """Bring a call over, and its answer back, or lose it.

        What is on its way arrives, whether or not its sender still lives or is awake.
        """
        far, said = self._far_side, asked.get("params") or asked.get("json") or {}
        arrived: asyncio.Future[_Fate] = asyncio.get_running_loop().create_future()
        far.after(far.latency(), lambda: self._arrive(api_method, said, arrived))
        fate = await arrived
        if fate.taken and api_method.startswith("chat."):
            self._hook("posted")
        if fate.answer is None:
            raise TimeoutError
        response = self._response(fate)
        if not fate.answer["ok"]:
            raise SlackApiError("no", response)  # type: ignore[no-untyped-call]  # it declares none
        return response

    def _arrive(self, method: str, said: Json, arrived: "asyncio.Future[_Fate]") -> None:
        fate = self._far_side.meets(method, said)
        back = LONGEST if fate.answer is None and not fate.cut else self._far_side.latency()
        self._far_side.after(back, lambda: None if arrived.done() else arrived.set_result(fate))

    def _response(self, fate: "_Fate") -> AsyncSlackResponse:
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data=fate.answer or {},
            headers=fate.headers,
            status_code=fate.status,
        )
