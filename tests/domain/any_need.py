"""For every line of what would unblock a case: who of the cast supplies it, and by which step."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from domain.steps_lines import FEE
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.covering import EVERYTHING, locks
from scabot_domain.decide.legal import legal_now
from scabot_domain.decide.stages import BOUND
from scabot_domain.decision import conclude
from scabot_domain.events import CaseEvent
from scabot_domain.insight import Unblock, unblock
from scabot_domain.insight.bargaining import offerable
from scabot_domain.insight.needs import ENDED_BY
from scabot_domain.parties import COMPLIANCE_READERS, Actor, Role
from scabot_domain.playbook import Book
from scabot_domain.refusals import Refused
from scabot_domain.terms.seats import recorded
from scabot_domain.terms.sections import AgreedRate
from story import Step

ACTORS: dict[Role, Actor] = {who.role: who for who in c.EVERYBODY}
FAR = date(2030, 12, 31)


def _offer(line: Unblock) -> str:
    return line.subject


def _signs(line: Unblock, who: Actor, case: Case) -> Step:
    name = next((one.name for one in recorded(case, line.subject)), f"{who.user} of the agreement")
    party = line.subject if line.subject.startswith("P") else None
    return d.signs(who, name, party_id=party)


def _offers(who: Actor, case: Case) -> Step:
    """Offer what is open, and reopen what of it is agreed."""
    lines = offerable(case)
    if EVERYTHING in lines:
        return d.offers(who, c.CASE_RATE_45000, reopens=("all",) if locks(case) else ())
    return d.offers(
        who, AgreedRate(line_ids=tuple(sorted(lines)), rate=FEE), reopens=tuple(sorted(lines & locks(case).keys()))
    )


def _amendment(line: Unblock) -> str:
    return line.subject.partition(".")[0]


SUPPLY: dict[str, Callable[[Unblock, Actor, Case], Step]] = {
    "Resume": lambda _line, who, _case: v.resumes(who),
    "ChangeAuthorization": lambda _line, who, _case: a.changes_authorization(who, "extended", FAR),
    "Supersede": lambda _line, who, _case: a.supersedes(who, "coverage", a.NEXT_CASE),
    "Intervene": lambda _line, who, _case: v.intervenes(who),
    "RecordApproval": lambda _line, who, _case: d.records_approval(who),
    "RequestSca": lambda _line, who, _case: d.requests(who),
    "Accept": lambda line, who, _case: d.accepts(who, _offer(line)),
    "MakeOffer": lambda _line, who, case: _offers(who, case),
    "Acknowledge": lambda _line, who, _case: d.acknowledges(who),
    "Override": lambda line, who, _case: a.waives(who, line.subject),
    "ConfirmSections": lambda line, who, _case: d.confirms(who, *([2] if line.subject == "patient" else [])),
    "IssueDraft": lambda _line, who, _case: d.issues(who),
    "ApproveDraft": lambda _line, who, case: d.approves(who, case.draft.draft if case.draft else ""),
    "Sign": _signs,
    "ConfirmLoaded": lambda _line, who, _case: a.loads(who, c.NOW.date()),
    "AgreeAmendment": lambda line, who, _case: a.agrees(who, _amendment(line)),
    "SignAmendment": lambda line, who, _case: a.signs_amendment(who, f"{who.user} of the change", _amendment(line)),
    "DropAmendment": lambda line, who, _case: a.drops(who, _amendment(line)),
    "CloseCase": lambda _line, who, _case: d.closes(who),
    "ConfirmEntry": lambda line, who, _case: v.confirms_entry(who, evidence="LETTER-99", ref=int(line.subject)),
}
"""What supplies a need by an act whose content follows from the case; what people have to write is not among it."""


def supplied(line: Unblock, case: Case, at: datetime) -> Command | None:
    """Return the first act that a line suggests to compliance, as the person whom it names would give it."""
    name = line.actions[0] if line.actions else ""
    return SUPPLY[name](line, ACTORS[line.who.role], case)(case, at) if name in SUPPLY else None


Lines = Mapping[str, Unblock]


def lines_of(events: Iterable[CaseEvent], now: datetime, book: Book) -> Lines:
    """Return the lines for compliance by key; keys are distinct."""
    found = unblock([*events], COMPLIANCE_READERS, now, book)
    assert len({line.key for line in found}) == len(found)
    return {line.key: line for line in found}


def unexplained(before: Lines, after: Lines, events: Iterable[CaseEvent]) -> list[str]:
    """Return the lines that went away though none of these events ends them."""
    kinds = {type(event.fact) for event in events}
    return [key for key in before.keys() - after.keys() if not kinds & ENDED_BY[before[key].need]]


def waits_rightly(case: Case, lines: Lines) -> bool:
    """Say whether there is a line where there must be one, and none where the case has ended."""
    loaded = case.stage in BOUND and case.loaded is not None
    return not lines if case.terminal else bool(lines) or loaded or not case.opened


def against_the_rules(case: Case, events: list[CaseEvent], now: datetime, *, book: Book) -> list[str]:
    """Return the lines that suggest what `legal_now` does not name, is refused, or does not end them when done."""
    return [key for key, line in lines_of(events, now, book).items() if _wrong(line, case, events, (now, book))]


def _wrong(line: Unblock, case: Case, events: list[CaseEvent], at: tuple[datetime, Book]) -> str | None:
    now, book = at
    if not set(line.actions) <= set(legal_now(case, (line.who.role,), line.who.side, now)):
        return "not legal"
    command = supplied(line, case, now)
    if command is None:
        return None
    try:
        brought = conclude(case, command, book).events
    except Refused as no:
        return no.reason.value
    after = lines_of([*events, *brought], now, book)
    kinds = {type(event.fact) for event in brought}
    return "stays" if line.key in after or not kinds & ENDED_BY[line.need] else None
