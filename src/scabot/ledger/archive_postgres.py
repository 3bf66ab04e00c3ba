"""A store on PostgreSQL opened for reading alone, beside whoever works with it; a role that may only read is enough."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from psycopg import Error

from scabot.ledger.address import Address, read_address
from scabot.ledger.archive import Archive
from scabot.ledger.errors import CannotOpen, LedgerFault, StoreBusy
from scabot.ledger.faults import fault_of
from scabot.ledger.keys import Keyring
from scabot.ledger.opening_postgres import refuse_tables
from scabot.ledger.postgres import ASIDE, SNAPSHOT, Conn, PostgresGround, PostgresTx, asking

_NOT_ALLOWED = "42501"


@contextmanager
def open_archive_on_server(url: str, keys: Keyring | None = None, *, comparing: bool = False) -> Iterator[Archive]:
    """Open a database in one snapshot on a connection of its own; the server itself refuses every write.

    With `comparing` temporary tables may be made, which `Archive.differences` needs.
    Raises `CannotOpen` if there is no such store or it is not ours to read, `StoreBusy`, `StoreBroken`.
    """
    address = read_address(url)
    with closing(_connected(address)) as conn:
        try:
            tx = PostgresTx(conn.wire, ASIDE if comparing else SNAPSHOT)
            refuse_tables(tx, PostgresGround(address))
            yield Archive(tx, keys, ("pg_temp", address.work))
        except Error as fault:
            raise _said_of(fault, address) from fault


def _connected(address: Address) -> Conn:
    try:
        return Conn.connect(**asking(address))
    except Error as fault:
        reason = f"PostgreSQL error {fault.sqlstate}" if fault.sqlstate else "nobody answers, or not with a yes"
        raise CannotOpen(f"{address} cannot be read ({reason}): look at SCABOT_DATABASE_URL.") from fault


def _said_of(fault: Error, address: Address) -> LedgerFault:
    if fault.sqlstate == _NOT_ALLOWED:
        return CannotOpen(f"{address}: this role may not do that. Reading takes the role of the bot or of a reader.")
    if not fault.sqlstate:
        return StoreBusy(f"The connection to {address} was lost. Please try again.")
    return fault_of(fault.sqlstate, writes=False)
