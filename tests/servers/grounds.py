"""Both databases, one after the other, for suites that promise the same on each."""

from collections.abc import Callable
from typing import Any

import pytest

from scabot.ledger.migrate import migrate
from scabot.ledger.server_tables import Roles
from servers.postgres import Server, postgres

__all__ = ["ON_BOTH", "Grounds", "grounds", "migrated", "postgres"]

ON_BOTH = ["sqlite", "postgres"]
Grounds = Callable[[str], str]


def migrated(server: Server) -> str:
    """Return the address, for the service's role, of new tables in a schema of their own."""
    schema = server.fresh()
    migrate(server.url(schema, "scabot"), Roles(app="app", reader="reader"))
    return server.url(schema)


@pytest.fixture
def grounds(request: pytest.FixtureRequest) -> Grounds:
    """Return what makes an address of a database by its kind; SQLite has none, and needs no server to be started."""

    def url(kind: Any) -> str:  # noqa: ANN401 - what pytest hands out
        return migrated(request.getfixturevalue("postgres")) if kind == "postgres" else ""

    return url
