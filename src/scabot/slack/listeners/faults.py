"""The one handler of faults: log a reference, look whether the act is on record, and tell the person."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scabot.ledger.errors import LedgerFault, StoreBroken, StoreBusy, StoreFull
from scabot.slack.answers.answer import Answer, as_modal
from scabot.slack.answers.recording import broke, refused_by_store, unsure
from scabot.slack.deps import Deps
from scabot.slack.guard import KEY, REFERENCE
from scabot.slack.identity import channel_of
from scabot.slack.tokens import BadToken

log = logging.getLogger(__name__)

FaultHandler = Callable[..., Awaitable[BoltResponse]]


def fault_handler(deps: Deps) -> FaultHandler:
    """Return the handler for `app.error`; an event that failed is answered 500, so that Slack sends it again."""

    async def on_fault(
        error: Exception, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> BoltResponse:
        reference = str(context.get(REFERENCE) or "R-unknown")
        log.error("a request failed", extra={"reference": reference, "error": type(error).__name__}, exc_info=error)
        if body.get("type") == "event_callback":
            return BoltResponse(status=500, body="")
        return await _answered(body, await _said(deps, body, context, error), client)

    return on_fault


async def _said(deps: Deps, body: dict[str, Any], context: AsyncBoltContext, error: Exception) -> Answer:
    reference, key = str(context.get(REFERENCE) or "R-unknown"), context.get(KEY)
    if isinstance(error, StoreFull | StoreBusy):
        return refused_by_store(str(error), reference)
    case = _case(deps, body)
    if case is None or key is None:
        return broke(reference, was_recorded=False)
    if isinstance(error, StoreBroken):  # only after the restart it shows what reached the disk
        return unsure(reference)
    try:
        known = await deps.threads.read(deps.reads.recorded, case, key)
    except LedgerFault:
        return unsure(reference)
    return broke(reference, was_recorded=known)


def _case(deps: Deps, body: dict[str, Any]) -> str | None:
    """Return the case of a submission; nothing else records."""
    if body.get("type") != "view_submission":
        return None
    try:
        return deps.tokens.unseal(body["view"]["private_metadata"], deps.now()).case
    except BadToken:
        return None


async def _answered(body: dict[str, Any], answer: Answer, client: AsyncWebClient) -> BoltResponse:
    if "command" in body:
        said = {"response_type": "ephemeral", "text": answer.text, "blocks": list(answer.blocks)}
        return BoltResponse(status=200, body=said)
    if body.get("type") == "view_submission":
        return BoltResponse(status=200, body={"response_action": "update", "view": as_modal("scabot", answer)})
    await _whispered(body, answer, client)
    return BoltResponse(status=200, body="")


async def _whispered(body: dict[str, Any], answer: Answer, client: AsyncWebClient) -> None:
    channel, view = channel_of(body), body.get("view")
    said = {"user": body["user"]["id"], "text": answer.text, "blocks": list(answer.blocks)}
    try:
        if isinstance(view, dict) and view.get("type") == "modal":
            await client.views_update(view_id=view["id"], view=as_modal("scabot", answer))
        elif channel:
            await client.chat_postEphemeral(channel=channel, **said)
    except (SlackApiError, TimeoutError):
        log.warning("the answer to a failed click was lost")
