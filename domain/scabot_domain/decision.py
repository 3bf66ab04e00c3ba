"""The one function that whoever records calls: what is decided, what the playbook adds, and the case that results."""

from dataclasses import dataclass
from functools import reduce

from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide import decide
from scabot_domain.decide.legal import advised
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import evolve
from scabot_domain.playbook import Book, consequences
from scabot_domain.refusals import Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The events of one decision, to be recorded together or not at all, and the case after them."""

    events: tuple[CaseEvent, ...]
    case: Case


def conclude(case: Case, command: Command, book: Book) -> Decision:
    """Return what a command makes true and what follows for the deadlines; no events means nothing to do.

    Raises `Refused`; nothing is recorded then.
    """
    events = decide(case, command, book)
    if not events:
        return Decision(events=(), case=case)
    after = reduce(evolve, events, case)
    try:
        added = consequences(case, after, events, book, by=command.by)
    except Refused as no:
        raise advised(no, case, command.by) from None
    return Decision(events=(*events, *added), case=reduce(evolve, added, after))
