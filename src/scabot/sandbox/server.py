"""The practice workspace as one local server: Web API, sockets, the page and its routes, on 127.0.0.1 only."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from scabot.sandbox.acts import Acts
from scabot.sandbox.api import Api
from scabot.sandbox.faults import Faults
from scabot.sandbox.gate import Gate
from scabot.sandbox.limits import Limits
from scabot.sandbox.page_routes import PageRoutes
from scabot.sandbox.people import People
from scabot.sandbox.ports import Backstage
from scabot.sandbox.trouble import Trouble
from scabot.sandbox.wire import ACK_SECONDS, RETRY_AFTER, Wire
from scabot.sandbox.world import World

_HOSTS = {"127.0.0.1", "localhost"}
_MOST_BYTES = 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SandboxServer:
    """Everything of the practice workspace, plugged together.

    `people["ruth"].slash(...)` acts as a person; `faults` and `trouble.make("outage on")` plan trouble;
    `limits.enabled` switches rate limits. `backstage` may be set later; then every act waits for its `settle()`.
    """

    def __init__(
        self,
        world: World,
        *,
        backstage: Backstage | None = None,
        limits: bool = True,
        ack_seconds: float = ACK_SECONDS,
        retry_after: tuple[float, ...] = RETRY_AFTER,
    ) -> None:
        self.world = world
        self.backstage = backstage
        self.url = ""
        self.faults = Faults()
        self.limits = Limits(world.clock, enabled=limits)
        self.wire = Wire(world, self.faults, ack_seconds=ack_seconds, retry_after=retry_after)
        self.api = Api(world, self.limits, self.faults, self.wire.open_ticket)
        self.gate = Gate(world)
        self.acts = Acts(world, self.gate, self.wire)
        self.people = People(world, self.acts, self._settle)
        self.trouble = Trouble(self.faults, self.limits, self.wire)
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1 and return the address, such as `http://127.0.0.1:49152`; port 0 takes a free one."""
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        self.url = self.wire.base_url = self.gate.base_url = f"http://{host}:{bound}"
        self._runner = runner
        return self.url

    async def stop(self) -> None:
        """Close every socket and stop listening."""
        await self.wire.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _settle(self) -> None:
        if self.backstage is not None:
            await self.backstage.settle()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[_local_only], client_max_size=_MOST_BYTES)
        application.router.add_route("*", "/api/{method}", self.api.answer)
        application.router.add_get("/socket/{ticket}", self.wire.accept)
        application.router.add_post("/response/{id}", self._response_url)
        page = PageRoutes(self)
        application.add_routes(page.routes())
        application.on_shutdown.append(page.close)
        return application

    async def _response_url(self, _request: web.Request) -> web.StreamResponse:
        self.world.problem("the app used a response_url")
        return web.json_response({"ok": False, "error": "used_url"}, status=404)


@web.middleware
async def _local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.host.rpartition(":")[0] not in _HOSTS:
        return web.Response(status=421, text="The practice workspace answers on 127.0.0.1 only.")
    return await handler(request)
