"""Why a ping came: the text, what each audience reads of it, and the count done again from the text alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cast as c
import deeds as d
from domain.by_the_clock import Watched, local
from scabot_domain.events import Urgency
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Actor, Audience, Side
from scabot_domain.playbook import Explanation, consequences, explain

HOME, OTHER = Audience(side=Side.PROVIDER), Audience(side=Side.PAYER)
CARE = date(2026, 12, 29)


def agreed(care: date | None = CARE) -> Watched:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=care), *d.approved[1:])
    return watched.do(d.requests(), d.offers(c.NILS), d.accepts(c.BEN))


def rows(watched: Watched, deadline: str, n: int, audience: Audience = HOME) -> dict[str, str]:
    return dict(explain(watched.events, deadline, n, audience).rows)


def test_every_business_day_is_listed_and_every_skipped_one_named() -> None:
    watched = agreed()
    watched.wait("2026-12-15 17:00")
    assert explain(watched.events, "draft.1", 1, HOME).lines == (
        "Why this ping?   draft, level 1 of 2 · playbook v1·" + shown_digest(watched),
        "Counted from     terms agreed, Mon 2026-11-23 10:16 America/Chicago (day 0)",
        "Rule             15 business days, ends 17:00 America/Chicago, calendar us-federal d3f2-4aeb",
        (
            "Days             1 Tue 11-24 · 2 Wed 11-25 · 3 Fri 11-27 · 4 Mon 11-30 · 5 Tue 12-01 · 6 Wed 12-02 · "
            "7 Thu 12-03 · 8 Fri 12-04 · 9 Mon 12-07 · 10 Tue 12-08 · 11 Wed 12-09 · 12 Thu 12-10 · 13 Fri 12-11 · "
            "14 Mon 12-14 · 15 Tue 12-15"
        ),
        "Skipped          Thu 11-26 Thanksgiving Day; 3 weekends",
        "Due              Tue 2026-12-15 17:00 CST = 2026-12-15T23:00:00Z",
        "Sent             Tue 2026-12-15 17:00 CST = 2026-12-15T23:00:00Z",
        "Before           nobody",
        "Told now         the case manager; copied the owner; waiting for the payer",
        "Ends with        a draft is issued, or the case ends · next: level 2 Tue 2026-12-22 17:00 CST",
    )


def shown_digest(watched: Watched) -> str:
    digest = watched.case.book_digest
    return f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


def test_what_was_told_before_and_who_took_it_on_is_listed() -> None:
    watched = agreed(None)
    watched.wait("2026-12-16 09:00")
    watched.acknowledge(c.CARA, "draft.1")
    watched.wait("2026-12-22 17:00")
    told = rows(watched, "draft.1", 2)
    assert told["Before"] == (
        "level 1 Tue 2026-12-15 17:00 CST the case manager; copied the owner, acknowledged Wed 2026-12-16 09:00 CST"
    )
    assert told["Told now"] == "the medical director and the owner; waiting for the payer"


def test_a_planned_firing_can_be_explained_before_it_happens() -> None:
    planned = rows(agreed(), "draft.1", 1)
    assert planned["Why this ping?"].startswith("draft, level 1 of 2, planned · playbook v1")
    assert planned["Told now"] == "nobody yet; waiting for the payer"
    assert "Sent" not in planned


def test_a_warning_shows_how_it_was_counted_back_from_the_date_of_care() -> None:
    watched = agreed(date(2027, 1, 15))
    watched.wait("2027-01-08 09:00")
    assert rows(watched, "signed_by.1", 1)["Days"] == "Fri 2027-01-15 - 14 d = Fri 2027-01-01, back to Thu 2026-12-31"
    later = rows(watched, "signed_by.1", 2)
    assert later["Counted back"].startswith("from Fri 2027-01-15; known since case opened, Mon 2026-11-23 10:12")
    assert later["Days"] == "1 Thu 01-14 · 2 Wed 01-13 · 3 Tue 01-12 · 4 Mon 01-11 · 5 Fri 01-08"
    assert later["Skipped"] == "1 weekend"


def test_a_text_for_everybody_never_shows_the_date_of_care() -> None:
    watched = agreed()
    watched.wait("2026-12-28 09:00")
    for n in (1, 2, 3):
        text = explain(watched.events, "signed_by.1", n, EVERYBODY).text
        assert "12-29" not in text
        assert "from the date of care" in text


def test_i20_the_other_side_is_not_shown_whom_home_told_nor_that_it_did() -> None:
    watched = agreed()
    watched.wait("2026-12-28 09:00")
    assert rows(watched, "signed_by.1", 3, OTHER)["Told now"] == "the case manager; waiting for the owner"
    assert rows(watched, "draft.1", 2, OTHER)["Before"] == (
        "level 1 Tue 2026-12-15 17:00 CST the case manager, not acknowledged"
    )
    assert rows(watched, "signed_by.1", 3, COMPLIANCE_READERS)["Told now"] == (
        "the owner, the case manager, compliance and the physician; waiting for the owner"
    )


def test_i20_a_ping_that_only_home_heard_names_nobody_to_the_other_side() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=None), *d.approved[1:], d.requests())
    watched.wait("2026-12-15 17:00")
    assert rows(watched, "first_offer.1", 3, OTHER)["Told now"] == "nobody of yours; waiting for the payer"
    assert rows(watched, "first_offer.1", 3)["Told now"] == "compliance and the owner; waiting for the payer"


@pytest.mark.parametrize(("keeper", "reader"), [(c.RUTH, OTHER), (c.NILS, HOME), (c.CHRIS, EVERYBODY)])
def test_i20_private_facts_change_no_text_and_cannot_be_counted(keeper: Actor, reader: Audience) -> None:
    plain, noted = Watched(), Watched()
    noted.do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE)).run(d.notes(keeper)(noted.case, noted.now))
    plain.do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE))
    for watched in (plain, noted):
        watched.do(*d.agreed[1:]).wait("2026-12-15 17:00")
    assert noted.case.version == plain.case.version + 1
    for deadline in ("draft.1", "reply.1"):
        assert explain(noted.events, deadline, 1, reader) == explain(plain.events, deadline, 1, reader)


def test_a_late_ping_says_how_late_and_a_postponed_one_why() -> None:
    watched = agreed(None)
    watched.sleep("2026-12-22 09:12")
    late = rows(watched, "draft.1", 1)
    assert late["Sent"] == "Tue 2026-12-22 09:12 CST = 2026-12-22T15:12:00Z, 6 d 16 h 12 min late"
    assert rows(watched, "draft.1", 2)["Instead"] == (
        "Wed 2026-12-23 17:00 CST = 2026-12-23T23:00:00Z, because level 1 was told shortly before"
    )


def test_a_late_entry_and_a_hold_are_said() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=None), d.records_approval(), d.requests())
    watched.do(d.offers(c.NILS, expires_at=local("2027-01-15 17:00")))
    watched.wait("2026-12-18 10:00")
    watched.do(d.accepts(c.BEN, said_at=local("2026-11-24 10:00")))
    told = rows(watched, "draft.1", 1)
    assert told["Counted from"].endswith(
        "Tue 2026-11-24 10:00 America/Chicago (day 0), entered Fri 2026-12-18 10:00 CST"
    )
    assert told["Instead"].endswith("because it became known only then")


def test_a_hold_is_the_reason_of_a_later_level() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=None), d.records_approval(), d.requests())
    watched.wait("2026-11-30 09:00")
    watched.acknowledge(c.CARA, "ack.1")
    assert rows(watched, "ack.1", 2)["Instead"] == (
        "Wed 2026-12-02 17:00 CST = 2026-12-02T23:00:00Z, because level 1 was acknowledged"
    )
    watched.wait("2026-12-02 17:00")
    assert rows(watched, "ack.1", 2)["Instead"].endswith("because level 1 was acknowledged")


def test_levels_told_along_are_named() -> None:
    watched = agreed()
    watched.sleep("2026-12-22 09:12")
    assert rows(watched, "signed_by.1", 1)["Told now"] == (
        "the medical director, the owner and the case manager; along with level 1; waiting for the owner"
    )


def test_a_target_that_moved_moves_what_is_explained() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE), d.records_approval())
    watched.do(d.requests(target_signed_by=date(2026, 12, 18)))
    assert rows(watched, "signed_by.1", 1)["Due"] == "Tue 2026-12-15 09:00 CST = 2026-12-15T15:00:00Z"


def test_a_target_that_moves_later_does_not_change_what_was_explained() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.ROUTINE, care_date=CARE), d.records_approval())
    watched.wait("2026-12-15 09:00")
    before = rows(watched, "signed_by.1", 1)
    later = replace(watched.case, care_date=date(2027, 1, 15))
    watched.events += consequences(watched.case, later, watched.events[-1:], watched.book, by=c.by(c.RUTH, watched.now))
    assert rows(watched, "signed_by.1", 1) == before
    assert rows(watched, "signed_by.1", 2)["Due"].startswith("Fri 2027-01-08 09:00 CST")


def test_how_a_deadline_ended_is_said() -> None:
    watched = agreed().do(d.declines())
    assert rows(watched, "reply.1", 1)["Ended"] == "met by offer accepted"
    assert rows(watched, "reply.1", 1, COMPLIANCE_READERS)["Ended"] == "met by v9 offer accepted"
    assert rows(watched, "draft.1", 1)["Ended"] == "canceled: terminal"


def test_hours_show_both_instants() -> None:
    watched = Watched().do(d.opens(urgency=Urgency.EMERGENCY, care_date=None), d.records_approval(), d.requests())
    told = rows(watched, "ack.1", 1)
    assert (told["Rule"], told["Elapsed"]) == (
        "4 hours, elapsed",
        "2026-11-23T16:14:00Z + 4 h = 2026-11-23T20:14:00Z",
    )
    assert told["Counted from"] == "sca requested, Mon 2026-11-23 10:14 America/Chicago"


def test_the_end_of_an_offer_is_explained_as_what_time_brings_about() -> None:
    watched = agreed()
    told = rows(watched, "offer_end.1", 1)
    assert told["Why this?"].startswith("offer_end, which time brings about · playbook v1")
    assert (told["Due"], told["Ended"]) == ("Tue 2026-12-08 17:00 CST = 2026-12-08T23:00:00Z", "canceled: moot")


def test_what_there_is_not_cannot_be_explained() -> None:
    with pytest.raises(LookupError, match=r"there is no deadline draft\.7"):
        explain(agreed().events, "draft.7", 1, HOME)
    with pytest.raises(LookupError, match=r"draft\.1 has no firing 2"):
        explain(agreed().events, "draft.1", 2, HOME)


def test_a_filtered_history_is_explained_as_far_as_it_goes() -> None:
    watched = agreed()
    last = watched.events[-1]
    told = dict(explain([last], "draft.1", 1, HOME).rows)
    assert told["Counted from"] == "an event kept from you, Mon 2026-11-23 10:16 America/Chicago (day 0)"
    watched.do(d.declines())
    ended = dict(explain([last, watched.events[-1]], "draft.1", 1, HOME).rows)
    assert ended["Ended"] == "canceled: terminal"
    assert (
        dict(explain([watched.events[7], watched.events[11]], "reply.1", 1, HOME).rows)["Ended"]
        == "met by an event kept from you"
    )


def recompute(text: str) -> datetime:
    """Count a due instant again with nothing but the text: by hand, so to say."""
    told = {line[:17].strip(): line[17:] for line in text.splitlines()}
    if "Elapsed" in told:
        start, number, unit = told["Elapsed"].split(" = ")[0].replace(" + ", " ").split(" ")
        return (
            datetime.fromisoformat(start) + int(number) * {"h": timedelta(hours=1), "min": timedelta(minutes=1)}[unit]
        )
    wall, zone = told["Rule"].split(", calendar ")[0].split(" ")[-2:]
    day = date.fromisoformat(next(word for word in told_start(told) if word[:2] == "20"))
    if " d = " in told["Days"]:
        day = date.fromisoformat(told["Days"].split(" ")[-1])
    else:
        for listed in told["Days"].split(" · "):
            day = following(day, listed.split(" ")[-1], back="Counted back" in told)
    hour, minute = map(int, wall.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def told_start(told: dict[str, str]) -> list[str]:
    return (told.get("Counted back") or told["Counted from"].split(", ", 1)[1]).replace(";", "").split(" ")


def following(day: date, month_and_day: str, *, back: bool) -> date:
    years = (day.year - 1, day.year) if back else (day.year, day.year + 1)
    found = [
        date.fromisoformat(f"{year}-{month_and_day}") for year in years if month_and_day != "02-29" or year % 4 == 0
    ]
    return max(one for one in found if one < day) if back else min(one for one in found if one > day)


OPENINGS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
ZONES = st.sampled_from(
    ["America/New_York", "America/Chicago", "America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico"]
)


@settings(max_examples=150)
@given(start=OPENINGS, zone=ZONES, urgency=st.sampled_from(Urgency), days=st.integers(0, 120))
def test_every_due_instant_can_be_counted_again_from_the_text(
    start: datetime, zone: str, urgency: Urgency, days: int
) -> None:
    care = start.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    watched = Watched(now=start).do(d.opens(urgency=urgency, care_date=care, tz=zone))
    watched.do(d.records_approval(valid_to=date(2037, 12, 31)), d.requests())
    counted = 0
    for deadline, one in watched.case.deadlines.items():
        while (planned := watched.case.deadlines[deadline].next) is not None:
            text = explain(watched.events, deadline, planned.n, HOME).text
            rung = next(rung for rung in one.armed.plan if rung.level == planned.level)
            assert recompute(text) == rung.due
            counted += 1
            watched.now = max(watched.now, planned.fire_at)
            watched.fire()
    assert counted >= 3


def test_an_explanation_is_one_text() -> None:
    assert Explanation((("Due", "now"), ("Before", "nobody"))).text == "Due              now\nBefore           nobody"
