"""What would unblock a case: a line for each thing that is missing, who supplies it, in which words (I20, S22)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from domain.by_the_clock import Watched
from domain.test_court import IMPASSE, SHIPPED, book
from scabot_domain.case import Stage
from scabot_domain.insight import Need, Unblock, Who, unblock
from scabot_domain.insight.needs import ENDED_BY, Cited
from scabot_domain.parties import COMPLIANCE_READERS, EVERYBODY, Audience, Role, Side
from scabot_domain.playbook import shipped_book
from scabot_domain.playbook.book import Script
from scabot_domain.terms.agreed import AgreedRate
from scabot_domain.terms.amended import LineUnits
from story import MINUTE, Step, given

BOOK = shipped_book()
PAYER, PROVIDER = Audience(side=Side.PAYER), Audience(side=Side.PROVIDER)


def lines(*steps: Step | tuple[Step, ...], at: datetime | None = None, to: Audience = PROVIDER) -> list[Unblock]:
    story = given(*steps)
    return [*unblock(story.events, to, at or story.now, BOOK)]


def keys(*steps: Step | tuple[Step, ...], at: datetime | None = None) -> list[str]:
    return [line.key for line in lines(*steps, at=at) if line.need is not Need.WARNING]


def the(key: str, *steps: Step | tuple[Step, ...], at: datetime | None = None) -> Unblock:
    return next(line for line in lines(*steps, at=at) if line.key == key)


def acts(line: Unblock) -> tuple[str, Role, Side]:
    return " ".join(line.actions), line.who.role, line.who.side


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
    (d.issues(), ["confirmation.payer", "draft_approval.provider", "draft_approval.payer"]),
    (d.confirms(c.NILS), ["draft_approval.provider", "draft_approval.payer"]),
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
    unread = (*d.filled, d.confirms(c.RUTH), v.by_phone(d.confirms(c.NILS)), d.issues())
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


def test_a_warning_is_a_question_and_suggests_no_act() -> None:
    found = [line for line in lines(d.complete) if line.need is Need.WARNING]
    assert [line.subject for line in found] == ["no_default", "1.1", "1.2", "1.3", "1.4"]
    assert {line.actions for line in found} == {()}
    assert found[0].script == "What is paid for a service that is not listed, if the plan of care changes?"


def test_a_finding_blocks_until_the_section_is_set_so_that_it_can_be_read_one_way() -> None:
    unclear = (*d.complete, d.sets(c.RUTH, replace(c.COST_SHARE, accumulates_in_network=None)))
    line = the("finding.accumulation", unclear)
    assert line.what.startswith("L14 ")
    assert acts(line) == ("SetSection", Role.PA_SPECIALIST, Side.PROVIDER)
    assert the("finding.accumulation", unclear, d.issues()).key == "finding.accumulation"
    assert the("draft_approval.payer", unclear, d.issues()).actions == ()
    assert "finding.accumulation" not in keys(unclear, d.sets(c.RUTH, c.COST_SHARE))


SHORT = AgreedRate(line_ids=("L1",), rate=c.PER_DIEM_3500)
TWO_LINES = replace(c.SCOPE, lines=(*c.SCOPE.lines, replace(c.SCOPE.lines[0], line_id="L2", code="99215")))


def test_a_line_without_a_rate_is_put_right_by_a_redline_of_the_draft() -> None:
    partly = (*d.requested, d.offers(c.NILS, SHORT), d.accepts(c.BEN), d.sets(c.RUTH, TWO_LINES))
    line = the("section.5", partly)
    assert line.what == "Reimbursement: line L2 has no agreed rate."
    assert line.actions == ()  # a draft comes first
    assert the("section.5", partly, d.issues()).actions == ("Redline",)


def test_what_an_open_offer_leaves_open_is_for_its_maker() -> None:
    found = lines(d.requested, d.offers(c.NILS, c.CASE_RATE_45000))
    open_points = [line for line in found if line.need is Need.FINDING]
    assert [line.who.side for line in open_points] == [Side.PAYER] * len(open_points)
    assert {line.actions for line in open_points} <= {("MakeOffer",)}


def test_two_equal_findings_are_two_lines() -> None:
    lines_of = replace(c.SCOPE, exclusions=("UCR", "usual rate"))
    found = keys(d.filled, d.sets(c.RUTH, lines_of))
    assert [key for key in found if key.startswith("finding")] == [
        "finding.shorthand_scope",
        "finding.shorthand_scope.2",
    ]


OLD = datetime(2026, 12, 6, 18, tzinfo=UTC)
"""More than 14 days after eligibility was verified, and after the term began."""


def test_once_somebody_signed_what_grew_too_old_can_only_be_waived() -> None:
    retro = (*d.filled, d.sets(c.RUTH, replace(c.TERM, retro_from=date(2026, 12, 1))))
    signed = (*retro, d.confirms(c.RUTH), d.confirms(c.NILS), d.issues(), d.approves(c.BEN), d.approves(c.NILS))
    line = the("section.2", signed, d.signs(c.SAM), at=OLD)
    assert acts(line) == ("RequestOverride", Role.PA_SPECIALIST, Side.PROVIDER)
    assert the("section.2", signed, at=OLD).actions == ("SetSection",)
    assert the("signature.payer", signed, d.signs(c.SAM), at=OLD).actions == ()


def test_i7_a_draft_of_other_terms_is_issued_anew() -> None:
    changed = (*d.drafted, d.sets(c.BEN, replace(c.TERM, end=date(2027, 2, 28))))
    line = the("draft", changed)
    assert line.what == "Draft v1 was written before the terms last changed: it is issued anew."
    assert acts(line) == ("IssueDraft", Role.NETWORK_MANAGER, Side.PAYER)
    assert the("draft_approval.payer", changed, d.confirms(c.RUTH), d.confirms(c.NILS)).actions == ()


def test_p11_a_claim_that_is_not_as_agreed_waits_without_the_day_of_care() -> None:
    wrong = (*a.in_care, a.loads(), a.later(a.claims(carc="242", dos=date(2026, 12, 11)), a.CARE_DAY))
    line = the("claim.CLM-1", wrong)
    assert line.what == "Claim CLM-1 is not as agreed (denial): the payer corrects it."
    assert acts(line) == ("RecordClaim", Role.PROVIDER_BILLER, Side.PROVIDER)
    assert keys(wrong, a.later(a.claims(), a.CARE_DAY)) == []


def test_p12_loading_waits_for_the_payer() -> None:
    assert acts(the("loading", d.executed)) == ("ConfirmLoaded", Role.NETWORK_MANAGER, Side.PAYER)


def test_an_amendment_waits_for_the_other_side_and_then_for_two_signatures() -> None:
    loaded = (*d.executed, a.loads())
    assert keys(loaded, a.extends()) == ["amendment.AMD-1.answer"]
    agreed = (*loaded, a.extends(), a.agrees())
    assert keys(agreed) == ["amendment.AMD-1.provider", "amendment.AMD-1.payer"]
    assert keys(agreed, a.signs_amendment(c.SAM)) == ["amendment.AMD-1.payer"]
    assert keys(agreed, a.signs_amendment(c.SAM), a.signs_amendment(c.PRIYA)) == []
    heard = (*loaded, v.by_phone(a.extends()), a.agrees())
    assert the("amendment.AMD-1.payer", heard).actions == ()
    lapsed = the("amendment.AMD-1.payer", agreed, a.revokes_authorization())
    assert lapsed.actions == ()


def test_i9_an_amendment_beyond_what_is_authorized_is_proposed_anew_or_the_authorization_changes() -> None:
    more = LineUnits(line_id="L1", units_max=20)
    agreed = (*d.executed, a.loads(), a.amends(c.NILS, units=(more,)), a.agrees())
    assert keys(agreed) == ["amendment.AMD-1.provider", "amendment.AMD-1.payer"]
    fewer = a.extends_authorization(date(2027, 9, 30), replace(a.RECODED, code="99214"))
    assert keys(agreed, fewer) == ["amendment.AMD-1.terms", "amendment.AMD-1.provider", "amendment.AMD-1.payer"]
    assert acts(the("amendment.AMD-1.terms", agreed, fewer)) == ("DropAmendment", Role.NETWORK_MANAGER, Side.PAYER)
    assert the("amendment.AMD-1.payer", agreed, fewer).actions == ()
    assert keys(agreed, fewer, a.drops()) == []


def test_the_start_of_care_is_asked_for_once_its_day_is_over() -> None:
    loaded = (*d.executed, a.loads())
    assert keys(loaded, at=datetime(2026, 12, 11, 18, tzinfo=UTC)) == []
    monday = datetime(2026, 12, 14, 18, tzinfo=UTC)
    assert acts(the("care", loaded, at=monday)) == ("RecordCareStart", Role.OFFICE_MANAGER, Side.PROVIDER)
    assert keys(loaded, a.later(d.starts_care(c.CARE_DATE), monday)) == []


def test_p5_care_that_began_before_the_agreement_is_recorded_again_under_it() -> None:
    began = date(2026, 11, 22)
    retro = (*d.filled, d.starts_care(began), d.sets(c.RUTH, replace(a.RETRO, effective=began, retro_from=began)))
    bound = (*retro, d.confirms(c.RUTH), d.confirms(c.NILS), d.issues(), d.approves(c.NILS), d.approves(c.BEN))
    executed = (*bound, d.signs(c.SAM), d.signs(c.PRIYA), a.loads())
    assert the("care", executed).what.startswith("Care began before the agreement bound")
    assert keys(executed, d.starts_care(began)) == []


def test_47_a_case_whose_term_ended_waits_for_its_claims_and_is_then_closed() -> None:
    ended = (*a.term_over, a.later(a.loads(), a.AFTER_TERM))
    assert acts(the("closing.claims", ended)) == ("RecordClaim", Role.PROVIDER_BILLER, Side.PROVIDER)
    settled = (*ended, a.later(a.claims(), a.AFTER_TERM))
    assert acts(the("closing", settled)) == ("CloseCase", Role.PA_SPECIALIST, Side.PROVIDER)
    wrong = (*ended, a.later(a.claims(carc="242"), a.AFTER_TERM))
    assert [line.key for line in lines(wrong)] == ["claim.CLM-1"]


def test_an_ended_case_and_one_that_nobody_may_see_wait_for_nothing() -> None:
    assert lines(d.offered, d.declines()) == []
    assert unblock((), PROVIDER, c.NOW, BOOK) == ()


def test_a_case_without_an_owner_is_for_any_specialist() -> None:
    story = given(d.approved)
    orphan = replace(story.case, owner=None)
    [line] = unblock(story.events, PROVIDER, story.now, BOOK, case=orphan)
    assert acts(line) == ("RequestSca", Role.PA_SPECIALIST, Side.NEUTRAL)


@pytest.mark.parametrize("stage", [Stage.DRAFT_REVIEW, Stage.SIGNING])
def test_without_a_draft_there_is_none_to_approve_or_sign(stage: Stage) -> None:
    story = given(d.complete)
    odd = replace(story.case, stage=stage)
    found = unblock(story.events, PROVIDER, story.now, BOOK, case=odd)
    assert {line.what for line in found if line.need is Need.DRAFT} == {"No draft of the agreement is issued."}
    assert not [line for line in found if line.need in (Need.DRAFT_APPROVAL, Need.SIGNATURE) and line.actions]


def watched(*steps: Step | tuple[Step, ...]) -> Watched:
    return Watched().do(*steps)


def script(live: Watched, key: str, to: Audience = PROVIDER) -> str | None:
    found = unblock(live.events, to, live.now, live.book)
    return next(line.script for line in found if line.key == key)


def test_a_line_brings_the_script_of_the_playbook_for_its_next_level_filled_in() -> None:
    live = watched(d.agreed)
    live.wait("2026-12-01 12:00")
    assert script(live, "draft") == (
        "SCA-7QK2M4 (urgent), level 1 of 2: 5 business days without a draft of the agreement.\n"
        "Terms were agreed on Mon 2026-11-23 10:16 CST, and no written draft has been issued; care in 10 days.\n"
        "To be safe, the agreement has to be signed by Fri 2026-12-04.\n"
        "The network manager: please raise this with contracting, and name a firm date for the draft by "
        "Tue 2026-12-01 16:00 CST. Acknowledge takes it.\n"
        "This stops when a draft is issued; otherwise it goes to the medical director then."
    )


def test_the_script_is_about_the_very_offer_and_signature() -> None:
    both = watched(d.offered, d.offers(c.BEN))
    assert "OFR-2 is waiting for an answer of the payer" in str(script(both, "answer.OFR-2"))
    assert "OFR-1 is waiting for an answer of the provider" in str(script(both, "answer.OFR-1"))
    assert "the signature of the payer is missing" in str(script(watched(d.reviewed), "signature.payer"))
    assert "nobody has confirmed" in str(script(watched(d.requested), "acknowledgment"))


def test_i20_a_script_for_the_home_side_alone_is_not_shown_to_the_other_one() -> None:
    live = watched(d.requested)
    live.wait("2026-12-01 12:00")  # the third level of the first offer is for home
    assert "decide by" in str(script(live, "offer"))
    assert "decide by" in str(script(live, "offer", COMPLIANCE_READERS))
    assert "decide by" not in str(script(live, "offer", PAYER))
    assert "level 2 of 3" in str(script(live, "offer", PAYER))


def test_after_its_last_level_a_ladder_still_lends_its_words() -> None:
    live = watched(d.agreed)
    live.wait("2026-12-10 12:00")
    assert "It is the last step of this ladder" in str(script(live, "draft"))


def test_without_a_rule_there_is_no_script() -> None:
    assert the("draft", d.complete).script is None
    live = watched(d.agreed)
    bare = replace(live.book, rules={})
    found = unblock(live.events, PROVIDER, live.now, bare)
    assert next(line.script for line in found if line.need is Need.DRAFT) is None


def test_s22_a_statement_that_was_asked_for_is_the_medical_directors() -> None:
    live = Watched(book=book(SHIPPED + IMPASSE)).do(d.offered, d.rejects())
    live.wait("2026-11-24 17:00")
    found = {line.key: line for line in unblock(live.events, PROVIDER, live.now, live.book)}
    assert acts(found["statement"]) == ("Intervene", Role.MEDICAL_DIRECTOR, Side.PAYER)
    live.do(v.intervenes())
    assert "statement" not in {line.key for line in unblock(live.events, PROVIDER, live.now, live.book)}


def test_a_home_script_without_a_shared_one_below_it_is_no_script_for_others() -> None:
    live = watched(d.requested)
    at_home = {name: replace(one, audience=Script.HOME) for name, one in live.book.messages.items()}
    live.book = replace(live.book, messages=at_home)
    assert script(live, "acknowledgment", PAYER) is None
    assert script(live, "acknowledgment") is not None
