"""S2, S10 to S16, I4, I9, I13: from a whole agreement one thing is taken away, and exactly that blocks it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

import cast as c
import clean
import deeds as d
import voices as v
from scabot_domain.case import Case, Stage
from scabot_domain.commands import ApproveDraft
from scabot_domain.decide.legal import legal_now
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.completeness import missing, warnings
from scabot_domain.terms.limits import Limits
from scabot_domain.terms.sections import Parties, SettableSection
from story import Story, given

SURGEONS = clean.PARTIES.providers[0] if clean.PARTIES.providers else None
LEAD = clean.PARTIES.provider
assert SURGEONS is not None
assert LEAD is not None


def other(**changed: object) -> Parties:
    """Return the clean parties with the surgeons changed."""
    return replace(clean.PARTIES, providers=(replace(SURGEONS, **changed),))  # type: ignore[type-var, arg-type]  # its own fields


def drafted(*changed: SettableSection) -> Story:
    """Return the story in which the agreement, changed, is confirmed and waits for approval of its draft."""
    return clean.agreement(*changed).and_(d.issues(), d.checks())


def lines(**changed: object) -> SettableSection:
    return replace(clean.SCOPE, lines=(replace(clean.LINE_1, **changed), *clean.SCOPE.lines[1:]))  # type: ignore[arg-type]  # its own fields


def auth(**changed: object) -> SettableSection:
    own: Any = clean.LINE_1.auth
    return lines(auth=replace(own, **changed))


def test_a_whole_agreement_lacks_nothing_and_needs_no_warning() -> None:
    case = clean.agreement().case
    assert (missing(case, c.NOW.date()), warnings(case)) == ({}, {})
    drafted().when(d.approves(c.NILS)).happens(type(given(d.reviewed).events[-1].fact))


BLOCKED: dict[str, tuple[SettableSection, Reason, dict[int, str]]] = {
    "S10: the payer's identifiers": (
        replace(clean.PARTIES, payer_tin=None, payer_naic=None),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: the payer's TIN or NAIC is missing."},
    ),
    "S10: the provider's TIN": (
        replace(clean.PARTIES, provider_tin=None),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: the TIN of P1 is missing."},
    ),
    "S10: the provider's NPI": (
        replace(clean.PARTIES, provider_npi=None),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: the NPI of P1 is missing."},
    ),
    "S10: the TIN of another entity": (
        other(tin=None),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: the TIN of P2 is missing."},
    ),
    "S10: the NPI of another entity": (
        other(npi_type2=None),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: the NPI of P2 is missing."},
    ),
    "S10: one TIN without one W-9": (
        other(tin=c.PARTIES.provider_tin, details=replace(SURGEONS.details, w9_on_file=False)),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: P1, P2 share the TIN 00-7654321, but not a W-9 on file."},
    ),
    "I13: somebody who renders and is no party": (
        other(details=replace(SURGEONS.details, npis_type1=("2000000051",))),
        Reason.PARTY_NOT_COVERED,
        {1: "Parties: 2000000044 renders line L1 and belongs to no party."},
    ),
    "I5: a signatory below the cap": (
        replace(
            clean.PARTIES,
            signatories=tuple(replace(who, limit=Decimal(200_000)) for who in clean.PARTIES.signatories or ())[:1],
        ),
        Reason.INCOMPLETE_SECTION,
        {1: "Parties: nobody recorded for P1, P2 may sign what the agreement may cost."},
    ),
    "S11: the identity": (
        replace(clean.PATIENT, identity_on_file=False),
        Reason.INCOMPLETE_SECTION,
        {2: "Patient: the identity is not on file."},
    ),
    "S11: eligibility": (
        replace(clean.PATIENT, eligibility_verified_on=None),
        Reason.INCOMPLETE_SECTION,
        {2: "Patient: eligibility is not verified."},
    ),
    "S11: eligibility of this month": (
        replace(clean.PATIENT, eligibility_verified_on=date(2026, 11, 8)),
        Reason.INCOMPLETE_SECTION,
        {2: "Patient: eligibility was verified on 2026-11-08, more than 14 days ago."},
    ),
    "S11: coverage for the whole term": (
        replace(clean.PATIENT, coverage_to=date(2027, 5, 30)),
        Reason.INCOMPLETE_SECTION,
        {2: "Patient: coverage ends before the term does."},
    ),
    "S12: the authorization's days": (
        replace(clean.TERM, effective=date(2026, 11, 19), retro_from=date(2026, 11, 19)),
        Reason.TERM_OUTSIDE_AUTHORIZATION,
        {
            3: "Term: it reaches outside the authorization.",
            4: "Scope of services: the term reaches outside the authorization of line L1.",
        },
    ),
    "S12: the day of care": (
        replace(clean.TERM, end=date(2026, 12, 10)),
        Reason.INCOMPLETE_SECTION,
        {3: "Term: the care date is outside it."},
    ),
    "S13: an authorization for every line": (
        replace(clean.SCOPE, auth_no=None),
        Reason.INCOMPLETE_SECTION,
        {
            4: " ".join(
                f"Scope of services: line L{number} rests on no authorization number." for number in (2, 3, 4, 5)
            ),
            7: "Claims: the authorization number is not the one of section 4.",
        },
    ),
    "I9: the units of a line": (
        auth(units=11),
        Reason.UNITS_EXCEED_AUTHORIZATION,
        {4: "Scope of services: line L1 has 12 units, authorized are 11."},
    ),
    "I9: the first day of a line's own authorization": (
        auth(valid_from=date(2026, 12, 2)),
        Reason.TERM_OUTSIDE_AUTHORIZATION,
        {4: "Scope of services: the term reaches outside the authorization of line L1."},
    ),
    "I9: the last day of a line's own authorization": (
        auth(valid_to=date(2027, 5, 30)),
        Reason.TERM_OUTSIDE_AUTHORIZATION,
        {4: "Scope of services: the term reaches outside the authorization of line L1."},
    ),
    "S16: a route for claims": (
        replace(clean.CLAIMS, payer_id=None, address=None),
        Reason.INCOMPLETE_SECTION,
        {7: "Claims: claims have no payer id and no address."},
    ),
    "S16: a filing limit": (
        replace(clean.CLAIMS, timely_filing_days=None),
        Reason.INCOMPLETE_SECTION,
        {7: "Claims: there is no filing limit."},
    ),
    "S16: the authorization number": (
        replace(clean.CLAIMS, auth_no=None, box23=None),
        Reason.INCOMPLETE_SECTION,
        {7: "Claims: the authorization number is not the one of section 4."},
    ),
}


@pytest.mark.parametrize("item", BLOCKED)
def test_i4_one_thing_that_is_taken_away_blocks_the_approval(item: str) -> None:
    content, reason, sentences = BLOCKED[item]
    story = drafted(content)
    told = {f"section_{number}": sentence for number, sentence in sentences.items()}
    story.when(d.approves(c.NILS)).refused(reason, sections=", ".join(map(str, sentences)), **told)
    assert "ApproveDraft" not in legal_now(story.case, (Role.NETWORK_MANAGER,), Side.PAYER, story.now)


def test_s15_i6_without_hold_harmless_nobody_approves() -> None:
    story = drafted(replace(clean.COST_SHARE, hold_harmless=False))
    story.when(d.approves(c.NILS)).refused(Reason.HOLD_HARMLESS_REQUIRED, section="6")


@pytest.mark.parametrize(("number", "kind"), [(3, "duration"), (4, "services"), (5, "rate"), (6, "cost share")])
def test_s2_services_duration_rate_or_cost_share_missing_alone_blocks_approval_and_signature(
    number: int, kind: str
) -> None:
    for story, step in ((drafted(), d.approves(c.NILS)), (signable(), d.signs(c.SAM, "Sam Vega"))):
        case = replace(story.case, sections={key: one for key, one in story.case.sections.items() if key != number})
        no = replace(story, case=case).when(step).refused_for(Reason.INCOMPLETE_SECTION)
        assert str(number) in no.facts["sections"].split(", "), kind


def signable() -> Story:
    return drafted().and_(d.approves(c.NILS), d.approves(c.BEN))


def test_i4_nobody_signs_what_can_be_read_in_two_ways_however_it_came_to_signing() -> None:
    story = signable()
    assert story.case.stage is Stage.SIGNING
    case = replace(story.case, sections={**story.case.sections, 6: unclear(story.case)})
    replace(story, case=case).when(d.signs(c.SAM, "Sam Vega")).refused(
        Reason.AMBIGUOUS_TERMS,
        finding="L14",
        section="6",
        question="Does what the patient pays count toward the in-network deductible and out-of-pocket maximum?",
    )


def unclear(case: Case) -> Any:  # noqa: ANN401 - a section as it stands
    held = case.sections[6]
    return replace(held, content=replace(clean.COST_SHARE, accumulates_in_network=None))


def test_i12_nobody_approves_what_can_be_read_in_two_ways() -> None:
    story = drafted(replace(clean.COST_SHARE, entities=("P1",)))
    story.when(d.approves(c.NILS)).refused(
        Reason.AMBIGUOUS_TERMS, finding="L14", section="6", party="P2", question="Does hold harmless bind P2 too?"
    )
    assert "ApproveDraft" not in legal_now(story.case, (Role.NETWORK_MANAGER,), Side.PAYER, story.now)
    assert "ApproveDraft" in legal_now(drafted().case, (Role.NETWORK_MANAGER,), Side.PAYER, story.now)


def test_i12_a_code_without_a_price_has_a_reason_of_its_own() -> None:
    content = replace(clean.SCOPE, lines=(replace(clean.LINE_1, code="97153"), *clean.SCOPE.lines[1:]))
    no = drafted(content).when(d.approves(c.NILS)).refused_for(Reason.CANNOT_PRICE)
    assert (no.facts["finding"], no.facts["line"], no.facts["code"]) == ("L5", "L1", "CPT 97153")


def test_s10_a_party_without_a_legal_name_does_not_exist() -> None:
    with pytest.raises(ValidationError):
        replace(clean.PARTIES, payer_legal_name=" ")
    with pytest.raises(ValidationError):
        replace(clean.PARTIES, provider_legal_name="")


def test_s10_an_npi_that_fails_its_check_is_found_however_it_came_there() -> None:
    case = clean.agreement().case
    held = case.sections[1]
    wrong = replace(held, content=replace(clean.PARTIES, provider_npi="2000000011"))
    assert missing(replace(case, sections={**case.sections, 1: wrong}))[1] == (
        "Parties: the NPI of P1 fails its check.",
    )


def test_s10_a_naic_number_or_a_tin_is_enough_and_a_shared_tin_with_its_w9_is_one() -> None:
    assert missing(clean.agreement(replace(clean.PARTIES, payer_tin=None)).case) == {}
    assert missing(clean.agreement(replace(clean.PARTIES, payer_naic=None)).case) == {}
    assert missing(clean.agreement(other(tin=c.PARTIES.provider_tin)).case) == {}


def test_s11_eligibility_is_good_for_fourteen_days_of_the_cases_zone() -> None:
    content = replace(clean.PATIENT, eligibility_verified_on=date(2026, 11, 9))
    story = drafted(content)
    story.when(d.approves(c.NILS)).happens(type(given(d.reviewed).events[-1].fact))
    evening = story.at(story.now.replace(hour=23))
    evening.when(d.approves(c.NILS)).happens(type(given(d.reviewed).events[-1].fact))
    later = story.at(story.now + timedelta(days=1))
    assert later.when(d.approves(c.NILS)).refused_for(Reason.INCOMPLETE_SECTION).facts["sections"] == "2"


def test_s11_looking_the_coverage_up_again_makes_eligibility_fresh() -> None:
    story = drafted(replace(clean.PATIENT, eligibility_verified_on=date(2026, 11, 1)))
    story.when(d.approves(c.NILS)).refused_for(Reason.INCOMPLETE_SECTION)
    again = story.and_(v.verifies_eligibility())
    again.when(d.approves(c.NILS)).happens(type(given(d.reviewed).events[-1].fact))
    assert again.case.verified_on == c.NOW.date()
    earlier = story.and_(v.verifies_eligibility(on=date(2026, 10, 1)))
    earlier.when(d.approves(c.NILS)).refused_for(Reason.INCOMPLETE_SECTION)


def test_limits_can_be_moved() -> None:
    case = clean.agreement(replace(clean.PATIENT, eligibility_verified_on=date(2026, 11, 1))).case
    day = date(2026, 11, 23)
    assert missing(case, day, Limits(eligibility_days=22)) == {}
    assert missing(case, day, Limits(eligibility_days=21)) == {
        2: ("Patient: eligibility was verified on 2026-11-01, more than 21 days ago.",)
    }
    assert missing(case) == {}
    assert missing(case, limits=Limits(term_days=182)) == {}
    assert missing(case, limits=Limits(term_days=181)) == {3: ("Term: it is longer than 181 days.",)}


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("eligibility_age", replace(clean.PATIENT, eligibility_verified_on=date(2026, 11, 1))),
        ("term_outside_authorization", replace(clean.TERM, end=date(2027, 7, 1))),
        ("hold_harmless", replace(clean.COST_SHARE, hold_harmless=False)),
    ],
)
def test_a_rule_that_compliance_waived_blocks_nobody(rule: str, content: SettableSection) -> None:
    case = clean.agreement(content).case
    assert missing(case, c.NOW.date()) != {}
    assert missing(waived(case, rule), c.NOW.date()) == {}


def test_the_longest_term_can_be_waived() -> None:
    case = clean.agreement().case
    assert missing(waived(case, "term_maximum"), limits=Limits(term_days=10)) == {}


def waived(case: Case, rule: str) -> Case:
    """Return the case as it would be after compliance waived a rule."""

    class Waived(Case):
        overridden = frozenset({rule})

    return Waived(**vars(case))


def test_warnings_say_what_should_be_there_and_stop_nobody() -> None:
    story = given(d.drafted)
    assert warnings(story.case) == {
        1: (
            "Parties: nobody said whose money pays, and so who may sign.",
            "Parties: no W-9 of P1 is on file.",
            "Parties: nobody said who signs for the payer.",
            "Parties: nobody said who signs for the provider.",
        ),
        7: ("Claims: the payer has not confirmed that it loaded the agreement for claims.",),
    }
    assert ApproveDraft.__name__ in legal_now(story.case, (Role.NETWORK_MANAGER,), Side.PAYER, story.now)
    assert warnings(Case(key=c.KEY)) == {}
