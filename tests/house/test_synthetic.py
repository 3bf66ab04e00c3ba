"""Nobody real is in the repository: identifiers are fictional."""

import re

from house.tree import lines

DOCUMENTED = "123" + "4567893"  # the example of the NPI standard itself
NPI = re.compile(r"(?<![0-9A-Za-z.])1[0-9]{9}(?![0-9A-Za-z]|\.[0-9])")  # not a piece of a hash, not a Slack timestamp
PHONE = re.compile(r"(?<![0-9A-Za-z-])(?:\+1[ -]?)?\(?[2-9][0-9]{2}\)?[ -][2-9][0-9]{2}-[0-9]{4}(?![0-9A-Za-z-])")


def is_npi(digits: str) -> bool:
    """Say whether the check digit of a National Provider Identifier fits (Luhn over `80840` and the ten digits)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed("80840" + digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def test_no_file_holds_an_npi_that_may_belong_to_somebody() -> None:
    found = [
        f"{place}: {npi}" for place, line in lines() for npi in NPI.findall(line) if is_npi(npi) and npi != DOCUMENTED
    ]
    assert found == []


def test_every_phone_number_is_one_of_the_fictional_ones() -> None:
    found = [f"{place}: {phone}" for place, line in lines() for phone in PHONE.findall(line) if "555-01" not in phone]
    assert found == []


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert is_npi(DOCUMENTED)
    assert not is_npi(DOCUMENTED[:-1] + "4")
    assert all(is_npi(f"20000000{ending}") for ending in (10, 28, 36, 44, 51, 69, 77))
