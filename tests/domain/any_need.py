"""For every line of what would unblock a case: who of the cast supplies it, and by which step."""

from collections.abc import Callable
from datetime import date, datetime

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.insight import Unblock
from scabot_domain.parties import Actor, Role
from story import Step

ACTORS: dict[Role, Actor] = {who.role: who for who in c.EVERYBODY}
FAR = date(2030, 12, 31)


def _offer(line: Unblock) -> str:
    return line.subject


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
    "MakeOffer": lambda _line, who, _case: d.offers(who, c.CASE_RATE_45000),
    "Acknowledge": lambda _line, who, _case: d.acknowledges(who),
    "Override": lambda line, who, _case: a.waives(who, line.subject),
    "ConfirmSections": lambda line, who, _case: d.confirms(who, *([2] if line.subject == "patient" else [])),
    "IssueDraft": lambda _line, who, _case: d.issues(who),
    "ApproveDraft": lambda _line, who, case: d.approves(who, case.draft.draft if case.draft else ""),
    "Sign": lambda _line, who, _case: d.signs(who, f"{who.user} of the agreement"),
    "ConfirmLoaded": lambda _line, who, _case: a.loads(who, c.NOW.date()),
    "AgreeAmendment": lambda line, who, _case: a.agrees(who, _amendment(line)),
    "SignAmendment": lambda line, who, _case: a.signs_amendment(who, f"{who.user} of the change", _amendment(line)),
    "CloseCase": lambda _line, who, _case: d.closes(who),
    "ConfirmEntry": lambda line, who, _case: v.confirms_entry(who, evidence="LETTER-99", ref=int(line.subject)),
}
"""What supplies a need by an act whose content follows from the case; what people have to write is not among it."""


def supplied(line: Unblock, case: Case, at: datetime) -> Command | None:
    """Return the first act that a line suggests to compliance, as the person whom it names would give it."""
    name = line.actions[0] if line.actions else ""
    return SUPPLY[name](line, ACTORS[line.who.role], case)(case, at) if name in SUPPLY else None
