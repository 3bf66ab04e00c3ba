"""Disks that fail: the n-th sync or write is refused, or there is no room left; then nothing false is acknowledged."""

import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

from crash.figures import Effort, Figures, replay_of
from crash.power.child import DATA, SAID, Errand
from crash.power.cuts import LATER, promised_in
from crash.power.journal import Op, read_journal
from crash.power.shim import Ended, Nursery, nursery, scratch, why_not
from crash.sound import faults_of
from scabot.clock.wall import HandClock
from scabot.operate.stopping import BROKEN

COMMANDS = 50
IN_TIME = 1.0
"""Seconds that a process may live on after its disk failed."""
WAITING = 4
"""Processes beside each other: each of them waits for its end most of the time."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A child that met trouble: how it ended, and what it had said."""

    errand: Errand
    ended: Ended
    said: str

    @property
    def words(self) -> list[list[str]]:
        """Return the lines that it said, in words."""
        return [line.split() for line in self.said.splitlines()]

    @property
    def last(self) -> list[str]:
        """Return the last of them."""
        return self.words[-1] if self.words else []


def eio(effort: Effort) -> Figures:
    """Let each sync fail in turn, and every few writes, of opening a store and of working with it."""
    figures = Figures(replay=replay_of("eio", seed=effort.seed, rounds=effort.rounds))
    with scratch() as home:
        plain = _errand(home, effort.seed, "plain")
        with nursery() as children:
            code = children.does(plain).code
        figures.faults += [f"the workload ended with {code}"] if code else []
        errands = [_moved(trouble, home, f"f{n}") for n, trouble in enumerate(_troubles(plain, effort))]
        for run in _done(errands):
            _judge_broken(run, figures)
    return figures


def _troubles(plain: Errand, effort: Effort) -> Iterator[Errand]:
    """Yield every sync, or two thirds as many as there are rounds, and as many writes, of opening and of working."""
    dice = Random(f"writes {effort.seed}")  # noqa: S311 - repeatable
    opening, working = _split(list(read_journal(Path(plain.journal))))
    for ops, from_start in ((opening, True), (working, False)):
        syncs, writes = _count(ops, "s"), _count(ops, "w")
        for n in range(1, syncs + 1, max(1, syncs // effort.rounds)):
            yield replace(plain, failing_sync=n, from_start=from_start)
        for n in sorted(dice.sample(range(1, writes + 1), min(writes, effort.rounds))):
            yield replace(plain, failing_write=n, from_start=from_start)


def _split(ops: list[Op]) -> tuple[list[Op], list[Op]]:
    ready = next(at for at, op in enumerate(ops) if op.content == b"ready\n")
    return ops[:ready], ops[ready + 1 :]


def _count(ops: list[Op], what: str) -> int:
    [said] = {op.file for op in ops if op.name == SAID} or {-1}
    return sum(op.what == what and op.file != said for op in ops)


def _done(errands: Sequence[Errand]) -> Iterator[Run]:
    lanes = [errands[at::WAITING] for at in range(WAITING)]
    with ThreadPoolExecutor(WAITING) as pool:
        for runs in pool.map(_lane, lanes):
            yield from runs


def _lane(errands: Sequence[Errand]) -> list[Run]:
    with nursery() as children:
        return [_run(children, errand) for errand in errands]


def _run(children: Nursery, errand: Errand) -> Run:
    ended = children.does(errand)
    Path(errand.journal).unlink(missing_ok=True)
    return Run(errand=errand, ended=ended, said=(Path(errand.said or f"{errand.folder}/{SAID}")).read_text())


def _judge_broken(run: Run, figures: Figures) -> None:
    where = f"sync {run.errand.failing_sync}, write {run.errand.failing_write}, from start {run.errand.from_start}"
    faults = [word for word in run.words if word[0] == "fault"]
    first = next((at for at, word in enumerate(run.words) if word[:2] == ["fault", "StoreBroken"]), len(run.words))
    after = run.words[first:]
    safe = {word[1] for word in after if word[0] == "there"}  # committed and synced before a checkpoint failed
    late = [word[1] for word in after if word[0] == "did" and word[1] not in safe]
    found = [f"acknowledged after the disk failed: {key}" for key in late]
    if ["ready"] in run.words and ["closing"] not in run.words and run.ended.code != BROKEN:
        found.append(f"ended at work with {run.ended.code}")
    if run.ended.code == 0 and faults:
        found.append("went on after the disk failed")
    if run.last == ["closed", "1"]:
        found.append("nobody noticed")
    if faults:
        took = run.ended.at - float(faults[0][2])
        figures.slowest["end after the fault, s"] = max(took, figures.slowest.get("end after the fault, s", 0.0))
        found += [f"ended only after {took:.1f} s"] if took > IN_TIME else []
    figures.counts["disk faults"] += run.last != ["closed", "0"]
    figures.counts["while opening"] += not faults and run.last != ["closed", "0"]
    figures.counts["recorded, but never acknowledged"] += any(
        word[0] == "there" and not _acked(run.words, word[1]) for word in after
    )
    _judge(run, found, figures, where)


def _judge(run: Run, found: list[str], figures: Figures, where: str) -> None:
    promised = promised_in(run.said)
    found += faults_of(Path(run.errand.folder) / DATA, promised, HandClock(LATER))
    figures.counts["acknowledged"] += len(promised.done)
    figures.counts["lost"] += sum(fault.startswith("lost: ") for fault in found)
    figures.faults += [f"{where}: {fault}" for fault in found[:3]]


def enospc(effort: Effort) -> Figures:
    """Fill the disk at many places, look whether reading goes on, and make room again."""
    figures = Figures(replay=replay_of("enospc", seed=effort.seed, rounds=effort.rounds))
    dice = Random(f"rooms {effort.seed}")  # noqa: S311 - repeatable
    with scratch() as home:
        errands = [
            replace(_errand(home, effort.seed + n, f"f{n}"), room=int(400_000 * dice.random() ** 3))
            for n in range(max(4, effort.rounds // 2))
        ]
        for run in _done(errands):
            _judge_full(run, figures, f"room for {run.errand.room} bytes")
    return figures


def _judge_full(run: Run, figures: Figures, where: str) -> None:
    words = run.words
    again = next((at for at, word in enumerate(words) if word[0] == "room"), len(words))
    found = [f"{word[1]} instead of a full disk" for word in words if word[0] == "fault" and word[1] != "StoreFull"]
    found += [
        f"recorded though refused: {word[1]}" for word in words if word[0] == "there" and not _acked(words, word[1])
    ]
    if run.ended.code:
        found.append(f"ended with {run.ended.code}")
    if not any(word[0] == "did" for word in words[again:]):
        found.append("nothing could be recorded once there was room again")
    figures.counts["full disks"] += 1
    figures.counts["refused"] += sum(word[0] == "fault" for word in words)
    _judge(run, found, figures, where)


def _acked(words: list[list[str]], key: str) -> bool:
    return any(word[:2] == ["did", key] for word in words)


def small_disk(effort: Effort) -> Figures:
    """Do the same on a real file system of one megabyte, which then grows; it must be mounted, so it needs root."""
    figures = Figures(replay=replay_of("small-disk", seed=effort.seed))
    with scratch() as home, mounted(home / "small") as disk, nursery() as children:
        errand = replace(
            _errand(home, effort.seed, "small"),
            folder=str(disk),
            commands=400,
            until_full=True,
            said=str(home / "said"),
        )
        first = _run(children, errand)
        _grow(disk)
        later = _run(children, replace(errand, seed=effort.seed + 1, commands=40, until_full=False))
        refused = [word for word in first.words if word[0] == "fault"]
        found = [f"{word[1]} instead of a full disk" for word in refused if word[1] != "StoreFull"]
        found += [] if refused else ["the disk never was full"]
        found += [f"ended with {run.ended.code}" for run in (first, later) if run.ended.code]
        figures.counts["refused"] += len(refused)
        _judge(later, found, figures, "a disk of 1 MB")
    return figures


def why_no_small_disk() -> str:
    """Return why no small disk can be mounted here, or nothing."""
    if why := why_not():
        return why
    with scratch() as home:
        try:
            with mounted(home / "small"):
                return ""
        except PermissionError as refused:
            return str(refused)


@contextmanager
def mounted(at: Path) -> Iterator[Path]:
    """Mount a file system of one megabyte; raises `OSError` where that is not allowed."""
    at.mkdir()
    asked = subprocess.run(  # noqa: S603 - our words
        ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(at)],  # noqa: S607 - mount is found on PATH
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise PermissionError(f"a small disk cannot be mounted here: {asked.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)  # noqa: S603, S607 - the same


def _grow(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)  # noqa: S603, S607 - the same


def _moved(errand: Errand, home: Path, name: str) -> Errand:
    (home / name).mkdir()
    return replace(errand, folder=str(home / name), journal=str(home / f"{name}.journal"))


def _errand(home: Path, seed: int, name: str, commands: int = COMMANDS) -> Errand:
    folder = home / name
    folder.mkdir(exist_ok=True)
    return Errand(folder=str(folder), journal=str(home / f"{name}.journal"), seed=seed, commands=commands)
