"""The people and facts of the practice world, all fictional, by the names that tests use."""

from datetime import UTC, date, datetime
from decimal import Decimal

from scabot_domain.directory import Directory, Person
from scabot_domain.money.rates import (
    CaseRate,
    MedicareBenchmark,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    Setting,
    YearPolicy,
)
from scabot_domain.parties import SIDE_OF_ROLE, Actor, By, Role, Side, Source
from scabot_domain.terms.sections import (
    Claims,
    CodeSystem,
    CostShare,
    Parties,
    Patient,
    Product,
    Scope,
    ScopeLine,
    SettableSection,
    Term,
)

KEY = "SCA-7QK2M4"
TOKEN = "SUB-0123456789"  # noqa: S105 - the patient's token, no secret
ZONE = "America/Chicago"
NOW = datetime(2026, 11, 23, 16, 12, tzinfo=UTC)
"""Monday 2026-11-23, 10:12 in Chicago."""
CARE_DATE = date(2026, 12, 11)
LAKESIDE = "T0LAKESIDE"
NORTHWIND = "T0NORTHWIND"
SYSTEM = "system"

_PEOPLE: list[tuple[str, str, str, tuple[Role, ...]]] = [
    (LAKESIDE, "U0RUTH", "Ruth Adeyemi", (Role.PA_SPECIALIST,)),
    (LAKESIDE, "U0BEN", "Ben Okafor", (Role.PROVIDER_BILLER,)),
    (LAKESIDE, "U0OLGA", "Olga Lind", (Role.OFFICE_MANAGER, Role.PROVIDER_BILLER)),
    (LAKESIDE, "U0DANA", "Dana Reyes", (Role.PHYSICIAN,)),
    (LAKESIDE, "U0SAM", "Sam Vega", (Role.PROVIDER_SIGNATORY,)),
    (LAKESIDE, "U0CHRIS", "Chris Doyle", (Role.COMPLIANCE,)),
    (LAKESIDE, "U0ADA", "Ada Park", (Role.ADMIN,)),
    (NORTHWIND, "U0CARA", "Cara Holt", (Role.CASE_MANAGER,)),
    (NORTHWIND, "U0NILS", "Nils Berg", (Role.NETWORK_MANAGER,)),
    (NORTHWIND, "U0NOOR", "Noor Haddad", (Role.NETWORK_MANAGER,)),
    (NORTHWIND, "U0MIRA", "Mira Chen", (Role.MEDICAL_DIRECTOR,)),
    (NORTHWIND, "U0PRIYA", "Priya Nair", (Role.PAYER_SIGNATORY,)),
]
"""The home organization is the provider, so Ruth speaks for the provider."""


def side_of(role: Role) -> Side:
    """Return the side of a role where the home side is the provider."""
    return SIDE_OF_ROLE.get(role, Side.PROVIDER)


def person(row: tuple[str, str, str, tuple[Role, ...]]) -> Person:
    """Return a row of the cast as a person of the directory."""
    team, user, name, roles = row
    return Person(team=team, user=user, name=name, roles=roles, side=side_of(roles[0]), zone=ZONE)


def actor(user: str, role: Role) -> Actor:
    """Return a person of the cast in one of their roles."""
    team = next(row[0] for row in _PEOPLE if row[1] == user)
    return Actor(team=team, user=user, role=role, side=side_of(role))


DIRECTORY = Directory(people=tuple(person(row) for row in _PEOPLE))

RUTH = actor("U0RUTH", Role.PA_SPECIALIST)
BEN = actor("U0BEN", Role.PROVIDER_BILLER)
OLGA = actor("U0OLGA", Role.OFFICE_MANAGER)
DANA = actor("U0DANA", Role.PHYSICIAN)
SAM = actor("U0SAM", Role.PROVIDER_SIGNATORY)
CHRIS = actor("U0CHRIS", Role.COMPLIANCE)
ADA = actor("U0ADA", Role.ADMIN)
CARA = actor("U0CARA", Role.CASE_MANAGER)
NILS = actor("U0NILS", Role.NETWORK_MANAGER)
NOOR = actor("U0NOOR", Role.NETWORK_MANAGER)
MIRA = actor("U0MIRA", Role.MEDICAL_DIRECTOR)
PRIYA = actor("U0PRIYA", Role.PAYER_SIGNATORY)
CLOCK = Actor(team=SYSTEM, user="clock", role=Role.SYSTEM, side=Side.NEUTRAL)
EVERYBODY = (RUTH, BEN, OLGA, DANA, SAM, CHRIS, ADA, CARA, NILS, MIRA, PRIYA, CLOCK)
"""One actor per role."""


def by(who: Actor, at: datetime = NOW, **more: object) -> By:
    """Return the circumstances of a command: said when entered, in Slack, unless more is told."""
    source = Source.CLOCK if who is CLOCK else Source.SLACK
    told: dict[str, object] = {"said_at": at, "source": source, "key": f"{who.user}-{at:%H%M%S%f}", "corr": "corr-1"}
    return By(actor=who, at=at, **{**told, **more})  # type: ignore[arg-type]  # pydantic checks what a test tells


HOUSTON = MedicareBenchmark(
    year=2025,
    year_policy=YearPolicy.FIXED_YEAR,
    locality="04412-18",
    setting=Setting.NON_FACILITY,
)
MEDICARE_140 = PercentOfMedicare(percent=Decimal(140), benchmark=HOUSTON)
BILLED_55 = PercentOfBilled(
    percent=Decimal(55),
    charge_estimate=Decimal(240_000),
    chargemaster_date=date(2026, 7, 1),
)
PER_DIEM_3500 = PerDiem(amount=Decimal(3500))
CASE_RATE_45000 = CaseRate(amount=Decimal(45_000))

PARTIES = Parties(
    payer_legal_name="Northwind Health Plan",
    payer_tin="00-1234567",
    payer_product=Product.PPO,
    provider_legal_name="Lakeside Transplant Center",
    provider_tin="00-7654321",
    provider_npi="2000000010",
)
PATIENT = Patient(
    token=TOKEN,
    identity_on_file=True,
    coverage_from=date(2026, 1, 1),
    eligibility_verified_on=date(2026, 11, 20),
)
TERM = Term(effective=date(2026, 12, 1), end=date(2027, 5, 31))
SCOPE = Scope(
    lines=(ScopeLine(line_id="L1", system=CodeSystem.CPT, code="99214", units_max=12),),
    auth_no="AUTH-20260001",
)
COST_SHARE = CostShare(
    copay=Decimal(40),
    coinsurance_percent=Decimal(20),
    accumulates_in_network=True,
    hold_harmless=True,
)
CLAIMS = Claims(
    payer_id="NW001",
    address="Claims, 1 Northwind Way, Springfield",
    auth_no="AUTH-20260001",
    timely_filing_days=180,
)
SECTIONS: tuple[SettableSection, ...] = (PARTIES, PATIENT, TERM, SCOPE, COST_SHARE, CLAIMS)
"""Everything that people fill in, complete and without contradiction."""
