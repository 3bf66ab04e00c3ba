"""One seed, one schedule: people, a Slack that loses answers, clocks that are wrong, a process that dies, some days.

Everything is drawn from the seed and happens in virtual time, so the same seed is the same world down to every byte.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - the schedule of a harness, repeated by its seed

import cast as c
from scabot.clock.chance import CROCKFORD
from scabot.handle import Outcome
from scabot.ledger.facts import ChannelLinked, RoleGranted, SiteFact
from scabot.ledger.record import cases_in_order
from scabot.views.channels import ChannelKind
from scabot_domain.commands import Command
from scabot_domain.events import EscalationSent
from scabot_domain.evolve import replay
from scabot_domain.refusals import Refused
from sim.far_side import INTERNAL, SHARED, FarSide
from sim.machine import Build, Crashed, Life, Machine
from sim.people import attempt, opening
from sim.sound import Unsound, assert_sound

DAY = 86_400.0
PATIENCE = (1.0, 60.0, 300.0)
"""After how many seconds without an answer somebody tries the same again, and then no more."""
ACTS = 6
"""How often a day somebody tries something."""
AT_WORK = 4
"""How many of the newest cases people turn to."""
TURNS = (
    datetime(2028, 2, 29, 18, tzinfo=UTC),
    datetime(2027, 3, 14, 8, tzinfo=UTC),
    datetime(2026, 11, 1, 7, tzinfo=UTC),
    datetime(2026, 12, 31, 18, tzinfo=UTC),
)
"""A leap day, both changes of the clocks in Chicago, and the turn of a year: one of them falls into every run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What was played; `trace` is a hash of everything that happened, in its order."""

    seeds: int = 0
    days: int = 0
    commands: int = 0
    acked: int = 0
    repeated: int = 0
    refused: int = 0
    events: int = 0
    levels: int = 0
    messages: int = 0
    crashes: int = 0
    suspends: int = 0
    limited: int = 0
    lost: int = 0
    trace: str = ""

    def __add__(self, other: "Figures") -> "Figures":
        """Return both together."""
        counted = [name for name in self.__slots__ if name != "trace"]
        both = {name: getattr(self, name) + getattr(other, name) for name in counted}
        return Figures(**both, trace=hashlib.sha256((self.trace + other.trace).encode()).hexdigest())


@dataclass(kw_only=True)
class Request:
    """Something that somebody wants, under one key, until it is answered."""

    case: str
    command: Command
    tries: int = 0
    late: bool = False
    """Whether it is a duplicate of what was answered already."""


class World:
    """Everybody, for one seed; `play` lets the days pass."""

    def __init__(self, folder: Path, seed: int, days: int, build: Build) -> None:
        self._dice = Random(f"people {seed}")  # noqa: S311 - meant to be repeatable
        self._trace = hashlib.sha256()
        turn = TURNS[seed % len(TURNS)]
        start = turn - timedelta(days=days * self._dice.uniform(0.1, 0.9))
        self._machine = Machine(folder, start, seed, build)
        self._agenda = self._machine.agenda
        self._machine.folder.mkdir(mode=0o700)
        slack = Random(f"slack {seed}")  # noqa: S311 - meant to be repeatable
        self._far_side = FarSide(slack, self._machine.true_time, self._agenda.after, self._note)
        self._days, self._end = days, days * DAY
        self._cases: list[str] = []
        self._acked: dict[str, tuple[str, tuple[int, ...]]] = {}
        self._commands = self._repeated = self._refused = 0
        self._life: Life | None = None

    def play(self) -> Figures:
        """Let the days pass, then let everything come to rest, and check all of it. Raises `Unsound`."""
        self._machine.armed = True
        self._boot()
        self._furnish()
        self._agenda.after(60, self._act)
        self._agenda.after(self._dice.expovariate(1 / (5 * DAY)), self._wrong_clock)
        self._agenda.after(self._dice.expovariate(1 / (7 * DAY)), self._suspend)
        self._agenda.after(self._dice.expovariate(1 / (7 * DAY)), self._outage)
        self._agenda.run(self._end)
        return self._rested()

    def _furnish(self) -> None:
        """Let the admin map everybody and link two channels, each again until it is answered."""
        facts: list[SiteFact] = [RoleGranted(person=person) for person in c.DIRECTORY.people]
        both = (c.LAKESIDE, c.NORTHWIND)
        for kind, channel, teams in ((ChannelKind.INTERNAL, INTERNAL, both[:1]), (ChannelKind.SHARED, SHARED, both)):
            linked = ChannelLinked(alias=kind.value, team=c.LAKESIDE, channel=channel, kind=kind, party_teams=teams)
            facts.append(linked)
        for n, fact in enumerate(facts):
            while not self._governed(fact, f"site-{n}"):
                self._agenda.run(self._agenda.now + 60)

    def _governed(self, fact: SiteFact, key: str) -> bool:
        if self._life is None:
            return False
        try:
            self._life.handle.govern(fact, c.by(c.ADA, self._machine.now(), key=key))
        except Crashed:
            return False
        return True

    def _act(self) -> None:
        if self._agenda.now < self._end:
            self._agenda.after(self._dice.expovariate(ACTS / DAY), self._act)
            self._tries()

    def _tries(self) -> None:
        """Let somebody try something."""
        life = self._life
        if life is None or life.loop.asleep:
            return  # whoever looks at a screen that does not answer comes back another time
        self._commands += 1
        now, key = self._machine.now(), f"slack:{self._commands}"
        if not self._cases or self._dice.random() < 0.04:
            self._cases.append("SCA-" + "".join(self._dice.choices(CROCKFORD, k=6)))
            case, command = self._cases[-1], opening(self._dice, now)
        else:
            case = self._dice.choice(self._cases[-AT_WORK:])
            command = attempt(replay(case, life.store.history(case)), self._dice, now)
        command = replace(command, by=replace(command.by, key=key))
        request = Request(case=case, command=command)
        self._agenda.after(self._dice.uniform(0, 2), lambda: self._deliver(request))

    def _deliver(self, request: Request) -> None:
        life = self._life
        if life is None or life.loop.asleep:
            self._again(request)
            return
        try:
            outcome = life.receive(request.case, self._stamped(request.command))
        except Crashed:
            self._again(request)
        except Refused as no:
            self._refused += 1
            self._note("refused", request.command.by.key, no.reason.value)
        else:
            self._answered(request, outcome)

    def _stamped(self, command: Command) -> Command:
        by, now = command.by, self._machine.now()
        said_at = now if by.said_at == by.at else by.said_at
        return replace(command, by=replace(by, at=now, said_at=said_at))

    def _answered(self, request: Request, outcome: Outcome) -> None:
        versions = tuple(event.version for event in outcome.events)
        key = request.command.by.key
        self._note("answer", key, request.case, versions, outcome.repeated)
        self._repeated += outcome.repeated
        if self._dice.random() < 0.03:
            self._again(request)  # the answer was lost on its way
            return
        if versions and self._acked.setdefault(key, (request.case, versions)) != (request.case, versions):
            self._machine.trouble(f"{key} was answered with {self._acked[key]}, and now with {versions}")
        if not request.late and self._dice.random() < 0.1:
            again = replace(request, late=True, tries=len(PATIENCE))
            self._agenda.after(self._dice.uniform(1, 7200), lambda: self._deliver(again))

    def _again(self, request: Request) -> None:
        if request.tries < len(PATIENCE):
            self._agenda.after(PATIENCE[request.tries], lambda: self._deliver(request))
            request.tries += 1

    def _died(self, gone: Life, place: str) -> None:
        self._life = None
        self._note("crash", place)
        self._agenda.at(self._agenda.now, gone.bury)
        down = self._dice.uniform(0.5, 90) if self._dice.random() < 0.9 else self._dice.uniform(90, 7200)
        self._agenda.after(down, self._boot)

    def _boot(self) -> None:
        self._note("boot")
        with suppress(Crashed):  # it died while it opened the store, and is started again
            self._life = Life(self._machine, self._far_side, self._died)
            self._life.begin()

    def _suspend(self) -> None:
        self._agenda.after(self._dice.expovariate(1 / (7 * DAY)), self._suspend)
        if self._life is not None:
            self._note("suspend")
            self._life.suspend()

    def _outage(self) -> None:
        """Let nobody answer on the far side for up to two hours, and then all go on as before."""
        self._far_side.down = not self._far_side.down
        self._note("outage", self._far_side.down)
        lasts = self._dice.uniform(60, 7200) if self._far_side.down else self._dice.expovariate(1 / (7 * DAY))
        self._agenda.after(lasts, self._outage)

    def _wrong_clock(self) -> None:
        """Let the clock be wrong for a while: it is set back, or it runs ahead and is set back to what is right.

        Sometimes it is so far back that the ledger records it.
        """
        self._set_clock(self._dice.uniform(-240, 240) if self._dice.random() < 0.8 else self._dice.uniform(-500, -310))
        self._agenda.after(self._dice.uniform(600, 7200), self._right_clock)

    def _right_clock(self) -> None:
        self._set_clock(0.0)
        self._agenda.after(self._dice.expovariate(1 / (5 * DAY)), self._wrong_clock)

    def _set_clock(self, wrong_by: float) -> None:
        """Set the clock while people are at work: somebody tries something just before, and just after."""
        self._tries()
        self._agenda.after(4, lambda: self._skewed(wrong_by))
        self._agenda.after(5, self._tries)

    def _skewed(self, wrong_by: float) -> None:
        self._machine.skew = wrong_by
        self._note("clock", wrong_by)

    def _rested(self) -> Figures:
        """Let nobody act and nothing fail any more, and the rest be told and said; then look."""
        self._machine.armed, self._far_side.quiet = False, True
        self._agenda.run(self._end + 4 * 3600)
        self._machine.skew = 0.0
        life = self._life
        if life is None:
            raise Unsound("nothing runs at the end")
        self._agenda.run(self._end + 5 * 3600)
        try:
            if self._machine.troubles:
                raise Unsound("\n".join(self._machine.troubles[:10]))
            assert_sound(life.store, self._acked, self._far_side, self._machine.now() - timedelta(minutes=15))
            return self._figures(life)
        finally:
            life.bury()

    def _figures(self, life: Life) -> Figures:
        events = cases_in_order(life.store)
        with life.store.reading() as tx:
            head = tx.one("SELECT frontier FROM ledger_head ORDER BY log_no DESC LIMIT 1")
        self._note("head", "" if head is None else bytes(head[0]).hex())
        return Figures(
            seeds=1,
            days=self._days,
            commands=self._commands,
            acked=len(self._acked),
            repeated=self._repeated,
            refused=self._refused,
            events=len(events),
            levels=sum(isinstance(event.fact, EscalationSent) for event in events),
            messages=sum(1 for _ in self._far_side.own()),
            crashes=self._machine.crashes,
            suspends=self._machine.suspends,
            limited=self._far_side.limited,
            lost=self._far_side.lost,
            trace=self._trace.hexdigest(),
        )

    def _note(self, *what: object) -> None:
        self._trace.update(f"{self._agenda.now:.6f} {what!r}\n".encode())
