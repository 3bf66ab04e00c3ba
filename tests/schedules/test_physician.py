"""The figures of CMS come out to the cent, in its own order of rounding."""

from decimal import Decimal

import pytest

from scabot.fees.physician import Basis, Price, priced, unpriced
from scabot.fees.sample import shipped_sample
from scabot_domain.money.benchmarks import Setting
from scabot_domain.money.schedules import Gpci, RelativeValues


def price(code: str, place: str, year: int, setting: Setting, *, units: int = 1, qualifying: bool = False) -> Price:
    sample = shipped_sample()
    release = sample.release_of(year)
    assert release is not None
    values, gpci, factor = (
        sample.physician(release, code, ""),
        sample.gpci(year, place),
        sample.factor(release, qualifying),
    )
    assert values is not None
    assert gpci is not None
    assert factor is not None
    return priced(Basis(values=values, gpci=gpci, factor=factor, setting=setting), Decimal(140), Decimal(units))


@pytest.mark.parametrize(
    ("what", "non_facility", "facility"),
    [
        (("99214", "00000-00", 2025), ("125.18", "175.25"), ("93.80", "131.32")),
        (("99214", "04412-18", 2025), ("128.21", "179.49"), ("96.74", "135.44")),
        (("99214", "04412-99", 2025), ("121.66", "170.32"), ("92.01", "128.81")),
        (("99214", "13202-01", 2025), ("142.07", "198.90"), ("105.48", "147.67")),
        (("99214", "01112-05", 2025), ("152.35", "213.29"), ("107.83", "150.96")),
        (("99214", "00000-00", 2026), ("135.61", "189.85"), ("84.50", "118.30")),
        (("G0447", "00000-00", 2025), ("31.70", "44.38"), ("29.11", "40.75")),
        (("G0447", "04412-18", 2025), ("32.53", "45.54"), ("29.94", "41.92")),
    ],
)
def test_every_figure_of_the_table_comes_out_to_the_cent(
    what: tuple[str, str, int], non_facility: tuple[str, str], facility: tuple[str, str]
) -> None:
    for setting, told in ((Setting.NON_FACILITY, non_facility), (Setting.FACILITY, facility)):
        came = price(*what, setting)
        assert (came.medicare, came.unit) == (Decimal(told[0]), Decimal(told[1]))


def test_since_2026_qualifying_participants_have_a_factor_of_their_own() -> None:
    office = price("99214", "00000-00", 2026, Setting.NON_FACILITY, qualifying=True)
    hospital = price("99214", "00000-00", 2026, Setting.FACILITY, qualifying=True)
    assert (office.medicare, office.unit) == (Decimal("136.28"), Decimal("190.79"))
    assert (hospital.medicare, hospital.unit) == (Decimal("84.93"), Decimal("118.90"))
    assert price("99214", "00000-00", 2025, Setting.FACILITY, qualifying=True).medicare == Decimal("93.80")


def test_the_unit_is_rounded_before_the_units() -> None:
    assert price("99214", "04412-18", 2025, Setting.NON_FACILITY, units=12).total == Decimal("2153.88")


def of(status: str, facility: str = "1.00", setting: Setting = Setting.FACILITY) -> Basis:
    zero, one = Decimal(0), Decimal(1)
    values = RelativeValues(work=zero, pe_facility=Decimal(facility), pe_non_facility=zero, mp=zero, status=status)
    return Basis(values=values, gpci=Gpci(work=one, pe=one, mp=one), factor=one, setting=setting)


def test_only_active_restricted_and_therapy_codes_with_values_price_themselves() -> None:
    assert [unpriced(of(letter)) for letter in "ART"] == ["", "", ""]
    assert unpriced(of("A", "0")) == "it has no relative values in the facility setting"
    assert unpriced(of("J")) == "anesthesia"
    assert unpriced(of("Z")) == "a status without a price of its own"
    assert all(unpriced(of(letter)) for letter in "BCEIJMNPX")


def test_a_code_without_values_in_a_setting_has_no_price_there_and_is_never_zero() -> None:
    assert unpriced(of("A", setting=Setting.NON_FACILITY)) == "it has no relative values in the non-facility setting"
