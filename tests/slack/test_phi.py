"""The scan finds shapes of identifiers in text, and lets the words of the field pass."""

from datetime import date

import pytest

from scabot.slack.phi import Shape, scan

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("SSN 000-12-3456", Shape.SSN),
        ("000 12 3456", Shape.SSN),
        ("ssn: 000123456", Shape.SSN),
        ("０００-１２-３４５６", Shape.SSN),  # noqa: RUF001 - full-width digits are the point
        ("MRN# A-44556677", Shape.MRN),
        ("medical record 123456", Shape.MRN),
        ("member id W123456789", Shape.MEMBER_ID),
        ("subscriber: NW99887766", Shape.MEMBER_ID),
        ("jane.roe@example.org", Shape.EMAIL),
        ("(312) 555-0142", Shape.PHONE),
        ("call 555-0142", Shape.PHONE),
        ("born 3/4/1961", Shape.OLD_DATE),
        ("1961-03-04", Shape.OLD_DATE),
        ("March 4th, 1961", Shape.OLD_DATE),
        ("4 Mar 1961", Shape.OLD_DATE),
        ("3/4/61", Shape.OLD_DATE),
        ("2025-10-19", Shape.OLD_DATE),
    ],
)
def test_i21_a_shape_of_an_identifier_is_found(text: str, shape: Shape) -> None:
    assert shape in scan(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "45000 case rate",
        "140% of Medicare, locality 04412-18, 2026 schedule",
        "2026-12-04",
        "12/04/2026",
        "2025-10-20",
        "SCA-7QK2M4 for SUB-0123456789",
        "tax id 00-1234567",
        "AUTH-20260001, box 23",
        "PO Box 12, Springfield IL 62701-1234",
        "CPT 99214 12",
        "fax line busy, trying again on Friday 2/30",
        "5c0b" * 16,
    ],
)
def test_the_words_of_the_field_pass(text: str) -> None:
    assert scan(text, TODAY) == ()


def test_a_field_that_asks_for_a_number_takes_one_and_is_scanned_for_the_rest() -> None:
    assert scan("W123456789", TODAY, identifiers=True) == ()
    assert scan("123456789", TODAY, identifiers=True) == ()
    assert scan("000-12-3456", TODAY, identifiers=True) == (Shape.SSN,)
    assert scan("jane.roe@example.org", TODAY, identifiers=True) == (Shape.EMAIL,)
