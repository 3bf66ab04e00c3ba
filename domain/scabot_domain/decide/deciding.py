"""The one question of the domain: may this be done now, and what does it make true?"""

from typing import assert_never

from scabot_domain.case import Case
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
from scabot_domain.decide.answers import accept, expire_offer, reject, withdraw_offer
from scabot_domain.decide.care import close_case, record_care_start
from scabot_domain.decide.drafts import approve_draft, issue_draft, redline
from scabot_domain.decide.endings import decline, provider_withdraw, reopen, withdraw_case
from scabot_domain.decide.guards import guard
from scabot_domain.decide.legal import advised
from scabot_domain.decide.offers import counter, make_offer
from scabot_domain.decide.opening import acknowledge, open_case, record_approval, request_sca
from scabot_domain.decide.pings import acknowledge_ping
from scabot_domain.decide.sections import confirm_sections, set_section
from scabot_domain.decide.signing import sign
from scabot_domain.decide.stalls import add_note, clear_stall, cleared_by_progress, mark_stalled
from scabot_domain.envelope import Said, enveloped
from scabot_domain.events import CaseEvent
from scabot_domain.playbook import Book, fire
from scabot_domain.refusals import Refused

_Opening = OpenCase | RecordApproval | RequestSca | Acknowledge
_Offering = MakeOffer | Counter | Accept | Reject | WithdrawOffer | ExpireOffer
_Papering = SetSection | ConfirmSections | IssueDraft | Redline | ApproveDraft | Sign
_Ending = RecordCareStart | CloseCase | Decline | ProviderWithdraw | WithdrawCase | Reopen
_Remarking = MarkStalled | ClearStall | AddNote | AckPing
_Human = _Opening | _Offering | _Papering | _Ending | _Remarking


def decide(case: Case, command: Command, book: Book) -> list[CaseEvent]:
    """Return the events that a command makes true, its versions counting on from the case; none means nothing to do.

    Raises `Refused`, which says what the person may do instead.
    """
    if isinstance(command, FireDeadline | ExpireOffer) and case.terminal:
        return []  # a clock that comes too late has nothing to tell
    try:
        guard(case, command)
        if isinstance(command, FireDeadline):
            return fire(case, command, book)
        facts = _facts(case, command, book)
    except Refused as no:
        raise advised(no, case, command.by) from None
    return enveloped(case, command.by, [*facts, *cleared_by_progress(case, facts)])


def _facts(case: Case, command: _Human, book: Book) -> list[Said]:
    match command:
        case OpenCase() | RecordApproval() | RequestSca() | Acknowledge():
            return _opening(case, command, book)
        case MakeOffer() | Counter() | Accept() | Reject() | WithdrawOffer() | ExpireOffer():
            return _offering(case, command, book)
        case SetSection() | ConfirmSections() | IssueDraft() | Redline() | ApproveDraft() | Sign():
            return _papering(case, command)
        case RecordCareStart() | CloseCase() | Decline() | ProviderWithdraw() | WithdrawCase() | Reopen():
            return _ending(case, command)
        case MarkStalled() | ClearStall() | AddNote() | AckPing():
            return _remarking(case, command, book)
        case _:
            assert_never(command)


def _opening(case: Case, command: _Opening, book: Book) -> list[Said]:
    match command:
        case OpenCase():
            return open_case(command, book)
        case RecordApproval():
            return record_approval(command)
        case RequestSca():
            return request_sca(case, command)
        case Acknowledge():
            return acknowledge(case, command)
        case _:
            assert_never(command)


def _offering(case: Case, command: _Offering, book: Book) -> list[Said]:
    match command:
        case MakeOffer():
            return make_offer(case, command, book)
        case Counter():
            return counter(case, command, book)
        case Accept():
            return accept(case, command)
        case Reject():
            return reject(case, command)
        case WithdrawOffer():
            return withdraw_offer(case, command)
        case ExpireOffer():
            return expire_offer(case, command)
        case _:
            assert_never(command)


def _papering(case: Case, command: _Papering) -> list[Said]:
    match command:
        case SetSection():
            return set_section(case, command)
        case ConfirmSections():
            return confirm_sections(case, command)
        case IssueDraft():
            return issue_draft(case, command)
        case Redline():
            return redline(case, command)
        case ApproveDraft():
            return approve_draft(case, command)
        case Sign():
            return sign(case, command)
        case _:
            assert_never(command)


def _ending(case: Case, command: _Ending) -> list[Said]:
    match command:
        case RecordCareStart():
            return record_care_start(case, command)
        case CloseCase():
            return close_case(command)
        case Decline():
            return decline(command)
        case ProviderWithdraw():
            return provider_withdraw(command)
        case WithdrawCase():
            return withdraw_case(command)
        case Reopen():
            return reopen(command)
        case _:
            assert_never(command)


def _remarking(case: Case, command: _Remarking, book: Book) -> list[Said]:
    match command:
        case MarkStalled():
            return mark_stalled(case, command)
        case ClearStall():
            return clear_stall(case, command)
        case AddNote():
            return add_note(command)
        case AckPing():
            return acknowledge_ping(case, command, book)
        case _:
            assert_never(command)
