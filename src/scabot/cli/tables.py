"""What `scabot migrate` does and says."""

import os
import sys
from pathlib import Path

from scabot.cli.faults import MisusedError
from scabot.ledger.address import read_address
from scabot.ledger.errors import CannotOpen
from scabot.ledger.opening import NO_DRIVER
from scabot.ledger.server_tables import Roles, statements
from scabot.settings import read_settings

ENV_FILE = Path(".env")


def make_tables(role: str, reader: str, *, only_print: bool) -> int:
    """Make the tables in the PostgreSQL database of the settings, or print the statements that would."""
    url = read_settings(os.environ, ENV_FILE).database_url.get_secret_value()
    if not url:
        raise MisusedError("SCABOT_DATABASE_URL is not set; a ledger in a file makes its tables itself.")
    roles = Roles(app=role, reader=reader)
    lines = _printed(url, roles) if only_print else _made(url, roles)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _made(url: str, roles: Roles) -> list[str]:
    try:
        from scabot.ledger.migrate import migrate  # noqa: PLC0415 - needs the driver
    except ImportError as missing:
        raise CannotOpen(NO_DRIVER) from missing
    return ["The tables were made." if migrate(url, roles) else "The tables are there already."]


def _printed(url: str, roles: Roles) -> list[str]:
    return [f"{line};" for line in ("BEGIN", *statements(read_address(url), roles), "COMMIT")]
