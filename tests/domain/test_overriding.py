"""I6, I9, I10, I23: compliance waives a rule for one case, asked by somebody else, and it stays visible for ever."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.events import OverrideRequested, RuleOverridden, Waivable
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.cover import cover_sheet
from scabot_domain.terms.sections import Product, Term
from story import Step, given

HARMFUL = d.sets(c.RUTH, replace(c.COST_SHARE, hold_harmless=False))
ACKNOWLEDGED = a.asks_to_waive(rule="hold_harmless", acknowledgment="FORM-17")
WAIVES = a.waives(rule="hold_harmless")


def plan(product: Product) -> Step:
    return d.sets(c.RUTH, replace(c.PARTIES, payer_product=product))


def test_who_asks_and_who_grants_are_two_events_of_two_people() -> None:
    asked = OverrideRequested(rule=Waivable.RETRO_REACH, reason=a.REASON, acknowledgment_ref=None)
    case = given(d.requested).when(a.asks_to_waive()).then(asked)
    assert (case.overridden, case.asked["retro_reach"].actor) == (frozenset(), c.RUTH)
    granted = RuleOverridden(
        rule=Waivable.RETRO_REACH,
        reason=a.REASON,
        requested_by=c.RUTH,
        approver=c.CHRIS,
        acknowledgment_ref=None,
    )
    after = given(d.requested, a.asks_to_waive()).when(a.waives()).then(granted)
    assert (after.overridden, after.asked) == (frozenset({"retro_reach"}), {})


def test_nobody_grants_what_they_asked_for_in_whatever_role() -> None:
    ruth_too = Actor(team=c.LAKESIDE, user="U0RUTH", role=Role.COMPLIANCE, side=Side.NEUTRAL)
    given(d.requested, a.asks_to_waive()).when(a.waives(ruth_too)).refused(
        Reason.SELF_APPROVAL, rule="retro_reach", by_user="U0RUTH"
    )


def test_what_nobody_asked_for_is_not_granted() -> None:
    given(d.requested, a.asks_to_waive(rule="term_maximum")).when(a.waives()).refused(
        Reason.STALE_VIEW, rule="retro_reach", state="not asked for"
    )


def test_what_is_asked_again_counts_in_its_newer_words() -> None:
    newer = a.asks_to_waive(c.NILS, reason="The surgeon returns on Monday")
    outcome = given(d.requested, a.asks_to_waive(), newer).when(a.waives())
    assert outcome.after.overrides[0].reason == "The surgeon returns on Monday"
    assert outcome.after.overrides[0].requested_by == c.NILS


@pytest.mark.parametrize(("reason", "length"), [("too short", "9"), ("fourteen chars", "14")])
def test_a_reason_has_at_least_15_characters(reason: str, length: str) -> None:
    given(d.requested).when(a.asks_to_waive(reason=reason)).refused(Reason.REASON_TOO_SHORT, length=length, least="15")
    given(d.requested).when(a.asks_to_waive(reason="fifteen letters")).happens(OverrideRequested)


@pytest.mark.parametrize("rule", ["signatures", "i4", "completeness", "units"])
@pytest.mark.parametrize("step", [a.asks_to_waive, a.waives], ids=["asked", "granted"])
def test_nothing_outside_the_closed_list_is_ever_waived(step: Callable[..., Step], rule: str) -> None:
    given(d.requested).when(step(rule=rule)).refused(
        Reason.OVERRIDE_NOT_ALLOWED,
        rule=rule,
        allowed="hold_harmless, term_outside_authorization, retro_reach, term_maximum, eligibility_age",
    )


@pytest.mark.parametrize("step", [a.asks_to_waive(), a.waives()], ids=["asked", "granted"])
def test_what_is_waived_is_waived_once(step: Step) -> None:
    given(a.waived).when(step).refused(Reason.ALREADY_DONE, what="overridden", rule="retro_reach")


def test_i6_hold_harmless_needs_the_patients_acknowledgment() -> None:
    given(d.complete).when(a.asks_to_waive(rule="hold_harmless")).refused(
        Reason.MISSING_EVIDENCE, what="acknowledgment_ref", rule="hold_harmless"
    )


def test_i6_with_all_of_it_the_agreement_can_be_approved_and_signed() -> None:
    share = (d.confirms(c.RUTH, 6), d.confirms(c.NILS, 6))
    story = given(d.complete, HARMFUL, share, d.issues())
    story.when(d.approves(c.NILS)).refused(Reason.HOLD_HARMLESS_REQUIRED, section="6")
    case = story.and_(
        ACKNOWLEDGED, WAIVES, d.checks(), d.approves(c.NILS), d.approves(c.BEN), d.signs(c.SAM), d.signs(c.PRIYA)
    ).case
    assert case.executed is not None
    assert case.overrides[0].acknowledgment_ref == "FORM-17"


NOT_FOR_THIS_PLAN = {"rule": "hold_harmless", "section": "1", "field": "payer_product"}


@pytest.mark.parametrize("product", [Product.MA, Product.MCO])
def test_i6_never_for_medicare_advantage_or_medicaid(product: Product) -> None:
    given(d.complete, plan(product)).when(ACKNOWLEDGED).refused(Reason.OVERRIDE_NOT_ALLOWED, **NOT_FOR_THIS_PLAN)
    given(d.complete, ACKNOWLEDGED, plan(product)).when(WAIVES).refused(
        Reason.OVERRIDE_NOT_ALLOWED, **NOT_FOR_THIS_PLAN
    )


@pytest.mark.parametrize("plan_type", ["MA", "mco", "Medicare Advantage HMO", "State Medicaid"])
def test_i6_never_where_the_case_itself_says_so(plan_type: str) -> None:
    story = given(d.opens(plan_type=plan_type), d.complete[1:])
    story.when(ACKNOWLEDGED).refused(Reason.OVERRIDE_NOT_ALLOWED, **NOT_FOR_THIS_PLAN)


def test_i6_never_while_nobody_knows_the_plan() -> None:
    given(d.requested).when(ACKNOWLEDGED).refused(Reason.OVERRIDE_NOT_ALLOWED, **NOT_FOR_THIS_PLAN)


def test_i6_a_waiver_loses_its_force_where_the_plan_turns_out_to_be_another() -> None:
    papers = (plan(Product.MA), d.confirms(c.RUTH), d.confirms(c.NILS), d.issues())
    story = given(d.complete, HARMFUL, ACKNOWLEDGED, WAIVES, papers)
    story.when(d.approves(c.NILS)).refused(Reason.HOLD_HARMLESS_REQUIRED, section="6")
    assert "Patient cost share: hold harmless is not promised." in missing(story.case)[6]


@pytest.mark.parametrize(
    ("rule", "term", "gap"),
    [
        (
            "term_outside_authorization",
            replace(c.TERM, end=date(2027, 7, 1)),
            "Term: it reaches outside the authorization.",
        ),
        ("term_maximum", replace(c.TERM, end=date(2027, 12, 1)), "Term: it is longer than 365 days."),
    ],
)
def test_i9_a_waived_rule_of_the_term_leaves_no_gap(rule: str, term: Term, gap: str) -> None:
    story = given(d.complete, d.sets(c.RUTH, term))
    assert gap in missing(story.case)[3]
    assert gap not in missing(story.and_(a.asks_to_waive(rule=rule), a.waives(rule=rule)).case)[3]


def test_i23_the_cover_sheet_names_what_was_waived_for_ever() -> None:
    line = f"OVERRIDDEN by compliance: retro reach ({a.REASON})"
    assert line in cover_sheet(given(a.waived).case)
    assert line in cover_sheet(given(a.waived, d.declines(), d.reopens()).case)
    assert "OVERRIDDEN" not in cover_sheet(given(d.executed).case)


def test_the_cover_sheet_names_parties_terms_and_signatures() -> None:
    case = given(d.reviewed, d.signs(c.SAM, "Sam Vega")).case
    assert cover_sheet(case).splitlines() == [
        "COVER SHEET, agreement SCA-7QK2M4",
        "Payer: Northwind Health Plan",
        "Provider: Lakeside Transplant Center",
        f"Terms: {short(case.signatures[Side.PROVIDER].terms_hash)}",
        "Not signed for the payer",
        "Signed for the provider: Sam Vega, 2026-11-23 (UTC)",
    ]
