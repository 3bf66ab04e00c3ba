"""The form that holds the draft against what was agreed, its receipt, and what cards and lines say of it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

import cast as c
import clean
import deeds as d
from filling import NOON, faults, person, scene, submit
from proofreading import read_in
from scabot.sandbox.blocks import lint_view
from scabot.slack.answers.answer import as_modal
from scabot.slack.answers.checking import checked
from scabot.slack.cards.saying.checking import say_checking
from scabot.slack.forms.checking import ASIDE, MOST_FIELDS, REST, TEXT
from scabot.slack.forms.form import Scene
from scabot.slack.forms.table import FORMS, asks_for_a_number
from scabot.slack.phi import scan
from scabot_domain.case import Case
from scabot_domain.commands import CheckDraft
from scabot_domain.drafting.terms import key_terms
from scabot_domain.events import DraftChecked, Verdict
from scabot_domain.refusals import Reason, Refused
from story import given

CHECK = FORMS["check-draft"]


def shown(seen: Scene) -> str:
    return str(CHECK.draw(seen))


def told(command: object) -> dict[str, str]:
    assert isinstance(command, CheckDraft)
    return {one.name: one.value for one in command.typed}


def test_every_key_term_has_an_empty_field_and_nothing_shows_what_was_agreed() -> None:
    seen = scene(c.CARA, "drafted")
    view = CHECK.draw(seen)
    assert lint_view(view) == []
    assert {term.name for term in key_terms(seen.case)} == {
        block["block_id"] for block in view["blocks"] if block["type"] == "input"
    } - {TEXT, ASIDE}
    assert not any(f"'{term.value}'" in shown(seen) for term in key_terms(seen.case) if not term.choices)
    assert all("initial" not in str(block) for block in view["blocks"])


def test_what_is_typed_becomes_the_command_for_the_draft_that_was_seen() -> None:
    seen = scene(c.CARA, "drafted")
    command = submit(
        "check-draft",
        seen,
        c.CARA,
        **{"rate-1-model": "per_diem", "term-end": "2027-05-31", "copay": "$40", "payer-name": "Northwind"},
    )
    assert isinstance(command, CheckDraft)
    assert seen.case.draft is not None
    assert (command.draft, command.doc_sha256, command.text) == ("v1", seen.case.draft.doc_sha256, None)
    assert told(command) == {
        "rate-1-model": "per_diem",
        "term-end": "2027-05-31",
        "copay": "$40",
        "payer-name": "Northwind",
    }


def test_what_cannot_be_read_is_said_below_its_field_and_all_of_it_at_once() -> None:
    wrong = faults("check-draft", scene(c.CARA, "drafted"), c.CARA, **{"copay": "45k", "l1-units": "a dozen"})
    assert wrong == {
        "copay": "Write an amount like 45000, 45,000.00 or $45,000.",
        "l1-units": "Write a whole number, like 180.",
    }


def test_a_text_is_pasted_only_where_free_text_is_allowed() -> None:
    seen = scene(c.CARA, "drafted")
    assert TEXT in shown(seen)
    assert TEXT not in shown(replace(seen, free_text=False))
    command = submit("check-draft", seen, c.CARA, **{TEXT: "Paid at 140 %\n\nof Medicare", ASIDE: "$75\n11/23/2026"})
    assert isinstance(command, CheckDraft)
    assert (command.text, command.set_aside) == ("Paid at 140 %\nof Medicare", ("$75", "11/23/2026"))


def test_an_agreement_of_many_terms_takes_the_rest_line_by_line() -> None:
    case = given(clean.complete, d.issues()).case
    seen = Scene(case=case, person=person(c.CARA), now=NOON, zone=c.ZONE, free_text=True)
    view = CHECK.draw(seen)
    assert lint_view(view) == []
    assert len(view["blocks"]) <= 100
    rest = key_terms(case)[MOST_FIELDS:]
    assert all(term.name in shown(seen) for term in rest)
    assert "payer-id" in {term.name for term in rest}
    command = submit("check-draft", seen, c.CARA, **{REST: "Payer-Id = NW001\nfiling-days=180"})
    assert told(command) == {"payer-id": "NW001", "filing-days": "180"}


def test_without_a_draft_there_is_nothing_to_check() -> None:
    with pytest.raises(Refused):
        CHECK.draw(scene(c.CARA, "agreed"))


def test_a_negotiator_is_told_before_typing_anything() -> None:
    with pytest.raises(Refused) as no:
        CHECK.draw(scene(c.BEN, "drafted"))
    assert (no.value.reason, no.value.facts["state"]) == (Reason.SELF_APPROVAL, "negotiated in this case")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("payer-tin", "007654321"), ("provider-npi", "2222222222"), ("auth-no", "AB12345678"), ("rate-1-amount", "45000")],
)
def test_a_number_of_the_business_is_no_number_of_a_patient(field: str, typed: str) -> None:
    assert scan(typed, NOON.date(), identifiers=asks_for_a_number(field)) == ()
    assert not asks_for_a_number(TEXT)
    assert scan("MRN 4711234", NOON.date(), identifiers=asks_for_a_number(field)) != ()


def receipt(read: Mapping[str, str], case: Case | None = None) -> str:
    story = given(d.issued)
    outcome = story.when(d.checks(c.CARA, read={**(read_in(story.case) if case else {}), **read}))
    answer = checked(outcome.after, outcome.events, "R-1")
    assert answer is not None
    assert lint_view(as_modal(c.KEY, answer)) == []
    return "\n".join(str(block) for block in answer.blocks)


def test_the_receipt_names_the_verdict_on_every_term() -> None:
    told = receipt({"copay": "50", "hold-harmless": "", "late-fee": "75", "payer-name": "Somebody"})
    assert "SCA-7QK2M4: draft v1 is not clean. Nobody approves or signs it before it is put right." in told
    assert "Copay: DIFFERS, the draft says 50, agreed is 40" in told
    assert "Payer: legal name: DIFFERS, agreed is Northwind Health Plan" in told
    assert "Patient held harmless, no balance bill: ABSENT: the draft is silent, or nobody read it" in told
    assert "late fee: EXTRA: nobody agreed on it" in told
    assert "Matching (16): payer tin, provider name" in told
    assert "Recorded. Reference R-1." in told


def test_the_receipt_of_a_clean_draft_says_so() -> None:
    told = receipt({})
    assert "SCA-7QK2M4: draft v1 is clean. Both sides can approve it." in told
    assert "Matching (19)" in told


def test_the_receipt_of_a_draft_of_which_nothing_was_read_is_not_endless() -> None:
    story = given(clean.complete, d.issues())
    outcome = story.when(d.checks(c.CARA, read={**dict.fromkeys(read_in(story.case), ""), "late-fee": "75"}))
    answer = checked(outcome.after, outcome.events, "R-1")
    assert answer is not None
    assert lint_view(as_modal(c.KEY, answer)) == []
    assert "And 63 more." in str(answer.blocks)
    assert "Matching" not in str(answer.blocks)


def test_what_is_no_check_has_no_such_receipt() -> None:
    outcome = given(d.drafted).when(d.approves(c.NILS))
    assert checked(outcome.after, outcome.events, "R-1") is None


def test_a_line_says_what_does_not_match_but_no_value_of_the_document() -> None:
    read = {"copay": "50", "l1-code": "99215", "hold-harmless": "", "payer-id": "", "filing-days": "", "late-fee": "9"}
    fact = given(d.issued).when(d.checks(c.CARA, read=read)).events[0].fact
    assert isinstance(fact, DraftChecked)
    assert say_checking(fact) == (
        "draft v1 checked against what was agreed: NOT CLEAN "
        "(l1 code differs; copay differs; hold harmless absent; payer id absent; and 2 more)"
    )
    clean_one = given(d.issued).when(d.checks()).events[0].fact
    assert isinstance(clean_one, DraftChecked)
    assert say_checking(clean_one) == "draft v1 checked against what was agreed: clean, 19 terms match"
    assert {one.verdict for one in clean_one.verdicts} == {Verdict.MATCH}
