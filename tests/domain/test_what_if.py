"""What-if: the same answer as the later offer, and nothing recorded (domain rules, 8.6)."""

from dataclasses import replace
from decimal import Decimal

import pytest

import cast as c
import deeds as d
from approvers import banded, because, releases, sets_band
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.decision import conclude
from scabot_domain.events import OfferHeld
from scabot_domain.evolve import replay
from scabot_domain.facts.withholding import Limit
from scabot_domain.money.rates import Rate
from scabot_domain.parties import Actor, Audience, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.agreed import AgreedRate, LesserOf
from scabot_domain.totals import assumed, total_of
from scabot_domain.visible import visible
from scabot_domain.what_if import WhatIf, gap_to_other_side, what_if
from story import BARE, Step, Story, given

STORIES = (
    given(d.requested),
    given(d.offered),
    given(banded),
    given(banded, d.offers(c.NILS, c.CASE_RATE_45000)),
    given(banded, because(d.offers(c.NILS, c.MEDICARE_140)), releases(c.PRIYA), d.counters(c.BEN)),
)


def supposed(story: Story, step: Step) -> tuple[WhatIf, MakeOffer | Counter]:
    offer = step(story.case, story.now)
    assert isinstance(offer, MakeOffer | Counter)
    return what_if(story.case, offer, BARE), offer


@pytest.mark.parametrize("who", [c.NILS, c.BEN])
@pytest.mark.parametrize("rate", [c.MEDICARE_140, c.CASE_RATE_45000, c.BILLED_55, c.PER_DIEM_3500])
@pytest.mark.parametrize("number", range(len(STORIES)))
def test_a_what_if_equals_the_offer_that_is_made_right_after_it(number: int, rate: Rate, who: Actor) -> None:
    story = STORIES[number]
    supposition, offer = supposed(story, because(d.offers(who, rate)))
    decision = conclude(story.case, offer, BARE)
    fact = decision.events[0].fact
    if isinstance(fact, OfferHeld):
        assert (supposition.terms, supposition.offer_hash) == (fact.terms, fact.offer_hash)
        assert supposition.held == fact.beyond
        return
    made = decision.case.offers[-1]
    assert (supposition.terms, supposition.offer_hash, supposition.held) == (made.terms, made.hash, ())
    assert supposition.total == total_of(decision.case, made.terms, assumed(decision.case))
    assert supposition.gap == gap_to_other_side(decision.case, made.terms, who.side)


def test_a_what_if_records_nothing_and_knows_nothing_of_the_other_side() -> None:
    story = given(banded, because(d.offers(c.NILS, c.MEDICARE_140)), d.offers(c.BEN, c.CASE_RATE_45000))
    before = story.case
    supposition, offer = supposed(story, because(d.counters(c.NILS, "OFR-1", c.MEDICARE_140)))
    assert story.case == before
    seen = replay(c.KEY, visible(story.events, Audience(side=Side.PAYER)))
    assert what_if(seen, offer, BARE) == supposition
    theirs = because(d.offers(c.BEN, c.CASE_RATE_45000))(story.case, story.now)
    assert isinstance(theirs, MakeOffer)
    provider = replay(c.KEY, visible(story.events, Audience(side=Side.PROVIDER)))
    assert what_if(provider, theirs, BARE) == what_if(story.case, theirs, BARE)


def test_what_would_be_held_says_so_without_a_reason() -> None:
    supposition, _ = supposed(given(banded), d.offers(c.NILS, c.MEDICARE_140))
    assert (supposition.held, supposition.refusal) == ((Limit.PERCENT_OF_MEDICARE,), None)
    assert supposition.terms is not None


def test_what_would_be_refused_says_why_and_what_was_found() -> None:
    vague = replace(c.MEDICARE_140, benchmark=replace(c.HOUSTON, year_policy=None))
    supposition, _ = supposed(given(d.requested), d.offers(c.NILS, vague))
    assert supposition.refusal is not None
    assert supposition.refusal.reason is Reason.AMBIGUOUS_TERMS
    assert (supposition.terms, supposition.offer_hash, supposition.held) == (None, None, ())
    assert "L1" in {finding.id for finding in supposition.findings}


def test_c3_the_gap_is_to_the_latest_position_of_the_other_side() -> None:
    asked = given(d.requested, d.offers(c.BEN, replace(c.CASE_RATE_45000, amount=Decimal(62_000))))
    bid, _ = supposed(asked, d.offers(c.NILS, replace(c.CASE_RATE_45000, amount=Decimal(38_000))))
    assert bid.gap is not None
    assert (bid.gap.dollars, bid.gap.percent) == (Decimal(24_000), Decimal("63.2"))
    lower = given(d.requested, d.offers(c.NILS, replace(c.CASE_RATE_45000, amount=Decimal(42_500))))
    ask, _ = supposed(
        lower.and_(d.withdraws_offer()), d.offers(c.BEN, replace(c.CASE_RATE_45000, amount=Decimal(45_500)))
    )
    assert ask.gap is not None
    assert (ask.gap.dollars, ask.gap.percent) == (Decimal(3_000), Decimal("7.1"))
    first, _ = supposed(given(d.requested), d.offers(c.NILS))
    assert first.gap is None


def test_l11_a_warning_to_one_side_is_not_for_the_other() -> None:
    scoped = given(d.requested, d.sets(c.RUTH, c.SCOPE))
    bare = AgreedRate(rate=c.MEDICARE_140)
    unknown = AgreedRate(
        rate=c.MEDICARE_140,
        wrappers=(LesserOf(other=replace(c.BILLED_55, charge_estimate=None, cap=Decimal(9), chargemaster_date=None)),),
    )
    found = {
        (who.side.value, kind): {finding.kind for finding in supposed(scoped, d.offers(who, rate))[0].findings}
        for who in (c.NILS, c.BEN)
        for kind, rate in (("bare", bare), ("unknown", unknown))
    }
    own_payer = found["payer", "bare"] - found["provider", "bare"]
    own_provider = found["provider", "unknown"] - found["payer", "unknown"]
    assert own_payer
    assert own_provider


def test_a_band_of_the_others_makes_no_difference() -> None:
    plain, _ = supposed(given(d.requested), d.offers(c.NILS, c.MEDICARE_140))
    banded_others, _ = supposed(
        given(d.requested, sets_band(c.SAM)).at(given(d.requested).now), d.offers(c.NILS, c.MEDICARE_140)
    )
    assert plain == banded_others
