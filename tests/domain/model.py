"""A small negotiation of its own, against which the real one is compared: it looks at commands, never at events."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.lines_on_paper import Ledger, Priced
from domain.model_after import ENDED, MOVES, Sheet, changes, day_of, vague
from domain.model_ground import carve, ground
from domain.model_holds import OFFERING, Holds, four_eyes, held_expected
from domain.model_lines import answer, offerable, settle, uncovered
from domain.model_offers import MINUTE, Proposal, adds_up, paid_by
from domain.model_parties import entities, in_order, may_carve, may_take, must_sign, seat
from domain.reading import Reading
from domain.unread import PARTIES, Unread, enter, may_relay, read_back, take_back, waits
from scabot_domain.case import Case
from scabot_domain.commands import (
    Accept,
    AddNote,
    Amend,
    ApproveDraft,
    AssignContact,
    CarveOut,
    ChangeAuthorization,
    ChangeCoverage,
    CheckDraft,
    Command,
    ConfirmEntry,
    ConfirmSections,
    CorrectEntry,
    Counter,
    DropHeldOffer,
    EndTerm,
    ExpireOffer,
    Extend,
    FireDeadline,
    IssueDraft,
    LogAttempt,
    MakeOffer,
    RecordApproval,
    RecordCareStart,
    RecordClaim,
    Redline,
    Reject,
    ReleaseOffer,
    Reopen,
    SetAuthority,
    SetSection,
    Sign,
    SignAmendment,
    WithdrawOffer,
)
from scabot_domain.parties import By
from scabot_domain.terms.sections import Scope, Term

AT_THE_END = (Reopen, AddNote, FireDeadline, ExpireOffer, EndTerm, RecordClaim, RecordCareStart)
ALWAYS = (AddNote, ConfirmEntry, CorrectEntry, AssignContact, LogAttempt)
"""What an ended case takes as well."""
CHICAGO = ZoneInfo("America/Chicago")
NEEDED = ((1, "provider_tin"), (6, "accumulates_in_network"), (7, "timely_filing_days"))
"""What people of these stories forget to say, by section."""


@dataclass
class Model:
    """What a careful clerk would write on a sheet of paper."""

    stage: str = "unopened"
    approved: bool = False
    offers: dict[str, Proposal] = field(default_factory=dict)
    contents: dict[int, Any] = field(default_factory=dict)
    confirmed: dict[int, set[str]] = field(default_factory=dict)
    draft: str | None = None
    draft_contents: dict[int, object] = field(default_factory=dict)
    drafts: int = 0
    reading: Reading = field(default_factory=Reading)
    approvals: set[str] = field(default_factory=set)
    signers: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    sheet: Sheet = field(default_factory=Sheet)
    holds: Holds = field(default_factory=Holds)
    proposal: Amend | Extend | None = None
    lines: Ledger = field(default_factory=Ledger)
    unread: dict[int, Unread] = field(default_factory=dict)
    newly: list[int] = field(default_factory=list)

    def complete(self, at: datetime) -> bool:
        """Say whether all seven sections are filled in, confirmed and clear, the patient held harmless."""
        both = all(self.confirmed[n] >= PARTIES for n in self.contents if n != 2)
        return (
            len(self.contents) == 7 and both and bool(self.confirmed[2]) and self._clear(at.astimezone(CHICAGO).date())
        )

    def _clear(self, today: date) -> bool:
        told = [getattr(self.contents[number], name) for number, name in NEEDED]
        verified = self.contents[2].eligibility_verified_on
        harmless = self.contents[6].hold_harmless or "hold_harmless" in self.sheet.waived
        fresh = (today - verified).days <= 14 or "eligibility_age" in self.sheet.waived
        rates = self.contents[5]
        priced = not isinstance(rates, Priced) or (rates.fits(self.scope) and self._divided(rates))
        return priced and None not in told and harmless and fresh and self.sheet.authorizes(self.contents[4])

    def _divided(self, rates: Priced) -> bool:
        return self.lines.divided(rates, frozenset(entities(self.contents)))

    def expects(self, command: Command, case: Case) -> bool | None:  # noqa: C901, PLR0911 - one line per kind of command
        """Say whether a command must succeed (or must not), as far as the model has an opinion."""
        self.holds.services = getattr(self.contents.get(4), "lines", ())
        unclear = isinstance(command, MakeOffer | Counter) and any(map(vague, command.rates))
        if unclear or command.by.said_at > command.by.at + MINUTE or not may_relay(command.by):
            return False
        if isinstance(command, MakeOffer | Counter) and not self._offerable(command):
            return False
        if isinstance(command, ReleaseOffer | DropHeldOffer):
            return held_expected(self, command, case)
        if isinstance(command, Accept | Reject | WithdrawOffer | Counter):
            return self._answer_expected(command)
        if isinstance(command, CheckDraft):
            return self._papered() and self.reading.expects(command, self.draft)
        if isinstance(command, ApproveDraft):
            return self._approvable(command)
        if isinstance(command, CarveOut):
            return may_carve(self, command)
        if isinstance(command, Sign):
            return self._signable(command, case)
        if self.stage in ENDED and not isinstance(command, (*AT_THE_END, *ALWAYS)):
            return False
        if isinstance(command, SignAmendment) and not may_take(self.contents, self.sheet.signed, command):
            return False
        passes = self.sheet.expects(command, case, self.stage)
        unsure = waits(self, "proposal", "answer") or (in_order(self.contents) and waits(self, "amendment signature"))
        return None if passes and isinstance(command, SignAmendment) and unsure else passes

    def _offerable(self, command: MakeOffer | Counter) -> bool:
        return offerable(self, command) and not self.holds.forbids(command) and self._divisible(command)

    def _papered(self) -> bool:
        return self.stage in ("draft_review", "signing") and self.draft_contents == self.contents

    def _carried(self, at: datetime, by: By) -> bool:
        term = self.contents.get(3)
        return isinstance(term, Term) and self.sheet.carries(at, day_of(by.at), term)

    def _answer_expected(self, command: Accept | Reject | WithdrawOffer | Counter) -> bool | None:
        if not self._answerable(command, own=isinstance(command, WithdrawOffer)):
            return False
        if isinstance(command, Accept):
            offer = self.offers[command.offer_id]
            fits = self.lines.acceptable(command.offer_id, command.line_ids, self.scope)
            return fits and command.offer_hash == offer.hash and self._all_parties(offer.paid)
        return None if isinstance(command, Counter) else True

    def _divisible(self, command: MakeOffer | Counter) -> bool:
        return adds_up(command) and self._all_parties(paid_by(command))

    def _all_parties(self, paid: frozenset[str]) -> bool:
        return 1 not in self.contents or entities(self.contents).keys() >= paid

    @property
    def scope(self) -> frozenset[str]:
        """Return the lines of section 4."""
        told = self.contents.get(4)
        return frozenset(line.line_id for line in told.lines) if isinstance(told, Scope) else frozenset()

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
        carried = self._carried(command.by.said_at, command.by)
        complete = self.complete(command.by.at)
        as_issued = self.draft_contents == self.contents and self.reading.clean(self.draft)
        passes = decides and newest and fresh and carried and complete and as_issued
        return None if passes and waits(self, "section") else passes

    def _signable(self, command: Sign, case: Case) -> bool | None:
        actor = command.by.speaker
        signs = actor.role.value == f"{actor.side.value}_signatory"
        if self.stage != "signing" or not signs or not may_take(self.contents, {*self.signers}, command):
            return False
        known_people = {word.casefold() for signer in self.signers.values() for word in signer[:2]}
        stranger = known_people.isdisjoint({actor.user.casefold(), command.signatory.casefold()})
        if not self._carried(command.signed_at, command.by):
            return False
        bound = case.draft is not None and command.doc_sha256 == case.draft.doc_sha256
        lasting = self.complete(command.by.at) and self.reading.clean(self.draft)
        same_terms = case.draft is not None and command.terms_hash == case.draft.terms_hash
        passes = lasting and stranger and bound and same_terms
        unsure = waits(self, "section", "approval") or (in_order(self.contents) and waits(self, "signature"))
        return None if passes and unsure else passes

    def apply(self, command: Command, case: Case) -> None:  # noqa: C901 - one arm per kind of command
        """Write down what a command that succeeded changes; `case` is the real one afterwards."""
        self.sheet.must = must_sign(self.contents)
        self.sheet.apply(command, case, waits=waits(self, "amendment signature"))
        self.reading.apply(command, self.contents)
        match command:
            case MakeOffer() | Counter() | SetAuthority() | ReleaseOffer() | DropHeldOffer():
                four_eyes(self, command, case)
            case Accept() | Reject() | WithdrawOffer() | ExpireOffer():
                answer(self, command)
            case SetSection() | ConfirmSections():
                self._paper(command)
            case IssueDraft() | Redline() | ApproveDraft() | Sign():
                self._draft(command)
            case RecordCareStart():
                self._care(command)
            case ChangeAuthorization() | ChangeCoverage():
                ground(self, command)
            case CarveOut():
                carve(self, command)
            case Amend() | Extend() | SignAmendment():
                self._amended(command)
            case ConfirmEntry():
                read_back(self, command)
            case CorrectEntry():
                take_back(self, command)
            case _:
                self._move(command)
        enter(self, command, case)
        settle(self)
        if self.stage not in OFFERING:
            self.holds.waiting.clear()

    def offer(self, command: MakeOffer | Counter, case: Case) -> None:
        """Write down that an offer was made."""
        side = command.by.speaker.side.value
        self.holds.forget(side)
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
            term=command.term,
            paid=paid_by(command),
        )
        self.lines.note(f"OFR-{len(self.offers)}", command)
        self.stage = "negotiating"

    def put(self, number: int, content: object, confirmed: set[str]) -> None:
        """Write a section down anew, which voids the approvals."""
        self.contents[number], self.confirmed[number] = content, set(confirmed)
        self.approvals = set()

    def _paper(self, command: SetSection | ConfirmSections) -> None:
        side = command.by.speaker.side.value
        if isinstance(command, SetSection):
            self.put(command.content.section, command.content, set())
            self.stage = "draft_review" if self.stage == "signing" else self.stage
            uncovered(self)
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
                self.signers[seat(command)] = (actor.user, command.signatory, command.by.key)
                later = command.by.on_behalf_of is not None or waits(self, "signature")
                self.stage = "executed" if self.signers.keys() >= must_sign(self.contents) and not later else self.stage

    def _reissue(self, command: IssueDraft | Redline) -> None:
        if isinstance(command, IssueDraft):
            self.draft_contents, self.approvals, self.stage = dict(self.contents), set(), "draft_review"
        elif command.material:
            self.approvals, self.stage = set(), "negotiating"
            self.lines.clear()

    def _care(self, command: RecordCareStart) -> None:
        term = self.contents.get(3)
        self.sheet.care = command.dos
        if isinstance(term, Term) and self.stage in ("executed", "expired"):
            end = min(term.end, self.sheet.coverage_end or term.end)
            inside = min(term.effective, term.retro_from or term.effective) <= command.dos <= end
            self.stage = "in_care" if inside else self.stage

    def _amended(self, command: Amend | Extend | SignAmendment) -> None:
        if not isinstance(command, SignAmendment):
            self.proposal = command
        elif self.sheet.state == "executed":
            self.change()

    def change(self) -> None:
        """Write down what the amendment that both sides have signed changes."""
        assert self.proposal is not None
        for number, content in changes(self.proposal, self.contents).items():
            self.contents[number], self.confirmed[number] = content, set(PARTIES)

    def _move(self, command: Command) -> None:
        self.approved = self.approved or isinstance(command, RecordApproval)
        if isinstance(command, Reopen):
            self.approvals, self.signers = set(), {}
            self.lines.clear()
            self.stage = "negotiating" if self.offers else "approved" if self.approved else "intake"
        self.stage = MOVES.get(type(command), self.stage)
        if isinstance(command, EndTerm):
            self.sheet.term_over = True
            self.stage = "expired" if self.stage == "executed" else self.stage
        if self.stage in ENDED:
            for offer in self.offers.values():
                offer.alive = False
