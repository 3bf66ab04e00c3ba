"""What the shell asks of the evidence: a case replayed, a ledger verified.

CaseNotFoundError    the ledger holds nothing of a case
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from scabot.audit.document import as_json
from scabot.audit.findings import as_json as report_as_json
from scabot.audit.findings import told as report_as_text
from scabot.audit.moments import read_moment
from scabot.audit.page import as_text, state_at
from scabot.audit.question import Eyes, Question
from scabot.audit.replay import Retelling, retell, zone_of
from scabot.audit.shares import verified_in_shares
from scabot.audit.verify import Report, Verdict, unchecked, verify
from scabot.audit.walk import Fault
from scabot.ledger.archive import Archive, open_archive
from scabot.ledger.errors import LedgerFault, StoreBroken
from scabot.ledger.keys import Keyring
from scabot_domain.visible import visible

R = TypeVar("R")


class CaseNotFoundError(LookupError):
    """The ledger holds nothing of a case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as it was typed; empty text means no limit."""

    as_of: str = ""
    known_at: str = ""
    version: int | None = None
    eyes: Eyes = Eyes.ALL

    def in_zone(self, zone: ZoneInfo) -> Question:
        """Return the question with its instants in UTC; raise `ValueError` with a sentence for one without sense."""
        if self.version is not None and self.eyes is not Eyes.ALL:
            raise ValueError("--version counts every event, also those that this audience may not see: use --known-at")
        return Question(
            as_of=read_moment(self.as_of, zone) if self.as_of else None,
            known_at=read_moment(self.known_at, zone) if self.known_at else None,
            version=self.version,
            eyes=self.eyes,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """What a command prints and the exit code that goes with it."""

    text: bytes
    exit_code: int = field(default=0)


def replay_case(archive: Archive, case_key: str, asked: Asked, site_zone: ZoneInfo) -> Retelling:
    """Answer a question about a case; raise `CaseNotFoundError`, or `ValueError` for a question that makes no sense."""
    history = archive.history(case_key)
    if not visible(history, asked.eyes.audience):
        raise CaseNotFoundError(f"There is no case {case_key} in this ledger.")
    zone = zone_of(history, site_zone)
    return retell(history, asked.in_zone(zone), zone, leaves=archive.leaves(case_key), names=archive.names())


def printed_replay(told: Retelling, *, json: bool) -> Printed:
    """Return a replay as text of 80 columns or as canonical JSON."""
    return Printed(text=as_json(told) if json else as_text(told).encode())


def printed_status(told: Retelling, now: datetime) -> Printed:
    """Return where a case stands at an instant, as text."""
    return Printed(text=state_at(told, now).encode())


def verify_file(database: Path, keys: Keyring | None = None, *, jobs: int = 1) -> Report:
    """Verify the ledger in a file, opening envelopes if there are keys; that it cannot be read is a report too.

    Without keys `jobs` processes share the work; one alone does it again where something is found, to say what.
    """
    shared = None
    if jobs > 1 and keys is None:
        shared = _reported(lambda: verified_in_shares(database, jobs))
    return shared or verify_archive(open_archive(database, keys), decrypt=keys is not None)


def verify_archive(opening: AbstractContextManager[Archive], *, decrypt: bool = False) -> Report:
    """Verify a ledger that is about to be opened, wherever it is; `decrypt` needs one with keys."""

    def verified() -> Report:
        with opening as archive:
            return verify(archive.tx, archive.open_envelope if decrypt else None)

    return _reported(verified)


def _reported(verifying: Callable[[], R]) -> R | Report:
    try:
        return verifying()
    except StoreBroken as damaged:
        return Report(verdict=Verdict.TAMPERED, faults=(Fault(what=str(damaged)),), fault_count=1)
    except LedgerFault as unreadable:
        return unchecked(str(unreadable))


def printed_report(report: Report, *, json: bool) -> Printed:
    """Return a verification as text or as canonical JSON; the exit code is its verdict."""
    text = report_as_json(report) if json else report_as_text(report).encode()
    return Printed(text=text, exit_code=int(report.verdict))
