"""The socket: one connection per envelope, redelivery of events, duplicates, refresh, cuts, outage."""

import asyncio
from collections.abc import Callable

import aiohttp

from sandbox.toy_app import Toy


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until a condition holds; fail after a deadline."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the app under test offers no event to wait for
            await asyncio.sleep(0.01)


async def other_socket(toy: Toy, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    answer = await toy.client.apps_connections_open(app_token="xapp-practice-0001")  # noqa: S106 - practice
    return await session.ws_connect(answer["url"])


async def test_a_socket_says_hello_and_how_many_there_are(toy: Toy) -> None:
    async with aiohttp.ClientSession() as session, await other_socket(toy, session) as socket:
        hello = await socket.receive_json()

    assert (hello["type"], hello["num_connections"], hello["connection_info"]) == ("hello", 2, {"app_id": "A0SCABOT"})


async def test_a_ticket_opens_one_socket(toy: Toy) -> None:
    answer = await toy.client.apps_connections_open(app_token="xapp-practice-0001")  # noqa: S106 - practice
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(answer["url"]):
            pass
        status = (await session.get(answer["url"].replace("ws://", "http://"))).status

    assert status == 404


async def test_each_envelope_goes_to_exactly_one_socket(toy: Toy) -> None:
    async with aiohttp.ClientSession() as session, await other_socket(toy, session) as socket:
        await socket.receive_json()
        first = await toy.people["ruth"].slash("/sca status A", channel="#sca-team")
        second = asyncio.create_task(toy.people["ruth"].slash("/sca status B", channel="#sca-team"))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "from the other"}})

        assert first.ephemerals == ["A: payer's court"]
        assert (await second).ephemerals == ["from the other"]
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert len(toy.noticed) == 1


async def test_an_event_that_fails_is_delivered_again_with_the_same_id(toy: Toy) -> None:
    await toy.people["ruth"].mention("please fail", channel="#sca-team")
    await until(lambda: len(toy.server.wire.sent) == 2 and toy.server.wire.sent[1].answer is not None)

    first, second = toy.server.wire.sent
    assert first.payload["event_id"] == second.payload["event_id"]
    assert (first.retry_attempt, second.retry_attempt) == (0, 1)
    assert second.answer is not None
    assert second.answer.acked
    assert toy.world.problems == []


async def test_a_duplicate_reaches_the_app_twice_and_is_answered_once(toy: Toy) -> None:
    toy.server.faults.duplicate()
    seen = await toy.people["ruth"].slash("/sca status SCA-1", channel="#sca-team")
    await until(lambda: len(toy.noticed) == 2)

    assert toy.noticed[0]["trigger_id"] == toy.noticed[1]["trigger_id"]
    assert seen.ephemerals == ["SCA-1: payer's court"]


async def test_a_refresh_brings_a_new_socket(toy: Toy) -> None:
    await toy.server.trouble.make("refresh")
    await until(lambda: toy.server.wire.opened == 2 and toy.server.wire.connections == 1)
    seen = await toy.people["ruth"].slash("/sca status SCA-1", channel="#sca-team")

    assert seen.ephemerals == ["SCA-1: payer's court"]


async def test_without_a_socket_a_command_fails_in_sight(toy: Toy) -> None:
    await toy.server.trouble.make("kill_tcp")
    await until(lambda: toy.server.wire.connections == 0)
    seen = await toy.people["ruth"].slash("/sca status SCA-1", channel="#sca-team")

    assert seen.ephemerals == ['/sca failed with the error "operation_timeout"']


async def test_an_outage_answers_nothing_and_ends(toy: Toy) -> None:
    await toy.server.trouble.make("outage on")
    async with aiohttp.ClientSession() as session:
        during = (await session.post(f"{toy.server.url}/api/auth.test")).status
    await toy.server.trouble.make("outage off")
    after = await toy.client.auth_test()

    assert during == 503
    assert after["ok"]
