"""A side without scabot: from the request to the last signature by phone and fax, each word read back (C12, I3, I5)."""

import pytest

import cast as c
import deeds as d
import voices as v
from scabot_domain.case import Stage
from scabot_domain.events import AgreementExecuted
from scabot_domain.facts.voicing import ReadBack
from scabot_domain.parties import OUTSIDE_SOURCES, Actor, Side, Source
from scabot_domain.terms.hashes import terms_hash
from story import Step, given


def said(step: Step, ref: str, recorder: Actor = c.RUTH, source: Source = Source.PHONE) -> tuple[Step, Step]:
    """Return what somebody says from outside, and its read-back by letter."""
    return (
        v.by_phone(step, recorder, source=source, evidence=ref),
        v.confirms_entry(recorder, ReadBack.LETTER, f"{ref}-READ-BACK"),
    )


PAYER_BY_PHONE: tuple[Step, ...] = (
    *d.requested,
    *said(d.acknowledges(c.CARA), "CALL-1"),
    *said(d.offers(c.NILS), "FAX-2", source=Source.FAX),
    d.counters(c.BEN, "OFR-1"),
    *said(d.accepts(c.NILS, "OFR-2"), "CALL-3"),
    *(d.sets(c.RUTH, section) for section in c.SECTIONS),
    d.confirms(c.RUTH),
    *said(d.confirms(c.NILS), "MAIL-4", source=Source.MAIL),
    *said(d.issues(c.NILS), "FAX-5", source=Source.FAX),
    d.checks(c.OLGA),
    d.approves(c.BEN),
    *said(d.approves(c.NILS), "PORTAL-6", source=Source.PORTAL),
    d.signs(c.SAM),
    *said(d.signs(c.PRIYA), "FAX-7", source=Source.FAX),
)
PROVIDER_BY_PHONE: tuple[Step, ...] = (
    *d.requested,
    *said(d.offers(c.BEN), "FAX-1", c.CARA, Source.FAX),
    d.counters(c.NILS, "OFR-1"),
    *said(d.accepts(c.BEN, "OFR-2"), "CALL-2", c.CARA),
    *(d.sets(c.NILS if section is not c.PATIENT else c.CARA, section) for section in c.SECTIONS),
    d.confirms(c.NILS),
    d.confirms(c.CARA),
    *said(d.confirms(c.BEN), "MAIL-3", c.CARA, Source.MAIL),
    d.issues(c.NILS),
    *said(d.redlines(c.BEN, material=False), "FAX-4", c.CARA, Source.FAX),
    d.checks(c.RUTH),
    *said(d.approves(c.BEN, "v2"), "FAX-5", c.CARA, Source.FAX),
    d.approves(c.NILS, "v2"),
    *said(d.signs(c.SAM), "FAX-6", c.CARA, Source.FAX),
    d.signs(c.PRIYA),
)


@pytest.mark.parametrize("journey", [PAYER_BY_PHONE, PROVIDER_BY_PHONE], ids=["the payer", "the provider"])
def test_c12_every_flow_to_the_last_signature_works_by_phone_and_fax(journey: tuple[Step, ...]) -> None:
    case = given(journey).case
    assert case.stage is Stage.EXECUTED
    assert case.unconfirmed == ()
    assert case.executed is not None
    assert case.executed.terms_hash == terms_hash(case)


def test_c12_the_absent_side_never_touched_scabot() -> None:
    events = given(PAYER_BY_PHONE).events
    assert not [event for event in events if event.actor.side is Side.PAYER]
    theirs = [event for event in events if event.side is Side.PAYER]
    assert all(event.source in OUTSIDE_SOURCES and event.evidence and event.on_behalf_of for event in theirs)


def test_i3_without_its_last_read_back_the_agreement_is_not_executed() -> None:
    story = given(PAYER_BY_PHONE[:-1])
    assert story.case.stage is Stage.SIGNING
    assert len(story.case.signatures) == 2
    assert not any(isinstance(event.fact, AgreementExecuted) for event in story.events)


def test_c12_a_side_that_appears_late_confirms_by_a_click() -> None:
    story = given(PAYER_BY_PHONE[:-1])
    assert story.when(v.clicks(c.PRIYA)).after.stage is Stage.EXECUTED
