"""What it costs to price an offer and to compare ten, beside the bare arithmetic: `python bench/pricing.py [--short]`.

F7 is the same fees in raw decimals: products, percents and rounding in one loop, without a trace and without questions.
All of it is processor time, for nothing here waits. Returns 1 if a goal was missed by more than 15 %.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from measuring import Figure, Line, lines_of, measured, print_machine, shown

import fees as f
from scabot_domain.parties import Side
from scabot_domain.pricing import Basis, compare, price_offer

RAW, ONE, TEN = "F7 50 fees in raw decimals", "an offer of 50 lines priced", "10 offers of 5 lines compared"
RAW_TEN = "F7 55 fees in raw decimals"
LINES, OFFERS, FEW = 50, 10, 5
MOST_ONE, MOST_TEN = 5.0, 10.0
"""Milliseconds that a person who waits for a card may notice."""
CENT, HUNDRED, PERCENT = Decimal("0.01"), Decimal(100), Decimal(140)


def basis_of(count: int) -> Basis:
    """Return a scope of so many lines of office visits, 7 units each."""
    lines = tuple(replace(f.OFFICE_VISITS, line_id=f"L{number}") for number in range(1, count + 1))
    return f.basis(*lines, units={line.line_id: 7 for line in lines}, midnights=9, billed=Decimal(240_000))


def raw(basis: Basis) -> Callable[[], Decimal]:
    """Return F7: every fee of a scope, in the same order of rounding, and their sum."""
    values, place = f.ROWS["RVU25D", "99214", ""], f.GPCIS[2025, f.HOUSTON]
    factor, units = f.FACTORS["RVU25D", False], [Decimal(units) for units in basis.assumed.units.values()]

    def fees() -> Decimal:
        total = Decimal(0)
        for count in units:
            parts = values.work * place.work + values.pe_non_facility * place.pe + values.mp * place.mp
            unit = (parts * factor).quantize(CENT, ROUND_HALF_UP)
            total += ((unit * PERCENT / HUNDRED).quantize(CENT, ROUND_HALF_UP) * count).quantize(CENT, ROUND_HALF_UP)
        return total

    return fees


def offers_of(count: int) -> tuple[f.Offer, ...]:
    """Return offers of both sides in turns, each a percent of Medicare."""
    sides = (Side.PAYER, Side.PROVIDER)
    return tuple(
        replace(f.offer(f.of_medicare(100 + number)), offer_id=f"OFR-{number}", side=sides[number % 2])
        for number in range(1, count + 1)
    )


def figures() -> list[Figure]:
    """Return what is measured, floors first."""
    many, few, offer = basis_of(LINES), basis_of(FEW), f.offer(f.of_medicare(int(PERCENT)))
    ten, fees, some = offers_of(OFFERS), raw(many), raw(few)
    assert price_offer(offer, many).expected == fees(), "the floor must do the same work"
    each = OFFERS + 1
    return [
        Figure(RAW, fees, clock=process_time),
        Figure(RAW_TEN, lambda: [some() for _ in range(each)], clock=process_time),
        Figure(ONE, lambda: price_offer(offer, many), RAW, 60.0, clock=process_time),
        Figure(TEN, lambda: compare(ten, few), RAW_TEN, 75.0, clock=process_time),
    ]


def main() -> int:
    """Measure, print, and return 1 if a goal was missed."""
    wanted = figures()
    found = measured(wanted, 40 if "--short" in sys.argv else 200)
    lines = lines_of(found, wanted)
    for name, most in ((ONE, MOST_ONE), (TEN, MOST_TEN)):
        lines.append(Line(name=f"{name}, ms", judged=found[name][0] * 1000, goal=most))
    print_machine()
    return 0 if shown(lines) else 1


if __name__ == "__main__":
    sys.exit(main())
