"""Whose tokens are these? Slack is asked once, at the start."""

from collections.abc import Awaitable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from scabot.slack.deps import Installed

TIMEOUT = 10


class NotTaken(Exception):  # noqa: N818 - an answer of Slack about a token
    """A token is not taken by Slack, or names no app; the text says which and why."""


class Unreached(Exception):  # noqa: N818 - the state of a way, not of a program
    """Nobody answers at the address of Slack's methods; the text is a sentence."""


def web_client(api_url: str, token: str | None = None) -> AsyncWebClient:
    """Return a client that tries once; whoever calls decides about trying again, for a lost answer is no refusal."""
    return AsyncWebClient(token=token, base_url=api_url, retry_handlers=[], timeout=TIMEOUT)


async def installation(api_url: str, bot_token: str, app_token: str) -> Installed:
    """Return the installation that a pair of tokens belongs to. Raises `NotTaken` and `Unreached`.

    The app-level token is tried, too: the socket would only go on trying in silence.
    """
    app = app_of(app_token)
    told = await _asked(api_url, "bot token", web_client(api_url, bot_token).auth_test())
    await _asked(api_url, "app-level token", web_client(api_url).apps_connections_open(app_token=app_token))
    return Installed(team=told["team_id"], app=app, bot=told["bot_id"], bot_user=told["user_id"], bot_token=bot_token)


async def _asked(api_url: str, which: str, answer: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await answer
    except SlackApiError as no:
        reason = no.response["error"]
        if reason == "ratelimited":
            raise Unreached(f"{api_url} asks to wait: it was called too often.") from no
        raise NotTaken(f"the {which} is not taken by Slack: {reason}") from no
    except OSError as nobody:
        raise Unreached(f"Nobody answers at {api_url} ({type(nobody).__name__}).") from nobody


def app_of(app_token: str) -> str:
    """Return the app id inside an app-level token, `xapp-1-A0…-…`. Raises `NotTaken` where there is none."""
    app = next((part for part in app_token.split("-")[1:3] if part.startswith("A")), None)
    if app is None:
        raise NotTaken("the app-level token names no app; it looks like xapp-1-A0…-…-…")
    return app
