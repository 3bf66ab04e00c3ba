"""How a verification is told."""

from scabot.audit.findings import as_json, told
from scabot.audit.verify import Report, Verdict, unchecked
from scabot.audit.walk import Fault

FAULT = Fault(leaf_index=17, stream="SCA-7Q4K2M", version=3, topic="offer-made@1", what="the stored event is not it")
TAMPERED = Report(
    verdict=Verdict.TAMPERED,
    size=49,
    streams=5,
    root="ab" * 32,
    faults=(FAULT, Fault(what="the head of the ledger is missing")),
    fault_count=7,
    not_checked=("anchors: none was given",),
)


def test_a_fault_is_named_by_leaf_case_version_and_kind() -> None:
    assert told(TAMPERED).splitlines() == [
        "Ledger: 49 leaves in 5 streams",
        f"Root:   {'ab' * 32}",
        "FAULT   leaf 17, 'SCA-7Q4K2M' version 3, 'offer-made@1': the stored event is not it",
        "FAULT   the head of the ledger is missing",
        "        and 5 more",
        "not checked: anchors: none was given",
        "Verdict 1: TAMPERED or damaged. Stop writing to this database and keep a copy of it as it is.",
    ]


def test_a_consistent_ledger_is_never_called_proven() -> None:
    text = told(Report(verdict=Verdict.CONSISTENT_ONLY, size=1, streams=1, root="00" * 32, opened=1))
    assert text.splitlines()[-2:] == [
        "Opened: 1 envelopes",
        "Verdict 2: internally consistent only. This is not a proof: no anchor from outside was given.",
    ]


def test_what_could_not_be_checked_claims_nothing() -> None:
    assert told(unchecked("there is no such file")) == (
        "not checked: there is no such file\nVerdict 3: could not check. Nothing is claimed about this ledger.\n"
    )


def test_a_stream_or_topic_that_an_attacker_wrote_cannot_steer_the_terminal() -> None:
    evil = Fault(leaf_index=1, stream="\x1b]0;owned\x07", version=1, topic="\x9b31m", what="odd")
    text = told(Report(verdict=Verdict.TAMPERED, faults=(evil,), fault_count=1))
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in text if char != "\n")


def test_the_json_is_canonical_and_versioned() -> None:
    assert as_json(unchecked("no")) == (
        b'{"administrators":0,"exit":3,"fault_count":0,"faults":[],"not_checked":["no"],"opened":0,"root":"",'
        b'"schema":"scabot.verify/1","size":0,"streams":0,"verdict":"not_checked"}\n'
    )


def test_the_json_names_the_same_places() -> None:
    assert (
        b'"faults":[{"leaf_index":17,"stream":"SCA-7Q4K2M","topic":"offer-made@1","version":3,"what":"the stored event '
        b'is not it"},{"what":"the head of the ledger is missing"}]' in as_json(TAMPERED)
    )
