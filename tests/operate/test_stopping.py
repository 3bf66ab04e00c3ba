import logging
import queue

import pytest

from scabot.operate.stopping import BROKEN, end_soon


def test_after_the_disk_failed_the_process_ends_by_itself_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    ended: queue.Queue[int] = queue.Queue()
    end_soon(ended.put)
    assert ended.get(timeout=10) == BROKEN == 74
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.CRITICAL, "the disk failed: this process ends and must be started again")
    ]
