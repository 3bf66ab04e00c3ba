"""I4, I6, C8, C11, C19: the written agreement, its redlines and its approvals."""

from dataclasses import replace
from datetime import date

import pytest

import cast as c
import deeds as d
from scabot_domain.case import Case, Stage
from scabot_domain.commands import ApproveDraft
from scabot_domain.decide.drafts import draft_of
from scabot_domain.events import DraftApproved, DraftIssued, DraftRedlined
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.hashes import doc_hash, terms_hash
from scabot_domain.terms.sections import Term
from story import given

OTHER_TERM = Term(effective=date(2026, 12, 1), end=date(2027, 2, 28))
PAPER = "d0c5" * 16


def test_c8_a_draft_binds_the_terms_and_scabots_own_letter() -> None:
    story = given(d.complete)
    case = story.when(d.issues()).then(
        DraftIssued(
            draft="v1",
            doc_sha256=doc_hash(story.case, "v1"),
            terms_hash=terms_hash(story.case),
            template="scabot letter",
        )
    )
    assert (case.stage, case.drafts) == (Stage.DRAFT_REVIEW, 1)


def test_c8_a_draft_on_the_payers_paper_binds_that_document() -> None:
    draft = given(d.complete, d.issues(c.NILS, PAPER)).case.draft
    assert draft is not None
    assert draft.doc_sha256 == PAPER


def test_the_pa_specialist_may_issue_the_draft_for_the_payer() -> None:
    given(d.complete).when(d.issues(c.RUTH)).happens(DraftIssued)


def test_a_draft_may_go_out_incomplete_and_again() -> None:
    case = given(d.agreed, d.issues(), d.issues()).case
    assert case.draft is not None
    assert (case.draft.draft, case.drafts) == ("v2", 2)


def test_c19_an_approval_binds_version_and_terms() -> None:
    story = given(d.drafted)
    case = story.when(d.approves(c.NILS)).then(
        DraftApproved(draft="v1", side=Side.PAYER, terms_hash=terms_hash(story.case))
    )
    assert case.stage is Stage.DRAFT_REVIEW
    assert given(d.drafted, d.approves(c.NILS)).when(d.approves(c.BEN)).after.stage is Stage.SIGNING


def test_a_side_approves_a_version_once() -> None:
    given(d.drafted, d.approves(c.NILS)).when(d.approves(c.NOOR)).refused(
        Reason.ALREADY_DONE,
        what="approved",
        draft="v1",
        side="payer",
    )


def test_only_the_newest_draft_can_be_approved() -> None:
    given(d.drafted, d.issues()).when(d.approves(c.NILS, "v1")).refused(Reason.STALE_VIEW, draft="v1", newest="v2")


def test_i4_no_approval_while_a_section_is_incomplete() -> None:
    given(d.filled, d.confirms(c.NILS), d.issues()).when(d.approves(c.NILS)).refused(
        Reason.INCOMPLETE_SECTION,
        sections="1, 2, 3, 4, 6, 7",
        section_1="Parties: the provider has not confirmed it.",
        section_2="Patient: nobody has confirmed it.",
        section_3="Term: the provider has not confirmed it.",
        section_4="Scope of services: the provider has not confirmed it.",
        section_6="Patient cost share: the provider has not confirmed it.",
        section_7="Claims: the provider has not confirmed it.",
    )


def test_i6_no_approval_without_hold_harmless() -> None:
    billed = d.sets(c.NILS, replace(c.COST_SHARE, hold_harmless=False))
    given(d.filled, billed, d.issues()).when(d.approves(c.NILS)).refused(Reason.HOLD_HARMLESS_REQUIRED, section="6")


def test_i7_a_draft_that_is_older_than_the_terms_cannot_be_approved() -> None:
    changed = given(d.drafted, d.sets(c.BEN, OTHER_TERM), d.confirms(c.NILS), d.confirms(c.BEN))
    refusal = changed.when(d.approves(c.NILS)).refused_for(Reason.HASH_MISMATCH)
    assert refusal.facts["what"] == "terms"
    assert refusal.facts["seen"] != refusal.facts["now"]
    changed.and_(d.issues(), d.checks()).when(d.approves(c.NILS, "v2")).happens(DraftApproved)


def test_c11_a_clerical_redline_makes_a_new_version_and_keeps_the_approvals() -> None:
    story = given(d.drafted, d.approves(c.NILS))
    case = story.when(d.redlines(material=False)).then(
        DraftRedlined(
            draft="v2",
            doc_sha256=doc_hash(story.case, "v2"),
            changes=("Notice goes to the office manager",),
            material=False,
        )
    )
    assert case.draft is not None
    assert case.draft.approved_by == {Side.PAYER}
    assert (case.draft.draft, case.draft.redlined_by) == ("v2", Side.PROVIDER)
    assert case.stage is Stage.DRAFT_REVIEW


def test_c11_a_clerical_redline_while_signing_keeps_the_stage() -> None:
    case = given(d.reviewed, d.redlines(material=False, doc_sha256=PAPER)).case
    assert case.stage is Stage.SIGNING
    assert case.draft is not None
    assert case.draft.doc_sha256 == PAPER
    assert case.draft.approved_by == {Side.PAYER, Side.PROVIDER}


def test_c8_a_redline_of_the_payers_paper_names_the_changed_document() -> None:
    story = given(d.complete, d.issues(c.NILS, PAPER))
    story.when(d.redlines(material=False)).refused(Reason.MISSING_EVIDENCE, what="doc_sha256", draft="v1")
    story.when(d.redlines(material=False, doc_sha256="beef" * 16)).happens(DraftRedlined)


def test_c11_an_outdated_draft_may_be_redlined_too() -> None:
    given(d.drafted, d.sets(c.BEN, OTHER_TERM)).when(d.redlines(material=True)).happens(DraftRedlined)


def test_c11_a_material_redline_reopens_the_negotiation_and_voids_the_approvals() -> None:
    case = given(d.drafted, d.approves(c.NILS), d.redlines(material=True)).case
    assert (case.stage, case.terms_agreed_at) == (Stage.NEGOTIATING, None)
    assert case.draft is not None
    assert case.draft.approved_by == frozenset()


def test_c11_after_a_material_redline_an_offer_settles_it_again() -> None:
    settled = given(d.drafted, d.redlines(material=True), d.offers(c.BEN), d.accepts(c.NILS, "OFR-2"), d.issues())
    assert settled.case.stage is Stage.DRAFT_REVIEW
    assert draft_of(settled.case).draft == "v3"


def test_no_redline_after_the_first_signature() -> None:
    given(d.half_signed).when(d.redlines(material=False)).refused(Reason.TERMS_LOCKED, signed_by="provider")


def test_a_case_without_a_draft_has_none_to_approve_or_sign() -> None:
    with pytest.raises(Refused) as no:
        draft_of(Case(key="SCA-7QK2M4", stage=Stage.SIGNING))
    assert (no.value.reason, no.value.facts) == (Reason.WRONG_STAGE, {"stage": "signing", "missing": "draft"})


def test_s4_the_pa_specialist_approves_for_nobody() -> None:
    given(d.drafted).when(lambda _case, at: ApproveDraft(by=c.by(c.RUTH, at), draft="v1")).refused(
        Reason.NOT_PERMITTED,
        role="pa_specialist",
        roles="network_manager, provider_biller",
    )
