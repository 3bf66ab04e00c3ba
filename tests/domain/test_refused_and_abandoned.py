"""P1, P2: after a refusal the right things are asked, answers are logged, and new evidence brings the case back."""

from datetime import date

import cast as c
import deeds as d
import voices as v
from scabot_domain.case import Stage
from scabot_domain.commands import Decline
from scabot_domain.events import CaseReopened, InNetworkAttemptLogged
from scabot_domain.facts.keeping import AttemptOutcome
from scabot_domain.prompts import ALTERNATIVES, APPEAL_LIMIT, FIRST_APPOINTMENT, WHO_IN_NETWORK, to_ask
from story import Step, given


def refuses(code: str, *, appeal_rights: bool = True) -> Step:
    return lambda _case, at: Decline(by=c.by(c.NILS, at), code=code, appeal_rights=appeal_rights)


def test_p1_a_claimed_network_alternative_must_be_named_with_its_first_appointment() -> None:
    story = given(d.offered, v.logs_attempt(), refuses("network_alternative"))
    assert to_ask(story.case) == (WHO_IN_NETWORK, FIRST_APPOINTMENT, APPEAL_LIMIT)
    named = story.and_(v.logs_attempt())
    assert to_ask(named.case) == (FIRST_APPOINTMENT, APPEAL_LIMIT)
    assert to_ask(named.and_(v.logs_attempt(first_appointment=date(2027, 3, 4))).case) == (APPEAL_LIMIT,)


def test_p1_another_refusal_asks_for_the_appeal_alone_or_for_nothing() -> None:
    assert to_ask(given(d.offered, refuses("not_needed")).case) == (APPEAL_LIMIT,)
    assert to_ask(given(d.offered, refuses("not_needed", appeal_rights=False)).case) == ()


def test_p1_what_was_asked_in_the_network_is_logged_after_the_end_and_reopens_the_case() -> None:
    story = given(d.offered, refuses("network_alternative"))
    attempt = InNetworkAttemptLogged(
        provider="Prairie Transplant Group", outcome=AttemptOutcome.OFFERED, first_appointment=date(2027, 3, 4)
    )
    case = story.when(v.logs_attempt(c.DANA, date(2027, 3, 4))).then(attempt)
    assert case.stage is Stage.DECLINED
    back = story.and_(v.logs_attempt(c.DANA, date(2027, 3, 4))).when(d.reopens())
    assert back.happens(CaseReopened).stage is Stage.NEGOTIATING
    assert to_ask(back.after) == ()


def test_p2_when_the_provider_walks_away_the_alternatives_are_asked_for() -> None:
    assert to_ask(given(d.offered, d.walks_away()).case) == ALTERNATIVES


def test_nothing_is_asked_while_a_case_goes_on_or_was_taken_back() -> None:
    assert to_ask(given(d.offered).case) == ()
    assert to_ask(given(d.offered, d.withdraws_case()).case) == ()
