"""C13, P7, I5, I7, I13: several entities under one agreement, each of which signs for itself or is carved out."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import cast as c
import deeds as d
import deeds_after as a
import deeds_parties as p
import voices as v
from scabot_domain.case import Stage
from scabot_domain.decide.legal import legal_now
from scabot_domain.events import AgreementExecuted, SignatureRecorded
from scabot_domain.money.rates import FixedFee, PerDiem
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import AgreedRate
from scabot_domain.terms.cover import cover_sheet
from scabot_domain.terms.fixed import known_cost
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.letter import section_lines
from scabot_domain.terms.sections import Parties, Reimbursement, Section
from scabot_domain.terms.services import ScopeLine, UnitKind
from story import Step, Story, given

THREE = p.reviewed_with()
LEAD, PAYER = d.signs(c.SAM, "Sam Vega"), d.signs(c.PRIYA, "Priya Nair")
SECOND = d.signs(p.LENA, "Lena Ortiz", party_id="P2")
THIRD = d.signs(p.TOM, "Tom Brandt", party_id="P3")
OPTIONAL = replace(p.THREE, providers=(p.SURGEONS, replace(p.ANESTHESIA, required=False)))


def stamp(story: Story, minutes: int) -> str:
    """Return an instant some minutes after that of a story, as a refusal tells it."""
    return f"{story.now + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("last", range(4))
def test_c13_p7_whoever_is_missing_of_those_who_must_sign_blocks_the_agreement(last: int) -> None:
    steps = [LEAD, PAYER, SECOND, THIRD]
    final = steps.pop(last)
    story = given(THREE, *steps)
    assert (story.case.stage, story.case.executed) == (Stage.SIGNING, None)
    case = story.when(final).happens(SignatureRecorded, AgreementExecuted)
    assert {one.signatory for one in case.signatures.values()} == {"Sam Vega", "Priya Nair", "Lena Ortiz", "Tom Brandt"}


def test_c13_who_need_not_sign_may_sign_and_holds_up_nobody() -> None:
    story = given(p.reviewed_with(OPTIONAL), LEAD, PAYER)
    story.when(SECOND).happens(SignatureRecorded, AgreementExecuted)
    story.and_(THIRD).when(SECOND).happens(SignatureRecorded, AgreementExecuted)
    assert "Not signed for P3 Prairie Anesthesia Group, which need not sign" in cover_sheet(story.case)


def test_c12_c13_a_signature_by_fax_counts_once_it_is_read_back_whichever_entity_it_is() -> None:
    story = given(THREE, LEAD, PAYER, v.by_phone(SECOND))
    waiting = story.when(THIRD).happens(SignatureRecorded)
    assert waiting.executed is None
    read = story.and_(THIRD).when(v.confirms_entry()).after
    assert read.stage is Stage.EXECUTED


def test_i5_already_signed_is_said_of_the_entity() -> None:
    story = given(THREE, SECOND)
    story.when(SECOND).refused(Reason.ALREADY_SIGNED, side="provider", party="P2", signed_at=stamp(story, -1))
    story.when(THIRD).happens(SignatureRecorded)


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        (d.signs(p.LENA, party_id="P4"), {"party": "P4", "side": "provider", "known": "P1, P2, P3"}),
        (d.signs(c.PRIYA, party_id="P1"), {"party": "P1", "side": "payer", "known": "P1, P2, P3"}),
    ],
)
def test_i13_nobody_signs_for_what_is_no_party(step: Step, facts: dict[str, str]) -> None:
    given(THREE).when(step).refused(Reason.PARTY_NOT_COVERED, **facts)


def test_i5_nobody_signs_for_the_payer_and_for_any_entity_of_the_provider() -> None:
    both = Actor(team=c.LAKESIDE, user="U0LENA", role=Role.PAYER_SIGNATORY, side=Side.PAYER)
    for step in (d.signs(both, "Somebody Else"), d.signs(c.PRIYA, "LENA ORTIZ")):
        given(THREE, SECOND).when(step).refused(Reason.SAME_SIGNER, side="provider", signatory="Lena Ortiz")


def test_i5_not_even_whom_section_1_names_for_both_sides_signs_for_both() -> None:
    sam = replace(p.SIGNATORIES[0], name="Sam Vega")
    named = p.reviewed_with(replace(p.WITH_SIGNATORIES, signatories=(sam, *p.SIGNATORIES)))
    given(named, LEAD).when(d.signs(c.PRIYA, "Sam Vega")).refused(
        Reason.SAME_SIGNER, side="provider", signatory="Sam Vega"
    )


def test_i5_one_person_signs_for_two_entities_only_as_the_recorded_signatory_of_both() -> None:
    again = d.signs(p.LENA, "Lena Ortiz", party_id="P3")
    given(THREE, SECOND).when(again).refused(Reason.SAME_SIGNER, side="provider", party="P2", signatory="Lena Ortiz")
    limits = tuple(replace(who, limit=None) for who in p.SIGNATORIES)
    both = p.reviewed_with(replace(p.WITH_SIGNATORIES, signatories=limits))
    given(both, SECOND).when(again).happens(SignatureRecorded)
    given(both, d.signs(p.LENA, "Tom Brandt", party_id="P2")).when(again).refused_for(Reason.SAME_SIGNER)
    given(both, d.signs(p.LENA, "Lena Ortiz", party_id="P3")).when(
        d.signs(p.LENA, "Tom Brandt", party_id="P2")
    ).refused_for(Reason.SAME_SIGNER)


def test_i5_who_signs_is_one_of_those_recorded_for_that_entity_if_any_is() -> None:
    story = given(p.reviewed_with(p.WITH_SIGNATORIES))
    story.when(d.signs(c.SAM, "Lena Ortiz")).refused(
        Reason.SIGNER_NOT_AUTHORIZED, side="provider", party="P1", signatory="Lena Ortiz", recorded="Sam Vega"
    )
    story.when(d.signs(c.PRIYA, "Nora Lund")).refused(
        Reason.SIGNER_NOT_AUTHORIZED, side="payer", signatory="Nora Lund", recorded="Priya Nair"
    )
    story.when(d.signs(p.TOM, "tom brandt", party_id="P2")).happens(SignatureRecorded)
    given(THREE).when(d.signs(c.SAM, "Anybody Else")).happens(SignatureRecorded)


def test_i5_a_limit_below_what_the_agreement_costs_refuses_the_signature_and_is_told_to_its_own_side() -> None:
    story = given(p.reviewed_with(p.WITH_SIGNATORIES))
    story.when(SECOND).refused(
        Reason.SIGNER_NOT_AUTHORIZED,
        side="provider",
        party="P2",
        signatory="Lena Ortiz",
        what="limit",
        limit="$44,999.99",
        cost="$45,000.00",
    )
    story.when(LEAD).happens(SignatureRecorded)  # whose limit is the very amount


def test_i5_i20_who_records_it_for_somebody_absent_is_not_told_how_far_that_person_may_go() -> None:
    story = given(p.reviewed_with(p.WITH_SIGNATORIES))
    for recorder in (c.RUTH, c.CARA):
        story.when(v.by_phone(SECOND, recorder)).refused(
            Reason.SIGNER_NOT_AUTHORIZED, side="provider", party="P2", signatory="Lena Ortiz", what="limit"
        )


def test_i4_i5_an_agreement_that_nobody_recorded_may_sign_is_not_even_approved() -> None:
    low = tuple(replace(who, limit=Decimal(44_000)) for who in p.SIGNATORIES)
    sections = (*c.SECTIONS[1:], replace(p.WITH_SIGNATORIES, signatories=low))
    story = given(
        *(*d.requested, *(d.sets(c.RUTH, section) for section in sections)),
        *(d.offers(c.NILS, p.SPLIT_IN_THREE), d.accepts(c.BEN), *p.confirmed, d.issues(), d.checks()),
    )
    told = "Parties: nobody recorded for payer, P1, P2, P3 may sign what the agreement may cost."
    story.when(d.approves(c.NILS)).refused(Reason.INCOMPLETE_SECTION, sections="1", section_1=told)


@pytest.mark.parametrize(
    ("rate", "cap", "cost"),
    [
        (AgreedRate(rate=c.CASE_RATE_45000), None, "45000"),
        (AgreedRate(rate=c.CASE_RATE_45000), Decimal(40_000), "40000"),
        (AgreedRate(rate=c.BILLED_55), None, None),
        (AgreedRate(rate=c.BILLED_55), Decimal(99), "99"),
        (AgreedRate(rate=FixedFee(amount=Decimal("100.10"))), None, "1301.30"),
        (AgreedRate(line_ids=("L2",), rate=FixedFee(amount=Decimal(100))), None, "100"),
        (AgreedRate(rate=PerDiem(amount=Decimal(3500), expected_days=9)), None, "31500"),
        (AgreedRate(line_ids=("L2",), rate=PerDiem(amount=Decimal(3500))), None, "3500"),
        (AgreedRate(line_ids=("L1",), rate=PerDiem(amount=Decimal(3500))), None, None),
    ],
)
def test_i5_what_an_agreement_is_known_to_cost_is_its_cap_or_its_fixed_amounts(
    rate: AgreedRate, cap: Decimal | None, cost: str | None
) -> None:
    case = given(d.complete).case
    day = ScopeLine(line_id="L2", system=c.SCOPE.lines[0].system, code="99215", units_max=1, unit_kind=UnitKind.DAY)
    contents: dict[int, Section] = {
        4: replace(c.SCOPE, lines=(*c.SCOPE.lines, day)),
        5: Reimbursement(offer_id="OFR-1", rates=(rate,), cap_total=cap),
    }
    put = {number: replace(case.sections[number], content=content) for number, content in contents.items()}
    assert known_cost(replace(case, sections={**case.sections, **put})) == (None if cost is None else Decimal(cost))


def test_i5_without_rates_and_without_scope_nothing_is_known_of_the_cost() -> None:
    assert known_cost(given(d.opened).case) is None
    assert (
        known_cost(given(d.requested, d.offers(c.NILS, FixedFee(amount=Decimal(100))), d.accepts(c.BEN)).case) is None
    )


def test_c13_where_an_order_is_set_nobody_signs_before_their_turn() -> None:
    story = given(p.reviewed_with(p.ORDERED))
    order = "P2, payer, P1"
    for step, whom in ((PAYER, "P2"), (LEAD, "P2")):
        story.when(step).refused(
            Reason.WRONG_STAGE, stage="signing", missing=f"the signature of {whom}", signing_order=order
        )
    assert "Sign" not in legal_now(story.case, (Role.PAYER_SIGNATORY,), Side.PAYER, story.now)
    second = story.and_(THIRD, SECOND)  # P3 is not named in the order
    assert "Sign" in legal_now(second.case, (Role.PAYER_SIGNATORY,), Side.PAYER, second.now)
    second.when(LEAD).refused(
        Reason.WRONG_STAGE, stage="signing", missing="the signature of payer", signing_order=order
    )
    second.and_(PAYER).when(LEAD).happens(SignatureRecorded, AgreementExecuted)
    by_fax = story.and_(v.by_phone(SECOND))
    by_fax.when(PAYER).refused(Reason.UNCONFIRMED_ENTRY, entries="signature-recorded", party="P2")
    by_fax.and_(v.confirms_entry()).when(PAYER).happens(SignatureRecorded)


def test_c13_an_order_waits_for_nobody_who_need_not_sign() -> None:
    optional = replace(p.ORDERED, providers=(replace(p.SURGEONS, required=False), p.ANESTHESIA))
    given(p.reviewed_with(optional)).when(PAYER).happens(SignatureRecorded)


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (
            replace(p.THREE, signing_order=("P1", "P4")),
            {"field": "signing_order", "value": "P4", "known": "P1, P2, P3, payer"},
        ),
        (replace(p.THREE, signing_order=("P1", "P1")), {"field": "signing_order", "value": "P1"}),
        (
            replace(p.THREE, signatories=(replace(p.SIGNATORIES[1], party_id="P4"),)),
            {"field": "signatories party_id", "value": "P4", "known": "P1, P2, P3"},
        ),
        (
            replace(p.THREE, signatories=(replace(p.SIGNATORIES[0], party_id="P1"),)),
            {"field": "signatories party_id", "value": "P1"},
        ),
    ],
)
def test_c13_an_order_and_signatories_name_parties_once(content: Parties, facts: dict[str, str]) -> None:
    given(d.opened).when(d.sets(c.RUTH, content)).refused(Reason.BAD_IDENTIFIER, **facts)


def test_s10_the_agreement_prints_the_order_and_for_whom_somebody_signs() -> None:
    told = section_lines(replace(p.WITH_SIGNATORIES, signing_order=("payer", "P1")))
    assert "Signed in this order: payer, P1" in told
    assert "Signs for P2: Lena Ortiz, up to $44,999.99" in told
    assert "Signs for the payer: Priya Nair, up to $50,000.00" in told


@pytest.mark.parametrize(
    ("parts", "fits"),
    [
        (("30000.01", "9000.00", "5999.99"), True),
        (("30000.00", "9000.00", "5999.99"), False),
        (("30000.01", "9000.01", "5999.99"), False),
    ],
)
def test_i13_the_parts_of_a_case_rate_sum_to_it_to_the_cent(parts: tuple[str, ...], fits: bool) -> None:  # noqa: FBT001 - a row of the table
    outcome = given(p.requested).when(d.offers(c.NILS, p.split(*parts)))
    assert (outcome.refusal is None) == fits
    assert outcome.refusal is None or outcome.refusal.reason is Reason.ALLOCATION_MISMATCH


def test_i13_an_entity_has_one_part_of_a_case_rate() -> None:
    shares = p.SPLIT_IN_THREE.allocations or ()
    twice = replace(p.SPLIT_IN_THREE, allocations=tuple(replace(one, party_id="P1") for one in shares))
    given(p.requested).when(d.offers(c.NILS, twice)).refused_for(Reason.ALLOCATION_MISMATCH)


def test_i7_c13_a_signature_under_an_older_version_is_refused_and_nothing_is_recorded() -> None:
    older = given(p.reviewed).case
    assert older.draft is not None
    story = given(p.signed_by_lead)
    assert story.case.draft is not None
    assert (older.draft.draft, story.case.draft.draft) == ("v1", "v2")
    old_terms = d.signs(p.LENA, "Lena Ortiz", party_id="P2", terms=terms_hash(older))
    old_paper = d.signs(p.LENA, "Lena Ortiz", party_id="P2", doc=older.draft.doc_sha256)
    for step, what in ((old_terms, "terms"), (old_paper, "document")):
        refused = story.when(step).refused_for(Reason.HASH_MISMATCH)
        assert refused.facts["what"] == what
    assert set(story.case.signatures) == {"provider"}


def test_c13_an_amendment_takes_the_signature_of_every_party_too() -> None:
    agreed = given(p.executed, a.extends(), a.agrees())
    signatures = [
        a.signs_amendment(c.SAM, "Sam Vega"),
        a.signs_amendment(p.LENA, "Lena Ortiz", party_id="P2"),
        a.signs_amendment(c.PRIYA, "Priya Nair"),
    ]
    story = agreed.and_(*signatures)
    assert story.case.amendments[0].state.value == "signing"
    assert "SignAmendment" in legal_now(story.case, (Role.PROVIDER_SIGNATORY,), Side.PROVIDER, story.now)
    assert "SignAmendment" not in legal_now(story.case, (Role.PAYER_SIGNATORY,), Side.PAYER, story.now)
    story.when(a.signs_amendment(p.LENA, party_id="P2")).refused_for(Reason.ALREADY_SIGNED)
    case = story.when(a.signs_amendment(p.TOM, "Tom Brandt", party_id="P3")).after
    assert case.amendments[0].state.value == "executed"
    struck = agreed.and_(v.by_phone(signatures[1]), v.strikes())
    assert struck.case.amendments[0].state.value == "agreed"


def test_c13_a_party_that_an_amendment_takes_out_or_brings_in_signs_it() -> None:
    fewer = replace(p.THREE, providers=(p.SURGEONS, replace(p.LABORATORY, party_id="P5")))
    amended = a.amends(c.NILS, fewer, rates=(p.split("30000.00", "15000.00"),))
    story = given(p.executed, amended, a.agrees(), a.signs_amendment(c.SAM, "Sam"), a.signs_amendment(c.PRIYA, "Priya"))
    story.when(a.signs_amendment(p.LENA, party_id="P4")).refused_for(Reason.PARTY_NOT_COVERED)
    more = (a.signs_amendment(p.LENA, "Lena", party_id="P2"), a.signs_amendment(p.TOM, "Tom", party_id="P3"))
    kim = Actor(team=c.LAKESIDE, user="U0KIM", role=Role.PROVIDER_SIGNATORY, side=Side.PROVIDER)
    without_new, last = story.and_(more), a.signs_amendment(kim, "Kim", party_id="P5")
    assert without_new.case.amendments[0].state.value == "signing"
    assert without_new.when(last).after.amendments[0].state.value == "executed"
    without_leaving = story.and_(more[0], last)
    assert without_leaving.case.amendments[0].state.value == "signing"
