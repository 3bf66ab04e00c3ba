"""A furnished shelf on each database for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.shelf import Shelf, shelf_in
from servers.grounds import ON_BOTH, Grounds, grounds, postgres

__all__ = ["grounds", "postgres"]


@pytest.fixture(params=ON_BOTH)
def shelf(request: pytest.FixtureRequest, tmp_path: Path, grounds: Grounds) -> Iterator[Shelf]:
    with shelf_in(tmp_path, url=grounds(request.param)) as opened:
        yield opened
