"""Facts beside the offers: contacts, owner, attempts, eligibility, rests, figures, interventions, assumptions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import cast as c
import deeds as d
import voices as v
from domain.by_the_clock import Watched
from scabot_domain.case import Case
from scabot_domain.court import court
from scabot_domain.events import (
    AssumptionsSet,
    AuthorityLimitNoted,
    BenchmarkRequested,
    BenchmarkShared,
    CaseHeld,
    CaseResumed,
    ContactAssigned,
    DeadlinesChanged,
    EligibilityVerified,
    EscalationSent,
    MedicalDirectorIntervened,
    OwnerAssigned,
    StallCleared,
)
from scabot_domain.facts.keeping import Assumptions, BenchmarkKind
from scabot_domain.parties import COMPLIANCE_READERS, Actor, Audience, Role, Side, Visibility
from scabot_domain.playbook import explain
from scabot_domain.refusals import Reason
from scabot_domain.visible import visible
from story import given

LIMIT = Decimal("45000.00")


def test_a_contact_is_how_a_role_of_a_side_is_reached() -> None:
    case = (
        given(d.requested)
        .when(v.assigns_contact())
        .then(ContactAssigned(role=Role.PROVIDER_BILLER, side=Side.PROVIDER, ref="CONTACT-3"))
    )
    assert [type(entry.fact) for entry in case.entries.values()][-1:] == [ContactAssigned]


def test_i20_a_limit_is_its_own_fact_for_its_own_side_only() -> None:
    events = given(d.requested).when(v.assigns_contact(c.OLGA, authority_limit=LIMIT)).events
    assert [(type(event.fact), event.visibility) for event in events] == [
        (ContactAssigned, Visibility.SHARED),
        (AuthorityLimitNoted, Visibility.PROVIDER_ONLY),
    ]
    payers = visible(events, Audience(side=Side.PAYER))
    assert [type(event.fact) for event in payers] == [ContactAssigned]


def test_a_limit_is_kept_for_those_who_may_read_it() -> None:
    case = given(d.requested, v.assigns_contact(c.OLGA, authority_limit=LIMIT)).case
    assert case.limits == {(Side.PROVIDER, Role.PROVIDER_BILLER): LIMIT}


@pytest.mark.parametrize("who", [c.CARA, c.ADA], ids=lambda who: who.role.value)
def test_i20_nobody_notes_the_limit_of_another_side(who: Actor) -> None:
    given(d.requested).when(v.assigns_contact(who, authority_limit=LIMIT)).refused(
        Reason.WRONG_SIDE, side="provider", own_side=who.side.value, field="authority_limit"
    )
    given(d.requested).when(v.assigns_contact(who)).happens(ContactAssigned)


def test_a_contact_has_a_role_of_its_side() -> None:
    given(d.requested).when(v.assigns_contact(role=Role.NETWORK_MANAGER)).refused(
        Reason.NOT_PERMITTED, role="network_manager", side="provider"
    )


def test_another_owner_of_the_same_side_takes_the_case() -> None:
    case = given(d.requested).when(v.assigns_owner()).then(OwnerAssigned(before=c.RUTH, to=v.ROSA))
    assert case.owner == v.ROSA
    given(d.requested).when(v.assigns_owner(c.ADA)).happens(OwnerAssigned)


def test_open_deadlines_tell_the_new_owner() -> None:
    watched = Watched().do(d.agreed, v.assigns_owner())
    ping = next(ping for ping in watched.wait("2026-12-22 12:00") if ping.rule == "draft")
    owners = [told.user for told in ping.told if told.role == "owner"]
    assert owners == ["U0ROSA"]


def test_an_owner_is_a_specialist_or_a_case_manager_of_the_owning_side() -> None:
    story = given(d.requested)
    story.when(v.assigns_owner(to=c.BEN)).refused(Reason.NOT_PERMITTED, role="provider_biller", field="to")
    story.when(v.assigns_owner(to=c.CARA)).refused(Reason.WRONG_SIDE, side="provider", own_side="payer", field="to")
    story.when(v.assigns_owner(c.CARA, v.ROSA)).refused_for(Reason.WRONG_SIDE)
    story.when(v.assigns_owner(to=c.RUTH)).refused(Reason.ALREADY_DONE, what="owner")


def test_a_case_manager_of_the_owning_side_hands_the_case_on() -> None:
    other = Actor(team=c.NORTHWIND, user="U0CLEO", role=Role.CASE_MANAGER, side=Side.PAYER)
    given(d.opens(c.CARA)).when(v.assigns_owner(c.CARA, other)).happens(OwnerAssigned)


def test_a_case_without_an_owner_gets_one() -> None:
    story = given(d.requested)
    orphan = replace(story, case=replace(story.case, owner=None))
    orphan.when(v.assigns_owner()).then(OwnerAssigned(before=None, to=v.ROSA))


def test_eligibility_is_verified_on_a_day_that_has_come() -> None:
    story = given(d.requested)
    story.when(v.verifies_eligibility()).then(
        EligibilityVerified(on=c.NOW.date(), coverage_from=date(2026, 1, 1), reference="ELIG-0042")
    )
    story.when(v.verifies_eligibility(on=date(2026, 11, 24))).refused(
        Reason.DATE_IN_FUTURE, on="2026-11-24", now="2026-11-23"
    )
    story.when(v.verifies_eligibility(coverage_to=date(2025, 12, 31))).refused(
        Reason.OUT_OF_RANGE, field="coverage_to", value="2025-12-31", earliest="2026-01-01"
    )


def test_a_case_on_hold_waits_for_nobody_and_goes_on() -> None:
    story = given(d.offered)
    outcome = story.when(v.holds())
    held = outcome.then(CaseHeld(reason="The patient is in another hospital", review_on=c.CARE_DATE))
    assert (court(held, story.now).holder, court(held, story.now).since) == ("nobody", story.now)
    resting = story.and_(v.holds())
    resting.when(v.holds()).refused(Reason.ALREADY_DONE, what="held", review_on="2026-12-11")
    on = resting.when(v.resumes()).then(CaseResumed())
    assert court(on, story.now).holder == "provider"
    story.when(v.resumes()).refused(Reason.ALREADY_DONE, what="resumed")


def test_a_case_is_looked_at_again_on_a_day_that_comes() -> None:
    given(d.offered).when(v.holds(review_on=date(2026, 11, 22))).refused(
        Reason.OUT_OF_RANGE, field="review_on", value="2026-11-22", earliest="2026-11-23"
    )


def test_a_rest_forgets_nothing_dangerous() -> None:
    watched = Watched().do(d.agreed)
    before = dict(watched.case.deadlines)
    watched.do(v.holds())
    assert watched.case.deadlines == before
    assert [type(event.fact) for event in watched.events[-1:]] == [CaseHeld]


def test_an_ended_case_that_rested_is_in_nobodys_court_since_its_end() -> None:
    story = given(d.offered, v.holds()).and_(d.declines())
    assert court(story.case, story.now).since == story.case.stage_since


def test_s23_a_figure_from_another_contract_is_shared_only_if_nothing_forbids_it() -> None:
    story = given(d.offered)
    story.when(v.shares_benchmark(kind=BenchmarkKind.OTHER_CONTRACT)).refused(
        Reason.MISSING_EVIDENCE, kind="other_contract", missing="not_confidential"
    )
    free = story.when(v.shares_benchmark(kind=BenchmarkKind.OTHER_CONTRACT, not_confidential=True))
    free.happens(BenchmarkShared)
    story.when(v.shares_benchmark()).happens(BenchmarkShared)


def test_i20_who_sees_a_figure_is_a_choice() -> None:
    story = given(d.offered)
    shown = [story.when(v.shares_benchmark(c.BEN, shared=shared)).events[0].visibility for shared in (True, False)]
    assert shown == [Visibility.SHARED, Visibility.PROVIDER_ONLY]
    kept = story.when(v.shares_benchmark(c.BEN, shared=False)).after
    assert kept.entries == story.case.entries


def test_a_neutral_person_keeps_no_figure_to_a_side() -> None:
    neutral = replace(c.RUTH, side=Side.NEUTRAL)
    given(d.offered).when(v.shares_benchmark(neutral, shared=False)).refused(
        Reason.WRONG_SIDE, own_side="neutral", field="shared"
    )


def test_a_figure_is_of_a_day_that_has_come() -> None:
    given(d.offered).when(v.shares_benchmark(as_of=date(2026, 12, 1))).refused(
        Reason.DATE_IN_FUTURE, as_of="2026-12-01", now="2026-11-23"
    )


def test_figures_are_asked_for() -> None:
    given(d.offered).when(v.requests_benchmark()).then(BenchmarkRequested(side=Side.PROVIDER))


def test_s22_the_medical_director_speaks_up_and_a_stall_ends() -> None:
    story = given(d.offered, d.marks_stalled())
    story.when(v.intervenes()).happens(MedicalDirectorIntervened, StallCleared)
    given(d.offered).when(v.by_phone(v.intervenes())).happens(MedicalDirectorIntervened)


def test_c17_assumption_sets_are_numbered_and_the_old_one_stays() -> None:
    story = given(d.offered, v.assumes())
    case = story.when(v.assumes(c.NILS)).then(AssumptionsSet(id="as-2", values=Assumptions(midnights=9)))
    assert [getattr(entry.fact, "id", None) for entry in case.entries.values()][-2:] == ["as-1", "as-2"]


def test_i19_a_level_sent_early_counts_as_that_level() -> None:
    watched = Watched().do(d.agreed)
    sent = watched.run(v.escalates()(watched.case, watched.now))
    assert [(type(event.fact), event.actor) for event in sent[:1]] == [(EscalationSent, c.RUTH)]
    ping = sent[0].fact
    assert isinstance(ping, EscalationSent)
    assert (ping.deadline, ping.level, ping.n, ping.late_seconds) == ("draft.1", 1, 1, 0)
    later = [one.level for one in watched.wait("2027-02-01 12:00") if one.deadline == "draft.1"]
    assert later == [2]
    rows = dict(explain(watched.events, "draft.1", 1, COMPLIANCE_READERS).rows)
    assert rows["Sent"].endswith(", before its time, by a person")


def test_there_must_be_a_level_left_to_send() -> None:
    watched = Watched().do(d.agreed)
    for _ in range(2):
        watched.run(v.escalates()(watched.case, watched.now))
    story = replace(given(d.agreed), case=watched.case, book=watched.book)
    story.when(v.escalates()).refused(Reason.STALE_VIEW, deadline="draft.1", state="not waiting")
    story.when(v.escalates(deadline="reply.9")).refused_for(Reason.STALE_VIEW)
    given(d.agreed).when(v.escalates()).refused_for(Reason.STALE_VIEW)


def test_a_level_that_makes_no_sense_any_more_is_not_sent() -> None:
    watched = Watched().do(d.offered)
    late = watched.case.offers[0].terms.expires_at
    story = replace(given(d.offered), case=watched.case, book=watched.book, now=late.replace(hour=23, minute=1))
    story.when(v.escalates(deadline="reply.1")).refused_for(Reason.STALE_VIEW)
    assert late == datetime(2026, 12, 8, 23, tzinfo=UTC)


def test_a_transition_is_the_clocks() -> None:
    watched = Watched().do(d.offered)
    transition = next(key for key in watched.case.deadlines if key.startswith("offer"))
    story = replace(given(d.offered), case=watched.case, book=watched.book)
    story.when(v.escalates(deadline=transition)).refused_for(Reason.STALE_VIEW)
    assert isinstance(watched.case, Case)
    assert any(isinstance(event.fact, DeadlinesChanged) for event in watched.events)
