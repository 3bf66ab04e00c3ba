"""What a playbook must keep to beyond the shape of its entries; each check says what is wrong with which key."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from string import Template

from scabot_domain.events import Urgency
from scabot_domain.playbook.book import (
    OF_THE_SIDE,
    STATED_BY,
    AfterRule,
    BeforeRule,
    LadderRule,
    Level,
    Message,
    Script,
    Subject,
    Tell,
    Topic,
    TransitionRule,
    Waits,
)
from scabot_domain.playbook.words import HOME_ONLY, OF_AN_OFFER, SHARED
from scabot_domain.workdays import Span, span

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
ATTRIBUTE = re.compile(r"\$\{?[a-z_]+\}?[.\[][a-z0-9_]", re.IGNORECASE)
STARTS_OF: Mapping[Subject, frozenset[str]] = {
    Subject.OFFER: frozenset({"offer-made", "offer-countered"}),
    Subject.SIDE: frozenset({"stage signing"}),
}
ENDS_OF: Mapping[Subject, frozenset[str]] = {
    Subject.OFFER: frozenset({"offer-countered", "offer-rejected", "offer-accepted"}),
    Subject.SIDE: frozenset({"signature-recorded"}),
}
AT_HOME = frozenset({Tell.OWNER, Tell.COMPLIANCE})
DAY = 24 * 60
MINUTES = {"min": 1, "h": 60, "d": DAY}
FIRST_BUSINESS_DAY = 17 * 60
"""The least that `1bd` can be, in minutes: from midnight to 17:00."""
HOLIDAYS = 3
"""How many closed weekdays a ladder may meet, to be on the safe side."""

Rules = Mapping[str, AfterRule | BeforeRule | TransitionRule | None]
Messages = Mapping[str, Message | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a playbook: where, with which key, and what."""

    place: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.what}" if self.key else f"{self.place}: {self.what}"


def faults(rules: Rules, messages: Messages) -> list[Fault]:
    """Return what is wrong with the rules and messages that could be read; None stands for one that could not."""
    ladders = {key: rule for key, rule in rules.items() if isinstance(rule, AfterRule | BeforeRule)}
    found = [Fault(f"rule {key}", "", "is no id: a-z, 0-9 and _, at most 40") for key in rules if not ID.fullmatch(key)]
    for key, rule in rules.items():
        if isinstance(rule, TransitionRule) and rule.command != STATED_BY[rule.target]:
            what = f"the end of {rule.target} is stated by {STATED_BY[rule.target]}"
            found.append(Fault(f"rule {key}", "command", what))
    for key, rule in ladders.items():
        found += [Fault(f"rule {key}", part, what) for part, what in _of_rule(rule)]
        found += [Fault(f"rule {key}", part, what) for part, what in _of_levels(rule, messages)]
    for name, message in messages.items():
        found += [Fault(f"message {name}", "text", what) for what in _of_text(message)]
    if None not in rules.values():
        used = {level.message for rule in ladders.values() for level in rule.level}
        found += [Fault(f"message {name}", "", "is used by no rule") for name in messages if name not in used]
    return found


def _of_rule(rule: LadderRule) -> Iterator[tuple[str, str]]:
    yield from _of_triggers(rule)
    if (rule.waits_on is Waits.ANSWERER and rule.subject is not Subject.OFFER) or (
        rule.waits_on is Waits.SIGNATORY and rule.subject is not Subject.SIDE
    ):
        yield "waits_on", f"{rule.waits_on.value!r} has no meaning for the subject {rule.subject.value!r}"
    if rule.silence and rule.silence > len(rule.level):
        yield "silence", f"the ladder has no level {rule.silence}"
    if Tell.OWNER not in (*rule.level[-1].tell, *rule.level[-1].cc):
        yield f"level.{len(rule.level) - 1}", "the last level must tell the owner, so that it ends at home"


def _of_triggers(rule: LadderRule) -> Iterator[tuple[str, str]]:
    starts = rule.starts if isinstance(rule, AfterRule) else ()
    for key, triggers in (("starts", starts), ("ends", rule.ends)):
        if any((one.event is None) == (one.stage is None) for one in triggers):
            yield key, "names either an event or a stage, each time"
        elif rule.subject is not Subject.CASE:
            allowed = (STARTS_OF if key == "starts" else ENDS_OF)[rule.subject]
            astray = [one.name for one in triggers if one.name not in allowed]
            yield from ((key, f"{name!r} says nothing about a single {rule.subject.value}") for name in astray)
        else:
            both = {one.name for one in starts} & {one.name for one in rule.ends} if key == "ends" else set()
            yield from ((key, f"{name!r} both starts and ends the rule") for name in sorted(both))


def _of_levels(rule: LadderRule, messages: Messages) -> Iterator[tuple[str, str]]:
    levels: tuple[Level, ...] = rule.level
    for number, level in enumerate(levels):
        key = f"level.{number}"
        told = (*level.tell, *level.cc)
        for word in (word for word, times in Counter(told).items() if times > 1):
            yield key, f"tells {word.value!r} twice"
        if rule.waits_on is Waits.OWNER and OF_THE_SIDE & {*told}:
            yield f"{key}.tell", "there is no other side to tell while the rule waits for the owner"
        if rule.topic is Topic.MONEY and Tell.PHYSICIAN in told:
            yield f"{key}.tell", "a physician is never told about money"
        if rule.topic is Topic.MONEY and Tell.NETWORK_MANAGER in told and Tell.CASE_MANAGER not in told:
            yield f"{key}.tell", "a network manager hears about money only with the case manager"
        if level.message not in messages:
            yield f"{key}.message", f"there is no message {level.message!r}"
        elif message := messages[level.message]:
            yield from ((f"{key}.message", what) for what in _of_use(rule, told, message))
    yield from _out_of_order(rule)


def _of_use(rule: LadderRule, told: Iterable[Tell], message: Message) -> Iterator[str]:
    if message.audience is Script.HOME and not AT_HOME.issuperset(told):
        yield "a message for home may tell only the owner and compliance"
    if rule.subject is not Subject.OFFER:
        used = OF_AN_OFFER.intersection(Template(message.text).get_identifiers())
        yield from (f"${name} has no value in a rule that is not about an offer" for name in sorted(used))


def _out_of_order(rule: LadderRule) -> Iterator[tuple[str, str]]:
    ladders: list[list[Span]]
    if isinstance(rule, AfterRule):
        ladders = [[span(level.at.of(urgency)) for level in rule.level] for urgency in Urgency]
    else:
        ladders = [[span(level.before) for level in rule.level[::-1]]]
    if not all(_shorter(earlier, later) for ladder in ladders for earlier, later in pairwise(ladder)):
        yield "level", "the levels are not in the order of time, whatever the days between"


def _shorter(one: Span, other: Span) -> bool:
    return one.number < other.number if one.unit == other.unit else _most(one) < _least(other)


def _least(one: Span) -> int:
    return (one.number - 1) * DAY + FIRST_BUSINESS_DAY if one.unit == "bd" else one.number * MINUTES[one.unit]


def _most(one: Span) -> int:
    weekends = -(-one.number // 5)
    return (one.number + 2 * weekends + HOLIDAYS) * DAY if one.unit == "bd" else one.number * MINUTES[one.unit]


def _of_text(message: Message | None) -> Iterator[str]:
    if message is None:
        return
    template = Template(message.text)
    if not template.is_valid():
        yield "has a $ that starts no placeholder; write $$ for a dollar sign"
        return
    if ATTRIBUTE.search(message.text):
        yield "reaches into a placeholder; a placeholder is one word"
    allowed = SHARED | HOME_ONLY if message.audience is Script.HOME else SHARED
    for name in template.get_identifiers():
        if name in HOME_ONLY - allowed:
            yield f"${name} is for home only"
        elif name not in allowed:
            yield f"${name} is no placeholder"
