"""C12, I3, I8: amendments whose steps are recorded for people who are on the phone."""

import pytest

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from scabot_domain.afterwards import AmendmentState
from scabot_domain.case import EntryState, Stage
from scabot_domain.events import (
    AgreementExtended,
    AgreementTerminated,
    AmendmentAgreed,
    AmendmentExecuted,
    AmendmentProposed,
    AmendmentSigned,
    EntryConfirmed,
)
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from story import Step, Story, given

PROPOSED = (*d.executed, v.by_phone(a.extends()))
AGREED = (*a.proposed, v.by_phone(a.agrees()))
SIGNED = (*a.amendment_half_signed, v.by_phone(a.signs_amendment(c.PRIYA)))
FIRST_BY_PHONE = (*a.amendment_agreed, v.by_phone(a.signs_amendment(c.SAM)))


def state(story: Story) -> AmendmentState:
    return story.case.amendments[-1].state


def test_c12_a_proposal_told_by_phone_is_that_sides_and_is_read_back_before_anybody_signs() -> None:
    story = given(PROPOSED)
    assert story.case.amendments[0].proposed.side is Side.PAYER
    story.when(v.by_phone(a.agrees(c.NOOR))).refused_for(Reason.OWN_OFFER)
    agreed = story.and_(a.agrees())
    agreed.when(a.signs_amendment(c.SAM)).refused(Reason.UNCONFIRMED_ENTRY, entries="amendment-proposed")
    agreed.and_(v.confirms_entry()).when(a.signs_amendment(c.SAM)).happens(AmendmentSigned)


def test_c12_an_answer_told_by_phone_is_read_back_before_anybody_signs() -> None:
    story = given(AGREED)
    story.when(a.signs_amendment(c.SAM)).refused(Reason.UNCONFIRMED_ENTRY, entries="amendment-agreed")
    story.and_(v.clicks(c.BEN)).when(a.signs_amendment(c.SAM)).happens(AmendmentSigned)


def test_i3_a_signature_told_by_phone_executes_the_amendment_once_it_is_read_back() -> None:
    story = given(SIGNED)
    assert (state(story), story.case.amendments[0].signers[Side.PAYER].user) == (
        AmendmentState.SIGNING,
        "CONTACT-U0PRIYA",
    )
    read = story.when(v.confirms_entry())
    case = read.happens(EntryConfirmed, AmendmentExecuted, AgreementExtended)
    assert (case.stage, case.amendments[0].state) == (Stage.EXECUTED, AmendmentState.EXECUTED)


def test_i3_the_last_signature_waits_for_the_first_to_be_read_back() -> None:
    story = given(FIRST_BY_PHONE, a.signs_amendment(c.PRIYA))
    assert state(story) is AmendmentState.SIGNING
    story.when(v.confirms_entry()).happens(EntryConfirmed, AmendmentExecuted, AgreementExtended)
    given(FIRST_BY_PHONE).when(v.confirms_entry()).happens(EntryConfirmed)


def test_i5_the_same_person_on_the_phone_does_not_sign_for_both_sides() -> None:
    both = v.by_phone(a.signs_amendment(c.PRIYA, "u0sam"))
    given(a.amendment_half_signed).when(both).refused_for(Reason.SAME_SIGNER)


@pytest.mark.parametrize(
    ("story", "left", "signers"),
    [
        (PROPOSED, AmendmentState.DROPPED, 0),
        (AGREED, AmendmentState.PROPOSED, 0),
        (SIGNED, AmendmentState.SIGNING, 1),
        (FIRST_BY_PHONE, AmendmentState.AGREED, 0),
    ],
    ids=["a proposal", "an answer", "the second signature", "the first signature"],
)
def test_c14_what_was_never_said_is_taken_back_with_what_rested_on_it(
    story: tuple[Step, ...], left: AmendmentState, signers: int
) -> None:
    after = given(story, v.strikes())
    one = after.case.amendments[-1]
    assert (one.state, len(one.signatures), len(one.signers)) == (left, signers, signers)
    assert [entry.state for entry in after.case.entries.values()][-1] is EntryState.STRUCK
    assert after.case.executed is not None


def test_c14_an_amendment_that_is_over_stays_as_it_is() -> None:
    story = given(PROPOSED, a.drops(), v.strikes())
    assert state(story) is AmendmentState.DROPPED
    given(PROPOSED, v.confirms_entry()).when(v.corrects(field="amendment", new="AMD-2")).refused_for(
        Reason.TERMS_LOCKED
    )


def test_c12_saying_no_and_ending_the_agreement_are_words_of_a_side_too() -> None:
    dropped = given(a.proposed).and_(v.by_phone(a.drops()))
    assert (state(dropped), len(dropped.case.unconfirmed)) == (AmendmentState.DROPPED, 1)
    over = given(a.in_care).at(a.CARE_DAY).when(v.by_phone(a.terminates())).happens(AgreementTerminated)
    assert (over.stage, len(over.unconfirmed)) == (Stage.TERMINATED, 1)
    given(d.executed).when(v.by_phone(a.loads())).refused_for(Reason.NOT_PERMITTED)
    agreed = given(a.proposed).when(v.by_phone(a.agrees())).happens(AmendmentAgreed)
    assert isinstance(agreed.unconfirmed[0].fact, AmendmentAgreed)
    proposed = given(d.executed).when(v.by_phone(a.extends(), who=c.CARA)).happens(AmendmentProposed)
    assert proposed.unconfirmed[0].side is Side.PAYER
