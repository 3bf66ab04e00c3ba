"""Who the patient is, planted while a whole negotiation is played, is in nothing that anybody but the keys can read."""

import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cast as c
import deeds as d
from hunt import found, in_content, told
from journeys.stage import Stage
from scabot.assemble.hours import PracticeClock
from scabot.assemble.identity import Identity, put_on_file
from scabot.assemble.theater import PracticeTheater
from scabot.cli.identity import checked
from scabot.clock.chance import SeededChance
from scabot.ledger.facts import RoleGranted
from scabot.telemetry.logs import set_up_logs
from scabot_domain.commands import AddNote
from scabot_domain.directory import Person
from scabot_domain.parties import COMPLIANCE_READERS, Role, Side
from scabot_domain.terms.sections import Patient
from servers.grounds import ON_BOTH, migrated
from servers.postgres import Server, careful_postgres
from story import Step

__all__ = ["careful_postgres"]

NOTE = "The kanary of room nine sings at four"
"""Said in Slack and shown there, but in the clear in no file."""
SHELL_USER = ("local", "0:ann")
ANN = Person(team="local", user="0:ann", name="Ann Doe", roles=(Role.PA_SPECIALIST,), side=Side.PROVIDER, zone="UTC")
IDENTITY: Identity = checked(told(0), date(2026, 11, 24))
SECRETS = [*told(0).values()]
AT_REST = [*SECRETS, NOTE]


@asynccontextmanager
async def staged(folder: Path, url: str) -> AsyncIterator[Stage]:
    theater = PracticeTheater(folder / "data", PracticeClock(c.NOW), SeededChance(7), database_url=url)
    await theater.open()
    try:
        yield Stage(theater)
    finally:
        await theater.close()


def noted() -> Step:
    return lambda _case, at: AddNote(by=c.by(c.RUTH, at), text=NOTE, shared=True)


def failing(stage: Stage) -> None:
    """Let the store fail while it holds an identity, and whoever hears of it log everything there is."""
    base: Any = stage.site.store.log.datastore
    real: Callable[..., Any] = base.tx

    @contextmanager
    def tx(*, commit: bool) -> Iterator[Any]:
        with real(commit=commit) as opened:
            yield opened
            if commit:
                raise RuntimeError("planned", IDENTITY)

    base.tx = tx
    try:
        put_on_file(stage.site, c.KEY, IDENTITY, SHELL_USER)
    except RuntimeError as error:
        logging.getLogger("scabot.ledger").exception("failed with %r", IDENTITY, extra={"identity": IDENTITY})
        logging.getLogger("scabot.slack").debug("%s %r", error, error.args)
    finally:
        base.tx = real


async def played(stage: Stage) -> None:
    """Play a case to its execution, its identity entered in between, its log read by compliance."""
    site = stage.site
    await site.threads.write(site.handle.govern, RoleGranted(person=ANN), c.by(c.ADA, stage.theater.now()))
    await stage.does(*d.filled, noted())
    await site.threads.write(failing, stage)
    await site.threads.write(put_on_file, site, c.KEY, IDENTITY, SHELL_USER)
    await stage.theater.settle()
    await stage.does(*d.executed[len(d.filled) :])
    for handle in ("ruth", "chris"):
        await stage[handle].open_home()
        await stage[handle].slash(f"log {c.KEY}")
        await stage[handle].slash(f"status {c.KEY}")


def told_to_slack(stage: Stage) -> bytes:
    """Return everything that ever went to Slack or to a screen in the practice workspace."""
    world, wire = stage.world, stage.theater.server.wire
    messages = [(one.text, one.blocks, one.metadata) for all_of in world.messages.values() for one in all_of]
    return json.dumps([messages, [one.text for one in world.shown], repr(wire.sent)], default=repr).encode()


@pytest.mark.parametrize("kind", ON_BOTH)
async def test_who_the_patient_is_reaches_no_file_no_log_and_no_screen(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Server | None = request.getfixturevalue("careful_postgres") if kind == "postgres" else None
    log = io.StringIO()
    async with staged(tmp_path, migrated(server) if server else "") as stage:
        set_up_logs("DEBUG", log, human=False)
        await played(stage)
        content = stage.site.handle.case(c.KEY, COMPLIANCE_READERS).sections[2].content
        assert isinstance(content, Patient)
        assert content.member_id is not None
        revealed = stage.site.store.case_mapper.revealed(c.KEY, "member_id", content.member_id)
        assert revealed == told(0)["member_id"]
        assert in_content(told_to_slack(stage), AT_REST) == {NOTE}
        assert found(tmp_path, AT_REST) == set()
        if server is not None:
            assert at_rest_on(server) == set()
    assert found(tmp_path, AT_REST) == set()
    assert "failed with <phi>" in log.getvalue() or "Identity(name=<phi>" in log.getvalue()
    assert in_content(log.getvalue().encode(), AT_REST) == set()


def at_rest_on(server: Server, sentinels: Sequence[str] = AT_REST) -> set[tuple[str, str]]:
    """Return what is found in the data folder of a server, its write-ahead log and its own log."""
    with server.connect() as owner:
        owner.execute("CHECKPOINT")
    return found(server.socket.parent, sentinels)


def test_control_what_is_planted_in_a_table_of_the_server_is_found_in_its_files(careful_postgres: Server) -> None:
    somebody_else = told(13)["name"]
    with careful_postgres.connect() as owner:
        owner.execute("CREATE TABLE planted (told text)")
        owner.execute("INSERT INTO planted VALUES (%s)", [somebody_else])
    assert len(at_rest_on(careful_postgres, [somebody_else])) >= 2  # a page of the table, and the log before it
