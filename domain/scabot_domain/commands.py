"""Everything a person or a clock may ask of a case, as a closed union; `decide` answers with facts or refuses.

Time, identity and chance are arguments: each command carries `by`, its circumstances.
"""

from scabot_domain.asking.ending import Decline, Ending, ProviderWithdraw, Reopen, WithdrawCase
from scabot_domain.asking.offering import Accept, Counter, ExpireOffer, MakeOffer, Offering, Reject, WithdrawOffer
from scabot_domain.asking.opening import Acknowledge, OpenCase, Opening, RecordApproval, RequestSca
from scabot_domain.asking.papering import ApproveDraft, ConfirmSections, IssueDraft, Papering, Redline, SetSection, Sign
from scabot_domain.asking.remarking import AckPing, AddNote, FireDeadline, Remarking
from scabot_domain.asking.running import ClearStall, CloseCase, MarkStalled, RecordCareStart, Running

__all__ = [
    "COMMANDS",
    "Accept",
    "AckPing",
    "Acknowledge",
    "AddNote",
    "ApproveDraft",
    "ClearStall",
    "CloseCase",
    "Command",
    "ConfirmSections",
    "Counter",
    "Decline",
    "ExpireOffer",
    "FireDeadline",
    "IssueDraft",
    "MakeOffer",
    "MarkStalled",
    "OpenCase",
    "ProviderWithdraw",
    "RecordApproval",
    "RecordCareStart",
    "Redline",
    "Reject",
    "Reopen",
    "RequestSca",
    "SetSection",
    "Sign",
    "WithdrawCase",
    "WithdrawOffer",
]

Command = Opening | Offering | Papering | Running | Ending | Remarking
COMMANDS: tuple[type[Command], ...] = Command.__args__
