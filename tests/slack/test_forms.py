"""Every form: drawn in every situation without a fault, read back with a sentence below each bad field."""

from datetime import date

import pytest

import cast as c
from filling import NOON, SITUATIONS, faults, person, scene, submit
from scabot.sandbox.blocks import lint_view
from scabot.slack.forms.form import Scene
from scabot.slack.forms.table import FORMS
from scabot.slack.forms.values import FieldFaults
from scabot.slack.grammar.registry import ACTS
from scabot.slack.tokens import Press
from scabot_domain import commands
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.events import Urgency
from scabot_domain.parties import Actor
from scabot_domain.refusals import Refused


def test_every_act_has_its_form_and_every_form_its_act() -> None:
    assert FORMS.keys() == ACTS.keys()


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_drawn_without_a_fault_or_refused(name: str, situation: str) -> None:
    for who in (c.RUTH, c.BEN, c.NILS, c.CARA, c.SAM, c.CHRIS):
        try:
            view = FORMS[name].draw(scene(who, situation))
        except Refused:
            continue
        assert lint_view({**view, "callback_id": f"sca.{name}", "private_metadata": "x" * 500}) == []
        assert len({block["block_id"] for block in view["blocks"] if "block_id" in block}) == sum(
            "block_id" in block for block in view["blocks"]
        )


def test_the_opening_of_a_case() -> None:
    fresh = Scene(
        case=Case(key=c.KEY), person=person(c.RUTH), now=NOON, zone=c.ZONE, prefill={"patient_token": c.TOKEN}
    )
    command = submit(
        "open",
        fresh,
        c.RUTH,
        payer="Northwind Health Plan",
        provider=" Lakeside  Transplant ",
        care_date="2026-12-11",
        state_law="il",
    )
    assert command == commands.OpenCase(
        by=c.by(c.RUTH, NOON),
        patient_token=c.TOKEN,
        payer="Northwind Health Plan",
        provider="Lakeside Transplant",
        urgency=Urgency.ROUTINE,
        care_date=date(2026, 12, 11),
        tz=c.ZONE,
        state_law="IL",
    )
    typed = {"payer": "", "provider": "x", "patient_token": "Jane Roe", "state_law": "1L"}
    assert faults("open", fresh, c.RUTH, **typed) == {
        "patient_token": "A patient token is SUB- and ten letters or digits.",
        "payer": "Please fill this in.",
        "state_law": "Write a state in two letters, like IL.",
    }


def test_the_approval_of_care() -> None:
    command = submit(
        "approval",
        scene(c.CARA, "opened"),
        c.CARA,
        auth_no="AUTH-1",
        valid_from="2026-11-20",
        valid_to="2027-06-30",
        approver="M. Chen",
        only_provider=["yes"],
    )
    assert isinstance(command, commands.RecordApproval)
    assert (command.auth_no, command.valid_to, command.only_provider) == ("AUTH-1", date(2027, 6, 30), True)
    wrong = faults(
        "approval",
        scene(c.CARA, "opened"),
        c.CARA,
        auth_no="A",
        valid_from="2026-11-20",
        valid_to="2026-11-19",
        approver="x",
    )
    assert wrong == {"valid_to": "The last day comes before the first."}


def test_a_note_is_for_one_s_own_side_unless_told_otherwise() -> None:
    own = submit("note", scene(c.NILS), c.NILS, text="First line\n\n second ")
    shared = submit("note", scene(c.NILS), c.NILS, text="x", readers="both")
    assert (own, shared) == (
        commands.AddNote(by=c.by(c.NILS, NOON), text="First line\nsecond"),
        commands.AddNote(by=c.by(c.NILS, NOON), text="x", shared=True),
    )


def test_withdrawing_means_the_case_for_some_and_the_provider_for_others() -> None:
    assert isinstance(submit("withdraw", scene(c.RUTH), c.RUTH, code="rate"), commands.WithdrawCase)
    assert isinstance(submit("withdraw", scene(c.BEN), c.BEN, code="rate"), commands.ProviderWithdraw)


@pytest.mark.parametrize(
    ("form", "filled", "kind"),
    [
        (("request", c.RUTH, "approved"), {"department": "Contracting", "reason": "expertise"}, commands.RequestSca),
        (("received", c.CARA, "requested"), {"expected_by": "2026-11-30"}, commands.Acknowledge),
        (("reject", c.BEN, "offered"), {"code": "rate_low"}, commands.Reject),
        (("withdraw-offer", c.NILS, "offered"), {}, commands.WithdrawOffer),
        (("draft-issue", c.NILS, "filled"), {}, commands.IssueDraft),
        (("draft-approve", c.NILS, "drafted"), {}, commands.ApproveDraft),
        (("stall", c.RUTH, "requested"), {}, commands.MarkStalled),
        (("stall-clear", c.RUTH, "stalled"), {}, commands.ClearStall),
        (("care", c.DANA, "executed"), {"dos": "2026-11-24"}, commands.RecordCareStart),
        (("decline", c.NILS, "requested"), {"code": "network_alternative"}, commands.Decline),
        (("reopen", c.RUTH, "declined"), {"reason": "new_evidence", "evidence": "Letter 12"}, commands.Reopen),
        (("close", c.RUTH, "executed"), {}, commands.CloseCase),
    ],
)
def test_the_other_forms_are_read_into_their_commands(
    form: tuple[str, Actor, str], filled: dict[str, object], kind: type[Command]
) -> None:
    name, who, situation = form
    seen = scene(who, situation)
    assert type(submit(name, seen, who, **filled)) is kind


@pytest.mark.parametrize("name", FORMS)
def test_a_forged_submission_of_nothing_is_told_or_refused_and_never_breaks(name: str) -> None:
    for situation in ("offered", "reviewed"):
        seen = scene(c.BEN, situation)
        press = Press(action=name, case=c.KEY, version=0, hash="", alias="", exp=NOON)
        try:
            FORMS[name].read({}, seen, c.by(c.BEN, NOON), press)
        except (FieldFaults, Refused):
            continue
