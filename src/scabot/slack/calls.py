"""Calls of Slack's Web API by the outbox: paced, tried once, and every outcome as one of the outbox's words."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from scabot.slack.errors import Meaning, meaning_of
from scabot.views.delivery import Ambiguous, GivenUp, RateLimited, Scope, TryLater

_LOST = (aiohttp.ClientError, TimeoutError, OSError, SlackClientError, AttributeError)
"""Answers that never came, or that Slack's client stumbles over because they are no JSON (the last one)."""
_SCOPES = {Meaning.DESTINATION_DEAD: Scope.DESTINATION, Meaning.INSTALLATION_DEAD: Scope.INSTALLATION}
_PAUSE, _LONGEST_PAUSE = 30.0, 3600.0

QUESTIONS = frozenset({"conversations.info", "conversations.history", "conversations.replies"})
"""Methods that only read; they take their arguments in the address, as Slack's own client sends them."""
PATIENCE = 5.0
"""Seconds for permits that are waited for here; beyond them the row is put back, so that others may go."""


class CardLost(Exception):  # noqa: N818 - an answer of Slack: the message cannot be changed or answered any more
    """The card is gone, or can no longer be changed or carry a thread; a new one has to be posted."""


class Pace(Protocol):
    """How fast Slack may be spoken to."""

    def take(self, method: str, channel: str, now: float) -> float:
        """Take the permits of a call and return 0, or return the seconds until there may be some."""

    def shut(self, method: str, channel: str, until: float) -> None:
        """Let nothing through before an instant."""


class Calls:
    """Speaks to Slack no faster than it likes; `seconds` never runs backwards, `wait` waits."""

    def __init__(
        self,
        client: AsyncWebClient,
        pace: Pace,
        *,
        seconds: Callable[[], float],
        wait: Callable[[float], Awaitable[None]],
    ) -> None:
        self._client, self._pace = client, pace
        self._seconds, self._wait = seconds, wait

    async def call(
        self, method: str, channel: str, check: Callable[[], None] | None = None, /, **said: object
    ) -> dict[str, Any]:
        """Call a method about a channel once its permits are there, and return Slack's answer.

        `check` is the last thing before speaking; what it raises is raised, and nothing is said.
        Raises `RateLimited` (also, before any call, when the permits are too far away), `TryLater`, `Ambiguous`,
        `GivenUp`, `CardLost`.
        """
        while (pause := self._pace.take(method, channel, self._seconds())) > 0:
            if pause > PATIENCE:
                raise RateLimited(pause)
            await self._wait(pause)
        if check is not None:
            check()
        try:
            answer = await self._send(method, {"channel": channel, **said})
        except SlackApiError as no:
            raise self._outcome(no, method, channel) from no
        except aiohttp.ClientConnectorError as unreached:
            raise TryLater(type(unreached).__name__) from unreached  # nothing was sent, so nothing was taken
        except _LOST as lost:
            raise Ambiguous(type(lost).__name__) from lost
        data = answer.data
        return data if isinstance(data, dict) else {}

    async def _send(self, method: str, said: dict[str, object]) -> AsyncSlackResponse:
        if method in QUESTIONS:
            return await self._client.api_call(method, http_verb="GET", params=said)
        return await self._client.api_call(method, json=said)

    def _outcome(self, no: SlackApiError, method: str, channel: str) -> Exception:
        answer = no.response
        status, error = getattr(answer, "status_code", 200), _error(answer)
        if status == HTTPStatus.TOO_MANY_REQUESTS or error in {"ratelimited", "rate_limited"}:
            seconds = _asked_to_wait(answer.headers.get("Retry-After"))
            self._pace.shut(method, channel, self._seconds() + seconds)
            return RateLimited(seconds)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Ambiguous(f"http-{status}")
        return _told(error)


def _asked_to_wait(header: str | None) -> float:
    asked = float(header) if header and header.isdecimal() else _PAUSE
    return min(max(asked, 1.0), _LONGEST_PAUSE)


def _error(answer: Any) -> str:  # noqa: ANN401 - Slack's answer, or text where a proxy answered
    found = answer.data.get("error") if isinstance(getattr(answer, "data", None), dict) else None
    return str(found or "no_answer")


def _told(error: str) -> Exception:
    meaning = meaning_of(error)
    match meaning:
        case Meaning.LATER:
            return TryLater(error)
        case Meaning.UNCERTAIN:
            return Ambiguous(error)
        case Meaning.CARD_LOST:
            return CardLost(error)
        case _:
            return GivenUp(error, _SCOPES.get(meaning, Scope.ROW))
