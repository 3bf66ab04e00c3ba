"""What an agreement that binds waits for, and what no case waits for any more (P5, P11, P12)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import cast as c
import deeds as d
import deeds_after as a
import voices as v
from domain.missing import BOOK, PROVIDER, acts, keys, lines, the
from scabot_domain.insight import unblock
from scabot_domain.parties import Role, Side
from scabot_domain.terms.amended import LineUnits


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
    papers = (d.confirms(c.RUTH), d.confirms(c.NILS), d.issues(), d.checks())
    bound = (*retro, *papers, d.approves(c.NILS), d.approves(c.BEN))
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
