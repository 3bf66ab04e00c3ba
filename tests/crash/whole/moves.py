"""What people of the practice world try, as they would type or click it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Move:
    """`who` types (`/…`) or clicks `how`, with KEY and AMOUNT to be put in, and fills in `fields`."""

    who: str
    how: str
    fields: Mapping[str, str | list[str]] = field(default_factory=dict)
    weight: int = 1


OPEN = Move(
    who="ruth",
    how="/sca open",
    fields={"Health plan": "Northwind Health Plan", "Provider": "Lakeside Transplant Center", "Urgency": "Emergency"},
)
APPROVAL = Move(
    who="ruth",
    how="/sca approval KEY",
    fields={
        "Authorization number": "AUTH-1",
        "Valid from": "2026-11-20",
        "Valid to": "2028-05-31",
        "Who approved it": "Utilization management",
    },
    weight=3,
)
REQUEST = Move(
    who="ruth",
    how="/sca request KEY",
    fields={"Department": "Contracting", "Reason": "It is an emergency"},
    weight=3,
)
SECTIONS = (
    Move(
        who="ruth",
        how="/sca section KEY 2",
        fields={
            "Identity": ["Identity is on file"],
            "Covered from": "2026-01-01",
            "Covered until": "2028-12-31",
            "Eligibility verified on": "2026-11-20",
        },
    ),
    Move(who="ruth", how="/sca section KEY 6", fields={"Copay": "AMOUNT"}),
    Move(who="ben", how="/sca section KEY confirm"),
    Move(who="nils", how="Confirm sections"),
)
MONEY = (
    Move(who="ben", how="/sca offer KEY AMOUNT case rate"),
    Move(who="ben", how="/sca counter KEY AMOUNT case rate"),
    Move(who="ben", how="/sca accept KEY"),
    Move(who="nils", how="Make an offer", fields={"Amount": "AMOUNT"}),
    Move(who="nils", how="Submit a counter", fields={"Amount": "AMOUNT"}),
    Move(who="nils", how="Accept the offer"),
    Move(who="nils", how="Reject the offer"),
)
MOVES: tuple[Move, ...] = (
    APPROVAL,
    REQUEST,
    Move(who="ruth", how="/sca note KEY trying again"),
    Move(who="ruth", how="/sca status KEY"),
    Move(who="cara", how="Confirm receipt"),
    Move(who="nils", how="Issue the draft"),
    *MONEY,
    *SECTIONS,
)
