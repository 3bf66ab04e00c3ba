"""S8: approval, request, terms, draft and two signatures, care: each stage in its order."""

from datetime import date

import pytest

import cast as c
import deeds as d
from deeds import CARE_DAY
from scabot_domain.case import Stage
from scabot_domain.events import AgreementExecuted, CareStarted, CoveredBy, SignatureRecorded
from scabot_domain.terms.hashes import terms_hash
from story import Step, given


@pytest.mark.parametrize(
    ("history", "stage"),
    [
        (d.opened, Stage.INTAKE),
        (d.approved, Stage.APPROVED),
        (d.requested, Stage.REQUESTED),
        (d.offered, Stage.NEGOTIATING),
        (d.agreed, Stage.TERMS_AGREED),
        (d.complete, Stage.TERMS_AGREED),
        (d.drafted, Stage.DRAFT_REVIEW),
        (d.reviewed, Stage.SIGNING),
        (d.half_signed, Stage.SIGNING),
        (d.executed, Stage.EXECUTED),
    ],
)
def test_s8_every_step_leads_to_its_stage(history: tuple[Step, ...], stage: Stage) -> None:
    assert given(history).case.stage is stage


def test_the_last_signature_executes_the_agreement_for_its_term() -> None:
    half = given(d.half_signed)
    outcome = half.when(d.signs(c.PRIYA))
    outcome.happens(SignatureRecorded, AgreementExecuted)
    assert outcome.events[-1].fact == AgreementExecuted(
        terms_hash=terms_hash(half.case),
        effective=date(2026, 12, 1),
        end=date(2027, 5, 31),
        sca_no="SCA-7QK2M4",
    )


def test_care_under_an_executed_agreement_is_covered() -> None:
    case = (
        given(d.executed)
        .at(CARE_DAY)
        .when(d.starts_care(c.CARE_DATE))
        .then(CareStarted(dos=c.CARE_DATE, covered_by=CoveredBy.EXECUTED))
    )
    assert (case.stage, case.care_at_risk) == (Stage.IN_CARE, False)
