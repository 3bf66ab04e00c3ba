"""What must be true of a data folder after any crash, given what was promised before it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from crash.whole.reckoning import doubled, lines_of
from scabot.assemble.site import Folders, Site, open_site
from scabot.audit.verify import Verdict, verify
from scabot.clock.wall import HandClock
from scabot.ledger.archive import open_archive
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.rebuild import check
from scabot.ledger.record import cases_in_order
from scabot.settings import Settings
from scabot.views import outbox
from scabot.views.outbox import OutboxRow, State
from scabot_domain.events import CaseEvent
from scabot_domain.notices import Stream
from scabot_domain.parties import Side

LINES = (Stream.LOG, Stream.PING)


@dataclass
class Promised:
    """What was acknowledged: for each key the case and the version it led to; and the rows that Slack was told."""

    done: dict[str, tuple[str, int]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


def settings_of(data: Path) -> Settings:
    """Return the settings of a bot of the provider with this data folder."""
    return Settings(data_dir=data, home_side=Side.PROVIDER, site_zone="America/Chicago")


def faults_of(data: Path, promised: Promised, clock: HandClock) -> list[str]:
    """Open a data folder as the next start would, and return what is wrong with it; nothing, if all is well."""
    try:
        site = open_site(settings_of(data), clock=clock)
    except Exception as shut:  # noqa: BLE001 - whatever keeps it shut is a finding
        return [f"does not open: {type(shut).__name__}: {shut}"]
    found: list[str] = []
    looks: tuple[Callable[[], list[str]], ...] = (
        lambda: faults_in(site, promised),
        lambda: _closed(site),
        lambda: _ledger_faults(data, site),
    )
    for look in looks:
        try:
            found += look()
        except Exception as unreadable:  # noqa: BLE001 - the same
            found.append(f"cannot be read: {type(unreadable).__name__}: {unreadable}")
    return found


def _closed(site: Site) -> list[str]:
    try:
        site.close()
    finally:
        site.keys.close()
    return []


def faults_in(site: Site, promised: Promised) -> list[str]:
    """Compare what an open site holds with what was promised, and with itself."""
    events, rows = cases_in_order(site.store), _rows(site)
    cases = {key: list(group) for key, group in groupby(sorted(events, key=_place), key=lambda event: event.case)}
    return [
        *_integrity(site),
        *(f"lost: {word}" for word in _lost(site, promised)),
        *(f"gap: {key}" for key, of in cases.items() if [one.version for one in of] != [*range(1, len(of) + 1)]),
        *(f"doubled: {fact}" for fact in doubled(events)),
        *(f"key doubled: {key}" for key in _keys_in_two_places(events)),
        *check(site.store),
        *_against_notices(cases, rows),
        *(f"would be told again: {row.id}" for row in rows if row.id in promised.told and row.state is State.NEW),
        *(f"told, but not there: {row}" for row in promised.told - {row.id for row in rows}),
    ]


def _place(event: CaseEvent) -> tuple[str, int]:
    return event.case, event.version


def _integrity(site: Site) -> list[str]:
    with site.store.reading() as tx:
        return [f"integrity: {row[0]}" for row in tx.all("PRAGMA integrity_check") if row[0] != "ok"]


def _lost(site: Site, promised: Promised) -> list[str]:
    with site.store.reading() as tx:
        rows = tx.all("SELECT key, case_key, version FROM commands")
    known = {row["key"]: (row["case_key"], row["version"]) for row in rows}
    return [
        f"{key} {place}, there is {known.get(key)}" for key, place in promised.done.items() if known.get(key) != place
    ]


def _keys_in_two_places(events: list[CaseEvent]) -> list[str]:
    """Return the keys whose events are not one command's: of one case, one after the other."""
    places: dict[str, list[tuple[str, int]]] = {}
    for event in events:
        places.setdefault(event.key, []).append(_place(event))
    return [key for key, at in places.items() if at != [(at[0][0], at[0][1] + n) for n in range(len(at))]]


def _against_notices(cases: dict[str, list[CaseEvent]], rows: list[OutboxRow]) -> list[str]:
    queued = Counter((row.case_key, row.stream.value, row.version, row.dest) for row in rows if row.stream in LINES)
    due = Counter(line for key, events in cases.items() for line in lines_of(key, events))
    wrong = [line for line in queued | due if queued[line] != due[line]]
    return [f"outbox: {line} is there {queued[line]} times, not {due[line]}" for line in wrong]


def _rows(site: Site) -> list[OutboxRow]:
    with site.store.reading() as tx:
        return [row for state in State for row in outbox.in_state(tx, state, 1_000_000)]


def _ledger_faults(data: Path, site: Site) -> list[str]:
    """Verify every leaf and open every envelope, with what the folder holds and nothing else."""
    folders = Folders(data=data)
    keys = Keyring(folders.keys, read_keyfile(folders.root_key), site.clock.now)
    try:
        with open_archive(folders.database, keys) as archive:
            report = verify(archive.tx, archive.open_envelope)
    finally:
        keys.close()
    sealed = report.size - report.opened
    return [
        *(f"verify: {fault.what}" for fault in report.faults),
        *([f"verify: {report.verdict.name}"] if report.verdict is not Verdict.CONSISTENT_ONLY else []),
        *([f"keys: {sealed} envelopes cannot be opened"] if sealed else []),
    ]
