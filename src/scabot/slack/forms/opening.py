"""The forms that open a case, record the approval of care, ask for the agreement and confirm its receipt."""

import re

from scabot.slack.forms.choices import DECISION, PRODUCT, REQUEST_REASON, URGENCY, ZONES
from scabot.slack.forms.form import Form, Scene
from scabot.slack.forms.inputs import (
    NO_PHI,
    View,
    choice_field,
    day_field,
    modal,
    named,
    small,
    text_field,
    ticks_field,
)
from scabot.slack.forms.values import Fields, Values
from scabot.slack.tokens import Press
from scabot_domain.commands import Acknowledge, OpenCase, RecordApproval, RequestSca
from scabot_domain.events import ApprovalDecision, RequestReason, Urgency
from scabot_domain.parties import By
from scabot_domain.terms.sections import Product

_TOKEN = re.compile(r"SUB-[0-9A-HJKMNP-TV-Z]{10}", re.ASCII)
_STATE = re.compile(r"[A-Z]{2}", re.ASCII)


def _draw_open(scene: Scene) -> View:
    token = scene.typed("patient_token")
    return modal(
        "Open a case",
        "Open the case",
        [
            text_field("patient_token", "Patient token", value=token, most=14, hint=NO_PHI),
            text_field("payer", "Health plan (legal name)"),
            text_field("provider", "Provider (legal name)"),
            choice_field("urgency", "Urgency", named(URGENCY), value=Urgency.ROUTINE),
            day_field("care_date", "Planned date of care", optional=True),
            choice_field("plan_type", "Kind of plan", named(PRODUCT), optional=True),
            text_field("state_law", "State law, two letters", most=2, optional=True),
            choice_field("tz", "Time zone of the case", _zones(scene.zone), value=scene.zone),
        ],
    )


def _zones(zone: str) -> list[tuple[str, str]]:
    return named(ZONES if zone in ZONES else {zone: zone, **ZONES})


def _read_open(values: Values, scene: Scene, by: By, _press: Press) -> OpenCase:
    fields = Fields(values)
    token = fields.shaped("patient_token", _TOKEN, "A patient token is SUB- and ten letters or digits.")
    payer, provider = fields.text("payer"), fields.text("provider")
    urgency, care_date = fields.choice("urgency", Urgency), fields.maybe_day("care_date")
    plan_type, zone = fields.maybe_choice("plan_type", Product), _zone(fields, scene)
    state = _state(fields)
    return fields.build(
        lambda: OpenCase(
            by=by,
            patient_token=token,
            payer=payer,
            provider=provider,
            urgency=urgency,
            care_date=care_date,
            tz=zone,
            plan_type=plan_type,
            state_law=state,
        )
    )


def _zone(fields: Fields, scene: Scene) -> str:
    zone = fields.chosen("tz") or ""
    if zone not in {scene.zone, *ZONES}:
        fields.fault("tz", "Choose one of the list.")
    return zone


def _state(fields: Fields) -> str | None:
    state = (fields.maybe_text("state_law") or "").upper()
    if state and not _STATE.fullmatch(state):
        fields.fault("state_law", "Write a state in two letters, like IL.")
    return state or None


def _draw_approval(_scene: Scene) -> View:
    return modal(
        "Record the approval",
        "Record",
        [
            small("An approval or authorization number alone is not coverage: only a signed agreement is."),
            text_field("auth_no", "Authorization number"),
            choice_field("decision", "Decision", named(DECISION), value=ApprovalDecision.FULL),
            day_field("valid_from", "Valid from"),
            day_field("valid_to", "Valid to"),
            text_field("approver", "Who approved it, at the plan"),
            ticks_field("only_provider", "Choice", [("yes", "No other provider can do it")]),
        ],
    )


def _read_approval(values: Values, _scene: Scene, by: By, _press: Press) -> RecordApproval:
    fields = Fields(values)
    auth_no, approver = fields.text("auth_no"), fields.text("approver")
    decision = fields.choice("decision", ApprovalDecision)
    start, end = fields.day("valid_from"), fields.day("valid_to")
    if end < start:
        fields.fault("valid_to", "The last day comes before the first.")
    return fields.build(
        lambda: RecordApproval(
            by=by,
            auth_no=auth_no,
            decision=decision,
            valid_from=start,
            valid_to=end,
            approver=approver,
            only_provider="yes" in fields.ticked("only_provider"),
        )
    )


def _draw_request(scene: Scene) -> View:
    return modal(
        "Request the agreement",
        "Request",
        [
            text_field("department", "Department of the health plan"),
            choice_field("reason", "Reason", named(REQUEST_REASON)),
            day_field("target_signed_by", "Signed by", value=scene.typed_day("day"), optional=True),
        ],
    )


def _read_request(values: Values, _scene: Scene, by: By, _press: Press) -> RequestSca:
    fields = Fields(values)
    department, reason = fields.text("department"), fields.choice("reason", RequestReason)
    target = fields.maybe_day("target_signed_by")
    return fields.build(lambda: RequestSca(by=by, department=department, reason=reason, target_signed_by=target))


def _draw_received(scene: Scene) -> View:
    expected = day_field("expected_by", "You will answer by", value=scene.typed_day("day"), optional=True)
    return modal("Confirm receipt", "Confirm", [small("This says that the request has arrived."), expected])


def _read_received(values: Values, _scene: Scene, by: By, _press: Press) -> Acknowledge:
    fields = Fields(values)
    expected = fields.maybe_day("expected_by")
    return fields.build(lambda: Acknowledge(by=by, expected_by=expected))


OPEN = Form(draw=_draw_open, read=_read_open)
APPROVAL = Form(draw=_draw_approval, read=_read_approval)
REQUEST = Form(draw=_draw_request, read=_read_request)
RECEIVED = Form(draw=_draw_received, read=_read_received)
