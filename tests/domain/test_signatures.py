"""I5, I7: both sides sign the same terms and document, by different people with authority."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

import cast as c
import deeds as d
from scabot_domain.case import Stage
from scabot_domain.events import AgreementExecuted, SignatureMethod, SignatureRecorded
from scabot_domain.parties import Actor, Role, Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.hashes import terms_hash
from story import given


def test_i5_a_signature_says_who_by_what_authority_and_over_what() -> None:
    story = given(d.reviewed)
    assert story.case.draft is not None
    signature = SignatureRecorded(
        side=Side.PROVIDER,
        signatory="Sam Vega",
        authority_basis="Delegation of 2026-01-02",
        method=SignatureMethod.ENVELOPE,
        terms_hash=terms_hash(story.case),
        doc_sha256=story.case.draft.doc_sha256,
        signed_at=story.now,
        party_id="P1",
    )
    case = story.when(d.signs(c.SAM, "Sam Vega")).then(signature)
    assert (case.stage, case.signatures, case.signers) == (
        Stage.SIGNING,
        {Side.PROVIDER: signature},
        {Side.PROVIDER: c.SAM},
    )


@pytest.mark.parametrize(("first", "second"), [(c.SAM, c.PRIYA), (c.PRIYA, c.SAM)])
def test_i5_any_order_of_signatures_executes(first: Actor, second: Actor) -> None:
    case = given(d.reviewed, d.signs(first)).when(d.signs(second)).happens(SignatureRecorded, AgreementExecuted)
    assert case.stage is Stage.EXECUTED
    assert case.executed is not None
    assert case.executed.terms_hash == terms_hash(case)


def test_i5_a_side_signs_once() -> None:
    given(d.half_signed).when(d.signs(c.SAM)).refused(
        Reason.ALREADY_SIGNED,
        side="provider",
        party="P1",
        signed_at=given(d.reviewed).now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def test_i5_nobody_signs_for_both_sides() -> None:
    both = Actor(team=c.LAKESIDE, user="U0SAM", role=Role.PAYER_SIGNATORY, side=Side.PAYER)
    given(d.half_signed).when(d.signs(both, "Somebody Else")).refused(
        Reason.SAME_SIGNER,
        side="provider",
        signatory="U0SAM",
    )


def test_i5_one_name_does_not_sign_for_both_sides() -> None:
    given(d.reviewed, d.signs(c.SAM, "Sam Vega")).when(d.signs(c.PRIYA, "SAM VEGA")).refused(
        Reason.SAME_SIGNER,
        side="provider",
        signatory="Sam Vega",
    )


def test_i5_the_same_user_id_in_another_team_is_somebody_else() -> None:
    other = Actor(team=c.NORTHWIND, user="U0SAM", role=Role.PAYER_SIGNATORY, side=Side.PAYER)
    given(d.half_signed).when(d.signs(other, "Priya Nair")).happens(SignatureRecorded, AgreementExecuted)


def test_i5_authority_is_always_stated() -> None:
    with pytest.raises(ValidationError):
        given(d.reviewed).when(d.signs(c.SAM, authority_basis=" "))


@pytest.mark.parametrize(("what", "seen"), [("terms", {"terms": d.NO_HASH}), ("document", {"doc": d.NO_HASH})])
def test_i7_what_is_signed_is_what_was_seen(what: str, seen: dict[str, str]) -> None:
    story = given(d.reviewed)
    assert story.case.draft is not None
    now = {"terms": terms_hash(story.case), "document": story.case.draft.doc_sha256}[what]
    story.when(d.signs(c.SAM, **seen)).refused(
        Reason.HASH_MISMATCH,
        what=what,
        seen="0000-0000-0000",
        now=f"{now[:4]}-{now[4:8]}-{now[8:12]}",
    )


def test_i7_a_clerical_redline_changes_the_document_to_sign() -> None:
    first = given(d.drafted).case.draft
    assert first is not None
    redlined = given(d.reviewed, d.redlines(material=False), d.checks())
    redlined.when(d.signs(c.SAM, doc=first.doc_sha256)).refused_for(Reason.HASH_MISMATCH)
    redlined.when(d.signs(c.SAM)).happens(SignatureRecorded)


def test_i4_nobody_signs_what_is_incomplete_however_it_came_to_signing() -> None:
    story = given(d.reviewed)
    sections = {number: held for number, held in story.case.sections.items() if number != 7}
    replace(story, case=replace(story.case, sections=sections)).when(d.signs(c.SAM)).refused(
        Reason.INCOMPLETE_SECTION,
        sections="7",
        section_7="Claims: nothing is filled in.",
    )


def test_i7_nobody_signs_a_draft_of_other_terms_however_it_came_to_signing() -> None:
    story = given(d.reviewed)
    assert story.case.draft is not None
    stale = replace(story, case=replace(story.case, draft=replace(story.case.draft, terms_hash=d.NO_HASH)))
    now = terms_hash(story.case)
    stale.when(d.signs(c.SAM, terms=d.NO_HASH)).refused(
        Reason.HASH_MISMATCH,
        what="terms",
        seen="0000-0000-0000",
        now=f"{now[:4]}-{now[4:8]}-{now[8:12]}",
    )


def test_i22_nobody_signed_in_the_future() -> None:
    story = given(d.reviewed)
    story.when(d.signs(c.SAM, signed_at=story.now + timedelta(seconds=60))).happens(SignatureRecorded)
    ahead = story.now + timedelta(seconds=61)
    story.when(d.signs(c.SAM, signed_at=ahead)).refused(
        Reason.DATE_IN_FUTURE,
        signed_at=ahead.strftime("%Y-%m-%dT%H:%M:%SZ"),
        now=story.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def test_s1_an_approval_alone_executes_nothing() -> None:
    assert given(d.approved).case.executed is None
    assert given(d.half_signed).case.executed is None
