"""Log lines: allow-listed fields, nothing that a person typed, libraries kept quiet at any setting."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from scabot.telemetry.logs import set_up_logs


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _undisturbed() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []  # those of pytest are put back, not closed
    yield
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def stream() -> io.StringIO:
    lines = io.StringIO()
    set_up_logs("DEBUG", lines)
    return lines


def written(stream: io.StringIO) -> dict[str, object]:
    line: dict[str, object] = json.loads(stream.getvalue())
    return line


def test_a_line_is_one_json_object_with_time_level_logger_event_and_fields(stream: io.StringIO) -> None:
    logging.getLogger("scabot.handle").info("offer recorded", extra={"case": "SCA-7Q4K2M", "version": 4})
    line = written(stream)
    ts = str(line.pop("ts"))
    assert line == {
        "level": "INFO",
        "logger": "scabot.handle",
        "event": "offer recorded",
        "case": "SCA-7Q4K2M",
        "version": 4,
    }
    assert len(ts) == len("2026-11-24T08:30:58.123Z")
    assert ts.endswith("Z")


def test_fields_outside_the_list_are_dropped_and_counted(stream: io.StringIO) -> None:
    logging.getLogger("scabot").info("noted", extra={"case": "SCA-7Q4K2M", "patient": "Canary", "rate": "45000"})
    line = written(stream)
    assert line["dropped"] == 2
    assert "Canary" not in stream.getvalue()
    assert "45000" not in stream.getvalue()


def test_what_a_library_prints_is_redacted_in_event_and_fields(stream: io.StringIO) -> None:
    logging.getLogger("somelib").warning("calling with %s", "xoxb-12-ab", extra={"reason": "ann@example.org"})
    line = written(stream)
    assert line["event"] == "calling with «hidden»"
    assert line["reason"] == "«hidden»"


def test_a_trace_names_kinds_and_places_of_the_whole_chain_and_no_message(stream: io.StringIO) -> None:
    try:
        _break()
    except RuntimeError:
        logging.getLogger("scabot").exception("listener failed")
    trace = written(stream)["trace"]
    assert isinstance(trace, list)
    assert [line for line in trace if not line.startswith(" ")] == ["RuntimeError", "ValueError"]
    assert trace[-1].startswith("  _break (telemetry/test_logs.py:")
    assert "Canary" not in stream.getvalue()


def _break() -> None:
    try:
        int("Ann Canary")
    except ValueError as wrong:
        raise RuntimeError("born 1970, Ann Canary") from wrong


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("slack_bolt.AsyncApp", logging.INFO),
        ("slack_sdk.web.async_client", logging.DEBUG),
        ("aiohttp.access", logging.INFO),
    ],
)
def test_libraries_that_print_bodies_stay_quiet_whatever_level_they_are_given(
    stream: io.StringIO, name: str, level: int
) -> None:
    loud = logging.getLogger(name)
    loud.setLevel(logging.DEBUG)
    loud.log(level, "payload: Canary")
    loud.setLevel(logging.NOTSET)
    assert not stream.getvalue()


def test_a_library_is_heard_from_its_floor_on(stream: io.StringIO) -> None:
    logging.getLogger("slack_bolt.AsyncApp").warning("unhandled request")
    assert written(stream)["event"] == "unhandled request"


def test_a_terminal_gets_short_lines_without_control_characters() -> None:
    terminal = Terminal()
    set_up_logs("INFO", terminal)
    logging.getLogger("scabot").info("noted \x1b]0;owned\x07\nand\u202e more", extra={"case": "SCA-7Q4K2M"})
    assert terminal.getvalue()[9:] == "INFO    noted ]0;owned and more  case=SCA-7Q4K2M\n"


def test_a_terminal_also_sees_where_an_error_came_from() -> None:
    terminal = Terminal()
    set_up_logs("INFO", terminal)
    try:
        _break()
    except RuntimeError:
        logging.getLogger("scabot").exception("listener failed")
    assert "\n    RuntimeError\n" in terminal.getvalue()
    assert "Canary" not in terminal.getvalue()


def test_below_the_level_nothing_is_written() -> None:
    lines = io.StringIO()
    set_up_logs("WARNING", lines)
    logging.getLogger("scabot").info("noted")
    assert not lines.getvalue()
