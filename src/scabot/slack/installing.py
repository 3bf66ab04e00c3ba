"""Whose tokens are these? Slack is asked once, at the start."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scabot.slack.deps import Installed

TIMEOUT = 10


class NotTaken(Exception):  # noqa: N818 - an answer of Slack about a token
    """A token is not taken by Slack, or names no app; the text says which and why."""


def web_client(api_url: str, token: str | None = None) -> AsyncWebClient:
    """Return a client that tries once; whoever calls decides about trying again, for a lost answer is no refusal."""
    return AsyncWebClient(token=token, base_url=api_url, retry_handlers=[], timeout=TIMEOUT)


async def installation(api_url: str, bot_token: str, app_token: str) -> Installed:
    """Return the installation that a pair of tokens belongs to. Raises `NotTaken`."""
    app = app_of(app_token)
    try:
        told = await web_client(api_url, bot_token).auth_test()
    except SlackApiError as no:
        raise NotTaken(f"the bot token is not taken by Slack: {no.response['error']}") from no
    return Installed(team=told["team_id"], app=app, bot=told["bot_id"], bot_user=told["user_id"], bot_token=bot_token)


def app_of(app_token: str) -> str:
    """Return the app id inside an app-level token, `xapp-1-A0…-…`. Raises `NotTaken` where there is none."""
    app = next((part for part in app_token.split("-")[1:3] if part.startswith("A")), None)
    if app is None:
        raise NotTaken("the app-level token names no app; it looks like xapp-1-A0…-…-…")
    return app
