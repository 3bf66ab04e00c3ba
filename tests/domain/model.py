"""A small negotiation of its own, against which the real one is compared: it looks at commands, never at events."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from domain.unread import PARTIES, Unread, enter, may_relay, of_pending, read_back, take_back, waits
from scabot_domain.case import Case
from scabot_domain.commands import (
    Accept,
    AddNote,
    ApproveDraft,
    AssignContact,
    CloseCase,
    Command,
    ConfirmEntry,
    ConfirmSections,
    CorrectEntry,
    Counter,
    Decline,
    ExpireOffer,
    FireDeadline,
    IssueDraft,
    LogAttempt,
    MakeOffer,
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
from scabot_domain.parties import By
from scabot_domain.terms.sections import Term

ALWAYS = AddNote | ConfirmEntry | CorrectEntry | AssignContact | LogAttempt
"""What an ended case takes as well."""
ENDED = {"declined", "provider_withdrew", "withdrawn", "closed"}
MINUTE = timedelta(minutes=1)


@dataclass
class Proposal:
    """An offer as the model sees it."""

    side: str
    made_at: datetime
    expires_at: datetime
    hash: str
    has_term: bool
    alive: bool = True

    def can_be_answered(self, by: By) -> bool:
        """Say whether it is open when the answer is given, and provably so when it is entered."""
        in_time = self.made_at - MINUTE <= by.said_at <= self.expires_at
        return self.alive and in_time and (by.at <= self.expires_at or by.on_behalf_of is not None)


@dataclass
class Model:
    """What a careful clerk would write on a sheet of paper."""

    ENDED: ClassVar[set[str]] = ENDED

    stage: str = "unopened"
    approved: bool = False
    offers: dict[str, Proposal] = field(default_factory=dict)
    contents: dict[int, object] = field(default_factory=dict)
    confirmed: dict[int, set[str]] = field(default_factory=dict)
    draft: str | None = None
    draft_contents: dict[int, object] = field(default_factory=dict)
    drafts: int = 0
    approvals: set[str] = field(default_factory=set)
    signers: dict[str, tuple[str, str]] = field(default_factory=dict)
    pending: str | None = None
    unread: dict[int, Unread] = field(default_factory=dict)
    newly: list[int] = field(default_factory=list)

    def complete(self) -> bool:
        """Say whether all seven sections are filled in, confirmed, and hold the patient harmless."""
        share = self.contents.get(6)
        both = all(self.confirmed[n] >= PARTIES for n in self.contents if n != 2)
        return len(self.contents) == 7 and both and bool(self.confirmed[2]) and getattr(share, "hold_harmless", False)

    def expects(self, command: Command, case: Case) -> bool | None:
        """Say whether a command must succeed (or must not), as far as the model has an opinion."""
        if command.by.said_at > command.by.at + MINUTE or not may_relay(command.by):
            return False
        if isinstance(command, MakeOffer | Counter) and self.pending is not None:
            return False
        if isinstance(command, Accept | Reject | WithdrawOffer | Counter):
            return self._answer_expected(command)
        if isinstance(command, ApproveDraft):
            return self._approvable(command)
        if isinstance(command, Sign):
            return self._signable(command, case)
        return (
            False
            if self.stage in ENDED and not isinstance(command, Reopen | FireDeadline | ExpireOffer | ALWAYS)
            else None
        )

    def _answer_expected(self, command: Accept | Reject | WithdrawOffer | Counter) -> bool | None:
        if not self._answerable(command, own=isinstance(command, WithdrawOffer)):
            return False
        if isinstance(command, Accept):
            return command.offer_hash == self.offers[command.offer_id].hash
        return None if isinstance(command, Counter) else True

    def _answerable(self, command: Accept | Reject | Counter | WithdrawOffer, *, own: bool) -> bool:
        by = command.by
        offer = self.offers.get(command.in_reply_to if isinstance(command, Counter) else command.offer_id)
        if offer is None or self.stage != "negotiating":
            return False
        decides = by.speaker.role.value in ("network_manager", "provider_biller")
        return decides and own == (offer.side == by.speaker.side.value) and offer.can_be_answered(by)

    def _approvable(self, command: ApproveDraft) -> bool | None:
        decides = command.by.speaker.role.value in ("network_manager", "provider_biller")
        newest = self.stage == "draft_review" and self.draft == command.draft
        fresh = command.by.speaker.side.value not in self.approvals
        passes = decides and newest and fresh and self.complete() and self.draft_contents == self.contents
        return None if passes and waits(self, "section") else passes

    def _signable(self, command: Sign, case: Case) -> bool | None:
        actor = command.by.speaker
        signs = actor.role.value == f"{actor.side.value}_signatory"
        if self.stage != "signing" or not signs or actor.side.value in self.signers:
            return False
        stranger = all(actor.user != user and command.signatory != name for user, name in self.signers.values())
        bound = case.draft is not None and command.doc_sha256 == case.draft.doc_sha256
        passes = stranger and bound and case.draft is not None and command.terms_hash == case.draft.terms_hash
        return None if passes and waits(self, "section", "approval") else passes

    def apply(self, command: Command, case: Case) -> None:
        """Write down what a command that succeeded changes; `case` is the real one afterwards."""
        match command:
            case MakeOffer() | Counter():
                self._offer(command, case)
            case Accept() | Reject() | WithdrawOffer() | ExpireOffer():
                self._answer(command)
            case SetSection() | ConfirmSections():
                self._paper(command)
            case IssueDraft() | Redline() | ApproveDraft() | Sign():
                self._draft(command)
            case RecordCareStart():
                self._care(command)
            case ConfirmEntry():
                read_back(self, command)
            case CorrectEntry():
                take_back(self, command)
            case _:
                self._move(command)
        enter(self, command, case)

    def _offer(self, command: MakeOffer | Counter, case: Case) -> None:
        side = command.by.speaker.side.value
        for offer in self.offers.values():
            offer.alive = offer.alive and offer.side != side
        if isinstance(command, Counter):
            self.offers[command.in_reply_to].alive = False
        made = case.offers[-1]
        self.offers[f"OFR-{len(self.offers) + 1}"] = Proposal(
            side=side,
            made_at=command.by.said_at,
            expires_at=made.terms.expires_at,
            hash=made.hash,
            has_term=command.term is not None,
        )
        self.stage = "negotiating"

    def _answer(self, command: Accept | Reject | WithdrawOffer | ExpireOffer) -> None:
        self.offers[command.offer_id].alive = False
        if not isinstance(command, Accept):
            return
        for offer in self.offers.values():
            offer.alive = offer.alive and offer.side != command.by.speaker.side.value
        self.pending = command.offer_id
        if command.by.on_behalf_of is None and not of_pending(self):
            self.agree(command.offer_id)

    def agree(self, offer_id: str) -> None:
        """Write down that terms are agreed on an offer."""
        self._put(5, offer_id, PARTIES)
        self.stage, self.pending = "terms_agreed", None

    def _put(self, number: int, content: object, confirmed: set[str]) -> None:
        self.contents[number], self.confirmed[number] = content, set(confirmed)
        self.approvals = set()

    def _paper(self, command: SetSection | ConfirmSections) -> None:
        side = command.by.speaker.side.value
        if isinstance(command, SetSection):
            self._put(command.content.section, command.content, set())
            self.stage = "draft_review" if self.stage == "signing" else self.stage
            return
        mine = {2} if command.by.speaker.role.value in ("case_manager", "office_manager") else {1, 3, 4, 5, 6, 7}
        if command.by.speaker.role.value == "pa_specialist":
            mine |= {2}
        wanted = dict.fromkeys(command.sections or sorted(mine & self.contents.keys()))
        self.newly = [n for n in wanted if side not in self.confirmed[n] and not (n == 2 and self.confirmed[n])]
        for number in self.newly:
            self.confirmed[number].add(side)

    def _draft(self, command: IssueDraft | Redline | ApproveDraft | Sign) -> None:
        actor = command.by.speaker
        match command:
            case IssueDraft() | Redline():
                self.drafts += 1
                self.draft = f"v{self.drafts}"
                self._reissue(command)
            case ApproveDraft():
                self.approvals.add(actor.side.value)
                self.stage = "signing" if self.approvals >= PARTIES else self.stage
            case Sign():
                self.signers[actor.side.value] = (actor.user, command.signatory)
                later = command.by.on_behalf_of is not None or waits(self, "signature")
                self.stage = "executed" if self.signers.keys() >= PARTIES and not later else self.stage

    def _reissue(self, command: IssueDraft | Redline) -> None:
        if isinstance(command, IssueDraft):
            self.draft_contents, self.approvals, self.stage = dict(self.contents), set(), "draft_review"
        elif command.material:
            self.approvals, self.stage = set(), "negotiating"

    def _care(self, command: RecordCareStart) -> None:
        term = self.contents.get(3)
        inside = isinstance(term, Term) and term.effective <= command.dos <= term.end
        self.stage = "in_care" if self.stage == "executed" and inside else self.stage

    def _move(self, command: Command) -> None:
        self.approved = self.approved or isinstance(command, RecordApproval)
        if isinstance(command, Reopen):
            self.approvals, self.signers = set(), {}
            self.stage = "negotiating" if self.offers else "approved" if self.approved else "intake"
        self.stage = _MOVES.get(type(command), self.stage)
        if self.stage in ENDED:
            self.pending = None
            for offer in self.offers.values():
                offer.alive = False


_MOVES: dict[type[Command], str] = {
    OpenCase: "intake",
    RecordApproval: "approved",
    RequestSca: "requested",
    CloseCase: "closed",
    Decline: "declined",
    ProviderWithdraw: "provider_withdrew",
    WithdrawCase: "withdrawn",
}
