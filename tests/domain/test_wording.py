"""Typed text is kept on one line, normalized, without what nobody sees."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

import cast as c
from scabot_domain.wording import Line, Words, clean

LINES = TypeAdapter(Line)
WORDS = TypeAdapter(Words)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Northwind  ", "Northwind"),
        ("7", "7"),
        ("Northwind\n7. Claims\r\nnone", "Northwind 7. Claims  none"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("pay\u202eer\u200b", "payer"),
        ("a\tb\u2028c", "a b c"),
        ("x\ue000y\x00z", "xyz"),
    ],
)
def test_a_line_is_what_people_see(typed: str, kept: str) -> None:
    assert LINES.validate_python(typed) == kept


def test_nobody_prints_a_line_of_the_agreement_by_writing_a_name() -> None:
    forged = replace(c.PARTIES, payer_legal_name="Northwind\n\n6. Patient cost share\n   Hold harmless: NOT AGREED")
    assert "\n" not in forged.payer_legal_name


@pytest.mark.parametrize("empty", ["", " ", "\n", "\u200b"])
def test_an_empty_line_is_none(empty: str) -> None:
    with pytest.raises(ValidationError):
        LINES.validate_python(empty)


def test_texts_have_a_length() -> None:
    assert len(WORDS.validate_python(" " + "x" * 500)) == 500
    assert WORDS.validate_python(" no ") == "no"
    assert WORDS.validate_python("7") == "7"
    for kind, length in ((LINES, 201), (WORDS, 501)):
        with pytest.raises(ValidationError):
            kind.validate_python("x" * length)


@for_all(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert isinstance(once, str)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_what_is_no_text_is_not_cleaned() -> None:
    assert clean(7) == 7
    with pytest.raises(ValidationError):
        LINES.validate_python(7)
