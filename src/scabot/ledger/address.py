"""The address of a PostgreSQL database, `postgresql://user:password@host:port/name?schema=…`, taken apart."""

import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from scabot.ledger.errors import CannotOpen

SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
"""A name that needs no quotes anywhere, and leaves room for `_work` behind it."""
_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where the database is; `options` are libpq's own, like `sslmode`. Its text has no password in it."""

    host: str
    port: int
    name: str
    user: str
    password: str
    schema: str
    options: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"postgresql://{self.host}:{self.port}/{self.name} (schema {self.schema})"

    @property
    def work(self) -> str:
        """Return the schema of what is no fact: views, keys of commands, outbox."""
        return f"{self.schema}_work"

    @property
    def write_key(self) -> int:
        """Return the advisory lock under which positions are drawn."""
        return int.from_bytes(sha256(f"scabot:write:{self.schema}".encode()).digest()[:8], "big", signed=True)


def read_address(url: str) -> Address:
    """Take an address apart; without `schema=` it is `scabot`, and to another machine the server's name is verified.

    Raises `CannotOpen` for what is no such address.
    """
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    schema, host = asked.pop("schema", "scabot"), asked.pop("host", parts.hostname or "")
    port = _port(parts)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/") or port is None:
        raise CannotOpen("Write the address of the database like postgresql://user@host/name.")
    if not SCHEMA_NAME.fullmatch(schema):
        raise CannotOpen("The schema needs a name of small letters, digits and underscores, 31 at most.")
    places = [*host.split(","), *(asked.get("hostaddr", "").split(","))]
    if (
        any(not place.startswith("/") and place not in _HERE for place in places)
        and asked.setdefault("sslmode", "verify-full") != "verify-full"
    ):
        raise CannotOpen("To a database on another machine only sslmode=verify-full is safe.")
    return Address(
        host=host,
        port=port,
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        schema=schema,
        options=tuple(sorted(asked.items())),
    )


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port or 5432
    except ValueError:
        return None


def as_user(url: str, user: str) -> str:
    """Return the same address for another user without a password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(user)}@{host}").geturl()
