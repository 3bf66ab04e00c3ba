"""What to say to whoever is waited for: the playbook's own words for a need, filled in for today."""

from string import Template

from scabot_domain.case import Deadline
from scabot_domain.insight.looking import Look
from scabot_domain.insight.needs import Need, Unblock
from scabot_domain.playbook.book import Level, Message, Script, Subject, TransitionRule
from scabot_domain.playbook.firing import level_of
from scabot_domain.playbook.words import Ping, filled
from scabot_domain.schedule import Told

RULES: dict[Need, str] = {
    Need.ACKNOWLEDGMENT: "ack",
    Need.OFFER: "first_offer",
    Need.ANSWER: "reply",
    Need.DRAFT: "draft",
    Need.SIGNATURE: "signature",
}
"""The rule of a playbook that is about a need."""


def script_of(look: Look, line: Unblock) -> str | None:
    """Return what the playbook says about a need, as it would be said today to whoever can supply it.

    None where the playbook has no rule that runs for it, or only words that are not for this reader.
    """
    name = RULES.get(line.need)
    running = (one for one in look.case.deadlines.values() if one.armed.rule == name)
    one = next(
        (one for one in running if one.armed.subject in (Subject.CASE.value, line.subject, line.who.side.value)), None
    )
    rule = look.book.rules.get(name or "")
    if one is None or rule is None or isinstance(rule, TransitionRule):
        return None
    levels: list[Level] = [level_of(rule, number) for number in range(_level(one), 0, -1)]
    messages = [(number, look.book.messages[level.message]) for number, level in zip(_down(one), levels, strict=True)]
    return next((_said(look, line, one, told) for told in messages if _may_read(look, told[1])), None)


def _level(one: Deadline) -> int:
    return one.next.level if one.next is not None else max(one.told, default=1)


def _down(one: Deadline) -> range:
    return range(_level(one), 0, -1)


def _may_read(look: Look, message: Message) -> bool:
    at_home = look.audience.compliance or look.audience.side is look.owner[1]
    return message.audience is Script.SHARED or at_home


def _said(look: Look, line: Unblock, one: Deadline, told: tuple[int, Message]) -> str:
    level, message = told
    ping = Ping(
        case=look.case,
        armed=one.armed,
        level=level,
        levels=len(one.armed.plan),
        told=(Told(role=line.who.role, side=line.who.side, team=None, user=None),),
        next=None,
        now=look.now,
        book=look.book,
    )
    text = Template(message.text).substitute(filled(message, ping, 0))
    return "\n".join(line[:1].upper() + line[1:] for line in text.splitlines())
