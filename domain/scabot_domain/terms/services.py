"""The lines of the scope: one covered service each, with everything that a claim for it must match."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.money.benchmarks import Setting
from scabot_domain.terms.identifiers import CodeSystem, Icd10, Modifier, Npi, PlaceOfService
from scabot_domain.wording import Line

Units = Annotated[int, Field(ge=1, le=100_000)]


class UnitKind(StrEnum):
    """What one unit of a service is."""

    VISIT = "visit"
    HOUR = "hour"
    FIFTEEN_MINUTES = "fifteen_minutes"
    DAY = "day"
    DOSE = "dose"
    ITEM = "item"
    UNIT = "unit"


@fact
class LineAuthorization:
    """An authorization for one line alone: its number, and if stated its units and its days, both included."""

    auth_no: Line
    units: Units | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@fact
class AuthorizedService:
    """A service that the plan's approval lists by its code, and how many units of it."""

    system: CodeSystem
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,11}$")]
    units: Units | None = None


AuthorizedServices = Annotated[tuple[AuthorizedService, ...], Field(min_length=1, max_length=100)]


@fact
class ScopeLine:
    """One covered service: a code and how many units of it; what is not stated is not limited by this line."""

    line_id: Annotated[str, StringConstraints(pattern=r"^L[1-9][0-9]{0,2}$")]
    system: CodeSystem
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,11}$")]
    units_max: Units
    modifiers: Annotated[tuple[Modifier, ...], Field(min_length=1, max_length=4)] | None = None
    unit_kind: UnitKind | None = None
    frequency: Line | None = None
    pos: PlaceOfService | None = None
    setting: Setting | None = None
    icd10: Annotated[tuple[Icd10, ...], Field(min_length=1, max_length=12)] | None = None
    rendering_npis: Annotated[tuple[Npi, ...], Field(min_length=1, max_length=10)] | None = None
    auth: LineAuthorization | None = None
