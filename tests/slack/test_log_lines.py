"""Log lines and histories: every kind of event has its words, and nothing is cut."""

import re
from dataclasses import replace

import pytest

import cast as c
from history.examples import EVENTS
from scabot.slack.cards.lines import log_line, what_of
from scabot.slack.message import paragraphs
from scabot_domain.events import KINDS, CaseEvent, kind_of
from scabot_domain.parties import Visibility

EXAMPLES = [event for event in EVENTS if isinstance(event, CaseEvent)]
EACH = pytest.mark.parametrize("event", EXAMPLES, ids=kind_of)


def test_there_is_an_example_of_every_kind() -> None:
    assert {type(event.fact) for event in EXAMPLES} == set(KINDS.values())


@EACH
def test_every_kind_has_words_that_a_person_would_use(event: CaseEvent) -> None:
    said = what_of(event.fact)
    assert len(said) > 5
    assert re.search(r"_|None|<|Enum|datetime|[0-9a-f]{20}", said.replace("signed_by.1", "")) is None


@EACH
def test_s1_no_line_speaks_of_coverage_before_the_agreement(event: CaseEvent) -> None:
    said = what_of(event.fact)
    if "cover" in said:
        assert "not coverage" in said or "agreement executed" in said


@EACH
def test_no_line_says_a_care_date_or_who_the_patient_is(event: CaseEvent) -> None:
    said = what_of(event.fact)
    assert c.TOKEN not in said
    if kind_of(event) in {"case-opened", "care-started"}:
        assert "2026-12-11" not in said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("request-acknowledged", "request acknowledged, answer expected by Tue 2026-12-01"),
        ("offer-superseded", "OFR-1 superseded by OFR-2"),
        ("offer-rejected", "OFR-2 rejected (rate high)"),
        ("section-confirmed", "section 6 (cost share) confirmed by the payer"),
        ("draft-issued", "draft v1 issued, terms 5c0b-5c0b-5c0b"),
        ("draft-redlined", "draft redlined as v2 (wording only)"),
        (
            "agreement-executed",
            "agreement executed, SCA-7QK2M4, Tue 2026-12-01 to Mon 2027-05-31: the care is covered by it",
        ),
        ("stall-detected", "STALLED: nothing moves (draft, waiting for the payer)"),
        ("sca-declined", "agreement declined by the payer (network alternative), with appeal rights"),
        ("escalation-sent", "pinged: draft, level 1"),
        ("escalation-acknowledged", "ping draft.1 acknowledged, promised for Wed 2026-12-09"),
    ],
)
def test_what_happened_in_a_few_words(kind: str, said: str) -> None:
    assert what_of(next(event for event in EXAMPLES if kind_of(event) == kind).fact) == said


def test_a_line_says_when_in_the_zone_of_the_case_and_who_by_role() -> None:
    opened = EXAMPLES[0]
    assert log_line(opened, c.ZONE).startswith(
        "Mon 2026-11-23 09:12 CST · pa specialist for the network manager (payer): case opened, urgent,"
    )


def test_a_line_that_one_side_keeps_says_so() -> None:
    note = next(event for event in EXAMPLES if kind_of(event) == "note-added")
    kept = log_line(replace(note, visibility=Visibility.PAYER_ONLY))
    assert kept.endswith("note: Left a message — asked for a date (by fax, to be read back) (payer only)")


def test_long_texts_are_broken_between_lines_and_nothing_is_lost() -> None:
    lines = [f"{n} {'x' * 700}" for n in range(20)] + ["y" * 7000]
    blocks = paragraphs("\n".join(lines))
    texts = [str(block["text"]["text"]) for block in blocks]
    assert all(len(text) <= 2900 for text in texts)
    assert "".join(texts).replace("\n", "") == "".join(lines)
    assert texts[0].split("\n") == lines[:4]
