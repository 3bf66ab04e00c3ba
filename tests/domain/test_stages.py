"""S8, I15: when something may be done, the whole table written out once more."""

import pytest

import cast as c
import deeds as d
import deeds_after as a
from domain.every_deed import DEEDS
from domain.test_roles import CODES, MAY
from scabot_domain.case import TERMINAL, Stage
from scabot_domain.commands import COMMANDS
from scabot_domain.decide.table import RULES
from scabot_domain.refusals import Reason
from story import Step, Story, given

HISTORIES: dict[str, tuple[Step, ...]] = {
    "intake": d.opened,
    "approved": d.approved,
    "requested": d.requested,
    "negotiating": d.offered,
    "terms_agreed": d.agreed,
    "draft_review": d.drafted,
    "signing": d.reviewed,
    "executed": d.executed,
    "declined": (*d.offered, d.declines()),
    "provider_withdrew": (*d.offered, d.walks_away()),
    "withdrawn": (*d.offered, d.withdraws_case()),
    "closed": a.closed,
    "superseded": a.superseded,
    "terminated": a.terminated,
    "expired": a.expired,
}
LIVE = "intake approved requested negotiating terms_agreed draft_review signing executed in_care"
UNBOUND = "intake approved requested negotiating terms_agreed draft_review signing"
ENDED = "declined provider_withdrew withdrawn closed superseded terminated expired"
BOUND = "executed in_care"
WHEN = {
    "RecordApproval": "intake",
    "RequestSca": "approved",
    "Acknowledge": "requested negotiating",
    "MakeOffer": "requested negotiating",
    "Counter": "negotiating",
    "Accept": "negotiating",
    "Reject": "negotiating",
    "WithdrawOffer": "negotiating",
    "ExpireOffer": LIVE,
    "SetSection": LIVE,
    "SetSection 2": LIVE,
    "ConfirmSections": UNBOUND,
    "ConfirmSections 2": UNBOUND,
    "IssueDraft": "terms_agreed draft_review",
    "Redline": "draft_review signing",
    "CheckDraft": "draft_review signing",
    "ApproveDraft": "draft_review",
    "Sign": "signing",
    "RecordCareStart": f"{LIVE} expired",
    "CloseCase": "executed in_care",
    "MarkStalled": LIVE,
    "ClearStall": LIVE,
    "Decline": UNBOUND,
    "ProviderWithdraw": UNBOUND,
    "WithdrawCase": UNBOUND,
    "Reopen": "declined provider_withdrew",
    "AddNote": f"{LIVE} {ENDED}",
    "FireDeadline": LIVE,
    "AckPing": LIVE,
    "ChangeAuthorization": LIVE.removeprefix("intake "),
    "ChangeCoverage": LIVE,
    "RequestOverride": LIVE,
    "Override": LIVE,
    "Amend": BOUND,
    "Extend": BOUND,
    "AgreeAmendment": BOUND,
    "SignAmendment": BOUND,
    "DropAmendment": BOUND,
    "ConfirmLoaded": BOUND,
    "RecordClaim": f"{BOUND} closed terminated expired superseded",
    "EndTerm": BOUND,
    "Renew": BOUND,
    "Terminate": BOUND,
    "Supersede": LIVE,
    "RecordVerbal": UNBOUND,
    "RecordStatement": LIVE,
    "ConfirmEntry": f"{LIVE} {ENDED}",
    "CorrectEntry": f"{LIVE} {ENDED}",
    "AssignContact": f"{LIVE} {ENDED}",
    "AssignOwner": LIVE,
    "LogAttempt": f"{LIVE} {ENDED}",
    "VerifyEligibility": LIVE,
    "Hold": LIVE,
    "Resume": LIVE,
    "ShareBenchmark": LIVE,
    "RequestBenchmark": LIVE,
    "Intervene": UNBOUND,
    "Escalate": LIVE,
    "SetAssumptions": LIVE,
    "SetAuthority": LIVE,
    "ReleaseOffer": "requested negotiating terms_agreed",
    "DropHeldOffer": "requested negotiating terms_agreed",
    "CarveOut": UNBOUND,
}
FOR_STAGES = {Reason.WRONG_STAGE, Reason.TERMINAL_CASE}
CLOCKS = {"FireDeadline", "ExpireOffer", "EndTerm"}
ANSWERS = {"Counter", "Accept", "Reject", "WithdrawOffer"}


def scene(stage: str) -> Story:
    if stage == "in_care":
        return given(d.executed).at(d.CARE_DAY).and_(d.starts_care(c.CARE_DATE))
    return given(HISTORIES[stage])


@pytest.mark.parametrize("stage", [stage.value for stage in Stage])
@pytest.mark.parametrize("deed", [deed for deed in WHEN if deed not in CLOCKS])
def test_s8_i15_a_deed_is_refused_exactly_outside_its_stages(deed: str, stage: str) -> None:
    code = MAY[deed].split()[0]
    refusal = scene(stage).when(DEEDS[deed](CODES[code])).refusal
    for_the_stage = refusal is not None and refusal.reason in FOR_STAGES and "missing" not in refusal.facts
    gone = refusal is not None and refusal.reason is Reason.STALE_VIEW and deed in ANSWERS
    assert (for_the_stage or gone) == (stage not in WHEN[deed].split())


@pytest.mark.parametrize("stage", ENDED.split())
@pytest.mark.parametrize("deed", sorted(CLOCKS))
def test_i15_a_clock_that_comes_after_the_end_has_nothing_to_tell(deed: str, stage: str) -> None:
    scene(stage).when(DEEDS[deed](c.CLOCK)).then()


def test_the_tables_name_every_stage_and_command() -> None:
    assert {stage.value for stage in TERMINAL} == set(ENDED.split())
    assert {stage.value for stage in Stage} == {*LIVE.split(), *ENDED.split()}
    names = {deed.partition(" ")[0] for deed in WHEN} | {"OpenCase"}
    assert names == {command.__name__ for command in COMMANDS} == {command.__name__ for command in RULES}


def test_a_wrong_stage_is_refused_with_the_stages_in_which_it_would_do() -> None:
    given(d.opened).when(d.offers(c.NILS)).refused(
        Reason.WRONG_STAGE,
        stage="intake",
        stages="requested, negotiating, terms_agreed",
    )
    given(d.agreed).when(d.offers(c.NILS)).refused(
        Reason.WRONG_STAGE,
        stage="terms_agreed",
        stages="requested, negotiating",
    )


def test_i15_a_case_that_has_ended_says_so() -> None:
    given(d.requested, d.withdraws_case()).when(d.offers(c.NILS)).refused(
        Reason.TERMINAL_CASE,
        case="SCA-7QK2M4",
        stage="withdrawn",
    )


def test_the_role_is_looked_at_before_the_stage() -> None:
    given(d.opened).when(d.offers(c.DANA)).refused_for(Reason.NOT_PERMITTED)
