"""Commands about what becomes of an agreement that binds."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.fulfilling import Carc, ClaimId, PaidDollars, SupersedeCause
from scabot_domain.facts.vocabulary import Code
from scabot_domain.money.amounts import Dollars
from scabot_domain.parties import By, CaseKey
from scabot_domain.wording import Line


@fact
class ConfirmLoaded:
    """Confirm that the payer's claim system knows the agreement."""

    by: By
    loaded_on: date
    loaded_by: Line
    reference: Line


@fact
class RecordClaim:
    """Record a claim as it was adjudicated, to be held against the agreement."""

    by: By
    claim: ClaimId
    dos: date
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,11}$")]
    units: Annotated[int, Field(ge=1, le=100_000)]
    auth_no: Line | None = None
    billed: Dollars
    allowed: PaidDollars | None = None
    paid: PaidDollars | None = None
    member_resp: PaidDollars | None = None
    carc: Carc | None = None


@fact
class EndTerm:
    """Record that the last day of the term is over (the clock asks)."""

    by: By


@fact
class Renew:
    """Negotiate the next agreement in another case."""

    by: By
    new_case: CaseKey


@fact
class Terminate:
    """End the agreement for one's side after a day, with or without a run-out for care in progress."""

    by: By
    cause: Code
    effective: date
    runout: date | None = None


@fact
class Supersede:
    """End the case because another coverage, or a contract with the network, takes its place."""

    by: By
    cause: SupersedeCause
    new_case: CaseKey | None = None


Fulfilling = ConfirmLoaded | RecordClaim | EndTerm | Renew | Terminate | Supersede
