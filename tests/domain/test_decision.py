"""The one function that whoever records calls: rules, then the playbook, then the case that results."""

from datetime import date

import pytest

import cast as c
import deeds as d
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decision import Decision, conclude
from scabot_domain.events import CaseOpened, DeadlinesChanged, PlaybookPinned, ScaRequested
from scabot_domain.evolve import replay
from scabot_domain.playbook import shipped_book
from scabot_domain.refusals import Reason, Refused
from story import BARE, Step, given


def command(step: Step, case: Case) -> Command:
    return step(case, given(d.approved).now)


def test_the_playbook_adds_what_is_due_to_the_same_decision() -> None:
    before = given(d.approved).case
    decided = conclude(before, command(d.requests(), before), shipped_book())
    assert [type(event.fact) for event in decided.events] == [ScaRequested, DeadlinesChanged]
    assert [event.version for event in decided.events] == [4, 5]
    assert (decided.case.version, sorted(decided.case.deadlines)) == (5, ["ack.1", "first_offer.1", "signed_by.1"])


def test_a_case_is_pinned_to_the_book_it_was_opened_under() -> None:
    book = shipped_book()
    decided = conclude(Case(key=c.KEY), d.opens()(Case(key=c.KEY), c.NOW), book)
    assert [type(event.fact) for event in decided.events[:2]] == [CaseOpened, PlaybookPinned]
    assert (decided.case.book_version, decided.case.book_digest) == (book.version, book.digest)
    assert replay(c.KEY, decided.events) == decided.case


def test_nothing_to_do_leaves_the_case_as_it_is() -> None:
    before = given(d.requested).case
    assert conclude(before, command(d.expires(), before), BARE) == Decision(events=(), case=before)


def test_a_date_beyond_the_calendar_is_refused_and_says_what_is_possible() -> None:
    with pytest.raises(Refused) as no:
        conclude(Case(key=c.KEY), d.opens(care_date=date(2041, 2, 1))(Case(key=c.KEY), c.NOW), shipped_book())
    assert (no.value.reason, no.value.legal) == (Reason.OUT_OF_RANGE, ("OpenCase",))
