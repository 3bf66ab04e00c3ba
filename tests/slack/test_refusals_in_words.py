"""Refusals: the rule, the facts, who could do it, what is possible now; for every reason there is."""

import pytest

import cast as c
import deeds as d
from scabot.sandbox.blocks import house, lint
from scabot.sandbox.plain import plain
from scabot.slack.answers.answer import Answer
from scabot.slack.words import NEVER_SAID, RULES, sorry
from scabot_domain.parties import Role
from scabot_domain.refusals import Reason, Refused
from story import Step, given

EACH = pytest.mark.parametrize("reason", list(Reason))


def seen(answer: Answer) -> str:
    return plain(list(answer.blocks), width=None)


def said(reason: Reason, *possible: str, **facts: str) -> str:
    return seen(sorry(Refused(reason, facts), reference="R-7Q4K", zone=c.ZONE, possible=possible))


@EACH
def test_every_reason_has_a_sentence_and_all_of_them_differ(reason: Reason) -> None:
    assert set(RULES) == set(Reason)
    assert len(set(RULES.values())) == len(Reason)
    assert f"Not possible now: {RULES[reason]}." in said(reason)


@EACH
def test_every_refusal_is_what_slack_and_the_house_allow(reason: Reason) -> None:
    answer = sorry(Refused(reason, {"rate": "$3,500.00 per diem", "value": "<!channel>"}), reference="R-1")
    assert lint(list(answer.blocks), "message") == []
    assert house(answer.text, list(answer.blocks)) == []


@EACH
def test_every_refusal_says_that_nothing_was_recorded_and_under_which_reference(reason: Reason) -> None:
    assert said(reason).endswith(f"Nothing was recorded. Reason {reason.value} · reference R-7Q4K.")


def test_who_could_do_it_is_said_in_the_words_of_roles() -> None:
    shown = said(Reason.NOT_PERMITTED, role="physician", roles="network_manager, provider_biller")
    assert "Who can do it: the network manager or the provider biller." in shown
    assert "you asked as physician" in shown
    assert "network_manager" not in shown


def test_what_is_for_the_other_side_says_which_side() -> None:
    assert "Who can do it: people of the payer." in said(Reason.WRONG_SIDE, side="payer", own_side="provider")


def test_what_is_possible_now_is_said_and_also_when_it_is_nothing() -> None:
    assert "Possible for you now: Submit a counter, Reject the offer." in said(
        Reason.HASH_MISMATCH, "Submit a counter", "Reject the offer"
    )
    assert "Nothing in this case is for you to do now." in said(Reason.TERMINAL_CASE)


def test_an_unknown_case_offers_nothing_that_would_tell_it_from_a_forbidden_one() -> None:
    assert "for you" not in said(Reason.UNKNOWN_CASE)


def test_instants_days_people_and_names_read_as_people_read_them() -> None:
    shown = said(
        Reason.STALE_VIEW, offer="OFR-1", state="superseded", by="OFR-2", by_user="U0NILS", at="2026-11-23T16:20:00Z"
    )
    assert (
        "Facts: offer OFR-1; it is superseded; taken over by OFR-2; by @U0NILS; since Mon 2026-11-23 10:20 CST."
        in shown
    )
    assert "at the earliest Fri 2026-12-04" in said(Reason.OUT_OF_RANGE, field="end", earliest="2026-12-04")
    assert "done at terms agreed, draft review" in said(
        Reason.WRONG_STAGE, stage="intake", stages="terms_agreed, draft_review"
    )


def test_facts_that_people_typed_never_become_markup() -> None:
    answer = sorry(Refused(Reason.BAD_IDENTIFIER, {"value": "<!channel> <@U1> & <https://x|y>"}), reference="R-1")
    (marked,) = [
        part["text"] for block in answer.blocks for part in block.get("elements", []) if part["type"] == "mrkdwn"
    ]
    assert marked == "Facts: given &lt;!channel&gt; &lt;@U1&gt; &amp; &lt;https://x|y&gt;."


REFUSED: list[tuple[str, tuple[Step, ...], Step]] = [
    ("own offer", d.offered, d.accepts(c.NILS)),
    ("stale button", (*d.offered, d.counters()), d.accepts(c.BEN)),
    ("wrong hash", d.offered, d.accepts(c.BEN, seen=d.NO_HASH)),
    ("wrong side", d.offered, d.declines(c.BEN)),
    ("not permitted", d.offered, d.accepts(c.RUTH)),
    ("too early", d.opened, d.offers(c.NILS)),
    ("incomplete", (*d.agreed, d.issues()), d.approves(c.NILS)),
    ("not checked", d.issued, d.approves(c.NILS)),
    ("not clean", (*d.issued, d.checks(read={"copay": "50", "payer-id": ""})), d.approves(c.NILS)),
    ("checks what they negotiated", d.issued, d.checks(c.NILS)),
    ("cannot be read", d.issued, d.checks(read={"copay": "45k"})),
    ("signs too early", d.drafted, d.signs(c.SAM)),
    ("ended", (*d.requested, d.declines()), d.offers(c.NILS)),
    ("signs twice", d.half_signed, d.signs(c.SAM)),
    ("not a signatory", d.reviewed, d.signs(c.RUTH)),
]


@pytest.mark.parametrize(("situation", "attempt"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_refusal_of_the_domain_reads_without_a_name_of_the_code(situation: tuple[Step, ...], attempt: Step) -> None:
    outcome = given(*situation).when(attempt)
    if outcome.refusal is None:
        pytest.fail("this was to be refused")
    shown = seen(sorry(outcome.refusal, reference="R-1", zone=c.ZONE))
    assert "_" not in shown
    assert not any(role.value in shown for role in Role if "_" in role.value)
    assert all(f"{name} " not in shown for name in NEVER_SAID)


def test_facts_that_are_a_sentence_end_with_one_period() -> None:
    refused = Refused(Reason.INCOMPLETE_SECTION, {"section_3": "Term: coverage ends before it does."})
    [facts] = [
        element["text"] for block in sorry(refused, reference="R-1").blocks[1:2] for element in block["elements"]
    ]
    assert facts == "Facts: section 3 Term: coverage ends before it does."
