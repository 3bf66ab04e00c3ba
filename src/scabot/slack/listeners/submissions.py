"""The door for forms: what was filled in becomes one command, recorded before it is acknowledged."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from scabot.ledger.errors import KeyReused
from scabot.slack.answers.answer import Answer, Shown, as_modal, say
from scabot.slack.answers.checking import checked
from scabot.slack.answers.coming import drift_words
from scabot.slack.answers.recording import held_back, recorded, recorded_before, still_recording
from scabot.slack.answers.refusing import NO_SUCH_CASE
from scabot.slack.answers.typed import out_of_date, recorded_otherwise
from scabot.slack.deps import Outcome
from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import words
from scabot.slack.forms.table import FORMS
from scabot.slack.forms.values import FieldFaults, Fields, Values
from scabot.slack.grammar.entry import Act
from scabot.slack.grammar.registry import ACTS
from scabot.slack.identity import place_to
from scabot.slack.listeners.asking import Ask
from scabot.slack.listeners.forms import scene_of
from scabot.slack.listeners.permission import given_by
from scabot.slack.listeners.refusals import sorry
from scabot.slack.tokens import Press
from scabot_domain.events import OfferHeld
from scabot_domain.insight import Drift, drifts_among
from scabot_domain.insight.drift import DRIFTING
from scabot_domain.parties import Actor, By, Source
from scabot_domain.refusals import Reason, Refused
from scabot_domain.visible import visible

log = logging.getLogger(__name__)

Ack = Mapping[str, Any]
"""What is answered to a submission."""

_OF_A_FIELD = (Reason.BAD_IDENTIFIER, Reason.OUT_OF_RANGE, Reason.REASON_TOO_SHORT)
"""What is wrong with one field of a form, and is said below it."""


async def submitted(ask: Ask, press: Press, values: Values) -> Ack:
    """Record what was filled in and return the acknowledgment; a refusal and a fault of a field record nothing."""
    act = ACTS.get(press.action)
    scene = await scene_of(ask, act, press.case, {}) if act else None
    if act is None or scene is None:
        return _shown(say(NO_SUCH_CASE) if act else out_of_date())
    try:
        command = FORMS[act.name].read(values, scene, _by(ask, act, values), press)
        recording = ask.deps.threads.write(ask.deps.handle, press.case, command)
        outcome = await asyncio.wait_for(recording, ask.deps.patience)
    except FieldFaults as wrong:
        return _below_the_fields(wrong, values)
    except Refused as no:
        return _refused(ask, scene, no, values)
    except KeyReused:
        return _shown(recorded_otherwise())
    except TimeoutError:
        return _shown(still_recording(press.case, ask.call.reference))
    log.info(
        "recorded from a form",
        extra={"command": act.name, "count": len(outcome.events), "reference": ask.call.reference},
    )
    drifts = drift_words(await _drifts(ask, press.case, outcome))
    return _receipt(ask, act, press, outcome, drifts=drifts)


async def _drifts(ask: Ask, case: str, outcome: Outcome) -> list[Drift]:
    """Return what an offer or a draft just changed of the terms that both sides stood by."""
    if outcome.repeated or not any(isinstance(event.fact, DRIFTING) for event in outcome.events):
        return []
    history = visible(await ask.deps.threads.read(ask.deps.reads.history, case), ask.standing.in_person)
    return drifts_among(outcome.events, history)


def _below_the_fields(wrong: FieldFaults, values: Values) -> Ack:
    """Return the sentences below their fields; one about a field that the form has not is told on its own."""
    shown = {field: sentence for field, sentence in wrong.faults.items() if field in values}
    if not shown:
        return _shown(say(" ".join(wrong.faults.values())), title="Not recorded")
    return {"response_action": "errors", "errors": shown}


def _by(ask: Ask, act: Act, values: Values) -> By:
    _, role = given_by(act, ask.person, _sections(act, values))
    actor = Actor(team=ask.person.team, user=ask.person.user, role=role, side=ask.person.side)
    return By(
        actor=actor,
        at=ask.at,
        said_at=ask.at,
        source=Source.SLACK,
        key=ask.call.key,
        corr=ask.call.reference,
    )


def _sections(act: Act, values: Values) -> list[int]:
    fields = Fields(values)
    numbers = {"section": [fields.chosen("section") or ""], "section-confirm": list(fields.ticked("sections"))}
    return [int(number) for number in numbers.get(act.name, []) if number.isdecimal()]


def _refused(ask: Ask, scene: Scene, refused: Refused, values: Values) -> Ack:
    field = refused.facts.get("field", "")
    if field in values and refused.reason in _OF_A_FIELD:
        beside = [f"{name} {value}" for name, value in refused.facts.items() if name not in {"field", "value"}]
        sentence = " ".join((sorry(ask, scene.case, refused).text, "; ".join(beside))).strip()
        return {"response_action": "errors", "errors": {field: sentence}}
    return _shown(sorry(ask, scene.case, refused), title="Not recorded")


def _receipt(ask: Ask, act: Act, press: Press, outcome: Outcome, *, drifts: Sequence[str] = ()) -> Ack:
    fresh = ask.press_button("Open a fresh form", act.name, press.case)
    own = visible(outcome.events, ask.standing.in_person)
    if outcome.repeated:
        return _shown(recorded_before(press.case, own, fresh), title=press.case)
    held = [event.fact.held for event in own if isinstance(event.fact, OfferHeld)]
    if held:
        return _shown(held_back(press.case, held[0], ask.call.reference), title=press.case)
    verdicts = checked(outcome.case, own, ask.call.reference)
    if verdicts is not None:
        return _shown(verdicts, title=press.case)
    heard = visible(outcome.events, place_to(ask.standing, press.alias).audience) and press.alias
    if heard and act.name != "open" and not drifts:
        return {"response_action": "clear"}
    following = [ask.press_button("Record the approval", "approval", press.case)] if act.name == "open" else []
    said = recorded(press.case, own, ask.call.reference, *following)
    shown = Answer(text=said.text, blocks=(*said.blocks, *map(words, drifts)))
    return _shown(shown, title=press.case)


def _shown(shown: Shown, title: str = "scabot") -> Ack:
    return {"response_action": "update", "view": as_modal(title, shown)}
