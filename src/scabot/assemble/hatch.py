"""The hatch: a Unix socket in the data folder through which the shell hands its requests to the running service.

One request a connection, one line of JSON each way. Only the owner of the folder gets there, and the kernel says who
it is: the person is whoever runs the shell, never a name that is sent along.
"""

import asyncio
import json
import logging
import os
import pwd
import socket
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import TypeAdapter

from scabot.assemble.giving import ShellUser
from scabot.assemble.handing import HANDED, Handed, Printed
from scabot.ledger.errors import OutcomeUnknown
from scabot_domain.directory import LOCAL

log = logging.getLogger(__name__)

NAME = "scabot.sock"
LONGEST = 1024 * 1024
PATIENCE = 30.0
"""Seconds that the shell waits for an answer."""
_PEER = struct.Struct("3i")
_PRINTED = TypeAdapter(Printed)
_NO_ANSWER = (
    "The running service took the request and did not answer. Look at the case before you try again; "
    "the same --key records at most once."
)

Answerer = Callable[[Handed, ShellUser], Awaitable[Printed]]


class Hatch:
    """Answers the shell until it is shut; `answerer` puts faults into words, and what it raises closes the line."""

    def __init__(self, folder: Path, answerer: Answerer) -> None:
        self._folder, self._answerer = folder, answerer
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen. Whoever calls holds the lease on the folder, so that a socket left there is a dead one's."""
        path = self._folder / NAME
        path.unlink(missing_ok=True)
        with _reachable(path) as address:
            listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listening.bind(str(address))
        path.chmod(0o600)
        self._server = await asyncio.start_unix_server(self._answer, sock=listening, limit=LONGEST)

    async def shut(self) -> None:
        """Stop listening; again is harmless."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        (self._folder / NAME).unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await reader.readline()
            printed = await self._answerer(HANDED.validate_json(line), _peer(writer))
            writer.write(_PRINTED.dump_json(printed) + b"\n")
            await writer.drain()
        except Exception as fault:  # a broken request must not end the service
            log.exception("a request of the shell could not be answered", extra={"error": type(fault).__name__})
        finally:
            writer.close()


def handed_over(folder: Path, handed: Handed) -> Printed | None:
    """Hand a request to the service of a data folder and return its answer; None if nobody is there to take it.

    Raises `OutcomeUnknown` if it was taken, or may have been, and no answer came back.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        try:
            with _reachable(folder / NAME) as address:
                line.connect(str(address))
        except OSError:
            return None
        try:
            line.sendall(json.dumps(HANDED.dump_python(handed, mode="json")).encode() + b"\n")
            with line.makefile("rb") as answer:
                return _PRINTED.validate_json(answer.readline(LONGEST))
        except (OSError, ValueError):
            raise OutcomeUnknown(_NO_ANSWER) from None


class _reachable:  # noqa: N801 - read as a function
    """Give the address of a socket, by its folder's descriptor: a path of a socket ends at about 107 bytes."""

    def __init__(self, path: Path) -> None:
        self._path, self._descriptor = path, -1

    def __enter__(self) -> Path:
        if not Path("/proc/self/fd").is_dir():
            return self._path
        self._descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return Path("/proc/self/fd") / str(self._descriptor) / self._path.name

    def __exit__(self, *_: object) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)


def _peer(writer: asyncio.StreamWriter) -> ShellUser:
    line: socket.socket = writer.get_extra_info("socket")
    _process, uid, _group = _PEER.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    return LOCAL, f"{uid}:{pwd.getpwuid(uid).pw_name}"
