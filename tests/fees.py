"""A site's imported schedules, in memory: a few figures that CMS published, each with its source.

Source of the rows of 99214 and G0447, the indices and the factors: CMS, physician fee schedule, releases RVU25D
(October 2025) and RVU26A. The other rows and the drug limits are made up. Locality 00000-00 is the nation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from scabot_domain.money.rates import (
    AspBase,
    AspPlus,
    CaseRate,
    FixedFee,
    MedicareBenchmark,
    PercentOfBilled,
    PercentOfMedicare,
    PerDiem,
    QuarterPolicy,
    Rate,
    Setting,
    YearPolicy,
)
from scabot_domain.money.schedules import DrugLimit, Gpci, RelativeValues
from scabot_domain.parties import Side
from scabot_domain.pricing import Assumed, Basis
from scabot_domain.terms.agreed import AgreedRate, Wrapper
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.sections import Term
from scabot_domain.terms.services import ScopeLine

NATION, HOUSTON, REST_OF_TEXAS = "00000-00", "04412-18", "04412-99"
MANHATTAN, SAN_FRANCISCO = "13202-01", "01112-05"
FILE_25, FILE_26 = "25" * 32, "26" * 32


def values(work: str, office: str, facility: str, mp: str, **more: str) -> RelativeValues:
    """Return a row, status A unless told, in the published order: work, non-facility, facility, malpractice."""
    return RelativeValues(
        work=Decimal(work),
        pe_non_facility=Decimal(office),
        pe_facility=Decimal(facility),
        mp=Decimal(mp),
        status=more.get("status", "A"),
    )


def indices(work: str, pe: str, mp: str) -> Gpci:
    return Gpci(work=Decimal(work), pe=Decimal(pe), mp=Decimal(mp))


ROWS = {
    ("RVU25D", "99214", ""): values("1.92", "1.80", "0.83", "0.15"),
    ("RVU25D", "G0447", ""): values("0.60", "0.34", "0.26", "0.04"),
    ("RVU25D", "97153", ""): values("0", "0", "0", "0", status="C"),
    ("RVU25D", "G0463", ""): values("0", "0", "0", "0", status="X"),
    ("RVU25D", "G0101", ""): values("0", "0", "0", "0"),
    ("RVU25D", "G0202", ""): values("1.00", "2.00", "2.00", "0.10"),
    ("RVU25D", "G0202", "26"): values("1.00", "0.40", "0.40", "0.06"),
    ("RVU25D", "G0202", "TC"): values("0", "1.60", "1.60", "0.04"),
    ("RVU26A", "99214", ""): values("1.92", "2.00", "0.47", "0.14"),
}
GPCIS = {
    (2025, NATION): indices("1", "1", "1"),
    (2025, HOUSTON): indices("1.014", "1.003", "1.409"),
    (2025, REST_OF_TEXAS): indices("1", "0.945", "0.934"),
    (2025, MANHATTAN): indices("1.065", "1.166", "1.656"),
    (2025, SAN_FRANCISCO): indices("1.088", "1.419", "0.445"),
    (2026, NATION): indices("1", "1", "1"),
}
FACTORS = {
    ("RVU25D", False): Decimal("32.3465"),
    ("RVU25D", True): Decimal("32.3465"),
    ("RVU26A", False): Decimal("33.4009"),
    ("RVU26A", True): Decimal("33.5675"),
}


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """Schedules as a site may have imported them; a key taken out was never imported."""

    releases: Mapping[int, str] = field(default_factory=lambda: {2025: "RVU25D", 2026: "RVU26A"})
    rows: Mapping[tuple[str, str, str], RelativeValues] = field(default_factory=lambda: ROWS)
    factors: Mapping[tuple[str, bool], Decimal] = field(default_factory=lambda: FACTORS)
    gpcis: Mapping[tuple[int, str], Gpci] = field(default_factory=lambda: GPCIS)
    anesthesia: Mapping[tuple[int, str], Decimal] = field(
        default_factory=lambda: {(2025, NATION): Decimal("20.3178"), (2026, NATION): Decimal("20.4976")}
    )
    drugs: Mapping[tuple[str, str], Decimal] = field(
        default_factory=lambda: {("2026Q4", "J1745"): Decimal("10.600"), ("2026Q3", "J1745"): Decimal("12.345")}
    )
    digests: Mapping[str, str] = field(default_factory=lambda: {"RVU25D": FILE_25, "RVU26A": FILE_26})

    def release_of(self, year: int) -> str | None:
        return self.releases.get(year)

    def physician(self, release: str, code: str, modifier: str) -> RelativeValues | None:
        return self.rows.get((release, code, modifier))

    def factor(self, release: str, qualifying: bool) -> Decimal | None:  # noqa: FBT001 - as the protocol says
        return self.factors.get((release, qualifying))

    def gpci(self, year: int, locality: str) -> Gpci | None:
        return self.gpcis.get((year, locality))

    def anesthesia_factor(self, year: int, locality: str) -> Decimal | None:
        return self.anesthesia.get((year, locality))

    def drug(self, quarter: str, code: str) -> DrugLimit | None:
        limit = self.drugs.get((quarter, code))
        return None if limit is None else DrugLimit(limit=limit)

    def digest(self, release: str) -> str | None:
        return self.digests.get(release)


SHEETS = Sheets()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An offer as pricing sees it."""

    rates: tuple[AgreedRate, ...]
    term: Term | None = None
    default_rate: Rate | None = None
    cap_total: Decimal | None = None
    offer_id: str = "OFR-1"
    side: Side = Side.PAYER


OFFICE_VISITS = ScopeLine(line_id="L1", system=CodeSystem.CPT, code="99214", units_max=12)
COUNSELING = ScopeLine(line_id="L2", system=CodeSystem.HCPCS, code="G0447", units_max=20)
DRUG = ScopeLine(line_id="L3", system=CodeSystem.HCPCS, code="J1745", units_max=40)
IN_2025 = MedicareBenchmark(
    year=2025, year_policy=YearPolicy.FIXED_YEAR, locality=HOUSTON, setting=Setting.NON_FACILITY, release="RVU25D"
)
TERM = Term(effective="2026-12-01", end="2027-11-30")  # type: ignore[arg-type]  # pydantic reads ISO dates


def of_medicare(percent: int = 140, mark: MedicareBenchmark = IN_2025) -> PercentOfMedicare:
    return PercentOfMedicare(percent=Decimal(percent), benchmark=mark)


def of_billed(percent: int = 55, cap: int | None = None, estimate: int | None = 240_000) -> PercentOfBilled:
    return PercentOfBilled(
        percent=Decimal(percent),
        cap=None if cap is None else Decimal(cap),
        charge_estimate=None if estimate is None else Decimal(estimate),
        chargemaster_date=None if estimate is None else TERM.effective,
    )


def per_diem(amount: int = 3500, **more: object) -> PerDiem:
    return PerDiem(amount=Decimal(amount), **more)  # type: ignore[arg-type]  # as told


def case_rate(amount: int = 45_000) -> CaseRate:
    return CaseRate(amount=Decimal(amount))


def fee(amount: str) -> FixedFee:
    return FixedFee(amount=Decimal(amount))


def asp_plus(percent: int = 10, quarter: str | None = "2026Q4") -> AspPlus:
    policy = QuarterPolicy.DATE_OF_SERVICE if quarter is None else QuarterPolicy.FIXED_QUARTER
    return AspPlus(
        plus_percent=Decimal(percent), base=AspBase.AVERAGE_SALES_PRICE, quarter_policy=policy, quarter=quarter
    )


def agreed(rate: Rate, *wrappers: Wrapper, **more: object) -> AgreedRate:
    return AgreedRate(rate=rate, wrappers=wrappers or None, **more)  # type: ignore[arg-type]  # as told


def offer(*rates: Rate | AgreedRate, **more: object) -> Offer:
    each = tuple(rate if isinstance(rate, AgreedRate) else AgreedRate(rate=rate) for rate in rates)
    return Offer(rates=each, **more)  # type: ignore[arg-type]  # as told


def basis(*lines: ScopeLine, sheets: Sheets = SHEETS, term: Term | None = None, **assumed: object) -> Basis:
    """Return what offers are priced on; without lines it is one line of twelve office visits."""
    told = Assumed(**{"units": {"L1": 12}, **assumed})  # type: ignore[arg-type]  # as told
    return Basis(lines=lines or (OFFICE_VISITS,), assumed=told, schedules=sheets, term=term)


def line_of(code: str, *modifiers: str, **more: object) -> ScopeLine:
    told = {"line_id": "L1", "system": CodeSystem.HCPCS, "units_max": 12, "modifiers": modifiers or None, **more}
    return ScopeLine(code=code, **told)  # type: ignore[arg-type]  # as told


def mark(**other: object) -> MedicareBenchmark:
    """Return Houston's office benchmark of 2025 with something else in it."""
    return replace(IN_2025, **other)  # type: ignore[arg-type]  # as told
