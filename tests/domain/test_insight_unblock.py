"""What would unblock a case: a line for each thing that is missing, who supplies it, in which words (I20, S22)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from domain.missing import BOOK, PAYER, PROVIDER, acts, keys, lines, the
from scabot_domain.insight import Need, Unblock, Who, unblock
from scabot_domain.insight.needs import ENDED_BY, Cited
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Role, Side
from story import MINUTE, Step, given

EMPTY = ["section.1", "section.2", "section.3", "section.4", "section.6", "section.7"]
SETS = [d.sets(c.RUTH, section) for section in c.SECTIONS]
JOURNEY: list[tuple[Step | None, list[str]]] = [
    (d.opens(), ["approval"]),
    (d.records_approval(), ["request"]),
    (d.requests(), ["offer", "acknowledgment"]),
    (d.acknowledges(), ["offer"]),
    (d.offers(c.NILS), ["answer.OFR-1"]),
    (d.rejects(c.BEN), ["offer"]),
    (d.offers(c.NILS), ["answer.OFR-2"]),
    (d.accepts(c.BEN, "OFR-2"), [*EMPTY, "draft"]),
    (SETS[0], [*EMPTY[1:], "confirmation.provider", "confirmation.payer", "draft"]),
    (SETS[1], [*EMPTY[2:], "confirmation.provider", "confirmation.payer", "confirmation.patient", "draft"]),
    (SETS[2], [*EMPTY[3:], "confirmation.provider", "confirmation.payer", "confirmation.patient", "draft"]),
    (SETS[3], [*EMPTY[4:], "confirmation.provider", "confirmation.payer", "confirmation.patient", "draft"]),
    (SETS[4], [*EMPTY[5:], "confirmation.provider", "confirmation.payer", "confirmation.patient", "draft"]),
    (SETS[5], ["confirmation.provider", "confirmation.payer", "confirmation.patient", "draft"]),
    (d.confirms(c.RUTH), ["confirmation.payer", "draft"]),
    (d.issues(), ["confirmation.payer", "draft_check", "draft_approval.provider", "draft_approval.payer"]),
    (d.confirms(c.NILS), ["draft_check", "draft_approval.provider", "draft_approval.payer"]),
    (d.checks(), ["draft_approval.provider", "draft_approval.payer"]),
    (d.approves(c.BEN), ["draft_approval.payer"]),
    (d.approves(c.NILS), ["signature.provider", "signature.payer"]),
    (d.signs(c.SAM), ["signature.payer"]),
    (d.signs(c.PRIYA), ["loading"]),
    (a.loads(), []),
]


def test_a_line_of_the_journey_goes_away_exactly_when_its_fact_is_appended() -> None:
    story = given()
    for step, expected in JOURNEY:
        assert step is not None
        story = story.and_(step)
        found = unblock(story.events, PROVIDER, story.now, BOOK)
        assert [line.key for line in found if line.need is not Need.WARNING] == expected


def test_every_need_says_which_facts_end_it() -> None:
    assert set(ENDED_BY) == set(Need)
    assert all(ENDED_BY.values())


def test_a_line_says_who_supplies_it_by_which_act_and_from_which_event_it_comes() -> None:
    line = the("answer.OFR-1", d.offered)
    assert line == Unblock(
        need=Need.ANSWER,
        subject="OFR-1",
        what="OFR-1 of the payer waits for the provider's answer.",
        who=Who(role=Role.PROVIDER_BILLER, side=Side.PROVIDER),
        why=(Cited(number=5, kind="offer-made", on=date(2026, 11, 23)),),
        actions=("Accept", "Counter", "Reject"),
        by_phone=True,
    )


def test_the_contact_of_the_role_is_named_where_one_is_known() -> None:
    told = the("answer.OFR-1", d.offered, v.assigns_contact())
    assert told.who == Who(role=Role.PROVIDER_BILLER, side=Side.PROVIDER, contact="CONTACT-3")


def test_a_rest_comes_first_and_takes_nothing_away() -> None:
    held = lines(d.requested, v.holds())
    assert [line.key for line in held] == ["resume", "offer", "acknowledgment"]
    assert held[0].what == "The case rests; it is looked at again on Fri 2026-12-11."
    assert acts(held[0]) == ("Resume", Role.PA_SPECIALIST, Side.PROVIDER)
    assert keys(d.requested, v.holds(), v.resumes()) == ["offer", "acknowledgment"]


def test_i11_a_lapsed_authorization_waits_for_its_extension_also_before_anybody_recorded_the_lapse() -> None:
    revoked = (*d.reviewed, a.revokes_authorization())
    assert keys(revoked)[0] == "authorization"
    assert acts(the("authorization", revoked)) == ("ChangeAuthorization", Role.CASE_MANAGER, Side.PAYER)
    assert the("signature.provider", revoked).actions == ()
    after_its_last_day = datetime(2027, 7, 1, 18, tzinfo=UTC)
    assert keys(d.requested, at=after_its_last_day)[0] == "authorization"
    assert "authorization" not in keys(d.requested)
    assert "authorization" not in keys(a.term_over, at=after_its_last_day)


def test_p3_when_the_coverage_is_over_the_case_goes_on_under_another() -> None:
    changed = (*d.requested, a.changes_coverage())
    assert keys(changed, at=datetime(2027, 2, 28, 18, tzinfo=UTC))[0] == "offer"
    over = datetime(2027, 3, 1, 18, tzinfo=UTC)
    assert keys(changed, at=over)[0] == "other_coverage"
    assert acts(the("other_coverage", changed, at=over)) == ("Supersede", Role.PA_SPECIALIST, Side.PROVIDER)


FAR_BACK = replace(c.TERM, effective=date(2026, 10, 1), retro_from=date(2026, 10, 1))


def test_c10_a_term_that_reaches_back_too_far_can_be_set_anew_or_waived() -> None:
    line = the("standing.retro", d.filled, d.sets(c.RUTH, FAR_BACK))
    assert line.what == "Term: it reaches back 53 days; more than 30 need compliance."
    assert acts(line) == ("SetSection RequestOverride", Role.PA_SPECIALIST, Side.PROVIDER)
    asked = (*d.filled, d.sets(c.RUTH, FAR_BACK), a.asks_to_waive())
    assert acts(the("override.retro_reach", asked)) == ("Override", Role.COMPLIANCE, Side.NEUTRAL)
    waived = keys(asked, a.waives())
    assert [key for key in waived if key.startswith(("standing", "override"))] == []


def test_c10_a_term_that_has_begun_must_say_since_when_it_is_retroactive() -> None:
    begun = datetime(2026, 12, 2, 18, tzinfo=UTC)
    line = the("standing.retro", d.filled, at=begun)
    assert the("draft_approval.payer", d.drafted, at=begun).actions == ()
    assert "must say since when it is retroactive" in line.what
    assert acts(line) == ("SetSection", Role.PA_SPECIALIST, Side.PROVIDER)


def test_p5_a_term_must_reach_back_to_care_that_began() -> None:
    line = the("standing.care", d.filled, d.starts_care(date(2026, 11, 22)))
    assert line.what == "Term: care began before it, so it must be retroactive."
    assert [one.kind for one in line.why] == ["section-set", "care-started"]


def test_p3_a_term_must_end_with_the_coverage() -> None:
    line = the("standing.coverage", d.agreed, a.changes_coverage(), SETS[2])
    assert line.what == "Term: coverage ends on 2027-02-28, before it does."
    assert line.actions == ("SetSection",)


def test_c12_what_was_heard_by_phone_is_read_back_first_and_the_act_counts_as_one() -> None:
    heard = (*d.requested, v.by_phone(d.offers(c.NILS)))
    line = the("read_back.5", heard)
    assert line.what == "Recorded for the payer's network manager and not read back: offer made."
    assert acts(line) == ("ConfirmEntry CorrectEntry", Role.PA_SPECIALIST, Side.PROVIDER)
    together = (*d.filled, d.confirms(c.RUTH), v.by_phone(d.confirms(c.NILS)))
    read_backs = [line for line in lines(together) if line.need is Need.READ_BACK]
    assert [len(line.why) for line in read_backs] == [5]
    assert not [line for line in lines(together, v.confirms_entry()) if line.need is Need.READ_BACK]


def test_c12_while_an_acceptance_waits_for_its_read_back_no_offer_is_asked_for() -> None:
    assert keys(d.offered, v.by_phone(d.accepts(c.BEN))) == ["read_back.6"]
    assert keys(d.offered, v.by_phone(d.accepts(c.BEN)), v.strikes()) == ["answer.OFR-1"]


def test_c12_nobody_is_asked_to_approve_or_sign_on_what_was_not_read_back() -> None:
    unread = (*d.filled, d.confirms(c.RUTH), v.by_phone(d.confirms(c.NILS)), d.issues(), d.checks())
    assert the("draft_approval.provider", unread).actions == ()
    assert the("draft_approval.provider", unread, v.confirms_entry()).actions == ("ApproveDraft", "Redline")
    approved = (*d.drafted, d.approves(c.BEN), v.by_phone(d.approves(c.NILS)))
    assert the("signature.payer", approved).actions == ()
    assert the("signature.payer", approved, v.confirms_entry()).actions == ("Sign",)


@pytest.mark.parametrize(
    ("history", "what", "side"),
    [
        ((*d.offered, d.rejects()), "No offer is open: OFR-1 was rejected.", Side.PAYER),
        ((*d.offered, d.withdraws_offer()), "No offer is open: OFR-1 was taken back.", Side.PAYER),
        (
            (*d.offered, d.counters(), d.rejects(c.NILS, "OFR-2")),
            "No offer is open: OFR-2 was rejected.",
            Side.PROVIDER,
        ),
        (
            (*d.drafted, d.redlines(material=True)),
            "No offer is open: OFR-1 was accepted, and its terms are open again.",
            Side.PAYER,
        ),
    ],
)
def test_without_an_open_offer_the_side_with_the_ball_makes_one(
    history: tuple[Step, ...], what: str, side: Side
) -> None:
    line = the("offer", history)
    assert (line.what, line.who.side, line.actions) == (what, side, ("MakeOffer",))


def test_c1_an_offer_past_its_life_waits_for_no_answer() -> None:
    late = given(d.offered).case.offers[0].terms.expires_at
    assert keys(d.offered, at=late) == ["answer.OFR-1"]
    assert keys(d.offered, at=late + MINUTE) == ["offer"]
    assert the("offer", d.offered, at=late + MINUTE).what == "No offer is open: OFR-1 has expired."


def test_i20_a_warning_for_one_side_is_in_the_list_of_that_side_alone() -> None:
    story = given(d.offered)
    found = {
        name: [line.subject for line in unblock(story.events, to, story.now, BOOK) if "lesser" in line.subject]
        for name, to in (("payer", PAYER), ("provider", PROVIDER), ("all", EVERYBODY), ("co", COMPLIANCE_READERS))
    }
    assert found == {"payer": ["OFR-1.no_lesser_of"], "provider": [], "all": [], "co": ["OFR-1.no_lesser_of"]}


def test_i20_so_is_one_about_the_agreement_itself() -> None:
    story = given(d.agreed)
    found = {
        side: [line.subject for line in unblock(story.events, Audience(side=side), story.now, BOOK)] for side in Side
    }
    assert [side for side in Side if "no_lesser_of" in found[side]] == [Side.PAYER]


def test_i20_what_the_other_side_keeps_to_itself_moves_no_number() -> None:
    bare = lines(d.offered, at=c.NOW + timedelta(hours=1))
    noted = lines(d.requested, d.notes(c.NILS), d.offers(c.NILS), at=c.NOW + timedelta(hours=1))
    assert [line.why for line in bare] == [line.why for line in noted]
    seen_by_payer = given(d.requested, d.notes(c.NILS), d.offers(c.NILS))
    answer = unblock(seen_by_payer.events, PAYER, seen_by_payer.now, BOOK)[0]
    assert answer.why[0].number == 6


def test_a_case_without_an_owner_is_for_any_specialist() -> None:
    story = given(d.approved)
    orphan = replace(story.case, owner=None)
    [line] = unblock(story.events, PROVIDER, story.now, BOOK, case=orphan)
    assert acts(line) == ("RequestSca", Role.PA_SPECIALIST, Side.NEUTRAL)
