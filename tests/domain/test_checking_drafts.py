"""C8, C11, C19: nobody approves or signs before somebody who negotiated nothing has found the draft clean."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

import cast as c
import clean
import deeds as d
import voices as v
from proofreading import read_in, typed
from scabot_domain.asking.checking import TypedTerm
from scabot_domain.case import Stage
from scabot_domain.commands import CheckDraft
from scabot_domain.drafting.terms import key_terms
from scabot_domain.events import (
    AgreementExecuted,
    CheckMethod,
    DraftApproved,
    DraftChecked,
    SignatureRecorded,
    TermVerdict,
    Verdict,
)
from scabot_domain.parties import Actor, Role
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import doc_hash
from scabot_domain.terms.letter import letter
from scabot_domain.terms.sections import Term
from story import Step, Story, given

PAPER, CHANGED_PAPER = "d0c5" * 16, "d0c6" * 16
BILLING_OLGA = replace(c.OLGA, role=Role.PROVIDER_BILLER)
WHO = "anybody who negotiated nothing in this case"
HUMAN_ONLY = ("payer-name", "payer-tin", "provider-name", "provider-tin", "provider-npi", "l1-units", "rate-1-model")


def refused(story: Story, step: Step, **told: str) -> None:
    draft = story.case.draft
    assert draft is not None
    story.when(step).refused(Reason.DRAFT_NOT_CHECKED, draft=draft.draft, document=short(draft.doc_sha256), **told)


def checked(story: Story, **more: object) -> DraftChecked:
    fact = story.when(d.checks(c.CARA, **more)).happens(DraftChecked).checks[-1].check
    assert isinstance(fact, DraftChecked)
    return fact


def test_c19_an_approval_is_refused_while_nobody_has_checked_the_draft() -> None:
    refused(given(d.issued), d.approves(c.NILS), state="not checked", who=WHO)
    given(d.drafted).when(d.approves(c.NILS)).happens(DraftApproved)


def test_c8_a_clean_check_matches_every_key_term_and_names_the_document_and_the_terms() -> None:
    story = given(d.issued)
    case, draft = story.case, story.case.draft
    assert draft is not None
    story.when(d.checks()).then(
        DraftChecked(
            draft="v1",
            doc_sha256=doc_hash(case, "v1"),
            terms_hash=draft.terms_hash,
            method=CheckMethod.READ_BACK,
            verdicts=tuple(TermVerdict(term=term.name, verdict=Verdict.MATCH) for term in key_terms(case)),
        )
    )


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ({"term-end": "June 30, 2027"}, {"differs": "term end 2027-06-30 instead of 2027-05-31"}),
        ({"rate-1-amount": "$3,600"}, {"differs": "rate 1 amount 3600 instead of 3500"}),
        ({"payer-name": "Northwind Insurance"}, {"differs": "payer name"}),
        ({"hold-harmless": ""}, {"absent": "hold harmless"}),
        ({"late-fee": "75"}, {"extra": "late fee"}),
        (
            {"copay": "50", "l1-units": "24", "filing-days": " "},
            {
                "differs": "l1 units 24 instead of 12, copay 50 instead of 40",
                "absent": "filing days",
            },
        ),
    ],
    ids=lambda told: next(iter(told)),
)
def test_c19_while_the_check_is_red_approval_and_signing_say_what_is_wrong(
    read: Mapping[str, str], told: Mapping[str, str]
) -> None:
    refused(given(d.issued, d.checks(read=read)), d.approves(c.BEN), state="not clean", **told)
    refused(given(d.reviewed, d.checks(c.OLGA, read=read)), d.signs(c.SAM), state="not clean", **told)


def test_a_refusal_names_a_dozen_terms_and_counts_the_rest() -> None:
    story = given(clean.complete, d.issues())
    nothing = dict.fromkeys(read_in(story.case), "")
    red = story.and_(d.checks(read={**nothing, "payer-name": "Northwind Health Plan"}))
    facts = red.when(d.approves(c.NILS)).refused_for(Reason.DRAFT_NOT_CHECKED).facts
    assert len(key_terms(story.case)) == 102
    assert facts["absent"].count(",") == 12
    assert facts["absent"].endswith("and 89 more")


@pytest.mark.parametrize(
    ("history", "who"),
    [
        (d.issued, c.NILS),
        (d.issued, c.BEN),
        ((*d.complete, d.issues(c.RUTH)), c.RUTH),
        ((*d.issued, d.redlines(c.NOOR, material=False)), c.NOOR),
        ((*d.requested, v.by_phone(d.offers(c.NILS), c.OLGA), v.confirms_entry(), *d.complete[4:], d.issues()), c.OLGA),
    ],
    ids=["offered", "accepted", "issued", "redlined", "recorded an offer"],
)
def test_nobody_who_negotiated_checks_the_draft(history: tuple[Step, ...], who: Actor) -> None:
    story = given(history)
    assert story.case.draft is not None
    story.when(d.checks(who)).refused(
        Reason.SELF_APPROVAL, draft=story.case.draft.draft, by_user=who.user, state="negotiated in this case"
    )


@pytest.mark.parametrize(
    "who", [c.CARA, c.RUTH, c.OLGA, c.MIRA, c.SAM, c.PRIYA, c.CHRIS, c.NOOR], ids=lambda who: who.user
)
def test_anybody_else_of_either_side_and_compliance_may(who: Actor) -> None:
    given(d.issued, d.checks(who)).when(d.approves(c.NILS)).happens(DraftApproved)


@pytest.mark.parametrize("who", [c.DANA, c.ADA], ids=lambda who: who.user)
def test_s6_nobody_who_is_not_asked_about_money_checks_it(who: Actor) -> None:
    given(d.issued).when(d.checks(who)).refused_for(Reason.NOT_PERMITTED)


def test_s4_nobody_checks_a_draft_for_somebody_else() -> None:
    given(d.issued).when(v.by_phone(d.checks(c.CARA))).refused_for(Reason.NOT_PERMITTED)


def test_who_withdrew_or_rejected_an_offer_negotiated() -> None:
    argued = given(d.offered, d.withdraws_offer(c.NILS), d.offers(c.NOOR), d.rejects(BILLING_OLGA, "OFR-2"))
    assert argued.case.negotiators == {(c.NORTHWIND, "U0NILS"), (c.NORTHWIND, "U0NOOR"), (c.LAKESIDE, "U0OLGA")}


def test_c8_one_changed_byte_of_the_document_voids_the_check() -> None:
    story = given(d.complete, d.issues(c.NILS, PAPER), d.checks())
    story.when(d.approves(c.NILS)).happens(DraftApproved)
    again = story.and_(d.issues(c.NILS, CHANGED_PAPER))
    refused(again, d.approves(c.NILS, "v2"), state="not checked", who=WHO)
    given(d.complete, d.issues(c.NILS, PAPER), d.checks(), d.issues(c.NILS, PAPER)).when(
        d.approves(c.NILS, "v2")
    ).happens(DraftApproved)


def test_c8_a_check_of_other_terms_does_not_count_for_the_same_document() -> None:
    longer = (
        d.sets(c.BEN, Term(effective=c.TERM.effective, end=date(2027, 6, 1))),
        d.confirms(c.NILS),
        d.confirms(c.BEN),
    )
    story = given(d.complete, d.issues(c.NILS, PAPER), d.checks(), longer)
    story.when(d.checks(c.SAM)).refused_for(Reason.HASH_MISMATCH)
    refused(story.and_(d.issues(c.NILS, PAPER)), d.approves(c.NILS, "v2"), state="not checked", who=WHO)


def test_c11_a_clerical_redline_needs_a_new_check_also_while_signing() -> None:
    story = given(d.reviewed, d.redlines(material=False))
    assert story.case.stage is Stage.SIGNING
    refused(story, d.signs(c.SAM), state="not checked", who=WHO)
    story.and_(d.checks()).when(d.signs(c.SAM)).happens(SignatureRecorded)


def test_a_person_reads_the_newest_version_and_no_other_document() -> None:
    story = given(d.issued)
    story.when(d.checks(c.CARA, "v2")).refused(Reason.STALE_VIEW, draft="v2", newest="v1")
    draft = story.case.draft
    assert draft is not None
    story.when(d.checks(c.CARA, doc_sha256=PAPER)).refused(
        Reason.HASH_MISMATCH, what="document", seen="d0c5-d0c5-d0c5", now=short(draft.doc_sha256)
    )
    story.when(d.checks(c.CARA, doc_sha256=draft.doc_sha256)).happens(DraftChecked)


def test_the_last_check_of_a_document_counts_and_nobody_overrules_their_own_finding() -> None:
    red = given(d.issued, d.checks(read={"copay": "50"}))
    red.when(d.checks()).refused(
        Reason.SELF_APPROVAL, draft="v1", by_user="U0CARA", state="checked this document before"
    )
    cured = red.and_(d.checks(c.SAM))
    cured.when(d.approves(c.NILS)).happens(DraftApproved)
    found = cured.and_(d.checks(c.OLGA, read={"copay": "50"}))
    refused(found, d.approves(c.NILS), state="not clean", differs="copay 50 instead of 40")


def test_what_was_left_out_may_be_added_by_the_same_person() -> None:
    story = given(d.issued, d.checks(read={"copay": ""}))
    story.and_(d.checks()).when(d.approves(c.NILS)).happens(DraftApproved)


def test_a_redline_cures_a_red_draft() -> None:
    story = given(d.issued, d.checks(read={"copay": "50"}), d.redlines(material=False), d.checks())
    story.when(d.approves(c.NILS, "v2")).happens(DraftApproved)


@pytest.mark.parametrize(
    "more", [{"typed": ()}, {"typed": (TypedTerm(name="copay", value=" "),), "text": " \n"}], ids=["none", "blank"]
)
def test_a_check_that_read_nothing_is_none(more: Mapping[str, object]) -> None:
    given(d.issued).when(d.checks(c.CARA, **more)).refused(
        Reason.MISSING_EVIDENCE, draft="v1", missing="the terms typed back, or the text"
    )


@pytest.mark.parametrize(
    ("term", "value", "expected"),
    [
        ("copay", "45k", "write an amount like 45000, 45,000.00 or $45,000"),
        ("coinsurance", "a fifth", "write a percent like 140, 140% or 62.5 percent"),
        ("term-start", "next friday", "write a date like 2026-12-04, 12/04/2026 or December 4, 2026"),
        ("l1-units", "twelve", "write a whole number, like 180"),
        ("l1-code", "office visit", "write a code as it stands there, like 99214, J1745, 0200 or 014"),
        ("hold-harmless", "maybe", "write one of: yes, no"),
        ("payer-tin", "12", "write a tax id like 12-3456789"),
        ("provider-npi", "12", "an NPI has ten digits"),
    ],
)
def test_what_nobody_can_read_is_asked_again_and_not_repeated(term: str, value: str, expected: str) -> None:
    no = given(d.issued).when(d.checks(read={term: value})).refused_for(Reason.OUT_OF_RANGE)
    assert no.facts == {"field": term, "term": term.replace("-", " "), "expected": expected}


def test_a_text_alone_is_never_clean_because_a_person_must_read() -> None:
    story = given(d.issued)
    fact = checked(story, typed=(), text=letter(story.case, "v1"))
    assert fact.method is CheckMethod.TEXT
    assert {one.verdict for one in fact.wrong} == {Verdict.ABSENT}
    named = {one.term for one in fact.wrong}
    assert named >= {*HUMAN_ONLY, "hold-harmless", "accumulates", "filing-days", "payer-id", "auth-no"}
    assert not named & {"rate-1-amount", "copay", "coinsurance", "term-start", "term-end", "l1-code"}


def test_a_text_and_the_terms_it_cannot_show_typed_back_are_a_clean_check() -> None:
    story = given(clean.complete, d.issues())
    text = letter(story.case, "v1")
    blind = {one.term for one in checked(story, typed=(), text=text).wrong}
    rest = {name: value for name, value in read_in(story.case).items() if name in blind}
    fact = checked(story, typed=typed(rest), text=text)
    assert (fact.method, fact.wrong) == (CheckMethod.BOTH, ())
    assert len(rest) < len(read_in(story.case))


def test_i20_nothing_of_a_text_is_kept_but_its_hash_and_figures_that_tell_nothing_of_a_patient() -> None:
    text = "Ann Roe, born 02/03/1961, member 80111.\nPaid at $51,000 and 61%, seen 11/23/2026."
    fact = checked(given(d.issued), text=text, set_aside=("11/23/2026",))
    extras = [one for one in fact.verdicts if one.verdict is Verdict.EXTRA]
    assert [(one.term, one.said) for one in extras] == [
        ("date-in-line-1", None),
        ("code-in-line-1", None),
        ("money-in-line-2", "51000"),
        ("percent-in-line-2", "61"),
    ]
    assert (fact.set_aside, fact.text_sha256) == (1, hashlib.sha256(text.encode()).hexdigest())
    assert not any(told in str(fact) for told in ("Ann", "1961", "80111"))


def test_a_name_or_a_number_that_was_typed_is_not_kept() -> None:
    read = {"payer-name": "Ann Roe", "auth-no": "MEMBER-80111", "payer-id": "X", "copay": "50"}
    fact = checked(given(d.issued), read=read)
    assert [(one.term, one.said) for one in fact.wrong] == [
        ("payer-name", None),
        ("auth-no", None),
        ("copay", "50"),
        ("payer-id", None),
    ]


def test_the_text_of_a_command_is_not_printed() -> None:
    command = CheckDraft(by=c.by(c.CARA), draft="v1", text="born 02/03/1961")
    assert "1961" not in repr(command)


def test_a_history_of_before_the_check_replays_and_asks_for_one_now() -> None:
    story = given(d.reviewed)
    older = replace(story, case=replace(story.case, checks=(), negotiators=frozenset()))
    refused(older, d.signs(c.SAM), state="not checked", who=WHO)
    signed = older.and_(d.checks(), d.signs(c.SAM))
    signed.when(d.signs(c.PRIYA)).happens(SignatureRecorded, AgreementExecuted)


def test_journey_a_planted_percent_is_found_redlined_fixed_checked_and_signed() -> None:
    story = given(clean.complete, d.issues(c.NILS, PAPER))
    refused(story, d.approves(c.BEN), state="not checked", who=WHO)
    found = story.and_(d.checks(c.CARA, read={"rate-1-percent": "135 %"}))
    refused(found, d.approves(c.BEN), state="not clean", differs="rate 1 percent 135 instead of 140")
    fixed = found.and_(d.redlines(c.BEN, material=False, doc_sha256=CHANGED_PAPER))
    refused(fixed, d.approves(c.BEN, "v2"), state="not checked", who=WHO)
    approved = fixed.and_(d.checks(c.CARA), d.approves(c.BEN, "v2"), d.approves(c.NILS, "v2"))
    signed = (d.signs(c.SAM, "Sam Vega"), d.signs(c.SAM, "Sam Vega", party_id="P2"), d.signs(c.PRIYA, "Priya Nair"))
    case = approved.and_(signed).case
    assert case.stage is Stage.EXECUTED


def test_journey_i6_a_redline_that_strikes_hold_harmless_is_found_by_the_check_and_by_the_rule() -> None:
    struck = given(d.reviewed, d.redlines(c.BEN, material=False, doc_sha256=CHANGED_PAPER))
    found = struck.and_(d.checks(c.CARA, read={"hold-harmless": "no"}))
    refused(found, d.signs(c.SAM), state="not clean", differs="hold harmless no instead of yes")
    terms = found.and_(
        d.sets(c.NILS, replace(c.COST_SHARE, hold_harmless=False)), d.confirms(c.NILS), d.confirms(c.BEN)
    )
    reissued = terms.and_(d.issues(c.NILS, CHANGED_PAPER), d.checks(c.CARA))
    reissued.when(d.approves(c.NILS, "v3")).refused(Reason.HOLD_HARMLESS_REQUIRED, section="6")
