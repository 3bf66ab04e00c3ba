"""Everything a person or a clock may ask of a case, as a closed union; `decide` answers with facts or refuses.

Time, identity and chance are arguments: each command carries `by`, its circumstances.
"""

from scabot_domain.asking.ending import Decline, Ending, ProviderWithdraw, Reopen, WithdrawCase
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
from scabot_domain.asking.voicing import ConfirmEntry, CorrectEntry, RecordStatement, RecordVerbal, Voicing

__all__ = [
    "COMMANDS",
    "Accept",
    "AckPing",
    "Acknowledge",
    "AddNote",
    "ApproveDraft",
    "AssignContact",
    "AssignOwner",
    "ClearStall",
    "CloseCase",
    "Command",
    "ConfirmEntry",
    "ConfirmSections",
    "CorrectEntry",
    "Counter",
    "Decline",
    "Escalate",
    "ExpireOffer",
    "FireDeadline",
    "Hold",
    "Intervene",
    "IssueDraft",
    "LogAttempt",
    "MakeOffer",
    "MarkStalled",
    "OpenCase",
    "ProviderWithdraw",
    "RecordApproval",
    "RecordCareStart",
    "RecordStatement",
    "RecordVerbal",
    "Redline",
    "Reject",
    "Reopen",
    "RequestBenchmark",
    "RequestSca",
    "Resume",
    "SetAssumptions",
    "SetSection",
    "ShareBenchmark",
    "Sign",
    "VerifyEligibility",
    "WithdrawCase",
    "WithdrawOffer",
]

Command = Opening | Offering | Papering | Running | Ending | Remarking | Voicing | Keeping
COMMANDS: tuple[type[Command], ...] = Command.__args__
