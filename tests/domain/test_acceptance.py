"""I2, I18, C1, C15: accepting an offer, and what the loser of a race is told."""

from datetime import UTC, date, datetime, timedelta

import cast as c
import deeds as d
from scabot_domain.case import OfferState, Stage
from scabot_domain.envelope import DERIVED
from scabot_domain.events import OfferAccepted, OfferSuperseded, SectionSet, TermsAgreed
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.sections import AgreedRate, Reimbursement, Term
from story import given

LAST_INSTANT = datetime(2026, 12, 8, 23, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def test_i3_accepting_an_offer_agrees_the_terms_and_fills_section_5() -> None:
    story = given(d.offered)
    outcome = story.when(d.accepts())
    case = outcome.happens(OfferAccepted, SectionSet, TermsAgreed)
    rates = Reimbursement(offer_id="OFR-1", rates=(AgreedRate(rate=c.PER_DIEM_3500),))
    assert [event.fact for event in outcome.events] == [
        OfferAccepted(offer_id="OFR-1", offer_hash=story.case.offers[0].hash),
        SectionSet(content=rates),
        TermsAgreed(offer_id="OFR-1", terms_hash=terms_hash(case)),
    ]
    assert [event.actor for event in outcome.events] == [c.BEN, DERIVED, DERIVED]
    assert (case.stage, case.terms_agreed_at) == (Stage.TERMS_AGREED, story.now)
    assert case.offers[0].state is OfferState.ACCEPTED


def test_section_5_needs_no_further_word_because_one_side_stated_it_and_the_other_accepted() -> None:
    assert given(d.agreed).case.sections[5].confirmed_by == {Side.PAYER, Side.PROVIDER}


def test_a_term_that_an_accepted_offer_names_fills_section_3() -> None:
    term = Term(effective=date(2026, 12, 1), end=date(2027, 1, 31))
    case = (
        given(d.requested, d.offers(c.NILS, term=term))
        .when(d.accepts())
        .happens(
            OfferAccepted,
            SectionSet,
            SectionSet,
            TermsAgreed,
        )
    )
    assert case.sections[3].content == term
    assert case.sections[3].confirmed_by == {Side.PAYER, Side.PROVIDER}


def test_the_accepters_own_open_offer_gives_way() -> None:
    outcome = given(d.offered, d.offers(c.BEN)).when(d.accepts(c.BEN))
    case = outcome.happens(OfferAccepted, OfferSuperseded, SectionSet, TermsAgreed)
    assert outcome.events[1].fact == OfferSuperseded(offer_id="OFR-2", by="OFR-1")
    assert [offer.state for offer in case.offers] == [OfferState.ACCEPTED, OfferState.SUPERSEDED]


def test_i2_a_side_may_not_accept_its_own_offer() -> None:
    given(d.offered).when(d.accepts(c.NOOR)).refused(Reason.OWN_OFFER, offer="OFR-1", side="payer")


def test_i2_what_is_accepted_is_what_was_seen() -> None:
    story = given(d.offered)
    stored = story.case.offers[0].hash
    story.when(d.accepts(seen="ab" * 32)).refused(
        Reason.HASH_MISMATCH,
        offer="OFR-1",
        seen="abab-abab-abab",
        now=f"{stored[:4]}-{stored[4:8]}-{stored[8:12]}",
    )


def test_i2_a_stale_button_says_which_offer_took_the_place() -> None:
    given(d.offered, d.offers(c.NOOR)).when(d.accepts()).refused(
        Reason.STALE_VIEW,
        offer="OFR-1",
        state="superseded",
        by="OFR-2",
        by_side="payer",
        by_user="U0NOOR",
        at="2026-11-23T16:16:00Z",
    )


def test_c1_an_offer_that_was_countered_cannot_be_accepted_later() -> None:
    refusal = given(d.offered, d.counters()).when(d.accepts(c.BEN)).refused_for(Reason.STALE_VIEW)
    assert (refusal.facts["by"], refusal.facts["by_side"]) == ("OFR-2", "provider")


def test_i18_of_two_acceptances_the_loser_is_told_who_accepted() -> None:
    refusal = (
        given(d.agreed)
        .when(d.accepts(c.BEN))
        .refused(
            Reason.STALE_VIEW,
            offer="OFR-1",
            state="accepted",
            by_side="provider",
            by_user="U0BEN",
            at="2026-11-23T16:16:00Z",
        )
    )
    assert "Accept" not in refusal.legal


def test_c1_the_very_last_instant_counts() -> None:
    given(d.offered).at(LAST_INSTANT).when(d.accepts()).happens(OfferAccepted, SectionSet, TermsAgreed)


def test_c1_after_its_last_instant_an_offer_is_closed_whether_or_not_anybody_marked_it() -> None:
    late = given(d.offered).at(LAST_INSTANT + MICROSECOND)
    late.when(d.accepts()).refused(
        Reason.OFFER_NOT_OPEN,
        offer="OFR-1",
        state="expired",
        at="2026-12-08T23:00:00Z",
    )
    late.and_(d.expires()).when(d.accepts()).refused_for(Reason.OFFER_NOT_OPEN)


def test_nobody_accepts_an_offer_before_it_was_made() -> None:
    made_at = given(d.requested).now
    given(d.offered).when(d.accepts(said_at=made_at - timedelta(seconds=61))).refused(
        Reason.OUT_OF_RANGE,
        field="said_at",
        said_at="2026-11-23T16:13:59Z",
        made_at="2026-11-23T16:15:00Z",
    )
    given(d.offered).when(d.accepts(said_at=made_at - timedelta(seconds=60))).happens(
        OfferAccepted,
        SectionSet,
        TermsAgreed,
    )
