"""L1 to L17: from a clean agreement one thing at a time is broken, and exactly that finding appears."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import cast as c
import clean
import deeds as d
from domain.broken import BROKEN, LESS_BILLED, STATED, in_state, medicare, papers, rated, scoped
from scabot_domain.case import Case
from scabot_domain.lint import Finding, Severity, blocking, lint, readable
from scabot_domain.lint.finding import phrases
from scabot_domain.lint.medicare import published
from scabot_domain.money import rates as m
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Side, Visibility
from scabot_domain.terms import agreed as a
from scabot_domain.terms.sections import AgreedRate
from story import given


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str, str | None]]:
    return [(one.id, one.kind, one.line_id) for one in findings]


def test_the_clean_agreement_has_no_finding() -> None:
    assert lint(papers()) == ()


def test_an_empty_case_has_no_finding() -> None:
    assert lint(Case(key=c.KEY)) == ()


@pytest.mark.parametrize("broken", BROKEN)
def test_one_thing_that_is_broken_gives_exactly_that_finding(broken: str) -> None:
    case, finding = BROKEN[broken][0](), BROKEN[broken][1]
    assert told(lint(case)) == [finding]


def test_every_finding_of_the_experts_is_proved_and_every_rule_has_one() -> None:
    kinds = {finding[1] for _, finding in BROKEN.values()}
    assert sorted(kinds ^ phrases().keys()) == ["past_term", "place"]
    assert {finding[0] for _, finding in BROKEN.values()} == {f"L{number}" for number in range(1, 18)}


def test_l3_without_any_place_and_setting_nobody_knows_which_amount_counts() -> None:
    story = clean.agreement(scoped("L1", pos=None, setting=None))
    case = replace(story.case, sections={**story.case.sections, 5: clean.priced(medicare(setting=None)).sections[5]})
    assert told(lint(case)) == [("L3", "place", "L1")]
    assert told(lint(given(d.requested).case, _offer(medicare(setting=None))))[0] == ("L3", "place", "L1")


def test_l3_a_place_or_a_setting_of_the_line_is_enough() -> None:
    assert lint(clean.priced(medicare(setting=None))) == ()
    assert lint(papers(scoped("L1", pos=None, setting=None))) == ()
    assert lint(papers(scoped("L1", pos="05", setting=None))) == ()


def test_l8_an_admission_past_the_last_day_needs_a_rule() -> None:
    long = clean.priced(rated(clean.PER_DIEM, expected_days=200, past_term=None))
    assert lint(long) == ()
    without = replace(clean.TERM, runout_rule=None)
    case = replace(long, sections={**long.sections, 3: papers(without).sections[3]})
    assert told(lint(case)) == [("L8", "past_term", "L2")]
    last_night = replace(
        long,
        sections={
            **case.sections,
            5: clean.priced(rated(clean.PER_DIEM, expected_days=172, past_term=None)).sections[5],
        },
    )
    assert lint(last_night) == ()
    assert told(lint(replace(last_night, care_date=date(2026, 12, 12)))) == [("L8", "past_term", "L2")]
    assert lint(replace(case, care_date=None)) == ()


def _offer(*rates: AgreedRate, **more: Any) -> Any:  # noqa: ANN401 - the terms of an offer
    step = d.offers(c.NILS, *rates, **more)
    return step(given(d.requested).case, c.NOW)


def test_l2_a_state_with_one_locality_needs_none() -> None:
    assert lint(in_state("OH")) == ()


def test_l1_l2_l4_a_stated_amount_needs_no_schedule() -> None:
    assert (
        lint(
            clean.priced(
                medicare(**STATED, year=None, year_policy=None, locality=None, factor_class=None, release=None)
            )
        )
        == ()
    )


def test_l4_before_2026_there_was_one_conversion_factor() -> None:
    old = {"year": 2025, "release": "RVU25D", "factor_class": None}
    assert lint(clean.priced(medicare(**old))) == ()


def test_l5_anesthesia_has_a_schedule_of_its_own_and_a_code_that_nobody_knows_may_be_priced() -> None:
    scope = scoped("L1", code="00562", pos=None, setting=None)
    case = papers(scope)
    anesthesia = clean.priced(medicare(source=m.Source.ANESTHESIA)).sections[5]
    assert lint(replace(case, sections={**case.sections, 5: anesthesia}), statuses={"00562": "A"}) == ()
    assert lint(papers(scoped("L1", code="12345"))) == ()
    assert told(lint(papers(), statuses={"99214": "C"})) == [("L5", "no_fee", "L1")]


def test_l6_both_parts_are_a_pair() -> None:
    both = replace(
        clean.SCOPE,
        lines=(
            replace(clean.LINE_1, modifiers=("26",)),
            replace(clean.LINE_1, line_id="L6", modifiers=("TC",)),
            *clean.SCOPE.lines[1:],
        ),
    )
    assert told(lint(papers(both))) == []


def test_l7_a_total_cap_or_a_lesser_of_bounds_charges_and_a_greater_of_does_not() -> None:
    endless = m.PercentOfBilled(percent=Decimal(60))
    assert lint(clean.priced(AgreedRate(line_ids=("L5",), rate=endless))) == ()
    lesser = AgreedRate(line_ids=("L5",), rate=endless, wrappers=(a.LesserOf(other=m.FixedFee(amount=Decimal(900))),))
    assert lint(clean.priced(lesser, cap_total=None)) == ()
    greater = replace(clean.DRUG, wrappers=(a.GreaterOf(other=endless),))
    assert told(lint(clean.priced(greater, cap_total=None))) == [
        ("L7", "unbounded", "L4"),
        ("L11", "no_lesser_of", "L4"),
    ]


def test_l9_one_entity_needs_no_split() -> None:
    alone = given(d.complete).case
    found = lint(alone, _offer(AgreedRate(rate=c.CASE_RATE_45000)))
    assert {one.kind for one in found} == {"complications", "readmission", "no_lesser_of", "no_default"}


def test_l16_per_diems_of_two_levels_do_not_conflict() -> None:
    ward = replace(clean.PER_DIEM, rate=m.PerDiem(amount=Decimal(2000), level="step_down"))
    assert lint(clean.priced(clean.PER_DIEM, ward)) == ()


def test_what_is_stated_otherwise_is_no_conflict_in_a_note() -> None:
    assert lint(clean.priced(replace(clean.DRUG, note="But not more than billed charges"))) == ()
    carved = (*clean.LESS, a.CarveOut(what="Implants at 50% of Medicare", rate=clean.MEDICARE.rate))
    assert lint(clean.priced(replace(clean.DRUG, wrappers=carved))) == ()


def test_a_waived_rule_is_no_finding() -> None:
    class Waived(Case):
        overridden = frozenset({"term_outside_authorization"})

    long = papers(replace(clean.TERM, end=date(2027, 7, 1)))
    assert lint(Waived(**vars(long))) == ()


def test_l11_a_warning_to_one_side_is_nobody_elses() -> None:
    case = clean.priced(replace(clean.DRUG, wrappers=None), replace(clean.CASE_RATE, wrappers=(LESS_BILLED,)))
    found = lint(case)
    assert [(one.kind, one.visibility) for one in found] == [
        ("no_lesser_of", Visibility.PAYER_ONLY),
        ("billed_unknown", Visibility.PROVIDER_ONLY),
    ]
    assert [one.kind for one in readable(found, Audience(side=Side.PAYER))] == ["no_lesser_of"]
    assert [one.kind for one in readable(found, Audience(side=Side.PROVIDER))] == ["billed_unknown"]
    assert readable(found, EVERYBODY) == ()
    assert readable(found, COMPLIANCE_READERS) == found


def test_i4_what_blocks_is_never_private_to_a_side() -> None:
    assert [
        kind for kind, one in phrases().items() if one.severity is not Severity.WARN and one.reader is not Side.NEUTRAL
    ] == []


def test_a_finding_says_where_what_and_what_to_ask() -> None:
    (finding,) = lint(clean.priced(medicare(factor_class=None)))
    assert (finding.section, finding.severity, finding.blocks, finding.refuses) == (5, Severity.REFUSE, True, True)
    assert finding.sentence == (
        "Line L1: 140% of Medicare (2026 schedule, locality 04412-18, non-facility, release RVU26A) does not say "
        "which conversion factor counts; since 2026 there are two."
    )
    assert finding.question == (
        "Which conversion factor do you mean: that of qualifying participants (QP), or the other (non-QP)?"
    )


def test_the_words_of_the_experts_are_sentences_and_questions() -> None:
    assert [
        kind for kind, one in phrases().items() if not (one.sentence.endswith(".") and one.question.endswith("?"))
    ] == []


def test_c18_only_what_an_offer_itself_says_can_refuse_it() -> None:
    assert {one.section for one in phrases().values() if one.severity is Severity.REFUSE} == {5}


def test_severities_are_those_of_the_rules() -> None:
    by_rule: dict[str, set[str]] = {}
    for one in phrases().values():
        by_rule.setdefault(one.id, set()).add(one.severity.value)
    assert by_rule == {
        **{f"L{number}": {"P"} for number in (1, 2, 3, 4, 5, 7, 8, 10)},
        "L6": {"B", "W"},
        "L9": {"B", "W"},
        "L11": {"W"},
        "L12": {"W"},
        **{f"L{number}": {"B"} for number in (13, 14, 15, 16)},
        "L17": {"P", "B"},
    }


def test_l2_every_locality_of_the_fee_schedule_is_counted_once() -> None:
    localities = published().localities
    several = {state: count for state, count in localities.items() if count > 1}
    assert (sum(localities.values()), len(localities), several) == (
        109,
        53,
        {
            "CA": 29, "TX": 8, "NY": 5, "IL": 4, "FL": 3, "MO": 3, "GA": 2, "LA": 2,
            "MA": 2, "MD": 2, "ME": 2, "MI": 2, "NJ": 2, "OR": 2, "PA": 2, "WA": 2,
        },
    )  # fmt: skip


def test_l3_a_place_of_service_is_paid_at_one_amount() -> None:
    places = published().places
    assert [places[place] for place in ("11", "19", "21", "22", "23", "24")] == [
        m.Setting.NON_FACILITY,
        *[m.Setting.FACILITY] * 5,
    ]
    assert len(places) == 46


def test_blocking_leaves_warnings_out() -> None:
    case = clean.priced(replace(clean.MEDICARE, wrappers=None, modifier_rules=None), default_rate=None)
    assert {one.severity for one in lint(case)} == {Severity.WARN}
    assert blocking(case) == ()
