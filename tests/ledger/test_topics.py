"""What may be stored and read back: a closed table, an envelope, older kinds led to current ones."""

import sys
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import cast as c
from ledger.shelf import Shelf
from scabot.ledger.errors import FromTheFuture, KeyMissing, TooLarge, UnknownTopic, Unreadable
from scabot.ledger.facts import SITE_KINDS, STREAM_OF
from scabot.ledger.plaintext import read, row_of, write
from scabot.ledger.topics import TOPICS, Topics
from scabot_domain.events import KINDS, CaseEvent, Fact, NoteAdded, OfferMade, OfferTerms
from scabot_domain.parties import Side, Source, Visibility
from scabot_domain.terms.sections import AgreedRate
from scabot_domain.upcasts import Payload, Renamed, Steps

AT = datetime(2026, 11, 23, 16, 12, 0, 250_000, tzinfo=UTC)


def event(fact: Fact) -> CaseEvent:
    return CaseEvent(
        case=c.KEY,
        version=3,
        fact=fact,
        actor=c.BEN,
        on_behalf_of=None,
        side=Side.PROVIDER,
        visibility=Visibility.SHARED,
        occurred_at=AT,
        recorded_at=AT,
        source=Source.SLACK,
        evidence=None,
        key="slack:1",
        corr="R-1",
    )


NOTE = event(NoteAdded(text="Left a message"))
OFFER = event(
    OfferMade(
        terms=OfferTerms(
            offer_id="OFR-1", side=Side.PROVIDER, rates=(AgreedRate(rate=c.CASE_RATE_45000),), expires_at=AT
        ),
        offer_hash="a" * 64,
    )
)


def test_the_closed_table_is_the_domains_kinds_and_those_of_the_installation() -> None:
    assert TOPICS.current == set(KINDS) | set(SITE_KINDS)
    assert set(STREAM_OF) == set(SITE_KINDS.values())


def test_the_plaintext_is_readable_json_circumstances_first() -> None:
    assert write(NOTE).decode() == (
        '{"occurred_at":"2026-11-23T16:12:00.250000Z","recorded_at":"2026-11-23T16:12:00.250000Z",'
        '"actor":{"team":"T0LAKESIDE","user":"U0BEN","role":"provider_biller","side":"provider"},'
        '"on_behalf_of":null,"side":"provider","visibility":"shared","source":"slack","evidence":null,'
        '"key":"slack:1","corr":"R-1","fact":{"text":"Left a message"}}'
    )


def test_money_is_a_string_and_comes_back_as_the_same_decimal() -> None:
    assert b'"amount":"45000.00"' in write(OFFER)
    back = read(row_of(OFFER), write(OFFER))
    assert back == OFFER
    assert isinstance(back.fact, OfferMade)
    assert back.fact.terms.rates[0].rate == replace(c.CASE_RATE_45000, amount=Decimal("45000.00"))


def test_what_does_not_fit_its_kind_is_refused_and_its_content_not_told() -> None:
    plaintext = write(NOTE).replace(b'"text":"Left a message"', b'"text":"Left a message","canary":"W1234CANARY"')
    with pytest.raises(Unreadable) as told:
        read(row_of(NOTE), plaintext)
    assert str(told.value) == (
        "The content of SCA-7QK2M4 version 3 (note-added@1) does not fit its kind: unexpected_keyword_argument."
    )
    assert "W1234CANARY" not in "".join(traceback.format_exception(told.value))


def test_an_event_above_64_kib_is_refused() -> None:
    with pytest.raises(TooLarge, match="65536"):
        write(replace(NOTE, evidence="x" * 65_536))
    assert len(write(replace(NOTE, evidence="x" * 65_000))) > 65_000


@pytest.mark.parametrize("topic", ["os:system", "scabot_no_such_module:Thing", "note-removed@1", "__main__:x@1"])
def test_p06_an_unknown_topic_is_refused_before_anything_is_imported(topic: str) -> None:
    before = set(sys.modules)
    with pytest.raises(UnknownTopic, match="SCA-7QK2M4 version 3 is of a kind that is not in the table"):
        read((c.KEY, 3, topic), write(NOTE))
    assert set(sys.modules) == before


def test_p06_an_unknown_topic_in_a_row_is_refused_before_its_envelope_is_opened(shelf: Shelf) -> None:
    with pytest.raises(UnknownTopic):
        shelf.store.case_mapper.event_of((c.KEY, 3, "os:system"), b"not even an envelope")


def test_a_known_kind_in_a_newer_version_is_from_the_future() -> None:
    with pytest.raises(FromTheFuture, match="version 3 is note-added in version 2; this release knows it up to 1"):
        read((c.KEY, 3, "note-added@2"), write(NOTE))


def test_a_class_that_is_not_in_the_table_cannot_be_stored() -> None:
    with pytest.raises(UnknownTopic, match="OfferTerms is no kind"):
        TOPICS.topic_of(OFFER.fact.terms if isinstance(OFFER.fact, OfferMade) else None)


def test_an_old_kind_is_led_to_the_current_one_before_it_is_validated() -> None:
    topics = Topics(
        {"note-added@3": NoteAdded},
        {
            ("note-added", 1): lambda fact: {"words": fact["text"]},
            ("note-added", 2): lambda fact: {"text": f"{fact['words']}, once"},
        },
    )
    row = (c.KEY, 3, "note-added@1")
    assert read(row, write(NOTE), topics) == replace(NOTE, fact=NoteAdded(text="Left a message, once"))
    assert topics.readable == {"note-added@1", "note-added@2", "note-added@3"}
    with pytest.raises(FromTheFuture, match="up to 3"):
        read((c.KEY, 3, "note-added@4"), write(NOTE), topics)


def exploding(_payload: Payload) -> Payload:
    raise AssertionError("a current fact takes no step")


def test_a_current_kind_pays_nothing_for_the_old_ones() -> None:
    topics = Topics({"note-added@2": NoteAdded}, {("note-added", 1): exploding})
    assert read((c.KEY, 3, "note-added@2"), write(NOTE), topics) == NOTE
    with pytest.raises(AssertionError):
        read((c.KEY, 3, "note-added@1"), write(NOTE), topics)


def test_a_kind_that_was_renamed_is_read_as_the_kind_of_today() -> None:
    topics = Topics(
        {"note-added@1": NoteAdded},
        {("remark-made", 1): Renamed("note-added@1", lambda fact: {"text": fact["text"]})},
    )
    assert read((c.KEY, 3, "remark-made@1"), write(NOTE), topics) == NOTE
    assert topics.readable == {"note-added@1", "remark-made@1"}
    with pytest.raises(FromTheFuture, match="remark-made in version 2; this release knows it up to 1"):
        read((c.KEY, 3, "remark-made@2"), write(NOTE), topics)


@pytest.mark.parametrize(
    "steps",
    [
        {("note-added", 1): exploding},
        {("note-added", 3): exploding},
        {("note-added", 4): exploding},
        {("remark-made", 1): Renamed("note-added@9", exploding)},
        {("remark-made", 1): Renamed("remark-made@1", exploding)},
    ],
    ids=["a hole", "a current one", "beyond", "nowhere", "a circle"],
)
def test_steps_that_do_not_lead_from_an_old_kind_to_a_current_one_are_refused(steps: Steps) -> None:
    with pytest.raises(ValueError, match=r"an old kind must lead to a current one|lead back"):
        Topics({"note-added@3": NoteAdded}, steps)


def test_an_old_fact_that_a_step_does_not_expect_is_unreadable_and_tells_nothing() -> None:
    topics = Topics({"note-added@2": NoteAdded}, {("note-added", 1): lambda fact: {"text": fact["words"]}})
    with pytest.raises(Unreadable, match=r"SCA-7QK2M4 version 3 \(note-added@1\) does not fit its kind: KeyError"):
        read((c.KEY, 3, "note-added@1"), write(NOTE), topics)


def test_an_envelope_whose_key_is_gone_says_so(shelf: Shelf) -> None:
    stored = shelf.store.case_mapper.to_stored_event(NOTE)
    assert shelf.store.case_mapper.to_domain_event(stored) == NOTE
    unknown = stored.state[:1] + (999).to_bytes(4, "big") + stored.state[5:]
    with pytest.raises(KeyMissing, match="Key 999 is not in the key store"):
        shelf.store.case_mapper.event_of((c.KEY, 3, "note-added@1"), unknown)
