"""A case that lives under the shipped playbook: people act, time passes, and what falls due is told."""

from datetime import datetime
from functools import reduce
from typing import TypeVar
from zoneinfo import ZoneInfo

import cast as c
from scabot_domain.case import Case
from scabot_domain.commands import AckPing, Command, FireDeadline
from scabot_domain.decision import conclude
from scabot_domain.directory import Directory
from scabot_domain.events import CaseEvent, DeadlinesChanged, EscalationSent
from scabot_domain.evolve import evolve
from scabot_domain.parties import Actor
from scabot_domain.playbook import Book, next_fire, ping_words, shipped_book, statement
from scabot_domain.schedule import Armed, DeadlineKind
from scabot_domain.workdays import at
from story import MINUTE, Step, flat

F = TypeVar("F")
G = TypeVar("G")


def local(text: str, zone: str = c.ZONE) -> datetime:
    """Return the instant of a wall time in Chicago, like `2026-11-23 10:12`."""
    moment = datetime.fromisoformat(text)
    return at(moment.date(), moment.time(), zone)


def shown(instant: datetime, zone: str = c.ZONE) -> str:
    """Return what a wall clock in Chicago shows at an instant."""
    return f"{instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


class Watched:
    """A case, its events, and the instant at which the next thing happens."""

    def __init__(self, now: datetime = c.NOW, book: Book | None = None, directory: Directory = c.DIRECTORY) -> None:
        self.case = Case(key=c.KEY)
        self.events: list[CaseEvent] = []
        self.now, self.book, self.directory = now, book or shipped_book(), directory

    def do(self, *steps: Step | tuple[Step, ...]) -> "Watched":
        """Let people act, a minute apart."""
        for step in flat(steps):
            self.run(step(self.case, self.now))
            self.now += MINUTE
        return self

    def run(self, command: Command) -> list[CaseEvent]:
        """Decide a command now and return what it led to."""
        events = [*conclude(self.case, command, self.book).events]
        self.case = reduce(evolve, events, self.case)
        self.events += events
        return events

    def wait(self, until: str) -> list[EscalationSent]:
        """Let time pass, the clock firing on the instant, and return the pings on the way."""
        end, pings = local(until), []
        while (fire_at := next_fire(self.case)) is not None and fire_at <= end:
            self.now = max(self.now, fire_at)
            pings += self.fire()
        self.now = max(self.now, end)
        return pings

    def sleep(self, until: str) -> list[EscalationSent]:
        """Let time pass while the clock is down, then fire once what is overdue, and return the pings."""
        self.now = local(until)
        return self.fire()

    def fire(self) -> list[EscalationSent]:
        """Fire everything that is due now, each deadline once, and return the pings."""
        due = [one for one in self.case.deadlines.values() if one.next and one.next.fire_at <= self.now]
        facts = [
            event.fact for one in due for event in self.run(self._firing(one.armed, one.next.n if one.next else 0))
        ]
        return [fact for fact in facts if isinstance(fact, EscalationSent)]

    def acknowledge(self, who: Actor, deadline: str, **more: object) -> list[CaseEvent]:
        """Let somebody take a ping on."""
        return self.run(AckPing(by=c.by(who, self.now), deadline=deadline, **more))  # type: ignore[arg-type]  # as told

    def facts(self, kind: type[F]) -> list[F]:
        """Return the facts of a kind, in order."""
        return [event.fact for event in self.events if isinstance(event.fact, kind)]

    def changes(self, kind: type[G]) -> list[G]:
        """Return the changes of one kind that the schedule saw, in order."""
        changes = (change for fact in self.facts(DeadlinesChanged) for change in fact.changes)
        return [change for change in changes if isinstance(change, kind)]

    def armed(self, deadline: str) -> Armed:
        """Return an open deadline as it was armed."""
        return self.case.deadlines[deadline].armed

    def text(self, ping: EscalationSent) -> str:
        """Return the words of a ping."""
        return ping_words(self.book, ping)

    def _firing(self, armed: Armed, n: int) -> Command:
        by = c.by(c.CLOCK, self.now)
        if armed.kind is DeadlineKind.TRANSITION:
            return statement(armed.subject, by)
        return FireDeadline(by=by, deadline=armed.deadline, n=n, directory=self.directory)
