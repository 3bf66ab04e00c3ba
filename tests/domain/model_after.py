"""What the model's clerk notes about the ground an agreement stands on, and about what becomes of it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import cast as c
from domain.model_parties import seat
from scabot_domain.case import Case
from scabot_domain.commands import (
    AgreeAmendment,
    Amend,
    ChangeAuthorization,
    ChangeCoverage,
    CloseCase,
    Command,
    Decline,
    DropAmendment,
    Extend,
    OpenCase,
    Override,
    ProviderWithdraw,
    RecordApproval,
    RecordClaim,
    RequestOverride,
    RequestSca,
    SignAmendment,
    Supersede,
    Terminate,
    WithdrawCase,
)
from scabot_domain.terms.sections import AgreedRate, Scope, Term

BOUND = ("executed", "in_care")
ENDED = {"declined", "provider_withdrew", "withdrawn", "closed", "superseded", "terminated", "expired"}
ONE_OF_FIVE = {"hold_harmless", "term_outside_authorization", "retro_reach", "term_maximum", "eligibility_age"}
ZONE = ZoneInfo(c.ZONE)


def day_of(instant: datetime) -> date:
    """Return the day in Chicago."""
    return instant.astimezone(ZONE).date()


@dataclass
class Sheet:
    """The clerk's second sheet of paper."""

    valid_to: date = date(2027, 6, 30)
    revoked_at: datetime | None = None
    lapsed: bool = False
    coverage_end: date | None = None
    care: date | None = None
    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    waived: set[str] = field(default_factory=set)
    amendment: str = ""
    proposal: Amend | Extend | None = None
    state: str = ""
    proposer: str = ""
    signers: list[tuple[str, str, str]] = field(default_factory=list)
    must: set[str] = field(default_factory=set)
    amendments: int = 0
    executed: int = 0
    wrong: dict[str, bool] = field(default_factory=dict)
    paid: dict[str, bool] = field(default_factory=dict)
    term_over: bool = False
    named: dict[str, int] = field(default_factory=dict)

    def carries(self, at: datetime, today: date, term: Term) -> bool:
        """Say whether the ground bears an approval or a signature at an instant: I11, I10, P3, P5, I9."""
        first = min(term.effective, term.retro_from or term.effective)
        reach = (today - first).days
        retro = reach <= 0 or (term.retro_from is not None and (reach <= 30 or "retro_reach" in self.waived))
        early = self.care is not None and self.care < first
        covered = self.coverage_end is None or term.end <= self.coverage_end
        inside = date(2026, 11, 20) <= term.effective and term.end <= self.valid_to
        allowed = inside or "term_outside_authorization" in self.waived
        return not self.is_lapsed(at) and retro and not early and covered and allowed and term.end >= c.CARE_DATE

    def authorizes(self, scope: object) -> bool:
        """Say whether the lines that an extension named have no more units than it named."""
        lines = scope.lines if isinstance(scope, Scope) else ()
        return all(line.units_max <= self.named.get(line.line_id, line.units_max) for line in lines)

    def is_lapsed(self, at: datetime) -> bool:
        """Say whether the authorization does not stand at an instant."""
        return day_of(at) > self.valid_to or (self.revoked_at is not None and at >= self.revoked_at)

    def expects(self, command: Command, case: Case, stage: str) -> bool | None:  # noqa: PLR0911 - one arm per kind
        """Say whether a command must succeed or must not, as far as the clerk has an opinion."""
        actor = command.by.speaker
        relayed = command.by.on_behalf_of is not None
        match command:
            case Override() | RequestOverride() | CloseCase() if relayed:
                return False
            case Override():
                asker = self.asked.get(command.rule)
                fit = asker is not None and asker != (actor.team, actor.user) and command.rule not in self.waived
                return fit and actor.role.value == "compliance" and stage not in ("unopened", *ENDED)
            case RequestOverride() if command.rule not in ONE_OF_FIVE or len(command.reason) < 15:
                return False
            case Amend() | Extend() if self.state in ("proposed", "agreed", "signing") or stage not in BOUND:
                return False
            case AgreeAmendment() | SignAmendment() | DropAmendment():
                return self._amendment_expected(command, case, stage)
            case CloseCase():
                settled = bool(self.paid) and all(self.paid.values())
                late = self._filing_over(command, case)
                mine = actor.role.value == "pa_specialist" and stage in BOUND and self.term_over
                return mine and not any(self.wrong.values()) and (settled or late)
            case _:
                return None

    def _amendment_expected(
        self, command: AgreeAmendment | SignAmendment | DropAmendment, case: Case, stage: str
    ) -> bool | None:
        actor = command.by.speaker
        if stage not in BOUND or command.amendment != self.amendment or self.state in ("", "executed", "dropped"):
            return False
        negotiates = actor.role.value in ("network_manager", "provider_biller")
        if isinstance(command, DropAmendment):
            return negotiates
        seen = command.new_hash == case.amendments[-1].proposed.new_hash
        if isinstance(command, AgreeAmendment):
            return negotiates and seen and self.state == "proposed" and actor.side.value != self.proposer
        signs = actor.role.value == f"{actor.side.value}_signatory" and self.state in ("agreed", "signing")
        same = [s for s in self.signers if s[1] == actor.user or s[2] == command.signatory]
        if self.is_lapsed(command.signed_at) or same or not signs or not seen:
            return False
        return None if self.valid_to < date(2027, 6, 30) or self.named else True

    @property
    def signed(self) -> set[str]:
        """Return who has signed the newest amendment."""
        return {whose for whose, _, _ in self.signers}

    def _filing_over(self, command: CloseCase, case: Case) -> bool:
        claims, end = case.sections.get(7), case.term_ended_on
        days = getattr(claims.content, "timely_filing_days", 0) if claims else 0
        return end is not None and (day_of(command.by.at) - end).days > days

    def apply(self, command: Command, case: Case, *, waits: bool) -> None:
        """Note what a command that succeeded changes; `waits` says whether a signature of an amendment is unread."""
        actor = command.by.speaker
        match command:
            case ChangeAuthorization():
                self._authorization(command)
            case ChangeCoverage():
                self.coverage_end = command.ends_on
            case RequestOverride():
                self.asked[command.rule] = (actor.team, actor.user)
            case Override():
                self.waived.add(command.rule)
                del self.asked[command.rule]
            case RecordClaim():
                mismatch = case.claims[command.claim].mismatch
                self.wrong[command.claim], self.paid[command.claim] = mismatch is not None, command.paid is not None
            case _:
                self._amending(command, waits=waits or command.by.on_behalf_of is not None)

    def _authorization(self, command: ChangeAuthorization) -> None:
        if command.change.value == "extended":
            assert command.valid_to is not None
            self.valid_to, self.revoked_at = command.valid_to, None
            self.named |= {line.line_id: line.units for line in command.lines if line.units is not None}
        if command.change.value == "revoked":
            self.valid_to = command.valid_to or min(self.valid_to, day_of(command.by.at))
            self.revoked_at = command.by.said_at
        self.lapsed = command.change.value != "extended"

    def _amending(self, command: Command, *, waits: bool) -> None:
        actor = command.by.speaker
        match command:
            case Amend() | Extend():
                self.amendments += 1
                self.amendment, self.state, self.signers = f"AMD-{self.amendments}", "proposed", []
                self.proposer, self.proposal = actor.side.value, command
            case AgreeAmendment():
                self.state = "agreed"
            case DropAmendment():
                self.state = "dropped"
            case SignAmendment():
                self.signers.append((seat(command), actor.user, command.signatory))
                self.state = "signing"
                if not waits:
                    self.execute()
            case _:
                pass

    def execute(self) -> bool:
        """Note that the amendment binds if both sides have signed it."""
        if self.state != "signing" or not self.signed >= self.must:
            return False
        self.state, self.executed = "executed", self.executed + 1
        self.term_over = self.term_over and not isinstance(self.proposal, Extend)
        return True

    def take_back(self, what: str, whose: str) -> None:
        """Note that a step of the open amendment was never taken."""
        if self.state not in ("proposed", "agreed", "signing"):
            return
        match what:
            case "proposal":
                self.state = "dropped"
            case "answer":
                self.state, self.signers = "proposed", []
            case _:
                self.signers = [one for one in self.signers if one[0] != whose]
                self.state = "signing" if self.signers else "agreed"


def vague(agreed: AgreedRate) -> bool:
    """Say whether a percent of Medicare could be one of two amounts."""
    mark = getattr(agreed.rate, "benchmark", None)
    return mark is not None and mark.year >= 2026 and mark.factor_class is None


def changes(command: Amend | Extend, contents: dict[int, object]) -> dict[int, object]:
    """Return what the terms of an amendment put into the sections, by number."""
    if isinstance(command, Extend):
        return {3: replace(contents[3], end=command.new_end)} if isinstance(contents[3], Term) else {}
    changed: dict[int, object] = {int(content.section): content for content in command.sections}
    changed |= {5: f"rates of {command.base_hash}"} if command.rates else {}
    scope = contents[4]
    if command.units and isinstance(scope, Scope):
        units = {one.line_id: one.units_max for one in command.units}
        changed[4] = replace(scope, lines=tuple(replace(line, units_max=units[line.line_id]) for line in scope.lines))
    return changed


MOVES: dict[type[Command], str] = {
    OpenCase: "intake",
    RecordApproval: "approved",
    RequestSca: "requested",
    CloseCase: "closed",
    Decline: "declined",
    ProviderWithdraw: "provider_withdrew",
    WithdrawCase: "withdrawn",
    Supersede: "superseded",
    Terminate: "terminated",
}
"""The stage to which a command alone moves a case."""
