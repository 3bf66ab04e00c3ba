"""What was ever stored is read for ever: one frozen plaintext for each topic, and a whole case."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from history.examples import EVENTS
from history.freeze import CASE, FROZEN
from scabot.ledger.plaintext import Event, read, row_of, write
from scabot.ledger.topics import TOPICS
from scabot_domain.case import Stage
from scabot_domain.events import CaseEvent, OfferCountered, OfferMade, SectionSet
from scabot_domain.evolve import replay
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import offer_hash, section_hash, terms_hash

HERE = Path(__file__).parent


def thawed(line: str) -> tuple[tuple[str, int, str], bytes]:
    """Return the row and the plaintext, byte for byte, of a frozen line."""
    row = json.loads(line)
    start = line.index('"plaintext": ') + len('"plaintext": ')
    return (row["stream"], row["version"], row["topic"]), line[start : line.rindex("}")].encode()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: row_of(event)[2])
def test_a_frozen_event_reads_as_it_did_and_is_written_the_same(event: Event) -> None:
    row, plaintext = thawed((HERE / f"{row_of(event)[2]}.json").read_text(encoding="utf-8"))
    assert read(row, plaintext) == event
    assert (row, plaintext) == (row_of(event), write(event))


@pytest.mark.parametrize(
    ("topic", "kind", "hashed"),
    [
        ("offer-made@1", OfferMade, "416f-06aa-8f45"),
        ("offer-countered@1", OfferCountered, "4532-f653-d592"),
        ("section-set@1", SectionSet, "ed68-e0c5-163e"),
    ],
)
def test_c5_c6_what_an_older_release_stored_has_the_hash_that_it_had(topic: str, kind: type, hashed: str) -> None:
    event = read(*thawed((HERE / f"{topic}.json").read_text(encoding="utf-8")))
    assert type(event.fact) is kind
    fact: Any = event.fact
    assert short(section_hash(fact.content) if kind is SectionSet else offer_hash(fact.terms)) == hashed


def test_every_section_of_an_older_release_has_the_hash_that_it_had() -> None:
    facts = (read(*thawed(line)).fact for line in (HERE / CASE).read_text(encoding="utf-8").splitlines(keepends=True))
    hashes = {
        int(one.content.section): short(section_hash(one.content)) for one in facts if isinstance(one, SectionSet)
    }
    assert hashes == {
        1: "b3c1-053d-718c",
        2: "74cd-9ef5-e624",
        3: "dd7f-d9a2-909b",
        4: "1031-2c12-990f",
        5: "b74f-f912-e406",
        6: "5719-ed72-ff92",
        7: "f5b3-4768-8998",
    }


def test_every_topic_that_can_be_read_has_a_frozen_file_and_an_example() -> None:
    assert {path.name.removesuffix(".json") for path in HERE.glob("*@*.json")} == TOPICS.readable
    assert {row_of(event)[2] for event in EVENTS} == TOPICS.current


def test_a_frozen_case_replays_to_the_same_agreement() -> None:
    lines = (HERE / CASE).read_text(encoding="utf-8").splitlines(keepends=True)
    events = [event for line in lines if isinstance(event := read(*thawed(line)), CaseEvent)]
    case = replay(events[0].case, events)
    assert (case.stage, case.version, case.key) == (Stage.CLOSED, 33, "SCA-7QK2M4")
    assert case.executed is not None
    assert terms_hash(case) == case.executed.terms_hash


def test_nothing_frozen_was_changed_added_or_removed() -> None:
    lines = [line.split("  ") for line in FROZEN.read_text(encoding="ascii").splitlines()]
    listed = {name: digest for digest, name in lines}
    found = sorted(path for pattern in ("*.json", "*.jsonl") for path in HERE.glob(pattern))
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found} == listed
