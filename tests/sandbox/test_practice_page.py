"""The routes of the page: one person's screen, changes as they happen, acts by words and by ids, the guarded door."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.toy_app import Toy

GUARD = {"X-Scabot-Practice": "1"}


@pytest_asyncio.fixture
async def browser(toy: Toy) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(base_url=toy.server.url) as session:
        yield session


async def act(browser: aiohttp.ClientSession, **order: Any) -> tuple[int, Any]:  # noqa: ANN401 - JSON
    async with browser.post("/world/act", json=order, headers=GUARD) as answer:
        return answer.status, await answer.json()


async def state(browser: aiohttp.ClientSession, handle: str) -> Any:  # noqa: ANN401 - JSON
    async with browser.get("/world/state", params={"as": handle}) as answer:
        return await answer.json()


class HandBackstage:
    """A backstage over the hand-wound clock: one deadline in two hours, business days without holidays."""

    def __init__(self, toy: Toy) -> None:
        self._clock = toy.clock
        self._deadline = toy.clock.now() + timedelta(hours=2)
        self.settled = 0

    def now(self) -> datetime:
        return self._clock.now()

    def after_business_days(self, count: int) -> datetime:
        return self._clock.now() + timedelta(days=count)

    async def next_deadline(self) -> datetime | None:
        return self._deadline if self._deadline > self._clock.now() else None

    async def advance_to(self, instant: datetime) -> None:
        self._clock.wind((instant - self._clock.now()).total_seconds())

    async def settle(self) -> None:
        self.settled += 1


async def test_a_screen_shows_one_persons_view_and_nothing_else(toy: Toy, browser: aiohttp.ClientSession) -> None:
    await toy.client.chat_postMessage(channel="C0TEAM", text="our floor")
    await toy.client.chat_postEphemeral(channel="C0PARTNER", user="U0RUTH", text="for ruth")
    ruth, cara = await state(browser, "ruth"), await state(browser, "cara")

    assert [channel["name"] for channel in ruth["channels"]] == ["#sca-team", "#sca-partner"]
    assert [channel["name"] for channel in cara["channels"]] == ["#sca-partner"]
    assert cara["channels"][0]["shared_with"] == ["Lakeside Transplant Center"]
    assert ruth["channels"][1]["messages"][0]["is_ephemeral"]
    assert "for ruth" not in str(cara)
    assert ruth["me"]["organization"] == "Lakeside Transplant Center"


async def test_acts_by_words_answer_with_what_was_seen(browser: aiohttp.ClientSession) -> None:
    status, answer = await act(
        browser, **{"as": "ruth", "do": "slash", "text": "/sca status X", "channel": "#sca-team"}
    )

    assert (status, answer["ok"]) == (200, True)
    assert answer["seen"]["entries"] == [{"kind": "ephemeral", "where": "sca-team", "text": "X: payer's court"}]


async def test_acts_by_ids_click_and_submit(toy: Toy, browser: aiohttp.ClientSession) -> None:
    await toy.people["ruth"].slash("/sca card", channel="#sca-partner")
    message = (await state(browser, "cara"))["channels"][0]["messages"][-1]
    at = {"ts": message["ts"], "channel": message["channel"], "block_id": "moves", "action_id": "counter"}
    await act(browser, **{"as": "cara", "do": "click", "at": at})
    [modal] = (await state(browser, "cara"))["modals"]
    values = {"amount": {"amount": "60000"}, "model": {"model": "per-diem"}}
    _status, refused = await act(browser, **{"as": "cara", "do": "submit", "values": values})

    assert modal["title"]["text"] == "Make an offer"
    assert modal["values"]["valid"]["valid"]["selected_date"] == "2026-12-04"
    assert refused["seen"]["field_errors"] == {"Per diem (dollars)": "That is above the billed charges."}


async def test_what_cannot_be_done_is_a_sentence(browser: aiohttp.ClientSession) -> None:
    nobody = await act(browser, **{"as": "zoe", "do": "home"})
    nothing = await act(browser, **{"as": "ruth", "do": "fly"})
    gone = await act(browser, **{"as": "ruth", "do": "click", "at": {"ts": "1.0", "channel": "#sca-team"}})

    assert (nobody[0], nobody[1]["error"][:22]) == (409, "Nobody is called zoe. ")
    assert nothing[1]["error"].startswith("Nobody can do that. A person can: slash, click")
    assert gone[1]["error"] == "That is no longer on the screen; look again."


async def test_a_stream_tells_when_a_screen_changes(toy: Toy, browser: aiohttp.ClientSession) -> None:
    async with browser.get("/world/stream", params={"as": "ruth"}) as stream:
        first = await stream.content.readline()
        await stream.content.readline()
        await toy.client.chat_postMessage(channel="C0TEAM", text="news")
        async with asyncio.timeout(5):
            second = await stream.content.readline()

    assert (first, second) == (b"data: 0\n", b"data: 1\n")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**GUARD, "Origin": "https://evil.example.org"},
        {**GUARD, "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_site_gives_no_orders(toy: Toy, browser: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    order = {"as": "ruth", "do": "slash", "text": "/sca status X"}
    async with browser.post("/world/act", json=order, headers=headers) as answer:
        assert answer.status == 403
    assert toy.noticed == []


async def test_a_foreign_host_name_is_not_answered(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/world/state", params={"as": "ruth"}, headers={"Host": "evil.example.org"}) as answer:
        assert answer.status == 421


async def test_the_clock_moves_through_the_backstage(toy: Toy, browser: aiohttp.ClientSession) -> None:
    toy.server.backstage = HandBackstage(toy)
    moved = []
    for step in ("+1h", "next", "+1bd"):
        async with browser.post("/world/clock", json={"advance": step}, headers=GUARD) as answer:
            moved.append((await answer.json())["now"])
    async with browser.post("/world/clock", json={"advance": "next"}, headers=GUARD) as answer:
        nothing = await answer.json()

    assert moved == ["2026-11-24T16:00:00+00:00", "2026-11-24T17:00:00+00:00", "2026-11-25T17:00:00+00:00"]
    assert nothing == {"ok": False, "error": "Nothing is due, so there is no next deadline."}


async def test_without_a_backstage_the_clock_only_shows_the_time(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/world/clock") as answer:
        shown = await answer.json()
    async with browser.post("/world/clock", json={"advance": "+1h"}, headers=GUARD) as answer:
        refused = answer.status

    assert shown == {"now": "2026-11-24T15:00:00+00:00", "next_deadline": None, "can_advance": False}
    assert refused == 409


async def test_every_act_waits_until_the_app_has_settled(toy: Toy) -> None:
    backstage = HandBackstage(toy)
    toy.server.backstage = backstage
    await toy.people["ruth"].slash("/sca status X", channel="#sca-team")

    assert backstage.settled == 1


async def test_the_wire_shows_calls_without_the_token(toy: Toy, browser: aiohttp.ClientSession) -> None:
    await toy.people["ruth"].slash("/sca card", channel="#sca-team")
    async with browser.get("/world/wire") as answer:
        wire = await answer.json()

    assert [call["method"] for call in wire["calls"]][-1] == "chat.postMessage"
    assert wire["envelopes"][-1]["answer"] == {"acked": True, "payload": None}
    assert "xoxb-practice" not in str(wire)


async def test_a_fault_is_ordered_in_words(toy: Toy, browser: aiohttp.ClientSession) -> None:
    async with browser.post("/world/fault", json={"fault": "limits off"}, headers=GUARD) as answer:
        ordered = await answer.json()
    async with browser.post("/world/fault", json={"fault": "earthquake"}, headers=GUARD) as answer:
        refused = await answer.json()

    assert ordered == {"ok": True}
    assert not toy.server.limits.enabled
    assert refused["error"].startswith('"earthquake" is no fault I know. Known are: outage on|off')


async def test_the_page_serves_its_own_files_only(browser: aiohttp.ClientSession) -> None:
    for path in ("/page/../server.py", "/page/server.py", "/page/none.html", "/page/%2e%2e%2fserver.py"):
        async with browser.get(path) as answer:
            assert answer.status == 404


async def test_a_used_response_url_is_a_problem_of_the_app(toy: Toy, browser: aiohttp.ClientSession) -> None:
    await toy.people["ruth"].slash("/sca status X", channel="#sca-team")
    async with browser.post(toy.noticed[0]["response_url"].removeprefix(toy.server.url), json={}) as answer:
        assert answer.status == 404
    assert toy.world.problems == ["the app used a response_url"]
