"""Many at once: one key is executed once, versions stay gapless, of two acceptances one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, get_ident
from typing import TypeVar

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf, again
from scabot.handle import Governed, Handle, Outcome
from scabot.ledger.errors import Conflict, KeyReused, LostRace
from scabot.ledger.facts import RoleGranted, RoleRevoked
from scabot.ledger.rebuild import check
from scabot_domain.commands import Command
from scabot_domain.directory import Person
from scabot_domain.parties import Audience, By, Role, Side
from scabot_domain.refusals import Reason, Refused
from story import BARE

T = TypeVar("T")
THREADS = 8


def jittery(shelf: Shelf) -> Handle:
    """Return a handle that really waits between attempts, each thread a different while."""
    spread: Callable[[float], float] = lambda upto: upto * (get_ident() // 64 % 97 + 1) / 97  # noqa: E731 - one line
    return Handle(shelf.store, BARE, home_side=Side.PROVIDER, now=shelf.clock, jitter=spread)


def at_once(calls: list[Callable[[], T]]) -> list[T | BaseException]:
    """Start all calls together and return what each returned or raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | BaseException:
        barrier.wait()
        try:
            return call()
        except (Refused, LostRace, KeyReused) as raised:
            return raised

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def giving(handle: Handle, command: Command) -> Callable[[], Outcome]:
    return lambda: handle(c.KEY, command)


def test_s3_one_key_from_eight_threads_is_executed_once_and_the_others_get_the_first_answer(shelf: Shelf) -> None:
    shelf.does(d.approved)
    command = shelf.asks(d.requests())
    outcomes = at_once([giving(jittery(shelf), command)] * THREADS)
    assert all(isinstance(outcome, Outcome) for outcome in outcomes)
    answers = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
    assert sorted(outcome.repeated for outcome in answers) == [False] + [True] * 7
    assert all((outcome.case, outcome.events) == (answers[0].case, answers[0].events) for outcome in answers)
    assert [event.version for event in shelf.store.history(c.KEY)] == [1, 2, 3, 4]


def insisting(handle: Handle, command: Command, case: str = c.KEY) -> Outcome:
    """Give a command until it is taken, as a person does who is told that others were faster."""
    while True:
        try:
            return handle(case, command)
        except LostRace:
            continue


def test_s4_racing_commands_on_one_case_lose_nothing_and_leave_no_gap(shelf: Shelf) -> None:
    shelf.does(d.opens())
    commands = [again(shelf.asks(d.notes(shared=True)), key=f"note-{n}") for n in range(THREADS * 5)]
    handle = jittery(shelf)

    def five(batch: list[Command]) -> Callable[[], list[Outcome]]:
        return lambda: [insisting(handle, command) for command in batch]

    at_once([five(commands[n::THREADS]) for n in range(THREADS)])
    events = shelf.store.history(c.KEY)
    assert [event.version for event in events] == list(range(1, 43))
    assert sorted(event.key for event in events[2:]) == sorted(f"note-{n}" for n in range(40))
    assert [event.recorded_at for event in events] == sorted(event.recorded_at for event in events)
    assert check(shelf.store) == []


def test_i18_of_two_acceptances_at_once_one_wins_and_the_other_learns_what_changed(shelf: Shelf) -> None:
    shelf.does(d.offered)
    commands = [shelf.asks(d.accepts(c.BEN)), shelf.asks(d.accepts(c.actor("U0OLGA", Role.PROVIDER_BILLER)))]
    outcomes = at_once([giving(jittery(shelf), command) for command in commands])
    won = [outcome for outcome in outcomes if isinstance(outcome, Outcome)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].reason is Reason.STALE_VIEW
    kinds = [type(event.fact).__name__ for event in shelf.store.history(c.KEY)]
    assert kinds.count("OfferAccepted") == kinds.count("TermsAgreed") == 1


def test_a_race_that_is_lost_eight_times_is_given_up_in_words(shelf: Shelf) -> None:
    shelf.does(d.opens())
    command = shelf.asks(d.notes())

    class Unlucky:
        """A store in which somebody else always takes the next version first."""

        def __getattr__(self, name: str) -> object:
            return getattr(shelf.store, name)

        def record(self, *_: object) -> None:
            shelf.does(d.notes(c.BEN))
            raise Conflict("taken")

    handle = Handle(
        Unlucky(),  # type: ignore[arg-type]  # a stand-in with the one difference
        BARE,
        home_side=Side.PROVIDER,
        now=shelf.clock,
        jitter=lambda upto: upto,
        pause=shelf.waits.append,
    )
    with pytest.raises(LostRace, match="Others were faster 8 times; nothing was recorded"):
        handle(c.KEY, command)
    assert shelf.waits == [0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.064]


def test_i17_a_repeat_gets_the_answer_of_that_time_whatever_happened_since(shelf: Shelf) -> None:
    command = shelf.asks(d.opens())
    first = shelf.handle(c.KEY, command)
    shelf.does(d.records_approval(), d.requests(), d.notes())
    repeat = shelf.handle(c.KEY, again(command, at=shelf.clock(), said_at=shelf.clock(), corr="other"))
    assert repeat == replace(first, repeated=True)
    assert repeat.case.version == 2


def test_i17_a_repeat_wakes_nobody(shelf: Shelf) -> None:
    heard: list[Outcome] = []
    shelf.handle.on_commit.append(heard.append)
    command = shelf.asks(d.opens())
    outcomes = [shelf.handle(c.KEY, command), shelf.handle(c.KEY, command)]
    assert heard == outcomes[:1]


@pytest.mark.parametrize(
    "other",
    [
        lambda command: replace(command, urgency="routine"),
        lambda command: again(command, actor=c.CARA),
        lambda command: again(command, said_at=command.by.at.replace(hour=1)),
        lambda command: again(command, evidence="FAX-1"),
    ],
    ids=["other words", "another person", "said at another time", "other evidence"],
)
def test_i17_a_key_that_was_used_for_something_else_is_refused_and_tells_nothing(
    shelf: Shelf, other: Callable[[Command], Command]
) -> None:
    command = shelf.asks(d.opens())
    shelf.handle(c.KEY, command)
    with pytest.raises(KeyReused):
        shelf.handle(c.KEY, other(command))
    with pytest.raises(KeyReused):
        shelf.handle("SCA-000000", command)
    assert shelf.store.history("SCA-000000") == []


def revoking(handle: Handle, person: Person, by: By) -> Callable[[], Governed]:
    return lambda: handle.govern(RoleRevoked(team=person.team, user=person.user), by)


def test_site_facts_are_recorded_once_for_their_key_and_race_too(shelf: Shelf) -> None:
    person = c.DIRECTORY.people[1]
    by = c.by(c.ADA, shelf.clock.wind())
    handle = jittery(shelf)
    outcomes = at_once([lambda: handle.govern(RoleGranted(person=person), by)] * THREADS)
    assert sorted(outcome.repeated for outcome in outcomes if isinstance(outcome, Governed)) == [False] + [True] * 7
    with pytest.raises(KeyReused):
        handle.govern(RoleRevoked(team=person.team, user=person.user), by)
    revoked = [c.by(c.ADA, shelf.clock.wind(), key=f"revoke-{n}") for n in range(THREADS)]
    at_once([revoking(handle, person, by) for by in revoked])
    assert [event.version for event in shelf.store.site_history("SYS-ROLES")] == list(range(1, 22))
    assert person not in handle.directory().people
    assert check(shelf.store) == []


def test_each_audience_gets_the_case_that_it_may_know(shelf: Shelf) -> None:
    shelf.does(d.opened, d.notes(c.RUTH), d.notes(c.CARA), d.notes(shared=True))
    versions = {side: [event.version for event in shelf.handle.history(c.KEY, Audience(side=side))] for side in Side}
    assert versions == {Side.PROVIDER: [1, 2, 3, 5], Side.PAYER: [1, 2, 4, 5], Side.NEUTRAL: [1, 2, 5]}
    assert shelf.handle.case(c.KEY, Audience(side=Side.PAYER)).version == 5
    assert not shelf.handle.case("SCA-000000", Audience(side=Side.PAYER)).opened
