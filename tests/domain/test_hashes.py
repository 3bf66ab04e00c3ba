"""C4 to C6: one canonical form, stable under serialization, and hashes that change with every term."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import TypeAdapter

import cast as c
import deeds as d
from domain.shapes import offers
from scabot_domain.events import OfferTerms
from scabot_domain.parties import Side
from scabot_domain.terms.canonical import canonical, digest, short
from scabot_domain.terms.hashes import offer_hash, section_hash, terms_hash
from scabot_domain.terms.sections import AgreedRate, Reimbursement, ScopeLine
from story import given

OFFERS = TypeAdapter(OfferTerms)
OFFER = OfferTerms(
    offer_id="OFR-1",
    side=Side.PAYER,
    rates=(AgreedRate(rate=c.PER_DIEM_3500),),
    expires_at=datetime(2026, 12, 8, 23, tzinfo=UTC),
)


def test_c4_the_canonical_form_is_written_out() -> None:
    value = {"b": Decimal("179.49"), "a": [True, 7], "z": None, "é": "e\u0301"}
    assert canonical(value) == '{"a":[true,7],"b":"179.49","é":"é"}'.encode()


class Color(StrEnum):
    RED = "red"


def test_c4_enums_dates_and_instants_have_one_form() -> None:
    instant = datetime(2026, 12, 8, 23, tzinfo=UTC)
    assert canonical((Color.RED, date(2026, 12, 4), instant)) == (b'["red","2026-12-04","2026-12-08T23:00:00.000000Z"]')


@pytest.mark.parametrize("value", [0.5, {"rate": 140.0}, [float("nan")], {1, 2}, b"bytes", None, dict])
def test_c4_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical(value)


def test_a_hash_is_shown_by_its_first_twelve_digits() -> None:
    assert short(digest({})) == "4413-6fa3-55b3"
    assert len(digest({})) == 64


@for_all(offers)
def test_c4_the_hash_of_an_offer_survives_its_stored_form(offer: OfferTerms) -> None:
    again = OFFERS.validate_json(OFFERS.dump_json(offer))
    assert again == offer
    assert offer_hash(again) == offer_hash(offer)


class Shuffler(Protocol):
    def shuffle(self, what: list[AgreedRate]) -> None: ...


@for_all(offers, st.randoms(use_true_random=False))
def test_c5_the_order_in_which_rates_were_given_changes_no_hash(offer: OfferTerms, chance: Shuffler) -> None:
    shuffled = list(offer.rates)
    chance.shuffle(shuffled)
    rates = tuple(replace(one, line_ids=tuple(reversed(one.line_ids))) for one in shuffled)
    assert offer_hash(replace(offer, rates=rates)) == offer_hash(offer)


@for_all(offers)
def test_c4_no_float_reaches_the_canonical_form(offer: OfferTerms) -> None:
    def refuse(text: str) -> None:
        pytest.fail(f"a number with a point: {text}")

    json.loads(canonical(offer), parse_float=refuse)


@for_all(offers, offers)
def test_c5_different_offers_have_different_hashes(one: OfferTerms, other: OfferTerms) -> None:
    assert (offer_hash(one) == offer_hash(other)) == (_sorted(one) == _sorted(other))


def _sorted(offer: OfferTerms) -> tuple[object, ...]:
    lines = sorted((tuple(sorted(rate.line_ids)), canonical(rate.rate)) for rate in offer.rates)
    return (offer.offer_id, offer.side, lines, offer.term, offer.expires_at)


@pytest.mark.parametrize(
    "changed",
    [
        replace(OFFER, offer_id="OFR-2"),
        replace(OFFER, side=Side.PROVIDER),
        replace(OFFER, rates=(AgreedRate(rate=replace(c.PER_DIEM_3500, amount=Decimal("3500.01"))),)),
        replace(OFFER, rates=(AgreedRate(line_ids=("L1",), rate=c.PER_DIEM_3500),)),
        replace(OFFER, term=c.TERM),
        replace(OFFER, expires_at=OFFER.expires_at + timedelta(microseconds=1)),
    ],
)
def test_c5_every_proposed_term_is_in_the_hash(changed: OfferTerms) -> None:
    assert offer_hash(changed) != offer_hash(OFFER)


def test_c5_the_hash_of_an_offer_can_be_recomputed_by_anybody() -> None:
    text = (
        '{"expires_at":"2026-12-08T23:00:00.000000Z","offer_id":"OFR-1","rates":[{"line_ids":[],"rate":{"amount":'
        '"3500.00","day_count":"midnights","level":"all_levels","model":"per_diem"}}],"schema":"scabot.offer/1",'
        '"side":"payer"}'
    )
    assert offer_hash(OFFER) == sha256(text.encode()).hexdigest()


def test_c6_the_terms_hash_can_be_recomputed_by_anybody() -> None:
    text = (
        '{"schema":"scabot.terms/1","sections":{"3":{"effective":"2026-12-01","end":"2027-05-31","notice_days":30,'
        '"section":3},"6":{"accumulates_in_network":true,"coinsurance_percent":"20","copay":"40.00",'
        '"hold_harmless":true,"level":"in_network","section":6}}}'
    )
    case = given(d.opened, d.sets(c.RUTH, c.COST_SHARE), d.sets(c.RUTH, c.TERM)).case
    assert terms_hash(case) == sha256(text.encode()).hexdigest()


def test_c6_the_hash_of_the_whole_agreement_never_changes_between_releases() -> None:
    assert terms_hash(given(d.complete).case) == ("67f8bdc137448dcce9464a3051c4893a56a30a440c2321979e1aae2b3f588bab")


def test_c6_the_order_of_lines_and_of_sections_changes_no_hash() -> None:
    two = (*c.SCOPE.lines, ScopeLine(line_id="L2", system=c.SCOPE.lines[0].system, code="99215", units_max=1))
    forth, back = replace(c.SCOPE, lines=two), replace(c.SCOPE, lines=two[::-1])
    assert section_hash(forth) == section_hash(back)
    one = given(d.opened, d.sets(c.RUTH, forth), d.sets(c.RUTH, c.TERM)).case
    other = given(d.opened, d.sets(c.RUTH, c.TERM), d.sets(c.RUTH, back)).case
    assert terms_hash(one) == terms_hash(other)


def test_c6_rates_in_section_5_are_hashed_in_order() -> None:
    rates = (AgreedRate(line_ids=("L2",), rate=c.PER_DIEM_3500), AgreedRate(line_ids=("L1",), rate=c.CASE_RATE_45000))
    forth = Reimbursement(offer_id="OFR-1", rates=rates)
    assert section_hash(forth) == section_hash(replace(forth, rates=rates[::-1]))


def test_c6_confirmations_are_no_terms() -> None:
    assert terms_hash(given(d.filled).case) == terms_hash(given(d.complete).case)
