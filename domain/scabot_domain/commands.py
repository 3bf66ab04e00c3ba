"""Everything a person or a clock may ask of a case, as a closed union; `decide` answers with facts or refuses.

Time, identity and chance are arguments: each command carries `by`, its circumstances.
"""

from scabot_domain.asking.amending import AgreeAmendment, Amend, Amending, DropAmendment, Extend, SignAmendment
from scabot_domain.asking.carving import CarveOut, Carving
from scabot_domain.asking.checking import CheckDraft, Checking
from scabot_domain.asking.ending import Decline, Ending, ProviderWithdraw, Reopen, WithdrawCase
from scabot_domain.asking.fulfilling import (
    ConfirmLoaded,
    EndTerm,
    Fulfilling,
    RecordClaim,
    Renew,
    Supersede,
    Terminate,
)
from scabot_domain.asking.keeping import (
    AssignContact,
    AssignOwner,
    Escalate,
    Hold,
    Intervene,
    Keeping,
    LogAttempt,
    RequestBenchmark,
    Resume,
    SetAssumptions,
    ShareBenchmark,
    VerifyEligibility,
)
from scabot_domain.asking.offering import Accept, Counter, ExpireOffer, MakeOffer, Offering, Reject, WithdrawOffer
from scabot_domain.asking.opening import Acknowledge, OpenCase, Opening, RecordApproval, RequestSca
from scabot_domain.asking.papering import ApproveDraft, ConfirmSections, IssueDraft, Papering, Redline, SetSection, Sign
from scabot_domain.asking.remarking import AckPing, AddNote, FireDeadline, Remarking
from scabot_domain.asking.running import ClearStall, CloseCase, MarkStalled, RecordCareStart, Running
from scabot_domain.asking.standing import ChangeAuthorization, ChangeCoverage, Override, RequestOverride, Standing
from scabot_domain.asking.voicing import ConfirmEntry, CorrectEntry, RecordStatement, RecordVerbal, Voicing
from scabot_domain.asking.withholding import DropHeldOffer, ReleaseOffer, SetAuthority, Withholding

__all__ = [
    "COMMANDS",
    "Accept",
    "AckPing",
    "Acknowledge",
    "AddNote",
    "AgreeAmendment",
    "Amend",
    "ApproveDraft",
    "AssignContact",
    "AssignOwner",
    "CarveOut",
    "ChangeAuthorization",
    "ChangeCoverage",
    "CheckDraft",
    "ClearStall",
    "CloseCase",
    "Command",
    "ConfirmEntry",
    "ConfirmLoaded",
    "ConfirmSections",
    "CorrectEntry",
    "Counter",
    "Decline",
    "DropAmendment",
    "DropHeldOffer",
    "EndTerm",
    "Escalate",
    "ExpireOffer",
    "Extend",
    "FireDeadline",
    "Hold",
    "Intervene",
    "IssueDraft",
    "LogAttempt",
    "MakeOffer",
    "MarkStalled",
    "OpenCase",
    "Override",
    "ProviderWithdraw",
    "RecordApproval",
    "RecordCareStart",
    "RecordClaim",
    "RecordStatement",
    "RecordVerbal",
    "Redline",
    "Reject",
    "ReleaseOffer",
    "Renew",
    "Reopen",
    "RequestBenchmark",
    "RequestOverride",
    "RequestSca",
    "Resume",
    "SetAssumptions",
    "SetAuthority",
    "SetSection",
    "ShareBenchmark",
    "Sign",
    "SignAmendment",
    "Supersede",
    "Terminate",
    "VerifyEligibility",
    "WithdrawCase",
    "WithdrawOffer",
]

Command = (
    Opening
    | Offering
    | Papering
    | Running
    | Ending
    | Remarking
    | Standing
    | Amending
    | Fulfilling
    | Voicing
    | Keeping
    | Withholding
    | Checking
    | Carving
)
COMMANDS: tuple[type[Command], ...] = Command.__args__
