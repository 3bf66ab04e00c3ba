"""What a carve-out takes out of a rate: lines of the scope, by id or code, or something by a name of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from scabot_domain.money.rates import CaseRate, FixedFee, PercentOfBilled
from scabot_domain.pricing.basis import Basis
from scabot_domain.pricing.exact import cents
from scabot_domain.pricing.models import fee_unit, price_rate
from scabot_domain.pricing.part import Part
from scabot_domain.pricing.priced import Missing, Priced, Rounding, beside, known, row, shown, unpriced
from scabot_domain.pricing.rules import CARVED_OUT, UNITS
from scabot_domain.pricing.units import Manner
from scabot_domain.terms.agreed import CarveOut
from scabot_domain.terms.services import ScopeLine


def carve(lines: tuple[ScopeLine, ...], carve_outs: Iterable[CarveOut]) -> Part:
    """Return what is left of a rate's lines, and the names of what else is taken out."""
    taken = {each.what: _meant(each, lines) for each in carve_outs}
    out = {line.line_id for meant in taken.values() for line in meant}
    left = tuple(line for line in lines if line.line_id not in out)
    return Part(lines=left, without=tuple(name for name, meant in taken.items() if not meant))


def twice_carved(lines: tuple[ScopeLine, ...], carve_outs: Iterable[CarveOut]) -> Iterator[Priced]:
    """Yield that nothing can be priced for what two carve-outs take out."""
    names = [name for each in carve_outs for name in _ids(_meant(each, lines)) or (each.what,)]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield unpriced(Missing(what=f"one carve-out for {name}"))


def carved_amount(carved: CarveOut, lines: tuple[ScopeLine, ...], basis: Basis, manner: Manner) -> Priced:
    """Return what is paid beside the rate for what a carve-out names."""
    meant = _meant(carved, lines)
    priced = price_rate(carved.rate, Part(lines=meant), basis, manner) if meant else _named(carved, basis, manner)
    step = row("carve-out", priced.expected, CARVED_OUT, (("what", carved.what),))
    return replace(priced, trace=(*priced.trace, step))


def _meant(carved: CarveOut, lines: tuple[ScopeLine, ...]) -> tuple[ScopeLine, ...]:
    return tuple(line for line in lines if carved.what in (line.line_id, line.code, f"{line.system.value} {line.code}"))


def _ids(lines: tuple[ScopeLine, ...]) -> tuple[str, ...]:
    return tuple(line.line_id for line in lines)


def _named(carved: CarveOut, basis: Basis, manner: Manner) -> Priced:
    rate, part = carved.rate, Part(lines=(), name=carved.what)
    match rate:
        case CaseRate():
            return price_rate(rate, part, basis, manner)
        case PercentOfBilled():
            bill = replace(basis.assumed, billed=basis.assumed.charges.get(carved.what))
            return price_rate(rate, part, replace(basis, lines=(), assumed=bill), manner)
        case FixedFee():
            return _fees(rate, carved.what, basis, manner)
        case _:
            return unpriced(Missing(what=f"a line of the scope for {carved.what}"))


def _fees(rate: FixedFee, what: str, basis: Basis, manner: Manner) -> Priced:
    units = basis.assumed.units.get(what)
    if units is None:
        return unpriced(Missing(what=f"how many units of {what} are expected"))
    unit = fee_unit(rate, manner, None)
    amount = cents((unit.expected or Decimal(0)) * units)
    inputs = (("unit", shown(unit)), ("units", units))
    return beside(known(amount, (row("line", amount, UNITS, inputs, rounding=Rounding.CENT),)), unit)
