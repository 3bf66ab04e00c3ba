"""Examples of what was said outside scabot, and of the facts beside the offers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import cast as c
from scabot_domain import events as e
from scabot_domain.facts.keeping import Assumptions, AttemptOutcome, BenchmarkKind
from scabot_domain.facts.voicing import PatientCost, ReadBack, VerbalRate, VerbalScope
from scabot_domain.money.rates import Setting
from scabot_domain.parties import Role, Side

SAID = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
UNTIL = datetime(2026, 12, 7, 23, 0, tzinfo=UTC)

BESIDE: list[e.Fact] = [
    e.VerbalTermsRecorded(
        scope=VerbalScope.FOLLOW_UPS,
        rate=VerbalRate.CALCULATED,
        rate_words="140 % of Medicare",
        guarantee=True,
        patient_cost=PatientCost(in_network_copay_only=True, confirmed=True, no_liability=True),
        rep="Rep 12",
        call_ref="CALL-0042",
        said_at=SAID,
        expires_at=UNTIL,
    ),
    e.StatementRecorded(side=Side.PAYER, said="The usual rate should do", findings=("L17",)),
    e.EntryConfirmed(ref=6, entry="offer-made", how=ReadBack.LETTER, evidence="LETTER-7"),
    e.EntryCorrected(ref=3, field="approver", old="Dr. Mira Chan", new="Dr. Mira Chen", reason="Misheard on the call"),
    e.ContactAssigned(role=Role.NETWORK_MANAGER, side=Side.PAYER, ref="CONTACT-3"),
    e.AuthorityLimitNoted(role=Role.PROVIDER_BILLER, side=Side.PROVIDER, limit=Decimal("45000.00")),
    e.OwnerAssigned(before=c.RUTH, to=c.CARA),
    e.InNetworkAttemptLogged(
        provider="Prairie Transplant Group",
        contact="555-0142",
        outcome=AttemptOutcome.OFFERED,
        first_appointment=date(2027, 3, 4),
    ),
    e.EligibilityVerified(
        on=date(2026, 11, 20), coverage_from=date(2026, 1, 1), coverage_to=date(2027, 12, 31), reference="ELIG-0042"
    ),
    e.CaseHeld(reason="The patient is in another hospital", review_on=date(2026, 12, 1)),
    e.CaseResumed(),
    e.BenchmarkShared(
        kind=BenchmarkKind.OTHER_CONTRACT,
        source_url="https://example.org/rates",
        value="$52,000 for the whole episode",
        as_of=date(2026, 10, 1),
        not_confidential=True,
    ),
    e.BenchmarkRequested(side=Side.PROVIDER),
    e.MedicalDirectorIntervened(statement="Only this center can do it in time"),
    e.AssumptionsSet(
        id="as-1",
        values=Assumptions(
            units={"L1": 12},
            billed=Decimal("240000.00"),
            midnights=9,
            service_year=2026,
            setting=Setting.FACILITY,
            asp_quarter="2026Q1",
            deductible_left=Decimal("2000.00"),
            out_of_pocket_left=Decimal("6500.00"),
            copay=Decimal("40.00"),
            coinsurance_percent=Decimal(20),
        ),
    ),
]
