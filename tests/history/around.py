"""Examples of what happens around an agreement and after it binds."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import cast as c
import clean
from scabot_domain import events as e
from scabot_domain.parties import Side
from scabot_domain.terms.amended import Delta, LineUnits
from scabot_domain.terms.sections import CodeSystem, Reimbursement

HASH, OTHER = "5c0b" * 16, "a7f3" * 16
SIGNED_AT = datetime(2026, 11, 23, 16, 12, 0, 250_000, tzinfo=UTC)

AFTER: list[e.Fact] = [
    e.AuthorizationExtended(
        auth_no="AUTH-20260001",
        valid_to=date(2027, 9, 30),
        lines=(e.AuthorizedLine(line_id="L1", system=CodeSystem.CPT, code="99215", units=8),),
    ),
    e.AuthorizationExpired(auth_no="AUTH-20260001", valid_to=date(2027, 6, 30)),
    e.AuthorizationRevoked(auth_no="AUTH-20260001", valid_to=date(2027, 1, 31)),
    e.TermsReopened(cause="authorization", lines=("L1",)),
    e.CoverageChanged(ends_on=date(2027, 2, 28), new_payer="Southgate Mutual"),
    e.OverrideRequested(
        rule=e.Waivable.HOLD_HARMLESS,
        reason="The patient prefers this facility",
        acknowledgment_ref="FORM-17",
    ),
    e.RuleOverridden(
        rule=e.Waivable.HOLD_HARMLESS,
        reason="The patient prefers this facility",
        requested_by=c.RUTH,
        approver=c.CHRIS,
        acknowledgment_ref="FORM-17",
    ),
    e.AmendmentProposed(
        amendment="AMD-1",
        side=Side.PAYER,
        base_hash=HASH,
        new_hash=OTHER,
        delta=Delta(
            sections=(
                clean.PARTIES,
                replace(c.TERM, end=date(2027, 6, 30)),
                Reimbursement(offer_id="AMD-1", rates=clean.RATES),
            ),
            units=(LineUnits(line_id="L1", units_max=20),),
        ),
    ),
    e.AmendmentAgreed(amendment="AMD-1", side=Side.PROVIDER, new_hash=OTHER),
    e.AmendmentSigned(
        amendment="AMD-1",
        signature=e.SignatureRecorded(
            side=Side.PROVIDER,
            party_id="P2",
            signatory="Lena Ortiz",
            authority_basis="Delegation of 2026-01-02",
            method=e.SignatureMethod.PORTAL,
            terms_hash=OTHER,
            doc_sha256=HASH,
            signed_at=SIGNED_AT,
        ),
    ),
    e.AmendmentExecuted(amendment="AMD-1", base_hash=HASH, new_hash=OTHER),
    e.AmendmentDropped(amendment="AMD-2", side=Side.PAYER, code="no_longer_needed"),
    e.AgreementExtended(new_end=date(2027, 6, 30)),
    e.AgreementLoaded(loaded_on=date(2026, 12, 2), loaded_by="Provider data team", reference="LOAD-4711"),
    e.ClaimRecorded(
        claim="CLM-1",
        dos=c.CARE_DATE,
        code="99214",
        units=2,
        auth_no="AUTH-20260001",
        billed=Decimal(6000),
        allowed=Decimal("120.50"),
        paid=Decimal(0),
        member_resp=Decimal(40),
        carc="45",
    ),
    e.ClaimMismatchFound(
        claim="CLM-1",
        expected={e.ClaimPoint.ALLOWED: "$7,000.00"},
        diff={e.ClaimPoint.ALLOWED: "$120.50, CARC 45 (the charge exceeds the fee schedule)"},
    ),
    e.TermEnded(end=date(2027, 5, 31), used=True),
    e.RenewalOpened(new_case="SCA-8RM3N5", from_case="SCA-7QK2M4"),
    e.CaseLinked(from_case="SCA-8RM3N5"),
    e.AgreementTerminated(cause="breach", effective=date(2027, 1, 31), runout=date(2027, 3, 31)),
    e.CaseSuperseded(cause=e.SupersedeCause.COVERAGE, new_case="SCA-8RM3N5"),
]
