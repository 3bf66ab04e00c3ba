"""Who hears of what: cards, log lines and pings, by channel and never beyond it (I20)."""

from datetime import timedelta

import pytest

import cast as c
import deeds as d
from scabot_domain.envelope import enveloped, said
from scabot_domain.events import CaseEvent, EscalationSent
from scabot_domain.notices import Notice, Readers, Stream, notices
from scabot_domain.parties import Actor, Role, Side, Visibility
from scabot_domain.schedule import Told
from story import Outcome, Step, given, nothing

HOME = Side.PROVIDER


def heard(outcome: Outcome, home: Side = HOME) -> list[tuple[str, str, str, int]]:
    told = notices(outcome.after, outcome.events, home)
    return [(notice.stream.value, notice.kind, notice.readers.value, notice.version) for notice in told]


def test_an_offer_is_a_line_and_a_card_in_both_channels() -> None:
    assert heard(given(d.requested).when(d.offers(c.NILS))) == [
        ("log", "offer-made", "home", 5),
        ("log", "offer-made", "shared", 5),
        ("card", "card", "home", 5),
        ("card", "card", "shared", 5),
    ]


def test_what_the_line_beside_it_says_gets_no_line_of_its_own() -> None:
    assert [kind for stream, kind, _, _ in heard(nothing().when(d.opens())) if stream == "log"] == ["case-opened"] * 2
    counter = heard(given(d.offered).when(d.counters()))
    assert [kind for stream, kind, _, _ in counter if stream == "log"] == ["offer-countered"] * 2
    yes = heard(given(d.offered).when(d.accepts()))
    assert [kind for stream, kind, readers, _ in yes if (stream, readers) == ("log", "home")] == [
        "offer-accepted",
        "terms-agreed",
    ]


def test_a_section_that_somebody_set_gets_its_line() -> None:
    assert ("log", "section-set", "shared", 2 + 1) in heard(given(d.opened).when(d.sets(c.RUTH, c.TERM)))


def test_one_decision_makes_one_card_for_each_kind_of_readers() -> None:
    cards = [one for one in heard(given(d.filled).when(d.confirms(c.NILS))) if one[0] == "card"]
    assert [(readers, version) for _, _, readers, version in cards] == [("home", 19), ("shared", 19)]


@pytest.mark.parametrize(
    ("step", "home", "readers"),
    [
        (d.notes(c.RUTH), Side.PROVIDER, ["home"]),
        (d.notes(c.NILS), Side.PROVIDER, []),
        (d.notes(c.NILS), Side.PAYER, ["home"]),
        (d.notes(c.RUTH), Side.NEUTRAL, []),
        (d.notes(c.CHRIS), Side.PROVIDER, []),
        (d.notes(c.NILS, shared=True), Side.PROVIDER, ["home", "shared"]),
    ],
)
def test_i20_a_private_fact_is_heard_in_its_own_sides_channels_only(step: Step, home: Side, readers: list[str]) -> None:
    told = heard(given(d.opened).when(step), home)
    assert [one[2] for one in told if one[0] == "log"] == readers
    assert [one[2] for one in told if one[0] == "card"] == readers


def ping(*told: Told, visibility: Visibility = Visibility.SHARED) -> tuple[CaseEvent, ...]:
    sent = EscalationSent(
        deadline="draft.1",
        rule="draft",
        episode=1,
        level=1,
        n=1,
        rule_version=7,
        due=c.NOW,
        since=c.NOW - timedelta(days=21),
        template="draft_15",
        placeholders={},
        told=told,
        next=None,
    )
    return tuple(enveloped(given(d.agreed).case, c.by(c.CLOCK), [said(sent, visibility)]))


def person(who: Actor, *, copied: bool = False) -> Told:
    return Told(role=who.role, side=who.side, team=who.team, user=who.user, copied=copied)


NOBODY = Told(role=Role.CASE_MANAGER, side=Side.PAYER, team=None, user=None)
NEUTRAL = Told(role="owner", side=Side.NEUTRAL, team=c.LAKESIDE, user="U0RUTH")


@pytest.mark.parametrize(
    ("told", "readers"),
    [
        ((person(c.RUTH),), [Readers.HOME]),
        ((person(c.CARA),), [Readers.SHARED]),
        ((person(c.CARA), person(c.RUTH, copied=True)), [Readers.HOME, Readers.SHARED]),
        ((NEUTRAL,), [Readers.HOME]),
        ((NOBODY,), [Readers.HOME]),
        ((NOBODY, person(c.CARA)), [Readers.HOME, Readers.SHARED]),
        ((), [Readers.HOME]),
    ],
)
def test_a5_a_ping_goes_where_those_told_are_and_is_never_lost(told: tuple[Told, ...], readers: list[Readers]) -> None:
    case = given(d.agreed).case
    pings = [notice for notice in notices(case, ping(*told), HOME) if notice.stream is Stream.PING]
    assert pings == [
        Notice(stream=Stream.PING, version=9, kind="escalation-sent", readers=one, priority=0) for one in readers
    ]


def test_a_ping_is_no_log_line_and_goes_before_the_cards() -> None:
    streams = [notice.stream for notice in notices(given(d.agreed).case, ping(person(c.RUTH)), HOME)]
    assert streams == [Stream.PING, Stream.CARD, Stream.CARD]


def test_i20_a_ping_of_the_home_side_alone_stays_at_home() -> None:
    told = ping(person(c.CARA), person(c.RUTH), visibility=Visibility.PROVIDER_ONLY)
    assert {notice.readers for notice in notices(given(d.agreed).case, told, HOME)} == {Readers.HOME}


def test_pings_come_first_and_cards_last() -> None:
    told = notices(given(d.agreed).case, given(d.agreed).events, HOME)
    assert sorted({(notice.priority, notice.stream.value) for notice in told}) == [(1, "log"), (2, "card")]


def test_no_events_are_heard_by_nobody() -> None:
    assert notices(given(d.agreed).case, (), HOME) == ()
