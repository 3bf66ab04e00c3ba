"""A ping: what is late and since when, the script to use, who is asked, and what stops it."""

import re
from collections.abc import Iterable, Sequence

from scabot.slack.cards.pressing import Presser, ping_buttons
from scabot.slack.forms.inputs import small
from scabot.slack.message import Message, escaped, marked
from scabot_domain.events import CaseEvent, EscalationSent
from scabot_domain.notices import Readers
from scabot_domain.parties import Side
from scabot_domain.playbook import Book, ping_words
from scabot_domain.playbook.words import listed, role_words
from scabot_domain.schedule import Told

SLACK_USER = re.compile(r"[UW][0-9A-Z]+", re.ASCII)


def ping(event: CaseEvent, book: Book, presser: Presser, *, readers: Readers, home: Side) -> Message | None:
    """Return the ping of an escalation for those who read along in one kind of channel.

    People of the house (whose side is `home`) are mentioned in its own channel, those of the other side in the shared
    one. None for other events, and where nobody who is told reads along in a shared channel.
    """
    fact = event.fact
    if not isinstance(fact, EscalationSent):
        return None
    told = [one for one in fact.told if _reads(one, readers, home)]
    if not told and readers is Readers.SHARED:
        return None
    rule = f"Rule {fact.rule}, level {fact.level} · deadline {fact.deadline} · playbook v{fact.rule_version}"
    return Message(
        text=f"{event.case}: a deadline is due ({fact.rule.replace('_', ' ')}, level {fact.level}).",
        blocks=(
            marked(_whom(told)),
            marked(escaped(ping_words(book, fact))),
            ping_buttons(event.case, fact.deadline, presser, fact.n),
            small(rule),
        ),
    )


def _whom(told: Sequence[Told]) -> str:
    asked = _called(one for one in told if one.user and not one.copied)
    copied = _called(one for one in told if one.user and one.copied)
    unheld = [role_words(one.role) for one in told if one.user is None]
    parts = (
        asked,
        f"copy: {copied}" if copied else "",
        f"Nobody holds the role of {listed(dict.fromkeys(unheld))}" if unheld else "",
    )
    return "  ·  ".join(filter(None, parts)) or "Nobody is told"


def _called(told: Iterable[Told]) -> str:
    return " ".join(dict.fromkeys(_mention(one) for one in told))


def _mention(told: Told) -> str:
    in_slack = told.user is not None and SLACK_USER.fullmatch(told.user)
    return f"<@{told.user}>" if in_slack else role_words(told.role)  # somebody of the shell, whom Slack does not know


def _reads(told: Told, readers: Readers, home: Side) -> bool:
    of_home = told.user is None or told.side in (home, Side.NEUTRAL)
    return of_home is (readers is Readers.HOME)
