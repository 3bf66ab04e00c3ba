"""Kill -9 of the whole bot at random moments of a running negotiation, with a Slack that loses answers.

Nothing that was acknowledged is lost, no event is doubled, no ping or log line is lost or doubled.
`SCABOT_TEST_KILL_ROUNDS` sets how often it is killed, `SCABOT_TEST_SEED` which kills they are.
"""

import os
import time
from collections import Counter
from pathlib import Path

import pytest

from crash.forks import preloaded
from crash.whole.child import opened
from crash.whole.reckoning import (
    acknowledged,
    cards_sent,
    doubled,
    gaps,
    keys_on_record,
    lines_due,
    lines_sent,
    repeated,
    rows_of,
    said,
)
from crash.whole.street import Street, street
from scabot.assemble.site import Folders, Site
from scabot.audit.verify import Verdict, verify
from scabot.ledger.archive import open_archive
from scabot.ledger.rebuild import check
from scabot.ledger.record import cases_in_order
from scabot.views.outbox import State
from scabot_domain.notices import Stream

ROUNDS = int(os.environ.get("SCABOT_TEST_KILL_ROUNDS", "25"))
SEED = int(os.environ.get("SCABOT_TEST_SEED", "20261123"))
ROUNDS_OF_THE_CONTROL = 15


@pytest.fixture(autouse=True)
def _boots_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "")  # put back afterwards
    preloaded("crash.whole.child")


def little_happened(scene: Street) -> bool:
    """Say whether there were too few pings and receipts yet to prove anything, as on a slow machine."""
    return scene.depth(Stream.PING) < ROUNDS // 4 or len(set(acknowledged(scene.kept))) < ROUNDS // 2


def figures_of(scene: Street, site: Site, seconds: float) -> str:
    """Return what a run amounted to, in a line."""
    kinds = Counter(type(event.fact).__name__ for event in cases_in_order(site.store))
    return (
        f"seed {SEED}: {scene.kills} kills in {seconds:.0f} s, {len(scene.kept)} requests, "
        f"{len(set(acknowledged(scene.kept)))} receipts, {scene.crowd.again} forms sent again, "
        f"{repeated(scene.kept)} of them recorded before, {kinds.total()} events, {scene.depth(Stream.PING)} pings, "
        f"{scene.depth(Stream.LOG)} log lines; {dict(kinds)}"
    )


def assert_sound(scene: Street, site: Site) -> None:
    """Compare the promises given with the ledger, and the ledger with itself and with what stands in Slack."""
    events = cases_in_order(site.store)
    sent, cards, shown = lines_sent(site), cards_sent(site), said(scene.server)
    assert set(acknowledged(scene.kept)) - keys_on_record(site) == set()
    assert doubled(events) == []
    assert gaps(site) == []
    assert check(site.store) == []
    assert rows_of(site, State.NEW, State.SENDING, State.UNKNOWN, State.PARKED) == []
    assert Counter(sent.values()) == lines_due(site)
    assert shown.keys() - cards == sent.keys()
    assert [shown[place] for place in sent] == [case for case, *_ in sent.values()]
    standing = Counter((shown[place], place[0]) for place in shown.keys() & cards)
    assert {card: times for card, times in standing.items() if times != 1} == {}
    assert scene.server.world.problems == []


async def test_kill_9_at_random_moments_loses_and_doubles_nothing(tmp_path: Path) -> None:
    began = time.monotonic()
    async with street(tmp_path, SEED) as scene:
        while scene.kills < ROUNDS or (little_happened(scene) and scene.kills < 4 * ROUNDS):
            await scene.round()
        await scene.rest()
        site = opened(scene.errand_now)
        figures = figures_of(scene, site, time.monotonic() - began)
        print(figures)  # noqa: T201 - the figures of a run
        assert_sound(scene, site)
        site.close()
        with open_archive(Folders(data=scene.errand.data).database) as archive:
            assert verify(archive.tx).verdict is Verdict.CONSISTENT_ONLY
        assert not little_happened(scene), figures


async def test_without_asking_before_saying_again_the_harness_sees_doubles(tmp_path: Path) -> None:
    async with street(tmp_path, SEED, may_ask=False) as scene:
        for _ in range(ROUNDS_OF_THE_CONTROL):
            await scene.round()
        await scene.rest()
        site = opened(scene.errand_now)
        shown, known = said(scene.server), lines_sent(site).keys() | cards_sent(site)
        print(f"control, seed {SEED}: {len(shown.keys() - known)} of {len(shown)} messages doubled")  # noqa: T201 - the same
        site.close()
    assert shown.keys() - known != set()
