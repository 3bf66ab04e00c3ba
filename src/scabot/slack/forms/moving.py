"""The forms that keep a case alive or end it: stall, ping, note, care, decline, withdraw, reopen, close."""

from scabot.slack.forms.choices import DECLINE, REOPENING, WITHDRAW, DeclineCode, WithdrawCode
from scabot.slack.forms.form import Form, Scene
from scabot.slack.forms.inputs import (
    NO_PHI,
    Block,
    View,
    choice_field,
    day_field,
    in_lines,
    modal,
    named,
    small,
    text_field,
    ticks_field,
    words,
)
from scabot.slack.forms.values import MISSING, Fields, Values
from scabot.slack.grammar.days import show_day
from scabot.slack.tokens import Press
from scabot_domain.commands import (
    AckPing,
    AddNote,
    ClearStall,
    CloseCase,
    Decline,
    MarkStalled,
    ProviderWithdraw,
    RecordCareStart,
    Reopen,
    WithdrawCase,
)
from scabot_domain.parties import By, Role, Side
from scabot_domain.refusals import Reason, Refused

_BOTH = "both"
_OWN = "own"
_APPEAL = [("yes", "The member may appeal")]


def _draw_stall(_scene: Scene) -> View:
    return modal("Mark as stalled", "Mark as stalled", [words("The card will show that the case is stuck.")])


def _read_stall(_values: Values, _scene: Scene, by: By, _press: Press) -> MarkStalled:
    return MarkStalled(by=by)


def _draw_clear(_scene: Scene) -> View:
    return modal("It moves again", "Clear the stall", [words("The card will no longer show that the case is stuck.")])


def _read_clear(_values: Values, _scene: Scene, by: By, _press: Press) -> ClearStall:
    return ClearStall(by=by)


def _told(scene: Scene) -> list[tuple[str, str]]:
    open_ones = sorted(scene.case.deadlines.items())
    return [(name, f"{name}, due {show_day(held.armed.due.date())}") for name, held in open_ones if held.told]


def _draw_ack(scene: Scene) -> View:
    told = _told(scene)
    if not told:
        raise Refused(Reason.STALE_VIEW, {"state": "not waiting"})
    wanted = scene.typed("deadline") or told[0][0]
    return modal(
        "Acknowledge the ping",
        "Acknowledge",
        [
            choice_field("deadline", "What you take on", told[:100], value=wanted),
            day_field("expected_by", "Done by", value=scene.typed_day("day"), optional=True),
        ],
    )


def _read_ack(values: Values, _scene: Scene, by: By, _press: Press) -> AckPing:
    fields = Fields(values)
    deadline, expected = fields.chosen("deadline"), fields.maybe_day("expected_by")
    if deadline is None:
        fields.fault("deadline", MISSING)
    return fields.build(lambda: AckPing(by=by, deadline=deadline or "", expected_by=expected))


def _draw_note(scene: Scene) -> View:
    return modal(
        "Add a note",
        "Add the note",
        [
            in_lines(text_field("text", "Note", value=scene.typed("text"), most=500, hint=NO_PHI)),
            choice_field("readers", "Who may read it", _readers(scene), value=_OWN),
        ],
    )


def _readers(scene: Scene) -> list[tuple[str, str]]:
    own = "Neutral people" if scene.person.side is Side.NEUTRAL else f"The {scene.person.side.value} side"
    return [(_OWN, f"{own}, and compliance"), (_BOTH, "Both sides")]


def _read_note(values: Values, _scene: Scene, by: By, _press: Press) -> AddNote:
    fields = Fields(values)
    text = "\n".join(fields.lines("text"))
    if not text:
        fields.fault("text", MISSING)
    return fields.build(lambda: AddNote(by=by, text=text, shared=fields.chosen("readers") == _BOTH))


def _draw_care(scene: Scene) -> View:
    day = scene.typed_day("day") or scene.today
    return modal("Record the care start", "Record", [day_field("dos", "First date of service", value=day)])


def _read_care(values: Values, _scene: Scene, by: By, _press: Press) -> RecordCareStart:
    fields = Fields(values)
    day = fields.day("dos")
    return fields.build(lambda: RecordCareStart(by=by, dos=day))


def _draw_decline(_scene: Scene) -> View:
    ends = small("This ends the case. It can be reopened on new evidence.")
    code = choice_field("code", "Why", named(DECLINE))
    appeal = ticks_field("appeal", "Appeal", _APPEAL, ticked=["yes"])
    return modal("Decline the agreement", "Decline", [ends, code, appeal])


def _read_decline(values: Values, _scene: Scene, by: By, _press: Press) -> Decline:
    fields = Fields(values)
    code = fields.choice("code", DeclineCode)
    return fields.build(lambda: Decline(by=by, code=code, appeal_rights="yes" in fields.ticked("appeal")))


def _draw_withdraw(_scene: Scene) -> View:
    return modal("Withdraw", "Withdraw", [small("This ends the case."), choice_field("code", "Why", named(WITHDRAW))])


def _read_withdraw(values: Values, _scene: Scene, by: By, _press: Press) -> WithdrawCase | ProviderWithdraw:
    fields = Fields(values)
    code = fields.choice("code", WithdrawCode)
    for_provider = by.actor.role in (Role.PROVIDER_BILLER, Role.OFFICE_MANAGER)
    return fields.build(lambda: ProviderWithdraw(by=by, code=code) if for_provider else WithdrawCase(by=by, code=code))


def _draw_reopen(scene: Scene) -> View:
    blocks: list[Block] = [
        choice_field("reason", "What has changed", named(REOPENING)),
        text_field("evidence", "Where that is written", hint="A reference, like a letter number."),
    ]
    said = text_field("said", "In words", most=300, hint=NO_PHI, optional=True)
    return modal("Reopen the case", "Reopen", [*blocks, said] if scene.free_text else blocks)


def _read_reopen(values: Values, scene: Scene, by: By, _press: Press) -> Reopen:
    fields = Fields(values)
    chosen, evidence = fields.chosen("reason"), fields.text("evidence")
    if chosen not in REOPENING:
        fields.fault("reason", MISSING)
    said = fields.maybe_text("said") if scene.free_text else None
    reason = ": ".join(filter(None, (REOPENING.get(chosen or "", ""), said)))
    return fields.build(lambda: Reopen(by=by, reason=reason, evidence=evidence))


def _draw_close(_scene: Scene) -> View:
    return modal("Close the case", "Close the case", [words("The care is over and nothing is left to do.")])


def _read_close(_values: Values, _scene: Scene, by: By, _press: Press) -> CloseCase:
    return CloseCase(by=by)


STALL = Form(draw=_draw_stall, read=_read_stall)
STALL_CLEAR = Form(draw=_draw_clear, read=_read_clear)
ACK = Form(draw=_draw_ack, read=_read_ack)
NOTE = Form(draw=_draw_note, read=_read_note)
CARE = Form(draw=_draw_care, read=_read_care)
DECLINE_FORM = Form(draw=_draw_decline, read=_read_decline)
WITHDRAW_FORM = Form(draw=_draw_withdraw, read=_read_withdraw)
REOPEN = Form(draw=_draw_reopen, read=_read_reopen)
CLOSE = Form(draw=_draw_close, read=_read_close)
