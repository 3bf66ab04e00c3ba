"""Identifiers and codes are read as people write them, and kept in one way (§9 of the rules: validators)."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scabot_domain.terms import identifiers as i
from scabot_domain.terms.identifiers import CodeSystem

FIXTURES = [f"20000000{end}" for end in ("10", "28", "36", "44", "51", "69", "77")]
practice_tin = partial(i.read_tin, practice=True)
cpt, hcpcs = partial(i.read_code, CodeSystem.CPT), partial(i.read_code, CodeSystem.HCPCS)
rev, drg = partial(i.read_code, CodeSystem.REV), partial(i.read_code, CodeSystem.DRG)
ndc = partial(i.read_code, CodeSystem.NDC)


@pytest.mark.parametrize("npi", ["1234567893", *FIXTURES])
def test_an_npi_checks_itself(npi: str) -> None:
    assert i.npi_is_valid(npi)
    assert i.read_npi(f" {npi} ") == npi


@for_all(st.sampled_from(FIXTURES), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(npi: str, place: int, by: int) -> None:
    wrong = f"{npi[:place]}{(int(npi[place]) + by) % 10}{npi[place + 1 :]}"
    assert not i.npi_is_valid(wrong)


@pytest.mark.parametrize(
    ("read", "text", "kept"),
    [
        (practice_tin, "00-1234567", "00-1234567"),
        (practice_tin, " 001234567 ", "00-1234567"),
        (i.read_tin, "12-3456789", "12-3456789"),
        (cpt, "99214", "99214"),
        (cpt, "0001f", "0001F"),
        (cpt, "0075T", "0075T"),
        (cpt, "0001U", "0001U"),
        (hcpcs, "g0447", "G0447"),
        (rev, "0120", "0120"),
        (drg, "018", "018"),
        (ndc, "12345678901", "12345678901"),
        (ndc, "1234-5678-90", "01234567890"),
        (ndc, "12345-678-90", "12345067890"),
        (ndc, "12345-6789-0", "12345678900"),
        (ndc, "12345-6789-01", "12345678901"),
        (i.read_icd10, "A00", "A00"),
        (i.read_icd10, "c92.02", "C92.02"),
        (i.read_icd10, "S72001A", "S72.001A"),
        (i.read_icd10, "Z3A", "Z3A"),
        (i.read_naic, "12345", "12345"),
        (i.read_taxonomy, "207rh0003x", "207RH0003X"),
        (i.read_state, "il", "IL"),
        (i.read_modifier, "tc", "TC"),
        (i.read_place_of_service, "11", "11"),
        (i.read_locality, "04412-18", "04412-18"),
    ],
)
def test_what_can_be_meant_is_kept_in_one_way(read: Callable[[str], str], text: str, kept: str) -> None:
    assert read(text) == kept
    assert read(kept) == kept


@pytest.mark.parametrize(
    ("read", "text", "sentence"),
    [
        (i.read_npi, "2000000011", "an NPI has ten digits, and the last one checks the others"),
        (i.read_npi, "200000001", "an NPI has ten digits, and the last one checks the others"),
        (i.read_npi, "２０００００００１０", "an NPI has ten digits, and the last one checks the others"),  # noqa: RUF001 - full width on purpose
        (i.read_tin, "00-1234567", "no tax id begins with 00: those are for practice alone"),
        (i.read_tin, "1-23456789", "a tax id has nine digits, like 12-3456789"),
        (i.read_tin, "12345678", "a tax id has nine digits, like 12-3456789"),
        (cpt, "9921", "9921 is no CPT code"),
        (cpt, "9921X", "9921X is no CPT code"),
        (cpt, "٩٩٢١٤", "٩٩٢١٤ is no CPT code"),
        (cpt, " ", "nothing is no CPT code"),
        (hcpcs, "99214", "99214 is no HCPCS code"),
        (rev, "120", "120 is no REV code"),
        (drg, "0018", "0018 is no DRG code"),
        (ndc, "1234567890", "an NDC has eleven digits, or three parts with hyphens, like 1234-5678-90"),
        (ndc, "1234-567-90", "an NDC has eleven digits, or three parts with hyphens, like 1234-5678-90"),
        (ndc, "1234-5678-9", "an NDC has eleven digits, or three parts with hyphens, like 1234-5678-90"),
        (i.read_icd10, "C9", "a diagnosis is a letter, a digit, and one to five more, like C92.02"),
        (i.read_icd10, "C92.02345", "a diagnosis is a letter, a digit, and one to five more, like C92.02"),
        (i.read_naic, "1234", "a NAIC number has five digits"),
        (i.read_taxonomy, "207RH0003Y", "a taxonomy code has ten characters and ends in X"),
        (i.read_state, "ILL", "a state has two letters"),
        (i.read_modifier, "T", "a modifier has two letters or digits"),
        (i.read_place_of_service, "1A", "a place of service has two digits"),
        (i.read_locality, "18", "a locality is five digits of the contractor, a hyphen and two digits, like 04412-18"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(read: Callable[[str], str], text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        read(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (i.Npi, "２０００００００１０"),  # noqa: RUF001 - full width on purpose
        (i.Tin, "001234567"),
        (i.Naic, "123456"),
        (i.Taxonomy, "207RH0003Y"),
        (i.State, "il"),
        (i.Modifier, "tc"),
        (i.PlaceOfService, "1"),
        (i.Icd10, "C9202"),
    ],
)
def test_only_what_is_kept_that_way_can_be_recorded(kind: Any, text: str) -> None:  # noqa: ANN401 - a type of any form
    with pytest.raises(ValidationError):
        TypeAdapter[str](kind).validate_python(text)
