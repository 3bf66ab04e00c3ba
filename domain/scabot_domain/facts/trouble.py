"""Facts of trouble: stalls, refusals, withdrawals, and what brings a case back; and notes."""

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Code
from scabot_domain.parties import Instant, Side
from scabot_domain.wording import Line, Words


@fact
class StallDetected:
    """Nothing moves, by a rule of the playbook or by the word of a person (`rule` is then `person`)."""

    rule: Code
    since: Instant
    waiting_for: Side | None = None


@fact
class StallCleared:
    """What stalled moves again."""

    rule: Code


@fact
class ScaDeclined:
    """The payer will not make this agreement."""

    code: Code
    appeal_rights: bool


@fact
class ProviderWithdrew:
    """The provider walked away."""

    code: Code


@fact
class CaseWithdrawn:
    """The care team took the case back."""

    code: Code


@fact
class CaseReopened:
    """New evidence brought a declined or abandoned case back."""

    reason: Words
    evidence: Line


@fact
class NoteAdded:
    """Somebody wrote something down; the envelope's visibility says for whom."""

    text: Words


Troubling = StallDetected | StallCleared | ScaDeclined | ProviderWithdrew | CaseWithdrawn | CaseReopened | NoteAdded
KINDS: dict[str, type[Troubling]] = {
    "stall-detected@1": StallDetected,
    "stall-cleared@1": StallCleared,
    "sca-declined@1": ScaDeclined,
    "provider-withdrew@1": ProviderWithdrew,
    "case-withdrawn@1": CaseWithdrawn,
    "case-reopened@1": CaseReopened,
    "note-added@1": NoteAdded,
}
