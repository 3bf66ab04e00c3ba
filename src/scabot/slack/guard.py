"""The guard before every listener: bound, identify, scan, count; it stores nothing and logs no text.

Whoever is turned away gets an answer in `context["turned_away"]`, which the door gives; whoever passes gets a `Call`.
Deliveries that are not meant for us are acknowledged and dropped.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from scabot.slack.answers.answer import Answer, say
from scabot.slack.answers.refusing import (
    TOO_FAST,
    TOO_LARGE,
    holds_identifiers,
    phi_sentence,
    unknown_person,
)
from scabot.slack.buckets import CLICKS_A_MINUTE, COMMANDS_A_MINUTE, Buckets
from scabot.slack.deliveries import Kind, cut_text, drop_bearer_urls, key_of, kind_of, texts_of, too_large
from scabot.slack.deps import Deps
from scabot.slack.forms.table import asks_for_a_number
from scabot.slack.identity import Body, Sender, Standing, channel_of, event_sender, place_of, sender_of
from scabot.slack.phi import scan
from scabot_domain.parties import Role

log = logging.getLogger(__name__)

CALL = "call"
TURNED_AWAY = "turned_away"
KEY = "key"
REFERENCE = "reference"

Next = Callable[[], Awaitable[BoltResponse]]
Guard = Callable[[AsyncBoltRequest, Next], Awaitable[BoltResponse]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """Somebody who may ask: who they are and where, the key that makes it once, a reference, and the instant."""

    standing: Standing
    key: str
    reference: str
    at: datetime


class TurnedAway(Exception):  # noqa: N818 - an answer, not an error
    """Somebody who may not, with the answer they get; `fields` has it below the fields of a form."""

    def __init__(self, cause: str, answer: Answer, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.answer = answer
        self.fields = dict(fields or {})


def build_guard(deps: Deps) -> Guard:
    """Return the guard as Bolt's `before_authorize` wants it."""
    buckets = {
        Kind.COMMAND: Buckets(COMMANDS_A_MINUTE, deps.seconds),
        Kind.ACTION: Buckets(CLICKS_A_MINUTE, deps.seconds),
        Kind.SUBMISSION: Buckets(CLICKS_A_MINUTE, deps.seconds),
    }

    async def guard(req: AsyncBoltRequest, next_: Next) -> BoltResponse:
        drop_bearer_urls(req.body, req.context)
        kind = kind_of(req.body)
        sender = _sender(deps, req.body, kind)
        if kind is None or sender is None or not _meant_for_us(deps, req.body):
            log.info("delivery dropped", extra={"reason": "not for us" if kind else "unknown kind"})
            return BoltResponse(status=200, body="")
        req.context[KEY] = key_of(req.body, kind, sender)
        req.context[REFERENCE] = f"R-{deps.chance.request_id()}"
        try:
            _bound(req.body, kind, sender, buckets.get(kind))
            req.context[CALL] = await _call(deps, req, kind, sender)
        except TurnedAway as away:
            log.info("delivery turned away", extra={"reason": away.cause})
            req.context[TURNED_AWAY] = away
        return await next_()

    return guard


def _sender(deps: Deps, body: Body, kind: Kind | None) -> Sender | None:
    return event_sender(body, deps.home) if kind is Kind.EVENT else sender_of(body)


def _meant_for_us(deps: Deps, body: Body) -> bool:
    ours = body.get("api_app_id") == deps.installed.app
    return ours and ("command" not in body or body.get("team_id") == deps.installed.team)


def _bound(body: dict[str, Any], kind: Kind, sender: Sender, bucket: Buckets | None) -> None:
    if kind is Kind.COMMAND:
        cut_text(body)
    if too_large(body, kind):
        raise TurnedAway(cause="too large", answer=say(TOO_LARGE))
    if bucket is not None and not bucket.take(sender.team, sender.user):
        raise TurnedAway(cause="too fast", answer=say(TOO_FAST))


async def _call(deps: Deps, req: AsyncBoltRequest, kind: Kind, sender: Sender) -> Call:
    person = await deps.threads.read(deps.reads.person, sender.team, sender.user)
    if person is None or not person.roles:
        everybody = await deps.threads.read(deps.reads.people)
        raise TurnedAway(cause="no role", answer=unknown_person(everybody.holding(Role.ADMIN)))
    at = deps.now()
    _scan(texts_of(req.body, kind), at)
    linked = tuple(await deps.threads.read(deps.reads.channels))
    place = place_of(channel_of(req.body), linked)
    standing = Standing(person=person, place=place, home=deps.home, linked=linked)
    return Call(standing=standing, key=req.context[KEY], reference=req.context[REFERENCE], at=at)


def _scan(texts: dict[str, str], at: datetime) -> None:
    found = {name: scan(text, at.date(), identifiers=asks_for_a_number(name)) for name, text in texts.items()}
    hits = {name: shapes for name, shapes in found.items() if shapes}
    if not hits:
        return
    shapes = tuple(dict.fromkeys(shape for each in hits.values() for shape in each))
    fields = {name: phi_sentence(each) for name, each in hits.items() if name}
    raise TurnedAway(cause="identifiers", answer=holds_identifiers(shapes), fields=fields)
