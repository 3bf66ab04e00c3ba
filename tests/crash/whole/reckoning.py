"""What is on record, what was acknowledged and what stands in Slack, so that they can be compared."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby

from scabot.assemble.site import Site
from scabot.ledger.record import cases_in_order
from scabot.sandbox.server import SandboxServer
from scabot.sandbox.wire import Sent
from scabot.views import outbox
from scabot.views.outbox import OutboxRow, State
from scabot_domain.case import Case
from scabot_domain.events import CaseEvent, EscalationSent, OfferAccepted
from scabot_domain.evolve import evolve
from scabot_domain.notices import Readers, Stream, notices
from scabot_domain.parties import Side

LINES = (Stream.LOG, Stream.PING)
_HEARD_IN = {Readers.HOME: "team", Readers.SHARED: "partner"}

Line = tuple[str, str, int, str]
"""A case, a stream, a version and the alias of a channel."""
Place = tuple[str, str]
"""A channel and a timestamp, which are one message's alone."""


def acknowledged(sent: Iterable[Sent]) -> Iterator[str]:
    """Yield the id of every form whose submission was answered with a receipt."""
    for one in sent:
        answered = one.answer is not None and one.answer.acked
        if one.payload.get("type") == "view_submission" and answered and _receipt(one):
            yield str(one.payload["view"]["id"])


def repeated(sent: Iterable[Sent]) -> int:
    """Return how many forms were answered with what had been recorded before."""
    return sum("the repeat changed nothing" in _answer_of(one) for one in sent)


def keys_on_record(site: Site) -> set[str]:
    """Return the last part of every key under which a command was recorded; of a form's it is the id."""
    with site.store.reading() as tx:
        return {str(row["key"]).rpartition(":")[2] for row in tx.all("SELECT key FROM commands")}


def doubled(events: Iterable[CaseEvent]) -> list[str]:
    """Return what must be there once and is there more often: acceptances, and levels told."""
    facts = Counter(
        (event.case, "accepted", f"{event.fact.offer_id} {event.fact.line_ids or ''}".strip())
        if isinstance(event.fact, OfferAccepted)
        else (event.case, event.fact.deadline, f"{event.fact.episode}.{event.fact.level}")
        for event in events
        if isinstance(event.fact, OfferAccepted | EscalationSent)
    )
    return [" ".join(fact) for fact, times in facts.items() if times > 1]


def gaps(site: Site) -> list[str]:
    """Return the cases whose versions are not 1, 2, 3 and so on."""
    histories = _histories(site)
    return [key for key, events in histories if [one.version for one in events] != [*range(1, len(events) + 1)]]


def lines_due(site: Site) -> Counter[Line]:
    """Return every ping and log line that follows from the events, worked out anew."""
    return Counter(line for key, events in _histories(site) for line in lines_of(key, events))


def lines_sent(site: Site) -> dict[Place, Line]:
    """Return every ping and log line that the outbox took for said, by where it stands."""
    return {_place(row): _line(row) for row in rows_of(site, State.SENT) if row.stream in LINES}


def cards_sent(site: Site) -> set[Place]:
    """Return every place where the outbox took a card to stand at some time."""
    return {_place(row) for row in rows_of(site, *State) if row.stream is Stream.CARD and row.ts is not None}


def said(server: SandboxServer) -> dict[Place, str]:
    """Return the case of every message that stands in Slack and that its readers did not ask for."""
    messages = (message for messages in server.world.messages.values() for message in messages)
    ours = (message for message in messages if message.by_app and message.metadata)
    return {(one.channel_id, one.ts): str((one.metadata or {})["event_payload"]["case"]) for one in ours}


def rows_of(site: Site, *states: State) -> list[OutboxRow]:
    """Return the rows of the outbox in those states."""
    with site.store.reading() as tx:
        return [row for state in states for row in outbox.in_state(tx, state, 1_000_000)]


def _histories(site: Site) -> Iterator[tuple[str, Sequence[CaseEvent]]]:
    for key in sorted({event.case for event in cases_in_order(site.store)}):
        yield key, site.store.history(key)


def lines_of(key: str, events: Sequence[CaseEvent]) -> Iterator[Line]:
    """Yield every ping and log line that follows from the events of a case."""
    after = Case(key=key)
    for _command, group in groupby(events, key=lambda event: event.key):
        step = list(group)
        after = reduce(evolve, step, after)
        for notice in notices(after, step, Side.PROVIDER):
            if notice.stream in LINES:
                yield key, notice.stream.value, notice.version, _HEARD_IN[notice.readers]


def _line(row: OutboxRow) -> Line:
    return row.case_key, row.stream.value, row.version, row.dest


def _place(row: OutboxRow) -> Place:
    return str(row.channel_id), str(row.ts)


def _receipt(one: Sent) -> bool:
    payload = (one.answer.payload if one.answer else None) or {}
    cleared, answer = payload.get("response_action") == "clear", _answer_of(one)
    recorded = "Recorded. Reference" in answer or "the repeat changed nothing" in answer
    return cleared or (recorded and "there was nothing to change" not in answer)


def _answer_of(one: Sent) -> str:
    return str(one.answer.payload) if one.answer and one.answer.payload else ""
