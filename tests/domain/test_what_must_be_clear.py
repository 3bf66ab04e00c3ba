"""L10, L12 to L15, L17: each open question by its own rule, what it blocks, and the question that settles it."""

from dataclasses import replace
from datetime import date
from typing import Any

import cast as c
import clean
import deeds as d
from domain.broken import rated
from scabot_domain.case import Case, Stage
from scabot_domain.lint import Finding, lint
from scabot_domain.money.rates import AspBase
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.sections import AgreedRate, SettableSection
from story import given


def the_finding(case: Case) -> Finding:
    (found,) = lint(case)
    return found


def stopped_by(section: SettableSection) -> tuple[str, str]:
    """Return why the approval of the draft is refused after one section was changed: reason, and finding or section."""
    no = clean.agreement(section).and_(d.issues()).when(d.approves(c.NILS)).refusal
    assert no is not None
    return no.reason.value, no.facts.get("finding", no.facts.get("sections", ""))


def refusal_of(rate: AgreedRate) -> Refused:
    """Return why an offer of one rate for everything is refused."""
    no = given(d.requested).when(d.offers(c.NILS, replace(rate, line_ids=()))).refusal
    assert no is not None
    return no


def test_l10_a_drug_rate_says_which_quarter_and_what_its_percent_is_on_top_of() -> None:
    no_quarter = the_finding(clean.priced(rated(clean.DRUG, quarter_policy=None)))
    assert (no_quarter.id, no_quarter.refuses) == ("L10", True)
    assert no_quarter.question.startswith("Which quarter's prices do you mean: a fixed quarter, and which,")
    six_twice = the_finding(clean.priced(rated(clean.DRUG, base=AspBase.PAYMENT_LIMIT)))
    assert (six_twice.id, six_twice.line_id, six_twice.refuses) == ("L10", "L4", True)
    assert "which already holds 6 percent?" in six_twice.question
    no = refusal_of(rated(clean.DRUG, base=None))
    assert (no.reason, no.facts["finding"], no.facts["question"]) == (
        Reason.AMBIGUOUS_TERMS,
        "L10",
        six_twice.question,
    )


def test_l12_nothing_for_services_that_are_not_listed_is_warned_about_and_blocks_nothing() -> None:
    case = clean.priced(default_rate=None)
    found = the_finding(case)
    assert (found.id, found.blocks, found.refuses, found.section) == ("L12", False, False, 5)
    assert found.question == "What is paid for a service that is not listed, if the plan of care changes?"
    assert missing(case, c.NOW.date()) == {}


def test_l13_a_term_that_misses_the_care_or_the_authorization_stops_the_approval() -> None:
    before_care = replace(clean.TERM, end=date(2026, 12, 10))
    assert the_finding(clean.agreement(before_care).case).id == "L13"
    assert stopped_by(before_care) == ("incomplete-section", "3")
    beyond = replace(clean.TERM, end=date(2027, 7, 1))
    assert the_finding(clean.agreement(beyond).case).question == (
        "Shall the authorization be extended to the term, or the term be shortened to the authorization?"
    )
    backwards = replace(clean.TERM, retro_from=date(2026, 12, 2))
    assert the_finding(clean.agreement(backwards).case).question == (
        "From which day on shall earlier care be covered, and for what?"
    )


def test_l14_unsaid_accumulation_or_an_entity_that_may_balance_bill_stops_the_approval() -> None:
    unsaid = replace(clean.COST_SHARE, accumulates_in_network=None)
    assert the_finding(clean.agreement(unsaid).case).id == "L14"
    assert stopped_by(unsaid) == ("ambiguous-terms", "L14")
    surgeons_left_out = replace(clean.COST_SHARE, entities=("P1",))
    assert the_finding(clean.agreement(surgeons_left_out).case).question == "Does hold harmless bind P2 too?"
    assert stopped_by(surgeons_left_out) == ("ambiguous-terms", "L14")


def test_l15_no_filing_limit_no_payer_id_or_another_authorization_number_stops_the_approval() -> None:
    unsaid = {
        "filing": (replace(clean.CLAIMS, timely_filing_days=None), ("incomplete-section", "7")),
        "payer_id": (replace(clean.CLAIMS, payer_id=None), ("ambiguous-terms", "L15")),
        "auth_field": (replace(clean.CLAIMS, auth_no=None, box23=None), ("incomplete-section", "7")),
    }
    for kind, (without, why) in unsaid.items():
        found = the_finding(clean.agreement(without).case)
        assert (found.id, found.kind, stopped_by(without)) == ("L15", kind, why)
    other = the_finding(clean.agreement(replace(clean.CLAIMS, box23="AUTH-9")).case)
    assert (other.id, other.question) == ("L15", "Which authorization number is right: AUTH-9, or that of section 4?")


def test_l17_the_usual_rate_is_asked_back_and_refuses_the_offer() -> None:
    no = refusal_of(replace(clean.DRUG, note="Else the usual rate"))
    assert (no.reason, no.facts["finding"], no.facts["what"]) == (Reason.AMBIGUOUS_TERMS, "L17", "usual rate")
    assert no.facts["question"] == (
        'What do you mean by "usual rate": a percent of which schedule or of which charges, or which amount?'
    )
    assert stopped_by(replace(clean.SCOPE, exclusions=("Transport, paid at the usual rate",))) == (
        "ambiguous-terms",
        "L17",
    )


def test_s14_how_the_provider_is_paid_enters_by_an_accepted_offer_alone() -> None:
    story = given(d.offered)
    assert 5 not in story.case.sections
    accepted = story.when(d.accepts(c.BEN)).after
    assert accepted.stage is Stage.TERMS_AGREED
    content: Any = accepted.sections[5].content
    assert (content.offer_id, content.rates[0].rate) == ("OFR-1", c.PER_DIEM_3500)
    rejected = story.when(d.rejects(c.BEN)).after
    assert 5 not in rejected.sections


def test_p6_a_material_redline_is_answered_like_an_offer_and_a_clerical_one_keeps_the_approvals() -> None:
    reviewed = given(d.drafted, d.approves(c.NILS))
    clerical = reviewed.and_(d.redlines(material=False)).case
    assert (clerical.stage, clerical.draft and clerical.draft.approved_by) == (
        Stage.DRAFT_REVIEW,
        frozenset({c.NILS.side}),
    )
    material = reviewed.and_(d.redlines(material=True))
    assert material.case.stage is Stage.NEGOTIATING
    material.when(d.approves(c.BEN, "v2")).refused(Reason.WRONG_STAGE, stage="negotiating", stages="draft_review")
    papers = (d.issues(), d.checks(), d.approves(c.NILS, "v3"))
    settled = material.and_(d.offers(c.NILS), d.accepts(c.BEN, "OFR-2"), papers)
    assert settled.and_(d.approves(c.BEN, "v3")).case.stage is Stage.SIGNING
