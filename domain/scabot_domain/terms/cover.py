"""The sheet that lies on top of the agreement: parties, hash, waived rules, signatures. It enters no hash."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from scabot_domain.parties import Side
from scabot_domain.terms.binding import terms_hash
from scabot_domain.terms.canonical import short
from scabot_domain.terms.papered import Papered


class Waived(Protocol):
    """A rule that compliance waived."""

    @property
    def rule(self) -> str:
        """Return its name."""
        ...

    @property
    def reason(self) -> str:
        """Return why."""
        ...


class Signature(Protocol):
    """A signature."""

    @property
    def signatory(self) -> str:
        """Return who signed."""
        ...

    @property
    def signed_at(self) -> datetime:
        """Return when."""
        ...


class Covered(Papered, Protocol):
    """A case whose agreement gets a cover sheet."""

    @property
    def payer(self) -> str:
        """Return the payer's name."""
        ...

    @property
    def provider(self) -> str:
        """Return the provider's name."""
        ...

    @property
    def overrides(self) -> Sequence[Waived]:
        """Return the rules that were waived, in order."""
        ...

    @property
    def signatures(self) -> Mapping[Side, Signature]:
        """Return the signatures by side."""
        ...


def cover_sheet(case: Covered) -> str:
    """Return the cover sheet as plain text; a waived rule is on it for ever (I23)."""
    lines = [
        f"COVER SHEET, agreement {case.key}",
        f"Payer: {case.payer}",
        f"Provider: {case.provider}",
        f"Terms: {short(terms_hash(case))}",
        *(f"OVERRIDDEN by compliance: {one.rule.replace('_', ' ')} ({one.reason})" for one in case.overrides),
        *(_signed(side, case) for side in (Side.PAYER, Side.PROVIDER)),
    ]
    return "\n".join(lines) + "\n"


def _signed(side: Side, case: Covered) -> str:
    signature = case.signatures.get(side)
    if signature is None:
        return f"Not signed for the {side.value}"
    day: date = signature.signed_at.date()
    return f"Signed for the {side.value}: {signature.signatory}, {day} (UTC)"
