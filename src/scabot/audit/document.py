"""A replay as canonical JSON, `scabot.replay/1`: sorted keys, no floats, no nulls, one newline at the end."""

import json

from scabot.audit.question import Eyes, Question
from scabot.audit.replay import Retelling, lateness
from scabot.audit.telling.events import tell
from scabot.audit.telling.state import tell_state
from scabot.telemetry.redact import printable
from scabot_domain.case import Case, Offer
from scabot_domain.events import (
    TOPIC_OF,
    CaseEvent,
    DeadlinesChanged,
    EntryConfirmed,
    EntryCorrected,
    EscalationSent,
)
from scabot_domain.terms.binding import terms_hash
from scabot_domain.terms.canonical import canonical

Json = dict[str, object]

NAMING_VERSIONS = DeadlinesChanged | EscalationSent | EntryConfirmed | EntryCorrected
"""Facts that name versions of events or people, so eyes that may not count are told their words alone (I20)."""


def as_json(told: Retelling) -> bytes:
    """Return the whole replay; what is not known is left out, and every text is free of control characters."""
    whole = {
        "schema": "scabot.replay/1",
        "case": told.case.key,
        "zone": told.pen.zone.key,
        "question": _question(told.question),
        "events": [_event(told, event) for event in told.answer.kept],
        "excluded": [_excluded(told, event, why) for event, why in told.answer.excluded],
        "state": _state(told),
    }
    return canonical(_cleaned(json.loads(canonical(whole)))) + b"\n"


def _question(question: Question) -> Json:
    return {
        "as_of": question.as_of,
        "known_at": question.known_at,
        "version": question.version,
        "audience": question.eyes,
    }


def _event(told: Retelling, event: CaseEvent) -> Json:
    passed = lateness(event)
    everything = told.question.eyes is Eyes.ALL
    return {
        "number": told.number(event),
        "topic": TOPIC_OF[type(event.fact)],
        "said": event.occurred_at,
        "recorded": event.recorded_at,
        "effective": told.answer.effective[event.version],
        "late_seconds": int(passed.total_seconds()) if passed else None,
        "actor": event.actor,
        "on_behalf_of": event.on_behalf_of,
        "side": event.side,
        "visibility": event.visibility,
        "source": event.source,
        "evidence": event.evidence,
        "key": event.key if everything else None,
        "corr": event.corr if everything else None,
        "changed": tell(event.fact, told.pen),
        "fact": event.fact if everything or not isinstance(event.fact, NAMING_VERSIONS) else None,
        "seal": told.seal(event),
    }


def _excluded(told: Retelling, event: CaseEvent, why: str) -> Json:
    return {
        "number": told.number(event),
        "topic": TOPIC_OF[type(event.fact)],
        "said": event.occurred_at,
        "recorded": event.recorded_at,
        "why": why,
    }


def _state(told: Retelling) -> Json:
    case = told.case
    return {
        "at": told.at,
        "stage": case.stage,
        "told": dict(tell_state(case, told.at, told.pen)),
        "offers": [_offer(offer, told) for offer in case.offers],
        "sections": {number: _section(case, number) for number in case.sections},
        "terms_hash": terms_hash(case),
        "signatures": case.signatures,
        "executed": case.executed,
        "deadlines": {key: _deadline(case, key) for key in case.deadlines},
    }


def _offer(offer: Offer, told: Retelling) -> Json:
    return {
        "terms": offer.terms,
        "hash": offer.hash,
        "state": offer.state,
        "open": offer.open_at(told.at),
        "superseded_by": offer.superseded_by,
    }


def _section(case: Case, number: int) -> Json:
    held = case.sections[number]
    return {"content": held.content, "hash": held.hash, "confirmed_by": sorted(held.confirmed_by)}


def _deadline(case: Case, key: str) -> Json:
    held = case.deadlines[key]
    return {"rule": held.armed.rule, "due": held.armed.due, "told": held.told, "next": held.next}


def _cleaned(value: object) -> object:
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    return printable(value) if isinstance(value, str) else value
