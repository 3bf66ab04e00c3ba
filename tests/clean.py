"""A whole agreement with every field filled in, and nothing in it that could be read in two ways."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import cast as c
import deeds as d
from scabot_domain.case import Case
from scabot_domain.money import rates as m
from scabot_domain.parties import Side
from scabot_domain.phi import Phi
from scabot_domain.terms import agreed as a
from scabot_domain.terms import entities as e
from scabot_domain.terms import sections as s
from scabot_domain.terms import services as v
from scabot_domain.terms.sections import SettableSection
from story import Step, Story, given

BILLED_100 = m.PercentOfBilled(
    percent=Decimal(100), charge_estimate=Decimal(240_000), chargemaster_date=date(2026, 7, 1)
)
LESS = (a.LesserOf(other=BILLED_100),)
MEDICARE = a.AgreedRate(
    line_ids=("L1",),
    rate=m.PercentOfMedicare(
        percent=Decimal(140),
        benchmark=m.MedicareBenchmark(
            year=2026,
            year_policy=m.YearPolicy.FIXED_YEAR,
            locality="04412-18",
            setting=m.Setting.NON_FACILITY,
            release="RVU26A",
            factor_class=m.FactorClass.NON_QP,
        ),
    ),
    wrappers=LESS,
    modifier_rules=(a.ModifierRule(modifier="80", percent=Decimal(16)),),
    round_at=a.RoundAt.UNIT,
    note="Telehealth visits are paid alike",
)
PER_DIEM = a.AgreedRate(
    line_ids=("L2",),
    rate=m.PerDiem(
        amount=Decimal(3500),
        level="icu",
        same_day=1,
        expected_days=9,
        past_term=m.PastTerm.UNTIL_DISCHARGE,
    ),
    wrappers=(
        *LESS,
        a.StopLoss(pays_from=a.DollarOf.SECOND, threshold=Decimal(300_000), percent=Decimal(50)),
        a.Escalator(percent=Decimal(3)),
        a.CarveOut(what="Implants", rate=m.FixedFee(amount=Decimal(1200))),
    ),
    round_at=a.RoundAt.LINE,
)
CASE_RATE = a.AgreedRate(
    line_ids=("L3",),
    rate=m.CaseRate(
        amount=Decimal(45_000),
        episode="transplant_phase",
        inclusions=("Organ acquisition", "All professional fees"),
        complications=m.Standing.INCLUDED,
        readmission=m.Standing.SEPARATE,
    ),
    wrappers=LESS,
    allocations=(
        a.Allocation(party_id="P2", amount=Decimal(15_000)),
        a.Allocation(party_id="P1", amount=Decimal(30_000)),
    ),
)
DRUG = a.AgreedRate(
    line_ids=("L4",),
    rate=m.AspPlus(
        plus_percent=Decimal(10),
        base=m.AspBase.AVERAGE_SALES_PRICE,
        quarter_policy=m.QuarterPolicy.FIXED_QUARTER,
        quarter="2026Q4",
    ),
    wrappers=LESS,
)
BILLED = a.AgreedRate(line_ids=("L5",), rate=replace(c.BILLED_55, cap=Decimal("150000.00")))
RATES = (MEDICARE, PER_DIEM, CASE_RATE, DRUG, BILLED)
DEFAULT = m.PercentOfBilled(percent=Decimal(50), cap=Decimal(10_000))
CAP = Decimal(250_000)

PARTIES = replace(
    c.PARTIES,
    payer_naic="12345",
    funding=e.Funding.SELF_FUNDED,
    delegated_entity="Harbor Benefit Administrators",
    payer_contact="Contracting, 555-0110",
    provider=e.ProviderDetails(
        npis_type1=("2000000036",),
        taxonomy="282N00000X",
        address="1 Lake Road, Springfield, IL",
        w9_on_file=True,
        license_state="IL",
        medicaid_enrolled=True,
    ),
    providers=(
        e.ProviderParty(
            party_id="P2",
            legal_name="Lakeside Surgeons",
            tin="00-7654322",
            npi_type2="2000000028",
            details=e.ProviderDetails(
                npis_type1=("2000000044", "2000000051"), w9_on_file=True, license_state="IL", medicaid_enrolled=False
            ),
        ),
    ),
    signatories=(
        e.Signatory(
            side=Side.PROVIDER,
            name="Sam Vega",
            title="Chief financial officer",
            authority_basis="Delegation of 2026-01-02",
            limit=Decimal(500_000),
            email="sam@example.org",
        ),
        e.Signatory(side=Side.PAYER, name="Priya Nair", authority_basis="Board resolution 7", limit=Decimal(250_000)),
    ),
    signing_order=("P1", "P2", "payer"),
)
PATIENT = replace(
    c.PATIENT,
    coverage_to=date(2027, 12, 31),
    group_no="GRP-7",
    subscriber_relation=s.Relation.CHILD,
    plan_id="PPO-GOLD",
    coverage_order=s.CoverageOrder.PRIMARY,
)
KNOWN_PATIENT = replace(
    PATIENT,
    name=Phi[str].sealed(f"1.{'A' * 40}"),
    birth_date=Phi[str].sealed(f"1.{'B' * 40}"),
    member_id=Phi[str].sealed(f"1.{'C' * 40}"),
)
TERM = replace(
    c.TERM,
    retro_from=date(2026, 11, 25),
    tz=c.ZONE,
    retro_text="The assessment of 2026-11-25",
    extension_rule=s.Extension.BY_AMENDMENT,
    runout_rule=s.Runout.UNTIL_DISCHARGE,
)
LINE_1 = v.ScopeLine(
    line_id="L1",
    system=s.CodeSystem.CPT,
    code="99214",
    units_max=12,
    modifiers=("80",),
    unit_kind=v.UnitKind.VISIT,
    frequency="Once a month",
    pos="11",
    setting=m.Setting.NON_FACILITY,
    icd10=("C92.02", "Z94.84"),
    rendering_npis=("2000000036", "2000000044"),
    auth=v.LineAuthorization(
        auth_no="AUTH-20260001", units=12, valid_from=date(2026, 11, 20), valid_to=date(2027, 6, 30)
    ),
)
SCOPE = replace(
    c.SCOPE,
    lines=(
        LINE_1,
        v.ScopeLine(line_id="L2", system=s.CodeSystem.REV, code="0200", units_max=9, unit_kind=v.UnitKind.DAY),
        v.ScopeLine(line_id="L3", system=s.CodeSystem.DRG, code="014", units_max=1),
        v.ScopeLine(line_id="L4", system=s.CodeSystem.HCPCS, code="J1745", units_max=40, unit_kind=v.UnitKind.DOSE),
        v.ScopeLine(line_id="L5", system=s.CodeSystem.NDC, code="00000000001", units_max=4),
    ),
    exclusions=("Organ transport by air",),
)
COST_SHARE = replace(
    c.COST_SHARE,
    deductible_remaining=Decimal(0),
    oop_remaining=Decimal(6500),
    clause_id="HH-1",
    entities=("P2", "P1"),
)
CLAIMS = replace(
    c.CLAIMS,
    sca_no=c.KEY,
    box23="AUTH-20260001",
    attention="Single-case unit",
    corrected_days=90,
    appeal_days=180,
    prompt_pay_days=30,
    interest_percent=Decimal("1.5"),
    pay_to="Lakeside Transplant Center, 1 Lake Road, Springfield, IL",
    loaded_confirmed_at=date(2026, 11, 30),
    legal=s.Legal(
        governing_law="IL",
        confidentiality="The rates stay between the parties",
        dispute="Mediation first",
        no_precedent=True,
    ),
)
SECTIONS: tuple[SettableSection, ...] = (PARTIES, PATIENT, TERM, SCOPE, COST_SHARE, CLAIMS)

offered: tuple[Step, ...] = (*d.requested, d.offers(c.NILS, *RATES, default_rate=DEFAULT, cap_total=CAP))
filled: tuple[Step, ...] = (*offered, d.accepts(c.BEN), *(d.sets(c.RUTH, section) for section in SECTIONS))
complete: tuple[Step, ...] = (*filled, d.confirms(c.RUTH), d.confirms(c.NILS))


def agreement(*changed: SettableSection) -> Story:
    """Return the story of the clean agreement, complete, after sections were set again and confirmed by both sides."""
    return given(*filled, *(d.sets(c.RUTH, section) for section in changed), d.confirms(c.RUTH), d.confirms(c.NILS))


def priced(*rates: a.AgreedRate, **more: object) -> Case:
    """Return the clean agreement with other rates for some lines, whatever an offer of them would be told."""
    case = agreement().case
    held = case.sections[5]
    assert isinstance(held.content, s.Reimbursement)
    lines = {line for rate in rates for line in rate.line_ids}
    kept = (rate for rate in held.content.rates if not lines & set(rate.line_ids))
    content = replace(held.content, rates=(*kept, *rates), **more)  # type: ignore[arg-type]  # the section's own fields
    return replace(case, sections={**case.sections, 5: replace(held, content=content)})
