"""Freeze what this release stores: `python tests/history/freeze.py` adds what is missing.

With `--again` everything is written anew, which is right only before the first release.
Frozen are one plaintext for each topic, one whole case, and the leaf vectors; `sha256sum -c FROZEN.sha256` agrees.
"""

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import deeds_after as a  # noqa: E402 - found beside this folder
from history.examples import EVENTS  # noqa: E402 - the same
from scabot.ledger.plaintext import Event, row_of, write  # noqa: E402 - the same
from story import given  # noqa: E402 - the same

FROZEN = HERE / "FROZEN.sha256"
CASE = "case-2026.11.jsonl"


def entry(event: Event) -> str:
    """Return the frozen line of an event: its row, and its plaintext as it is stored."""
    stream, version, topic = row_of(event)
    row = json.dumps({"stream": stream, "version": version, "topic": topic})
    return f'{row[:-1]}, "plaintext": {write(event).decode()}}}\n'


def files() -> dict[str, str]:
    """Return what is frozen, by name."""
    kinds = {f"{row_of(event)[2]}.json": entry(event) for event in EVENTS}
    story = given(a.closed)
    return {**kinds, CASE: "".join(entry(event) for event in story.events)}


def main() -> None:
    """Write what is missing, or everything, and the list of what is frozen."""
    for name, text in files().items():
        if "--again" in sys.argv or not (HERE / name).exists():
            (HERE / name).write_text(text, encoding="utf-8")
    frozen = sorted(path for pattern in ("*.json", "*.jsonl") for path in HERE.glob(pattern))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in frozen]
    FROZEN.write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
