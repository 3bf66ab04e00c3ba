"""What the model writes down about drafts that somebody read back: who may still do it, and whether one is clean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scabot_domain.commands import (
    Accept,
    CheckDraft,
    Command,
    Counter,
    IssueDraft,
    MakeOffer,
    Redline,
    Reject,
    WithdrawOffer,
)

PLANTED: tuple[Mapping[str, str], ...] = ({"term-end": "2031-01-31"}, {"hold-harmless": ""}, {"late-fee": "75"})
"""A term that differs, one that the draft is silent about, one that nobody agreed on."""
READERS = ["pa_specialist", "case_manager", "medical_director", "network_manager", "provider_biller", "office_manager"]
SIGNERS = ["payer_signatory", "provider_signatory", "compliance"]


@dataclass(frozen=True)
class Read:
    """What came of reading a draft: by whom, whether it was clean, and whether a term differed."""

    by: str
    clean: bool
    differs: bool


@dataclass
class Reading:
    """Who negotiated, and what came of reading each version of the draft last."""

    negotiators: set[str] = field(default_factory=set)
    read: dict[str, Read] = field(default_factory=dict)

    def clean(self, draft: str | None) -> bool:
        """Say whether a version was last found clean."""
        return draft in self.read and self.read[draft].clean

    def expects(self, command: CheckDraft, newest: str | None) -> bool:
        """Say whether this person may read this version back."""
        actor, last = command.by.actor, self.read.get(newest or "")
        fit = actor.role.value in (*READERS, *SIGNERS) and command.by.on_behalf_of is None
        contradicts = last is not None and last.by == actor.user and last.differs
        return command.draft == newest and fit and actor.user not in self.negotiators and not contradicts

    def apply(self, command: Command, contents: Mapping[int, object]) -> None:
        """Write down who negotiates, and what a draft that was read back says."""
        match command:
            case MakeOffer() | Counter() | Accept() | Reject() | WithdrawOffer() | IssueDraft() | Redline():
                self.negotiators.add(command.by.actor.user)
            case CheckDraft():
                told = {one.name: one.value for one in command.typed}
                wrong = [planted for planted in PLANTED if planted.items() <= told.items()]
                silent = PLANTED[1] in wrong and 6 not in contents
                self.read[command.draft] = Read(
                    by=command.by.actor.user,
                    clean=not wrong or (silent and len(wrong) == 1),
                    differs=PLANTED[0] in wrong and 3 in contents,
                )
            case _:
                pass
