"""An empty post office for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.shelf import shelf_in
from outbox.post_office import PostOffice


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with shelf_in(tmp_path) as shelf:
        yield PostOffice(shelf)
