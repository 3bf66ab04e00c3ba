"""The Bolt app: its options, its one guard, its doors, its one handler of faults. No call of Slack is made here."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from scabot.slack.deps import Deps
from scabot.slack.guard import build_guard
from scabot.slack.installing import web_client
from scabot.slack.listeners.doors import register
from scabot.slack.listeners.faults import fault_handler
from scabot.slack.quiet import discreet_logger
from scabot.slack.words import NOT_INSTALLED

_NO_SIGNATURES = "socket mode carries no signatures"


def build_app(deps: Deps) -> AsyncApp:
    """Return the app; it answers `AsyncBoltRequest`s in Socket Mode."""

    async def authorize() -> AuthorizeResult:
        ours = deps.installed
        return AuthorizeResult(
            enterprise_id=None,
            team_id=ours.team,
            bot_token=ours.bot_token,
            bot_id=ours.bot,
            bot_user_id=ours.bot_user,
        )

    discreet_logger("slack_sdk")
    app = AsyncApp(
        name="scabot-slack",
        logger=discreet_logger("slack_bolt"),
        client=web_client(deps.api_url),
        authorize=authorize,
        before_authorize=build_guard(deps),
        signing_secret=_NO_SIGNATURES,
        process_before_response=True,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )
    register(app, deps)
    app.error(fault_handler(deps))
    return app
