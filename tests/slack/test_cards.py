"""The card: one truth per audience, everything that matters, nothing that is private or says too much."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

import cast as c
import clean
import deeds as d
import deeds_after as a
import deeds_parties as p
from domain.by_the_clock import Watched
from drawn import INTERNAL, SEAL, SHARED, TOKENS, buttons_of, card_of, drawn, faults_of, raw_markup, reads
from scabot.slack.cards.card import NOT_COVERED
from scabot.slack.tokens import Press
from scabot.views.channels import ChannelKind
from scabot_domain.events import NoteAdded
from scabot_domain.notices import Stream
from scabot_domain.parties import Visibility
from scabot_domain.terms.sections import AgreedRate
from story import Step

MINUTE = timedelta(minutes=1)
SITUATIONS: dict[str, tuple[Step, ...]] = {
    "opened": d.opened,
    "approved": d.approved,
    "requested": d.requested,
    "offered": d.offered,
    "countered": (*d.offered, d.counters()),
    "rejected": (*d.offered, d.rejects()),
    "agreed": d.agreed,
    "filled": d.filled,
    "complete": d.complete,
    "issued": d.issued,
    "drafted": d.drafted,
    "red": (*d.issued, d.checks(read={"hold-harmless": "no"})),
    "reviewed": d.reviewed,
    "half_signed": d.half_signed,
    "executed": d.executed,
    "closed": a.closed,
    "several": p.reviewed,
    "several_half_signed": p.waiting,
    "carved_out": p.carved,
    "several_executed": p.executed,
    "declined": (*d.requested, d.declines()),
    "walked_away": (*d.offered, d.walks_away()),
    "withdrawn": (*d.offered, d.withdraws_case()),
    "stalled": (*d.requested, d.marks_stalled()),
    "lapsed": (*d.reviewed, a.revokes_authorization()),
    "waived": a.waived,
    "amending": a.proposed,
    "in_care": a.in_care,
    "mismatched": (*a.in_care, a.later(a.claims(carc="242"), a.CARE_DAY)),
    "term_over": a.term_over,
    "expired": a.expired,
    "terminated": a.terminated,
    "superseded": a.superseded,
}
EVERY = pytest.mark.parametrize("situation", SITUATIONS)
BOTH = pytest.mark.parametrize("kind", [INTERNAL, SHARED])


def lived(situation: str) -> Watched:
    return Watched().do(*SITUATIONS[situation])


@EVERY
@BOTH
def test_every_card_in_every_channel_is_what_slack_and_the_house_allow(situation: str, kind: ChannelKind) -> None:
    message = card_of(lived(situation).events, kind)
    assert faults_of(message) == []
    assert message.text.startswith("SCA-7QK2M4 · ")
    assert 1 <= len(buttons_of(message)) <= 5
    assert "More…" in buttons_of(message)


@EVERY
@BOTH
def test_no_card_names_a_person_a_care_date_or_a_number_of_the_patient(situation: str, kind: ChannelKind) -> None:
    message = card_of(lived(situation).events, kind)
    shown = f"{message.text}\n{reads(message)}"
    for kept in ("2026-12-11", c.TOKEN, "AUTH-2026", "99214", "Adeyemi", "Okafor", "Berg", "U0RUTH", "U0NILS"):
        assert kept not in shown


@EVERY
def test_s1_until_it_is_executed_every_card_says_that_nothing_is_covered(situation: str) -> None:
    over_and_done = {"executed", "closed", "declined", "walked_away", "withdrawn", "amending", "in_care"}
    over_and_done |= {"mismatched", "term_over", "expired", "terminated", "superseded", "several_executed"}
    assert (NOT_COVERED in reads(card_of(lived(situation).events))) is (situation not in over_and_done)


@pytest.mark.parametrize(
    ("situation", "line"),
    [
        ("lapsed", "AUTHORIZATION LAPSED: nobody approves or signs until it is extended."),
        ("issued", "NOT CHECKED against what was agreed: nobody approves or signs before that"),
        ("red", "NOT CLEAN (hold harmless differs)"),
        ("waived", f"OVERRIDDEN by compliance: retro reach ({a.REASON})"),
        ("amending", "AMD-1 is proposed; the old terms bind."),
        ("mismatched", "CLAIM MISMATCH: 1 not as agreed."),
        ("term_over", "The term has ended."),
    ],
)
def test_what_must_not_be_overlooked_stands_on_the_card_of_that_case_alone(situation: str, line: str) -> None:
    assert [name for name in SITUATIONS if line in reads(card_of(lived(name).events))] == [situation]


def test_i23_a_waived_rule_is_in_the_title_for_ever() -> None:
    for history in (a.waived, (*a.waived, d.declines()), (*a.waived, d.declines(), d.reopens())):
        assert " · OVERRIDDEN" in card_of(Watched().do(*history).events).text
    assert "OVERRIDDEN" not in card_of(lived("requested").events).text


def test_the_title_says_stage_whose_court_and_for_how_many_business_days() -> None:
    case = lived("offered")
    later = case.events[-1].recorded_at + timedelta(days=9)  # Wed 2026-12-02: Thanksgiving and a weekend are left out
    message = card_of(case.events, SHARED, later)
    assert message.text == (
        "SCA-7QK2M4 · Negotiating · Provider's court, 6 business days · by Tue 2026-11-24 17:00 CST"
    )
    assert "== SCA-7QK2M4 · Negotiating · Provider's court, 6 business days ==" in reads(message)


def test_what_is_next_asks_for_an_answer_only_while_an_offer_is_open() -> None:
    assert "answer the open offer" in reads(card_of(Watched().do(*SITUATIONS["offered"]).events))
    assert "a side makes a new offer" in reads(card_of(Watched().do(*SITUATIONS["rejected"]).events))


def test_live_offers_stand_on_it_term_by_term() -> None:
    lines = (c.SCOPE.lines[0], replace(c.SCOPE.lines[0], line_id="L2", code="99215"))
    rates = (AgreedRate(line_ids=("L1",), rate=c.MEDICARE_140), AgreedRate(line_ids=("L2",), rate=c.BILLED_55))
    counters = d.counters(c.BEN, "OFR-1", *rates, term=c.TERM)
    shown = reads(card_of(Watched().do(*d.offered, d.sets(c.RUTH, replace(c.SCOPE, lines=lines)), counters).events))
    assert (
        "OFR-2 by the provider (open until Tue 2026-12-08 17:00 CST)\n"
        "  140% of Medicare (2025 schedule, locality 04412-18, non-facility) for L1\n"
        "  55% of billed charges, charges estimated at $240,000.00 (2026-07-01 chargemaster) for L2\n"
        "  Term Tue 2026-12-01 to Mon 2027-05-31\n"
    ) in shown
    assert "OFR-1" not in shown  # superseded by the counter


def test_after_agreement_only_what_was_agreed_is_left_of_the_offers() -> None:
    case = Watched().do(*d.offered, d.counters(), d.offers(c.NILS, c.CASE_RATE_45000), d.accepts(c.BEN, "OFR-3"))
    shown = reads(card_of(case.events))
    assert "OFR-3 by the payer (accepted)" in shown
    assert "OFR-2" not in shown


@pytest.mark.parametrize(
    ("history", "line"),
    [
        (d.half_signed, "Signed by: provider"),
        (
            p.again,
            "; ".join(
                (
                    *("Signed: nobody yet", "waiting: P1 Lakeside Transplant Center", "P2 Lakeside Surgeons"),
                    *("P3 Prairie Anesthesia Group", "payer"),
                )
            ),
        ),
        (
            (*p.signed_by_lead, *p.executed[-3:-1]),
            "Signed: P1; payer; P2; waiting: P3 Prairie Anesthesia Group",
        ),
        (p.again, "Carved out: P4 Lakeside Laboratory"),
    ],
)
def test_c13_p7_who_signed_and_who_is_waited_for_stands_on_it_by_name(history: tuple[Step, ...], line: str) -> None:
    card = str(card_of(Watched().do(*history).events, SHARED).blocks)
    assert f"{line}'" in card or f"{line}\\n" in card
    assert ("Signed" in str(card_of(Watched().do(*p.agreed).events, SHARED).blocks)) is False


def test_the_end_of_an_offer_is_nothing_that_anybody_has_to_respond_by() -> None:
    case = Watched().do(*d.requested)
    case.do(d.offers(c.NILS, expires_at=case.now + timedelta(hours=2)))
    message = card_of(case.events)
    assert message.text.endswith("by Tue 2026-11-24 17:00 CST")
    assert "Due Tue 2026-11-24 17:00 CST (reply)" in reads(message)


def test_an_offer_with_very_many_rates_says_how_many_are_not_shown() -> None:
    scope = replace(
        c.SCOPE, lines=tuple(replace(c.SCOPE.lines[0], line_id=f"L{n}", code=f"992{n:02}") for n in range(1, 51))
    )
    rates = [AgreedRate(line_ids=(f"L{n}",), rate=c.MEDICARE_140) for n in range(1, 51)]
    case = Watched().do(*d.requested, d.sets(c.RUTH, scope), d.offers(c.NILS, *rates))
    message = card_of(case.events)
    assert faults_of(message) == []
    assert "and 38 more rates: the history says all of them" in reads(message)
    line = drawn(Stream.LOG, case.events, SHARED, case.now, version=_offer_in(case))
    assert line is not None
    assert "".join(reads(line).split("\n")).count("140% of Medicare") == 50
    assert faults_of(line) == []


def test_a_rate_stands_on_it_as_a_whole_or_not_at_all() -> None:
    told = [replace(rate, note=f"{'long ' * 99}end") for rate in clean.RATES]
    case = Watched().do(*d.requested, d.offers(c.NILS, *told, default_rate=clean.DEFAULT, cap_total=clean.CAP))
    message = card_of(case.events)
    assert faults_of(message) == []
    said = reads(message)
    assert said.count('long end"') == said.count("noted:") == 2
    assert "and 3 more rates: the history says all of them" in said
    assert "Anything not listed: 50% of billed charges, at most $10,000.00" in said
    assert "Everything together: at most $250,000.00" in said


def _offer_in(case: Watched) -> int:
    return next(event.version for event in case.events if event.fact.__class__.__name__ == "OfferMade")


def test_what_is_missing_stands_on_it_until_nothing_is() -> None:
    assert "Sections complete: reimbursement (1 of 7)\nNothing is filled in: Parties, Patient, Term" in reads(
        card_of(lived("agreed").events)
    )
    complete = reads(card_of(lived("complete").events))
    assert "(7 of 7)" in complete
    assert "Nothing is filled in" not in complete


@pytest.mark.parametrize(
    ("situation", "buttons"),
    [
        ("opened", ["Record the approval", "What next?", "More…"]),
        ("requested", ["Confirm receipt", "Make an offer", "What next?", "More…"]),
        ("offered", ["Accept the offer", "Submit a counter", "Reject the offer", "What next?", "More…"]),
        ("rejected", ["Make an offer", "What next?", "More…"]),
        ("agreed", ["Fill in a section", "Confirm sections", "Issue the draft", "What next?", "More…"]),
        ("drafted", ["Confirm sections", "Approve the draft", "Redline the draft", "What next?", "More…"]),
        ("reviewed", ["Sign the agreement", "What next?", "More…"]),
        ("declined", ["Reopen the case", "More…"]),
        ("withdrawn", ["More…"]),
    ],
)
def test_the_buttons_fit_the_stage(situation: str, buttons: list[str]) -> None:
    assert list(buttons_of(card_of(lived(situation).events))) == buttons


def test_a_button_carries_a_signed_value_for_its_case_channel_and_thirty_days() -> None:
    case = lived("offered")
    button = buttons_of(card_of(case.events, SHARED, case.now))["Accept the offer"]
    assert button["action_id"] == "sca.accept"
    assert len(button["value"]) <= 300
    press = TOKENS.unseal(button["value"], case.now + timedelta(days=30))
    assert (press.action, press.case, press.alias) == ("accept", c.KEY, "shared")


def test_a_card_stays_the_same_to_the_byte_within_a_day_and_counts_on_the_next_business_day() -> None:
    events = lived("offered").events
    morning, night = (c.NOW + timedelta(hours=hours) for hours in (1, 7))
    assert card_of(events, SHARED, morning).hash == card_of(events, SHARED, night).hash
    assert card_of(events, SHARED, morning).hash != card_of(events, SHARED, morning + timedelta(days=1)).hash


def test_the_seal_stands_at_the_foot() -> None:
    assert reads(card_of(lived("offered").events)).endswith(f"Seal {SEAL}")


def test_only_the_house_sees_how_many_notes_it_keeps() -> None:
    case = Watched().do(*d.requested, d.notes(c.RUTH), d.notes(c.NILS), d.notes(c.BEN), d.notes(c.RUTH, shared=True))
    assert "shows the provider's own facts, own notes: 2" in reads(card_of(case.events, INTERNAL))
    assert "notes" not in reads(card_of(case.events, SHARED))


def test_words_of_people_never_become_markup() -> None:
    nasty = "<!channel> & <https://x|y> *b* :bomb:"
    case = Watched().do(d.opens(payer=nasty, provider="<@U1>"), d.records_approval())
    for kind in (INTERNAL, SHARED):
        message = card_of(case.events, kind)
        assert nasty in reads(message)
        assert raw_markup(message) == []
        assert "<" not in message.text
        line = drawn(Stream.LOG, case.events, kind, case.now, version=1)
        assert line is not None
        assert raw_markup(line) == []


PRIVATE = st.tuples(st.integers(1, 8), st.sampled_from([c.RUTH, c.NILS, c.BEN, c.CARA, c.CHRIS]))


@settings(max_examples=40)
@over(st.sampled_from(sorted(SITUATIONS)), st.lists(PRIVATE, max_size=6))
def test_i20_no_change_of_private_facts_changes_anything_in_the_shared_channel(
    situation: str, kept: list[tuple[int, object]]
) -> None:
    plain, noted = Watched(), Watched()
    for number, step in enumerate(SITUATIONS[situation]):
        for at, who in kept:
            if at == number:
                noted.run(d.notes(who)(noted.case, noted.now))  # type: ignore[arg-type]  # one of the five above
        plain.do(step)
        noted.do(step)
    hidden = {event.version for event in noted.events if isinstance(event.fact, NoteAdded)}
    assert card_of(plain.events, SHARED, plain.now) == card_of(noted.events, SHARED, plain.now)
    shared = [event for event in noted.events if event.version not in hidden]
    for one, other in zip(plain.events, shared, strict=True):
        drawn_plain = drawn(Stream.LOG, plain.events, SHARED, plain.now, version=one.version)
        assert drawn_plain == drawn(Stream.LOG, noted.events, SHARED, plain.now, version=other.version)


def test_i20_a_fact_that_the_channel_may_not_read_is_not_drawn_at_all() -> None:
    case = Watched().do(*d.requested, d.notes(c.RUTH), d.notes(c.NILS))
    own, theirs = (event.version for event in case.events if isinstance(event.fact, NoteAdded))
    kept = drawn(Stream.LOG, case.events, INTERNAL, case.now, version=own)
    assert kept is not None
    assert "note: Left a message (provider only)" in reads(kept)
    assert drawn(Stream.LOG, case.events, SHARED, case.now, version=own) is None
    assert drawn(Stream.LOG, case.events, INTERNAL, case.now, version=theirs) is None


@BOTH
def test_a_note_of_compliance_is_drawn_in_no_channel(kind: ChannelKind) -> None:
    case = Watched().do(*d.requested, d.notes(c.CHRIS))
    (note,) = (event for event in case.events if isinstance(event.fact, NoteAdded))
    assert note.visibility is Visibility.COMPLIANCE
    assert drawn(Stream.LOG, case.events, kind, case.now, version=note.version) is None


def test_buttons_are_good_for_their_channel_alone() -> None:
    events = lived("offered").events
    values = {buttons_of(card_of(events, kind))["More…"]["value"] for kind in (INTERNAL, SHARED)}
    presses: set[Press] = {TOKENS.unseal(value, c.NOW) for value in values}
    assert {press.alias for press in presses} == {"internal", "shared"}


def test_money_stays_out_of_the_words_for_notifications_also_in_log_lines() -> None:
    case = lived("countered")
    for event in case.events:
        line = drawn(Stream.LOG, case.events, SHARED, case.now, version=event.version)
        assert line is not None
        assert re.search(r"\$|%|\d{3}", line.text.replace(c.KEY, "")) is None
        assert faults_of(line) == []
