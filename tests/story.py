"""Given / when / then for the rules: `given(requested, offers(NILS)).when(accepts(NILS)).refused(Reason.OWN_OFFER, …)`.

A step says what somebody does; steps of a story happen a minute apart, beginning at `cast.NOW`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce

from cast import KEY, NOW
from scabot_domain.case import Case
from scabot_domain.commands import Command
from scabot_domain.decide import decide
from scabot_domain.events import CaseEvent, Fact
from scabot_domain.evolve import evolve
from scabot_domain.playbook import Book
from scabot_domain.refusals import Reason, Refused
from scabot_domain.workdays import shipped_calendar

Step = Callable[[Case, datetime], Command]
MINUTE = timedelta(minutes=1)
DIGEST = "5c0b" * 16

BARE = Book(name="bare", version=7, digest=DIGEST, calendar=shipped_calendar(), ladder={}, rules={}, messages={})
"""A playbook without rules, so that a story shows the rules of the negotiation alone."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """What has happened so far, and the instant at which the next step happens."""

    case: Case = field(default_factory=lambda: Case(key=KEY))
    events: tuple[CaseEvent, ...] = ()
    now: datetime = NOW
    book: Book = BARE

    def and_(self, *steps: Step | Sequence[Step]) -> "Story":
        """Return the story after more steps."""
        return reduce(Story._after, flat(steps), self)

    def at(self, instant: datetime) -> "Story":
        """Return the story at an instant."""
        return replace(self, now=instant)

    def when(self, step: Step) -> "Outcome":
        """Return what comes of a step."""
        try:
            events = decide(self.case, step(self.case, self.now), self.book)
        except Refused as no:
            return Outcome(story=self, refusal=no)
        return Outcome(story=self, events=tuple(events), case=reduce(evolve, events, self.case))

    def _after(self, step: Step) -> "Story":
        events = decide(self.case, step(self.case, self.now), self.book)
        case = reduce(evolve, events, self.case)
        return replace(self, case=case, events=(*self.events, *events), now=self.now + MINUTE)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a step came to: events and the case after them, or a refusal."""

    story: Story
    events: tuple[CaseEvent, ...] = ()
    case: Case | None = None
    refusal: Refused | None = None

    def then(self, *facts: Fact) -> Case:
        """Expect exactly these facts; return the case after them."""
        assert [event.fact for event in self.events] == list(facts), self._refused()
        return self.after

    def happens(self, *kinds: type[Fact]) -> Case:
        """Expect facts of exactly these kinds, in this order; return the case after them."""
        assert [type(event.fact) for event in self.events] == list(kinds), self._refused()
        return self.after

    def refused(self, reason: Reason, **facts: str) -> Refused:
        """Expect a refusal for this reason with exactly these facts; return it."""
        assert self.refusal is not None, [type(event.fact).__name__ for event in self.events]
        assert (self.refusal.reason, self.refusal.facts) == (reason, facts)
        return self.refusal

    def refused_for(self, reason: Reason) -> Refused:
        """Expect a refusal for this reason, whatever its facts; return it."""
        assert self.refusal is not None, [type(event.fact).__name__ for event in self.events]
        assert self.refusal.reason is reason, self._refused()
        return self.refusal

    @property
    def after(self) -> Case:
        """Return the case after the step, which was not refused."""
        assert self.case is not None, self._refused()
        return self.case

    def _refused(self) -> str:
        return f"refused: {self.refusal.reason.value} {self.refusal.facts}" if self.refusal else "not refused"


def given(*steps: Step | Sequence[Step]) -> Story:
    """Return a story in which these steps happened."""
    return Story().and_(*steps)


def nothing() -> Story:
    """Return a story in which nothing happened yet."""
    return Story()


def flat(steps: Sequence[Step | Sequence[Step]]) -> list[Step]:
    """Return steps and groups of steps as one list."""
    return [one for step in steps for one in (step if isinstance(step, Sequence) else (step,))]
