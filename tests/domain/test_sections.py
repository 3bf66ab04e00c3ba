"""S10 to S16: filling in and confirming the seven sections."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

import cast as c
import deeds as d
from scabot_domain.case import Stage
from scabot_domain.events import SectionConfirmed, SectionSet
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import section_hash
from scabot_domain.terms.identifiers import npi_is_valid
from scabot_domain.terms.sections import (
    CodeSystem,
    Scope,
    ScopeLine,
    SectionNumber,
    SettableSection,
    Term,
)
from story import given

NEUTRAL_RUTH = Actor(team=c.LAKESIDE, user="U0RUTH", role=Role.PA_SPECIALIST, side=Side.NEUTRAL)
OTHER_TERM = Term(effective=date(2026, 12, 1), end=date(2027, 2, 28))


@pytest.mark.parametrize("content", c.SECTIONS)
def test_s10_to_s16_a_section_is_filled_in_at_any_time_before_signatures(content: SettableSection) -> None:
    case = given(d.opened).when(d.sets(c.RUTH, content)).then(SectionSet(content=content))
    held = case.sections[content.section]
    assert (held.content, held.hash, held.confirmed_by) == (content, section_hash(content), frozenset())


def test_setting_a_section_voids_its_confirmations_and_no_others() -> None:
    case = given(d.complete, d.sets(c.BEN, OTHER_TERM)).case
    assert case.sections[3].confirmed_by == frozenset()
    assert case.sections[1].confirmed_by == {Side.PAYER, Side.PROVIDER}


def test_setting_what_stands_already_voids_nothing() -> None:
    given(d.complete).when(d.sets(c.NILS, c.TERM)).refused(Reason.ALREADY_DONE, what="set", section="3")


def test_each_side_confirms_for_itself() -> None:
    story = given(d.opened, d.sets(c.RUTH, c.TERM))
    confirmed = SectionConfirmed(section=3, side=Side.PAYER, hash=section_hash(c.TERM))
    assert story.when(d.confirms(c.NILS, 3)).then(confirmed).sections[3].confirmed_by == {Side.PAYER}
    assert story.when(d.confirms(c.BEN, 3)).after.sections[3].confirmed_by == {Side.PROVIDER}


def test_s4_the_pa_specialist_confirms_for_the_home_side_only() -> None:
    story = given(d.opened, d.sets(c.RUTH, c.TERM))
    assert story.when(d.confirms(c.RUTH, 3)).after.sections[3].confirmed_by == {Side.PROVIDER}
    story.when(d.confirms(NEUTRAL_RUTH, 3)).refused(Reason.WRONG_SIDE, section="3", own_side="neutral")
    story.when(d.confirms(NEUTRAL_RUTH)).refused(Reason.ALREADY_DONE, what="confirmed")


def test_s11_the_patient_is_confirmed_by_one_person_who_knows_the_patient() -> None:
    story = given(d.opened, d.sets(c.RUTH, c.PATIENT))
    assert story.when(d.confirms(c.CARA, 2)).after.sections[2].confirmed_by == {Side.PAYER}
    assert story.when(d.confirms(NEUTRAL_RUTH)).after.sections[2].confirmed_by == {Side.NEUTRAL}
    story.and_(d.confirms(c.OLGA, 2)).when(d.confirms(c.CARA, 2)).refused(
        Reason.ALREADY_DONE,
        what="confirmed",
        sections="2",
    )


def test_s11_the_patient_is_not_for_those_who_negotiate_money() -> None:
    facts = {"role": "network_manager", "roles": "pa_specialist, case_manager, office_manager", "section": "2"}
    given(d.opened).when(d.sets(c.NILS, c.PATIENT)).refused(Reason.NOT_PERMITTED, **facts)
    given(d.opened, d.sets(c.RUTH, c.PATIENT)).when(d.confirms(c.NILS, 2)).refused(Reason.NOT_PERMITTED, **facts)


def test_the_other_sections_are_not_for_those_who_route() -> None:
    facts = {"role": "case_manager", "roles": "pa_specialist, network_manager, provider_biller", "section": "3"}
    given(d.opened).when(d.sets(c.CARA, c.TERM)).refused(Reason.NOT_PERMITTED, **facts)
    given(d.opened, d.sets(c.RUTH, c.TERM)).when(d.confirms(c.CARA, 3)).refused(Reason.NOT_PERMITTED, **facts)


def test_no_numbers_confirm_all_that_wait_for_this_person() -> None:
    outcome = given(d.filled, d.confirms(c.NILS, 4)).when(d.confirms(c.NILS))
    assert [event.fact.section for event in outcome.events if isinstance(event.fact, SectionConfirmed)] == [1, 3, 6, 7]


def test_the_same_number_twice_confirms_once() -> None:
    given(d.filled).when(d.confirms(c.NILS, 3, 3)).happens(SectionConfirmed)


def test_what_is_confirmed_already_is_left_out_or_refused() -> None:
    story = given(d.filled, d.confirms(c.NILS, 3))
    story.when(d.confirms(c.NILS, 3, 4)).happens(SectionConfirmed)
    story.when(d.confirms(c.NILS, 3)).refused(Reason.ALREADY_DONE, what="confirmed", sections="3")
    story.when(d.confirms(c.NILS, 3, 5)).refused(Reason.ALREADY_DONE, what="confirmed", sections="3, 5")


def test_an_empty_section_cannot_be_confirmed() -> None:
    given(d.opened).when(d.confirms(c.NILS, 1, 4)).refused(
        Reason.INCOMPLETE_SECTION,
        sections="1, 4",
        missing="nothing is filled in.",
    )


def test_i8_after_the_first_signature_the_terms_are_locked() -> None:
    given(d.half_signed).when(d.sets(c.NILS, OTHER_TERM)).refused(
        Reason.TERMS_LOCKED,
        section="3",
        signed_by="provider",
    )
    given(d.executed).when(d.sets(c.NILS, OTHER_TERM)).refused(
        Reason.TERMS_LOCKED,
        section="3",
        signed_by="payer, provider",
    )


def test_a_section_that_changes_after_approval_takes_the_case_back_to_review() -> None:
    case = given(d.reviewed, d.sets(c.BEN, OTHER_TERM)).case
    assert case.stage is Stage.DRAFT_REVIEW
    assert case.draft is not None
    assert (case.draft.approved_by, case.draft.outdated) == (frozenset(), True)


def test_a_section_that_changes_before_there_is_a_draft_changes_no_stage() -> None:
    assert given(d.complete, d.sets(c.BEN, OTHER_TERM)).case.stage is Stage.TERMS_AGREED


def test_s10_the_npi_must_check_out() -> None:
    given(d.opened).when(d.sets(c.RUTH, replace(c.PARTIES, provider_npi="2000000011"))).refused(
        Reason.BAD_IDENTIFIER,
        field="provider_npi",
        value="2000000011",
    )


def test_s11_the_patient_is_the_one_of_the_case() -> None:
    given(d.opened).when(d.sets(c.RUTH, replace(c.PATIENT, token="SUB-9876543210"))).refused(  # noqa: S106 - no secret
        Reason.BAD_IDENTIFIER,
        field="token",
        value="SUB-9876543210",
        expected="SUB-0123456789",
    )


def test_s11_coverage_does_not_end_before_it_begins() -> None:
    given(d.opened).when(d.sets(c.RUTH, replace(c.PATIENT, coverage_to=date(2025, 12, 31)))).refused(
        Reason.OUT_OF_RANGE,
        field="coverage_to",
        value="2025-12-31",
        earliest="2026-01-01",
    )
    given(d.opened).when(d.sets(c.RUTH, replace(c.PATIENT, coverage_to=date(2026, 1, 1)))).happens(SectionSet)


NPIS = [f"20000000{ending}" for ending in (10, 28, 36, 44, 51, 69, 77)]


@pytest.mark.parametrize("npi", NPIS)
def test_s10_the_check_digit_finds_every_single_slip(npi: str) -> None:
    assert npi_is_valid(npi)
    slips = [npi[:at] + digit + npi[at + 1 :] for at in range(10) for digit in "0123456789" if digit != npi[at]]
    assert not any(npi_is_valid(slip) for slip in slips)


def test_s10_the_check_digit_is_that_of_the_standard() -> None:
    assert npi_is_valid("1234567893")
    assert not npi_is_valid("1234567890")


def test_s12_a_term_may_be_one_day_long() -> None:
    given(d.opened).when(d.sets(c.RUTH, replace(c.TERM, end=c.TERM.effective))).happens(SectionSet)


def test_sections_have_the_numbers_that_people_use() -> None:
    assert {number.name: number.value for number in SectionNumber} == {
        "PARTIES": 1,
        "PATIENT": 2,
        "TERM": 3,
        "SCOPE": 4,
        "REIMBURSEMENT": 5,
        "COST_SHARE": 6,
        "CLAIMS": 7,
    }


def test_bounds_of_fields_are_inclusive() -> None:
    line = c.SCOPE.lines[0]
    assert replace(line, units_max=100_000).units_max == 100_000
    assert replace(line, units_max=1).units_max == 1
    assert [replace(c.CLAIMS, timely_filing_days=days).timely_filing_days for days in (1, 3650)] == [1, 3650]
    assert len(replace(c.SCOPE, lines=(line,) * 100).lines) == 100
    assert replace(c.TERM, notice_days=3650).notice_days == 3650
    assert [replace(c.HOUSTON, year=year).year for year in (2020, 2100)] == [2020, 2100]


@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        (c.SCOPE.lines[0], "units_max", 100_001),
        (c.SCOPE.lines[0], "units_max", 0),
        (c.CLAIMS, "timely_filing_days", 0),
        (c.CLAIMS, "timely_filing_days", 3651),
        (c.SCOPE, "lines", c.SCOPE.lines * 101),
        (c.TERM, "notice_days", 3651),
        (c.HOUSTON, "year", 2101),
        (c.HOUSTON, "year", 2019),
    ],
)
def test_what_lies_beyond_the_bounds_does_not_exist(content: Any, field: str, value: object) -> None:  # noqa: ANN401 - a value of any kind
    with pytest.raises(ValidationError):
        replace(content, **{field: value})


def test_s12_the_term_does_not_end_before_it_begins() -> None:
    backward = replace(c.TERM, end=date(2026, 11, 30))
    given(d.opened).when(d.sets(c.RUTH, backward)).refused(
        Reason.OUT_OF_RANGE,
        field="end",
        value="2026-11-30",
        earliest="2026-12-01",
    )


def scope(*lines: tuple[str, CodeSystem, str]) -> Scope:
    rows = tuple(ScopeLine(line_id=line, system=system, code=code, units_max=1) for line, system, code in lines)
    return Scope(lines=rows, auth_no="AUTH-20260001")


@pytest.mark.parametrize(
    ("system", "good", "bad"),
    [
        (CodeSystem.CPT, "99214", "9921"),
        (CodeSystem.CPT, "0001U", "A0001"),
        (CodeSystem.HCPCS, "G0447", "00447"),
        (CodeSystem.REV, "0120", "120"),
        (CodeSystem.DRG, "001", "0001"),
        (CodeSystem.NDC, "00000000001", "0000000001"),
    ],
)
def test_s13_a_code_looks_like_its_system(system: CodeSystem, good: str, bad: str) -> None:
    given(d.opened).when(d.sets(c.RUTH, scope(("L1", system, good)))).happens(SectionSet)
    given(d.opened).when(d.sets(c.RUTH, scope(("L1", system, bad)))).refused(
        Reason.BAD_IDENTIFIER,
        field="code",
        value=bad,
        system=system.value,
        line="L1",
    )


def test_s13_a_line_number_is_used_once() -> None:
    twice = scope(("L1", CodeSystem.CPT, "99214"), ("L1", CodeSystem.CPT, "99215"))
    given(d.opened).when(d.sets(c.RUTH, twice)).refused(Reason.BAD_IDENTIFIER, field="line_id", value="L1")
