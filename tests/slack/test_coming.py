"""What comes next, as Slack shows it: no version, no date of care, no side-private fact, and a button that fits."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

import cast as c
import deeds as d
import voices as v
from domain.by_the_clock import Watched
from doors import Doors, doors_in
from drawn import INTERNAL, SHARED, buttons_of, card_of, drawn, faults_of, reads
from scabot.sandbox.plain import plain
from scabot.slack.answers.answer import Answer
from scabot.slack.answers.coming import MOST_LINES, STEPS, acts_of, coming, coming_plan, drift_words
from scabot.slack.forms.inputs import Block
from scabot.slack.grammar.registry import SHELL_ACTS
from scabot_domain.commands import COMMANDS
from scabot_domain.events import Urgency
from scabot_domain.insight import Drift, Need, Step, Unblock, Who, planned, unblock
from scabot_domain.notices import Stream
from scabot_domain.parties import Audience, Role, Side
from scabot_domain.workdays import shipped_calendar
from story import Step as Deed
from story import given

PROVIDER = Audience(side=Side.PROVIDER)
LATER = replace(c.TERM, effective=date(2026, 12, 15))


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        yield practice


def no_button(_line: Unblock) -> Block | None:
    return None


def words_of(shown: Answer) -> str:
    return plain(list(shown.blocks), width=None)


def next_of(*steps: Deed | tuple[Deed, ...]) -> str:
    live = Watched().do(*steps)
    return words_of(coming(live.case, unblock(live.events, PROVIDER, live.now, live.book), no_button))


def plan_of(*steps: Deed | tuple[Deed, ...], at: datetime | None = None) -> str:
    story = given(*steps)
    return words_of(coming_plan(story.case, planned(story.case, at or story.now, shipped_calendar())))


def test_a_line_says_what_is_missing_who_supplies_it_how_why_and_in_which_words() -> None:
    shown = next_of(d.offered, v.assigns_contact())
    assert shown.startswith(
        "SCA-7QK2M4: waits for 1 thing.\n"
        "1. OFR-1 of the payer waits for the provider's answer.\n"
        "Provider biller of the provider, contact CONTACT-3: accept or counter or reject; by phone, fax or mail, too.\n"
    )
    assert "Because of: offer made Mon 2026-11-23.\nSCA-7QK2M4 (urgent), level 1 of 3: OFR-1 is waiting" in shown
    assert shown.endswith(
        "Worth asking:\n- OFR-1: L12 Nothing says what is paid for a code that the agreement does not list. "
        "What is paid for a service that is not listed, if the plan of care changes?"
    )


def test_a_line_whose_turn_has_not_come_says_so() -> None:
    shown = next_of(d.agreed, d.issues())
    assert "Provider biller of the provider: other lines come first." in shown


def test_an_agreement_that_is_loaded_waits_for_nothing() -> None:
    assert coming(given(d.executed).case, (), no_button).text == "SCA-7QK2M4: waits for nothing now."


def test_only_questions_are_no_reason_to_wait() -> None:
    line = Unblock(need=Need.WARNING, subject="1", what="No W-9.", who=Who(role=Role.ADMIN, side=Side.NEUTRAL))
    shown = coming(given(d.opened).case, (line,), no_button)
    assert shown.text == "SCA-7QK2M4: waits for nothing now, and something is worth asking."
    assert "- No W-9." in words_of(shown)


def test_more_lines_than_fit_are_counted() -> None:
    line = Unblock(need=Need.SECTION, subject="1", what="Empty.", who=Who(role=Role.ADMIN, side=Side.NEUTRAL))
    shown = coming(given(d.opened).case, (line,) * (MOST_LINES + 2), no_button)
    assert "And 2 more." in words_of(shown)
    assert len(shown.blocks) == MOST_LINES + 2


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_every_act_that_could_be_suggested_has_a_name_to_type(command: type) -> None:
    known = {name for act in SHELL_ACTS.values() for name in act.commands}
    line = Unblock(
        need=Need.OFFER,
        subject="",
        what="x",
        who=Who(role=Role.ADMIN, side=Side.NEUTRAL),
        actions=(command.__name__,),
    )
    assert command.__name__ not in known or acts_of(line)


def test_the_plan_names_the_first_late_step_and_no_day_of_care() -> None:
    shown = plan_of(d.opens(urgency=Urgency.ROUTINE), d.offered[1:])
    assert shown == (
        "SCA-7QK2M4: RED from here: terms agreed, 4 business days late.\n"
        "Agreement requested: by Fri 2026-10-30; done Mon 2026-11-23, 15 business days late\n"
        "First offer made: by Fri 2026-11-06; done Mon 2026-11-23, 10 business days late\n"
        "Terms agreed: by Tue 2026-11-17; 4 business days late\n"
        "Draft issued: by Tue 2026-11-24; 1 business day left\n"
        "Draft approved by both: by Tue 2026-12-01; 5 business days left\n"
        "Signed by both: by Fri 2026-12-04; 8 business days left"
    )
    assert "2026-12-11" not in shown


def test_the_plan_says_when_nothing_is_late_and_when_all_is_done() -> None:
    assert plan_of(d.requested).startswith("SCA-7QK2M4: every step can still be done in time.")
    assert plan_of(d.executed).startswith("SCA-7QK2M4: every step is done.")
    friday = datetime(2026, 12, 4, 18, tzinfo=UTC)
    assert "Signed by both: by Fri 2026-12-04; today is the last safe day" in plan_of(d.reviewed, at=friday)
    assert "no date of care is recorded" in plan_of(d.opens(care_date=None))
    assert "on no day that the playbook's calendar knows" in plan_of(d.opens(care_date=date(2041, 6, 3)))


def test_c10_the_plan_warns_of_the_retroactive_reach() -> None:
    back = replace(c.TERM, effective=date(2026, 11, 1), retro_from=date(2026, 11, 1))
    assert "It reaches back 22 days. Signed after Tue 2026-12-01 it needs compliance" in plan_of(
        d.filled, d.sets(c.RUTH, back)
    )
    late = plan_of(d.filled, d.sets(c.RUTH, back), at=datetime(2026, 12, 2, 18, tzinfo=UTC))
    assert "It reaches back 31 days, more than 30: only compliance can allow that." in late


def test_every_step_has_words() -> None:
    assert set(STEPS) == set(Step)


def test_alarms_of_a_drift_come_before_remarks() -> None:
    remark = Drift(term="first day", before="Tue 2026-12-01", now="Wed 2026-12-02", alarm=False)
    alarm = Drift(term="hold harmless", before="promised", now=None)
    assert drift_words([remark, alarm]) == (
        "TERM DRIFT: hold harmless: was promised, is gone.",
        "Moved a little: first day: was Tue 2026-12-01, is Wed 2026-12-02.",
    )


REOPENED = (*d.drafted, d.redlines(material=True))


@pytest.mark.parametrize("kind", [INTERNAL, SHARED])
def test_a_drift_stands_in_the_thread_below_its_offer(kind: object) -> None:
    live = Watched().do(REOPENED, d.offers(c.NILS, c.CASE_RATE_45000, term=LATER))
    offer = next(event for event in reversed(live.events) if event.fact.__class__.__name__ == "OfferMade")
    message = drawn(Stream.LOG, live.events, kind, live.now, version=offer.version)  # type: ignore[arg-type]  # of the two kinds
    assert message is not None
    assert faults_of(message) == []
    assert "TERM DRIFT: first day: was Tue 2026-12-01, is Tue 2026-12-15." in reads(message)
    assert "TERM DRIFT: rate of every line: was $3,500.00 per diem" in reads(message)


def test_an_offer_that_drifts_from_nothing_is_one_line() -> None:
    live = Watched().do(d.offered)
    offer = next(event for event in live.events if event.fact.__class__.__name__ == "OfferMade")
    message = drawn(Stream.LOG, live.events, SHARED, live.now, version=offer.version)
    assert message is not None
    assert len(message.blocks) == 1


def test_the_card_says_whose_court_it_is_and_asks_what_next() -> None:
    live = Watched().do(d.requested)
    message = card_of(live.events, SHARED, live.now + timedelta(days=9))
    assert message.text.startswith("SCA-7QK2M4 · Requested · Payer's court, 6 business days")
    assert list(buttons_of(message))[-2:] == ["What next?", "More…"]
    assert "What next?" not in buttons_of(card_of(Watched().do(d.offered, d.declines()).events))


async def test_next_and_plan_are_typed_and_answered_for_one_person_alone(doors: Doors) -> None:
    doors.shelf.does(d.offered)
    seen = await doors["ben"].slash("next", channel="#sca-team")
    assert "OFR-1 of the payer waits for the provider's answer." in seen
    assert "First offer made: by" in await doors["ben"].slash("plan SCA-7QK2M4", channel="#sca-team")
    assert "2026-12-11" not in "\n".join(doors["ben"].everything_seen())
    assert doors.kinds()[-1] == "offer-made"


async def test_the_line_of_the_reader_has_the_button_that_does_it_and_no_other_line_has_one(doors: Doors) -> None:
    doors.shelf.does(d.offered)
    seen = await doors["ben"].slash("next", channel="#sca-team")
    assert "[Accept the offer]" in seen
    assert (await doors["ben"].click("Accept the offer")).modal is not None
    assert "[Accept the offer]" not in await doors["ruth"].slash("next", channel="#sca-team")


async def test_a_line_for_the_other_side_has_no_button_though_the_reader_could_do_the_same(doors: Doors) -> None:
    doors.shelf.does(d.requested)
    seen = await doors["ben"].slash("next", channel="#sca-team")
    assert "Network manager of the payer: offer" in seen
    assert "[Make an offer]" not in seen


async def test_an_outsider_asks_by_the_button_of_the_card_and_sees_the_own_side_s_warning(doors: Doors) -> None:
    doors.shelf.does(d.offered, d.notes(c.RUTH))
    await doors.card("next")
    seen = await doors["nils"].click("next", channel="#sca-partner")
    assert seen.modal is not None
    assert "waits for the provider's answer" in seen.modal
    assert "lesser of" in seen.modal
    assert "lesser of" not in await doors["ruth"].slash("next", channel="#sca-team")
    assert doors.server.world.problems == []


async def test_who_makes_a_drifting_offer_is_told_at_once(doors: Doors) -> None:
    doors.shelf.does(REOPENED)
    form = await doors["ben"].slash("offer SCA-7QK2M4 45000 case rate", channel="#sca-team")
    assert "45000" in form
    seen = await doors["ben"].submit()
    assert "TERM DRIFT: rate of every line: was $3,500.00 per diem" in seen


async def test_who_issues_a_draft_without_drift_sees_the_form_close(doors: Doors) -> None:
    doors.shelf.does(d.complete)
    await doors["ruth"].slash("draft issue", channel="#sca-team")
    seen = await doors["ruth"].submit()
    assert "DRIFT" not in seen
    assert doors.kinds()[-1] == "draft-issued"
