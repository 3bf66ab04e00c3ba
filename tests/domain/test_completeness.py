"""I4, S2: each thing that is missing alone keeps the agreement from being approved or signed."""

from dataclasses import replace
from datetime import date

import pytest

import cast as c
import deeds as d
from scabot_domain.case import Case
from scabot_domain.terms.hashes import missing
from scabot_domain.terms.sections import AgreedRate, CodeSystem, ScopeLine, SettableSection
from story import Step, Story, given

LINE_2 = ScopeLine(line_id="L2", system=CodeSystem.HCPCS, code="G0447", units_max=4)


def gaps(*changed: SettableSection, **facts: object) -> dict[int, tuple[str, ...]]:
    """Return what is missing after sections were changed and confirmed again."""
    story = given(d.complete, *(d.sets(c.RUTH, one) for one in changed), *_again(changed))
    return missing(replace(story.case, **facts))  # type: ignore[arg-type]  # the case's own fields


def _again(changed: tuple[SettableSection, ...]) -> tuple[Step, ...]:
    patient = any(one.section == 2 for one in changed)
    others = any(one.section != 2 for one in changed)
    return (*((d.confirms(c.RUTH),) if patient or others else ()), *((d.confirms(c.NILS),) if others else ()))


def test_a_complete_agreement_lacks_nothing() -> None:
    assert missing(given(d.complete).case) == {}


def test_an_empty_case_lacks_everything() -> None:
    assert missing(Case(key=c.KEY)) == {
        1: ("Parties: nothing is filled in.",),
        2: ("Patient: nothing is filled in.",),
        3: ("Term: nothing is filled in.",),
        4: ("Scope of services: nothing is filled in.",),
        5: ("Reimbursement: nothing is filled in.",),
        6: ("Patient cost share: nothing is filled in.",),
        7: ("Claims: nothing is filled in.",),
    }


@pytest.mark.parametrize("number", range(1, 8))
def test_s2_each_section_missing_alone_is_found(number: int) -> None:
    case = given(d.complete).case
    sections = {key: held for key, held in case.sections.items() if key != number}
    assert list(missing(replace(case, sections=sections))) == [number]


def test_each_side_that_has_not_confirmed_is_named() -> None:
    assert missing(given(d.filled).case) == {
        1: ("Parties: the payer has not confirmed it.", "Parties: the provider has not confirmed it."),
        2: ("Patient: nobody has confirmed it.",),
        3: ("Term: the payer has not confirmed it.", "Term: the provider has not confirmed it."),
        4: (
            "Scope of services: the payer has not confirmed it.",
            "Scope of services: the provider has not confirmed it.",
        ),
        6: (
            "Patient cost share: the payer has not confirmed it.",
            "Patient cost share: the provider has not confirmed it.",
        ),
        7: ("Claims: the payer has not confirmed it.", "Claims: the provider has not confirmed it."),
    }


@pytest.mark.parametrize(
    ("changed", "number", "sentence"),
    [
        (replace(c.PATIENT, identity_on_file=False), 2, "Patient: the identity is not on file."),
        (replace(c.PATIENT, eligibility_verified_on=None), 2, "Patient: eligibility is not verified."),
        (replace(c.PATIENT, coverage_to=date(2027, 5, 30)), 2, "Patient: coverage ends before the term does."),
        (replace(c.TERM, end=date(2027, 7, 1)), 3, "Term: it reaches outside the authorization."),
        (replace(c.TERM, effective=date(2026, 11, 19)), 3, "Term: it reaches outside the authorization."),
        (replace(c.TERM, end=date(2026, 12, 10)), 3, "Term: the care date is outside it."),
        (replace(c.TERM, effective=date(2026, 12, 12)), 3, "Term: the care date is outside it."),
        (replace(c.COST_SHARE, hold_harmless=False), 6, "Patient cost share: hold harmless is not promised."),
        (replace(c.CLAIMS, auth_no="AUTH-9"), 7, "Claims: the authorization number is not the one of section 4."),
    ],
)
def test_i4_i9_each_contradiction_alone_is_found(changed: SettableSection, number: int, sentence: str) -> None:
    assert gaps(changed) == {number: (sentence,)}


def test_i9_the_scope_rests_on_the_authorization_that_was_recorded() -> None:
    wrong = (replace(c.SCOPE, auth_no="AUTH-9"), replace(c.CLAIMS, auth_no="AUTH-9"))
    assert gaps(*wrong) == {4: ("Scope of services: the authorization number is not the one approved.",)}


def test_a_year_passes_and_a_day_more_does_not() -> None:
    authorized = d.records_approval(valid_to=date(2028, 6, 30))
    story = given(d.opened, authorized)
    year = replace(c.TERM, end=date(2027, 11, 30))
    assert 3 not in missing(_confirmed(story.and_(d.sets(c.RUTH, year))))
    longer = replace(c.TERM, end=date(2027, 12, 1))
    assert missing(_confirmed(story.and_(d.sets(c.RUTH, longer))))[3] == ("Term: it is longer than 365 days.",)


def _confirmed(story: Story) -> Case:
    return story.and_(d.confirms(c.RUTH), d.confirms(c.NILS)).case


def test_i9_the_last_day_of_coverage_and_both_ends_of_the_authorization_count() -> None:
    assert gaps(replace(c.PATIENT, coverage_to=date(2027, 5, 31))) == {}
    assert gaps(replace(c.TERM, effective=date(2026, 11, 20), end=date(2027, 6, 30))) == {}


def test_i9_a_term_of_one_day_is_a_term() -> None:
    assert gaps(replace(c.TERM, effective=c.CARE_DATE, end=c.CARE_DATE)) == {}


def test_i9_retroactive_care_is_inside_a_term_that_reaches_back() -> None:
    late = replace(c.TERM, effective=date(2026, 12, 20), retro_from=date(2026, 12, 11))
    assert gaps(late) == {3: ("Term: it is retroactive, so it must say for which care.",)}
    assert gaps(replace(late, retro_text="The assessment")) == {}


def test_no_care_date_contradicts_nothing() -> None:
    assert gaps(care_date=None) == {}


def test_coverage_is_compared_with_the_term_only_where_there_is_one() -> None:
    story = given(d.opened, d.sets(c.RUTH, replace(c.PATIENT, coverage_to=date(2026, 12, 1))), d.confirms(c.RUTH))
    assert 2 not in missing(story.case)


def test_i3_every_line_of_the_scope_has_an_agreed_rate_and_no_other_line_has() -> None:
    by_line = AgreedRate(line_ids=("L1", "L3"), rate=c.CASE_RATE_45000)
    scope = replace(c.SCOPE, lines=(*c.SCOPE.lines, LINE_2))
    priced = given(d.requested, d.offers(c.NILS, by_line), d.accepts())
    assert 5 not in missing(priced.case)
    assert missing(priced.and_(d.sets(c.RUTH, scope)).case)[5] == (
        "Reimbursement: line L2 has no agreed rate.",
        "Reimbursement: line L3 has a rate but is not in the scope.",
    )


def test_an_authorization_that_was_never_recorded_contradicts_nothing() -> None:
    assert gaps(approval=None) == {}


def test_the_claims_number_is_compared_only_where_there_is_a_scope() -> None:
    story = given(d.opened, d.sets(c.RUTH, c.CLAIMS), d.confirms(c.RUTH), d.confirms(c.NILS))
    assert 7 not in missing(story.case)
