"""What Slack's error words mean: one table, and the outcome of every call in one of the outbox's words."""

import socket
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from scabot.slack.calls import PATIENCE, Calls, CardLost
from scabot.slack.errors import Meaning, meaning_of
from scabot.views.delivery import Ambiguous, GivenUp, RateLimited, Scope, TryLater

DEAD = "not_in_channel channel_not_found is_archived is_inactive restricted_action restricted_action_read_only_channel"
GONE = "token_revoked token_expired account_inactive invalid_auth not_authed missing_scope org_login_required"
OURS = "invalid_blocks invalid_blocks_format msg_too_long no_text metadata_too_large invalid_metadata_format never_seen"


class Line:
    """A client that answers what was planned, without a line."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, dict[str, Any]]]()

    async def api_call(self, method: str, **how: Any) -> AsyncSlackResponse:  # noqa: ANN401 - as the client takes it
        """Answer the next planned thing."""
        self.asked.append((method, how))
        planned = self.answers.pop(0)
        if isinstance(planned, Exception):
            raise planned
        return _response(method, planned)


def _response(method: str, planned: Mapping[str, Any]) -> AsyncSlackResponse:
    told = dict(planned)
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url=method,
        req_args={},
        data=told.pop("data", told),
        headers={"Retry-After": told["after"]} if "after" in told else {},
        status_code=int(told.get("status", 200)),
    )
    checked: AsyncSlackResponse = response.validate()  # type: ignore[no-untyped-call]  # the client ships no types here
    return checked


class Pace:
    """Permits as planned: the seconds until the next ones, and then there are some."""

    def __init__(self, *waits: float) -> None:
        self.waits, self.shuts = list(waits), list[tuple[str, str, float]]()

    def take(self, method: str, channel: str, now: float) -> float:
        """Return the next planned wait."""
        del method, channel, now
        return self.waits.pop(0) if self.waits else 0.0

    def shut(self, method: str, channel: str, until: float) -> None:
        """Keep what was shut."""
        self.shuts.append((method, channel, until))


def calls(line: Line | AsyncWebClient, pace: Pace | None = None, waited: list[float] | None = None) -> Calls:
    async def wait(seconds: float) -> None:
        (waited if waited is not None else []).append(seconds)

    return Calls(line, pace or Pace(), seconds=lambda: 100.0, wait=wait)  # type: ignore[arg-type]  # all that is called


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("ratelimited rate_limited service_unavailable request_timeout team_added_to_org", Meaning.LATER),
        ("external_channel_migrating", Meaning.LATER),
        ("internal_error fatal_error no_answer", Meaning.UNCERTAIN),
        (DEAD, Meaning.DESTINATION_DEAD),
        (GONE, Meaning.INSTALLATION_DEAD),
        ("message_not_found cant_update_message edit_window_closed update_failed block_mismatch", Meaning.CARD_LOST),
        ("thread_not_found", Meaning.CARD_LOST),
        (OURS, Meaning.OUR_BUG),
    ],
)
def test_every_word_of_slack_has_one_meaning(words: str, meaning: Meaning) -> None:
    assert {word: meaning_of(word) for word in words.split()} == dict.fromkeys(words.split(), meaning)


@pytest.mark.parametrize(
    ("answer", "outcome", "says"),
    [
        ({"ok": False, "error": "service_unavailable"}, TryLater, "service_unavailable"),
        ({"ok": False, "error": "fatal_error"}, Ambiguous, "fatal_error"),
        ({"ok": False, "error": "whatever", "status": 503}, Ambiguous, "http-503"),
        ({"data": {}}, Ambiguous, "no_answer"),
        ({"data": {}, "status": 502}, Ambiguous, "http-502"),
        ({"data": "<html>please log in</html>"}, Ambiguous, "AttributeError"),
        ({"ok": False, "error": "message_not_found"}, CardLost, "message_not_found"),
        (TimeoutError(), Ambiguous, "TimeoutError"),
        (aiohttp.ServerDisconnectedError(), Ambiguous, "ServerDisconnectedError"),
        (ConnectionResetError(), Ambiguous, "ConnectionResetError"),
        (SlackApiError("no JSON at all", {}), Ambiguous, "no_answer"),  # type: ignore[no-untyped-call]  # untyped there
    ],
)
async def test_every_outcome_is_a_word_of_the_outbox(
    answer: Mapping[str, Any] | Exception, outcome: type[Exception], says: str
) -> None:
    with pytest.raises(outcome, match=f"^{says}$"):
        await calls(Line(answer)).call("chat.postMessage", "C1", text="t")


@pytest.mark.parametrize(
    ("error", "scope"),
    [
        ("is_archived", Scope.DESTINATION),
        ("token_revoked", Scope.INSTALLATION),
        ("invalid_blocks", Scope.ROW),
        ("a_new_word", Scope.ROW),
    ],
)
async def test_what_is_given_up_says_how_much(error: str, scope: Scope) -> None:
    with pytest.raises(GivenUp, match=error) as given_up:
        await calls(Line({"ok": False, "error": error})).call("chat.postMessage", "C1", text="t")
    assert given_up.value.scope is scope


async def test_a_429_shuts_the_bucket_for_as_long_as_slack_says() -> None:
    pace = Pace()
    line = Line({"ok": False, "error": "ratelimited", "status": 429, "after": "30"})
    with pytest.raises(RateLimited) as wait:
        await calls(line, pace).call("chat.postMessage", "C1", text="t")
    assert (wait.value.seconds, pace.shuts) == (30.0, [("chat.postMessage", "C1", 130.0)])


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30.0), ("0", 1.0), ("-5", 30.0), ("Wed, 25 Nov 2026", 30.0), ("999999", 3600.0)]
)
async def test_whatever_slack_writes_as_a_pause_it_is_one_second_to_one_hour(header: str, seconds: float) -> None:
    line = Line({"ok": False, "error": "ratelimited", "status": 429, "after": header})
    with pytest.raises(RateLimited) as wait:
        await calls(line).call("chat.postMessage", "C1", text="t")
    assert wait.value.seconds == seconds


async def test_a_rate_limit_that_names_no_pause_is_waited_for_half_a_minute() -> None:
    with pytest.raises(RateLimited) as wait:
        await calls(Line({"ok": False, "error": "ratelimited"})).call("chat.postMessage", "C1", text="t")
    assert wait.value.seconds == 30.0


async def test_where_nobody_listens_nothing_was_taken_and_nothing_has_to_be_asked() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = AsyncWebClient(base_url=f"http://127.0.0.1:{closed.getsockname()[1]}/api/", retry_handlers=[])
        with pytest.raises(TryLater, match="ClientConnectorError"):
            await calls(nowhere).call("chat.postMessage", "C1", text="t")


async def test_a_short_wait_for_permits_is_waited_and_a_long_one_puts_the_row_back() -> None:
    waited: list[float] = []
    line = Line({"ok": True, "ts": "1"})
    assert (await calls(line, Pace(1.25, 0.5), waited).call("chat.postMessage", "C1", text="t"))["ts"] == "1"
    assert waited == [1.25, 0.5]
    with pytest.raises(RateLimited) as put_back:
        await calls(line, Pace(PATIENCE + 1), waited).call("chat.postMessage", "C1", text="t")
    assert (put_back.value.seconds, len(line.asked), waited) == (PATIENCE + 1, 1, [1.25, 0.5])


async def test_questions_go_in_the_address_and_everything_else_in_a_body() -> None:
    line = Line({"ok": True}, {"ok": True})
    asking = calls(line)
    await asking.call("conversations.history", "C1", limit=5)
    await asking.call("chat.update", "C1", ts="1")
    assert line.asked == [
        ("conversations.history", {"http_verb": "GET", "params": {"channel": "C1", "limit": 5}}),
        ("chat.update", {"json": {"channel": "C1", "ts": "1"}}),
    ]
