"""A replay on the page and as JSON: what it says, what it never says, and that it says it the same way each time."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import cast as c
from audit.retold import HOUR, ZONE, everything_that_can_happen, moved, retold, stalled
from deeds import agreed, counters, executed, notes, offered, offers, opens, records_approval, requested, sets
from domain.by_the_clock import Watched
from scabot.audit.document import as_json
from scabot.audit.page import WIDTH, as_text, state_at
from scabot.audit.question import Eyes, Question
from scabot.audit.replay import retell
from scabot_domain.events import KINDS, DeadlinesChanged, NoteAdded, OfferMade
from scabot_domain.parties import OnBehalf, Role, Side
from scabot_domain.schedule import Armed, Moved
from scabot_domain.terms.canonical import canonical
from story import given
from voices import by_phone, confirms_entry, holds, records_verbal

HISTORIES = everything_that_can_happen()


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_a_short_replay_reads_like_this() -> None:
    story = given(opens(), records_approval())
    assert as_text(retold(story.events, known_at=c.NOW)) == SHORT


SHORT = """\
REPLAY OF SCA-7QK2M4

asked          what was recorded by Mon 2026-11-23 10:12:00 CST
                 (2026-11-23T16:12:00Z)
for            compliance: every fact, private ones of both sides included
events         2 of 3 count

TIMELINE
--------------------------------------------------------------------------------
v1   Mon 2026-11-23 10:12:00 CST, recorded at once from slack
     case opened, urgent, care on Fri 2026-12-11
       payer Northwind Health Plan, provider Lakeside Transplant Center
       patient SUB-0123456789, time zone America/Chicago
     by Ruth Adeyemi (T0LAKESIDE/U0RUTH), PA specialist for the provider
     case-opened, shared, seal v1·6b86-b273-ff

v2   Mon 2026-11-23 10:12:00 CST, recorded at once from slack
     runs under playbook version 7 (5c0b-5c0b-5c0b)
     by system (derived)
     playbook-pinned, shared, seal v2·d473-5e3a-26


LEFT OUT
--------------------------------------------------------------------------------
v3   clinical-approval-recorded: recorded later (Mon 2026-11-23 10:13:00 CST,
       recorded at once)


STATE on Mon 2026-11-23 10:12:00 CST (2026-11-23T16:12:00Z)
--------------------------------------------------------------------------------
stage          intake, since Mon 2026-11-23 10:12:00 CST
coverage       NOT COVERED: no agreement is executed
ball           clinical, since Mon 2026-11-23 10:12:00 CST
parties        payer Northwind Health Plan
               provider Lakeside Transplant Center
patient        SUB-0123456789, urgent, care on Fri 2026-12-11
authorization  none
offers         none
sections       1 Parties: empty
               2 Patient: empty
               3 Term: empty
               4 Scope of services: empty
               5 Reimbursement: empty
               6 Patient cost share: empty
               7 Claims: empty
draft          none
signatures     payer: missing
               provider: missing
deadlines      none open
owner          Ruth Adeyemi (T0LAKESIDE/U0RUTH), PA specialist for the provider
"""


def test_the_example_of_the_how_to_is_what_the_page_prints() -> None:
    entered = given(requested).at(c.NOW + timedelta(hours=26, minutes=17))
    said = c.NOW + timedelta(minutes=3)
    story = entered.and_(by_phone(offers(c.NILS), c.RUTH, said_at=said, contact_ref="CONTACT-7"))
    printed = as_text(retold(story.events)).partition("v5 ")[2].partition("\n\n")[0]
    assert f"```text\nv5 {printed}\n```" in HOW_TO.read_text()


HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "replay-a-case.md"


def test_every_kind_of_fact_has_its_words() -> None:
    kinds = {type(event.fact) for history in HISTORIES for event in history}
    assert kinds == set(KINDS.values())
    for history in HISTORIES:
        assert as_text(retold(history))


@pytest.mark.parametrize("eyes", Eyes)
def test_no_line_is_wider_than_80_columns(eyes: Eyes) -> None:
    widths = [len(line) for history in HISTORIES for line in lines(as_text(retold(history, eyes)))]
    assert max(widths) <= WIDTH


@pytest.mark.parametrize("eyes", Eyes)
def test_the_same_question_gives_the_same_bytes(eyes: Eyes) -> None:
    for history in HISTORIES:
        limits = {"as_of": history[-1].occurred_at - HOUR}
        assert as_text(retold(history, eyes, **limits)) == as_text(retold(history, eyes, **limits))
        assert as_json(retold(history, eyes, **limits)) == as_json(retold(history, eyes, **limits))


@pytest.mark.parametrize("eyes", Eyes)
def test_the_json_is_canonical_without_floats_and_nulls(eyes: Eyes) -> None:
    for history in HISTORIES:
        document = as_json(retold(history, eyes))
        read = json.loads(document, parse_float=lambda _: pytest.fail("a float"))
        assert canonical(read) + b"\n" == document
        assert b":null" not in document


def test_the_json_holds_events_exclusions_and_state() -> None:
    story = given(offered)
    offer = next(event for event in story.events if isinstance(event.fact, OfferMade))
    read = json.loads(as_json(retold(story.events, known_at=offer.recorded_at - HOUR, as_of=offer.occurred_at)))
    assert read["schema"] == "scabot.replay/1"
    assert read["events"] == []
    assert read["excluded"][-1]["why"] == "recorded_later"
    read = json.loads(as_json(retold(story.events)))
    assert read["events"][-1]["changed"][1] == (
        "all services: $3,500.00 per diem (all levels, days counted by midnights)"
    )
    assert read["events"][-1]["fact"]["terms"]["rates"][0]["rate"]["amount"] == "3500.00"
    assert read["state"]["offers"][0]["open"] is True


def test_s1_an_approval_alone_is_called_no_coverage_and_an_executed_agreement_is_coverage() -> None:
    assert "coverage       NOT COVERED: no agreement is executed" in lines(as_text(retold(given(agreed).events)))
    covered = "coverage       agreement SCA-7QK2M4, Tue 2026-12-01 to Mon 2027-05-31"
    assert covered in lines(as_text(retold(given(executed).events)))


def test_offers_show_their_rates_in_dollars_and_what_became_of_them() -> None:
    text = as_text(retold(given(offered, counters()).events))
    assert "offers         OFR-1 by the payer: superseded by OFR-2" in text
    assert "OFR-2 by the provider: OPEN until Tue 2026-12-08 17:00:00 CST" in text
    assert "all services: $45,000.00 case rate (admission to discharge)" in text


def test_an_offer_past_its_end_is_called_lapsed_although_nobody_recorded_it() -> None:
    story = given(offered)
    text = as_text(retold(story.events, as_of=c.NOW + timedelta(days=30)))
    assert "OFR-1 by the payer: lapsed on Tue 2026-12-08 17:00:00 CST" in text


def test_i22_a_late_entry_is_flagged_with_how_late_it_was() -> None:
    story = given(offered).events
    late = moved(story[-1], recorded=story[-1].occurred_at + timedelta(hours=26, minutes=14))
    text = as_text(retold((*story[:-1], late)))
    assert "     LATE ENTRY: recorded 26 h 14 min after it was said or done" in lines(text)
    on_time = moved(story[-1], recorded=story[-1].occurred_at + timedelta(hours=24))
    assert "LATE ENTRY" not in as_text(retold((*story[:-1], on_time)))


def test_pings_and_deadlines_tell_who_was_told_and_when() -> None:
    text = as_text(retold(stalled()))
    assert "PING of deadline draft.1, level 1, due Wed 2026-12-02 17:00:00 CST" in text
    assert "6 business days counted from Mon 2026-11-23 10:16:00 CST" in text
    assert "told: case manager of the payer: Cara Holt (T0NORTHWIND/U0CARA)" in text
    assert "ping of deadline draft.1, level 2, taken on, firm date Thu 2026-12-17" in text
    assert "level 2 taken on, firm date Thu 2026-12-17" in text.partition("STATE")[2]


def test_i20_a_ping_names_to_a_side_only_its_own_people() -> None:
    payer, provider, shared = (as_text(retold(stalled(), eyes)) for eyes in (Eyes.PAYER, Eyes.PROVIDER, Eyes.SHARED))
    assert "told: case manager of the payer: Cara Holt (T0NORTHWIND/U0CARA)" in payer
    assert "told: owner" not in payer
    assert "told: owner of the provider: Ruth Adeyemi (T0LAKESIDE/U0RUTH)" in provider
    assert "told: case manager" not in provider
    assert "told: nobody of these readers' own" in shared


@pytest.mark.parametrize(("eyes", "named"), [(eyes, eyes is Eyes.ALL) for eyes in Eyes])
def test_i20_compliance_that_a_ping_told_is_named_to_compliance_alone(eyes: Eyes, named: bool) -> None:  # noqa: FBT001 - a table's column
    silent = Watched().do(requested)
    silent.wait("2026-12-22 12:00")
    told = as_text(retold(silent.events, eyes))
    assert "PING of deadline first_offer.1, level 3" in told
    assert ("U0CHRIS" in told) is named


@pytest.mark.parametrize("eyes", [Eyes.PAYER, Eyes.SHARED])
def test_i20_private_notes_leave_no_trace_for_other_eyes(eyes: Eyes) -> None:
    told = given(agreed, notes(c.BEN), sets(c.RUTH, c.TERM), notes(c.BEN)).events
    untold = tuple(event for event in told if not isinstance(event.fact, NoteAdded))
    assert len(told) > len(untold)
    assert as_text(retold(told, eyes)) == as_text(retold(untold, eyes))
    assert as_json(retold(told, eyes)) == as_json(retold(untold, eyes))
    assert "Left a message" in as_text(retold(told, Eyes.PROVIDER))


def test_i20_events_are_counted_as_the_eyes_see_them_and_nothing_else_counts_for_them() -> None:
    story = given(agreed, notes(c.BEN), sets(c.RUTH, c.TERM)).events
    told = retold(story, Eyes.PAYER)
    numbers = [line.split()[0] for line in lines(as_text(told)) if line.startswith(("#", "v"))]
    assert numbers == [f"#{n}" for n in range(1, len(story))]
    event = json.loads(as_json(told))["events"][-1]
    assert event["number"] == f"#{len(story) - 1}"
    assert not {"key", "corr"} & set(event)
    assert {"key", "corr"} <= set(json.loads(as_json(retold(story)))["events"][-1])


def test_what_somebody_typed_cannot_steer_the_terminal_or_break_a_line() -> None:
    story = given(offered)
    evil = "\x1b]0;owned\x07 \x9b31m red\u202e\nSTATE on paper"
    typed = (*story.events[:-1], replace(story.events[-1], evidence=evil))
    for text in (as_text(retold(typed)), as_json(retold(typed)).decode()):
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char == "\u202e" for char in text if char != "\n")
        assert "\\u001b" not in text
        assert "]0;owned 31m red STATE on paper" in " ".join(text.split())


def test_a_version_is_echoed_and_a_leaf_that_is_not_there_is_said_so() -> None:
    story = given(opens())
    question = Question(version=1)
    told = retell(story.events, question, ZONE, leaves={}, names={})
    text = as_text(told)
    assert "asked          what stood at version 1" in lines(text)
    assert "case-opened, shared, seal missing" in text
    assert "seal" not in json.loads(as_json(told))["events"][0]
    assert "by T0LAKESIDE/U0RUTH, PA specialist for the provider" in text


def test_somebody_who_entered_it_for_an_absent_person_is_told_with_that_person() -> None:
    story = given(offered)
    absent = OnBehalf(side=Side.PAYER, role=Role.NETWORK_MANAGER, contact_ref="CONTACT-7")
    entered = (*story.events[:-1], replace(story.events[-1], actor=c.RUTH, on_behalf_of=absent))
    words = " ".join(as_text(retold(entered)).split())
    assert "PA specialist for the provider, on behalf of the payer's network manager CONTACT-7" in words


def test_a_moved_deadline_tells_both_dates_and_an_odd_phrase_is_shown_as_recorded() -> None:
    events = stalled()
    armed = next(
        change
        for event in events
        if isinstance(event.fact, DeadlinesChanged)
        for change in event.fact.changes
        if isinstance(change, Armed) and change.rule == "draft"
    )
    move = Moved(
        deadline="draft.1",
        old_due=armed.due,
        anchor=armed.anchor,
        due=armed.due + timedelta(days=1),
        plan=armed.plan,
        next=None,
    )
    odd = replace(armed, phrase="soon", deadline="draft.2")
    told = [*events, replace(events[-1], version=len(events) + 1, fact=DeadlinesChanged(changes=(move, odd)))]
    text = as_text(retold(told))
    moved_line = "draft.1: moved from Wed 2026-12-02 17:00:00 CST to Thu 2026-12-03 17:00:00 CST"
    assert moved_line in " ".join(text.split())
    assert "soon counted from" in text


def test_nothing_that_counts_gives_no_state() -> None:
    text = as_text(retold(given(offered).events, as_of=c.NOW - timedelta(days=1)))
    assert "stage          not opened yet" in text


def test_seals_are_those_of_the_leaves_and_carry_the_version_for_compliance_only() -> None:
    story = given(opens())
    assert "seal v1·6b86-b273-ff" in as_text(retold(story.events))
    assert "seal 6b86-b273-ff" in as_text(retold(story.events, Eyes.PAYER))


def test_the_state_of_now_is_the_same_without_a_timeline() -> None:
    text = state_at(retold(given(offered).events), c.NOW + timedelta(days=1))
    assert text.startswith("CASE SCA-7QK2M4\n\nSTATE on Tue 2026-11-24 10:12:00 CST")
    assert "TIMELINE" not in text


def test_the_state_says_what_waits_to_be_read_back_what_was_said_and_that_it_rests() -> None:
    story = given(offered, records_verbal(), holds(), by_phone(counters(c.BEN)))
    words = " ".join(as_text(retold(story.events)).split())
    assert "on hold to be looked at again Fri 2026-12-11: The patient is in another hospital" in words
    assert "verbal a verbal yes until Wed 2026-12-23 10:16:00 CST; no executed agreement" in words
    assert "to read back verbal-terms-recorded, v6 offer-countered, v8" in words


def test_i20_one_side_reads_no_version_in_what_was_read_back() -> None:
    story = given(requested, notes(c.BEN), by_phone(offers(c.NILS)), confirms_entry())
    told = json.loads(as_json(retold(story.events, Eyes.PAYER)))["events"][-1]
    assert told["changed"][0] == "offer-made of #5 confirmed by letter"
    assert "fact" not in told
    assert json.loads(as_json(retold(story.events)))["events"][-1]["fact"]["ref"] == 6
