"""The shell hands its requests to the service that has the ledger open: same answers, same promises."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import cast as c
from cli.test_case import OPENING
from scabot.assemble.giving import Given, ShellUser, give
from scabot.assemble.handing import Giving, Handed, Identifying, Printed
from scabot.assemble.hatch import NAME, Hatch, handed_over
from scabot.assemble.site import Site, open_site
from scabot.assemble.up import answering
from scabot.cli.faults import in_words
from scabot.cli.hand import hand, shell_user
from scabot.clock.chance import SeededChance
from scabot.clock.wall import HandClock
from scabot.ledger.errors import InUse, OutcomeUnknown
from scabot.ledger.facts import RoleGranted
from scabot.settings import Settings, read_settings
from scabot_domain.directory import Person
from scabot_domain.parties import EVERYBODY, Role, Side, Source

NAMED = "Ada Sample Kestrel"
NOTE = Giving(given=Given(act="note", case=c.KEY, told={"text": "fax line busy"}))


@pytest.fixture
def settings(data: Path) -> Settings:
    return read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(data)}, Path("none"))


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[Site]:
    """A service with its hatch open, in which whoever runs the tests is a PA specialist."""
    site = open_site(settings, clock=HandClock(c.NOW), chance=SeededChance(9))
    team, user = shell_user()
    person = Person(team=team, user=user, name="Ann Doe", roles=(Role.PA_SPECIALIST,), side=Side.PROVIDER, zone=c.ZONE)
    site.handle.govern(RoleGranted(person=person), c.by(c.ADA, c.NOW, source=Source.CLI, key="cli:ann"))
    hatch = Hatch(settings.data_dir, answering(site, in_words))
    await hatch.open()
    yield site
    await hatch.shut()
    site.close()


async def test_a_request_is_done_by_the_service_as_the_person_whom_the_kernel_names(
    service: Site, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asyncio.to_thread(hand, settings, NOTE) == 0
    assert "note: fax line busy" in capsys.readouterr().out
    newest = service.store.history(c.KEY)[-1]
    assert (newest.actor.team, newest.actor.user) == shell_user()


@pytest.mark.usefixtures("service")
async def test_a_refusal_and_a_fault_come_back_as_sentences(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = Giving(given=Given(act="offer", case=c.KEY, told={"rates": ["3500 per diem"]}))
    assert await asyncio.to_thread(hand, settings, refused) == 1
    assert capsys.readouterr().err.startswith("Not possible now: ")
    senseless = Giving(given=Given(act="dance", case=c.KEY))
    assert await asyncio.to_thread(hand, settings, senseless) == 1
    assert "'dance' is no command." in capsys.readouterr().err


async def test_an_identity_enters_while_the_bot_runs_and_is_in_no_answer_log_or_file(
    service: Site, settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    case = give(service, Given(act="open", told=OPENING), shell_user()).case
    patient = {"section": 2, "token": c.TOKEN, "identity_on_file": False, "coverage_from": "2026-01-01"}
    give(service, Given(act="section", case=case, told={"content": patient}), shell_user())
    asked = Identifying(case=case, name=NAMED, birth_date="1970-12-31", member_id="W-1234-KESTREL")
    code = await asyncio.to_thread(hand, settings, asked)
    told = capsys.readouterr()
    section = service.handle.case(case, EVERYBODY).sections[2].content
    assert (code, getattr(section, "identity_on_file", None)) == (0, True)
    assert NAMED not in told.out + told.err + caplog.text + repr(asked)
    assert not any(NAMED.encode() in file.read_bytes() for file in settings.data_dir.rglob("*") if file.is_file())


async def test_a_fault_that_nobody_foresaw_is_answered_logged_and_ends_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(handed: Handed, user: ShellUser) -> Printed:
        del handed, user
        return in_words(ZeroDivisionError("a secret"))

    hatch = Hatch(settings.data_dir, breaks)
    await hatch.open()
    answers = [await asyncio.to_thread(handed_over, settings.data_dir, NOTE) for _ in range(2)]
    await hatch.shut()
    assert [answer.exit_code for answer in answers if answer] == [70, 70]
    assert "a secret" not in "".join(answer.err for answer in answers if answer) + capsys.readouterr().err
    assert "a request of the shell failed" in caplog.text


@pytest.mark.usefixtures("service")
async def test_a_line_that_is_no_request_is_closed_and_the_next_one_is_answered(settings: Settings) -> None:
    reader, writer = await asyncio.open_unix_connection(str(settings.data_dir / NAME))
    writer.write(b'{"kind": "rm -rf"}\n')
    assert await reader.read() == b""
    writer.close()
    answer = await asyncio.to_thread(handed_over, settings.data_dir, NOTE)
    assert answer is not None
    assert answer.exit_code == 0


async def test_a_request_that_was_taken_and_not_answered_is_never_called_unrecorded(settings: Settings) -> None:
    async def dies(handed: Handed, user: ShellUser) -> Printed:
        raise ConnectionResetError(f"{handed.kind} of {user}")

    hatch = Hatch(settings.data_dir, dies)
    await hatch.open()
    with pytest.raises(OutcomeUnknown, match="did not answer"):
        await asyncio.to_thread(handed_over, settings.data_dir, NOTE)
    await hatch.shut()


async def test_a_dead_services_socket_is_replaced_and_only_its_owner_gets_there(settings: Settings) -> None:
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(settings.data_dir / NAME))
    left.close()
    site = open_site(settings, clock=HandClock(c.NOW), chance=SeededChance(9))
    hatch = Hatch(settings.data_dir, answering(site, in_words))
    await hatch.open()
    modes = [path.stat().st_mode & 0o077 for path in (settings.data_dir, settings.data_dir / NAME)]
    await hatch.shut()
    await hatch.shut()
    site.close()
    assert (modes, (settings.data_dir / NAME).exists()) == ([0, 0], False)


def test_a_silent_socket_leads_to_the_sentence_about_who_has_the_ledger(settings: Settings) -> None:
    site = open_site(settings, clock=HandClock(c.NOW), chance=SeededChance(9))
    with pytest.raises(InUse, match=r"is in use by scabot .* \(process "):
        hand(settings, NOTE)
    site.close()


async def test_a_folder_whose_path_is_too_long_for_a_socket_is_reached_nevertheless(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)

    async def echoes(handed: Handed, user: ShellUser) -> Printed:
        del user
        return Printed(out=json.dumps({"kind": handed.kind}))

    hatch = Hatch(deep, echoes)
    await hatch.open()
    answer = await asyncio.to_thread(handed_over, deep, NOTE)
    await hatch.shut()
    assert answer == Printed(out='{"kind": "give"}')


def test_nobody_at_the_hatch_is_no_answer(tmp_path: Path) -> None:
    assert handed_over(tmp_path, NOTE) is None
