"""P4, I9, I11: the authorization is extended, expires, or is revoked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.case import Case, Stage
from scabot_domain.court import court
from scabot_domain.events import (
    AgreementExecuted,
    AuthorizationExpired,
    AuthorizationExtended,
    AuthorizationRevoked,
    AuthorizedLine,
    DraftApproved,
    SectionSet,
    SignatureRecorded,
    TermsReopened,
)
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.standing import lapsed
from scabot_domain.terms.completeness import gaps, missing
from scabot_domain.terms.sections import CodeSystem, Scope
from scabot_domain.terms.services import AuthorizedService
from story import Step, given

LAST = date(2026, 11, 23)
"""Today: the authorization of the short stories ends with it."""
TOMORROW = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""Tuesday, 00:00 in Chicago."""
SHORT = (d.opens(), d.records_approval(valid_to=LAST))
REVOKED = (*d.reviewed, a.revokes_authorization())


def test_i9_an_extension_moves_the_last_day_and_the_term_may_use_it() -> None:
    extended = AuthorizationExtended(auth_no=a.AUTH, valid_to=date(2027, 9, 30))
    case = given(d.complete).when(a.extends_authorization(date(2027, 9, 30))).then(extended)
    assert case.approval is not None
    assert (case.approval.valid_to, case.approval.valid_from) == (date(2027, 9, 30), date(2026, 11, 20))
    longer = d.sets(c.RUTH, replace(c.TERM, end=date(2027, 9, 30)))
    outside = "Term: it reaches outside the authorization."
    assert outside in missing(given(d.complete, longer).case)[3]
    assert outside not in missing(given(d.complete, a.extends_authorization(date(2027, 9, 30)), longer).case)[3]


@pytest.mark.parametrize("valid_to", [None, date(2027, 6, 29)])
def test_an_extension_does_not_end_earlier(valid_to: date | None) -> None:
    told = {} if valid_to is None else {"value": "2027-06-29"}
    given(d.requested).when(a.changes_authorization(c.CARA, "extended", valid_to)).refused(
        Reason.OUT_OF_RANGE, field="valid_to", **told, earliest="2027-06-30"
    )


def test_an_extension_by_nothing_is_done_already() -> None:
    given(d.requested).when(a.extends_authorization(date(2027, 6, 30))).refused(
        Reason.ALREADY_DONE, what="extended", valid_to="2027-06-30"
    )


def test_an_extension_is_of_the_authorization_of_the_case() -> None:
    other = a.changes_authorization(c.CARA, "extended", date(2027, 9, 30), auth_no="AUTH-2")
    given(d.requested).when(other).refused(
        Reason.BAD_IDENTIFIER, field="auth_no", value="AUTH-2", expected="AUTH-20260001"
    )


def test_without_an_approval_there_is_nothing_to_extend() -> None:
    story = given(d.requested)
    replace(story, case=replace(story.case, approval=None)).when(a.changes_authorization()).refused(
        Reason.BAD_IDENTIFIER, field="auth_no", value="AUTH-20260001"
    )


def test_an_authorization_expires_after_its_last_day() -> None:
    story = given(d.opens(), d.records_approval(valid_to=LAST), d.requests())
    story.at(TOMORROW - timedelta(seconds=1)).when(a.changes_authorization()).refused(
        Reason.DATE_IN_FUTURE, valid_to="2026-11-23", now="2026-11-23"
    )
    expired = AuthorizationExpired(auth_no=a.AUTH, valid_to=LAST)
    assert story.at(TOMORROW).when(a.changes_authorization()).then(expired).auth_lapsed
    assert story.at(TOMORROW).when(a.changes_authorization(c.CLOCK)).then(expired).auth_lapsed


def test_the_clock_says_so_once_and_never_too_early() -> None:
    story = given(d.opens(), d.records_approval(valid_to=LAST), d.requests())
    story.when(a.changes_authorization(c.CLOCK)).then()
    late = story.at(TOMORROW).and_(a.changes_authorization())
    late.when(a.changes_authorization(c.CLOCK)).then()
    late.when(a.changes_authorization()).refused(Reason.ALREADY_DONE, what="lapsed", valid_to="2026-11-23")


@pytest.mark.parametrize("change", ["extended", "revoked"])
def test_the_clock_neither_extends_nor_revokes(change: str) -> None:
    given(d.requested).when(a.changes_authorization(c.CLOCK, change, date(2027, 9, 30))).refused(
        Reason.NOT_PERMITTED, role="system", roles="pa_specialist, case_manager, medical_director"
    )


def test_a_revocation_names_the_last_day_that_stands_and_counts_from_when_it_was_said() -> None:
    case = given(d.requested).when(a.revokes_authorization()).then(AuthorizationRevoked(auth_no=a.AUTH, valid_to=LAST))
    assert (case.auth_lapsed, case.revoked_at) == (True, given(d.requested).now)
    earlier = given(d.requested).when(a.revokes_authorization(date(2026, 11, 22))).after
    assert earlier.approval is not None
    assert earlier.approval.valid_to == date(2026, 11, 22)


def test_a_revocation_is_not_of_a_day_to_come_and_not_repeated() -> None:
    given(d.requested).when(a.revokes_authorization(date(2026, 11, 24))).refused(
        Reason.OUT_OF_RANGE, field="valid_to", value="2026-11-24", latest="2026-11-23"
    )
    given(d.requested, a.revokes_authorization()).when(a.revokes_authorization()).refused(
        Reason.ALREADY_DONE, what="revoked", at="2026-11-23T16:15:00Z"
    )


def lapse_facts(at: datetime) -> dict[str, str]:
    return {"auth_no": "AUTH-20260001", "valid_to": "2026-11-23", "signed_at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}


@pytest.mark.parametrize(
    ("history", "step"),
    [(d.drafted, d.approves(c.NILS)), (d.reviewed, d.signs(c.SAM)), (d.half_signed, d.signs(c.PRIYA))],
    ids=["approval", "first signature", "last signature"],
)
def test_i11_p4_nobody_approves_or_signs_while_the_authorization_is_revoked(
    history: tuple[Step, ...], step: Step
) -> None:
    story = given(history, a.revokes_authorization())
    story.when(step).refused(Reason.AUTHORIZATION_LAPSED, **lapse_facts(story.now))
    again = story.and_(a.extends_authorization(date(2027, 6, 30)))
    assert not again.case.auth_lapsed
    assert again.when(step).refusal is None


def test_i11_what_was_signed_before_the_revocation_counts_though_it_is_entered_later() -> None:
    story = given(d.reviewed).at(c.NOW + timedelta(hours=2)).and_(a.revokes_authorization(), d.notes())
    within = replace(story, case=replace(story.case, approval=given(d.reviewed).case.approval))
    within.when(d.signs(c.SAM, signed_at=c.NOW + timedelta(hours=1))).happens(SignatureRecorded)
    within.when(d.signs(c.SAM)).refused_for(Reason.AUTHORIZATION_LAPSED)


@pytest.mark.parametrize(("at", "is_lapsed"), [(TOMORROW - timedelta(seconds=1), False), (TOMORROW, True)])
def test_i11_the_last_day_counts_to_its_end_also_if_nobody_said_that_it_passed(at: datetime, is_lapsed: bool) -> None:  # noqa: FBT001 - a column
    case = given(SHORT).case
    assert lapsed(case, at) == is_lapsed
    assert not lapsed(Case(key=c.KEY), at)


def test_i11_a_signature_after_the_last_day_is_refused_without_any_event_of_expiry() -> None:
    summer = datetime(2027, 7, 1, 5, tzinfo=UTC)
    given(d.reviewed).at(summer).when(d.signs(c.SAM)).refused_for(Reason.AUTHORIZATION_LAPSED)
    given(d.reviewed).at(summer - timedelta(seconds=1)).when(d.signs(c.SAM)).refused_for(Reason.INCOMPLETE_SECTION)


def test_p4_a_changed_code_reopens_its_line_and_voids_approvals_and_signatures() -> None:
    outcome = given(d.half_signed).when(a.extends_authorization(date(2027, 9, 30), a.RECODED))
    case = outcome.happens(AuthorizationExtended, SectionSet, TermsReopened)
    assert outcome.events[2].fact == TermsReopened(cause="authorization", lines=("L1",))
    scope = case.sections[4]
    assert isinstance(scope.content, Scope)
    assert [(line.code, line.units_max) for line in scope.content.lines] == [("99215", 12)]
    assert (case.stage, case.terms_agreed_at, case.signatures, case.signers) == (Stage.NEGOTIATING, None, {}, {})
    assert scope.confirmed_by == frozenset()
    assert case.draft is not None
    assert (case.draft.approved_by, case.draft.outdated) == (frozenset(), True)
    assert case.authorized == (a.RECODED,)


def test_p4_the_line_is_priced_again_and_everything_goes_on_to_an_executed_agreement() -> None:
    reopened = given(d.half_signed, a.extends_authorization(date(2027, 9, 30), a.RECODED))
    reopened.when(d.signs(c.PRIYA)).refused_for(Reason.WRONG_STAGE)
    priced = (d.offers(c.NILS, c.CASE_RATE_45000), d.accepts(c.BEN, "OFR-2"))
    confirmed = (d.confirms(c.RUTH), d.confirms(c.NILS), d.issues())
    reopened.and_(priced, confirmed).when(d.approves(c.NILS, "v2")).refused_for(Reason.UNITS_EXCEED_AUTHORIZATION)
    fewer = d.sets(c.RUTH, replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], code="99215", units_max=8),)))
    papers = (d.checks(), d.approves(c.NILS, "v2"), d.approves(c.BEN, "v2"), d.signs(c.SAM))
    reopened.and_(priced, fewer, confirmed, papers).when(d.signs(c.PRIYA)).happens(SignatureRecorded, AgreementExecuted)


def test_i9_a_line_that_an_extension_names_stands_on_that_and_no_longer_on_the_list_of_the_approval() -> None:
    listed = AuthorizedService(system=CodeSystem.CPT, code="99214", units=12)
    approved = (*d.opened, d.records_approval(services=(listed,)), d.sets(c.RUTH, c.SCOPE))
    recoded = given(approved, a.extends_authorization(date(2027, 9, 30), replace(a.RECODED, units=12)))
    short = given(approved, a.extends_authorization(date(2027, 9, 30), a.RECODED))
    sides = ["the payer has not confirmed it.", "the provider has not confirmed it."]
    assert [gap.sentence for gap in gaps(recoded.case)[4]] == [f"Scope of services: {side}" for side in sides]
    assert gaps(short.case)[4][0].sentence == "Scope of services: line L1 has 12 units, authorized are 8."


@pytest.mark.parametrize(
    "line",
    [
        AuthorizedLine(line_id="L1", system=CodeSystem.CPT, code="99214", units=20),
        AuthorizedLine(line_id="L2", system=CodeSystem.CPT, code="99215"),
    ],
    ids=["same code", "a line that is not in the scope"],
)
def test_p4_units_alone_or_another_line_change_no_scope(line: AuthorizedLine) -> None:
    case = given(d.reviewed).when(a.extends_authorization(date(2027, 6, 30), line)).happens(AuthorizationExtended)
    assert (case.stage, case.authorized) == (Stage.SIGNING, (line,))


def test_p4_before_anything_is_agreed_only_the_scope_changes() -> None:
    outcome = given(d.requested, d.sets(c.RUTH, c.SCOPE)).when(a.extends_authorization(date(2027, 9, 30), a.RECODED))
    assert outcome.happens(AuthorizationExtended, SectionSet).stage is Stage.REQUESTED
    given(d.requested).when(a.extends_authorization(date(2027, 9, 30), a.RECODED)).happens(AuthorizationExtended)


def test_p4_a_code_must_still_fit_its_system() -> None:
    odd = AuthorizedLine(line_id="L1", system=CodeSystem.HCPCS, code="99215")
    given(d.agreed, d.sets(c.RUTH, c.SCOPE)).when(a.extends_authorization(date(2027, 9, 30), odd)).refused_for(
        Reason.BAD_IDENTIFIER
    )


def test_i8_an_agreement_in_force_keeps_its_scope() -> None:
    case = given(d.executed).when(a.extends_authorization(date(2027, 9, 30), a.RECODED)).happens(AuthorizationExtended)
    assert case.sections == given(d.executed).case.sections


def test_p4_while_it_is_lapsed_the_ball_is_with_the_clinical_reviewers() -> None:
    story = given(REVOKED)
    assert court(story.case, story.now).holder == "clinical"
    assert court(given(REVOKED, d.withdraws_case()).case, story.now).holder == "nobody"


def test_p4_an_approval_is_possible_again_after_an_extension() -> None:
    story = given(d.drafted, a.revokes_authorization(), a.extends_authorization(date(2027, 6, 30)))
    story.when(d.approves(c.BEN)).happens(DraftApproved)


def test_s4_a_revocation_by_the_other_side_is_no_ones_to_record() -> None:
    given(d.requested).when(a.revokes_authorization(who=c.BEN)).refused_for(Reason.NOT_PERMITTED)
    assert (c.BEN.side, c.MIRA.role) == (Side.PROVIDER, Role.MEDICAL_DIRECTOR)
