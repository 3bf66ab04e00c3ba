"""The hunt for who a patient is sees through disguises, and knows every field that tells it."""

import zlib
from base64 import b64encode
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import scabot_domain.terms.sections
from hunt import SENTINELS, disguises, found, in_content, packed, told
from scabot_domain.events import KINDS
from scabot_domain.terms.sections import IDENTITY


def test_the_hunt_is_for_every_field_that_tells_who_a_patient_is() -> None:
    kinds = [*vars(scabot_domain.terms.sections).values(), *KINDS.values()]
    facts = [kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)]
    marked = {field.name for kind in facts for field in fields(kind) if "Phi" in str(field.type)}
    assert marked == set(IDENTITY) == set(told(0))


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_the_hunt_sees_through_base64(before: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b64encode(before + SENTINELS[1].encode() + b"tail"))
    (tmp_path / "folded").write_text(SENTINELS[0].upper())
    assert found(tmp_path) == {("file", SENTINELS[1]), ("folded", SENTINELS[0])}


@pytest.mark.parametrize("sentinel", SENTINELS[:3])
def test_the_hunt_sees_through_every_disguise_and_through_packing(sentinel: str, tmp_path: Path) -> None:
    for number, disguise in enumerate(disguises(sentinel)):
        assert sentinel in in_content(b"noise " + disguise + b" noise"), number
        assert sentinel in in_content(b"noise " + zlib.compress(b"deep " + disguise)), number
    (tmp_path / "backup.gz").write_bytes(packed(sentinel))
    assert found(tmp_path) == {("backup.gz", sentinel)}


def test_the_hunt_finds_nothing_where_nothing_is() -> None:
    assert in_content(b"x\x9c\x1f\x8b\x08 Quentin, born 1930, W77, Kanarienv\xc3\xb6gel") == set()
