"""What the shell says when something goes wrong: a sentence, and where nobody foresaw it a reference.

MisusedError    the arguments make no sense together; the sentence says which
FailedError     something outside scabot is in the way; the sentence says what
"""

import hashlib
import logging
import os
import sys
import traceback
from typing import NamedTuple

from scabot.assemble.giving import NotGivenError
from scabot.assemble.handing import Printed
from scabot.assemble.identity import NotEnteredError
from scabot.audit.shell import CaseNotFoundError
from scabot.ledger.errors import CannotOpen, LedgerFault
from scabot.settings import SettingsFault
from scabot_domain.refusals import Refused

log = logging.getLogger("scabot.cli")

FAILED = 1
MISUSED = 64
INSIDE = 70
MISCONFIGURED = 78


class MisusedError(Exception):
    """The arguments of a command make no sense; the text is a sentence."""


class FailedError(Exception):
    """Something outside scabot is in the way; the text is a sentence."""


class Told(NamedTuple):
    """What is said about a fault, and the exit code."""

    sentence: str
    exit_code: int


def tell(fault: Exception) -> int:
    """Say on stderr what went wrong, with a traceback only where SCABOT_DEBUG is set; return the exit code."""
    told = of(fault)
    if told.exit_code == INSIDE and log.root.handlers:  # a running service keeps where it happened in its log
        log.error("command failed", exc_info=fault, extra={"reference": _reference(fault)})
    if os.environ.get("SCABOT_DEBUG"):
        traceback.print_exception(fault)
    sys.stderr.write(f"{told.sentence}\n")
    return told.exit_code


def in_words(fault: Exception) -> Printed:
    """Return what is said about a fault that came up in the service for somebody at the shell, who may not see it all.

    One that nobody foresaw goes into the service's log.
    """
    told = of(fault)
    if told.exit_code == INSIDE:
        log.error("a request of the shell failed", exc_info=fault, extra={"reference": _reference(fault)})
    return Printed(err=f"{told.sentence}\n", exit_code=told.exit_code)


def of(fault: Exception) -> Told:
    """Return what is said about a fault; the text of one that nobody foresaw is kept back, it may quote a case."""
    match fault:
        case SettingsFault():
            return Told("\n".join(("Something is wrong with the settings:", *fault.sentences)), MISCONFIGURED)
        case MisusedError():
            return Told(str(fault), MISUSED)
        case CannotOpen():
            return Told(str(fault), fault.exit_code)
        case LedgerFault() | CaseNotFoundError() | FailedError() | NotEnteredError() | NotGivenError():
            return Told(str(fault), FAILED)
        case Refused():
            why = ", ".join(f"{name}: {fact}" for name, fact in fault.facts.items())
            return Told(f"The rules do not allow this now: {fault.reason.value} ({why}). Nothing was recorded.", FAILED)
        case _:
            return Told(_unforeseen(fault), INSIDE)


def _unforeseen(fault: Exception) -> str:
    return (
        f"Something went wrong inside scabot ({type(fault).__name__}, reference {_reference(fault)}). "
        "What was being recorded is in the ledger as a whole or not at all. SCABOT_DEBUG=1 shows where it happened."
    )


def _reference(fault: Exception) -> str:
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.name}" for frame in traceback.extract_tb(fault.__traceback__)
    ]
    digest = hashlib.sha256("\n".join((type(fault).__name__, *places)).encode()).hexdigest()
    return f"{digest[:4]}-{digest[4:8]}"
