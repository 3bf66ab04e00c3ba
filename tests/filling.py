"""Forms filled in by hand: drawn over a situation, some fields changed, read back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

import cast as c
import deeds
import deeds_parties
from scabot.sandbox.controls import starting_values, state_values
from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import View
from scabot.slack.forms.table import FORMS
from scabot.slack.forms.values import FieldFaults
from scabot.slack.tokens import Press
from scabot_domain.commands import Command
from scabot_domain.directory import Person
from scabot_domain.parties import Actor
from story import Step, given

SITUATIONS: dict[str, tuple[Step, ...]] = {
    "opened": deeds.opened,
    "approved": deeds.approved,
    "requested": deeds.requested,
    "offered": deeds.offered,
    "countered": (*deeds.offered, deeds.counters()),
    "agreed": deeds.agreed,
    "filled": deeds.filled,
    "drafted": deeds.drafted,
    "reviewed": deeds.reviewed,
    "half_signed": deeds.half_signed,
    "executed": deeds.executed,
    "several": deeds_parties.again,
    "several_half_signed": deeds_parties.signed_by_lead,
    "several_all_signed": (*deeds_parties.signed_by_lead, *deeds_parties.executed[-2:]),
    "declined": (*deeds.requested, deeds.declines()),
    "stalled": (*deeds.requested, deeds.marks_stalled()),
}
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def person(actor: Actor) -> Person:
    return next(one for one in c.DIRECTORY.people if one.user == actor.user)


def scene(who: Actor, situation: str = "offered", **prefill: str) -> Scene:
    case = given(*SITUATIONS[situation]).case
    return Scene(case=case, person=person(who), now=NOON, zone=c.ZONE, free_text=True, prefill=prefill)


def untouched(view: View) -> dict[str, dict[str, Any]]:
    blocks = [{"block_id": f"b{number}", **block} for number, block in enumerate(view["blocks"])]
    return dict(state_values(starting_values(blocks)))


def value(kind: str, filled: object) -> Mapping[str, object]:
    if kind == "static_select":
        return {"selected_option": {"value": filled}}
    if kind == "checkboxes":
        return {"selected_options": [{"value": one} for one in filled]} if isinstance(filled, list) else {}
    return {"selected_date" if kind == "datepicker" else "value": filled}


def submit(name: str, seen: Scene, by: Actor, **filled: object) -> Command:
    """Draw a form, fill in fields by name, and read it back."""
    form = FORMS[name]
    values = untouched(form.draw(seen))
    for field, what in filled.items():
        ((action, element),) = values[field].items()
        values[field] = {action: {**element, **value(element["type"], what)}}
    press = Press(action=name, case=c.KEY, version=0, hash=form.seen(seen), alias="", exp=NOON)
    return form.read(values, seen, c.by(by, NOON), press)


def faults(name: str, seen: Scene, by: Actor, **filled: object) -> dict[str, str]:
    with pytest.raises(FieldFaults) as wrong:
        submit(name, seen, by, **filled)
    return wrong.value.faults
