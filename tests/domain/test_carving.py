"""P7, C13, I13: an entity that will not sign is carved out, and what rested on it is void."""

from dataclasses import replace
from datetime import timedelta

import pytest

import cast as c
import deeds as d
import deeds_parties as p
import voices as v
from scabot_domain.case import Stage
from scabot_domain.decide.legal import legal_now
from scabot_domain.events import AgreementExecuted, PartyCarvedOut, SectionSet, SignatureRecorded, TermsReopened
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.completeness import missing
from scabot_domain.terms.cover import cover_sheet
from scabot_domain.terms.sections import Parties
from story import Step, Story, given

THREE = p.reviewed_with()
LEAD, PAYER = d.signs(c.SAM, "Sam Vega"), d.signs(c.PRIYA, "Priya Nair")
SECOND = d.signs(p.LENA, "Lena Ortiz", party_id="P2")
THIRD = d.signs(p.TOM, "Tom Brandt", party_id="P3")


def stamp(story: Story, minutes: int) -> str:
    """Return an instant some minutes after that of a story, as a refusal tells it."""
    return f"{story.now + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


def test_p7_a_carve_out_is_explicit_and_what_rested_on_the_party_is_void() -> None:
    outcome = given(p.waiting).when(d.carves_out())
    case = outcome.happens(PartyCarvedOut, SectionSet, TermsReopened)
    assert outcome.events[0].fact == PartyCarvedOut(party_id="P4", legal_name="Lakeside Laboratory", reason=d.NOT_IN_IT)
    assert outcome.events[2].fact == TermsReopened(cause="carve_out", lines=("L1",))
    assert (case.stage, case.signatures, case.signers) == (Stage.NEGOTIATING, {}, {})
    assert case.draft is not None
    assert (case.draft.outdated, case.draft.approved_by) == (True, frozenset())
    assert missing(case)[1] == (
        "Parties: P4 is paid and is no party.",
        "Parties: the payer has not confirmed it.",
        "Parties: the provider has not confirmed it.",
    )
    assert f"CARVED OUT: P4 Lakeside Laboratory ({d.NOT_IN_IT})" in cover_sheet(case)


def test_p7_carving_out_who_is_paid_nothing_takes_the_papers_back_and_not_the_rates() -> None:
    unpaid = (*p.requested, d.offers(c.NILS, p.SPLIT_IN_THREE), d.accepts(c.BEN), *p.confirmed, d.issues(), d.checks())
    reviewed = given(*unpaid, d.approves(c.NILS), d.approves(c.BEN))
    assert reviewed.when(d.carves_out()).happens(PartyCarvedOut, SectionSet).stage is Stage.DRAFT_REVIEW
    case = reviewed.and_(LEAD).when(d.carves_out()).happens(PartyCarvedOut, SectionSet, TermsReopened)
    assert (case.stage, case.signatures) == (Stage.DRAFT_REVIEW, {})
    papers = (
        *p.confirmed,
        d.issues(),
        d.checks(),
        d.approves(c.NILS, "v2"),
        d.approves(c.BEN, "v2"),
        LEAD,
        PAYER,
        SECOND,
    )
    reviewed.and_(d.carves_out(), papers).when(THIRD).happens(SignatureRecorded, AgreementExecuted)


def test_p7_carving_out_before_there_are_rates_changes_section_1_alone() -> None:
    case = given(p.requested).when(d.carves_out()).happens(PartyCarvedOut, SectionSet)
    assert case.stage is Stage.REQUESTED
    rated = given(*d.requested, d.sets(c.RUTH, p.PARTIES), d.offers(c.NILS, p.SPLIT_IN_FOUR), d.accepts(c.BEN))
    assert rated.when(d.carves_out()).happens(PartyCarvedOut, SectionSet).stage is Stage.TERMS_AGREED  # no lines yet


def test_i13_the_offer_that_pays_who_was_carved_out_cannot_be_accepted_any_more() -> None:
    story = given(p.requested, d.offers(c.NILS, p.SPLIT_IN_FOUR), d.carves_out())
    story.when(d.accepts(c.BEN)).refused(Reason.PARTY_NOT_COVERED, party="P4", known="P1, P2, P3")


def test_i13_lines_that_it_alone_covered_block_the_approval() -> None:
    renders = p.rendered_by("2000000036", "2000000069")
    story = given(d.requested, *(d.sets(c.RUTH, one) for one in (*c.SECTIONS[1:], p.PARTIES, renders)))
    case = story.when(d.carves_out()).happens(PartyCarvedOut, SectionSet)
    assert missing(case)[1][0] == "Parties: 2000000069 renders line L1 and belongs to no party."
    story.and_(d.carves_out()).when(d.offers(c.NILS, p.SPLIT_IN_THREE)).refused(
        Reason.PARTY_NOT_COVERED, npi="2000000069", line="L1"
    )
    mended = story.and_(d.carves_out(), d.sets(c.RUTH, p.rendered_by("2000000036")))
    mended.and_(d.offers(c.NILS, p.SPLIT_IN_THREE))


def test_i13_whom_section_6_binds_is_a_party() -> None:
    bound = replace(c.COST_SHARE, entities=("P1", "P2", "P3", "P4"))
    case = given(p.requested, d.sets(c.RUTH, bound), d.carves_out()).case
    assert missing(case)[1][0] == "Parties: P4 is bound by section 6 and is no party."


def test_p7_a_party_that_leaves_takes_its_signatories_and_its_turn_along() -> None:
    parties = replace(p.WITH_SIGNATORIES, signing_order=("P2", "payer", "P3"))
    story = given(d.requested, d.sets(c.RUTH, parties), d.carves_out(party_id="P2"))
    content = story.case.sections[1].content
    assert isinstance(content, Parties)
    assert [who.party_id for who in content.signatories or ()] == [None, "P1", "P3"]
    assert (content.signing_order, [one.party_id for one in content.providers or ()]) == (("payer", "P3"), ["P3"])
    last = story.and_(d.carves_out(party_id="P3")).case.sections[1].content
    assert isinstance(last, Parties)
    assert (last.signing_order, last.providers) == (None, None)


@pytest.mark.parametrize(
    ("story", "step", "reason", "facts"),
    [
        (
            p.requested,
            d.carves_out(party_id="P1"),
            Reason.OUT_OF_RANGE,
            {"field": "party_id", "value": "P1", "expected": "P2, P3, P4"},
        ),
        (d.complete, d.carves_out(party_id="P1"), Reason.OUT_OF_RANGE, {"field": "party_id", "value": "P1"}),
        (p.requested, d.carves_out(party_id="P7"), Reason.PARTY_NOT_COVERED, {"party": "P7", "known": "P2, P3, P4"}),
        (d.requested, d.carves_out(), Reason.PARTY_NOT_COVERED, {"party": "P4"}),
        (p.carved, d.carves_out(), Reason.ALREADY_DONE, {"what": "carved_out", "party": "P4"}),
        (p.requested, d.carves_out(reason="Fourteen chars"), Reason.REASON_TOO_SHORT, {"length": "14", "least": "15"}),
    ],
)
def test_p7_only_a_further_party_is_carved_out_with_a_reason(
    story: tuple[Step, ...], step: Step, reason: Reason, facts: dict[str, str]
) -> None:
    given(story).when(step).refused(reason, **facts)


def test_p7_a_party_that_has_signed_stays() -> None:
    story = given(THREE, SECOND)
    story.when(d.carves_out(party_id="P2")).refused(
        Reason.ALREADY_SIGNED, side="provider", party="P2", signed_at=stamp(story, -1)
    )
    left = (d.carves_out(party_id="P3"), d.carves_out(party_id="P2"))  # once P3 leaves, no signature stands
    assert [one.party_id for one in story.and_(left).case.carved_out] == ["P3", "P2"]


def test_p7_who_may_be_carved_out_is_known_before_anybody_tries() -> None:
    for story, may in ((p.requested, True), (d.complete, False), ((*THREE, SECOND, THIRD), False), (d.opened, False)):
        now = given(story)
        assert ("CarveOut" in legal_now(now.case, (Role.PROVIDER_BILLER,), Side.PROVIDER, now.now)) == may


def test_p7_the_id_of_a_party_that_was_carved_out_is_not_used_again() -> None:
    story = given(p.requested, d.carves_out())
    story.when(d.sets(c.RUTH, p.PARTIES)).refused(Reason.BAD_IDENTIFIER, field="party_id", value="P4")
    anew = replace(p.THREE, providers=(*(p.THREE.providers or ()), replace(p.LABORATORY, party_id="P5")))
    story.when(d.sets(c.RUTH, anew)).happens(SectionSet)


def test_a_signature_that_is_void_keeps_nobody_waiting_and_struck_takes_no_other_with_it() -> None:
    by_fax = given(p.reviewed, v.by_phone(LEAD))
    again = by_fax.and_(
        d.carves_out(),
        *(d.offers(c.NILS, p.SPLIT_IN_THREE), d.accepts(c.BEN, "OFR-2"), *p.confirmed, d.issues(), d.checks()),
        *(d.approves(c.NILS, "v2"), d.approves(c.BEN, "v2"), LEAD, PAYER, SECOND),
    )
    assert [type(entry.fact) for entry in again.case.unconfirmed] == [SignatureRecorded]
    again.when(THIRD).happens(SignatureRecorded, AgreementExecuted)
    assert set(again.and_(v.strikes()).case.signatures) == {"provider", "payer", "P2"}
