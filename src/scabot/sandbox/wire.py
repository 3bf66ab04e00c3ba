"""The Socket Mode server: each envelope to exactly one connection, acks in time, redelivery of unanswered events."""

import asyncio
import contextlib
import json
from collections import deque
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from scabot.sandbox.faults import Faults
from scabot.sandbox.ports import Answer, EnvelopeKind, JsonObject
from scabot.sandbox.world import World

ACK_SECONDS = 3.0
MOST_CONNECTIONS = 10
RETRY_AFTER = (0.0, 60.0, 300.0)

_REMEMBERED_ENVELOPES = 2000


@dataclass(kw_only=True)
class Sent:
    """One envelope as the wire inspector shows it: when, what, and whether it was answered."""

    at: str
    kind: EnvelopeKind
    payload: JsonObject
    retry_attempt: int
    answer: Answer | None = None


class _Connection:
    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.waiting: dict[str, asyncio.Future[JsonObject]] = {}


class Wire:
    """Hands payloads to the app's sockets in turn. `ack_seconds` and `retry_after` are real seconds."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        *,
        ack_seconds: float = ACK_SECONDS,
        retry_after: tuple[float, ...] = RETRY_AFTER,
    ) -> None:
        self.sent: deque[Sent] = deque(maxlen=_REMEMBERED_ENVELOPES)
        self.base_url = ""
        self.opened = 0
        self._world = world
        self._faults = faults
        self._ack_seconds = ack_seconds
        self._retry_after = retry_after
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._redeliveries: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Event()

    @property
    def connections(self) -> int:
        """Return how many sockets the app holds open."""
        return len(self._connections)

    def open_ticket(self) -> str:
        """Return a socket address that works once."""
        ticket = self._world.next_id("ticket-")
        self._tickets.add(ticket)
        return f"{self.base_url.replace('http', 'ws', 1)}/socket/{ticket}"

    async def wait_connected(self, seconds: float = 5.0) -> None:
        """Return as soon as the app holds a socket. Raises `TimeoutError` after `seconds`."""
        async with asyncio.timeout(seconds):
            await self._arrived.wait()

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it closes."""
        ticket = request.match_info["ticket"]
        if self._faults.outage or ticket not in self._tickets:
            return web.Response(status=503 if self._faults.outage else 404, text="no such ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            return socket
        connection = _Connection(socket, request)
        self._connections.append(connection)
        self.opened += 1
        self._arrived.set()
        try:
            await self._serve(connection)
        finally:
            self._forget(connection)
        return socket

    async def _serve(self, connection: _Connection) -> None:
        await connection.socket.send_json(
            {
                "type": "hello",
                "num_connections": self.connections,
                "connection_info": {"app_id": self._world.installation.app_id},
                "debug_info": {"host": "practice", "approximate_connection_time": 3600},
            }
        )
        async for frame in connection.socket:
            if frame.type is WSMsgType.TEXT:
                _acknowledge(connection, frame.data)

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        if not self._connections:
            self._arrived.clear()
        for future in connection.waiting.values():
            if not future.done():
                future.set_exception(ConnectionResetError())

    async def deliver(self, kind: EnvelopeKind, payload: JsonObject) -> Answer:
        """Send one envelope and return its answer; an unanswered event is sent again in the background."""
        accepts = kind == "slash_commands" or payload.get("type") == "view_submission"
        envelope: JsonObject = {
            "envelope_id": self._world.next_id("envelope-"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts,
        }
        answer = await self._attempt(envelope, 0)
        if kind == "events_api" and not answer.acked:
            task = asyncio.create_task(self._redeliver(envelope))
            self._redeliveries.add(task)
            task.add_done_callback(self._redeliveries.discard)
        return answer if accepts else Answer(acked=answer.acked)

    async def _redeliver(self, envelope: JsonObject) -> None:
        for attempt, pause in enumerate(self._retry_after, start=1):
            await asyncio.sleep(pause)
            if (await self._attempt(envelope, attempt)).acked:
                return
        self._world.problem(f"the event {envelope['payload'].get('event_id')} was never acknowledged")

    async def _attempt(self, envelope: JsonObject, attempt: int) -> Answer:
        if envelope["type"] == "events_api":
            reason = "timeout" if attempt else ""
            envelope = {**envelope, "retry_attempt": attempt, "retry_reason": reason}
        log = Sent(
            at=self._world.now().isoformat(), kind=envelope["type"], payload=envelope["payload"], retry_attempt=attempt
        )
        self.sent.append(log)
        log.answer = await self._send(envelope)
        return log.answer

    async def _send(self, envelope: JsonObject) -> Answer:
        if not self._connections or self._faults.outage:
            return Answer(acked=False)
        connection = self._next_connection()
        future: asyncio.Future[JsonObject] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = future
        try:
            async with asyncio.timeout(self._ack_seconds):
                await connection.socket.send_json(envelope)
                if self._faults.take_duplicate():
                    await self._next_connection().socket.send_json(envelope)
                ack = await future
        except (TimeoutError, ConnectionError):
            return Answer(acked=False)
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)
        return Answer(acked=True, payload=ack.get("payload"))

    def _next_connection(self) -> _Connection:
        self._connections.append(self._connections.pop(0))
        return self._connections[-1]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every socket to go and get a new one: warning, refresh_requested or link_disabled."""
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "practice"}}
        for connection in list(self._connections):
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json(frame)

    def kill_tcp(self) -> None:
        """Cut every socket without a word."""
        for connection in list(self._connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self) -> None:
        """Close every socket and give up pending redeliveries."""
        for task in list(self._redeliveries):
            task.cancel()
        await asyncio.gather(*self._redeliveries, return_exceptions=True)
        for connection in list(self._connections):
            await connection.socket.close()


def _acknowledge(connection: _Connection, text: str) -> None:
    ack = json.loads(text)
    future = connection.waiting.get(ack.get("envelope_id"))
    if future is not None and not future.done():
        future.set_result(ack)
