"""Three entities under one case rate, and a fourth that is carved out: facility, surgeons, anesthesia, laboratory."""

from dataclasses import replace
from decimal import Decimal

import cast as c
import deeds as d
from scabot_domain.money.rates import CaseRate, Standing
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.terms.agreed import AgreedRate, Allocation
from scabot_domain.terms.entities import ProviderDetails, ProviderParty, Signatory
from scabot_domain.terms.sections import Scope
from story import Step

LENA = Actor(team=c.LAKESIDE, user="U0LENA", role=Role.PROVIDER_SIGNATORY, side=Side.PROVIDER)
TOM = Actor(team=c.LAKESIDE, user="U0TOM", role=Role.PROVIDER_SIGNATORY, side=Side.PROVIDER)
RATE = CaseRate(
    amount=Decimal(45_000),
    complications=Standing.INCLUDED,
    readmission=Standing.INCLUDED,
)


def entity(party_id: str, name: str, number: int, *npis: str, required: bool = True) -> ProviderParty:
    """Return an entity with a TIN and an NPI of its own, and the people who render its services."""
    return ProviderParty(
        party_id=party_id,
        required=required,
        legal_name=name,
        tin=f"00-765432{number}",
        npi_type2=npis[0],
        details=ProviderDetails(npis_type1=npis[1:] or None, w9_on_file=True),
    )


SURGEONS = entity("P2", "Lakeside Surgeons", 2, "2000000028", "2000000036")
ANESTHESIA = entity("P3", "Prairie Anesthesia Group", 3, "2000000044")
LABORATORY = entity("P4", "Lakeside Laboratory", 4, "2000000051", "2000000069")
SIGNATORIES = (
    Signatory(side=Side.PAYER, name="Priya Nair", limit=Decimal(50_000)),
    Signatory(side=Side.PROVIDER, name="Sam Vega", party_id="P1", limit=Decimal(45_000)),
    Signatory(side=Side.PROVIDER, name="Lena Ortiz", party_id="P2", limit=Decimal("44999.99")),
    Signatory(side=Side.PROVIDER, name="Lena Ortiz", party_id="P3"),
    Signatory(side=Side.PROVIDER, name="Tom Brandt", party_id="P2"),
)
PARTIES = replace(c.PARTIES, providers=(SURGEONS, ANESTHESIA, LABORATORY))
WITH_SIGNATORIES = replace(PARTIES, providers=(SURGEONS, ANESTHESIA), signatories=SIGNATORIES)
ORDERED = replace(PARTIES, providers=(SURGEONS, ANESTHESIA), signing_order=("P2", "payer", "P1"))
THREE = replace(PARTIES, providers=(SURGEONS, ANESTHESIA))


def rendered_by(*npis: str) -> Scope:
    """Return the scope with its one line rendered by people."""
    return replace(c.SCOPE, lines=(replace(c.SCOPE.lines[0], rendering_npis=npis),))


def split(*parts: str) -> AgreedRate:
    """Return the case rate with parts for P1, P2 and so on, in US dollars."""
    shares = (Allocation(party_id=f"P{n}", amount=Decimal(part)) for n, part in enumerate(parts, start=1))
    return AgreedRate(rate=RATE, allocations=tuple(shares))


SPLIT_IN_FOUR = split("30000.00", "9000.00", "5000.00", "1000.00")
SPLIT_IN_THREE = split("30000.01", "9000.00", "5999.99")

papers: tuple[Step, ...] = tuple(d.sets(c.RUTH, section) for section in (*c.SECTIONS[1:], PARTIES))
confirmed: tuple[Step, ...] = (d.confirms(c.RUTH), d.confirms(c.NILS))
requested: tuple[Step, ...] = (*d.requested, *papers)
"""Four entities bill; nothing is offered yet."""
agreed: tuple[Step, ...] = (*requested, d.offers(c.NILS, SPLIT_IN_FOUR), d.accepts(c.BEN))
reviewed: tuple[Step, ...] = (*agreed, *confirmed, d.issues(), d.checks(), d.approves(c.NILS), d.approves(c.BEN))
"""Both sides approved v1, which four entities are to sign."""
waiting: tuple[Step, ...] = (*reviewed, d.signs(c.SAM, "Sam Vega"), d.signs(c.PRIYA, "Priya Nair"))
"""The lead and the payer have signed; three entities have not."""
carved: tuple[Step, ...] = (*waiting, d.carves_out())
"""The laboratory leaves; its part of the case rate is to be agreed anew."""
again: tuple[Step, ...] = (
    *(*carved, d.offers(c.NILS, SPLIT_IN_THREE), d.accepts(c.BEN, "OFR-2")),
    *(*confirmed, d.issues(), d.checks(), d.approves(c.NILS, "v2"), d.approves(c.BEN, "v2")),
)
"""Three entities, another split of the same rate, and v2 approved by both sides."""
signed_by_lead: tuple[Step, ...] = (*again, d.signs(c.SAM, "Sam Vega"))
executed: tuple[Step, ...] = (
    *(*signed_by_lead, d.signs(c.PRIYA, "Priya Nair"), d.signs(LENA, "Lena Ortiz", party_id="P2")),
    d.signs(TOM, "Tom Brandt", party_id="P3"),
)


def reviewed_with(*changed: object) -> tuple[Step, ...]:
    """Return the way to approved papers of three entities after sections were set otherwise."""
    sections = (*c.SECTIONS[1:], THREE, *changed)
    return (
        *(*d.requested, *(d.sets(c.RUTH, section) for section in sections)),  # type: ignore[arg-type]  # sections
        *(d.offers(c.NILS, SPLIT_IN_THREE), d.accepts(c.BEN), *confirmed, d.issues(), d.checks()),
        *(d.approves(c.NILS), d.approves(c.BEN)),
    )
