"""What was ever stored is read for ever: frozen plaintexts for each topic, and whole cases with their states."""

import json
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest

from history.examples import EVENTS, OLD, VARIANTS
from history.folding import folded
from history.freeze import CASE, FOLDED, FROZEN, changed, unfrozen
from scabot.ledger.plaintext import Event, read, row_of, write
from scabot.ledger.topics import TOPICS
from scabot_domain.case import Stage
from scabot_domain.events import KINDS, CaseEvent, OfferCountered, OfferMade, SectionSet, kind_of
from scabot_domain.evolve import replay
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import offer_hash, section_hash, terms_hash
from scabot_domain.terms.sections import Section

HERE = Path(__file__).parent
FILES = sorted(path.name.removesuffix(".json") for path in HERE.glob("*@*.json"))
HISTORIES = sorted(path.stem for path in HERE.glob("*.jsonl"))
OLDER = ("", "-identity", "-redlined", "-reopened", "-silent", "-unanswered", "-walked-away", "-watched", "-withdrawn")
NEWER = frozenset({f"{CASE}-checked", f"{CASE}-withheld", f"{CASE}-parties", f"{CASE}-by-line"})
AS_A_WHOLE = frozenset({"acceptances", "negotiators"})
LEARNED_LATER: dict[str, frozenset[str]] = {
    name: (AS_A_WHOLE | {"end_code", "entries"} if name.removeprefix(CASE) in OLDER else AS_A_WHOLE)
    for name in HISTORIES
    if name not in NEWER
}
"""What the fold reads out of frozen cases since their states were frozen; newer cases prove it."""
EXPECTED: dict[str, Event] = {**{row_of(event)[2]: event for event in EVENTS}, **OLD, **VARIANTS}


def thawed(line: str) -> tuple[tuple[str, int, str], bytes]:
    """Return the row and the plaintext, byte for byte, of a frozen line."""
    row = json.loads(line)
    start = line.index('"plaintext": ') + len('"plaintext": ')
    return (row["stream"], row["version"], row["topic"]), line[start : line.rindex("}")].encode()


def told(name: str) -> list[CaseEvent]:
    """Return the events of a frozen case."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    return [event for line in lines if isinstance(event := read(*thawed(line)), CaseEvent)]


@pytest.mark.parametrize("name", FILES)
def test_a_frozen_event_reads_as_it_did_and_a_current_one_is_written_the_same(name: str) -> None:
    row, plaintext = thawed((HERE / f"{name}.json").read_text(encoding="utf-8"))
    expected = EXPECTED[name]
    assert row[2] == name.partition("~")[0]
    assert read(row, plaintext) == expected
    if row[2] in TOPICS.current:
        assert (row, plaintext) == (row_of(expected), write(expected))


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
    facts = [event.fact for event in told(CASE)]
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
    assert unfrozen(HERE, TOPICS.readable) == set()
    assert {name.partition("~")[0] for name in FILES} == TOPICS.readable
    assert set(EXPECTED) == set(FILES)
    assert {row_of(event)[2] for event in EVENTS} == TOPICS.current


def test_control_a_topic_without_a_file_is_missed() -> None:
    assert unfrozen(HERE, [*TOPICS.readable, "note-added@2"]) == {"note-added@2"}


def test_every_section_that_can_be_filled_in_is_frozen_once() -> None:
    facts = [event.fact for event in EXPECTED.values()]
    shapes = {type(fact.content) for fact in facts if isinstance(fact, SectionSet)}
    assert shapes == set(get_args(get_args(Section)[0]))


@pytest.mark.parametrize("name", HISTORIES)
def test_a_frozen_case_folds_to_the_frozen_state(name: str) -> None:
    events = told(name)
    frozen = (HERE / f"{name}{FOLDED}").read_text(encoding="utf-8")
    state = json.loads(folded(replay(events[0].case, events)))
    later = LEARNED_LATER.get(name, frozenset())
    assert {key: value for key, value in state.items() if key not in later} == json.loads(frozen)
    assert not later & json.loads(frozen).keys()


def test_every_kind_of_fact_about_a_case_is_in_a_frozen_case() -> None:
    kinds = {kind_of(event) for name in HISTORIES for event in told(name)}
    assert kinds == {topic.partition("@")[0] for topic in KINDS}


def test_a_frozen_case_replays_to_the_same_agreement() -> None:
    events = told(CASE)
    case = replay(events[0].case, events)
    assert (case.stage, case.version, case.key) == (Stage.CLOSED, 33, "SCA-7QK2M4")
    assert case.executed is not None
    assert terms_hash(case) == case.executed.terms_hash


def test_nothing_frozen_was_changed_added_or_removed() -> None:
    assert changed(HERE) == set()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "history"
    folder.mkdir()
    for path in (*HERE.glob("*.json*"), HERE / FROZEN):
        shutil.copy(path, folder)
    assert changed(folder) == set()
    return folder


@pytest.mark.parametrize("name", ["note-added@1.json", f"{CASE}.jsonl", f"{CASE}{FOLDED}", "leaf-v1.json"])
def test_control_one_byte_more_or_a_file_less_is_seen(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content + b"\n")
    assert changed(copy) == {name}
    (copy / name).write_bytes(content)
    assert changed(copy) == set()
    (copy / name).unlink()
    assert changed(copy) == {name}


def test_control_a_file_that_is_not_on_the_list_is_seen(copy: Path) -> None:
    (copy / "note-added@2.json").write_text("{}")
    assert changed(copy) == {"note-added@2.json"}
