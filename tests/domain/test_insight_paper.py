"""What the written agreement waits for: sections, findings, a draft, approvals, signatures (I4, I7, C12)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

import cast as c
import deeds as d
from domain.missing import BOOK, PROVIDER, acts, keys, lines, the
from scabot_domain.case import Stage
from scabot_domain.insight import Need, unblock
from scabot_domain.parties import Role, Side
from scabot_domain.terms.agreed import AgreedRate
from story import given


def test_a_warning_is_a_question_and_suggests_no_act() -> None:
    found = [line for line in lines(d.complete) if line.need is Need.WARNING]
    assert [line.subject for line in found] == ["no_default", "1.1", "1.2", "1.3", "1.4"]
    assert {line.actions for line in found} == {()}
    assert found[0].script == "What is paid for a service that is not listed, if the plan of care changes?"


def test_a_finding_blocks_until_the_section_is_set_so_that_it_can_be_read_one_way() -> None:
    unclear = (*d.complete, d.sets(c.RUTH, replace(c.COST_SHARE, accumulates_in_network=None)))
    line = the("finding.accumulation", unclear)
    assert line.what.startswith("L14 ")
    assert acts(line) == ("SetSection", Role.PA_SPECIALIST, Side.PROVIDER)
    assert the("finding.accumulation", unclear, d.issues()).key == "finding.accumulation"
    assert the("draft_approval.payer", unclear, d.issues()).actions == ()
    assert "finding.accumulation" not in keys(unclear, d.sets(c.RUTH, c.COST_SHARE))


SHORT = AgreedRate(line_ids=("L1",), rate=c.PER_DIEM_3500)
TWO_LINES = replace(c.SCOPE, lines=(*c.SCOPE.lines, replace(c.SCOPE.lines[0], line_id="L2", code="99215")))


def test_a_line_without_a_rate_waits_for_an_offer() -> None:
    partly = (*d.requested, d.offers(c.NILS, SHORT), d.accepts(c.BEN), d.sets(c.RUTH, TWO_LINES))
    line = the("offer", partly)
    assert line.what == ("No offer is open for L2; agreed: L1.")
    assert line.actions == ("MakeOffer",)


def test_what_an_open_offer_leaves_open_is_for_its_maker() -> None:
    found = lines(d.requested, d.offers(c.NILS, c.CASE_RATE_45000))
    open_points = [line for line in found if line.need is Need.FINDING]
    assert [line.who.side for line in open_points] == [Side.PAYER] * len(open_points)
    assert {line.actions for line in open_points} <= {("MakeOffer",)}


def test_two_equal_findings_are_two_lines() -> None:
    lines_of = replace(c.SCOPE, exclusions=("UCR", "usual rate"))
    found = keys(d.filled, d.sets(c.RUTH, lines_of))
    assert [key for key in found if key.startswith("finding")] == [
        "finding.shorthand_scope",
        "finding.shorthand_scope.2",
    ]


OLD = datetime(2026, 12, 6, 18, tzinfo=UTC)
"""More than 14 days after eligibility was verified, and after the term began."""


def test_once_somebody_signed_what_grew_too_old_can_only_be_waived() -> None:
    retro = (*d.filled, d.sets(c.RUTH, replace(c.TERM, retro_from=date(2026, 12, 1), retro_text=d.RETRO_TEXT)))
    papers = (d.confirms(c.RUTH), d.confirms(c.NILS), d.issues(), d.checks())
    signed = (*retro, *papers, d.approves(c.BEN), d.approves(c.NILS))
    line = the("section.2", signed, d.signs(c.SAM), at=OLD)
    assert acts(line) == ("RequestOverride", Role.PA_SPECIALIST, Side.PROVIDER)
    assert the("section.2", signed, at=OLD).actions == ("SetSection",)
    assert the("signature.payer", signed, d.signs(c.SAM), at=OLD).actions == ()


def test_i7_a_draft_of_other_terms_is_issued_anew() -> None:
    changed = (*d.drafted, d.sets(c.BEN, replace(c.TERM, end=date(2027, 2, 28))))
    line = the("draft", changed)
    assert line.what == "Draft v1 was written before the terms last changed: it is issued anew."
    assert acts(line) == ("IssueDraft", Role.NETWORK_MANAGER, Side.PAYER)
    assert the("draft_approval.payer", changed, d.confirms(c.RUTH), d.confirms(c.NILS)).actions == ()


def test_c19_a_draft_is_checked_before_it_is_approved_and_what_was_found_is_redlined() -> None:
    unchecked = (*d.complete, d.issues())
    line = the("draft_check", unchecked)
    assert line.what == "Nobody who negotiated nothing has checked draft v1 against what was agreed."
    assert acts(line) == ("CheckDraft", Role.CASE_MANAGER, Side.PAYER)
    assert the("draft_approval.payer", unchecked).actions == ()
    planted = d.checks(read={"copay": "90"})
    line = the("draft_check", unchecked, planted)
    assert line.what == "The check of draft v1 found what was not agreed: copay."
    assert acts(line) == ("Redline", Role.PROVIDER_BILLER, Side.PROVIDER)
    assert "draft_check" not in keys(unchecked, planted, d.checks(c.OLGA))
    assert "draft_check" in keys(d.reviewed, d.redlines(material=False))


@pytest.mark.parametrize("stage", [Stage.DRAFT_REVIEW, Stage.SIGNING])
def test_without_a_draft_there_is_none_to_approve_or_sign(stage: Stage) -> None:
    story = given(d.complete)
    odd = replace(story.case, stage=stage)
    found = unblock(story.events, PROVIDER, story.now, BOOK, case=odd)
    assert {line.what for line in found if line.need is Need.DRAFT} == {"No draft of the agreement is issued."}
    assert not [line for line in found if line.need in (Need.DRAFT_APPROVAL, Need.SIGNATURE) and line.actions]
