"""S4, S5, S6: who may do what, the whole table written out once more."""

import pytest

import cast as c
import deeds as d
from domain.every_deed import DEEDS
from scabot_domain.commands import COMMANDS, ConfirmSections, Counter, MakeOffer, OpenCase, SetSection, Sign
from scabot_domain.decide.legal import acting_role
from scabot_domain.decide.table import RULES
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from story import Story, given, nothing

CODES = {
    "PA": c.RUTH,
    "CM": c.CARA,
    "MD": c.MIRA,
    "NM": c.NILS,
    "PB": c.BEN,
    "OM": c.OLGA,
    "DR": c.DANA,
    "SP": c.PRIYA,
    "SV": c.SAM,
    "CO": c.CHRIS,
    "AD": c.ADA,
    "SYS": c.CLOCK,
}
MAY = {
    "OpenCase": "PA CM",
    "RecordApproval": "PA CM MD",
    "RequestSca": "PA CM",
    "Acknowledge": "CM NM",
    "MakeOffer": "NM PB",
    "Counter": "NM PB",
    "Accept": "NM PB",
    "Reject": "NM PB",
    "WithdrawOffer": "NM PB",
    "ExpireOffer": "SYS",
    "SetSection": "PA NM PB",
    "SetSection 2": "PA CM OM",
    "ConfirmSections": "PA NM PB",
    "ConfirmSections 2": "PA CM OM",
    "IssueDraft": "PA NM",
    "Redline": "PA NM PB",
    "CheckDraft": "PA CM OM MD SP SV CO NM PB",
    "ApproveDraft": "NM PB",
    "Sign": "SP SV",
    "RecordCareStart": "PA OM DR",
    "CloseCase": "PA SYS",
    "MarkStalled": "PA CM",
    "ClearStall": "PA CM",
    "Decline": "CM MD NM",
    "ProviderWithdraw": "PB OM",
    "WithdrawCase": "PA CM",
    "Reopen": "PA CM",
    "AddNote": "PA CM MD NM PB OM DR SP SV CO AD",
    "FireDeadline": "SYS",
    "AckPing": "PA CM MD NM PB OM DR SP SV CO AD",
    "ChangeAuthorization": "CM MD PA SYS",
    "ChangeCoverage": "PA CM OM",
    "RequestOverride": "PA NM PB",
    "Override": "CO",
    "Amend": "NM PB",
    "Extend": "NM PB",
    "AgreeAmendment": "NM PB",
    "SignAmendment": "SP SV",
    "DropAmendment": "NM PB",
    "ConfirmLoaded": "CM NM PA",
    "RecordClaim": "PB PA",
    "EndTerm": "SYS",
    "Renew": "PA CM",
    "Terminate": "SP SV",
    "Supersede": "PA SYS",
    "RecordVerbal": "PA CM OM",
    "RecordStatement": "PA CM OM",
    "ConfirmEntry": "PA CM OM",
    "CorrectEntry": "PA CM",
    "AssignContact": "PA CM OM AD",
    "AssignOwner": "PA AD",  # and a case manager where the payer owns the case
    "LogAttempt": "PA CM MD NM PB OM DR SP SV CO AD",
    "VerifyEligibility": "PA CM OM",
    "Hold": "PA CM",
    "Resume": "PA CM",
    "ShareBenchmark": "PA NM PB",
    "RequestBenchmark": "PA NM PB",
    "Intervene": "MD",
    "Escalate": "PA CM",
    "SetAssumptions": "PA NM PB",
    "SetAuthority": "SP SV",
    "ReleaseOffer": "NM PB SP SV",
    "DropHeldOffer": "NM PB SP SV",
    "CarveOut": "PA NM PB",
}
FOR_ROLES = {Reason.NOT_PERMITTED, Reason.WRONG_SIDE, Reason.SIGNER_NOT_AUTHORIZED}


def scene(deed: str) -> Story:
    return nothing() if deed == "OpenCase" else given(d.agreed)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("deed", MAY)
def test_s4_a_role_may_do_exactly_what_the_table_says(deed: str, code: str) -> None:
    refusal = scene(deed).when(DEEDS[deed](CODES[code])).refusal
    refused_for_its_role = refusal is not None and refusal.reason in FOR_ROLES
    assert refused_for_its_role == (code not in MAY[deed].split())


def test_the_tables_name_every_command() -> None:
    names = {deed.partition(" ")[0] for deed in MAY}
    assert names == {command.__name__ for command in COMMANDS} == {command.__name__ for command in RULES}


def test_what_another_role_does_is_refused_with_the_roles_that_may() -> None:
    given(d.requested).when(d.offers(c.RUTH)).refused(
        Reason.NOT_PERMITTED,
        role="pa_specialist",
        roles="network_manager, provider_biller",
    )


def test_what_only_the_other_side_does_is_refused_as_the_wrong_side() -> None:
    given(d.requested).when(d.acknowledges(c.BEN)).refused(Reason.WRONG_SIDE, side="payer", own_side="provider")
    given(d.requested).when(d.walks_away(c.NILS)).refused(Reason.WRONG_SIDE, side="provider", own_side="payer")


def test_i5_a_pa_specialist_can_never_sign() -> None:
    given(d.reviewed).when(d.signs(c.RUTH)).refused(
        Reason.SIGNER_NOT_AUTHORIZED,
        role="pa_specialist",
        roles="payer_signatory, provider_signatory",
    )


def test_a_role_of_the_other_side_does_not_count() -> None:
    impostor = Actor(team=c.LAKESIDE, user="U0BEN", role=Role.NETWORK_MANAGER, side=Side.PROVIDER)
    given(d.requested).when(d.offers(impostor)).refused_for(Reason.NOT_PERMITTED)


def test_s4_s6_neither_the_pa_specialist_nor_the_physician_decides_about_money() -> None:
    money = {"MakeOffer", "Counter", "Accept", "Reject", "WithdrawOffer", "ApproveDraft", "Sign"}
    money |= {"Amend", "Extend", "AgreeAmendment", "SignAmendment", "DropAmendment"}
    assert [deed for deed in money if {"PA", "DR"} & set(MAY[deed].split())] == []


@pytest.mark.parametrize(
    ("command", "section", "role"),
    [
        (MakeOffer, None, Role.PROVIDER_BILLER),
        (SetSection, None, Role.PROVIDER_BILLER),
        (SetSection, 2, Role.OFFICE_MANAGER),
        (ConfirmSections, 3, Role.PROVIDER_BILLER),
        (Counter, None, Role.PROVIDER_BILLER),
        (OpenCase, None, None),
        (Sign, None, None),
    ],
)
def test_a_person_of_several_roles_acts_in_the_one_that_may(command: type, section: int | None, role: Role) -> None:
    olgas = (Role.OFFICE_MANAGER, Role.PROVIDER_BILLER)
    assert acting_role(command, olgas, Side.PROVIDER, section=section) is role


def test_nobody_acts_in_a_role_of_the_other_side() -> None:
    assert acting_role(MakeOffer, (Role.NETWORK_MANAGER,), Side.PROVIDER) is None
