"""What several sections say together: which entities bill, and who renders for them."""

from typing import TypeVar

from scabot_domain.terms.entities import LEAD, NOTHING_MORE, ProviderParty
from scabot_domain.terms.papered import Papered
from scabot_domain.terms.sections import Parties, Scope

T = TypeVar("T")


def content(case: Papered, kind: type[T]) -> T | None:
    """Return a section by its class, or None while it is empty."""
    return next((held.content for held in case.sections.values() if isinstance(held.content, kind)), None)


def entities(parties: Parties) -> tuple[ProviderParty, ...]:
    """Return every provider entity of section 1; the flat fields are party `P1`, which always signs."""
    lead = ProviderParty(
        party_id=LEAD,
        legal_name=parties.provider_legal_name,
        tin=parties.provider_tin,
        npi_type2=parties.provider_npi,
        details=parties.provider or NOTHING_MORE,
    )
    return (lead, *(parties.providers or ()))


def uncovered_renderers(parties: Parties, scope: Scope | None) -> tuple[tuple[str, str], ...]:
    """Return who renders a line of the scope for no party, each as an NPI with the id of the line (I13)."""
    covered = covered_npis(parties)
    lines = scope.lines if scope is not None else ()
    return tuple((npi, line.line_id) for line in lines for npi in line.rendering_npis or () if npi not in covered)


def covered_npis(parties: Parties) -> frozenset[str]:
    """Return the NPI of every entity of section 1 and of everybody who renders services for one."""
    return frozenset(
        npi for party in entities(parties) for npi in (party.npi_type2, *(party.details.npis_type1 or ())) if npi
    )
