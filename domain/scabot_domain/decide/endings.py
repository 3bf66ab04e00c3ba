"""How a case ends before an agreement, and how it comes back."""

from typing import Any

from scabot_domain.case import Stage
from scabot_domain.commands import Decline, ProviderWithdraw, Reopen, WithdrawCase
from scabot_domain.decide.roles import CM, MD, NM, OM, PA, PB
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import UNBOUND, only
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


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=Decline,
        roles=(NM, MD, CM),
        stages=UNBOUND,
        follows=lambda _case, command, _book: decline(command),
    ),
    Rule(
        command=ProviderWithdraw,
        roles=(PB, OM),
        stages=UNBOUND,
        follows=lambda _case, command, _book: provider_withdraw(command),
    ),
    Rule(
        command=WithdrawCase,
        roles=(PA, CM),
        stages=UNBOUND,
        follows=lambda _case, command, _book: withdraw_case(command),
    ),
    Rule(
        command=Reopen,
        roles=(PA, CM),
        stages=only(Stage.DECLINED, Stage.PROVIDER_WITHDREW),
        follows=lambda _case, command, _book: reopen(command),
    ),
)
