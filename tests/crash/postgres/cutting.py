"""A way to a PostgreSQL server that can be cut at any message: before the server gets it, or after it obeyed."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

PORT_FILE = ".s.PGSQL.5432"
_MOST = 1 << 20


class Cut(Enum):
    """What becomes of a message."""

    NOT = "not"
    BEFORE = "before"
    """The connection ends, and the server never gets it."""
    AFTER = "after"
    """The server gets it and answers, and the connection ends before the answer arrives."""


Decide = Callable[[], Cut]


@dataclass
class Way:
    """A socket like a server's; `decide` is asked about every message of a client, once connections are made."""

    server: Path
    folder: Path
    decide: Decide = field(default=lambda: Cut.NOT)
    cuts: int = 0

    def serve(self, listener: socket.socket) -> None:
        """Carry messages until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self.server / PORT_FILE))
            except OSError:
                client.close()
                server.close()
                continue
            Thread(target=self._answers, args=(server, client), daemon=True).start()
            Thread(target=self._messages, args=(client, server), daemon=True).start()

    def _messages(self, client: socket.socket, server: socket.socket) -> None:
        started = False
        with suppress(OSError):
            while message := client.recv(_MOST):
                cut = self.decide() if started else Cut.NOT
                started = True  # the first message asks for a connection
                if cut is not Cut.NOT:
                    self.cuts += 1
                if cut is Cut.AFTER:
                    client.shutdown(socket.SHUT_WR)  # whatever is answered does not arrive
                    server.sendall(message)
                    server.settimeout(5)
                    server.shutdown(socket.SHUT_WR)
                    while server.recv(_MOST):
                        pass
                if cut is not Cut.NOT:
                    break
                server.sendall(message)
        _close(client, server)

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while answer := server.recv(_MOST):
                client.sendall(answer)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def way_to(server: Path) -> Iterator[Way]:
    """Open a way to the server whose sockets are in a folder; clients name the folder of this one instead."""
    with TemporaryDirectory(prefix="scabot-way-", dir="/tmp") as folder, socket.socket(socket.AF_UNIX) as listener:
        way = Way(server, Path(folder))
        listener.bind(str(way.folder / PORT_FILE))
        listener.listen(64)
        thread = Thread(target=way.serve, args=(listener,), daemon=True)
        thread.start()
        yield way
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
