"""Synthetic fee files in CMS's own layout: any number of rows, invented values, and a descriptor that must go nowhere.

Nothing here is a figure of CMS, except what a test puts in by hand.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

DESCRIPTOR = "Zxq-descriptor-canary"
"""Stands in every DESCRIPTION cell; whatever scabot writes or says must not hold it."""
NOTICE = "CPT codes and descriptions only are copyright 2024 American Medical Association. All Rights Reserved."
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODIFIERS = ("", "26", "TC", "53")
_STATUSES = "AAAARTCEJXNIBPM"
_COLUMNS = (
    ("", "", "", "HCPCS"),
    ("", "", "", "MOD"),
    ("", "", "", "DESCRIPTION"),
    ("", "", "STATUS", "CODE"),
    ("NOT USED", "FOR", "MEDICARE", "PAYMENT"),
    ("", "", "WORK", "RVU"),
    ("", "", "NON-FAC", "PE RVU"),
    ("", "NON-FAC", "NA", "INDICATOR"),
    ("", "", "FACILITY", "PE RVU"),
    ("", "FACILITY", "NA", "INDICATOR"),
    ("", "", "MP", "RVU"),
    ("", "", "NON-FACILITY", "TOTAL"),
    ("", "", "FACILITY", "TOTAL"),
    ("", "", "PCTC", "IND"),
    ("", "", "GLOB", "DAYS"),
    ("", "", "PRE", "OP"),
    ("", "", "INTRA", "OP"),
    ("", "", "POST", "OP"),
    ("", "", "MULT", "PROC"),
    ("", "", "BILAT", "SURG"),
    ("", "", "ASST", "SURG"),
    ("", "", "CO-", "SURG"),
    ("", "", "TEAM", "SURG"),
    ("", "", "PRIC", "IND"),
    ("", "", "ENDO", "BASE"),
    ("", "", "CONV", "FACTOR"),
    ("", "PHYSICIAN SUPERVISION", "OF DIAGNOSTIC", "PROCEDURES"),
    ("", "", "CALCULATION", "FLAG"),
    ("", "DIAGNOSTIC IMAGING", "FAMILY", "INDICATOR"),
    ("NON-FACILITY", "PE USED FOR", "OPPS PAYMENT", "AMOUNT"),
    ("FACILITY", "PE USED FOR", "OPPS PAYMENT", "AMOUNT"),
    ("MP", "USED FOR", "OPPS PAYMENT", "AMOUNT"),
)
_PRIC = 23


def physician_lines(
    rows: Iterable[list[str]], year: int = 2025, factor: str = "32.3465", month: str = "October"
) -> Iterator[str]:
    """Yield the lines of a PPRRVU file; a row is code, modifier, status, work, non-fac PE, fac PE, MP, two NA marks.

    From 2026 on it has the column PRIC IND before CONV FACTOR, as CMS's has.
    """
    columns = [column for place, column in enumerate(_COLUMNS) if place != _PRIC or year >= 2026]
    yield f"{year} National Physician Fee Schedule Relative Value File {month} Release{',' * 30}\n"
    yield f'"{NOTICE}"\n'
    yield f"RELEASED 10/01/{year}\n"
    yield "\n"
    yield from (",".join(column[depth] for column in columns) + "\n" for depth in range(4))
    for code, modifier, status, work, non_facility, facility, mp, na_non_facility, na_facility in rows:
        totals = [_sum(work, non_facility, mp), _sum(work, facility, mp)]
        figures = [status, "", work, non_facility, na_non_facility, facility, na_facility, mp, *totals]
        pric = ["1"] if year >= 2026 else []
        rest = ["0", "XXX", "0.00", "0.00", "0.00", "0", "0", "0", "0", "0", *pric, "", factor, "09", "0", "99"]
        cells = [code, modifier, f'"{DESCRIPTOR}, 1""  wide"', *figures, *rest, "0.00", "0.00", "0.00"]
        yield ",".join(cells) + "\n"


def _sum(*figures: str) -> str:
    cents = sum(round(100 * float(figure)) for figure in figures)
    return f"{cents // 100}.{cents % 100:02}"


def invented(count: int) -> Iterator[list[str]]:
    """Yield invented rows, each of another code and modifier: up to 1,440,000."""
    for number in range(count):
        code, modifier = divmod(number, len(_MODIFIERS))
        status = _STATUSES[number % len(_STATUSES)]
        work, non_facility, facility, mp = ((number * step % 997, number * step % 89) for step in (7, 11, 13, 3))
        figures = [f"{whole % 60}.{part:02}" for whole, part in (work, non_facility, facility, mp)]
        shown = figures if status in "ART" else ["0.00"] * 4
        marks = ["NA" if number % 9 == 0 else "", "NA" if number % 11 == 0 else ""]
        yield [code_of(code), _MODIFIERS[modifier], status, *shown, *marks]


def code_of(number: int) -> str:
    """Return one of 360,000 codes: five digits first, then a letter and four digits."""
    letter, rest = divmod(number - 100_000, 10_000)
    return f"{number:05}" if number < 100_000 else f"{_LETTERS[letter]}{rest:04}"


def localities(count: int = 109) -> list[tuple[str, str]]:
    """Return invented pairs of contractor and locality, with 47 numbers between them, as CMS has."""
    return [(f"{1112 + 100 * (number // 47):05}", f"{number % 47:02}") for number in range(count)]


def gpci_lines(places: Iterable[tuple[str, str]], year: int = 2025, *, both: bool = False) -> Iterator[str]:
    """Yield the lines of a GPCI file; `both` has a work column without the floor before the one with it."""
    yield f"ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,\n"
    yield ",,,,,,\n"
    bare = f"{year} PW GPCI (without 1.0 Floor)," if both else ""
    yield (
        f"Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,{bare}"
        f"{year} PW GPCI (with 1.0 Floor)***,{year} PE GPCI,{year} MP GPCI\n"
    )
    for number, (contractor, locality) in enumerate(places):
        without = "0.950," if both else ""
        figures = f"1.{number % 90:03},0.{900 + number % 99},0.{300 + number % 600}"
        yield f'{contractor},TX,{locality},"INVENTED, PLACE**",{without}{figures}\n'
    yield '"*** The work floor of 1.0 is set by law, and may end.",,,,,,\n'


def anesthesia_lines(places: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of an ANES file."""
    yield "2025 Anesthesia Conversion Factors,,,\n"
    yield 'Contractor,Locality,Locality Name,"2025 Anesthesia\nConversion Factor"\n'
    for number, (contractor, locality) in enumerate(places):
        yield f"{contractor},{locality},INVENTED,20.{number % 100:02}\n"


def drug_lines(limits: Iterable[tuple[str, str]], month: str = "October 1", year: int = 2026) -> Iterator[str]:
    """Yield the lines of a file of drug limits: code and limit as CMS writes it."""
    yield "Payment Allowance Limits for Medicare Part B Drugs,,,,\n"
    yield f'"Effective {month}, {year} through the end of the quarter",,,,\n'
    yield "Note: a cell of Windows\xa0text,,,,\n"
    yield "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Notes\n"
    for code, limit in limits:
        yield f'{code},"{DESCRIPTOR}",1 MG,{limit},\n'


def written(file: Path, lines: Iterable[str]) -> Path:
    """Write lines as CMS does, in Latin-1, and return the file."""
    with file.open("w", encoding="latin-1", newline="") as out:
        out.writelines(line.replace("\n", "\r\n") for line in lines)
    return file


def full_release(folder: Path) -> dict[str, Path]:
    """Write a release of full size: 17,000 rows of the physician fee schedule, and 109 localities."""
    places = localities()
    return {
        "physician": written(folder / "PPRRVU25_OCT.csv", physician_lines(invented(17_000))),
        "gpci": written(folder / "GPCI2025.csv", gpci_lines(places)),
        "anesthesia": written(folder / "ANES2025.csv", anesthesia_lines(places)),
    }
