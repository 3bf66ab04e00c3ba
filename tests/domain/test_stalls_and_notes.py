"""Stalls as people call them, and notes: who may read them (I20)."""

import pytest

import cast as c
import deeds as d
from scabot_domain.case import Stall
from scabot_domain.envelope import DERIVED
from scabot_domain.events import NoteAdded, OfferMade, OfferSuperseded, StallCleared, StallDetected
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Actor, Audience, Role, Side, Visibility
from scabot_domain.refusals import Reason
from scabot_domain.visible import visible
from story import Step, given

PAYER_READERS = Audience(side=Side.PAYER)
PROVIDER_READERS = Audience(side=Side.PROVIDER)
NEUTRAL_RUTH = Actor(team=c.LAKESIDE, user="U0RUTH", role=Role.PA_SPECIALIST, side=Side.NEUTRAL)


def test_a_person_says_that_nothing_moves_and_the_court_says_who_is_waited_for() -> None:
    requested_at = given(d.approved).now
    case = (
        given(d.requested)
        .when(d.marks_stalled())
        .then(StallDetected(rule="person", since=requested_at, waiting_for=Side.PAYER))
    )
    assert case.stall == Stall(rule="person", since=requested_at, waiting_for=Side.PAYER)


def test_a_stall_may_wait_for_neither_side() -> None:
    given(d.approved).when(d.marks_stalled()).then(
        StallDetected(rule="person", since=given(d.opened).now, waiting_for=None)
    )


def test_a_case_stalls_once_and_is_cleared_once() -> None:
    stalled = given(d.requested, d.marks_stalled())
    stalled.when(d.marks_stalled(c.CARA)).refused(
        Reason.ALREADY_DONE,
        what="stalled",
        since="2026-11-23T16:14:00Z",
    )
    assert stalled.when(d.clears_stall()).then(StallCleared(rule="person")).stall is None
    given(d.requested).when(d.clears_stall()).refused(Reason.ALREADY_DONE, what="stall_cleared")


def test_progress_clears_a_stall() -> None:
    outcome = given(d.offered, d.marks_stalled()).when(d.offers(c.NILS))
    case = outcome.happens(OfferMade, OfferSuperseded, StallCleared)
    assert (case.stall, outcome.events[-1].actor) == (None, DERIVED)


@pytest.mark.parametrize(
    ("history", "step"),
    [
        (d.opened, d.records_approval()),
        (d.approved, d.requests()),
        (d.requested, d.acknowledges()),
        (d.requested, d.sets(c.RUTH, c.TERM)),
        (d.offered, d.counters()),
        (d.offered, d.rejects()),
        (d.offered, d.withdraws_offer()),
        (d.offered, d.accepts()),
        (d.filled, d.confirms(c.NILS)),
        (d.complete, d.issues()),
        (d.drafted, d.redlines(material=False)),
        (d.drafted, d.approves(c.NILS)),
        (d.reviewed, d.signs(c.SAM)),
        (d.drafted, d.starts_care(c.NOW.date())),
    ],
)
def test_every_step_forward_clears_a_stall(history: tuple[Step, ...], step: Step) -> None:
    outcome = given(history, d.marks_stalled()).when(step)
    assert outcome.events[-1].fact == StallCleared(rule="person")


def test_a_note_clears_no_stall_and_an_end_takes_it_along() -> None:
    stalled = given(d.requested, d.marks_stalled())
    assert stalled.when(d.notes()).after.stall is not None
    assert stalled.when(d.declines()).after.stall is None


@pytest.mark.parametrize(
    ("who", "shared", "visibility"),
    [
        (c.RUTH, False, Visibility.PROVIDER_ONLY),
        (c.NILS, False, Visibility.PAYER_ONLY),
        (c.CHRIS, False, Visibility.COMPLIANCE),
        (c.ADA, False, Visibility.SHARED),
        (NEUTRAL_RUTH, False, Visibility.SHARED),
        (c.NILS, True, Visibility.SHARED),
        (c.CHRIS, True, Visibility.SHARED),
    ],
)
def test_a_note_belongs_to_ones_own_side_unless_it_is_shared(
    who: Actor,
    visibility: Visibility,
    *,
    shared: bool,
) -> None:
    outcome = given(d.opened).when(d.notes(who, shared=shared))
    outcome.then(NoteAdded(text="Left a message"))
    assert outcome.events[0].visibility is visibility


def test_i15_notes_are_taken_after_the_end() -> None:
    given(d.requested, d.withdraws_case()).when(d.notes()).happens(NoteAdded)


def test_i20_a_reader_of_one_side_never_gets_the_other_sides_facts() -> None:
    events = given(d.opened, d.notes(c.RUTH), d.notes(c.NILS), d.notes(c.CHRIS), d.notes(c.RUTH, shared=True)).events
    assert [event.version for event in visible(events, PAYER_READERS)] == [1, 2, 4, 6]
    assert [event.version for event in visible(events, PROVIDER_READERS)] == [1, 2, 3, 6]
    assert [event.version for event in visible(events, EVERYBODY)] == [1, 2, 6]
    assert [event.version for event in visible(events, COMPLIANCE_READERS)] == [1, 2, 3, 4, 5, 6]
