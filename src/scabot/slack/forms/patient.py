"""Section 2, the patient: by token only; who the patient is enters through a local form, never through Slack."""

import re

from scabot.slack.forms.form import Scene
from scabot.slack.forms.inputs import NO_PHI, Block, day_field, small, text_field, ticks_field
from scabot.slack.forms.values import Fields
from scabot_domain.terms.sections import Patient

_TOKEN = re.compile(r"SUB-[0-9A-HJKMNP-TV-Z]{10}", re.ASCII)
_ON_FILE = [("yes", "Identity is on file, checked against the card")]


def patient_fields(scene: Scene) -> list[Block]:
    """Return the fields of section 2: the token, and dates of coverage."""
    held = scene.case.sections.get(2)
    now = held.content if held is not None and isinstance(held.content, Patient) else None
    return [
        small(NO_PHI),
        text_field("token", "Patient token", value=scene.case.patient_token, most=14),
        ticks_field("identity_on_file", "Identity", _ON_FILE, ticked=["yes"] if now and now.identity_on_file else []),
        day_field("coverage_from", "Covered from", value=now.coverage_from if now else None),
        day_field("coverage_to", "Covered until", value=now.coverage_to if now else None, optional=True),
        day_field(
            "eligibility_verified_on",
            "Eligibility verified on",
            value=now.eligibility_verified_on if now else None,
            optional=True,
        ),
    ]


def read_patient(fields: Fields) -> Patient:
    """Return section 2 as filled in. Raises `FieldFaults`."""
    token = fields.shaped("token", _TOKEN, "A patient token is SUB- and ten letters or digits.")
    start, end = fields.day("coverage_from"), fields.maybe_day("coverage_to")
    verified = fields.maybe_day("eligibility_verified_on")
    return fields.build(
        lambda: Patient(
            token=token,
            identity_on_file="yes" in fields.ticked("identity_on_file"),
            coverage_from=start,
            coverage_to=end,
            eligibility_verified_on=verified,
        )
    )
