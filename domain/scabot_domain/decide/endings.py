"""How a case ends before an agreement, and how it comes back."""

from scabot_domain.commands import Decline, ProviderWithdraw, Reopen, WithdrawCase
from scabot_domain.envelope import Said, said
from scabot_domain.events import CaseReopened, CaseWithdrawn, ProviderWithdrew, ScaDeclined


def decline(command: Decline) -> list[Said]:
    """Refuse the agreement for the payer."""
    return [said(ScaDeclined(code=command.code, appeal_rights=command.appeal_rights))]


def provider_withdraw(command: ProviderWithdraw) -> list[Said]:
    """Walk away for the provider."""
    return [said(ProviderWithdrew(code=command.code))]


def withdraw_case(command: WithdrawCase) -> list[Said]:
    """Take the case back."""
    return [said(CaseWithdrawn(code=command.code))]


def reopen(command: Reopen) -> list[Said]:
    """Bring the case back on new evidence; every earlier offer stays closed."""
    return [said(CaseReopened(reason=command.reason, evidence=command.evidence))]
