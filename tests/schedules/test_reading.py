"""Fee files of CMS are read by the names of their columns, and refused with line and column; no descriptor comes in."""

import io

import pytest

from fee_files import (
    DESCRIPTOR,
    anesthesia_lines,
    drug_lines,
    gpci_lines,
    invented,
    localities,
    physician_lines,
)
from scabot.fees.header import header_of
from scabot.fees.layouts import Kind
from scabot.fees.releases import Release, corrected, release_of
from scabot.fees.rows import Row, rows_of
from scabot.fees.sheet import LONGEST, NotTakenError, Sheet

VISIT = ["99214", "", "A", "1.92", "1.80", "0.83", "0.15", "", ""]
DRUG = ["J1745", "", "E", "0.00", "0.00", "0.00", "0.00", "NA", "NA"]


def read(text: str, name: str = "PPRRVU25_OCT.csv") -> tuple[Kind, list[Row]]:
    sheet = Sheet(io.BytesIO(text.encode("latin-1")), lambda _: None)
    rows = sheet.rows()
    header = header_of(rows, name)
    return header.layout.kind, list(rows_of(header, rows))


def physician(*rows: list[str], year: int = 2025) -> str:
    return "".join(physician_lines(rows, year))


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_physician_row_is_read_by_the_names_that_its_header_has_over_several_rows(year: int) -> None:
    kind, rows = read(physician(VISIT, DRUG, year=year))
    assert kind is Kind.PHYSICIAN
    assert rows == [
        Row(9, ("99214", ""), ("1.92", "0.83", "1.80", "0.15", "A", 0, 0), "32.3465"),
        Row(10, ("J1745", ""), ("0.00", "0.00", "0.00", "0.00", "E", 1, 1), "32.3465"),
    ]


def test_columns_in_another_order_are_the_same_columns() -> None:
    above = "STATUS,MP,WORK,,FACILITY,NA,NON-FAC,NA,CONV,"
    moved = f"{above}\nCODE,RVU,RVU,HCPCS,PE RVU,INDICATOR,PE RVU,INDICATOR,FACTOR,MOD\n"
    _, rows = read(f"{moved}A,0.15,1.92,99214,0.83,NA,1.80,,32.3465,26\n")
    assert rows == [Row(3, ("99214", "26"), ("1.92", "0.83", "1.80", "0.15", "A", 1, 0), "32.3465")]


@pytest.mark.parametrize("both", [False, True])
def test_the_work_index_is_the_one_with_the_floor_and_footnotes_are_no_localities(both: bool) -> None:  # noqa: FBT001 - a parameter
    kind, rows = read("".join(gpci_lines([("4412", "18"), ("02102", "1")], both=both)), "GPCI2025.csv")
    assert kind is Kind.GPCI
    assert [row[1:] for row in rows] == [
        (("04412-18",), ("1.000", "0.900", "0.300"), ""),
        (("02102-01",), ("1.001", "0.901", "0.301"), ""),
    ]


def test_109_localities_share_47_numbers_and_stay_apart() -> None:
    _, rows = read("".join(gpci_lines(localities())), "GPCI2025.csv")
    assert len({row.key for row in rows}) == 109
    assert len({row.key[0][-2:] for row in rows}) == 47


def test_an_anesthesia_factor_is_read_under_a_name_of_two_lines() -> None:
    assert read("".join(anesthesia_lines([("04412", "18")])), "ANES2025.csv") == (
        Kind.ANESTHESIA,
        [Row(4, ("04412-18",), ("20.00",))],
    )


def test_of_two_anesthesia_factors_the_one_of_everybody_counts() -> None:
    header = "Contractor,Locality,Name,2026 Qualifying APM Anesthesia CF,2026 Non-Qualifying APM Anesthesia CF\n"
    assert read(f"{header}04412,18,X,20.5998,20.4976\n", "ANES2026.csv")[1][0].figures == ("20.4976",)


def test_a_drug_limit_is_read_as_written_and_a_drug_without_one_is_left_out() -> None:
    kind, rows = read("".join(drug_lines([("J0123", "10.600"), ("90371", ""), ("J3398", '"$3,012.5"')])), "x.csv")
    assert kind is Kind.DRUGS
    assert [row[1:] for row in rows] == [(("J0123",), ("10.600",), ""), (("J3398",), ("3012.5",), "")]


@pytest.mark.parametrize(
    ("name", "text", "missing"),
    [
        ("PPRRVU25_OCT.csv", physician(VISIT).replace("CONV", "SOME"), "As PPRRVU it lacks the columns: CONV FACTOR."),
        (
            "PPRRVU25_OCT.csv",
            physician(VISIT).replace("STATUS", "").replace("WORK", ""),
            "As PPRRVU it lacks the columns: STATUS CODE, WORK RVU.",
        ),
        (
            "GPCI2027.csv",
            "".join(gpci_lines([("4412", "18")])).replace("with 1.0", "without 1.0"),
            "As GPCI it lacks the columns: PW GPCI (with 1.0 Floor).",
        ),
        ("ANES2025.csv", "Contractor,Locality\n1,2\n", "As ANES it lacks the columns: Anesthesia Conversion Factor."),
        ("other.csv", "HCPCS Code,Price\n99214,5\n", "As ASP it lacks the columns: Payment Limit."),
        ("PPRRVU25_OCT.csv", "", "there is nothing in it."),
        ("PPRRVU25_OCT.csv", "a,b\n" * 50, "As PPRRVU it lacks the columns: HCPCS, MOD, STATUS CODE, WORK RVU,"),
    ],
)
def test_an_unknown_layout_is_refused_with_the_columns_that_are_missing(name: str, text: str, missing: str) -> None:
    with pytest.raises(NotTakenError, match="This is no fee file of CMS") as refused:
        read(text, name)
    assert missing in str(refused.value)


def test_a_column_that_is_named_twice_is_none() -> None:
    with pytest.raises(NotTakenError, match="lacks the columns: MP RVU"):
        read(physician(VISIT).replace("PCTC", "MP", 1).replace("TOTAL,IND,", "TOTAL,RVU,", 1))


def changed(place: int, cell: str) -> list[str]:
    return [*VISIT[:place], cell, *VISIT[place + 1 :]]


@pytest.mark.parametrize(
    ("place", "cell", "said"),
    [
        (0, "9921", "column HCPCS: this is no HCPCS code"),
        (0, "9921\xb2", "column HCPCS: this is no HCPCS code"),
        (1, "2", "column MOD: this is no modifier of two characters"),
        (2, "AA", "column STATUS CODE: this is no status letter"),
        (3, "1.92x", "column WORK RVU: this is no number below 10,000"),
        (3, "-1.92", "column WORK RVU: this is no number below 10,000"),
        (3, "1e3", "column WORK RVU: this is no number below 10,000"),
        (3, "NaN", "column WORK RVU: this is no number below 10,000"),
        (3, "10000", "column WORK RVU: this is no number below 10,000"),
        (3, "", "column WORK RVU: this is no number below 10,000"),
        (7, "X", "column NON-FAC NA INDICATOR: this is no NA, and it is not empty"),
    ],
)
def test_a_cell_that_is_wrong_is_refused_with_line_and_column(place: int, cell: str, said: str) -> None:
    text = physician(VISIT, VISIT)
    lines = text.splitlines(keepends=True)
    cells = lines[-1].split(",")
    at = {0: 0, 1: 1, 2: 4, 3: 6, 7: 8}[place]  # the descriptor has a comma of its own
    cells[at] = cell
    with pytest.raises(NotTakenError) as refused:
        read("".join([*lines[:-1], ",".join(cells)]))
    assert str(refused.value) == f"Line 10, {said}."


def test_figures_that_do_not_add_up_to_the_total_of_cms_are_of_another_column() -> None:
    with pytest.raises(NotTakenError) as refused:
        read(physician(VISIT).replace("3.87", "3.89"))
    assert str(refused.value) == (
        "Line 9, column NON-FACILITY TOTAL: this is no sum of work, practice expense and malpractice in this row."
    )
    assert read(physician(VISIT).replace("3.87", "3.88"))[1][0].key == ("99214", "")


def test_a_priced_row_needs_a_conversion_factor_and_another_one_may_do_without() -> None:
    without = "".join(physician_lines([DRUG], factor="0.0000"))
    assert read(without)[1][0].factor == ""
    with pytest.raises(NotTakenError, match=r"column CONV FACTOR: this is no number above 0 and below 1,000\."):
        read("".join(physician_lines([VISIT], factor="0.0000")))
    blank = physician(DRUG).replace("E,,0.00,0.00", "E,,,")
    assert read(blank)[1][0].figures[:3] == ("0", "0.00", "0")


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("GPCI2025.csv", "4412,TX,18,HOUSTON,0,1,1\n", "column PW GPCI (with 1.0 Floor): this is no number above 0"),
        ("GPCI2025.csv", "4412,TX,118,HOUSTON,1,1,1\n", "column Locality Number: this is no locality of two digits"),
        ("GPCI2025.csv", "TX,TX,18,HOUSTON,1,1,1\n", "column Contractor: this is no contractor of five digits"),
        ("GPCI2025.csv", "4412,TX,18\n", "the row ends before the column MP GPCI"),
    ],
)
def test_a_locality_that_is_wrong_is_refused(name: str, row: str, said: str) -> None:
    with pytest.raises(NotTakenError) as refused:
        read("".join(gpci_lines([])) + row, name)
    assert said in str(refused.value)
    assert "HOUSTON" not in str(refused.value)


def test_a_row_that_breaks_off_is_refused_and_never_left_out() -> None:
    for ending in ("99215", "99215,,", "99215,,Office"):
        with pytest.raises(NotTakenError, match=r"Line 10: the row ends before the column CONV FACTOR\."):
            read(physician(VISIT) + ending)


def test_no_refusal_quotes_a_descriptor_that_a_missing_quote_moved_into_another_column() -> None:
    text = physician(VISIT).replace('"Zxq', "Zxq")
    moved = text.replace(f"99214,,{DESCRIPTOR}", f"99214,{DESCRIPTOR}")
    for broken in (text, moved, text.replace("A,,1.92", f"{DESCRIPTOR},,1.92"), text.replace("1.92", DESCRIPTOR, 1)):
        with pytest.raises(NotTakenError) as refused:
            read(broken)
        assert DESCRIPTOR not in f"{refused.value!r} {refused.value.__cause__!r}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "This is a packed file. Unpack it"),
        (b"a" * (LONGEST + 1), f"A line is longer than {LONGEST} bytes"),
        (b'"' + b"a,b\n" * 40_000, "is no row of a CSV file."),
    ],
)
def test_what_is_no_csv_is_refused_in_bounded_memory(content: bytes, said: str) -> None:
    with pytest.raises(NotTakenError) as refused:
        list(Sheet(io.BytesIO(content), lambda _: None).rows())
    assert said in str(refused.value)


def test_a_byte_order_mark_is_no_part_of_the_first_name_and_counts_in_the_digest() -> None:
    content = b"\xef\xbb\xbfContractor,Locality,CF\n1112,05,20.11\n"
    seen: list[int] = []
    sheet = Sheet(io.BytesIO(content), seen.append)
    assert [cells[0] for _, cells in sheet.rows()] == ["Contractor", "1112"]
    assert sheet.sha256 == "ef7d4d338c67003bc3ccc7659e1af7344120bdbd10deec0ce52c48a7971f3c9f"
    assert seen[-1] == len(content)


@pytest.mark.parametrize(
    ("asked", "release"),
    [
        ((Kind.PHYSICIAN, "PPRRVU25_OCT.csv", "", ""), ("RVU25D", "2025", "")),
        ((Kind.PHYSICIAN, "pprrvu2025_Jul.csv", "", ""), ("RVU25C", "2025", "")),
        ((Kind.PHYSICIAN, "PPRRVU2026_Jan_nonQPP.csv", "", ""), ("RVU26A", "2026", "non-QP")),
        ((Kind.PHYSICIAN, "PPRRVU2026_Apr_QPP.csv", "", ""), ("RVU26B", "2026", "QP")),
        ((Kind.PHYSICIAN, "PPRRVU25_JAN.csv", "", "RVU25AR"), ("RVU25AR", "2025", "")),
        ((Kind.PHYSICIAN, "x.csv", "2025 NATIONAL PHYSICIAN FEE SCHEDULE", "RVU25D"), ("RVU25D", "2025", "")),
        ((Kind.GPCI, "GPCI2025.csv", "2025 PW GPCI", ""), ("GPCI2025", "2025", "")),
        ((Kind.GPCI, "GPCI2025.csv", "", "GPCI2025B"), ("GPCI2025B", "2025", "")),
        ((Kind.ANESTHESIA, "ANES2026.csv", "", ""), ("ANES2026", "2026", "")),
        ((Kind.DRUGS, "x.csv", "Effective October 1, 2026 through", ""), ("ASP2026Q4", "2026Q4", "")),
        ((Kind.DRUGS, "April 2026 ASP Pricing File.csv", "", ""), ("ASP2026Q2", "2026Q2", "")),
    ],
)
def test_a_release_is_named_by_file_heading_or_hand(
    asked: tuple[Kind, str, str, str], release: tuple[str, str, str]
) -> None:
    assert release_of(*asked) == Release(kind=asked[0], id=release[0], period=release[1], part=release[2])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((Kind.PHYSICIAN, "x.csv", "", ""), "name it, like --release RVU25D."),
        ((Kind.PHYSICIAN, "x.csv", "", "GPCI2025"), "(physician) is named like RVU25D."),
        ((Kind.PHYSICIAN, "PPRRVU25_OCT.csv", "", "RVU25C"), "--release says RVU25C, and the file says RVU25D."),
        ((Kind.PHYSICIAN, "x.csv", "2024 National Physician Fee Schedule", "RVU25A"), "This file is of 2024"),
        ((Kind.PHYSICIAN, "PPRRVU26_JAN.csv", "", ""), "says neither nonQPP nor QPP"),
        ((Kind.GPCI, "GPCI2025.csv", "2024 PW GPCI", ""), "This file is of 2024"),
        ((Kind.DRUGS, "July 2026 ASP.csv", "Effective October 1, 2026", "ASP2026Q3"), "the file says ASP2026Q4"),
    ],
)
def test_a_release_that_nothing_names_or_two_say_otherwise_is_refused(
    asked: tuple[Kind, str, str, str], said: str
) -> None:
    with pytest.raises(NotTakenError) as refused:
        release_of(*asked)
    assert said in str(refused.value)


def test_a_corrected_file_is_named_by_one_letter_more_and_is_the_newer_one() -> None:
    first = Release(kind=Kind.DRUGS, id="ASP2026Q4", period="2026Q4")
    second = Release(kind=Kind.DRUGS, id=corrected(first), period="2026Q4")
    assert [second.id, corrected(second)] == ["ASP2026Q4B", "ASP2026Q4C"]
    assert first.id < second.id < corrected(second)


def test_invented_rows_are_each_of_another_key() -> None:
    assert len({(row[0], row[1]) for row in invented(450_000)}) == 450_000
