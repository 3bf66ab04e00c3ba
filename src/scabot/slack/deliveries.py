"""What Slack may hand us: which kinds of payload there are, how large they may be, and which key each carries."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from scabot.slack.grammar.registry import COMMAND
from scabot.slack.grammar.wording import LONGEST
from scabot.slack.identity import Body, Sender

MOST_COMMAND = 32_000
MOST = 256_000
EVENTS = frozenset({"app_home_opened", "app_mention"})
OURS = "sca."


class Kind(StrEnum):
    """The payloads that are listened to; everything else is acknowledged and dropped."""

    COMMAND = "command"
    ACTION = "action"
    SUBMISSION = "submission"
    EVENT = "event"


def kind_of(body: Body) -> Kind | None:
    """Return the kind of a payload, or None for one that nobody listens to."""
    if "command" in body:
        return Kind.COMMAND if body["command"] == COMMAND else None
    match body.get("type"):
        case "block_actions":
            return Kind.ACTION if _all_ours(body.get("actions")) else None
        case "view_submission":
            return Kind.SUBMISSION if _named(body, "view", "callback_id").startswith(OURS) else None
        case "event_callback":
            return Kind.EVENT if _named(body, "event", "type") in EVENTS else None
        case _:
            return None


def drop_bearer_urls(body: dict[str, Any], context: dict[str, Any]) -> None:
    """Forget the addresses that would let anybody who holds them speak in our name."""
    for name in ("response_url", "response_urls"):
        body.pop(name, None)
        context.pop(name, None)


def too_large(body: Body, kind: Kind) -> bool:
    """Say whether a payload is larger than its kind may be, without writing it out."""
    return _weight(body, MOST_COMMAND if kind is Kind.COMMAND else MOST) < 0


def cut_text(body: dict[str, Any]) -> None:
    """Cut a command's text where it is too long for sure, so that the parser says so without reading it."""
    body["text"] = str(body.get("text") or "")[: LONGEST + 1]


def key_of(body: Body, kind: Kind, sender: Sender) -> str:
    """Return the idempotency key: one per trigger, and one per view for a submission, so that a view records once."""
    view = body.get("view")
    if kind is Kind.SUBMISSION and isinstance(view, Mapping):
        return f"slack:{sender.team}:{view.get('id')}"
    if kind is Kind.EVENT:
        return f"slack-event:{body.get('event_id')}"
    return f"slack:{sender.team}:{body.get('trigger_id') or _digest(body)}"


def texts_of(body: Body, kind: Kind) -> dict[str, str]:
    """Return every text that somebody typed, by block id, or under "" for a command."""
    if kind is Kind.COMMAND:
        return {"": str(body.get("text") or "")}
    if kind is not Kind.SUBMISSION:
        return {}
    return {block: str(element["value"]) for block, element in _elements(body) if _typed(element)}


def _elements(body: Body) -> list[tuple[str, Mapping[str, Any]]]:
    values: Mapping[str, Mapping[str, Any]] = body["view"].get("state", {}).get("values", {})
    return [(block, element) for block, actions in values.items() for element in actions.values()]


def _typed(element: Mapping[str, Any]) -> bool:
    return element.get("type") == "plain_text_input" and bool(element.get("value"))


def _all_ours(actions: object) -> bool:
    if not isinstance(actions, Sequence) or not actions:
        return False
    return all(isinstance(one, Mapping) and str(one.get("action_id")).startswith(OURS) for one in actions)


def _named(body: Body, part: str, name: str) -> str:
    inner = body.get(part)
    return str(inner.get(name) or "") if isinstance(inner, Mapping) else ""


def _weight(value: object, left: int) -> int:
    if isinstance(value, str):
        return left - len(value) - 2
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, list):
        for part in value:
            left = _weight(part, left)
            if left < 0:
                return left
        return left
    return left - 8


def _digest(body: Body) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]
