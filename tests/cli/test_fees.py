"""The commands about fee schedules, beside a running bot and without one, and where there is no ledger yet."""

import io
import json
from pathlib import Path

import pytest

from cli.conftest import Shell
from cli.settled import handling
from fee_files import DESCRIPTOR, drug_lines, full_release, gpci_lines, physician_lines, written
from scabot.cli.fees import LARGE, NOTICE, Bar

VISIT = ["99214", "", "A", "1.92", "1.80", "0.83", "0.15", "NA", ""]
HOUSTON = ("--locality", "04412-18", "--year", "2025")
SAMPLE = """\
RVU25D-sample: physician 2025, 3 rows, a sample that comes along
RVU26A-sample: physician 2026, 1 row, a sample that comes along
GPCI2025-sample: gpci 2025, 5 rows, a sample that comes along
GPCI2026-sample: gpci 2026, 1 row, a sample that comes along
ANES2025-sample: anesthesia 2025, 1 row, a sample that comes along
ANES2026-sample: anesthesia 2026, 1 row, a sample that comes along
"""


@pytest.fixture
def october(empty_folder: Path) -> Path:
    return written(empty_folder / "PPRRVU25_OCT.csv", physician_lines([VISIT]))


def test_the_sample_is_listed_and_prices_where_there_is_no_ledger_yet(empty_folder: Path, shell: Shell) -> None:
    assert shell("fees", "list") == (0, f"No fee file was imported.\n{SAMPLE}{NOTICE}\n", "")
    ran = shell("fees", "price", "99214", *HOUSTON, "--percent", "140", "--units", "12")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        "99214, non-facility, 04412-18, 2025",
        "Medicare, one unit: $128.21 = (1.92 x 1.014 + 1.80 x 1.003 + 0.15 x 1.409) x 32.3465",
        "140%, one unit: $179.49",
        "Units 12: $2,153.88",
    ]
    assert ran.out.splitlines()[-2].startswith("By RVU25D-sample (SHA-256 ")
    assert ran.out.splitlines()[-1] == NOTICE
    assert list(empty_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "dollars"),
    [
        (("00000-00", "2025", "non_facility"), ("125.18", "175.25")),
        (("00000-00", "2025", "facility"), ("93.80", "131.32")),
        (("04412-18", "2025", "facility"), ("96.74", "135.44")),
        (("04412-99", "2025", "non_facility"), ("121.66", "170.32")),
        (("13202-01", "2025", "non_facility"), ("142.07", "198.90")),
        (("01112-05", "2025", "facility"), ("107.83", "150.96")),
        (("00000-00", "2026", "non_facility"), ("135.61", "189.85")),
        (("00000-00", "2026", "facility"), ("84.50", "118.30")),
    ],
)
def test_the_table_of_99214_comes_out_to_the_cent(
    empty_folder: Path, shell: Shell, asked: tuple[str, str, str], dollars: tuple[str, str]
) -> None:
    place, year, setting = asked
    where = ("--locality", place, "--year", year, "--setting", setting)
    told = json.loads(shell("fees", "price", "99214", *where, "--percent", "140", "--json").out)
    assert (told["medicare_unit"], told["unit"]) == dollars
    assert told["notice"] == NOTICE
    assert empty_folder.exists()


def test_an_imported_file_is_listed_prices_and_says_from_where(data: Path, october: Path, shell: Shell) -> None:
    ran = shell("fees", "import", str(october))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Imported: RVU25D: physician 2025, 1 row, conversion factor 32.3465, SHA-256 ")
    again = shell("fees", "import", str(october))
    assert (again.code, again.out.startswith("This very file was imported before: RVU25D")) == (0, True)
    [file] = json.loads(shell("fees", "list", "--json").out)["imported"]
    assert (file["release"], file["rows"], file["imported_by"].startswith("local ")) == ("RVU25D", 1, True)
    priced = shell("fees", "price", "99214", *HOUSTON)
    assert "Marked NA: the service is rarely or never rendered in this setting (non-facility)." in priced.out
    assert f"By RVU25D (SHA-256 {file['sha256']}), GPCI2025-sample (SHA-256 " in priced.out
    assert file["sha256"] in shell("fees", "list").out
    assert data.exists()


def test_while_the_bot_runs_lists_and_prices_are_given_and_an_import_is_refused_with_what_to_do(
    data: Path, october: Path, shell: Shell
) -> None:
    assert shell("fees", "import", str(october)).code == 0
    july = written(october.parent / "PPRRVU25_JUL.csv", physician_lines([VISIT], month="July"))
    with handling(data, fresh=False):
        ran = shell("fees", "import", str(july))
        assert (ran.code, ran.out) == (75, "")
        assert "while the bot is stopped: stop it, import, start it again." in ran.err
        assert shell("fees", "import", str(july), "--dry-run").code == 0
        assert shell("fees", "price", "99214", *HOUSTON).code == 0
        assert "RVU25D: physician" in shell("fees", "list").out
    assert "RVU25C" not in shell("fees", "list").out
    assert shell("fees", "import", str(july)).code == 0


def test_a_dry_run_checks_everything_and_makes_nothing(empty_folder: Path, shell: Shell) -> None:
    file = full_release(empty_folder)["physician"]
    ran = shell("fees", "import", str(file), "--dry-run")
    assert ran.out.startswith("RVU25D: physician 2025, 17,000 rows, conversion factor 32.3465, SHA-256 ")
    assert ran.out.endswith("Nothing was written.\n")
    twice = written(empty_folder / "PPRRVU25_OCT.csv", physician_lines([VISIT, VISIT]))
    assert shell("fees", "import", str(twice), "--dry-run") == (
        1,
        "",
        "Line 10: 99214 is there a second time. Nothing was imported.\n",
    )
    assert not (empty_folder / "data").exists()


def test_what_cannot_be_read_says_why_and_quotes_no_descriptor(data: Path, october: Path, shell: Shell) -> None:
    october.write_text(october.read_text().replace(f'"{DESCRIPTOR}', DESCRIPTOR))
    ran = shell("fees", "import", str(october))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "Line 9, column STATUS CODE: this is no status letter. Nothing was imported.\n"
    assert shell("fees", "import", "none.csv").err == (
        "none.csv cannot be read: No such file or directory. Nothing was imported.\n"
    )
    assert shell("fees", "import", str(october), "--release", "RVU24D").err == (
        "--release says RVU24D, and the file says RVU25D. Nothing was imported.\n"
    )
    assert data.exists()


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("debug", ["", "1"])
def test_no_descriptor_is_in_any_output_also_where_a_traceback_is_shown(
    october: Path, shell: Shell, debug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCABOT_DEBUG", debug)
    asp = written(october.parent / "asp.csv", drug_lines([("J0123", "10.600"), ("J012", "1")]))
    said = [shell("fees", "import", str(path)) for path in (october, asp)]
    october.write_text(october.read_text().replace("99214", DESCRIPTOR))
    said += [shell("fees", "import", str(october)), shell("fees", "list"), shell("fees", "price", "99214", *HOUSTON)]
    assert [ran.code for ran in said] == [0, 1, 1, 0, 0]
    assert DESCRIPTOR not in repr(said)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("97151", *HOUSTON), "RVU25D-sample has no row for 97151: cannot price it. The sample holds a few codes only"),
        (("G0463", *HOUSTON), "Cannot price G0463 by RVU25D-sample: status X, excluded by law"),
        (("99214", "--locality", "04412-18", "--year", "2024"), "No physician fee schedule of 2024 was imported"),
        (("99214", "--locality", "04412-18", "--year", "2026"), "There are no indices of 2026 for 04412-18"),
        (("99214", *HOUSTON, "--modifier", "26"), "RVU25D-sample has no row for 99214 26"),
    ],
)
def test_what_has_no_price_says_what_is_missing_and_is_never_zero(
    empty_folder: Path, shell: Shell, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = shell("fees", "price", *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(sentence)
    assert empty_folder.exists()


def test_the_factor_of_qualifying_participants_is_missing_until_its_file_is_imported(data: Path, shell: Shell) -> None:
    file = written(data.parent / "PPRRVU2026_Jan_nonQPP.csv", physician_lines([VISIT], 2026, "33.4009", "January"))
    assert shell("fees", "import", str(file)).out.startswith("Imported: RVU26A (non-QP): physician 2026, 1 row")
    asked = ("99214", "--locality", "00000-00", "--year", "2026")
    assert "(SHA-256" in shell("fees", "price", *asked).out
    ran = shell("fees", "price", *asked, "--qualifying")
    assert ran.err == "The file of RVU26A for qualifying participants was not imported: cannot price 99214.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("99214", "--locality", "4412-18", "--year", "2025"), "a locality is five digits of the contractor"),
        (("99214", *HOUSTON, "--percent", "1e3"), "write a percent like 140, 140% or 62.5%"),
        (("99214", *HOUSTON, "--percent", "1001"), "a percent is more than 0 and at most 1000"),
        (("99214", *HOUSTON, "--units", "0"), "Invalid value for '--units'"),
        (("99214", *HOUSTON, "--release", "RVU26A-sample"), "RVU26A-sample is no release of 2025"),
        (("99214", "--year", "2025"), "Missing option '--locality'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    empty_folder: Path, shell: Shell, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = shell("fees", "price", *arguments)
    assert (ran.code, ran.out) == (64, "")
    assert ran.err.startswith(sentence)
    assert list(empty_folder.iterdir()) == []


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_long_import_shows_a_bar_on_a_terminal_and_takes_it_away() -> None:
    terminal = Terminal()
    bar = Bar(terminal, LARGE)
    for read in range(0, LARGE + 1, 1000):
        bar(read)
    assert terminal.getvalue().count("\r") == 101
    assert terminal.getvalue().endswith("\r[##############################] 100 %")
    bar.end()
    assert terminal.getvalue().endswith(f"\r{' ' * 38}\r")


@pytest.mark.parametrize(("stream", "size"), [(io.StringIO(), LARGE), (Terminal(), LARGE - 1)])
def test_no_bar_is_shown_into_a_file_or_for_a_short_one(stream: io.StringIO, size: int) -> None:
    bar = Bar(stream, size)
    bar(size)
    bar.end()
    assert stream.getvalue() == ""


def test_localities_are_imported_with_their_floor(data: Path, shell: Shell) -> None:
    file = written(data.parent / "GPCI2025.csv", gpci_lines([("04412", "18")], both=True))
    assert shell("fees", "import", str(file)).code == 0
    assert "(1.92 x 1.000 + 1.80 x 0.900 + 0.15 x 0.300) x 32.3465" in shell("fees", "price", "99214", *HOUSTON).out
    assert shell("fees", "price", "99214", "--locality", "04412-99", "--year", "2025").code == 1
