"""How a command of the shell reaches the ledger: by opening it, or through the hatch of the service that has it."""

import os
import pwd
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scabot.assemble.handing import Handed, Printed, answered
from scabot.assemble.hatch import handed_over
from scabot.assemble.site import Site, open_site
from scabot.ledger.errors import InUse
from scabot.settings import Settings, SettingsFault
from scabot.telemetry.redact import printable
from scabot_domain.directory import LOCAL


def hand(settings: Settings, handed: Handed) -> int:
    """Let a request be done, print the answer, and return its exit code.

    Raises `InUse` where another process has the ledger and does not answer, and whatever went wrong here.
    """
    return _print(_done(settings, handed))


def _done(settings: Settings, handed: Handed) -> Printed:
    try:
        with opened_site(settings) as site:
            return answered(site, handed, shell_user())
    except InUse:
        printed = handed_over(settings.data_dir, handed)
        if printed is None:
            raise
        return printed


@contextmanager
def opened_site(settings: Settings) -> Iterator[Site]:
    """Open the ledger of this installation for writing; raise `SettingsFault` where it lacks a setting for that."""
    if lacks := settings.lacking_for_ledger():
        raise SettingsFault(lacks)
    site = open_site(settings)
    try:
        yield site
    finally:
        site.close()


def shell_user() -> tuple[str, str]:
    """Return whoever runs this command, as the system knows them: `local`, and `<uid>:<login>`."""
    uid = os.getuid()
    return LOCAL, f"{uid}:{pwd.getpwuid(uid).pw_name}"


def _print(printed: Printed) -> int:
    for stream, text in ((sys.stdout, printed.out), (sys.stderr, printed.err)):
        stream.write("".join(f"{printable(line)}\n" for line in text.splitlines()))
    return printed.exit_code
