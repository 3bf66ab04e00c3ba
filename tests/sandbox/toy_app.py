"""A small real Bolt app on the practice workspace, and a clock that is wound by hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.world import World

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

Json = dict[str, Any]


class HandClock:
    """A clock that stands still until it is wound."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - START).total_seconds()

    def wind(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@dataclass
class Toy:
    """The running pieces: the server, the app's own client, and what the app noticed."""

    clock: HandClock
    world: World
    server: SandboxServer
    client: AsyncWebClient
    handler: AsyncSocketModeHandler
    noticed: list[Any] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = self.server.people


def button(text: str, action_id: str) -> Json:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": text},
        "action_id": action_id,
        "value": "SCA-7QK2M4",
    }


def card(words: str = "SCA-7QK2M4 · Negotiating") -> list[Json]:
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{words}*"}},
        {
            "type": "actions",
            "block_id": "moves",
            "elements": [button("Accept", "accept"), button("Counter", "counter")],
        },
    ]


def offer_form() -> Json:
    return {
        "type": "modal",
        "callback_id": "offer",
        "private_metadata": "SCA-7QK2M4",
        "notify_on_close": True,
        "title": {"type": "plain_text", "text": "Make an offer"},
        "submit": {"type": "plain_text", "text": "Send offer"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            _input("amount", "Per diem (dollars)", {"type": "number_input", "is_decimal_allowed": True}),
            _input("model", "Payment model", _select("Per diem", "Case rate"), dispatch_action=True),
            _input("valid", "Good until", {"type": "datepicker", "initial_date": "2026-12-04"}),
            _input("note", "Reference", {"type": "plain_text_input"}, optional=True),
        ],
    }


def _input(name: str, label: str, element: Json, **more: Any) -> Json:  # noqa: ANN401 - keys of a block
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": name, "label": text, "element": {**element, "action_id": name}, **more}


def _select(*words: str) -> Json:
    options = [
        {"text": {"type": "plain_text", "text": word}, "value": word.lower().replace(" ", "-")} for word in words
    ]
    return {"type": "static_select", "options": options}


async def start_toy() -> Toy:
    clock = HandClock()
    world = practice_world(clock)
    server = SandboxServer(world, ack_seconds=0.5, retry_after=(0.0, 0.0, 0.0))
    url = await server.start()
    client = AsyncWebClient(token="xoxb-practice-0001", base_url=f"{url}/api/", retry_handlers=[])  # noqa: S106 - practice
    app = AsyncApp(client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(app, "xapp-practice-0001", ping_interval=5)
    toy = Toy(clock, world, server, client, handler)
    _listen(app, toy)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await server.wire.wait_connected()
    return toy


async def stop_toy(toy: Toy) -> None:
    await toy.handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await toy.server.stop()


def _listen(app: AsyncApp, toy: Toy) -> None:
    for listen in (_to_commands, _to_forms, _to_buttons, _to_events):
        listen(app, toy)

    @app.error
    async def _error(error: Exception) -> BoltResponse:
        toy.errors.append(str(error))
        return BoltResponse(status=500)


def _to_commands(app: AsyncApp, toy: Toy) -> None:
    words: dict[str, Callable[[Toy, Json, AsyncAck], Awaitable[None]]] = {
        "status": _status,
        "form": _form,
        "late": _late,
        "twice": _twice,
        "card": _card,
        "bad": _bad,
        "deaf": _deaf,
    }

    @app.command("/sca")
    async def _command(body: Json, ack: AsyncAck) -> None:
        toy.noticed.append(body)
        await words[body.get("text", "").partition(" ")[0]](toy, body, ack)


def _to_forms(app: AsyncApp, toy: Toy) -> None:
    @app.view("offer")
    async def _offer(body: Json, ack: AsyncAck) -> None:
        toy.noticed.append(body)
        amount = float(body["view"]["state"]["values"]["amount"]["amount"]["value"])
        if amount > 50_000:
            await ack(response_action="errors", errors={"amount": "That is above the billed charges."})
        else:
            await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-7QK2M4: offer recorded")
            await ack()

    @app.view_closed("offer")
    async def _closed(body: Json, ack: AsyncAck) -> None:
        toy.noticed.append(body)
        await ack()


def _to_buttons(app: AsyncApp, toy: Toy) -> None:
    @app.action("accept")
    async def _accept(body: Json, ack: AsyncAck) -> None:
        toy.noticed.append(body)
        channel, user = body["channel"]["id"], body["user"]["id"]
        await toy.client.chat_postEphemeral(channel=channel, user=user, text=f"Accepted by {body['user']['team_id']}")
        await ack()

    @app.action("counter")
    async def _counter(body: Json, ack: AsyncAck) -> None:
        await toy.client.views_open(trigger_id=body["trigger_id"], view=offer_form())
        await ack()

    @app.action("model")
    async def _model(body: Json, ack: AsyncAck) -> None:
        toy.noticed.append(body)
        await ack()


def _to_events(app: AsyncApp, toy: Toy) -> None:
    @app.event("app_mention")
    async def _mention(body: Json) -> None:
        toy.noticed.append(body)
        if len([one for one in toy.noticed if one.get("event_id") == body["event_id"]]) == 1 and "fail" in str(body):
            raise RuntimeError("the first delivery fails on purpose")

    @app.event("app_home_opened")
    async def _home(event: Json) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your queue"}}]
        await toy.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.shortcut("open_case")
    async def _shortcut(body: Json, ack: AsyncAck) -> None:
        await toy.client.views_open(trigger_id=body["trigger_id"], view=offer_form())
        await ack()


async def _deaf(_toy: Toy, _body: Json, _ack: AsyncAck) -> None:
    return None


async def _bad(_toy: Toy, _body: Json, ack: AsyncAck) -> None:
    await ack(text="see", blocks=[{"type": "carousel"}])


async def _status(_toy: Toy, body: Json, ack: AsyncAck) -> None:
    await ack(response_type="ephemeral", text=f"{body['text'].partition(' ')[2]}: payer's court")


async def _form(toy: Toy, body: Json, ack: AsyncAck) -> None:
    await toy.client.views_open(trigger_id=body["trigger_id"], view=offer_form())
    await ack()


async def _late(toy: Toy, body: Json, ack: AsyncAck) -> None:
    toy.clock.wind(3.5)
    await _refused_form(toy, body, ack)


async def _twice(toy: Toy, body: Json, ack: AsyncAck) -> None:
    await toy.client.views_open(trigger_id=body["trigger_id"], view=offer_form())
    await _refused_form(toy, body, ack)


async def _refused_form(toy: Toy, body: Json, ack: AsyncAck) -> None:
    try:
        await toy.client.views_open(trigger_id=body["trigger_id"], view=offer_form())
    except SlackApiError as no:
        await ack(f"no form: {no.response['error']}")


async def _card(toy: Toy, body: Json, ack: AsyncAck) -> None:
    await toy.client.chat_postMessage(
        channel=body["channel_id"],
        text="SCA-7QK2M4: your turn",
        blocks=card(),
        metadata={"event_type": "scabot_outbox", "event_payload": {"id": "7.1", "case": "SCA-7QK2M4", "v": 7}},
    )
    await ack()
