"""An installation in a folder of its own, with one executed case and a stalled one in its ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cast as c
import deeds as d
from scabot.assemble.site import Folders
from scabot.clock.chance import SeededChance
from scabot.clock.wall import HandClock
from scabot.handle import Handle
from scabot.ledger.facts import RoleGranted
from scabot.ledger.files import private_folder
from scabot.ledger.keyfile import make_keyfile, read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.opening import open_store
from scabot_domain.case import Case
from scabot_domain.parties import Actor, Role, Side, Source
from scabot_domain.playbook import shipped_book
from story import MINUTE, Step

ADMIN = Actor(team="local", user="0:ada", role=Role.ADMIN, side=Side.NEUTRAL)


@contextmanager
def handling(data: Path, *, fresh: bool = True, url: str = "") -> Iterator[tuple[Handle, HandClock]]:
    """Open the ledger of a data folder and hand out the one path to it."""
    folders, clock, chance = Folders(data=data, url=url), HandClock(c.NOW), SeededChance(7)
    private_folder(folders.root_key.parent)
    if fresh:
        make_keyfile(folders.root_key, chance.token_bytes)
    keys = Keyring(folders.keys, read_keyfile(folders.root_key), clock.now, chance.token_bytes)
    place = data if url else folders.database
    store = open_store(place, keys, home_side=Side.PROVIDER, now=clock.now(), url=url)
    yield Handle(store, shipped_book(), home_side=Side.PROVIDER, now=clock.now, jitter=lambda _: 0.0), clock
    store.close()
    keys.close()


def settle(data: Path, url: str = "") -> None:
    """Write a ledger: the people of the cast, and one case from opening to execution with a private note."""
    with handling(data, url=url) as (handle, clock):
        for number, person in enumerate(c.DIRECTORY.people):
            by = c.by(ADMIN, clock.now(), source=Source.CLI, key=f"cli:{number}")
            handle.govern(RoleGranted(person=person), by)
        play(handle, clock, (*d.executed, d.notes(c.RUTH)))


def play(handle: Handle, clock: HandClock, steps: tuple[Step, ...]) -> None:
    """Let the steps happen a minute apart."""
    case = Case(key=c.KEY)
    for step in steps:
        case = handle(c.KEY, step(case, clock.now())).case
        clock.advance(MINUTE)
