"""What falls due, when, who is told and in which words: the shipped playbook over whole cases."""

from dataclasses import replace
from datetime import date

import pytest

import cast as c
import deeds as d
import deeds_parties as p
from domain.by_the_clock import Watched, local, shown
from scabot_domain.commands import FireDeadline
from scabot_domain.directory import Directory
from scabot_domain.events import EscalationSent, StallDetected, Urgency
from scabot_domain.parties import Role, Side
from scabot_domain.schedule import Told
from story import Step

CARE = date(2026, 12, 29)
ROUTINE = d.opens(urgency=Urgency.ROUTINE, care_date=CARE)
UNHURRIED = d.opens(urgency=Urgency.ROUTINE, care_date=None)


def requested(opening: Step = UNHURRIED) -> Watched:
    return Watched().do(opening, d.records_approval(), d.requests())


def agreed(opening: Step = UNHURRIED) -> Watched:
    return requested(opening).do(d.offers(c.NILS), d.accepts(c.BEN))


def told(ping: EscalationSent) -> list[str]:
    """Return the users a ping tells, those who are copied in brackets."""
    return [f"({one.user})" if one.copied else str(one.user) for one in ping.told]


def ladder(pings: list[EscalationSent]) -> list[tuple[str, str, list[str]]]:
    return [(f"{ping.deadline} {ping.level}", shown(ping.due), told(ping)) for ping in pings]


def test_s24_the_case_manager_hears_once_after_15_business_days_and_then_the_medical_director() -> None:
    assert ladder(agreed().wait("2027-02-26 12:00")) == [
        ("draft.1 1", "Tue 2026-12-15 17:00", ["U0CARA", "(U0RUTH)"]),
        ("draft.1 2", "Tue 2026-12-22 17:00", ["U0MIRA", "U0RUTH"]),
    ]


def test_s24_the_script_says_how_long_since_when_what_is_asked_by_when_and_what_ends_it() -> None:
    watched = agreed(ROUTINE)
    ping = next(one for one in watched.wait("2026-12-15 17:00") if one.rule == "draft")
    assert watched.text(ping) == (
        "SCA-7QK2M4 (routine), level 1 of 2: 15 business days without a draft of the agreement.\n"
        "Terms were agreed on Mon 2026-11-23 10:16 CST, and no written draft has been issued; care in 14 days.\n"
        "To be safe, the agreement has to be signed by Mon 2026-12-21.\n"
        "The case manager: please raise this with contracting, and name a firm date for the draft by "
        "Tue 2026-12-22 17:00 CST. Acknowledge takes it.\n"
        "This stops when a draft is issued; otherwise it goes to the medical director then."
    )


@pytest.mark.parametrize(
    ("care", "words"),
    [
        (date(2026, 12, 28), "signed by Fri 2026-12-18."),
        (date(2026, 12, 24), "signed as soon as possible, at the latest by Wed 2026-12-23."),
        (date(2026, 12, 16), "signed at once."),
        (None, "signed by Tue 2026-12-22."),
    ],
)
def test_s24_the_day_to_sign_by_depends_on_the_days_that_are_left(care: date | None, words: str) -> None:
    watched = agreed(d.opens(urgency=Urgency.ROUTINE, care_date=care))
    ping = next(one for one in watched.wait("2026-12-15 17:00") if one.rule == "draft")
    assert f"has to be {words}" in watched.text(ping)


@pytest.mark.parametrize(
    ("care", "words"),
    [
        (date(2026, 12, 16), "care in 1 day."),
        (date(2026, 12, 15), "care today."),
        (date(2026, 12, 14), "care overdue by 1 day."),
        (None, "no care date recorded."),
    ],
)
def test_s24_the_days_to_care_are_said_and_never_the_date(care: date | None, words: str) -> None:
    watched = agreed(d.opens(urgency=Urgency.ROUTINE, care_date=care))
    ping = next(one for one in watched.wait("2026-12-15 17:00") if one.rule == "draft")
    assert f"no written draft has been issued; {words}" in watched.text(ping)


def test_s24_the_other_side_reads_what_is_asked_of_itself_and_not_of_home() -> None:
    watched = agreed(ROUTINE)
    draft_2, last = watched.wait("2026-12-28 09:00")[-2:]
    assert "\nThe medical director: please ask contracting for the draft" in watched.text(draft_2)
    assert "\nThe case manager: please decide by Mon 2026-12-28 17:00 CST" in watched.text(last)


def test_s24_a_case_without_a_draft_stalls_by_itself_at_the_first_level() -> None:
    watched = agreed()
    watched.wait("2026-12-15 16:59")
    assert watched.case.stall is None
    watched.wait("2026-12-22 17:00")
    assert watched.facts(StallDetected) == [
        StallDetected(rule="draft", since=local("2026-11-23 10:16"), waiting_for=Side.PAYER)
    ]


@pytest.mark.parametrize(
    ("urgency", "first", "second"),
    [
        (Urgency.ROUTINE, "Tue 2026-12-15 17:00", "Tue 2026-12-22 17:00"),
        (Urgency.URGENT, "Wed 2026-12-02 17:00", "Fri 2026-12-04 17:00"),
        (Urgency.EMERGENCY, "Fri 2026-11-27 17:00", "Mon 2026-11-30 17:00"),
    ],
)
def test_the_more_urgent_the_care_the_sooner_a_draft_is_asked_for(urgency: Urgency, first: str, second: str) -> None:
    watched = agreed(d.opens(urgency=urgency, care_date=None))
    assert [shown(rung.due) for rung in watched.armed("draft.1").plan] == [first, second]


def test_a_draft_ends_its_deadline_and_nobody_is_told() -> None:
    watched = agreed().do(*(d.sets(c.RUTH, section) for section in c.SECTIONS), d.confirms(c.RUTH), d.confirms(c.NILS))
    watched.wait("2026-12-15 16:00")
    watched.do(d.issues())
    assert watched.wait("2027-02-26 12:00") == []
    assert watched.case.deadlines == {}


def test_a_signature_before_care_is_warned_of_three_times_at_nine() -> None:
    pings = [one for one in agreed(ROUTINE).wait("2027-02-26 12:00") if one.rule == "signed_by"]
    assert ladder(pings) == [
        ("signed_by.1 1", "Tue 2026-12-15 09:00", ["U0RUTH", "U0CARA"]),
        ("signed_by.1 2", "Mon 2026-12-21 09:00", ["U0MIRA", "(U0RUTH)", "(U0CARA)"]),
        ("signed_by.1 3", "Mon 2026-12-28 09:00", ["U0RUTH", "U0CARA", "U0CHRIS", "U0DANA"]),
    ]


def test_a_request_nobody_confirms_climbs_its_ladder_beside_that_for_the_first_offer() -> None:
    assert ladder(requested().wait("2027-02-26 12:00")) == [
        ("ack.1 1", "Wed 2026-11-25 17:00", ["U0CARA"]),
        ("ack.1 2", "Mon 2026-11-30 17:00", ["U0NILS", "(U0CARA)"]),
        ("first_offer.1 1", "Tue 2026-12-01 17:00", ["U0CARA"]),
        ("ack.1 3", "Wed 2026-12-02 17:00", ["U0MIRA", "(U0RUTH)"]),
        ("first_offer.1 2", "Tue 2026-12-08 17:00", ["U0MIRA", "(U0CARA)"]),
        ("first_offer.1 3", "Tue 2026-12-15 17:00", ["U0CHRIS", "U0RUTH"]),
    ]


def test_a_confirmed_request_still_waits_for_an_offer() -> None:
    assert list(requested().do(d.acknowledges()).case.deadlines) == ["first_offer.1"]


def test_an_offer_of_the_payer_is_chased_on_the_provider_s_side() -> None:
    pings = requested().do(d.offers(c.NILS, expires_at=local("2027-01-15 17:00"))).wait("2027-01-15 17:00")
    assert ladder(pings) == [
        ("reply.1 1", "Fri 2026-11-27 17:00", ["U0BEN"]),
        ("reply.1 2", "Tue 2026-12-01 17:00", ["U0OLGA"]),
        ("reply.1 3", "Fri 2026-12-04 17:00", ["U0RUTH"]),
    ]


def test_an_offer_of_the_provider_is_chased_on_the_payer_s_side() -> None:
    pings = requested().do(d.offers(c.BEN)).wait("2026-12-04 16:00")
    assert ladder(pings) == [
        ("reply.1 1", "Fri 2026-11-27 17:00", ["U0NILS", "(U0CARA)"]),
        ("reply.1 2", "Tue 2026-12-01 17:00", ["U0CARA"]),
    ]


def test_a_counter_ends_one_wait_and_starts_another() -> None:
    watched = requested().do(d.offers(c.NILS), d.counters(c.BEN))
    assert {key: one.armed.subject for key, one in watched.case.deadlines.items()} == {
        "reply.2": "OFR-2",
        "offer_end.2": "OFR-2",
    }


def test_c1_time_ends_an_offer_at_the_first_instant_after_its_last_one() -> None:
    watched = requested().do(d.offers(c.NILS))
    watched.wait("2026-12-08 17:00")
    assert watched.case.offers[0].open_at(watched.now)
    watched.wait("2026-12-08 17:01")
    assert watched.case.offers[0].state.value == "expired"
    assert watched.case.deadlines == {}


def test_both_sides_are_asked_to_sign_and_each_signature_ends_its_own_wait() -> None:
    watched = Watched().do(UNHURRIED, *d.reviewed[1:])
    assert {key: one.armed.subject for key, one in watched.case.deadlines.items()} == {
        "signature.1": "provider",
        "signature.2": "payer",
    }
    watched.do(d.signs(c.SAM))
    assert ladder(watched.wait("2027-02-26 12:00")) == [
        ("signature.2 1", "Fri 2026-11-27 17:00", ["U0PRIYA"]),
        ("signature.2 2", "Tue 2026-12-01 17:00", ["U0NILS", "(U0CARA)"]),
        ("signature.2 3", "Thu 2026-12-03 17:00", ["U0CARA", "U0RUTH"]),
    ]


def test_c13_the_wait_for_the_provider_ends_when_its_last_required_entity_has_signed() -> None:
    watched = Watched().do(UNHURRIED, *p.again[1:])
    ladders = {one.armed.subject for one in watched.case.deadlines.values() if one.armed.rule == "signature"}
    assert ladders == {"payer", "provider"}
    for step, left in zip(p.executed[-4:-1], ({"payer", "provider"}, {"provider"}, {"provider"}), strict=True):
        watched.do(step)
        running = [one.armed for one in watched.case.deadlines.values() if one.armed.rule == "signature"]
        assert {armed.subject for armed in running} == left
    watched.do(p.executed[-1])
    assert [*watched.case.deadlines] == ["term_end.1"]


def test_a_changed_draft_takes_the_wait_for_signatures_back() -> None:
    watched = Watched().do(UNHURRIED, *d.reviewed[1:], d.redlines(c.BEN, material=True))
    assert watched.case.deadlines == {}


def test_both_signatures_end_everything_but_the_term() -> None:
    assert [*Watched().do(ROUTINE, *d.executed[1:]).case.deadlines] == ["term_end.1"]


@pytest.mark.parametrize("ending", [d.declines(), d.walks_away(), d.withdraws_case()], ids=["no", "away", "back"])
def test_the_end_of_a_case_silences_it(ending: Step) -> None:
    watched = requested(ROUTINE).do(d.offers(c.NILS), ending)
    assert watched.case.deadlines == {}
    assert watched.wait("2027-02-26 12:00") == []


def test_a_case_that_comes_back_is_chased_anew() -> None:
    watched = requested(ROUTINE).do(d.declines(), d.reopens(), d.requests())
    assert list(watched.case.deadlines) == ["signed_by.2", "ack.2", "first_offer.2"]


def test_i19_a_firing_that_was_done_or_is_not_next_tells_nobody() -> None:
    watched = agreed()
    assert len(watched.wait("2026-12-15 17:00")) == 1
    by = c.by(c.CLOCK, watched.now)
    for n in (1, 2, 3):
        assert watched.run(FireDeadline(by=by, deadline="draft.1", n=n, directory=c.DIRECTORY)) == []
    assert watched.run(FireDeadline(by=by, deadline="reply.9", n=1, directory=c.DIRECTORY)) == []


def test_i19_an_old_number_does_not_tell_the_next_level() -> None:
    watched = agreed()
    watched.wait("2026-12-15 17:00")
    late = c.by(c.CLOCK, local("2026-12-22 17:00"))
    assert watched.run(FireDeadline(by=late, deadline="draft.1", n=1, directory=c.DIRECTORY)) == []
    assert watched.run(FireDeadline(by=late, deadline="draft.1", n=3, directory=c.DIRECTORY)) == []
    assert watched.run(FireDeadline(by=late, deadline="draft.1", n=2, directory=c.DIRECTORY)) != []


def test_after_an_outage_the_lowest_level_comes_late_and_says_so_and_the_next_keeps_its_distance() -> None:
    watched = agreed()
    (ping,) = watched.sleep("2026-12-22 09:12")
    assert (ping.level, ping.skipped, ping.late_seconds) == (1, (), 576_720)
    assert watched.text(ping).splitlines()[-1] == (
        "Due Tue 2026-12-15 17:00 CST, sent Tue 2026-12-22 09:12 CST: 6 d 16 h 12 min late."
    )
    assert watched.fire() == []
    assert ladder(watched.wait("2027-02-26 12:00")) == [("draft.1 2", "Tue 2026-12-22 17:00", ["U0MIRA", "U0RUTH"])]
    assert [shown(event.occurred_at) for event in watched.events[-2:]] == [
        "Tue 2026-12-22 09:12",
        "Wed 2026-12-23 17:00",
    ]


def test_an_outage_never_empties_a_ladder_in_an_hour() -> None:
    watched = requested()
    watched.sleep("2026-12-08 12:00")
    assert shown(watched.case.deadlines["ack.1"].next.fire_at) == "Wed 2026-12-09 17:00"  # type: ignore[union-attr]  # planned


def test_before_a_date_the_highest_level_that_is_due_comes_and_tells_those_of_the_skipped_ones_too() -> None:
    watched = agreed(ROUTINE)
    ping = next(one for one in watched.sleep("2026-12-22 09:12") if one.rule == "signed_by")
    assert (ping.level, ping.skipped, told(ping)) == (2, (1,), ["U0MIRA", "U0RUTH", "U0CARA"])
    assert shown(ping.next.fire_at if ping.next else watched.now) == "Mon 2026-12-28 09:00"


def test_a_case_opened_shortly_before_care_is_warned_of_at_once_and_not_called_late() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=date(2026, 11, 25)))
    (ping,) = watched.fire()
    assert (ping.level, ping.skipped, ping.late_seconds) == (2, (1,), 60)
    assert "has to be signed" not in watched.text(ping)
    assert "at the latest by Tue 2026-11-24" in watched.text(ping)


def test_i22_a_late_entry_counts_from_when_it_was_said_and_the_ping_says_so() -> None:
    said = local("2026-11-24 10:00")
    watched = requested().do(d.offers(c.NILS, expires_at=local("2027-01-15 17:00")))
    watched.wait("2026-12-18 10:00")
    watched.do(d.accepts(c.BEN, said_at=said))
    (ping,) = watched.fire()
    assert (ping.deadline, ping.level, shown(ping.due)) == ("draft.1", 1, "Wed 2026-12-16 17:00")
    assert "Tue 2026-11-24 10:00 CST, entered Fri 2026-12-18 10:00 CST" in watched.text(ping)


def test_a_ladder_works_with_a_side_that_nobody_is_known_of() -> None:
    watched = agreed()
    watched.directory = Directory(people=tuple(one for one in c.DIRECTORY.people if one.side is not Side.PAYER))
    (ping,) = watched.wait("2026-12-15 17:00")
    assert ping.told == (
        Told(role=Role.CASE_MANAGER, side=Side.PAYER, team=None, user=None),
        Told(role="owner", side=Side.PROVIDER, team=c.LAKESIDE, user="U0RUTH"),
    )
    assert "The case manager and the owner: please raise" in watched.text(ping)


def test_a_role_that_nobody_holds_is_heard_for_by_its_side_s_first_contact() -> None:
    watched = agreed()
    watched.directory = Directory(people=tuple(one for one in c.DIRECTORY.people if one.user != "U0MIRA"))
    assert [told(ping) for ping in watched.wait("2026-12-22 17:00")] == [
        ["U0CARA", "(U0RUTH)"],
        ["None", "U0CARA", "U0RUTH"],
    ]


def test_compliance_that_nobody_holds_is_heard_for_by_the_owner() -> None:
    watched = requested()
    watched.directory = Directory(people=tuple(one for one in c.DIRECTORY.people if one.user != "U0CHRIS"))
    last = watched.wait("2026-12-15 17:00")[-1]
    assert (last.level, told(last)) == (3, ["None", "U0RUTH"])


def test_nobody_is_told_twice_in_one_firing() -> None:
    olga_owns = c.OLGA
    watched = Watched().do(
        d.opens(urgency=Urgency.ROUTINE, care_date=None, owner=olga_owns),
        *d.reviewed[1:],
        d.signs(c.PRIYA),
    )
    assert [told(ping) for ping in watched.wait("2026-12-03 17:00")] == [["U0SAM"], ["U0BEN"], ["U0OLGA"]]


def test_a_case_without_an_owner_still_says_whom_it_wanted_to_tell() -> None:
    watched = agreed()
    watched.case = replace(watched.case, owner=None)
    assert [told(ping) for ping in watched.wait("2026-12-15 17:00")] == [["U0CARA", "(None)"]]
