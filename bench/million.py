"""A ledger of a million events: written in a few minutes, then opened, verified and rebuilt in processes of their own.

Part of `python bench/store.py --long`. `python bench/million.py PART FOLDER` measures one part and prints numbers.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ledgers import Wound, ledger_of, opened, shipped_book
from measuring import Line

from scabot.audit.shell import verify_file
from scabot.audit.verify import verify
from scabot.ledger.archive import open_archive
from scabot.ledger.rebuild import rebuild

FEW, MANY = 1_000, 1_000_000
OPENINGS = 9
JOBS = (1, 2, 4)


def lines(folder: Path, many: int = MANY) -> list[Line]:
    """Write both ledgers and measure them."""
    began = time.perf_counter()
    for name, events in (("few", FEW), ("many", many)):
        (folder / name).mkdir()
        ledger_of(folder / name, events).closed()
    written = time.perf_counter() - began
    few, many_ = (_part("idle", folder / name) for name in ("few", "many"))
    jobs = _part("jobs", folder / "many")
    walked, rebuilt = _part("verify", folder / "many"), _part("rebuild", folder / "many")
    return [
        Line(name=f"{many} events written, seconds", p50=written),
        Line(name="open, 1 k events", p50=few["open"]),
        Line(name="open, 1 M events; judged: x that", p50=many_["open"], judged=many_["open"] / few["open"], goal=2),
        Line(name="open, 1 M events; judged: itself", judged=many_["open"], goal=50),
        Line(name="idle process, 1 k events, MB", p50=few["idle"]),
        Line(name="idle process, 1 M events, MB", judged=many_["idle"], goal=120),
        Line(name="idle, 1 M more than 1 k, MB", judged=many_["idle"] - few["idle"], goal=2),
        Line(name="verify of 1 M: over start, MB", judged=walked["memory"], goal=32),
        Line(name="rebuild of 1 M: over start, MB", judged=rebuilt["memory"], goal=32),
        Line(name="rebuild of 1 M, seconds", p50=rebuilt["seconds"]),
        *(Line(name=f"verify of 1 M by {count}, thousand/s", p50=jobs[f"{count} wall"]) for count in JOBS),
        *(Line(name=f"the same per second of a processor, {count}", p50=jobs[f"{count} processor"]) for count in JOBS),
    ]


def _part(part: str, folder: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, part, str(folder)], check=True, capture_output=True, text=True)  # noqa: S603 - this file
    told: dict[str, float] = json.loads(done.stdout)
    return told


def idle(folder: Path) -> dict[str, float]:
    """Open a store again and again, and leave the last one open: milliseconds, and resident megabytes."""
    taken = []
    for number in range(OPENINGS):
        began = time.perf_counter()
        shelf = opened(folder / "data", folder / "keyfile", Wound(), book=shipped_book())
        taken.append((time.perf_counter() - began) * 1000)
        if number < OPENINGS - 1:
            shelf.closed()
    gc.collect()
    told = {"open": sorted(taken)[OPENINGS // 2], "idle": resident()}
    shelf.closed()
    return told


def verifying(folder: Path) -> dict[str, float]:
    """Verify in one process."""
    with open_archive(folder / "data" / "scabot.db") as archive:
        return growth(lambda: verify(archive.tx))


def rebuilding(folder: Path) -> dict[str, float]:
    """Rebuild every view."""
    shelf = opened(folder / "data", folder / "keyfile", Wound(), book=shipped_book())
    told = growth(lambda: rebuild(shelf.store))
    shelf.closed()
    return told


def in_jobs(folder: Path) -> dict[str, float]:
    """Verify by one, two and four processes; return thousand events a second, and a second of processor time."""
    rates = {}
    for jobs in JOBS:
        began, worked = time.perf_counter(), processor()
        report = verify_file(folder / "data" / "scabot.db", jobs=jobs)
        assert report.fault_count == 0
        rates[f"{jobs} wall"] = report.size / (time.perf_counter() - began) / 1000
        rates[f"{jobs} processor"] = report.size / (processor() - worked) / 1000
    return rates


def processor() -> float:
    """Return the seconds that this process and its ended children worked."""
    return sum(os.times()[:4])


def growth(work: Callable[[], object]) -> dict[str, float]:
    """Return by how many megabytes a piece of work raised the peak, and how long it took."""
    before, began = peak(), time.perf_counter()
    work()
    return {"memory": peak() - before, "seconds": time.perf_counter() - began}


def peak() -> float:
    """Return the greatest size that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident() -> float:
    """Return the size of this process now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


PARTS = {"idle": idle, "verify": verifying, "rebuild": rebuilding, "jobs": in_jobs}

if __name__ == "__main__":
    print(json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]))))
