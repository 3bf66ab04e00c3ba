"""A disk that fails, and one that is full: nothing false is acknowledged, and what was is there."""

import pytest

from crash.figures import Effort
from crash.power import failing
from crash.power.shim import why_not

SHORT = Effort(rounds=4, jobs=2)
needs_the_shim = pytest.mark.skipif(bool(why_not()), reason=why_not())


@needs_the_shim
def test_after_a_failed_sync_or_write_nothing_is_acknowledged_and_the_process_ends() -> None:
    figures = failing.eio(SHORT)
    assert figures.faults == []
    assert figures.counts["disk faults"] >= 12
    assert figures.counts["while opening"] > 0
    assert figures.counts["lost"] == 0


@needs_the_shim
def test_on_a_full_disk_nothing_is_lost_and_work_goes_on_once_there_is_room() -> None:
    figures = failing.enospc(SHORT)
    assert figures.faults == []
    assert figures.counts["refused"] > 0


def test_the_same_on_a_real_small_disk() -> None:
    if why := failing.why_no_small_disk():
        pytest.skip(why)
    figures = failing.small_disk(SHORT)
    assert figures.faults == []
    assert figures.counts["refused"] > 0
