"""Commands that end a case or bring it back."""

from scabot_domain.fact import fact
from scabot_domain.facts.vocabulary import Code
from scabot_domain.parties import By
from scabot_domain.wording import Line, Words


@fact
class Decline:
    """Refuse the agreement for the payer."""

    by: By
    code: Code
    appeal_rights: bool = True


@fact
class ProviderWithdraw:
    """Walk away for the provider."""

    by: By
    code: Code


@fact
class WithdrawCase:
    """Take the case back."""

    by: By
    code: Code


@fact
class Reopen:
    """Bring a declined or abandoned case back on new evidence."""

    by: By
    reason: Words
    evidence: Line


Ending = Decline | ProviderWithdraw | WithdrawCase | Reopen
