"""No descriptor of a CPT code is in what is handed out: the American Medical Association owns them."""

import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from fee_files import DESCRIPTOR
from house.test_wheel import build
from house.tree import lines, text_of, tracked
from scabot.ledger.projections import ADDED

SAMPLE = "src/scabot/fees/sample.toml"
CODE = re.compile(r"[0-9]{5}|[0-9]{4}[A-Z]|[A-Z][0-9]{4}")
CELL = re.compile(r"[A-Z]|[0-9]+(\.[0-9]+)?|[0-9]{5}-[0-9]{2}|")
FILES_OF_CMS = re.compile(r"(PPRRVU|GPCI20|ANES20|OPPSCAP|LOCCO).*\.(csv|txt|xlsx|zip)$", re.IGNORECASE)


def spare_words(sample: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return every cell of the sample that is neither a code, a status letter, a locality nor a figure."""
    cells = [cell for many in sample.values() for one in many for row in one["rows"] for cell in row]
    return [cell for cell in cells if not CODE.fullmatch(cell) and not CELL.fullmatch(cell)]


def test_the_sample_holds_codes_and_figures_alone() -> None:
    sample = tomllib.loads(text_of(SAMPLE))
    assert spare_words(sample) == []
    assert {name for many in sample.values() for one in many for name in one} == {
        "release",
        "year",
        "factor",
        "qualifying_factor",
        "rows",
    }


def test_control_a_descriptor_in_the_sample_is_found() -> None:
    assert spare_words({"physician": [{"rows": [["99214", "", "A", "Invented words"]]}]}) == ["Invented words"]


def test_the_sample_is_small_and_no_code_table() -> None:
    sample = tomllib.loads(text_of(SAMPLE))
    assert {row[0] for one in sample["physician"] for row in one["rows"]} == {"99214", "G0447", "G0463"}


def test_no_table_of_fees_has_a_column_for_words() -> None:
    ddl = " ".join(statement for added in ADDED for statement in added.ddl).lower()
    assert "fee_physician" in ddl
    assert not any(word in ddl for word in ("desc", "name", "text_", "words", "note"))


def test_no_file_of_cms_is_in_the_repository() -> None:
    assert [path for path in tracked() if FILES_OF_CMS.search(path)] == []
    assert FILES_OF_CMS.search("somewhere/PPRRVU25_OCT.csv")


def test_the_canary_stands_in_one_file_and_not_in_the_wheel(tmp_path: Path) -> None:
    assert {place.partition(":")[0] for place, line in lines() if DESCRIPTOR in line} == {"tests/fee_files.py"}
    with zipfile.ZipFile(build(tmp_path)) as wheel:
        assert "scabot/fees/sample.toml" in wheel.namelist()
        assert [name for name in wheel.namelist() if DESCRIPTOR.encode() in wheel.read(name)] == []
        assert [name for name in wheel.namelist() if name.endswith((".csv", ".xlsx", ".zip"))] == []
