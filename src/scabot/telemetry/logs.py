"""Log lines on stderr: JSON for machines, a short line on a terminal; only allow-listed fields, everything redacted."""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from scabot.telemetry.redact import printable, redact

FIELDS = (
    "request",
    "case",
    "version",
    "command",
    "result",
    "reason",
    "reference",
    "kind",
    "deadline",
    "outbox",
    "attempt",
    "error",
    "status",
    "method",
    "channel",
    "count",
    "seconds",
    "port",
)
"""The names that may stand beside an event; whatever else a caller passes is dropped and counted."""

FLOORS = {"slack_bolt": logging.WARNING, "slack_sdk": logging.INFO, "aiohttp.access": logging.WARNING}
"""The least level at which a library is heard at any setting: below it they print whole bodies, texts and addresses."""

LONGEST = 500


def set_up_logs(level: str, stream: TextIO, *, human: bool | None = None) -> None:
    """Send every logger of this process to a stream, from a level on.

    `human` chooses the short form; left open, it follows whether the stream is a terminal.
    """
    short = stream.isatty() if human is None else human
    handler = logging.StreamHandler(stream)
    handler.addFilter(heard)
    handler.setFormatter(ShortLines() if short else JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, floor in FLOORS.items():
        logging.getLogger(name).setLevel(max(floor, logging.getLevelName(level)))


def heard(record: logging.LogRecord) -> bool:
    """Say whether a record may be written: libraries keep to their floors, whatever level somebody gave them."""
    floors = (
        floor
        for name, floor in FLOORS.items()
        if record.name == name or record.name.startswith((f"{name}.", f"{name}:"))
    )
    return record.levelno >= max(floors, default=0)


class JsonLines(logging.Formatter):
    """One JSON object a line: `ts` (UTC, milliseconds), `level`, `logger`, `event`, then allow-listed fields.

    Of an error it tells the kinds and the places of the whole chain, never a message: that may quote a person.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, object] = {
            "ts": f"{_at(record):%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
            **_fields(record),
        }
        if dropped := _dropped(record):
            line["dropped"] = dropped
        if record.exc_info:
            line["trace"] = _trace(record.exc_info[1])
        return json.dumps(line)


class ShortLines(logging.Formatter):
    """The same for people at a terminal: time, level, event and fields; where an error came from on the lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        fields = "".join(f"  {name}={value}" for name, value in _fields(record).items())
        trace = _trace(record.exc_info[1]) if record.exc_info else []
        lines = [
            f"{_at(record):%H:%M:%S} {record.levelname:<7} {_event(record)}{fields}",
            *(f"    {line}" for line in trace),
        ]
        return "\n".join(printable(line) for line in lines)


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _event(record: logging.LogRecord) -> str:
    return redact(record.getMessage())[:LONGEST]


def _fields(record: logging.LogRecord) -> dict[str, object]:
    present = ((name, record.__dict__.get(name)) for name in FIELDS)
    return {name: _plain(value) for name, value in present if value is not None}


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float) else redact(str(value))[:LONGEST]


def _dropped(record: logging.LogRecord) -> int:
    return len(record.__dict__.keys() - _OF_LOGGING - set(FIELDS))


_OF_LOGGING = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}


def _trace(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__name__)
        lines.extend(_places(error.__traceback__))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def _places(stack: TracebackType | None) -> list[str]:
    return [f"  {frame.name} ({_module(frame.filename)}:{frame.lineno})" for frame in traceback.extract_tb(stack)]


def _module(path: str) -> str:
    return "/".join(path.split("/")[-2:])
