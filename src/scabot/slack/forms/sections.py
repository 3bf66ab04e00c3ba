"""The forms of the sections: one is chosen and filled in, or several are confirmed as they stand."""

from collections.abc import Callable

from scabot.slack.forms.form import Form, Scene
from scabot.slack.forms.inputs import Block, View, choice_field, modal, reshaping, small, ticks_field, words
from scabot.slack.forms.keeping import keeping
from scabot.slack.forms.patient import patient_fields, read_patient
from scabot.slack.forms.sectioning import (
    claims_fields,
    cost_share_fields,
    parties_fields,
    read_claims,
    read_cost_share,
    read_parties,
    read_scope,
    read_term,
    scope_fields,
    term_fields,
)
from scabot.slack.forms.values import MISSING, FieldFaults, Fields, Values
from scabot.slack.tokens import Press
from scabot_domain.commands import ConfirmSections, SetSection
from scabot_domain.decide.sections import confirmable
from scabot_domain.parties import By
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.canonical import digest, short
from scabot_domain.terms.hashes import missing
from scabot_domain.terms.sections import TITLES, SettableSection

_DRAWN: dict[str, Callable[[Scene], list[Block]]] = {
    "1": parties_fields,
    "2": patient_fields,
    "3": term_fields,
    "4": scope_fields,
    "6": cost_share_fields,
    "7": claims_fields,
}
_READ: dict[str, Callable[[Fields], SettableSection]] = {
    "1": read_parties,
    "2": read_patient,
    "3": read_term,
    "4": read_scope,
    "6": read_cost_share,
    "7": read_claims,
}
_RATES = "Section 5, the rates, is filled in by accepting an offer."


def _draw_section(scene: Scene) -> View:
    number = scene.typed("section")
    choices = [(each, f"{each} {TITLES[int(each)]}") for each in _DRAWN]
    menu = reshaping(choice_field("section", "Section", choices, value=number, hint=_RATES))
    shown = _DRAWN[number](scene) if number in _DRAWN else []
    lacking = missing(scene.case, scene.today) if shown else {}
    gaps = [small(sentence) for sentence in lacking.get(int(number or 0), ())]
    return modal("Fill in a section", "Save the section", [menu, *gaps[:5], *shown])


def _read_section(values: Values, scene: Scene, by: By, _press: Press) -> SetSection:
    fields = Fields(values)
    number = fields.chosen("section")
    if number not in _READ:
        raise FieldFaults({"section": MISSING})
    held = scene.case.sections.get(int(number))
    content = keeping(_READ[number](fields), held.content if held is not None else None)
    return fields.build(lambda: SetSection(by=by, content=content))


def _draw_confirm(scene: Scene) -> View:
    held = scene.case.sections
    waiting = _waiting(scene)
    if not waiting:
        raise Refused(Reason.ALREADY_DONE, {"what": "confirmed"})
    choices = [(str(number), f"{number} {TITLES[number]} ({short(held[number].hash)})") for number in waiting]
    ticked = [value for value, _ in choices]
    ticks = ticks_field("sections", "Sections that your side confirms", choices, ticked=ticked, optional=False)
    return modal("Confirm sections", "Confirm", [words(_CONFIRMING), ticks])


def _waiting(scene: Scene) -> tuple[int, ...]:
    """Return the sections that wait for this person: those of the role in which most of them can be confirmed."""
    by_role = [confirmable(scene.case, role, scene.person.side) for role in scene.person.roles]
    return max(by_role, key=len, default=())


_CONFIRMING = "You confirm for your side what the card and the status show. A later change voids the confirmation."


def _read_confirm(values: Values, scene: Scene, by: By, press: Press) -> ConfirmSections:
    if press.hash != _seen_sections(scene):
        raise Refused(Reason.STALE_VIEW, {"what": "sections"})
    fields = Fields(values)
    ticked = [int(number) for number in fields.ticked("sections") if number.isdecimal() and int(number) in TITLES]
    if not ticked:
        fields.fault("sections", MISSING)
    return fields.build(lambda: ConfirmSections(by=by, sections=tuple(ticked)))


def _seen_sections(scene: Scene) -> str:
    return digest({str(number): held.hash for number, held in scene.case.sections.items()})


SECTION = Form(draw=_draw_section, read=_read_section)
SECTION_CONFIRM = Form(draw=_draw_confirm, read=_read_confirm, seen=_seen_sections)
