"""What an amendment changes in the terms, and the sections after it (C7)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field, StringConstraints

from scabot_domain.fact import fact
from scabot_domain.terms.binding import section_hash
from scabot_domain.terms.papered import Held
from scabot_domain.terms.sections import Claims, CostShare, Parties, Reimbursement, Scope, Section, SectionNumber, Term

Amended = Annotated[
    Parties | Term | Scope | Reimbursement | CostShare | Claims,
    Field(discriminator="section"),
]
"""Every section but the patient: another patient is another case."""


@fact
class LineUnits:
    """Another number of units for one line of the scope."""

    line_id: Annotated[str, StringConstraints(pattern=r"^L[1-9][0-9]{0,2}$")]
    units_max: Annotated[int, Field(ge=1, le=100_000)]


@fact
class Delta:
    """What an amendment changes: whole sections, and units of lines; units count after the sections."""

    sections: tuple[Amended, ...] = ()
    units: tuple[LineUnits, ...] = ()


def amended(sections: Mapping[int, Held], delta: Delta) -> dict[int, Section]:
    """Return the contents of the sections that a delta changes, by number; a line that is not in the scope stays out.

    A section that comes out as it stands is left out.
    """
    contents = {number: held.content for number, held in sections.items()}
    contents |= {int(content.section): content for content in delta.sections}
    scope = contents.get(SectionNumber.SCOPE)
    if isinstance(scope, Scope) and delta.units:
        contents[SectionNumber.SCOPE] = _with_units(scope, delta)
    return {
        number: content
        for number, content in contents.items()
        if number not in sections or section_hash(content) != sections[number].hash
    }


def _with_units(scope: Scope, delta: Delta) -> Scope:
    units = {one.line_id: one.units_max for one in delta.units}
    lines = (replace(line, units_max=units.get(line.line_id, line.units_max)) for line in scope.lines)
    return replace(scope, lines=tuple(lines))
