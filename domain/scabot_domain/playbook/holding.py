"""What an acknowledgment does to a ladder."""

from datetime import datetime

from scabot_domain.case import Case, Deadline
from scabot_domain.commands import AckPing
from scabot_domain.playbook.book import Book, Spacing, TransitionRule
from scabot_domain.playbook.firing import level_of
from scabot_domain.schedule import Next
from scabot_domain.workdays import CLOSE_OF_BUSINESS, Calendar, at, due


def held(case: Case, command: AckPing, book: Book) -> Next | None:
    """Return the next firing of a deadline after somebody has taken its last level on; none if there is none.

    Taking it on holds the next level for a while; a promised date holds it until then, but only so long.
    A promise that is not kept fires the next level at once, earlier than planned if need be.
    Only the first acknowledgment of a level counts, and a hard level is not held at all.
    """
    one = case.deadlines.get(command.deadline)
    if one is None or one.next is None or one.acknowledged_level in one.told[-1:]:
        return one.next if one else None
    rule = book.rules.get(one.armed.rule)
    if rule is None or isinstance(rule, TransitionRule) or level_of(rule, one.next.level).hard:
        return one.next
    fire_at = _held_until(one, one.next.fire_at, command, (book.ladder[case.urgency], book.calendar))
    return Next(n=one.next.n, level=one.next.level, fire_at=fire_at)


def _held_until(one: Deadline, planned: datetime, command: AckPing, pace: tuple[Spacing, Calendar]) -> datetime:
    now, zone = command.by.at, one.armed.zone
    spacing, days = pace
    if command.expected_by is None:
        return max(planned, due(now, spacing.hold, zone, days))
    promised = at(command.expected_by, CLOSE_OF_BUSINESS, zone)
    longest = due(now, spacing.promise, zone, days)
    if promised > longest:
        return max(planned, longest)
    return max(promised, due(one.last_told_at or now, spacing.gap, zone, days))
