"""Fee files are kept as they were imported: whole or not at all, once, and never changed, on both databases."""

import tracemalloc
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

import cast as c
from fee_files import (
    DESCRIPTOR,
    anesthesia_lines,
    drug_lines,
    full_release,
    gpci_lines,
    invented,
    physician_lines,
    written,
)
from ledger.shelf import Shelf, Wound, furnished, opened, rows, shelf_in
from scabot.assemble.importing import FeeImport, Taken, import_fees, read_through
from scabot.assemble.schedules import site_schedules
from scabot.fees.sheet import NotTakenError
from scabot.ledger.archive import open_archive
from scabot.ledger.rebuild import check, rebuild
from scabot.ledger.store import CaseStore
from scabot.views import fees
from scabot.views.fees import ImportedSchedules
from scabot_domain.money.schedules import DrugLimit, Gpci, RelativeValues
from servers.grounds import ON_BOTH, Grounds

VISIT = ["99214", "", "A", "1.92", "1.80", "0.83", "0.15", "", ""]
CHEAPER = ["99214", "", "A", "1.92", "1.70", "0.83", "0.15", "", "NA"]
TABLES = ("fee_files", "fee_physician", "fee_gpci", "fee_anesthesia", "fee_drugs")


def asked(path: Path, release: str = "") -> FeeImport:
    return FeeImport(path=path, release=release, by="local 1000:ann", now=c.NOW)


def taken(shelf: Shelf, path: Path, release: str = "") -> Taken:
    return import_fees(shelf.store, asked(path, release), lambda _: None)


def refused(shelf: Shelf, path: Path, release: str = "") -> str:
    with pytest.raises(NotTakenError) as no:
        taken(shelf, path, release)
    return str(no.value)


def physician(folder: Path, name: str, *of: list[str], factor: str = "32.3465") -> Path:
    month = {"JAN": "January", "JUL": "July"}.get(name[9:12].upper(), "October")
    year = 2026 if "2026" in name else 2025
    return written(folder / name, physician_lines(of, year, factor, month))


def everything(shelf: Shelf) -> dict[str, list[tuple[object, ...]]]:
    with shelf.store.reading() as tx:
        return {table: rows(tx, table) for table in TABLES}


def test_a_release_of_full_size_answers_by_code_and_locality_and_holds_no_descriptor(
    shelf: Shelf, tmp_path: Path
) -> None:
    files = full_release(tmp_path)
    kinds = {name: taken(shelf, path).file for name, path in files.items()}
    assert {name: file.rows for name, file in kinds.items()} == {"physician": 17_000, "gpci": 109, "anesthesia": 109}
    drugs = written(tmp_path / "asp.csv", drug_lines([("J0123", "10.600")]))
    assert taken(shelf, drugs).file.period == "2026Q4"
    with shelf.store.reading() as tx:
        site = ImportedSchedules(tx)
        assert site.release_of(2025) == "RVU25D"
        assert site.physician("RVU25D", "00000", "26") == RelativeValues(
            work=Decimal("7.07"),
            pe_facility=Decimal("13.13"),
            pe_non_facility=Decimal("11.11"),
            mp=Decimal("3.03"),
            status="A",
        )
        assert site.gpci(2025, "01112-01") == Gpci(work=Decimal("1.001"), pe=Decimal("0.901"), mp=Decimal("0.301"))
        assert site.anesthesia_factor(2025, "01112-01") == Decimal("20.01")
        assert site.drug("2026Q4", "J0123") == DrugLimit(limit=Decimal("10.600"))
        assert (site.factor("RVU25D", False), site.factor("RVU25D", True)) == (Decimal("32.3465"),) * 2  # noqa: FBT003 - the two factors
        assert site.digest("RVU25D") == kinds["physician"].sha256
        assert site.physician("RVU25D", "99999", "") is None
        assert (site.gpci(2024, "01112-01"), site.drug("2026Q3", "J0123"), site.digest("RVU24A")) == (None, None, None)
        assert site.anesthesia_factor(2026, "01112-01") is None
        assert site.factor("RVU24A", False) is None  # noqa: FBT003 - as above
    assert DESCRIPTOR not in repr(everything(shelf))


def test_the_same_file_twice_adds_nothing(shelf: Shelf, tmp_path: Path) -> None:
    file = physician(tmp_path, "PPRRVU25_OCT.csv", VISIT)
    first, before = taken(shelf, file), everything(shelf)
    moved = file.rename(tmp_path / "PPRRVU25_JAN.csv")
    shelf.clock.wind()
    assert taken(shelf, moved) == Taken(file=first.file, repeated=True)
    assert everything(shelf) == before
    assert refused(shelf, moved, "RVU25A") == "This very file was imported already, as RVU25D."


def test_a_new_release_never_changes_an_old_one(shelf: Shelf, tmp_path: Path) -> None:
    taken(shelf, physician(tmp_path, "PPRRVU25_JUL.csv", VISIT))
    before = everything(shelf)["fee_physician"]
    taken(shelf, physician(tmp_path, "PPRRVU25_OCT.csv", CHEAPER))
    assert before[0] in everything(shelf)["fee_physician"]
    with shelf.store.reading() as tx:
        site = ImportedSchedules(tx)
        old, new = (site.physician(release, "99214", "") for release in ("RVU25C", "RVU25D"))
        assert site.release_of(2025) == "RVU25D"
    assert old is not None
    assert new is not None
    assert (old.pe_non_facility, new.pe_non_facility) == (Decimal("1.80"), Decimal("1.70"))
    assert (old.na_facility, new.na_facility) == (False, True)


def test_another_file_of_a_release_that_is_there_is_refused_and_a_corrected_one_gets_a_name_of_its_own(
    shelf: Shelf, tmp_path: Path
) -> None:
    one = taken(shelf, written(tmp_path / "GPCI2025.csv", gpci_lines([("04412", "18")]))).file
    other = written(tmp_path / "GPCI2025.csv", gpci_lines([("04412", "99"), ("04412", "18")]))
    before = everything(shelf)
    assert refused(shelf, other) == (
        f"GPCI2025 was imported from another file (SHA-256 {one.sha256[:12]}…), and a release is never changed. "
        "A file that CMS corrected gets a name of its own: --release GPCI2025B"
    )
    assert everything(shelf) == before
    taken(shelf, other, "GPCI2025B")
    with shelf.store.reading() as tx:
        site = ImportedSchedules(tx)
        assert site.newest("gpci", "2025") == "GPCI2025B"
        assert site.gpci(2025, "04412-18") == Gpci(work=Decimal("1.001"), pe=Decimal("0.901"), mp=Decimal("0.301"))


def test_one_bad_row_at_the_end_and_nothing_of_the_file_is_there(shelf: Shelf, tmp_path: Path) -> None:
    before = everything(shelf)
    rows_of_it = [*invented(1200), ["9921", *VISIT[1:]]]
    said = refused(shelf, physician(tmp_path, "PPRRVU25_OCT.csv", *rows_of_it))
    assert said == "Line 1209, column HCPCS: this is no HCPCS code."
    assert everything(shelf) == before
    assert taken(shelf, physician(tmp_path, "PPRRVU25_OCT.csv", *rows_of_it[:-1])).file.rows == 1200


@pytest.mark.parametrize("apart", [1, 1200])
def test_a_code_that_is_there_twice_is_refused_however_far_apart(shelf: Shelf, tmp_path: Path, apart: int) -> None:
    again = [VISIT, *list(invented(apart))[1:], CHEAPER]
    said = refused(shelf, physician(tmp_path, "PPRRVU25_OCT.csv", *again))
    assert said == f"Line {8 + len(again)}: 99214 is there a second time."
    assert everything(shelf)["fee_physician"] == []


def test_two_conversion_factors_in_one_file_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    lines = [
        *physician_lines([VISIT]),
        list(physician_lines([CHEAPER], factor="33.0000"))[-1].replace("99214", "99215"),
    ]
    said = refused(shelf, written(tmp_path / "PPRRVU25_OCT.csv", lines))
    assert said == "Line 10: the conversion factor is not that of the rows above."


def test_a_file_without_a_row_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    assert refused(shelf, physician(tmp_path, "PPRRVU25_OCT.csv")) == "There is no row of figures in this file."


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(shelf: Shelf, tmp_path: Path) -> None:
    assert refused(shelf, tmp_path / "none.csv").endswith("none.csv cannot be read: No such file or directory.")
    with pytest.raises(NotTakenError, match="cannot be read: Is a directory"):
        read_through(asked(tmp_path), lambda _: None)


def test_a_file_that_changes_while_it_is_read_is_not_taken(shelf: Shelf, tmp_path: Path) -> None:
    file = physician(tmp_path, "PPRRVU25_OCT.csv", *invented(1200))
    lines = list(physician_lines([VISIT]))

    def meddle(read: int) -> None:
        if read < 200:
            with file.open("a") as more:
                more.write(lines[-1])

    with pytest.raises(NotTakenError, match="The file changed while it was read"):
        import_fees(shelf.store, asked(file), meddle)
    assert everything(shelf)["fee_physician"] == []


def test_since_2026_a_release_is_two_files_with_one_set_of_values_and_two_factors(shelf: Shelf, tmp_path: Path) -> None:
    everybody = physician(tmp_path, "PPRRVU2026_Jan_nonQPP.csv", VISIT, factor="33.4009")
    first = taken(shelf, everybody).file
    before = everything(shelf)["fee_physician"]
    with shelf.store.reading() as tx:
        assert ImportedSchedules(tx).factor("RVU26A", True) is None  # noqa: FBT003 - the factor that is missing
    taken(shelf, physician(tmp_path, "PPRRVU2026_Jan_QPP.csv", VISIT, factor="33.5675"))
    assert everything(shelf)["fee_physician"] == before
    with shelf.store.reading() as tx:
        site = ImportedSchedules(tx)
        assert site.factor("RVU26A", True) == Decimal("33.5675")  # noqa: FBT003 - of qualifying participants
        assert site.factor("RVU26A", False) == Decimal("33.4009")  # noqa: FBT003 - of everybody else
        assert site.digest("RVU26A") == first.sha256


@pytest.mark.parametrize(
    ("of", "how"),
    [
        ([CHEAPER, ["G0447", *VISIT[1:]]], "Line 9 says something else"),
        ([VISIT], "It has 1 rows, the other file 2"),
        ([VISIT, ["G0448", *VISIT[1:]]], "Line 10 says something else"),
    ],
)
def test_two_files_of_a_release_that_disagree_are_refused(
    shelf: Shelf, tmp_path: Path, of: list[list[str]], how: str
) -> None:
    taken(shelf, physician(tmp_path, "PPRRVU2026_Jan_nonQPP.csv", VISIT, ["G0447", *VISIT[1:]]))
    said = refused(shelf, physician(tmp_path, "PPRRVU2026_Jan_QPP.csv", *of))
    assert said == f"{how}: the two files of RVU26A may differ in their conversion factor only."


def test_who_imported_what_when_is_kept(shelf: Shelf, tmp_path: Path) -> None:
    taken(shelf, written(tmp_path / "ANES2025.csv", anesthesia_lines([("04412", "18")])))
    with shelf.store.reading() as tx:
        [file] = fees.files(tx)
    assert (file.release, file.period, file.rows) == ("ANES2025", "2025", 1)
    assert (file.imported_at, file.imported_by) == (c.NOW, "local 1000:ann")


def test_a_rebuild_leaves_fee_schedules_alone(shelf: Shelf, tmp_path: Path) -> None:
    taken(shelf, physician(tmp_path, "PPRRVU25_OCT.csv", VISIT))
    before = everything(shelf)
    rebuild(shelf.store)
    assert everything(shelf) == before
    assert check(shelf.store) == []


def test_imported_figures_win_year_by_year_and_the_sample_fills_no_gap_between_them(
    shelf: Shelf, tmp_path: Path
) -> None:
    taken(shelf, physician(tmp_path, "PPRRVU25_JAN.csv", CHEAPER))
    taken(shelf, written(tmp_path / "GPCI2025.csv", gpci_lines([("04412", "18")])))
    with shelf.store.reading() as tx:
        site = site_schedules(tx)
        assert (site.release_of(2025), site.release_of(2026)) == ("RVU25A", "RVU26A-sample")
        assert site.physician("RVU25A", "G0447", "") is None
        assert site.physician("RVU25D-sample", "G0447", "") is not None
        assert site.gpci(2025, "04412-99") is None
        assert site.gpci(2025, "00000-00") == Gpci(work=Decimal(1), pe=Decimal(1), mp=Decimal(1))
        assert site.anesthesia_factor(2026, "00000-00") == Decimal("20.4976")
        assert site.drug("2026Q4", "J0123") is None
        assert site.digest("RVU25D-sample") != site.digest("RVU25A") is not None


def peak_of(store: CaseStore, path: Path) -> int:
    tracemalloc.start()
    import_fees(store, asked(path), lambda _: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_file(shelf: Shelf, tmp_path: Path) -> None:
    small = physician(tmp_path, "PPRRVU25_JAN.csv", *invented(2_000))
    large = written(tmp_path / "PPRRVU25_OCT.csv", physician_lines(invented(20_000)))
    first, second = peak_of(shelf.store, small), peak_of(shelf.store, large)
    assert second < first + 200_000
    assert second < 3_000_000


def forget(statements: Iterable[str], store: CaseStore) -> None:
    with store.writing() as tx:
        for statement in statements:
            tx.run(statement)


@pytest.mark.parametrize("kind", ON_BOTH)
def test_a_store_that_is_older_than_fee_schedules_gets_their_tables_and_keeps_everything_else(
    kind: str, grounds: Grounds, tmp_path: Path
) -> None:
    url, places, clock = grounds(kind), furnished(tmp_path), Wound()
    old = opened(*places, clock, url=url)
    old.furnish()
    people = old.handle.directory()
    forget((*(f"DROP TABLE {table}" for table in TABLES), "DELETE FROM view_state WHERE view = 'fee_files'"), old.store)
    with old.store.reading() as tx:
        site = ImportedSchedules(tx)
        assert fees.files(tx) == []
        assert (site.release_of(2025), site.physician("RVU25D", "99214", "")) == (None, None)
        assert (site.digest("RVU25D"), site.factor("RVU25D", False)) == (None, None)  # noqa: FBT003 - one of two
    old.closed()
    new = opened(*places, clock, url=url)
    assert new.handle.directory() == people
    assert taken(new, physician(tmp_path, "PPRRVU25_OCT.csv", VISIT)).file.rows == 1
    new.closed()
    again = opened(*places, clock, url=url)
    assert len(everything(again)["fee_physician"]) == 1
    again.closed()


def test_no_descriptor_is_in_the_bytes_of_the_database_its_log_or_a_copy_read_back(tmp_path: Path) -> None:
    with shelf_in(tmp_path) as shelf:
        taken(shelf, physician(tmp_path, "PPRRVU25_OCT.csv", *invented(1200)))
        refused(shelf, physician(tmp_path, "PPRRVU25_JAN.csv", VISIT, ["9921", *VISIT[1:]]))
        with open_archive(shelf.store.file) as archive:
            assert [file.release for file in fees.files(archive.tx)] == ["RVU25D"]
        written_files = [path for path in shelf.folder.rglob("*") if path.is_file()]
        assert any(b"RVU25D" in path.read_bytes() for path in written_files)
        assert [path for path in written_files if DESCRIPTOR.encode() in path.read_bytes()] == []
