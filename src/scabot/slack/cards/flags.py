"""What stands beside the stage of a case: a rest, a verbal yes, and what waits to be read back."""

from collections.abc import Iterator

from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.case import Case
from scabot_domain.covering import locks, open_lines, partial
from scabot_domain.events import kind_of_fact
from scabot_domain.workdays import local_day


def flag_lines(case: Case) -> Iterator[str]:
    """Yield a line for each flag of a case that goes on."""
    if case.terminal:
        return
    if case.held is not None:
        yield f"ON HOLD until {show_day(case.held.review_on)}: {case.held.reason}"
    if case.verbal is not None and case.executed is None:
        until = show_day(local_day(case.verbal.expires_at, case.tz))
        yield f"A verbal yes stands until {until}; a written agreement must follow."
    for one in case.withheld:
        if one.waiting:
            yield f"{one.offer.held} of the {one.side.value} is held for a second approver of that side."
    if partial(case):
        agreed, left = (", ".join(sorted(lines)) for lines in (locks(case), open_lines(case)))
        yield f"Partly agreed: {agreed}; open: {left}.".replace("*", "everything")
    if case.unconfirmed:
        named = dict.fromkeys(f"{plain(kind_of_fact(one.fact))} ({one.side.value})" for one in case.unconfirmed)
        yield f"To be read back, so nothing is agreed on it yet: {', '.join(named)}."
