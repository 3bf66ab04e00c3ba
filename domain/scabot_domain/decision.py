"""The one function that whoever records calls: what is decided, what the playbook adds, and the case that results."""

from dataclasses import dataclass
from functools import reduce

from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide import decide
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import evolve
from scabot_domain.playbook.book import Book


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
    changed = _consequences(case, after, events, command, book)
    if changed is None:
        return Decision(events=tuple(events), case=after)
    return Decision(events=(*events, changed), case=evolve(after, changed))


def _consequences(before: Case, after: Case, events: list[CaseEvent], command: Command, book: Book) -> CaseEvent | None:
    from scabot_domain import playbook  # noqa: PLC0415 - the playbook package is being written

    if not hasattr(playbook, "consequences"):
        return None
    changed: CaseEvent | None = playbook.consequences(before, after, events, book, command.by)
    return changed
