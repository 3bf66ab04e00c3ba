"""The golden vectors of leaf and tree, and the laws around them."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from scabot.ledger.envelope import seal, unseal
from scabot.ledger.errors import Unreadable
from scabot.ledger.leaf import NO_PREDECESSOR, leaf_hash, leaf_text, well_formed
from scabot.ledger.tree import Frontier, grow, read_frontier, root_of

VECTORS = json.loads((Path(__file__).parents[1] / "history" / "leaf-v1.json").read_text())
KEY = AESGCM(bytes(range(32)))


def _opening(key_id: int) -> AESGCM:
    return {1: KEY}[key_id]


LEAVES = [bytes.fromhex(leaf["leaf_hash"]) for leaf in VECTORS["leaves"]]


def states() -> list[tuple[tuple[str, int, str], bytes]]:
    return [
        (
            (leaf["stream"], leaf["version"], leaf["topic"]),
            seal(
                leaf["plaintext"].encode(),
                (leaf["stream"], leaf["version"], leaf["topic"]),
                (1, KEY),
                bytes([index]) * 12,
            ),
        )
        for index, leaf in enumerate(VECTORS["leaves"])
    ]


def test_the_golden_states_and_leaves_come_out_byte_for_byte() -> None:
    newest: dict[str, bytes] = {}
    for index, (row, state) in enumerate(states()):
        frozen = VECTORS["leaves"][index]
        leaf = leaf_hash(leaf_text(index, row, newest.get(row[0], NO_PREDECESSOR), state))
        newest[row[0]] = leaf
        assert (state.hex(), leaf.hex()) == (frozen["state"], frozen["leaf_hash"])


def test_an_auditor_can_type_the_leaf_by_hand() -> None:
    text = (
        b"\0scabot.leaf/v1\n2\nSCA-7Q4K2M\n2\noffer-made@1\n"
        b"177b3c136f44a3ddc8dbfc401371a0a2e8a8ac62cc3587103cff60de691cf263\n"
        b"8a700f7f6443a38b48db9d3e02946d133295214f51edf1b31f6fae965ae69213\n"
    )
    assert hashlib.sha256(text).hexdigest() == "74760203d21702f7cef3a3b1297225ed4a1ba6535781ac56ef8ba6f99443faa6"


def test_the_golden_roots_and_frontier_come_out() -> None:
    roots = [grow(Frontier(), LEAVES[:size]).root().hex() for size in (1, 2, 3)]
    assert roots == VECTORS["roots"]
    assert grow(Frontier(), LEAVES).encoded().hex() == VECTORS["frontier"]


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == hashlib.sha256(b"").digest()


def test_frontier_and_recursion_agree_for_every_size_up_to_70() -> None:
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(70)]
    for size in range(71):
        frontier = grow(Frontier(), leaves[:size])
        assert frontier.root() == root_of(leaves[:size])
        assert read_frontier(frontier.encoded()) == frontier


def test_leaves_added_at_once_or_one_by_one_give_the_same_frontier() -> None:
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(40)]
    one_by_one = [Frontier()]
    for leaf in leaves:
        one_by_one.append(one_by_one[-1].grown(leaf))
    for first in range(41):
        for size in range(first, 41):
            assert grow(one_by_one[first], leaves[first:size]) == one_by_one[size]


@pytest.mark.parametrize("stored", [b"", b"\0" * 7, b"\0" * 9, (3).to_bytes(8, "big") + b"x" * 32])
def test_a_frontier_whose_peaks_do_not_fit_its_size_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="one peak"):
        read_frontier(stored)


@pytest.mark.parametrize(
    ("stream", "topic"),
    [
        ("SCA-7Q4K2M\n", "offer-made@1"),
        ("sca-7Q4K2M", "offer-made@1"),
        ("SCA-", "offer-made@1"),
        ("SCA-7Q4K2M", "offer-made@0"),
        ("SCA-7Q4K2M", "offer-made"),
        ("SCA-7Q4K2M", "offer--made@1"),
        ("SCA-7Q4K2M", "offer-made@1\n2"),
        ("SCA-7Q4K2M", f"{'a' * 63}@1"),
    ],
)
def test_what_would_break_the_lines_of_a_leaf_is_not_well_formed(stream: str, topic: str) -> None:
    assert not well_formed(stream, topic)
    assert well_formed("SCA-7Q4K2M", "offer-made@1")


@pytest.mark.parametrize("row", [("SCA-7Q4K2N", 2, "a@1"), ("SCA-7Q4K2M", 3, "a@1"), ("SCA-7Q4K2M", 2, "a@2")])
def test_an_envelope_moved_to_another_row_does_not_open(row: tuple[str, int, str]) -> None:
    state = seal(b"plain", ("SCA-7Q4K2M", 2, "a@1"), (1, KEY), bytes(12))
    assert unseal(state, ("SCA-7Q4K2M", 2, "a@1"), _opening) == b"plain"
    with pytest.raises(Unreadable, match="altered or moved"):
        unseal(state, row, _opening)


@given(st.integers(min_value=0), st.data())
def test_any_flipped_bit_of_an_envelope_is_noticed(seed: int, data: st.DataObject) -> None:
    row = ("SCA-7Q4K2M", 2, "a@1")
    state = bytearray(seal(b"plain", row, (1, KEY), (seed % 2**96).to_bytes(12, "big")))
    state[data.draw(st.integers(5, len(state) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        unseal(bytes(state), row, _opening)


@pytest.mark.parametrize("state", [b"", b"\x02" + bytes(60), b"\x01" + bytes(16)])
def test_bytes_that_are_no_envelope_are_refused(state: bytes) -> None:
    with pytest.raises(Unreadable, match="not an envelope"):
        unseal(state, ("SCA-7Q4K2M", 2, "a@1"), _opening)
