"""C18, I12, I13: an offer that nobody could work out is refused, with the question to ask."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import cast as c
import clean
import deeds as d
from scabot_domain.money.rates import FactorClass
from scabot_domain.refusals import Reason
from scabot_domain.terms import agreed as a
from scabot_domain.terms.completeness import gaps, missing
from story import given


def test_i13_parts_of_a_case_rate_sum_to_it_to_the_cent() -> None:
    parts = (
        a.Allocation(party_id="P1", amount=Decimal("30000.01")),
        a.Allocation(party_id="P2", amount=Decimal(15_000)),
    )
    wrong = replace(clean.CASE_RATE, allocations=parts)
    shown = (
        "$45,000.00 case rate (transplant phase; includes Organ acquisition, All professional fees; complications "
        "included; readmission within 30 days separate); or 100% of billed charges, charges estimated at $240,000.00 "
        "(2026-07-01 chargemaster), whichever is less; of which P1 $30,000.01, P2 $15,000.00"
    )
    given(d.requested).when(d.offers(c.NILS, wrong)).refused(Reason.ALLOCATION_MISMATCH, rate=shown)
    case = clean.priced(wrong)
    assert [(gap.reason, gap.sentence) for gap in gaps(case)[5]] == [
        (Reason.ALLOCATION_MISMATCH, "Reimbursement: the allocations of L3 do not sum to the rate.")
    ]
    draft = replace(
        clean.agreement().and_(d.issues()),
        case=replace(clean.agreement().and_(d.issues()).case, sections=case.sections),
    )
    draft.when(d.approves(c.NILS)).refused_for(Reason.ALLOCATION_MISMATCH)


def test_i13_an_entity_that_is_paid_is_a_party() -> None:
    story = given(d.requested, d.sets(c.RUTH, c.PARTIES))
    story.when(d.offers(c.NILS, replace(clean.CASE_RATE, line_ids=()))).refused(
        Reason.PARTY_NOT_COVERED, party="P2", known="P1"
    )
    given(d.requested).and_(d.offers(c.NILS, clean.CASE_RATE))  # nobody knows the parties yet
    case = clean.agreement(replace(clean.PARTIES, providers=None, signing_order=None)).case
    assert missing(case)[1] == (
        "Parties: 2000000044 renders line L1 and belongs to no party.",
        "Parties: P2 is paid and is no party.",
        "Parties: P2 is bound by section 6 and is no party.",
    )


def test_c18_an_offer_that_can_be_read_in_two_ways_is_refused_with_the_question() -> None:
    rate: Any = clean.MEDICARE.rate
    open_factor = replace(rate, benchmark=replace(rate.benchmark, factor_class=None))
    given(d.requested).when(d.offers(c.NILS, open_factor)).refused(
        Reason.AMBIGUOUS_TERMS,
        finding="L4",
        rate="140% of Medicare (2026 schedule, locality 04412-18, non-facility, release RVU26A)",
        question="Which conversion factor do you mean: that of qualifying participants (QP), or the other (non-QP)?",
    )
    settled = replace(open_factor, benchmark=replace(open_factor.benchmark, factor_class=FactorClass.QP))
    given(d.requested).and_(d.offers(c.NILS, settled))


def test_c18_a_code_without_a_price_refuses_the_offer() -> None:
    scope = replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], code="97153"),))
    given(d.requested, d.sets(c.RUTH, scope)).when(d.offers(c.NILS, c.MEDICARE_140)).refused(
        Reason.CANNOT_PRICE,
        finding="L5",
        line="L1",
        rate="140% of Medicare (2025 schedule, locality 04412-18, non-facility)",
        code="CPT 97153",
        question="Which other schedule, or which fixed fee, pays CPT 97153?",
    )


def test_c18_what_a_section_leaves_open_refuses_no_offer() -> None:
    vague = replace(c.SCOPE, exclusions=("Transport, paid at the usual rate",))
    given(d.requested, d.sets(c.RUTH, vague)).and_(d.offers(c.NILS), d.counters(c.BEN))
