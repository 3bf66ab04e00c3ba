"""S5, S6, S7: whom the shipped playbook tells about money, and what every message of the negotiation says."""

import cast as c
import deeds as d
from domain.by_the_clock import Watched
from scabot_domain.events import EscalationSent
from scabot_domain.playbook import shipped_book
from scabot_domain.playbook.book import AfterRule, Tell, Topic
from scabot_domain.terms.sections import AgreedRate


def waiting_for(offerer: object) -> Watched:
    """Return a case in which an offer of one side waits for the answer of the other."""
    return Watched().do(*d.requested, d.offers(offerer, AgreedRate(rate=c.CASE_RATE_45000)))  # type: ignore[arg-type]  # a person of the cast


def users(ping: EscalationSent) -> list[str | None]:
    return [one.user for one in ping.told]


def test_s5_the_payer_is_asked_about_money_through_network_and_case_manager_and_never_through_a_physician() -> None:
    pings = [one for one in waiting_for(c.BEN).wait("2026-12-08 17:00") if one.rule == "reply"]
    assert [users(ping) for ping in pings] == [["U0NILS", "U0CARA"], ["U0CARA"], ["U0RUTH"]]


def test_s5_the_case_manager_is_the_first_to_hear_when_the_payer_does_not_acknowledge_or_offer() -> None:
    first = {ping.rule: users(ping) for ping in reversed(Watched().do(*d.requested).wait("2026-12-22 17:00"))}
    assert first["ack"] == ["U0CARA"]
    assert first["first_offer"][0] == "U0CARA"


def test_s6_the_provider_is_asked_about_money_through_its_biller_and_no_ping_of_money_tells_the_physician() -> None:
    pings = [one for one in waiting_for(c.NILS).wait("2026-12-08 17:00") if one.rule == "reply"]
    assert users(pings[0]) == ["U0BEN"]
    rules = [
        rule for rule in shipped_book().rules.values() if isinstance(rule, AfterRule) and rule.topic is Topic.MONEY
    ]
    assert len(rules) == 2
    assert [rule for rule in rules for level in rule.level if Tell.PHYSICIAN in (*level.tell, *level.cc)] == []


def test_s7_every_ping_of_the_negotiation_says_how_urgent_it_is_and_how_many_days_are_left_to_care() -> None:
    watched = waiting_for(c.BEN)
    pings = [*watched.wait("2026-12-11 17:00"), *Watched().do(*d.requested).wait("2026-12-11 17:00")]
    assert {ping.rule for ping in pings} >= {"ack", "first_offer", "reply", "signed_by"}
    for ping in pings:
        words = watched.text(ping)
        assert f"{c.KEY} (urgent)" in words
        assert ping.placeholders["days_to_care"].casefold() in words.casefold()
        assert "care" in ping.placeholders["days_to_care"].casefold()


def test_s7_no_message_of_the_playbook_leaves_out_urgency_or_the_days_to_care() -> None:
    words = {name: message.text for name, message in shipped_book().messages.items()}
    assert len(words) > 15
    assert [name for name, text in words.items() if "$urgency" not in text or "$days_to_care" not in text] == []
