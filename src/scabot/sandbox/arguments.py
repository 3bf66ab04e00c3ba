"""The arguments of one Web API call, whichever way they came: query, form fields, or a JSON body."""

import json
from typing import Any

from aiohttp import web

from scabot.sandbox.ports import JsonObject
from scabot.sandbox.things import SlackError

_TRUE = {"true", "1", "yes"}


class Arguments:
    """Named arguments; lists and objects may be JSON values or JSON written in a string."""

    def __init__(self, given: JsonObject, token: str | None) -> None:
        self.given = given
        self.token = token

    def text(self, name: str) -> str | None:
        """Return a string, or None if it was not sent."""
        value = self.given.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        """Return a string that must be there. Raises `SlackError` invalid_arguments."""
        value = self.text(name)
        if not value:
            fault = f"[ERROR] missing required field: {name}"
            raise SlackError("invalid_arguments", response_metadata={"messages": [fault]})
        return value

    def flag(self, name: str) -> bool:
        """Return a truth value; it may come as true, "true" or "1"."""
        return str(self.given.get(name, "")).lower() in _TRUE

    def count(self, name: str, default: int, most: int) -> int:
        """Return a number from 1 to `most`. Raises `SlackError` invalid_limit."""
        try:
            value = int(self.text(name) or default)
        except ValueError:
            value = 0
        if not 1 <= value <= most:
            raise SlackError("invalid_limit")
        return value

    def structure(self, name: str) -> Any:  # noqa: ANN401 - it is whatever the app sent; the linter judges it
        """Return a list or object, decoded if it came as a string; None if not sent. Raises invalid_arguments."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            fault = f"[ERROR] {name} is not JSON"
            raise SlackError("invalid_arguments", response_metadata={"messages": [fault]}) from None


async def arguments_of(request: web.Request) -> Arguments:
    """Return the arguments and the token of a call. Raises `SlackError` invalid_json, invalid_form_data."""
    given: JsonObject = dict(request.query)
    if request.content_type == "application/json":
        given |= await _json_body(request)
    elif request.method == "POST":
        form = await request.post()
        given |= {key: value for key, value in form.items() if isinstance(value, str)}
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else given.pop("token", None)
    return Arguments(given, token)


async def _json_body(request: web.Request) -> JsonObject:
    try:
        body = await request.json()
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
