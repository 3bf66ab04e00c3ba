"""The sheet that lies on top of the agreement: parties, hash, waived rules, signatures. It enters no hash."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from scabot_domain.parties import Side
from scabot_domain.terms.binding import terms_hash
from scabot_domain.terms.canonical import short
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.seats import required, seats, several, titled


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


class Left(Protocol):
    """An entity that was carved out."""

    @property
    def party_id(self) -> str:
        """Return its id."""
        ...

    @property
    def legal_name(self) -> str:
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
    def signatures(self) -> Mapping[str, Signature]:
        """Return the signatures by seat."""
        ...

    @property
    def carved_out(self) -> Sequence[Left]:
        """Return the entities that are no parties any more, in order."""
        ...


def cover_sheet(case: Covered) -> str:
    """Return the cover sheet as plain text; a waived rule is on it for ever (I23)."""
    lines = [
        f"COVER SHEET, agreement {case.key}",
        f"Payer: {case.payer}",
        f"Provider: {case.provider}",
        f"Terms: {short(terms_hash(case))}",
        *(f"OVERRIDDEN by compliance: {one.rule.replace('_', ' ')} ({one.reason})" for one in case.overrides),
        *(f"CARVED OUT: {one.party_id} {one.legal_name} ({one.reason})" for one in case.carved_out),
        *(_signed(seat, case) for seat in seats(case)),
    ]
    return "\n".join(lines) + "\n"


def _signed(seat: str, case: Covered) -> str:
    signature = case.signatures.get(seat)
    whom = titled(case, seat) if several(case) and seat != Side.PAYER else f"the {seat}"
    if signature is None:
        return f"Not signed for {whom}" if seat in required(case) else f"Not signed for {whom}, which need not sign"
    day: date = signature.signed_at.date()
    return f"Signed for {whom}: {signature.signatory}, {day} (UTC)"
