"""The routes of the page: state, changes, acts, clock, trouble, wire, and its own files under a strict policy."""

import asyncio
import contextlib
import dataclasses
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import resources
from typing import Protocol

from aiohttp import web

from scabot.sandbox.acts import Acts
from scabot.sandbox.api import Api
from scabot.sandbox.controls import CannotDo
from scabot.sandbox.page_acts import PageActs
from scabot.sandbox.people import People
from scabot.sandbox.ports import Backstage, JsonObject
from scabot.sandbox.screen import screen
from scabot.sandbox.trouble import Trouble
from scabot.sandbox.wire import Wire
from scabot.sandbox.world import World

GUARD_HEADER = "X-Scabot-Practice"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_FILE = re.compile(r"[a-z0-9_-]+\.(html|js|css|svg)", re.ASCII)
_STEP = re.compile(r"\+(\d{1,4})(m|h|d|bd)", re.ASCII)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_KEEP_ALIVE = 15.0
_LAST = 200

Order = Callable[[JsonObject], Awaitable[JsonObject]]


class Plugged(Protocol):
    """The parts the routes work with."""

    world: World
    backstage: Backstage | None
    api: Api
    acts: Acts
    wire: Wire
    people: People
    trouble: Trouble


class PageRoutes:
    """Routes under `/world/` for the browser; orders need a guard header, so that no other site can give them."""

    def __init__(self, plugged: Plugged) -> None:
        self._plugged = plugged
        self._page_acts = PageActs(plugged.world, plugged.acts, plugged.people)
        self._streams: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return all routes of the page."""
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._file),
            web.get("/world/state", self._state),
            web.get("/world/stream", self._stream),
            web.get("/world/wire", self._wire),
            web.get("/world/clock", self._clock),
            web.post("/world/clock", self._guarded(self._advance)),
            web.post("/world/act", self._guarded(self._act)),
            web.post("/world/fault", self._guarded(self._fault)),
        ]

    # ---- looking -----------------------------------------------------------------------------------------------

    async def _state(self, request: web.Request) -> web.StreamResponse:
        try:
            player = self._page_acts.player(request.query.get("as", ""))
        except CannotDo as no:
            return _json({"ok": False, "error": str(no)}, 404)
        return _json(screen(self._plugged.world, player.person))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        try:
            user_id = self._page_acts.player(request.query.get("as", "")).person.user_id
        except CannotDo as no:
            return _json({"ok": False, "error": str(no)}, 404)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        changed = asyncio.Event()
        changed.set()
        self._plugged.world.listeners.append(changed.set)
        telling = asyncio.create_task(self._send_versions(response, user_id, changed))
        self._streams.add(telling)
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await telling
        finally:
            telling.cancel()
            self._streams.discard(telling)
            self._plugged.world.listeners.remove(changed.set)
        return response

    async def close(self, _application: web.Application) -> None:
        """End every stream, so that the server can stop at once."""
        for telling in self._streams:
            telling.cancel()

    async def _send_versions(self, response: web.StreamResponse, user_id: str, changed: asyncio.Event) -> None:
        told = -1
        while True:
            try:
                await asyncio.wait_for(changed.wait(), _KEEP_ALIVE)
            except TimeoutError:
                await response.write(b": still here\n\n")
            changed.clear()
            version = self._plugged.world.versions[user_id]
            if version != told:
                told = version
                await response.write(f"data: {version}\n\n".encode())

    async def _wire(self, _request: web.Request) -> web.StreamResponse:
        calls = list(self._plugged.api.calls)[-_LAST:]
        envelopes = list(self._plugged.wire.sent)[-_LAST:]
        return _json(
            {
                "connections": self._plugged.wire.connections,
                "calls": [dataclasses.asdict(call) for call in calls],
                "envelopes": [dataclasses.asdict(sent) for sent in envelopes],
                "problems": self._plugged.world.problems,
            }
        )

    async def _clock(self, _request: web.Request) -> web.StreamResponse:
        return _json(await self._clock_json())

    async def _clock_json(self) -> JsonObject:
        backstage = self._plugged.backstage
        deadline = None if backstage is None else await backstage.next_deadline()
        return {
            "now": self._plugged.world.now().isoformat(),
            "next_deadline": None if deadline is None else deadline.isoformat(),
            "can_advance": backstage is not None,
        }

    # ---- acting ------------------------------------------------------------------------------------------------

    def _guarded(self, order: Order) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            if not _same_origin(request):
                return _json({"ok": False, "error": "Orders come from this page only."}, 403)
            try:
                body = await request.json()
            except ValueError:
                body = None
            if not isinstance(body, dict):
                return _json({"ok": False, "error": "An order is a JSON object."}, 400)
            try:
                return _json({"ok": True, **await order(body)})
            except CannotDo as no:
                return _json({"ok": False, "error": str(no)}, 409)

        return handle

    async def _act(self, body: JsonObject) -> JsonObject:
        seen = await self._page_acts.carry_out(body)
        return {"seen": seen.to_json()}

    async def _fault(self, body: JsonObject) -> JsonObject:
        await self._plugged.trouble.make(str(body.get("fault", "")))
        return {}

    async def _advance(self, body: JsonObject) -> JsonObject:
        backstage = self._plugged.backstage
        if backstage is None:
            raise CannotDo("This practice workspace has no clock that can be moved.")
        await advance(backstage, str(body.get("advance", "")))
        return await self._clock_json()

    # ---- the page's own files ------------------------------------------------------------------------------------

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["name"])


async def advance(backstage: Backstage, step: str) -> None:
    """Move the clock by `+30m`, `+1h`, `+2d`, `+3bd` (business days), or to the `next` deadline, and settle.

    Raises `CannotDo` for other words, and for `next` when nothing is due.
    """
    match = _STEP.fullmatch(step)
    if step == "next":
        instant = await backstage.next_deadline()
        if instant is None:
            raise CannotDo("Nothing is due, so there is no next deadline.")
    elif match is None:
        raise CannotDo(f'"{step}" is no step of time. Steps are +30m, +1h, +2d, +3bd and next.')
    elif match.group(2) == "bd":
        instant = backstage.after_business_days(int(match.group(1)))
    else:
        instant = backstage.now() + int(match.group(1)) * _UNITS[match.group(2)]
    await backstage.advance_to(instant)
    await backstage.settle()


def _same_origin(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    ours = origin is None or origin == f"http://{request.host}"
    return ours and site == "same-origin" and GUARD_HEADER in request.headers


def _json(body: JsonObject, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.json_response(body, status=status, headers=headers)


def _page_file(name: str) -> web.Response:
    found = resources.files("scabot.sandbox").joinpath("page", name)
    if not _FILE.fullmatch(name) or not found.is_file():
        return web.Response(status=404, text="There is no such page.")
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    kind = _TYPES[name.rpartition(".")[2]]
    return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8", headers=headers)
