"""One step for every command, by its name, for tables of roles and stages."""

from collections.abc import Callable

import approvers
import cast as c
import deeds as d
import deeds_after as a
from scabot_domain.commands import AckPing, ExpireOffer, FireDeadline
from scabot_domain.parties import Actor
from story import Step
from voices import DEEDS as VOICES

Deed = Callable[[Actor], Step]


def fires(who: Actor) -> Step:
    """Fire a deadline."""
    return lambda _case, at: FireDeadline(by=c.by(who, at), deadline="draft.1", n=1, directory=c.DIRECTORY)


def takes_on(who: Actor) -> Step:
    """Take on a ping."""
    return lambda _case, at: AckPing(by=c.by(who, at), deadline="draft.1")


def expires(who: Actor) -> Step:
    """Say that OFR-1 has expired."""
    return lambda _case, at: ExpireOffer(by=c.by(who, at), offer_id="OFR-1")


DEEDS: dict[str, Deed] = {
    "OpenCase": d.opens,
    "RecordApproval": d.records_approval,
    "RequestSca": d.requests,
    "Acknowledge": d.acknowledges,
    "MakeOffer": d.offers,
    "Counter": d.counters,
    "Accept": d.accepts,
    "Reject": d.rejects,
    "WithdrawOffer": d.withdraws_offer,
    "ExpireOffer": expires,
    "SetSection": lambda who: d.sets(who, c.TERM),
    "SetSection 2": lambda who: d.sets(who, c.PATIENT),
    "ConfirmSections": lambda who: d.confirms(who, 3),
    "ConfirmSections 2": lambda who: d.confirms(who, 2),
    "IssueDraft": d.issues,
    "Redline": lambda who: d.redlines(who, material=False),
    "CheckDraft": d.checks,
    "ApproveDraft": d.approves,
    "Sign": d.signs,
    "CarveOut": d.carves_out,
    "RecordCareStart": lambda who: d.starts_care(c.NOW.date(), who),
    "CloseCase": d.closes,
    "MarkStalled": d.marks_stalled,
    "ClearStall": d.clears_stall,
    "Decline": d.declines,
    "ProviderWithdraw": d.walks_away,
    "WithdrawCase": d.withdraws_case,
    "Reopen": d.reopens,
    "AddNote": d.notes,
    "FireDeadline": fires,
    "AckPing": takes_on,
    "ChangeAuthorization": a.changes_authorization,
    "ChangeCoverage": a.changes_coverage,
    "RequestOverride": a.asks_to_waive,
    "Override": a.waives,
    "Amend": a.amends,
    "Extend": a.extends,
    "AgreeAmendment": a.agrees,
    "SignAmendment": a.signs_amendment,
    "DropAmendment": a.drops,
    "ConfirmLoaded": a.loads,
    "RecordClaim": lambda who: a.claims(who, dos=c.NOW.date()),
    "EndTerm": a.ends_term,
    "Renew": a.renews,
    "Terminate": a.terminates,
    "Supersede": a.supersedes,
    **VOICES,
    **approvers.DEEDS,
}
