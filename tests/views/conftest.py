"""A furnished shelf for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.shelf import Shelf, shelf_in


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with shelf_in(tmp_path) as opened:
        yield opened
