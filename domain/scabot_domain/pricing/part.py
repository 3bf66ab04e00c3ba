"""A part of the services that a rate is worked out for: one line, or all that the rate pays."""

from dataclasses import dataclass
from decimal import Decimal

from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.priced import Missing
from scabot_domain.terms.services import ScopeLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Lines that are paid together, and what was carved out of them by a name of its own; or just something named."""

    lines: tuple[ScopeLine, ...]
    without: tuple[str, ...] = ()
    name: str | None = None

    @property
    def line_id(self) -> str | None:
        """The line that is meant, where it is one."""
        return self.lines[0].line_id if len(self.lines) == 1 else None

    @property
    def words(self) -> str:
        """What the part is, in words."""
        return self.name or ", ".join(line.line_id for line in self.lines) or "everything"


def charges_of(part: Part, basis: Basis) -> Decimal | Missing:
    """Return the billed charges of a part, less those of what is carved out of it (L7).

    They are the charges of each line, or the whole bill where the part is everything; never an estimate of a share.
    Lines that do not sum to the bill, or something carved out that is more than the whole, are no charges.
    """
    lines = _sum(tuple(line.line_id for line in part.lines), basis) if part.lines else None
    bill = basis.assumed.billed if len(part.lines) == len(basis.lines) else None
    whole, taken = bill if lines is None else lines, _sum(part.without, basis)
    if whole is None or taken is None:
        return Missing(what="the billed charges", line_id=part.line_id, finding="L7")
    if whole < taken or bill not in (None, whole):
        return Missing(what="one bill: charges assumed contradict each other", line_id=part.line_id, finding="L7")
    return whole - taken


def _sum(names: tuple[str, ...], basis: Basis) -> Decimal | None:
    told = [basis.assumed.charges.get(name) for name in names]
    known = [amount for amount in told if amount is not None]
    return sum(known, start=Decimal(0)) if len(known) == len(told) else None
