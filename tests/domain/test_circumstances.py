"""I16, I22, C12: what every event carries, and which circumstances are refused."""

from datetime import timedelta

import pytest

import cast as c
import deeds as d
import voices as v
from scabot_domain.envelope import DERIVED
from scabot_domain.events import ClinicalApprovalRecorded, OfferMade, kind_of
from scabot_domain.parties import OnBehalf, Role, Side, Source, Visibility
from scabot_domain.refusals import Reason, Refused
from story import given, nothing

SECOND = timedelta(seconds=1)


def test_nothing_can_be_asked_of_a_case_that_was_never_opened() -> None:
    nothing().when(d.records_approval()).refused(Reason.UNKNOWN_CASE, case="SCA-7QK2M4")


def test_a_case_is_opened_once() -> None:
    refusal = given(d.requested).when(d.opens()).refused(Reason.CASE_EXISTS, case="SCA-7QK2M4", stage="requested")
    assert "OpenCase" not in refusal.legal


def test_i22_what_is_said_a_minute_ahead_of_the_clock_passes() -> None:
    given(d.requested).when(d.offers(c.NILS, said_at=c.NOW + timedelta(minutes=4))).happens(OfferMade)


def test_i22_what_is_said_further_ahead_is_refused() -> None:
    given(d.requested).when(d.offers(c.NILS, said_at=c.NOW + timedelta(minutes=4, seconds=1))).refused(
        Reason.DATE_IN_FUTURE,
        said_at="2026-11-23T16:16:01Z",
        now="2026-11-23T16:15:00Z",
    )


@pytest.mark.parametrize("source", [Source.PHONE, Source.FAX, Source.MAIL, Source.PORTAL])
def test_c12_a_word_of_a_side_that_came_from_outside_needs_a_contact(source: Source) -> None:
    story = given(d.requested)
    story.when(d.offers(c.NILS, source=source, evidence="call 4711")).refused(
        Reason.MISSING_EVIDENCE, source=source.value, missing="contact"
    )
    story.when(v.by_phone(d.offers(c.NILS), source=source)).happens(OfferMade)


@pytest.mark.parametrize("evidence", [None, " "])
def test_c12_whatever_came_from_outside_needs_evidence(evidence: str | None) -> None:
    told = given(d.requested).when(v.verifies_eligibility(source=Source.FAX, evidence=evidence))
    told.refused(Reason.MISSING_EVIDENCE, source="fax")


def test_an_event_carries_its_circumstances() -> None:
    said_at = c.NOW - timedelta(hours=2)
    step = v.by_phone(d.offers(c.NILS), c.NILS, said_at=said_at, evidence="call 4711")
    event = given(d.requested).when(step).events[0]
    assert (event.case, event.version, kind_of(event)) == ("SCA-7QK2M4", 5, "offer-made")
    assert (event.actor, event.side, event.visibility) == (c.NILS, Side.PAYER, Visibility.SHARED)
    assert (event.occurred_at, event.recorded_at) == (said_at, c.NOW + timedelta(minutes=3))
    assert (event.source, event.evidence) == (Source.PHONE, "call 4711")
    assert event.on_behalf_of == OnBehalf(side=Side.PAYER, role=Role.NETWORK_MANAGER, contact_ref="CONTACT-U0NILS")
    assert (event.key, event.corr) == ("U0NILS-23161500000000-for-U0NILS", "corr-1")


def test_a_derived_event_is_the_systems_and_shares_the_cause() -> None:
    told, derived = given(d.offered).when(d.offers(c.NILS, evidence="mail of Monday")).events
    assert (derived.actor, derived.side, derived.evidence) == (DERIVED, Side.NEUTRAL, None)
    assert (derived.actor.user, derived.actor.role) == ("derived", Role.SYSTEM)
    assert (derived.version, derived.key, derived.corr) == (told.version + 1, told.key, told.corr)
    assert (derived.occurred_at, derived.recorded_at) == (told.occurred_at, told.recorded_at)


def test_i16_events_are_numbered_without_a_gap() -> None:
    versions = [event.version for event in given(d.executed).events]
    assert versions == list(range(1, len(versions) + 1))


def test_a_refusal_is_an_exception_that_shows_its_reason_only() -> None:
    no = Refused(Reason.OWN_OFFER, {"offer": "OFR-1"})
    assert (str(no), no.facts, no.legal) == ("own-offer", {"offer": "OFR-1"}, ())
    assert Refused(Reason.OWN_OFFER).facts == {}


def test_the_approval_is_recorded_as_it_was_given() -> None:
    given(d.opened).when(d.records_approval(c.MIRA)).happens(ClinicalApprovalRecorded)
