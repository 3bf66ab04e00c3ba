"""What must be true of a ledger and of what stands in Slack, whatever happened on the way."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from scabot.audit.verify import verify
from scabot.ledger.envelope import Row
from scabot.ledger.facts import STREAM_OF
from scabot.ledger.rebuild import check
from scabot.ledger.record import cases_in_order
from scabot.ledger.store import CaseStore
from scabot.slack.cards.draw import audience_of
from scabot.slack.marks import mark_of
from scabot.views import outbox
from scabot.views.channels import ChannelKind
from scabot.views.outbox import OutboxRow, State
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, EscalationSent
from scabot_domain.evolve import evolve, replay
from scabot_domain.notices import Readers, Stream, notices
from scabot_domain.parties import Side
from scabot_domain.visible import visible
from sim.far_side import INTERNAL, SHARED, FarSide
from sim.ground import integrity

HOME = Side.PROVIDER
LATEST = timedelta(hours=8)
"""How late a level may be told: the machine is down for two hours at most, and suspended for one, again and again."""
LINES = (Stream.LOG, Stream.PING)
_HEARD_IN = {Readers.HOME: ChannelKind.INTERNAL, Readers.SHARED: ChannelKind.SHARED}
_CHANNEL = {ChannelKind.INTERNAL: INTERNAL, ChannelKind.SHARED: SHARED}

Acked = Mapping[str, tuple[str, tuple[int, ...]]]
"""By its key, the case of a command that was answered, and the versions that the answer named."""
Histories = Mapping[str, Sequence[CaseEvent]]


class Unsound(AssertionError):  # noqa: N818 - a finding
    """Something is not as it was promised; the text says what."""


@dataclass(frozen=True)
class Found:
    """Something that is wrong."""

    what: str
    which: object

    def __str__(self) -> str:
        return f"{self.what}: {str(self.which)[:400]}"


def assert_sound(store: CaseStore, acked: Acked, far_side: FarSide, now: datetime) -> None:
    """Compare the promises with the ledger, the ledger with itself, and the outbox with what stands in Slack.

    Everything must have been said by now, and everything that was due must have been told. Raises `Unsound`.
    """
    events = cases_in_order(store)
    histories = {key: store.history(key) for key in sorted({event.case for event in events})}
    rows = _rows(store)
    found = [
        *_ledger(store),
        *_promises(store, histories, acked),
        *_outbox(histories, rows),
        *_said(histories, rows, far_side),
        *_deadlines(histories, now),
    ]
    if found:
        raise Unsound("\n".join(map(str, found)))


def _ledger(store: CaseStore) -> Iterator[Found]:
    def opens(row: Row, state: bytes) -> None:
        store.case_mapper.event_of(row, state)

    with store.reading() as tx:
        damage, report = integrity(tx), verify(tx, opens)
    yield from _none("the file is damaged", damage)
    yield from _none("the log does not verify", report.faults)
    yield from _none("a view differs from its rebuild", check(store))


def _promises(store: CaseStore, histories: Histories, acked: Acked) -> Iterator[Found]:
    by_key: dict[str, list[tuple[str, int]]] = {}
    for key, events in histories.items():
        if [event.version for event in events] != [*range(1, len(events) + 1)]:
            yield Found("the versions have a gap", key)
        for event in events:
            by_key.setdefault(event.key, []).append((key, event.version))
    with store.reading() as tx:
        receipts = {row["key"]: row["case_key"] for row in tx.all("SELECT key, case_key FROM commands")}
    kept = {key: case for key, case in receipts.items() if case not in STREAM_OF.values()}
    yield from _none("a key has no receipt, or a receipt no events", sorted(by_key.keys() ^ kept.keys()))
    told = {key: [(case, version) for version in versions] for key, (case, versions) in acked.items()}
    yield from _none("what was answered is not what is there", [k for k in told if by_key.get(k) != told[k]])
    apart = [key for key, at in by_key.items() if at != [(at[0][0], at[0][1] + n) for n in range(len(at))]]
    yield from _none("a key was executed more than once", apart)


def _outbox(histories: Histories, rows: Sequence[OutboxRow]) -> Iterator[Found]:
    queued = Counter((row.case_key, row.stream, row.version, row.dest) for row in rows)
    due = Counter(line for key, events in histories.items() for line in _heard(key, events))
    yield from _none("the outbox lacks what the events make heard", due - queued)
    yield from _none("the outbox holds what no event makes heard", queued - due)
    settled = {stream: {State.SENT} if stream in LINES else _SETTLED for stream in Stream}
    yield from _none("a message was not said", [row for row in rows if row.state not in settled[row.stream]])


_SETTLED = {State.SENT, State.SUPERSEDED, State.SKIPPED}


def _said(histories: Histories, rows: Sequence[OutboxRow], far_side: FarSide) -> Iterator[Found]:
    marks = {_mark(row, histories): row for row in rows}
    shown = [(channel, _payload(message), message) for channel, message in far_side.own()]
    lines: Counter[str] = Counter()
    cards: Counter[tuple[str, str]] = Counter()
    for channel, payload, message in shown:
        row = marks.get((channel, payload["case"], payload["id"]))
        if row is None:
            yield Found("a message stands in Slack that nobody queued", (channel, payload))
        elif row.stream in LINES:
            lines[row.id] += 1
        elif not message["frozen"]:
            cards[row.case_key, row.dest] += 1
    due = {row.id: 1 for row in rows if row.stream in LINES}
    wrong = {key: lines[key] for key in due.keys() | lines.keys() if lines[key] != 1}
    yield from _none("a ping or log line is not there exactly once", sorted(wrong.items()))
    standing = {(row.case_key, row.dest): 1 for row in rows if row.stream is Stream.CARD}
    yield from _none("a card is not there exactly once", [key for key in standing if cards[key] != 1])


def _deadlines(histories: Histories, now: datetime) -> Iterator[Found]:
    for key, events in histories.items():
        told = Counter((e.fact.deadline, e.fact.level) for e in events if isinstance(e.fact, EscalationSent))
        yield from _none(f"a level of {key} was told twice", [level for level, times in told.items() if times > 1])
        yield from _out_of_time(key, events)
        for name, deadline in replay(key, events).deadlines.items():
            following, above = deadline.next, max(deadline.told, default=0)
            if following is not None and following.fire_at <= now:
                yield Found(f"a level of {key} was due and was not told", (name, following))
            if following is None and any(rung.level > above for rung in deadline.armed.plan):
                yield Found(f"a deadline of {key} has levels that will never be told", (name, deadline.armed.plan))


def _out_of_time(key: str, events: Sequence[CaseEvent]) -> Iterator[Found]:
    case = Case(key=key)
    for event in events:
        one = case.deadlines.get(event.fact.deadline) if isinstance(event.fact, EscalationSent) else None
        if one is not None and (one.next is None or not timedelta() <= event.occurred_at - one.next.fire_at <= LATEST):
            yield Found(f"a level of {key} was told too early or too late", (one.next, event.occurred_at))
        case = evolve(case, event)


def _heard(key: str, events: Sequence[CaseEvent]) -> Iterator[tuple[str, Stream, int, str]]:
    for _command, group in groupby(events, key=lambda event: event.key):
        step = list(group)
        for notice in notices(replay(key, events[: step[-1].version]), step, HOME):
            yield key, notice.stream, notice.version, _HEARD_IN[notice.readers].value


def _mark(row: OutboxRow, histories: Histories) -> tuple[str, object, object]:
    kind = ChannelKind(row.dest)
    mark = mark_of(row, kind, visible(histories[row.case_key], audience_of(kind, HOME)))
    return _CHANNEL[kind], mark["case"], mark["id"]


def _payload(message: Mapping[str, Mapping[str, dict[str, object]]]) -> dict[str, object]:
    return message["metadata"]["event_payload"]


def _rows(store: CaseStore) -> list[OutboxRow]:
    with store.reading() as tx:
        return [outbox.read(row) for row in tx.all("SELECT * FROM outbox ORDER BY position, n")]


def _none(what: str, wrong: object) -> Iterator[Found]:
    if wrong:
        yield Found(what, wrong)
