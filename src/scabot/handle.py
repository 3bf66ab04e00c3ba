"""The one path of every command: is its key known? what is the case? what follows? record that, all or nothing.

A refusal is `Refused` and writes nothing; a fault is one of `scabot.ledger.errors` and wrote nothing either, but for
`OutcomeUnknown`, after which only the key tells.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from time import sleep
from typing import TypeVar

from pydantic_core import to_json

from scabot.ledger.errors import BadKey, Conflict, KeyReused, LostRace, OutcomeUnknown, StoreBusy, StoreFault
from scabot.ledger.facts import STREAM_OF, SiteEvent, SiteFact
from scabot.ledger.head import Head
from scabot.ledger.plaintext import Event, stream_of
from scabot.ledger.projections import Step, apply_case, apply_site, step
from scabot.ledger.queueing import Queueing
from scabot.ledger.store import CaseStore, Inline, Receipt
from scabot.views import people
from scabot.views.instants import text_of
from scabot.views.tx import Tx
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decision import conclude
from scabot_domain.directory import Directory
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.parties import Audience, By, Side, Visibility
from scabot_domain.playbook.book import Book
from scabot_domain.visible import visible

R = TypeVar("R")

ATTEMPTS = 8
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.064
_LONGEST_KEY = 200
_PUT_RECEIPT = """INSERT INTO commands (key, digest, case_key, first_position, last_position, version, recorded_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a command led to: the case after it and its events; none means that there was nothing to do.

    `repeated` says that it was recorded before, under the same key; case and events are then those of that time.
    """

    case: Case
    events: tuple[CaseEvent, ...]
    repeated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Governed:
    """What became of a fact about the installation."""

    event: SiteEvent
    repeated: bool = False


class Handle:
    """Call it with a case key and a command, on the store's writer thread.

    `on_commit` hears of every outcome that was recorded just now.
    `now` is the injected clock, `jitter(upto)` draws seconds between 0 and `upto`, `pause` waits that long.
    A hook that raises makes the call raise although the command was recorded; its key tells.
    """

    def __init__(
        self,
        store: CaseStore,
        book: Book,
        *,
        home_side: Side,
        now: Callable[[], datetime],
        jitter: Callable[[float], float],
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self._store, self._book, self._home_side = store, book, home_side
        self._now, self._jitter, self._pause = now, jitter, pause
        self.on_commit: list[Callable[[Outcome], None]] = []

    def __call__(self, case_key: str, command: Command) -> Outcome:
        """Execute a command at most once for its key and return the case after it; of a repeat, the first answer.

        Raises `Refused`, `KeyReused`, `LostRace` after 8 attempts, or another fault of `scabot.ledger.errors`.
        """
        digest = digest_of(case_key, command)
        checked(command.by.key)
        return self._retried(lambda: self._attempt(case_key, command, digest))

    def govern(self, fact: SiteFact, by: By) -> Governed:
        """Record a fact about the installation, at most once for its key; whoever calls checks that the actor may."""
        checked(by.key)
        digest = sha256(to_json({"fact": fact, "kind": type(fact).__name__, "actor": by.actor})).digest()
        return self._retried(lambda: self._attempt_site(fact, by, digest))

    def history(self, case_key: str, audience: Audience) -> list[CaseEvent]:
        """Return the events of a case that an audience may read, in order; empty if there are none."""
        return visible(self._store.history(case_key), audience)

    def case(self, case_key: str, audience: Audience) -> Case:
        """Return a case as its audience may know it; `opened` is false if nothing of it is visible."""
        return replay(case_key, self.history(case_key, audience))

    def directory(self) -> Directory:
        """Return everybody who is mapped, longest-serving first."""
        with self._store.reading() as tx:
            return people.everybody(tx)

    def _retried(self, attempt: Callable[[], R]) -> R:
        for tried in range(ATTEMPTS - 1):
            try:
                return attempt()
            except (Conflict, StoreBusy, OutcomeUnknown):  # the next attempt looks for the key first
                self._pause(self._jitter(min(_FIRST_PAUSE * 2**tried, _LONGEST_PAUSE)))
        try:
            return attempt()
        except Conflict as lost:
            raise LostRace(f"Others were faster {ATTEMPTS} times; nothing was recorded. Please try again.") from lost

    def _attempt(self, case_key: str, command: Command, digest: bytes) -> Outcome:
        receipt, events = self._store.recall(command.by.key, case_key)
        if receipt is not None:
            return _first_answer(_same(receipt, digest), events)
        case = replay(case_key, events)
        decision = conclude(case, command, self._book)
        if not decision.events:
            return Outcome(case=case, events=())
        work = _CaseWork(command.by.key, digest, events, case)
        taken = self._recorded(work, decision.events, self._home_side)
        outcome = Outcome(case=taken.after, events=taken.events)
        for hear in self.on_commit:
            hear(outcome)
        return outcome

    def _recorded(self, work: "_CaseWork", events: Sequence[CaseEvent], home_side: Side) -> Step:
        self._store.make_key(work.case.key)  # a new key is committed before the lock is taken
        taken: list[Step] = []

        def build(head: Head) -> Sequence[CaseEvent]:
            at = head.stamp(self._now())
            taken[:] = [work.step([event.stamped(at) for event in events])]
            return taken[0].events

        def inline(tx: Tx, positions: Sequence[int]) -> None:
            queueing = Queueing(tx, taken[0], home_side)
            work.write(tx, positions, taken[0])
            queueing.write(positions)

        self._record(build, inline, _Place(work.key, work.case.key, work.case.version))
        return taken[0]

    def _attempt_site(self, fact: SiteFact, by: By, digest: bytes) -> Governed:
        stream = STREAM_OF[type(fact)]
        receipt, events = self._store.recall_site(by.key, stream)
        if receipt is not None:
            version = _same(receipt, digest).version
            return Governed(event=next(event for event in events if event.version == version), repeated=True)
        written: list[SiteEvent] = []

        def build(head: Head) -> Sequence[SiteEvent]:
            written[:] = [_site_event(fact, by, len(events) + 1, head.stamp(self._now()))]
            return written

        def inline(tx: Tx, positions: Sequence[int]) -> None:
            _put_receipt(tx, (by.key, digest), positions, written[0])
            apply_site(tx, written, positions)

        self._record(build, inline, _Place(by.key, stream, len(events)))
        return Governed(event=written[0])

    def _record(self, build: Callable[[Head], Sequence[Event]], inline: Inline, place: "_Place") -> None:
        try:
            self._store.record(build, inline)
        except Conflict as conflict:
            if self._store.unmoved(place.key, place.stream, place.version):
                raise StoreFault(
                    "The database refused an event that nothing stands in the way of; nothing was recorded."
                ) from conflict
            raise


@dataclass(frozen=True, slots=True)
class _Place:
    key: str
    stream: str
    version: int


@dataclass(frozen=True, slots=True)
class _CaseWork:
    key: str
    digest: bytes
    before: Sequence[CaseEvent]
    case: Case

    def step(self, events: Sequence[CaseEvent]) -> Step:
        return step(self.case.key, self.before, self.case, events)

    def write(self, tx: Tx, positions: Sequence[int], taken: Step) -> None:
        _put_receipt(tx, (self.key, self.digest), positions, taken.events[-1])
        apply_case(tx, taken)


def digest_of(case_key: str, command: Command) -> bytes:
    """Return what makes two commands the same: the case, what is asked, who says it, and how; not when it was entered.

    When it was said counts only if that was before it was entered; who holds which role at a firing never counts.
    """
    by = command.by
    said = to_json(by.said_at) if by.said_at != by.at else b""
    asked = to_json(command, exclude=_CIRCUMSTANCES, exclude_none=True)
    return sha256(b"\n".join((case_key.encode(), type(command).__name__.encode(), said, asked))).digest()


_CIRCUMSTANCES: dict[str, bool | set[str]] = {"by": {"at", "said_at", "key", "corr"}, "directory": True}


def checked(key: str) -> str:
    """Return an idempotency key, or raise `BadKey`: keys are 1 to 200 printable ASCII characters."""
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadKey(f"An idempotency key has 1 to {_LONGEST_KEY} printable ASCII characters.")
    return key


def _same(receipt: Receipt, digest: bytes) -> Receipt:
    if receipt.digest != digest:
        raise KeyReused(
            "This request was recorded before with other content; nothing was recorded now. Open a fresh form."
        )
    return receipt


def _first_answer(receipt: Receipt, events: Sequence[CaseEvent]) -> Outcome:
    then = [event for event in events if event.version <= receipt.version]
    case = replay(receipt.stream, then)
    return Outcome(case=case, events=tuple(event for event in then if event.key == receipt.key), repeated=True)


def _put_receipt(tx: Tx, command: tuple[str, bytes], positions: Sequence[int], last: Event) -> None:
    place = (stream_of(last), positions[0], positions[-1], last.version, text_of(last.recorded_at))
    tx.run(_PUT_RECEIPT, *command, *place)


def _site_event(fact: SiteFact, by: By, version: int, at: datetime) -> SiteEvent:
    return SiteEvent(
        stream=STREAM_OF[type(fact)],
        version=version,
        fact=fact,
        actor=by.actor,
        on_behalf_of=by.on_behalf_of,
        side=by.actor.side,
        visibility=Visibility.COMPLIANCE,
        occurred_at=by.said_at,
        recorded_at=at,
        source=by.source,
        evidence=by.evidence,
        key=by.key,
        corr=by.corr,
    )
