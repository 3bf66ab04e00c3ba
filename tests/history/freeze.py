"""Freeze what this release stores: `python tests/history/freeze.py` adds what is missing.

With `--again` everything is written anew, which is right only before the first release.
Frozen are the plaintexts of each topic, whole cases with the state they fold to, and the leaf vectors;
`sha256sum -c FROZEN.sha256` agrees.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import cast as c  # noqa: E402 - found beside this folder
import clean  # noqa: E402 - the same
import deeds as d  # noqa: E402 - the same
import deeds_after as a  # noqa: E402 - the same
from audit.retold import everything_that_can_happen  # noqa: E402 - the same
from history.examples import EVENTS, SEALED_PATIENT, VARIANTS  # noqa: E402 - the same
from history.folding import folded  # noqa: E402 - the same
from scabot.ledger.plaintext import Event, row_of, write  # noqa: E402 - the same
from scabot_domain.events import CaseEvent  # noqa: E402 - the same
from scabot_domain.evolve import replay  # noqa: E402 - the same
from story import given  # noqa: E402 - the same

FROZEN = "FROZEN.sha256"
CASE = "case-2026.11"
FOLDED = ".folded.json"
TITLES = (
    *("started", "walked-away", "reopened", "withdrawn", "redlined", "by-phone"),
    *("waived", "recoded", "lapsed", "amended", "terminated", "expired", "continued"),
    "checked",
    *("silent", "unanswered", "watched"),
    "withheld",
    "parties",
    "by-line",
)


def entry(event: Event) -> str:
    """Return the frozen line of an event: its row, and its plaintext as it is stored."""
    stream, version, topic = row_of(event)
    row = json.dumps({"stream": stream, "version": version, "topic": topic})
    return f'{row[:-1]}, "plaintext": {write(event).decode()}}}\n'


def cases() -> dict[str, Sequence[CaseEvent]]:
    """Return the histories of this release, by name; every kind of fact is in one of them."""
    closed = given(a.closed).events
    named = given(d.opens(), d.sets(c.RUTH, SEALED_PATIENT)).events
    told = zip(TITLES, everything_that_can_happen()[1:], strict=True)
    return {
        CASE: closed,
        f"{CASE}-identity": named,
        f"{CASE}-whole": given(clean.complete, d.sets(c.RUTH, clean.KNOWN_PATIENT)).events,
        **{f"{CASE}-{title}": [replace(event) for event in events] for title, events in told},
    }


def files() -> dict[str, str]:
    """Return what is frozen, by name."""
    kinds = {f"{row_of(event)[2]}.json": entry(event) for event in EVENTS}
    variants = {f"{name}.json": entry(event) for name, event in VARIANTS.items()}
    histories = cases()
    told = {f"{name}.jsonl": "".join(map(entry, events)) for name, events in histories.items()}
    states = {f"{name}{FOLDED}": folded(replay(events[0].case, events)) for name, events in histories.items()}
    return {**kinds, **variants, **told, **states}


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of everything in a folder that must not change, by name."""
    found = sorted(path for pattern in ("*.json", "*.jsonl") for path in folder.glob(pattern))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def listed(folder: Path) -> dict[str, str]:
    """Return the same as it is on the list."""
    lines = (folder / FROZEN).read_text(encoding="ascii").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def changed(folder: Path) -> set[str]:
    """Return what was changed, taken away, or put beside the list."""
    found, frozen = digests(folder), listed(folder)
    return {name for name in found.keys() | frozen.keys() if found.get(name) != frozen.get(name)}


def unfrozen(folder: Path, topics: Iterable[str]) -> set[str]:
    """Return the topics that have no file in a folder."""
    return {topic for topic in topics if not (folder / f"{topic}.json").exists()}


def main() -> None:
    """Write what is missing, or everything, and the list of what is frozen."""
    for name, text in files().items():
        if "--again" in sys.argv or not (HERE / name).exists():
            (HERE / name).write_text(text, encoding="utf-8")
    lines = [f"{digest}  {name}\n" for name, digest in digests(HERE).items()]
    (HERE / FROZEN).write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
