"""Rule 2 of the house: the fold has no rules and never refuses, whatever part of a history it is given (I20)."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import ValidationError

import cast as c
import deeds as d
import deeds_after as a
from domain.by_the_clock import Watched
from scabot_domain.case import Case, Stage
from scabot_domain.envelope import enveloped, said
from scabot_domain.events import (
    TOPIC_OF,
    AmendmentAgreed,
    AmendmentExecuted,
    AmendmentProposed,
    CaseEvent,
    ClaimMismatchFound,
    DeadlinesChanged,
    DraftApproved,
    DraftRedlined,
    EscalationAcknowledged,
    EscalationSent,
    Fact,
    SectionConfirmed,
    SectionSet,
)
from scabot_domain.evolve import FOLDS, evolve, replay
from scabot_domain.parties import Side
from scabot_domain.schedule import ClosedDay, Moved, Next, Rung
from scabot_domain.terms.amended import Delta, LineUnits
from story import given

UNHEARD = Case(key=c.KEY, version=1)


def test_every_kind_of_fact_is_folded() -> None:
    assert FOLDS.keys() == TOPIC_OF.keys()


def long_history() -> list[CaseEvent]:
    """Return a history that holds nearly every kind of fact, pings and private notes included."""
    watched = Watched().do(d.requested, d.notes(c.NILS), d.notes(c.RUTH), d.notes(c.CHRIS))
    watched.wait("2026-12-02 12:00")
    watched.do(d.offered[3:], d.counters(), d.rejects(c.NILS, "OFR-2"), d.offers(c.BEN), d.accepts(c.NILS, "OFR-3"))
    watched.do(
        d.filled[5:],
        d.sets(c.RUTH, replace(c.TERM, retro_from=c.TERM.effective, retro_text="Care from the first day on")),
        d.confirms(c.RUTH),
        d.confirms(c.NILS),
        d.issues(),
        d.redlines(material=False),
        d.checks(),
    )
    watched.do(
        d.approves(c.NILS, "v2"), d.approves(c.BEN, "v2"), d.signs(c.SAM), d.signs(c.PRIYA), a.closed[len(d.executed) :]
    )
    return watched.events


HISTORY = long_history()


def test_the_history_is_a_rich_one() -> None:
    assert len({type(event.fact) for event in HISTORY}) >= 17
    assert replay(c.KEY, HISTORY).stage is Stage.CLOSED


@for_all(st.lists(st.booleans(), min_size=len(HISTORY), max_size=len(HISTORY)))
def test_i20_any_part_of_a_history_folds(kept: list[bool]) -> None:
    part = [event for event, keep in zip(HISTORY, kept, strict=True) if keep]
    assert replay(c.KEY, part).version == (part[-1].version if part else 0)


@for_all(st.permutations(HISTORY))
def test_a_history_in_the_wrong_order_folds_too(shuffled: list[CaseEvent]) -> None:
    assert replay(c.KEY, shuffled).version == shuffled[-1].version


def heard(fact: Fact) -> Case:
    return evolve(UNHEARD, enveloped(UNHEARD, c.by(c.NILS), [said(fact)])[0])


NOTHING_BUT_A_VERSION = replace(UNHEARD, version=2, last_event_at=c.NOW)


@pytest.mark.parametrize(
    "fact",
    [
        SectionConfirmed(section=3, side=Side.PAYER, hash=d.NO_HASH),
        DraftRedlined(draft="v2", doc_sha256=d.NO_HASH, changes=("A word",), material=True),
        DraftApproved(draft="v1", side=Side.PAYER, terms_hash=d.NO_HASH),
        EscalationAcknowledged(deadline="draft.1", level=1, next=None),
        AmendmentAgreed(amendment="AMD-1", side=Side.PAYER, new_hash=d.NO_HASH),
        AmendmentExecuted(amendment="AMD-1", base_hash=d.NO_HASH, new_hash=d.NO_HASH),
        ClaimMismatchFound(claim="CLM-1", expected={}, diff={}),
        next(event.fact for event in HISTORY if isinstance(event.fact, EscalationSent)),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_what_speaks_of_things_never_heard_of_changes_nothing(fact: Fact) -> None:
    case = heard(fact)
    assert replace(case, negotiators=frozenset()) == NOTHING_BUT_A_VERSION
    redliners = {(c.NORTHWIND, "U0NILS")} if isinstance(fact, DraftRedlined) else set()
    assert case.negotiators == redliners  # whoever redlined has negotiated, whatever it was


def test_an_amendment_of_an_agreement_never_heard_of_changes_what_it_names() -> None:
    proposed = AmendmentProposed(
        amendment="AMD-1", side=Side.PAYER, base_hash=d.NO_HASH, new_hash=d.NO_HASH, delta=Delta(sections=(c.CLAIMS,))
    )
    executed = AmendmentExecuted(amendment="AMD-1", base_hash=d.NO_HASH, new_hash=d.NO_HASH)
    case = replay(c.KEY, enveloped(UNHEARD, c.by(c.NILS), [said(proposed), said(executed)]))
    assert (case.executed, set(case.sections), case.open_amendment) == (None, {7}, None)


def test_an_amendment_without_a_term_leaves_the_days_of_the_agreement() -> None:
    events = given(a.amended).events
    without = [event for event in events if not (isinstance(event.fact, SectionSet) and event.fact.content == c.TERM)]
    proposed = next(event.fact for event in events if isinstance(event.fact, AmendmentProposed))
    units = replace(proposed, delta=Delta(units=(LineUnits(line_id="L1", units_max=20),)))
    case = replay(c.KEY, [replace(one, fact=units) if one.fact == proposed else one for one in without])
    assert case.executed is not None
    assert (case.executed.end, case.executed.terms_hash) == (c.TERM.end, proposed.new_hash)


PLAN = (Rung(level=1, due=c.NOW + timedelta(days=4)),)
THANKSGIVING = ClosedDay(day=date(2026, 11, 26), name="Thanksgiving Day")


def moved(deadline: str) -> DeadlinesChanged:
    change = Moved(
        deadline=deadline,
        old_due=c.NOW,
        anchor=c.NOW,
        due=c.NOW,
        plan=PLAN,
        next=Next(n=1, level=1, fire_at=c.NOW + timedelta(days=4)),
        target=c.CARE_DATE,
        closed=(THANKSGIVING,),
    )
    return DeadlinesChanged(changes=(change,))


def test_a_deadline_that_moves_keeps_its_name_and_takes_the_new_instants() -> None:
    case = Watched().do(d.requested).case
    after = evolve(case, enveloped(case, c.by(c.RUTH), [said(moved("ack.1"))])[0]).deadlines["ack.1"]
    assert (after.armed.due, after.armed.rule, after.armed.anchor) == (c.NOW, "ack", c.NOW)
    assert (after.armed.plan, after.armed.target, after.armed.closed) == (PLAN, c.CARE_DATE, (THANKSGIVING,))
    assert after.next == Next(n=1, level=1, fire_at=c.NOW + timedelta(days=4))


def test_a_deadline_never_heard_of_does_not_move() -> None:
    assert heard(moved("ack.1")) == NOTHING_BUT_A_VERSION


def test_a_confirmation_of_an_older_text_does_not_count() -> None:
    story = given(d.opened, d.sets(c.RUTH, c.TERM))
    old = SectionConfirmed(section=3, side=Side.PAYER, hash=d.NO_HASH)
    case = evolve(story.case, enveloped(story.case, c.by(c.NILS), [said(old)])[0])
    assert case.sections[3].confirmed_by == frozenset()


def test_a_case_that_was_never_opened_is_empty() -> None:
    case = replay(c.KEY, [])
    assert (case.opened, case.version, case.terminal) == (False, 0, False)
    assert (case.acknowledged, case.care_at_risk, case.drafts, case.book_version) == (False, False, 0, 0)


def test_a_stage_counts_from_when_it_was_reached() -> None:
    story = given(d.requested)
    assert (story.case.stage_since, story.case.last_event_at) == (c.NOW + timedelta(minutes=2),) * 2
    assert given(d.requested, d.acknowledges()).case.stage_since == story.case.stage_since


def test_an_instant_is_in_utc() -> None:
    for instant in (datetime(2026, 11, 23, 10, 12), c.NOW.astimezone(timezone(timedelta(hours=-6)))):  # noqa: DTZ001 - the point
        with pytest.raises(ValidationError, match=r"timezone info|offset of 0 required"):
            c.by(c.NILS, instant, key="k")


@for_all(st.permutations(HISTORY))
def test_a_case_is_never_changed_by_what_comes_after_it(shuffled: list[CaseEvent]) -> None:
    case = replay(c.KEY, shuffled[:20])
    kept = deepcopy(vars(case))
    for event in HISTORY:
        evolve(case, event)
        assert vars(case) == kept


@for_all(st.sampled_from(HISTORY), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_stamped_event_is_the_same_one_recorded_at_another_instant(event: CaseEvent, after: timedelta) -> None:
    before = event.recorded_at
    assert event.stamped(before + after) == replace(event, recorded_at=before + after)
    assert event.recorded_at == before
