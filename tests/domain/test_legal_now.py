"""Every refusal says what is possible instead: what a person may do now."""

import pytest

import approvers
import cast as c
import deeds as d
import deeds_after as a
from domain.every_deed import DEEDS
from domain.test_stages import HISTORIES
from scabot_domain.case import Case, Stage
from scabot_domain.commands import COMMANDS
from scabot_domain.decide.legal import legal_now
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from story import MINUTE, Step, given
from voices import DEEDS as VOICES


def legal(who: Actor, *history: Step | tuple[Step, ...]) -> set[str]:
    story = given(*history)
    return set(legal_now(story.case, (who.role,), who.side, story.now))


WAIVING = {"RequestOverride"}
DRAFTED = {*WAIVING, "SetSection", "Redline", "CheckDraft", "AddNote"}
STANDING = {"ChangeAuthorization", "ChangeCoverage"}
BOUND = {*WAIVING, *STANDING, "ConfirmLoaded", "RecordClaim", "Renew", "Supersede"}


@pytest.mark.parametrize(
    ("who", "history", "names"),
    [
        (c.NILS, d.opened, {*WAIVING, "SetSection", "Decline", "AddNote"}),
        (
            c.CARA,
            d.approved,
            {*STANDING, "RequestSca", "SetSection", "MarkStalled", "Decline", "WithdrawCase", "AddNote"},
        ),
        (c.NILS, d.requested, {*WAIVING, "Acknowledge", "MakeOffer", "SetSection", "Decline", "AddNote"}),
        (
            c.BEN,
            d.offered,
            {*WAIVING, "MakeOffer", "Counter", "Reject", "Accept", "SetSection", "ProviderWithdraw", "AddNote"},
        ),
        (
            c.NILS,
            d.offered,
            {*WAIVING, "Acknowledge", "MakeOffer", "WithdrawOffer", "SetSection", "Decline", "AddNote"},
        ),
        (
            c.NILS,
            d.filled,
            {*WAIVING, "MakeOffer", "SetSection", "ConfirmSections", "IssueDraft", "Decline", "AddNote"},
        ),
        (c.BEN, d.issued, {*DRAFTED, "ProviderWithdraw"}),
        (c.BEN, d.drafted, {*DRAFTED, "ApproveDraft", "ProviderWithdraw"}),
        (c.BEN, (*d.drafted, d.approves(c.BEN)), {*DRAFTED, "ProviderWithdraw"}),
        (c.BEN, (*d.agreed, d.issues()), {*DRAFTED, "ProviderWithdraw"}),
        (c.SAM, d.reviewed, {"Sign", "CheckDraft", "AddNote"}),
        (c.SAM, (*d.reviewed, d.redlines(material=False)), {"CheckDraft", "AddNote"}),
        (c.SAM, d.half_signed, {"CheckDraft", "AddNote"}),
        (c.PRIYA, d.half_signed, {"Sign", "CheckDraft", "AddNote"}),
        (c.BEN, d.half_signed, {*WAIVING, "CheckDraft", "ProviderWithdraw", "AddNote"}),
        (c.DANA, d.requested, {"RecordCareStart", "AddNote"}),
        (c.DANA, (*d.requested, d.starts_care(c.NOW.date())), {"AddNote"}),
        (c.RUTH, d.executed, {*BOUND, "RecordCareStart", "MarkStalled", "AddNote"}),
        (c.RUTH, (*d.executed, d.marks_stalled()), {*BOUND, "RecordCareStart", "ClearStall", "AddNote"}),
        (c.RUTH, (*d.offered, d.declines()), {"Reopen", "AddNote"}),
        (c.RUTH, (*d.offered, d.withdraws_case()), {"AddNote"}),
        (c.CHRIS, d.offered, {"AddNote"}),
        (c.BEN, a.proposed, {*WAIVING, "AgreeAmendment", "DropAmendment", "RecordClaim", "AddNote"}),
        (c.NILS, a.proposed, {*WAIVING, "DropAmendment", "ConfirmLoaded", "AddNote"}),
        (c.SAM, a.proposed, {"Terminate", "AddNote"}),
        (c.SAM, a.amendment_agreed, {"SignAmendment", "Terminate", "AddNote"}),
        (c.SAM, a.amendment_half_signed, {"Terminate", "AddNote"}),
        (c.NILS, (*d.executed, a.loads()), {*WAIVING, "Amend", "Extend", "AddNote"}),
        (c.RUTH, a.expired, {"RecordCareStart", "RecordClaim", "AddNote"}),
        (c.RUTH, a.superseded, {"AddNote"}),
        (c.CHRIS, (*d.offered, a.asks_to_waive()), {"Override", "AddNote"}),
        (c.SAM, (*d.reviewed, a.revokes_authorization()), {"CheckDraft", "AddNote"}),
        (
            c.BEN,
            (*d.drafted, a.revokes_authorization()),
            {*DRAFTED, "ProviderWithdraw"},
        ),
        (c.CLOCK, d.offered, set()),
    ],
)
def test_what_a_person_may_do_now(who: Actor, history: tuple[Step, ...], names: set[str]) -> None:
    assert legal(who, history) - VOICES.keys() - approvers.DEEDS.keys() == names


def test_nobody_but_an_opener_can_do_anything_in_a_case_that_does_not_exist() -> None:
    nothing = Case(key=c.KEY)
    assert legal_now(nothing, (Role.PA_SPECIALIST,), Side.PROVIDER, c.NOW) == ("OpenCase",)
    assert legal_now(nothing, (Role.PROVIDER_BILLER,), Side.PROVIDER, c.NOW) == ()


def test_a_person_of_several_roles_may_do_what_any_of_them_may() -> None:
    olgas = (Role.OFFICE_MANAGER, Role.PROVIDER_BILLER)
    legal = legal_now(given(d.requested).case, olgas, Side.PROVIDER, c.NOW)
    assert tuple(name for name in legal if name not in VOICES) == (
        "MakeOffer",
        "SetSection",
        "RecordCareStart",
        "ProviderWithdraw",
        "AddNote",
        "ChangeCoverage",
        "RequestOverride",
    )


def test_an_offer_past_its_life_can_be_answered_no_more() -> None:
    story = given(d.offered)
    late = story.case.offers[0].terms.expires_at
    assert "Accept" in legal_now(story.case, (Role.PROVIDER_BILLER,), Side.PROVIDER, late)
    assert "Accept" not in legal_now(story.case, (Role.PROVIDER_BILLER,), Side.PROVIDER, late + MINUTE)


def test_without_a_draft_there_is_none_to_approve() -> None:
    odd = Case(key=c.KEY, version=1, stage=Stage.DRAFT_REVIEW)
    legal = legal_now(odd, (Role.NETWORK_MANAGER,), Side.PAYER, c.NOW)
    assert {"ApproveDraft", "CheckDraft"}.isdisjoint(legal)


@pytest.mark.parametrize("who", c.EVERYBODY, ids=lambda who: who.role.value)
@pytest.mark.parametrize("stage", HISTORIES)
def test_whatever_succeeds_was_named_as_possible(stage: str, who: Actor) -> None:
    story = given(HISTORIES[stage])
    everything = tuple(command.__name__ for command in COMMANDS)  # no advice is given to a clock
    named = everything if who is c.CLOCK else legal_now(story.case, (who.role,), who.side, story.now)
    done = {name.partition(" ")[0] for name, deed in DEEDS.items() if story.when(deed(who)).refusal is None}
    assert done - {"FireDeadline", "ExpireOffer", "EndTerm"} <= set(named)


def test_a_refusal_says_what_the_person_may_do_instead() -> None:
    refusal = given(d.offered).when(d.accepts(c.NILS)).refused_for(Reason.OWN_OFFER)
    legal = tuple(name for name in refusal.legal if name not in VOICES)
    assert legal == ("Acknowledge", "MakeOffer", "WithdrawOffer", "SetSection", "Decline", "AddNote", "RequestOverride")
