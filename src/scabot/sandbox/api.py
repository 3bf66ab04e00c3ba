"""The Web API: one table of methods, and the road of every call: outage, token, scope, planned trouble, limits."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aiohttp import web

from scabot.sandbox import methods_chat as chat
from scabot.sandbox import methods_rest as rest
from scabot.sandbox.arguments import Arguments, arguments_of
from scabot.sandbox.faults import Faults
from scabot.sandbox.limits import Limits
from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import SlackError
from scabot.sandbox.world import World

Method: TypeAlias = Callable[[World, Arguments], JsonObject]

_REMEMBERED_CALLS = 2000


@dataclass(frozen=True)
class _Entry:
    run: Method
    scope: str | None
    tier: int | None
    caller: Literal["bot", "app"] = "bot"


_METHODS: dict[str, _Entry] = {
    "auth.test": _Entry(rest.auth_test, None, None),
    "chat.postMessage": _Entry(chat.post_message, "chat:write", None),
    "chat.update": _Entry(chat.update, "chat:write", 3),
    "chat.delete": _Entry(chat.delete, "chat:write", 3),
    "chat.postEphemeral": _Entry(chat.post_ephemeral, "chat:write", 4),
    "chat.getPermalink": _Entry(chat.get_permalink, None, None),
    "conversations.info": _Entry(rest.conversations_info, None, 3),
    "conversations.members": _Entry(rest.conversations_members, None, 4),
    "conversations.list": _Entry(rest.conversations_list, None, 2),
    "conversations.open": _Entry(rest.conversations_open, "im:write", 3),
    "conversations.history": _Entry(rest.conversations_history, None, 3),
    "conversations.replies": _Entry(rest.conversations_replies, None, 3),
    "users.info": _Entry(rest.users_info, "users:read", 4),
    "users.list": _Entry(rest.users_list, "users:read", 2),
    "views.open": _Entry(rest.views_open, None, 4),
    "views.push": _Entry(rest.views_push, None, 4),
    "views.update": _Entry(rest.views_update, None, 4),
    "views.publish": _Entry(rest.views_publish, None, 4),
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of the Web API as the wire inspector shows it: method, arguments without the token, answer."""

    at: str
    method: str
    arguments: JsonObject
    answer: JsonObject


class Api:
    """Answers `/api/{method}` as Slack would, strictly."""

    def __init__(self, world: World, limits: Limits, faults: Faults, open_socket: Callable[[], str]) -> None:
        self.calls: deque[Call] = deque(maxlen=_REMEMBERED_CALLS)
        self._world = world
        self._limits = limits
        self._faults = faults
        connections_open = _Entry(lambda _world, _args: {"url": open_socket()}, "connections:write", None, "app")
        self._methods = {**_METHODS, "apps.connections.open": connections_open}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Carry out one call. A refusal is HTTP 200 with `ok: false`, as in Slack; 429 if limited; 503 in an outage."""
        method = request.match_info["method"]
        if self._faults.outage:
            return web.Response(status=503, text="the practice workspace plays an outage")
        args = Arguments({}, None)
        try:
            args = await arguments_of(request)
            answer = self._run(method, args)
        except SlackError as no:
            answer = {"ok": False, "error": no.code, **no.extra}
        self.calls.append(Call(at=self._world.now().isoformat(), method=method, arguments=args.given, answer=answer))
        return self._response(request, method, answer)

    def _run(self, method: str, args: Arguments) -> JsonObject:
        entry = self._methods.get(method)
        if entry is None:
            raise SlackError("unknown_method", req_method=method)
        self._admit(entry, args)
        if planned := self._faults.take_error(method):
            raise SlackError(planned)
        wait = self._faults.take_wait(method) or self._limits.wait_for(method, entry.tier, args.text("channel"))
        if wait is not None:
            raise SlackError("ratelimited", retry_after=wait)
        return {"ok": True, **entry.run(self._world, args)}

    def _admit(self, entry: _Entry, args: Arguments) -> None:
        installation = self._world.installation
        if not args.token:
            raise SlackError("not_authed")
        if args.token not in (installation.bot_token, installation.app_token):
            raise SlackError("invalid_auth")
        wanted = installation.bot_token if entry.caller == "bot" else installation.app_token
        if args.token != wanted:
            raise SlackError("not_allowed_token_type")
        provided = installation.bot_scopes if entry.caller == "bot" else installation.app_scopes
        if entry.scope is not None and entry.scope not in provided:
            raise SlackError("missing_scope", needed=entry.scope, provided=",".join(sorted(provided)))

    def _response(self, request: web.Request, method: str, answer: JsonObject) -> web.StreamResponse:
        loss = self._faults.take_loss(method) if answer["ok"] else None
        if loss == "lost" and request.transport is not None:
            request.transport.abort()
        if loss is not None:
            return web.Response(status=500, text="the answer is lost")
        headers = {"x-oauth-scopes": ",".join(sorted(self._world.installation.bot_scopes))}
        if answer.get("error") != "ratelimited":
            return web.json_response(answer, headers=headers)
        headers["Retry-After"] = str(answer["retry_after"])
        return web.json_response({"ok": False, "error": "ratelimited"}, headers=headers, status=429)
