"""Which events answer a question: both kinds of replay, late entries, effective times, and hidden facts."""

from datetime import datetime, timedelta

import cast as c
from audit.retold import HOUR, moved
from deeds import agreed, executed, notes, offered, offers, requested
from deeds_parties import executed as parties_executed
from domain.by_the_clock import Watched
from scabot.audit.effective import GIVES, NEEDS, effective_times
from scabot.audit.question import Eyes, Question, Why, answer
from scabot_domain.events import KINDS, CaseEvent, NoteAdded, OfferAccepted, OfferMade, SignatureRecorded
from story import given

STORY = given(agreed).events
OFFER = next(event for event in STORY if isinstance(event.fact, OfferMade))
ACCEPTANCE = next(event for event in STORY if isinstance(event.fact, OfferAccepted))


def kept(events: tuple[CaseEvent, ...], **limits: datetime | int) -> list[int]:
    return [event.version for event in answer(events, Question(**limits)).kept]  # type: ignore[arg-type]  # by name


def late(hours: int) -> tuple[CaseEvent, ...]:
    """The story with its offer said when it was, but recorded hours later, as everything after it."""
    pushed = timedelta(hours=hours)
    return tuple(
        event if event.version < OFFER.version else moved(event, recorded=event.recorded_at + pushed) for event in STORY
    )


def test_without_limits_everything_counts() -> None:
    assert kept(STORY) == [event.version for event in STORY]
    assert answer(STORY, Question()).excluded == ()


def test_c16_known_at_hides_what_was_said_before_and_recorded_after() -> None:
    found = answer(late(30), Question(known_at=OFFER.occurred_at + HOUR))
    assert found.kept == STORY[: OFFER.version - 1]
    assert found.excluded[0][1] is Why.RECORDED_LATER


def test_c16_as_of_shows_what_was_said_before_and_recorded_after() -> None:
    assert kept(late(30), as_of=OFFER.occurred_at) == [event.version for event in STORY[: OFFER.version]]


def test_both_limits_show_what_was_believed_then_about_an_earlier_instant() -> None:
    known = OFFER.recorded_at + timedelta(hours=30)
    assert kept(late(30), as_of=OFFER.occurred_at, known_at=known)[-1] == OFFER.version
    assert kept(late(30), as_of=OFFER.occurred_at, known_at=known - HOUR)[-1] == OFFER.version - 1


def test_each_limit_includes_its_own_instant() -> None:
    before = OFFER.occurred_at - timedelta(microseconds=1)
    for limit in ("as_of", "known_at"):
        assert OFFER.version in kept(STORY, **{limit: OFFER.occurred_at})
        assert OFFER.version not in kept(STORY, **{limit: before})


def test_a_version_keeps_the_first_events() -> None:
    found = answer(STORY, Question(version=3))
    assert [event.version for event in found.kept] == [1, 2, 3]
    assert {why for _, why in found.excluded} == {Why.AFTER_VERSION}


def test_an_answer_never_takes_effect_before_its_question() -> None:
    early = ACCEPTANCE.occurred_at - timedelta(days=2)
    events = tuple(moved(e, said=early) if e is ACCEPTANCE else e for e in STORY)
    times = effective_times(events)
    assert times[ACCEPTANCE.version] == times[OFFER.version] == OFFER.occurred_at
    assert ACCEPTANCE.version not in kept(events, as_of=early + HOUR)


def test_nothing_takes_effect_before_the_case_was_opened() -> None:
    early = c.NOW - timedelta(days=9)
    events = (*STORY[:2], moved(STORY[2], said=early), *STORY[3:])
    assert effective_times(events)[3] == STORY[0].occurred_at


def test_a_kept_answer_always_has_its_question() -> None:
    story = given(executed).events
    for cut in story:
        found = answer(story, Question(as_of=cut.occurred_at))
        offers_kept = {event.fact.terms.offer_id for event in found.kept if isinstance(event.fact, OfferMade)}
        accepted = {event.fact.offer_id for event in found.kept if isinstance(event.fact, OfferAccepted)}
        assert accepted <= offers_kept


def test_c13_an_execution_is_not_effective_before_the_last_entity_signed() -> None:
    story = given(parties_executed).events
    late = story[-1].occurred_at + timedelta(hours=3)
    of_p2 = next(e for e in story if isinstance(e.fact, SignatureRecorded) and e.fact.party_id == "P2")
    events = [moved(event, said=late) if event is of_p2 else event for event in story]
    assert effective_times(events)[story[-1].version] == late


def test_references_name_fields_that_the_facts_have() -> None:
    for names in (NEEDS, GIVES):
        assert set(names) <= set(KINDS.values())
    for event in given(executed).events:
        for name in (*NEEDS.get(type(event.fact), ()), *GIVES.get(type(event.fact), ())):
            assert name.format(event.fact)


def test_what_is_referred_to_is_given_by_some_kind() -> None:
    words = {name.partition("{")[0] for names in GIVES.values() for name in names}
    needed = {name.partition("{")[0] for names in NEEDS.values() for name in names}
    assert {word for word in needed if word not in words} == {
        "signature of payer",
        "signature of provider",
        "deadline ",
        "version ",
    }


def test_i20_what_eyes_may_not_read_is_neither_kept_nor_listed_as_left_out() -> None:
    story = given(offered, notes(c.BEN), offers(c.BEN, c.CASE_RATE_45000)).events
    hidden = next(event for event in story if isinstance(event.fact, NoteAdded))
    found = answer(story, Question(eyes=Eyes.PAYER, as_of=c.NOW))
    assert hidden not in found.kept
    assert hidden not in [event for event, _ in found.excluded]
    assert hidden.version not in found.effective
    assert hidden in answer(story, Question(eyes=Eyes.PROVIDER)).kept


def test_the_state_is_looked_at_when_asked_or_after_the_last_event() -> None:
    asked, known = c.NOW, c.NOW + HOUR
    found = answer(STORY, Question())
    assert found.ends_at(Question(as_of=asked, known_at=known)) == asked
    assert found.ends_at(Question(known_at=known)) == known
    assert found.ends_at(Question()) == STORY[-1].recorded_at
    assert answer((), Question()).ends_at(Question()) is None


def test_a_deadline_takes_effect_with_its_cause_and_a_ping_with_its_deadline() -> None:
    watched = Watched().do(requested)
    watched.wait("2026-12-16 12:00")
    early = c.NOW - timedelta(days=30)
    times = effective_times([moved(event, said=early) if event.version > 5 else event for event in watched.events])
    assert set(times.values()) == {event.occurred_at for event in watched.events[:5]}
