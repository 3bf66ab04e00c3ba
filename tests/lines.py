"""Three services that are agreed one by one: their scope, their rates, and the histories that stories begin with."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import cast as c
import deeds as d
from scabot_domain.case import Case
from scabot_domain.covering import open_lines
from scabot_domain.money.rates import CaseRate, FixedFee
from scabot_domain.terms.sections import AgreedRate, Scope, ScopeLine


def left(case: Case) -> list[str]:
    """Return the lines that are open, in order."""
    return sorted(open_lines(case))


def line(line_id: str, code: str, units: int = 12) -> ScopeLine:
    """Return a service of the scope."""
    return replace(c.SCOPE.lines[0], line_id=line_id, code=code, units_max=units)


def fee(amount: int, *line_ids: str) -> AgreedRate:
    """Return a fixed fee in dollars for each unit of these lines."""
    return AgreedRate(line_ids=line_ids, rate=FixedFee(amount=Decimal(amount)))


SCOPE: Scope = replace(c.SCOPE, lines=(line("L1", "99214"), line("L2", "99213"), line("L3", "97110")))
TWO: Scope = replace(SCOPE, lines=SCOPE.lines[:2])
LINE_1, LINE_2, LINE_3 = fee(200, "L1"), fee(150, "L2"), fee(90, "L3")
LATER = datetime(2026, 12, 8, 23, 1, tzinfo=UTC)
"""A minute after an offer of Monday 2026-11-23 has expired."""

CHEAPER_1 = fee(180, "L1")
BOTH = AgreedRate(line_ids=("L1", "L2"), rate=CaseRate(amount=Decimal(45_000)))

scoped = (*d.requested, d.sets(c.RUTH, SCOPE))
"""Section 4 lists L1, L2 and L3; nobody has made an offer."""
offered = (*scoped, d.offers(c.NILS, LINE_1, LINE_2, LINE_3))
"""The payer's OFR-1 names a fee for each of the three."""
half = (*offered, d.accepts(c.BEN, lines=("L1", "L3")))
"""The provider accepted L1 and L3."""
agreed = (*half, d.accepts(c.BEN, lines=("L2",)))
