"""A ping as people read it: what is late, who is asked, what stops it; each channel reads of its own people only."""

from dataclasses import replace
from datetime import timedelta

import pytest

import cast as c
import deeds as d
from domain.by_the_clock import Watched
from drawn import INTERNAL, SHARED, TOKENS, buttons_of, drawn, faults_of, reads
from scabot.slack.message import Message
from scabot.views.channels import ChannelKind
from scabot.views.delivery import MAY_REPEAT
from scabot_domain.directory import Directory
from scabot_domain.events import EscalationSent, Urgency
from scabot_domain.notices import Stream
from scabot_domain.parties import Role

AGREED = (d.opens(urgency=Urgency.ROUTINE, care_date=None), *d.agreed[1:])


@pytest.fixture
def silent() -> Watched:
    """Terms were agreed on Monday, and 20 business days pass without a draft."""
    case = Watched().do(*AGREED)
    case.wait("2026-12-22 18:00")
    return case


def told(case: Watched, level: int, kind: ChannelKind, **row: object) -> Message | None:
    event = next(e for e in case.events if isinstance(e.fact, EscalationSent) and e.fact.level == level)
    return drawn(Stream.PING, case.events, kind, event.recorded_at, version=event.version, **row)


def shown(case: Watched, level: int, kind: ChannelKind) -> str:
    message = told(case, level, kind)
    assert message is not None
    return reads(message)


def test_s24_the_case_manager_is_asked_after_fifteen_business_days_in_the_shared_channel(silent: Watched) -> None:
    seen = shown(silent, 1, SHARED)
    assert seen.startswith("@U0CARA\nSCA-7QK2M4 (routine), level 1 of 2: 15 business days without a draft")
    assert "name a firm date for the draft by" in seen
    assert "This stops when a draft is issued; otherwise it goes to the medical director then." in seen
    assert "Rule draft, level 1 · deadline draft.1 · playbook v1" in seen


def test_i20_the_other_side_reads_of_nobody_at_home_and_the_house_of_nobody_there(silent: Watched) -> None:
    assert "U0RUTH" not in shown(silent, 1, SHARED)
    internal = shown(silent, 1, INTERNAL)
    assert "copy: @U0RUTH" in internal
    assert "U0CARA" not in internal


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("kind", [INTERNAL, SHARED])
def test_every_ping_is_what_slack_and_the_house_allow(silent: Watched, level: int, kind: ChannelKind) -> None:
    message = told(silent, level, kind)
    assert message is not None
    assert faults_of(message) == []
    assert message.text == f"SCA-7QK2M4: a deadline is due (draft, level {level})."


def test_its_buttons_say_which_deadline_and_which_firing(silent: Watched) -> None:
    message = told(silent, 1, SHARED)
    assert message is not None
    buttons = buttons_of(message)
    assert list(buttons) == ["Acknowledge", "Why this ping?", "More…"]
    seen = [TOKENS.unseal(button["value"], silent.now) for button in buttons.values()]
    assert [(press.action, press.hash) for press in seen] == [("ack", "draft.1"), ("why", "draft.1/1"), ("more", "")]


def test_where_nobody_holds_the_role_the_house_is_told_so() -> None:
    nobody = Directory(people=tuple(one for one in c.DIRECTORY.people if Role.CASE_MANAGER not in one.roles))
    case = Watched(directory=nobody).do(*AGREED)
    case.wait("2026-12-15 18:00")
    seen = shown(case, 1, INTERNAL)
    assert seen.startswith("@U0RUTH  ·  Nobody holds the role of the case manager\n")
    assert faults_of(_there(told(case, 1, INTERNAL))) == []


def test_a_ping_that_tells_nobody_of_the_other_side_is_not_posted_where_it_reads_along() -> None:
    nobody = Directory(people=tuple(one for one in c.DIRECTORY.people if Role.CASE_MANAGER not in one.roles))
    case = Watched(directory=nobody).do(*AGREED)
    case.wait("2026-12-15 18:00")
    assert told(case, 1, INTERNAL) is not None
    assert told(case, 1, SHARED) is None


def test_an_owner_who_works_from_the_shell_is_called_by_their_role() -> None:
    at_the_shell = replace(c.RUTH, team="local", user="1000:ruth")
    case = Watched().do(d.opens(at_the_shell, urgency=Urgency.ROUTINE, care_date=None), *AGREED[1:])
    case.wait("2026-12-15 18:00")
    assert shown(case, 1, INTERNAL).startswith("copy: the owner\n")
    assert "1000" not in shown(case, 1, INTERNAL)


def _there(message: Message | None) -> Message:
    assert message is not None
    return message


def test_a_ping_that_went_out_late_says_for_how_long_it_was_held_up(silent: Watched) -> None:
    event = next(e for e in silent.events if isinstance(e.fact, EscalationSent))
    on_time, late = (
        _there(drawn(Stream.PING, silent.events, SHARED, event.recorded_at + wait, version=event.version))
        for wait in (timedelta(seconds=60), timedelta(hours=3, minutes=12))
    )
    assert "late" not in reads(on_time)
    assert reads(late).endswith(
        "Was to go out Tue 2026-12-15 17:00 CST, sent Tue 2026-12-15 20:12 CST: 3 h 12 min late."
    )
    assert faults_of(late) == []


def test_a_ping_that_was_due_while_the_clock_was_down_says_so_in_its_own_words() -> None:
    case = Watched().do(*AGREED)
    case.sleep("2026-12-15 20:12")
    assert "Due Tue 2026-12-15 17:00 CST, sent Tue 2026-12-15 20:12 CST: 3 h 12 min late." in shown(case, 1, SHARED)


def test_what_may_be_a_repeat_says_so(silent: Watched) -> None:
    again = _there(told(silent, 1, SHARED, error=MAY_REPEAT))
    assert reads(again).endswith("This may be a repeat: the answer to the first try was lost.")
    line = drawn(Stream.LOG, silent.events, SHARED, silent.now, version=1, error=MAY_REPEAT)
    assert "may be a repeat" in reads(_there(line))
    assert faults_of(again) == []


def test_a_row_about_another_kind_of_event_is_no_ping(silent: Watched) -> None:
    assert drawn(Stream.PING, silent.events, SHARED, silent.now, version=1) is None
