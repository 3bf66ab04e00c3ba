"""Four eyes: an offer beyond its maker's band is held, and a second approver of that side releases it (I20, 8.6)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import cast as c
import deeds as d
import voices as v
from approvers import WHY, banded, because, drops_held, held, releases, sets_band
from scabot_domain.case import Case
from scabot_domain.commands import COMMANDS
from scabot_domain.court import court
from scabot_domain.decide.legal import legal_now
from scabot_domain.decision import conclude
from scabot_domain.envelope import DERIVED
from scabot_domain.events import (
    DeadlinesChanged,
    HeldOfferDropped,
    OfferCountered,
    OfferHeld,
    OfferMade,
    OfferReleased,
    OfferSuperseded,
    StallCleared,
)
from scabot_domain.evolve import replay
from scabot_domain.facts.withholding import Dropped, Limit
from scabot_domain.parties import PRIVATE_TO, Actor, Audience, Role, Side, Source
from scabot_domain.playbook import shipped_book
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import offer_hash
from scabot_domain.visible import visible
from scabot_domain.withheld import WithheldState
from story import Step, Story, given

PROVIDERS = Audience(side=Side.PROVIDER)
PAYERS = Audience(side=Side.PAYER)
HELD_140 = because(d.offers(c.NILS, c.MEDICARE_140))
BIDDING = (*banded, d.offers(c.NILS))
ASKING_LESS = because(d.counters(c.BEN, "OFR-1", replace(c.MEDICARE_140, percent=Decimal(100))))


def states(story: Story) -> list[tuple[str, str]]:
    return [(one.offer.held, one.state.value) for one in story.case.withheld]


def test_an_offer_beyond_the_band_is_held_and_not_made() -> None:
    outcome = given(banded).when(HELD_140)
    (event,) = outcome.events
    fact = event.fact
    assert isinstance(fact, OfferHeld)
    assert (fact.held, fact.beyond, fact.reason) == ("HLD-1", (Limit.PERCENT_OF_MEDICARE,), WHY)
    assert (fact.terms.offer_id, fact.offer_hash) == ("OFR-1", offer_hash(fact.terms))
    assert (event.visibility, event.actor) == (PRIVATE_TO[Side.PAYER], c.NILS)
    assert outcome.after.offers == ()
    assert outcome.after.stage.value == "requested"


def test_i20_the_other_side_sees_nothing_of_what_is_held_and_its_numbers_have_no_gap() -> None:
    before, after = given(banded), given(held)
    assert visible(after.events, PROVIDERS) == visible(before.events, PROVIDERS)
    said = after.and_(d.offers(c.BEN), releases())
    assert [offer.terms.offer_id for offer in said.case.offers] == ["OFR-1", "OFR-2"]
    seen = visible(said.events, PROVIDERS)
    assert not any(isinstance(event.fact, OfferHeld | OfferReleased) for event in seen)
    assert [event.fact for event in seen if isinstance(event.fact, OfferMade)] == [
        OfferMade(terms=offer.terms, offer_hash=offer.hash) for offer in said.case.offers
    ]


def test_i20_each_side_counts_what_it_holds_by_itself() -> None:
    story = given(BIDDING, ASKING_LESS, HELD_140)
    assert [(one.side.value, one.offer.held) for one in story.case.withheld] == [
        ("provider", "HLD-1"),
        ("payer", "HLD-1"),
    ]
    story.when(releases(c.SAM)).happens(OfferReleased, OfferCountered, OfferSuperseded)
    assert story.when(releases(c.PRIYA)).events[1].fact.terms.side is Side.PAYER  # type: ignore[union-attr]  # an offer


def test_i20_a_number_of_the_other_side_is_one_that_never_was() -> None:
    given(held).when(releases(c.SAM)).refused(Reason.OFFER_NOT_OPEN, offer="HLD-1", state="unknown")
    given(held).when(drops_held(c.BEN)).refused(Reason.OFFER_NOT_OPEN, offer="HLD-1", state="unknown")
    given(banded).when(releases(c.SAM)).refused(Reason.OFFER_NOT_OPEN, offer="HLD-1", state="unknown")


@pytest.mark.parametrize("who", [c.BEN, c.SAM, c.RUTH, c.OLGA, c.CHRIS])
def test_i20_what_is_held_changes_nothing_that_others_may_do(who: Actor) -> None:
    before, after = given(banded), given(held)
    assert legal_now(after.case, (who.role,), who.side, c.NOW) == legal_now(before.case, (who.role,), who.side, c.NOW)
    assert court(after.case, after.now) == court(before.case, after.now)


def test_the_own_side_is_told_what_it_may_do() -> None:
    own = {"ReleaseOffer", "DropHeldOffer"}
    assert own <= set(legal_now(given(held).case, (Role.NETWORK_MANAGER,), Side.PAYER, c.NOW))
    assert own.isdisjoint(legal_now(given(banded).case, (Role.NETWORK_MANAGER,), Side.PAYER, c.NOW))
    assert {command.__name__ for command in COMMANDS} >= own


def test_a_second_approver_releases_and_it_is_the_senders_offer_said_at_that_instant() -> None:
    story = given(banded, sets_band(c.PRIYA, team=c.NORTHWIND, user="U0NOOR", percent_of_medicare=140), HELD_140)
    at = story.now + timedelta(days=1)
    released, made = story.at(at).when(releases(c.NOOR, source=Source.CLI, evidence="MAIL-9")).events
    assert released.fact == OfferReleased(held="HLD-1", offer_id="OFR-1", reason=WHY, sender=c.NILS)
    assert (released.actor, released.visibility) == (c.NOOR, PRIVATE_TO[Side.PAYER])
    assert isinstance(made.fact, OfferMade)
    assert (made.actor, made.side, made.occurred_at) == (c.NILS, Side.PAYER, at)
    assert (made.source, made.evidence) == (Source.SLACK, None)
    assert made.fact.terms.rates == story.case.withheld[0].offer.terms.rates


def test_i20_how_and_when_it_was_released_at_home_is_told_to_nobody_else() -> None:
    story = given(held, d.marks_stalled())
    early = story.now - timedelta(hours=1)
    release = releases(c.PRIYA, source=Source.CLI, said_at=early)(story.case, story.now)
    events = conclude(story.case, release, shipped_book()).events
    assert [type(event.fact) for event in events] == [OfferReleased, OfferMade, StallCleared, DeadlinesChanged]
    assert {(event.occurred_at, event.source) for event in visible(events, PROVIDERS)} == {(story.now, Source.SLACK)}


def test_both_reasons_are_kept() -> None:
    released = given(held, releases(c.PRIYA, reason="The director agreed on Monday"))
    told = [event.fact for event in released.events if isinstance(event.fact, OfferHeld | OfferReleased)]
    assert [fact.reason for fact in told] == [WHY, "The director agreed on Monday"]
    given(held).when(releases(c.PRIYA, reason="Because I can.")).refused(
        Reason.REASON_TOO_SHORT, field="reason", length="14", least="15"
    )


@pytest.mark.parametrize("role", [Role.NETWORK_MANAGER, Role.PAYER_SIGNATORY])
@pytest.mark.parametrize("source", [Source.SLACK, Source.CLI])
def test_nobody_releases_their_own_offer_also_not_by_the_shell_or_in_another_role(role: Role, source: Source) -> None:
    given(held).when(releases(replace(c.NILS, role=role), source=source)).refused(
        Reason.SELF_APPROVAL, offer="HLD-1", by_user="U0NILS"
    )


def test_the_approvers_own_band_must_cover_it_or_they_sign_for_the_side() -> None:
    given(held).when(releases(c.NOOR)).refused(
        Reason.NOT_PERMITTED,
        role="network_manager",
        roles="payer_signatory",
        offer="HLD-1",
        beyond="percent_of_medicare",
    )
    given(held).when(releases(c.PRIYA)).happens(OfferReleased, OfferMade)


@pytest.mark.parametrize("who", [c.RUTH, c.CARA, c.MIRA, c.CHRIS, c.ADA])
def test_nobody_without_authority_over_rates_releases(who: Actor) -> None:
    given(held).when(releases(who)).refused_for(Reason.NOT_PERMITTED)


def test_c12_a_release_is_never_recorded_on_behalf() -> None:
    given(held).when(v.by_phone(releases(c.PRIYA), c.CARA)).refused(
        Reason.NOT_PERMITTED, role="case_manager", what="on_behalf_of"
    )


def test_a_released_offer_passes_every_guard_of_offers_at_that_instant() -> None:
    soon = given(banded, because(d.offers(c.NILS, c.MEDICARE_140, expires_at=c.NOW + timedelta(hours=2))))
    soon.when(releases(c.PRIYA)).happens(OfferReleased, OfferMade)
    soon.at(c.NOW + timedelta(hours=2)).when(releases(c.PRIYA)).refused_for(Reason.OUT_OF_RANGE)
    answered = given(BIDDING, ASKING_LESS, d.withdraws_offer(c.NILS))
    answered.when(releases(c.SAM)).refused_for(Reason.OFFER_NOT_OPEN)
    superseded = given(BIDDING, ASKING_LESS, d.offers(c.NILS, c.CASE_RATE_45000))
    superseded.when(releases(c.SAM)).refused_for(Reason.STALE_VIEW)


def test_c2_the_life_of_a_released_offer_begins_with_its_release_unless_it_was_stated() -> None:
    later = c.NOW + timedelta(days=2)
    stated = c.NOW + timedelta(days=5)
    usual = given(held).at(later).and_(releases(c.PRIYA)).case.offers[0]
    assert usual.terms.expires_at.isoformat() == "2026-12-10T23:00:00+00:00"
    fixed = given(banded, because(d.offers(c.NILS, c.MEDICARE_140, expires_at=stated))).at(later)
    assert fixed.and_(releases(c.PRIYA)).case.offers[0].terms.expires_at == stated


def test_c1_a_released_counter_closes_what_it_answers_and_ones_own_offer() -> None:
    story = given(BIDDING, d.counters(c.BEN, "OFR-1", c.CASE_RATE_45000), ANSWER, releases(c.PRIYA))
    kinds = [(type(event.fact), event.actor) for event in story.events[-3:]]
    assert kinds == [(OfferReleased, c.PRIYA), (OfferCountered, c.NILS), (OfferSuperseded, DERIVED)]
    assert [offer.state.value for offer in story.case.offers] == ["superseded", "superseded", "open"]
    assert story.case.offers[2].in_reply_to == "OFR-2"


ANSWER = because(d.counters(c.NILS, "OFR-2", c.MEDICARE_140))


@pytest.mark.parametrize(("who", "how"), [(c.NILS, Dropped.WITHDRAWN), (c.NOOR, Dropped.DECLINED)])
def test_a_held_offer_is_taken_back_by_its_sender_or_declined_by_another(who: Actor, how: Dropped) -> None:
    story = given(held)
    case = story.when(drops_held(who)).then(HeldOfferDropped(held="HLD-1", how=how, reason=WHY))
    assert [one.state.value for one in case.withheld] == [how.value]
    story.and_(drops_held(who)).when(releases(c.PRIYA)).refused(Reason.OFFER_NOT_OPEN, offer="HLD-1", state=how.value)


def test_what_a_side_offers_next_takes_the_place_of_what_it_holds() -> None:
    assert states(given(held, HELD_140)) == [("HLD-1", "replaced"), ("HLD-2", "waiting")]
    assert states(given(held, d.offers(c.NOOR))) == [("HLD-1", "replaced")]
    assert states(given(held, d.offers(c.BEN, c.CASE_RATE_45000))) == [("HLD-1", "waiting")]
    assert states(given(held, releases(c.PRIYA))) == [("HLD-1", "released")]


@pytest.mark.parametrize(
    "ending",
    [
        (d.withdraws_case(),),
        (d.offers(c.BEN, c.CASE_RATE_45000), d.accepts(c.NILS)),
        (d.declines(c.MIRA), d.reopens()),
    ],
)
def test_a_held_offer_is_stale_once_the_talks_are_over_also_if_they_begin_anew(ending: tuple[Step, ...]) -> None:
    assert states(given(held, *ending)) == [("HLD-1", WithheldState.STALE.value)]


def test_a_stale_offer_is_not_released_when_the_talks_begin_anew() -> None:
    again = given(held, d.offers(c.BEN, c.CASE_RATE_45000), d.declines(c.MIRA), d.reopens())
    assert again.case.stage.value == "negotiating"
    again.when(releases(c.PRIYA)).refused(Reason.OFFER_NOT_OPEN, offer="HLD-1", state="stale")


def test_the_fold_takes_a_history_in_which_only_a_part_is_visible() -> None:
    story = given(held, releases(c.PRIYA))
    for audience in (PROVIDERS, PAYERS, Audience()):
        seen = replay(c.KEY, visible(story.events, audience))
        assert seen.offers[0].terms == story.case.offers[0].terms
    assert replay(c.KEY, story.events[-2:]).withheld == Case(key=c.KEY).withheld
