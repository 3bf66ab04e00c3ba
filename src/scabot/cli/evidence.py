"""What the commands of `scabot audit`, and `scabot status`, do: they open the ledger for reading alone."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from scabot.assemble.site import Folders
from scabot.audit.question import Eyes
from scabot.audit.shell import (
    Asked,
    Printed,
    printed_replay,
    printed_report,
    printed_status,
    replay_case,
    verify_archive,
    verify_file,
)
from scabot.audit.verify import Report, unchecked
from scabot.cli.faults import MisusedError
from scabot.clock.wall import SystemClock
from scabot.ledger.archive import Archive, open_archive
from scabot.ledger.errors import CannotOpen
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.settings import Settings, SettingsFault, read_settings
from scabot.slack.grammar.keys import read_key

ENV_FILE = Path(".env")


@dataclass(frozen=True, kw_only=True, slots=True)
class AsTyped:
    """The arguments of a replay."""

    case: str
    as_of: str = ""
    known_at: str = ""
    version: int | None = None
    audience: str = "all"


def show_replay(typed: AsTyped, *, json: bool) -> int:
    """Print a replay."""
    asked = Asked(as_of=typed.as_of, known_at=typed.known_at, version=typed.version, eyes=Eyes(typed.audience))
    settings = read_settings(os.environ, ENV_FILE)
    with opened_archive(settings) as archive:
        try:
            told = replay_case(archive, case_key(typed.case), asked, ZoneInfo(settings.site_zone))
        except ValueError as senseless:
            raise MisusedError(str(senseless)) from senseless
        return _print(printed_replay(told, json=json))


def show_status(case: str) -> int:
    """Print where a case stands now."""
    settings = read_settings(os.environ, ENV_FILE)
    with opened_archive(settings) as archive:
        told = replay_case(archive, case_key(case), Asked(), ZoneInfo(settings.site_zone))
        return _print(printed_status(told, SystemClock().now()))


def show_verification(database: Path | None, *, decrypt: bool, jobs: int, json: bool) -> int:
    """Print a verification; only `--decrypt` asks for keys, and a named file asks for no settings.

    Whatever stands in the way is a report too: exit code 3 claims nothing.
    """
    try:
        report = _verified(database, decrypt=decrypt, jobs=jobs)
    except (SettingsFault, CannotOpen) as hindered:
        report = unchecked(str(hindered))
    return _print(printed_report(report, json=json))


def _verified(database: Path | None, *, decrypt: bool, jobs: int) -> Report:
    if database is not None and not decrypt:
        return verify_file(database, jobs=jobs)
    folders = Folders.of(read_settings(os.environ, ENV_FILE))
    if not decrypt:
        return verify_archive(folders.archive()) if folders.on_server else verify_file(folders.database, jobs=jobs)
    with closing(_keys(folders)) as keys:
        return verify_archive(open_archive(database, keys) if database else folders.archive(keys), decrypt=True)


def case_key(typed: str) -> str:
    """Return a case key in its one spelling; raise `MisusedError` for anything else."""
    key = read_key(typed)
    if key is None:
        raise MisusedError("A case key looks like SCA-7Q4K2M: SCA- and six letters or digits.")
    return key


@contextmanager
def opened_archive(settings: Settings) -> Iterator[Archive]:
    """Open the ledger of this installation for reading, also beside a running bot; raise `CannotOpen`."""
    folders = Folders.of(settings)
    if not folders.on_server and not folders.database.exists():
        raise CannotOpen(f"There is no ledger at {folders.database}. SCABOT_DATA_DIR names the folder it is in.")
    with closing(_keys(folders)) as keys, folders.archive(keys) as archive:
        yield archive


def _keys(folders: Folders) -> Keyring:
    if not folders.keys.exists():
        raise CannotOpen(f"There is no key store at {folders.keys}: without it the ledger can be verified, not read.")
    return Keyring(folders.keys, read_keyfile(folders.root_key), SystemClock().now)


def _print(printed: Printed) -> int:
    sys.stdout.buffer.write(printed.text)
    sys.stdout.buffer.flush()
    return printed.exit_code
