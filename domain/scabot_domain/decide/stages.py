"""In which stages a command makes sense: the whole of it, written out (S8)."""

from scabot_domain.case import TERMINAL, Stage
from scabot_domain.commands import (
    Accept,
    Acknowledge,
    AckPing,
    AddNote,
    ApproveDraft,
    ClearStall,
    CloseCase,
    Command,
    ConfirmSections,
    Counter,
    Decline,
    ExpireOffer,
    FireDeadline,
    IssueDraft,
    MakeOffer,
    MarkStalled,
    OpenCase,
    ProviderWithdraw,
    RecordApproval,
    RecordCareStart,
    Redline,
    Reject,
    Reopen,
    RequestSca,
    SetSection,
    Sign,
    WithdrawCase,
    WithdrawOffer,
)

_ALL = frozenset(Stage)
_LIVE = _ALL - TERMINAL
_BOUND = frozenset({Stage.EXECUTED, Stage.IN_CARE})
_UNBOUND = _LIVE - _BOUND
_BARGAINING = frozenset({Stage.NEGOTIATING})

STAGES: dict[type[Command], frozenset[Stage]] = {
    OpenCase: frozenset(),
    RecordApproval: frozenset({Stage.INTAKE}),
    RequestSca: frozenset({Stage.APPROVED}),
    Acknowledge: frozenset({Stage.REQUESTED, Stage.NEGOTIATING}),
    MakeOffer: frozenset({Stage.REQUESTED, Stage.NEGOTIATING}),
    Counter: _BARGAINING,
    Accept: _BARGAINING,
    Reject: _BARGAINING,
    WithdrawOffer: _BARGAINING,
    ExpireOffer: _LIVE,
    SetSection: _LIVE,
    ConfirmSections: _UNBOUND,
    IssueDraft: frozenset({Stage.TERMS_AGREED, Stage.DRAFT_REVIEW}),
    Redline: frozenset({Stage.DRAFT_REVIEW, Stage.SIGNING}),
    ApproveDraft: frozenset({Stage.DRAFT_REVIEW}),
    Sign: frozenset({Stage.SIGNING}),
    RecordCareStart: _LIVE,
    CloseCase: _BOUND,
    MarkStalled: _LIVE,
    ClearStall: _LIVE,
    Decline: _UNBOUND,
    ProviderWithdraw: _UNBOUND,
    WithdrawCase: _UNBOUND,
    Reopen: frozenset({Stage.DECLINED, Stage.PROVIDER_WITHDREW}),
    AddNote: _ALL,
    FireDeadline: _LIVE,
    AckPing: _LIVE,
}
"""A case that has ended takes a command only if its stage is named here (I15)."""
