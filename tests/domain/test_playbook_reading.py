"""A playbook is taken as a whole or not at all; everything that is wrong with it is said at once."""

import hashlib
from string import Template

import pytest

from scabot_domain.events import Urgency
from scabot_domain.parties import Role
from scabot_domain.playbook import BookFaults, read_book, shipped_book
from scabot_domain.playbook.book import AfterRule, BeforeRule, Tell
from scabot_domain.playbook.checks import Fault
from scabot_domain.playbook.words import SHARED
from scabot_domain.workdays import shipped_calendar

CALENDARS = {"us-federal": shipped_calendar()}
GOOD = """\
playbook = { name = "small", version = 3, calendar = "us-federal" }
[ladder]
routine = { ack = "1bd", hold = "2bd", promise = "5bd", gap = "1bd" }
urgent = { ack = "4h", hold = "1bd", promise = "2bd", gap = "4h" }
emergency = { ack = "1h", hold = "4h", promise = "24h", gap = "1h" }
[rule.draft]
kind = "after"
title = "A draft is issued"
topic = "paper"
waits_on = "payer"
silence = 1
stages = ["terms_agreed"]
starts = [{ event = "terms-agreed" }]
ends = [{ event = "draft-issued" }]
ends_with = "a draft is issued"
level = [
  { at = { routine = "5bd", urgent = "2bd", emergency = "4h" }, tell = ["case_manager"], message = "one" },
  { at = { routine = "9bd", urgent = "3bd", emergency = "1bd" }, tell = ["owner"], message = "two" },
]
[rule.reply]
kind = "after"
title = "An offer is answered"
topic = "money"
subject = "offer"
waits_on = "answerer"
starts = [{ event = "offer-made" }]
ends = [{ event = "offer-accepted" }]
ends_with = "it is answered"
level = [
  { at = { routine = "3bd", urgent = "1bd", emergency = "30min" }, tell = ["answerer", "owner"], message = "three" },
]
[rule.signed_by]
kind = "before"
title = "The agreement is signed"
topic = "clinical"
target = "care_date"
due = "5bd"
waits_on = "owner"
stages = ["requested"]
ends = [{ event = "agreement-executed" }]
ends_with = "both have signed"
level = [
  { before = "14d", tell = ["case_manager"], message = "one" },
  { before = "1bd", tell = ["owner"], message = "two" },
]
[rule]
offer_end = { kind = "transition", target = "offer_expiry", command = "ExpireOffer" }
[message]
one = { audience = "shared", text = "$case: $level, $$0.00 asked of ${asked_of}, by $reply_by." }
two = { audience = "home", text = "$case at $stage" }
three = { audience = "shared", text = "$offer until $expires" }
"""


TIME_ITSELF = ["offer_end", "term_end", "coverage_end"]


def found(text: str) -> list[str]:
    with pytest.raises(BookFaults) as wrong:
        read_book(text, CALENDARS)
    assert str(wrong.value) == "\n".join(map(str, wrong.value.faults))
    return [str(fault) for fault in wrong.value.faults]


def planted(old: str, new: str) -> list[str]:
    assert old in GOOD
    return found(GOOD.replace(old, new, 1))


def test_a_book_is_known_by_version_and_by_the_digest_of_its_text() -> None:
    book = read_book(GOOD, CALENDARS)
    assert (book.name, book.version, book.calendar.name) == ("small", 3, "us-federal")
    assert book.digest == hashlib.sha256(GOOD.encode()).hexdigest()


def test_the_shipped_book_has_the_rules_of_a_straight_path() -> None:
    book = shipped_book()
    assert (book.name, book.version) == ("sca-default", 1)
    assert list(book.rules) == ["ack", "first_offer", "reply", "draft", "signature", "signed_by", *TIME_ITSELF]
    assert shipped_book() is book


def test_every_role_that_a_book_may_tell_exists() -> None:
    words = {Tell.OWNER, Tell.ANSWERER, Tell.SIGNATORY, Tell.CONTACT}
    assert {word.value for word in set(Tell) - words} <= {role.value for role in Role}


@pytest.mark.parametrize("name", sorted(shipped_book().messages))
def test_every_script_says_what_is_asked_by_when_and_what_ends_it(name: str) -> None:
    text = shipped_book().messages[name].text
    assert {"case", "urgency", "level", "asked_of", "reply_by"} <= {*Template(text).get_identifiers()}
    assert "This stops when" in text


def test_no_placeholder_is_a_date_of_care_or_a_name() -> None:
    assert {
        "case",
        "urgency",
        "days_to_care",
        "bd_waiting",
        "since",
        "asked_of",
        "reply_by",
        "sign_by",
        "level",
        "offer",
        "expires",
        "party",
    } == SHARED


def test_every_ladder_of_the_shipped_book_ends_at_the_owner() -> None:
    for rule in shipped_book().rules.values():
        if isinstance(rule, AfterRule | BeforeRule):
            last = rule.level[-1]
            assert Tell.OWNER in (*last.tell, *last.cc)


def test_the_shipped_spacing_grows_with_the_time_there_is() -> None:
    gaps = [shipped_book().ladder[urgency].gap for urgency in Urgency]
    assert gaps == ["1bd", "4h", "1h"]


MISTAKES = [
    ('name = "small"', 'name = "Small Book"', "playbook: name: String should match pattern '^[a-z][a-z0-9-]{0,39}$'"),
    ("version = 3", "version = 0", "playbook: version: Input should be greater than or equal to 1"),
    ('"us-federal"', '"nowhere"', "playbook: calendar: 'nowhere' is no calendar known here"),
    ("[ladder]", "[extra]\n[ladder]", "file: extra: is not a table of a playbook"),
    (', gap = "1bd" }', " }", "ladder: routine.gap: Field required"),
    ('kind = "after"', 'kind = "around"', "rule draft: Input tag 'around'"),
    ("silence = 1", "silent = 1", "rule draft: silent: Unexpected keyword argument"),
    ("silence = 1", "silence = 3", "rule draft: silence: the ladder has no level 3"),
    ('topic = "paper"', 'topic = "weather"', "rule draft: topic: Input should be 'money', 'clinical' or 'paper'"),
    ('event = "terms-agreed"', 'event = "terms-made"', "rule draft: starts.0.event: 'terms-made' is no event"),
    ('event = "terms-agreed"', 'stage = "dreaming"', "rule draft: starts.0.stage: Input should be"),
    ('{ event = "terms-agreed" }', "{}", "rule draft: starts: names either an event or a stage, each time"),
    ('event = "draft-issued"', 'event = "terms-agreed"', "rule draft: ends: 'terms-agreed' both starts and"),
    ('ends = [{ event = "draft-issued" }]', "ends = []", "rule draft: ends: Tuple should have at least 1 item"),
    ('routine = "5bd"', 'routine = "5 bd"', "rule draft: level.0.at.routine: '5 bd' is no span of time"),
    ('routine = "5bd"', 'routine = "5d"', "rule draft: level.0.at.routine: '5d': plain days count back from a date"),
    ('routine = "5bd", ', "", "rule draft: level.0.at.routine: Field required"),
    ('routine = "9bd"', 'routine = "5bd"', "rule draft: level: the levels are not in the order of time"),
    ('emergency = "1bd"', 'emergency = "1h"', "rule draft: level: the levels are not in the order of time"),
    ('tell = ["case_manager"]', 'tell = ["king"]', "rule draft: level.0.tell.0: Input should be 'owner'"),
    ('tell = ["case_manager"]', "tell = []", "rule draft: level.0.tell: Tuple should have at least 1 item"),
    ('tell = ["case_manager"]', 'tell = ["owner"], cc = ["owner"]', "rule draft: level.0: tells 'owner' twice"),
    ('tell = ["owner"]', 'tell = ["compliance"]', "rule draft: level.1: the last level must tell the owner"),
    ('message = "one"', 'message = "none"', "rule draft: level.0.message: there is no message 'none'"),
    ('message = "one"', 'message = "two"', "rule draft: level.0.message: a message for home may tell only"),
    ('message = "one"', 'message = "three"', "rule draft: level.0.message: $expires has no value in a rule"),
    ('"offer-made"', '"terms-agreed"', "rule reply: starts: 'terms-agreed' says nothing about a single offer"),
    ('"offer-accepted"', '"terms-agreed"', "rule reply: ends: 'terms-agreed' says nothing about a single offer"),
    ('subject = "offer"\n', "", "rule reply: waits_on: 'answerer' has no meaning for the subject 'case'"),
    ('waits_on = "answerer"', 'waits_on = "signatory"', "rule reply: waits_on: 'signatory' has no meaning"),
    ('waits_on = "answerer"', 'waits_on = "owner"', "rule reply: level.0.tell: there is no other side to tell"),
    ('["answerer", "owner"]', '["physician", "owner"]', "rule reply: level.0.tell: a physician is never told"),
    ('["answerer", "owner"]', '["network_manager", "owner"]', "rule reply: level.0.tell: a network manager hears"),
    ('target = "care_date"', 'target = "birthday"', "rule signed_by: target: Input should be 'care_date'"),
    ('due = "5bd"', 'due = "5h"', "rule signed_by: due: '5h': before a date only"),
    ('before = "14d"', 'before = "1d"', "rule signed_by: level: the levels are not in the order of time"),
    ('command = "ExpireOffer"', 'command = "DropTables"', "rule offer_end: command: Input should be 'ExpireOffer'"),
    ("[rule.signed_by]", '[rule."Signed By"]', "rule Signed By: is no id: a-z, 0-9 and _, at most 40"),
    ("$level, ", "$mood, ", "message one: text: $mood is no placeholder"),
    ("$level, ", "$stage, ", "message one: text: $stage is for home only"),
    ("$level, ", "$level.name, ", "message one: text: reaches into a placeholder; a placeholder is one word"),
    ("$$0.00", "$0.00", "message one: text: has a $ that starts no placeholder; write $$ for a dollar sign"),
    ('audience = "home"', 'audience = "moon"', "message two: audience: Input should be 'shared' or 'home'"),
    ("$case at $stage", "x" * 1501, "message two: text: String should have at most 1500 characters"),
    ("[message]", '[message]\nfour = { audience = "home", text = "So what" }', "message four: is used by no rule"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "fault"), MISTAKES, ids=[str(number) for number in range(len(MISTAKES))])
def test_a_planted_mistake_is_refused_with_rule_and_key(old: str, new: str, fault: str) -> None:
    assert [said for said in planted(old, new) if said.startswith(fault)] != [], planted(old, new)


def test_every_fault_is_said_at_once() -> None:
    text = (
        GOOD.replace('topic = "paper"', 'topic = "weather"')
        .replace("silence = 1", "silent = 1")
        .replace("$level, ", "$mood, ")
    )
    assert found(text.replace('"us-federal"', '"nowhere"')) == [
        "rule draft: topic: Input should be 'money', 'clinical' or 'paper'",
        "rule draft: silent: Unexpected keyword argument",
        "playbook: calendar: 'nowhere' is no calendar known here",
        "message one: text: $mood is no placeholder",
    ]


def test_a_message_that_cannot_be_read_is_not_called_missing_too() -> None:
    assert planted('audience = "home"', 'audience = "moon"') == [
        "message two: audience: Input should be 'shared' or 'home'"
    ]


def test_what_is_no_toml_too_large_or_empty_is_refused() -> None:
    assert found("draft = = 3")[0].startswith("file: is no TOML: ")
    assert found("#" * 131_073) == ["file: is larger than 131072 bytes"]
    assert found("") == [
        "playbook: Input should be a dictionary or an instance of _Head",
        "ladder: Input should be a dictionary or an instance of _Ladder",
        "file: rule: is missing",
        "file: message: is missing",
    ]


def test_the_end_of_something_is_stated_by_its_own_command() -> None:
    assert planted('command = "ExpireOffer"', 'command = "EndTerm"') == [
        "rule offer_end: command: the end of offer_expiry is stated by ExpireOffer"
    ]


def test_sixty_rules_are_enough() -> None:
    rules = "".join(
        f'more_{n} = {{ kind = "transition", target = "offer_expiry", command = "ExpireOffer" }}\n' for n in range(60)
    )
    assert planted("[message]\n", f"{rules}[message]\n") == ["file: rule: has more than 60 rules"]


def test_a_fault_reads_as_a_line() -> None:
    assert (str(Fault("rule draft", "level.0", "is odd")), str(Fault("file", "", "is odd"))) == (
        "rule draft: level.0: is odd",
        "file: is odd",
    )
