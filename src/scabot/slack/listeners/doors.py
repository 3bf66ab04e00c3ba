"""The doors of the Bolt app, written out: who, what, ask, answer. Whoever was turned away gets their answer here."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from scabot.slack.answers.answer import as_modal
from scabot.slack.answers.typed import out_of_date
from scabot.slack.deps import Deps
from scabot.slack.forms.inputs import RESHAPE
from scabot.slack.guard import CALL, TURNED_AWAY, TurnedAway
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.commands import click, command
from scabot.slack.listeners.events import home_opened, mentioned, turned_away
from scabot.slack.listeners.reshaping import reshape
from scabot.slack.listeners.screen import screen_of
from scabot.slack.listeners.submissions import submitted
from scabot.slack.tokens import BadToken

JsonBody = dict[str, Any]
Handler = Callable[..., Awaitable[None]]
_OURS = re.compile(r"^sca\.")


def command_door(deps: Deps) -> Handler:
    """Return the listener of `/sca`."""

    async def on_command(body: JsonBody, context: AsyncBoltContext, ack: AsyncAck, client: AsyncWebClient) -> None:
        screen = screen_of(body, ack, client)
        if away := context.get(TURNED_AWAY):
            await screen.tell(away.answer)
            return
        await command(Ask(deps=deps, call=context[CALL], screen=screen), body["text"])

    return on_command


def action_door(deps: Deps) -> Handler:
    """Return the listener of every button and of the menus that reshape a form."""

    async def on_action(body: JsonBody, context: AsyncBoltContext, ack: AsyncAck, client: AsyncWebClient) -> None:
        screen = screen_of(body, ack, client)
        if away := context.get(TURNED_AWAY):
            await screen.tell(away.answer)
            return
        action, call = body["actions"][0], context[CALL]
        reshaping = action["action_id"] == RESHAPE
        try:
            press = deps.tokens.unseal(_token(body, action), call.at)
            _demand(reshaping or action["action_id"] == f"sca.{press.action}")
        except BadToken:
            await screen.tell(out_of_date())
            return
        ask = Ask(deps=deps, call=call, screen=screen, via=press.alias)
        await (reshape(ask, press, body["view"]) if reshaping else click(ask, press))

    return on_action


def _token(body: JsonBody, action: JsonBody) -> str:
    """Return the token of a click: the form's own for a menu that reshapes it, else the button's."""
    if action["action_id"] == RESHAPE:
        return str(body.get("view", {}).get("private_metadata") or "")
    return str(action.get("value") or "")


def _kept(body: JsonBody, away: TurnedAway) -> JsonBody:
    """Return an answer to a form that is turned away which keeps what was filled in, if there is a field to hold it."""
    first = next(iter(body["view"].get("state", {}).get("values", {})), None)
    fields = away.fields or ({first: away.answer.text} if first else {})
    if fields:
        return {"response_action": "errors", "errors": fields}
    return {"response_action": "update", "view": as_modal("scabot", away.answer)}


def _demand(genuine: bool) -> None:  # noqa: FBT001 - reads as what is demanded
    """Raise `BadToken` for a token of ours in a place that is not its own."""
    if not genuine:
        raise BadToken


def form_door(deps: Deps) -> Handler:
    """Return the listener of every form."""

    async def on_form(body: JsonBody, context: AsyncBoltContext, ack: AsyncAck, client: AsyncWebClient) -> None:
        if away := context.get(TURNED_AWAY):
            await ack(_kept(body, away))
            return
        view, call = body["view"], context[CALL]
        try:
            press = deps.tokens.unseal(view["private_metadata"], call.at)
            _demand(view["callback_id"] == f"sca.{press.action}")
        except BadToken:
            await ack({"response_action": "update", "view": as_modal("scabot", out_of_date())})
            return
        ask = Ask(deps=deps, call=call, screen=screen_of(body, ack, client), via=press.alias)
        await ack(dict(await submitted(ask, press, view["state"]["values"])))

    return on_form


def event_door(deps: Deps, answer: Callable[[Ask, JsonBody], Awaitable[None]]) -> Handler:
    """Return the listener of one event; strangers are told whom to ask on their Home tab, and nowhere else."""

    async def on_event(body: JsonBody, context: AsyncBoltContext, ack: AsyncAck, client: AsyncWebClient) -> None:
        if away := context.get(TURNED_AWAY):
            await turned_away(away.answer, body, client)
            return
        await answer(Ask(deps=deps, call=context[CALL], screen=screen_of(body, ack, client)), body)

    return on_event


def register(app: AsyncApp, deps: Deps) -> None:
    """Hang every door into the app."""
    app.command("/sca")(command_door(deps))
    app.action(_OURS)(action_door(deps))
    app.view(_OURS)(form_door(deps))
    app.event("app_home_opened")(event_door(deps, home_opened))
    app.event("app_mention")(event_door(deps, mentioned))
