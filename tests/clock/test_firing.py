from datetime import timedelta

from clock.fakes_of_time import START, Row, World
from scabot.clock.firing import CLOCK, Fired, Result
from scabot_domain.commands import EndTerm, ExpireOffer, FireDeadline, Supersede
from scabot_domain.parties import Source
from scabot_domain.schedule import DeadlineKind

MINUTE = timedelta(minutes=1)


def row(number: int, minutes: int = 0, **more: object) -> Row:
    return Row(case_key=f"SCA-00000{number}", fire_at=START + minutes * MINUTE, **more)  # type: ignore[arg-type]  # as told


def test_what_is_due_fires_oldest_first_under_keys_of_their_own() -> None:
    world = World(row(1, -1), row(2, -2, deadline="reply.3", n=2), row(3, 5))
    assert world.firing.run_due(START) == [
        Fired(case_key="SCA-000002", deadline="reply.3", n=2, result=Result.DONE),
        Fired(case_key="SCA-000001", deadline="draft.1", n=1, result=Result.DONE),
    ]
    assert world.handle.keys == ["clock:SCA-000002:reply.3:2", "clock:SCA-000001:draft.1:1"]


def test_the_command_says_that_the_clock_asks_and_when() -> None:
    world = World(row(1, -1))
    world.firing.run_due(START)
    (command,) = world.handle.took
    assert isinstance(command, FireDeadline)
    assert (command.deadline, command.n, command.by.actor, command.by.source) == ("draft.1", 1, CLOCK, Source.CLOCK)
    assert (command.by.at, command.by.said_at) == (START, START)


def test_a_transition_states_its_own_fact() -> None:
    world = World(row(1, -1, deadline="offer_end.1", kind=DeadlineKind.TRANSITION, subject="OFR-7"))
    world.firing.run_due(START)
    (command,) = world.handle.took
    assert isinstance(command, ExpireOffer)
    assert (command.offer_id, command.by.key) == ("OFR-7", "clock:SCA-000001:offer_end.1:1")


def test_each_end_that_time_brings_is_stated_by_its_own_command() -> None:
    ends = ("term_end", "coverage_end")
    world = World(*(row(1, -1, deadline=f"{it}.1", kind=DeadlineKind.TRANSITION, subject=it) for it in ends))
    world.firing.run_due(START)
    assert {type(command) for command in world.handle.took} == {EndTerm, Supersede}
    assert set(world.handle.keys) == {"clock:SCA-000001:term_end.1:1", "clock:SCA-000001:coverage_end.1:1"}


def test_nothing_due_is_nothing_done() -> None:
    assert World(row(1, 1)).firing.run_due(START) == []


def test_one_bad_case_never_blocks_the_others_and_is_reported() -> None:
    world = World(row(1, -3), row(2, -2), row(3, -1))
    world.handle.poison = {"SCA-000001"}
    assert [fired.result for fired in world.firing.run_due(START)] == [Result.FAILED, Result.DONE, Result.DONE]
    (failure,) = world.failures
    assert (failure.case_key, failure.deadline, failure.attempts) == ("SCA-000001", "draft.1", 1)
    assert failure.until == START + MINUTE
    assert str(failure.error) == "a bad case"
    assert world.schedule.errors == ["RuntimeError"]


def test_a_bad_case_rests_longer_each_time_and_is_forgotten_once_it_works() -> None:
    world = World(row(1, -1))
    world.handle.poison = {"SCA-000001"}
    now, rests = START, []
    for _ in range(7):
        world.firing.run_due(now)
        rests.append((world.failures[-1].until - now) / MINUTE)
        now = world.failures[-1].until
    assert rests == [1, 5, 30, 120, 360, 360, 360]
    assert world.firing.run_due(now - MINUTE) == []
    world.handle.poison = set()
    assert [fired.result for fired in world.firing.run_due(now)] == [Result.DONE]
    assert (world.schedule.released, world.firing.run_due(now)) == (["SCA-000001"], [])


def test_a_deadline_fires_at_most_once_in_a_turn_even_if_it_stays_due() -> None:
    world = World(row(1, -1))
    world.handle.keep = True
    assert len(world.firing.run_due(START)) == 1
    assert len(world.firing.run_due(START)) == 1


def test_a_turn_takes_everything_however_many_there_are() -> None:
    world = World(*(Row(case_key=f"SCA-{number:06}", fire_at=START) for number in range(500)))
    world.handle.poison = {"SCA-000007"}
    results = [fired.result for fired in world.firing.run_due(START)]
    assert (results.count(Result.DONE), results.count(Result.FAILED)) == (499, 1)
    assert len(set(world.handle.keys)) == 499


def test_a_row_without_a_number_counts_as_its_first_firing() -> None:
    world = World(row(1, -1, n=None))
    assert [fired.n for fired in world.firing.run_due(START)] == [1]


def test_when_to_look_again_is_what_the_schedule_says() -> None:
    world = World(row(1, 3))
    assert world.firing.next_due(START) == START + 3 * MINUTE
