"""The one question of the domain: may this be done now, and what does it make true?"""

from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide.guards import guard
from scabot_domain.decide.legal import advised
from scabot_domain.decide.relaying import heard
from scabot_domain.decide.stalls import cleared_by_progress
from scabot_domain.decide.table import RULES
from scabot_domain.envelope import enveloped
from scabot_domain.events import CaseEvent
from scabot_domain.parties import Role
from scabot_domain.playbook import Book
from scabot_domain.refusals import Refused


def decide(case: Case, command: Command, book: Book) -> list[CaseEvent]:
    """Return the events that a command makes true, its versions counting on from the case; none means nothing to do.

    Raises `Refused`, which says what the person may do instead.
    """
    if case.terminal and command.by.actor.role is Role.SYSTEM:
        return []  # a clock that comes too late has nothing to tell
    try:
        guard(case, command)
        facts = RULES[type(command)].follows(case, heard(command), book)
    except Refused as no:
        raise advised(no, case, command.by) from None
    return enveloped(case, command.by, [*facts, *cleared_by_progress(case, facts)])
