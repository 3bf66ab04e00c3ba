"""The one way in for who a patient is, and a hunt for it in everything that scabot writes."""

import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import cast as c
import deeds as d
from cli.conftest import Ran, Shell
from cli.settled import handling
from hunt import CASES, SENTINELS, found, told
from scabot.assemble.identity import Identity, put_on_file
from scabot.assemble.site import Folders, Site, open_site
from scabot.cli.faults import MisusedError
from scabot.cli.hand import shell_user
from scabot.cli.identity import asked, checked, from_json
from scabot.ledger.facts import RoleGranted
from scabot.ledger.keyfile import read_keyfile
from scabot.ledger.keys import Keyring
from scabot.ledger.mapper import CaseMapper
from scabot.ledger.sealing import sealed
from scabot.settings import read_settings
from scabot.telemetry.logs import set_up_logs
from scabot_domain.directory import Directory, Person
from scabot_domain.evolve import replay
from scabot_domain.parties import EVERYBODY, Role, Side
from scabot_domain.phi import Phi
from scabot_domain.terms.sections import Patient

TODAY = date(2026, 11, 24)
WHO = Person(
    team="local", user=shell_user()[1], name="Ann Doe", roles=(Role.PA_SPECIALIST,), side=Side.PROVIDER, zone="UTC"
)


@pytest.fixture
def cases(data: Path) -> Path:
    """A ledger in which the coverage of every case is filled in, and whoever runs the tests holds a role."""
    with handling(data, fresh=False) as (handle, clock):
        clock.advance_to(clock.now().replace(hour=23))
        handle.govern(RoleGranted(person=WHO), c.by(c.ADA, clock.now()))
        for number, key in enumerate(CASES):
            for step in (d.opens(), d.sets(c.RUTH, replace(c.PATIENT, identity_on_file=False))):
                clock.advance(timedelta(seconds=1))
                handle(key, step(replay(key, []), clock.now()))
            assert number < 20
    return data


def entered(site: Site) -> None:
    for number, key in enumerate(CASES):
        put_on_file(site, key, checked(from_json(json.dumps(told(number)).encode()), TODAY), shell_user())


def given(case: str) -> Ran:
    """Run the command in a process of its own, with the first identity on its standard input."""
    command = [sys.executable, "-m", "scabot", "case", "identity", case]
    ran = subprocess.run(command, input=json.dumps(told(0)), capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_what_was_entered_is_in_no_file_of_ledger_log_backup_or_answer(
    cases: Path, shell: Shell, empty_folder: Path
) -> None:
    log = io.StringIO()
    set_up_logs("DEBUG", log, human=False)
    site = open_site(read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(cases)}, Path("none")))
    entered(site)
    for key in CASES:
        assert site.handle.case(key, EVERYBODY).sections[2].content.identity_on_file  # type: ignore[union-attr]  # the patient
    (empty_folder / "ran.txt").write_text(repr(site.store.history(CASES[0])))
    assert (cases / "ledger" / "scabot.db-wal").stat().st_size > 0
    ran = [shell("backup", "copies", "--keys", "key-copies"), shell("audit", "replay", CASES[0], "--json")]
    ran += [shell("audit", "replay", CASES[1]), shell("status", CASES[2]), shell("rebuild", "--check")]
    (empty_folder / "log.txt").write_text(log.getvalue() + repr(ran))
    assert [one.code for one in ran] == [0, 0, 0, 0, 0]
    assert found(empty_folder) == set()
    site.close()
    assert found(empty_folder) == set()


class NullCipher:
    """Encrypts nothing."""

    def encrypt(self, nonce: bytes, text: bytes, _associated: bytes) -> bytes:
        """Return the text with an empty tag."""
        return text + bytes(16) if nonce else text

    def decrypt(self, _nonce: bytes, text: bytes, _associated: bytes) -> bytes:
        """Return the text without the tag."""
        return text[:-16]


class NullKeys(Keyring):
    """Keys that seal nothing."""

    def sealing(self, stream: str) -> tuple[int, NullCipher]:  # type: ignore[override]  # that is the point
        """Return a real id with the null cipher."""
        return super().sealing(stream)[0], NullCipher()

    def sealing_subject(self, subject: str) -> tuple[int, NullCipher]:  # type: ignore[override]  # as above
        """Return a real id with the null cipher."""
        return super().sealing_subject(subject)[0], NullCipher()


def test_control_with_a_null_cipher_the_hunt_finds_every_sentinel(cases: Path, empty_folder: Path) -> None:
    folders, lair = Folders(data=cases), empty_folder / "lair"
    lair.mkdir()
    keys = NullKeys(folders.keys, read_keyfile(folders.root_key), lambda: c.NOW)
    site = open_site(read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(cases)}, Path("none")))
    for number, key in enumerate(CASES):
        whole = checked(told(number), TODAY)
        with_identity = replace(c.PATIENT, name=whole.name, birth_date=whole.birth_date, member_id=whole.member_id)
        step = d.sets(c.RUTH, sealed(with_identity, key, keys))
        site.handle(key, step(replay(key, []), c.NOW.replace(hour=22, second=number)))
        stored = CaseMapper(keys).to_stored_event(site.store.history(key)[-1])
        (lair / key).write_bytes(stored.state)
    site.close()
    keys.close()
    assert {sentinel for _, sentinel in found(lair)} == set(SENTINELS)


def test_through_the_shell_it_is_read_and_never_printed(cases: Path) -> None:
    ran = given(CASES[0])
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"The identity of the patient in {CASES[0]} is on file, sealed. Section 2 waits to be confirmed.\n"
    )
    with handling(cases, fresh=False) as (handle, _):
        content = handle.case(CASES[0], EVERYBODY).sections[2].content
    assert isinstance(content, Patient)
    assert content.identity_on_file
    with closing(Keyring(Folders(data=cases).keys, read_keyfile(Folders(data=cases).root_key), lambda: c.NOW)) as keys:
        assert content.member_id is not None
        assert CaseMapper(keys).revealed(CASES[0], "member_id", content.member_id) == told(0)["member_id"]
    with closing(sqlite3.connect(Folders(data=cases).keys)) as db:
        assert db.execute("SELECT count(*) FROM keys WHERE name LIKE 'subject:%'").fetchone() == (1,)


def test_only_a_mapped_person_may_and_only_after_the_coverage(data: Path, shell: Shell) -> None:
    def tried(case: str) -> str:
        ran = given(case)
        assert (ran.code, ran.out) == (1, "")
        assert "Quentin" not in ran.err
        return ran.err

    assert "hold no role that may fill in section 2" in tried(c.KEY)
    granted = shell("people", "grant", *shell_user(), "pa_specialist", "--name", "Ann Doe")
    assert granted.code == 0
    assert tried("SCA-0EMPTY") == "Section 2 of SCA-0EMPTY is empty: fill in the coverage first, in Slack.\n"
    assert "The rules do not allow this now: terms-locked" in tried(c.KEY)
    assert data.exists()


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"name": "Q" * 201}, {"birth_date": "Quentin"}, {"birth_date": "2026-11-25"}, {"birth_date": "1"}],
)
def test_what_no_identity_can_be_is_refused_without_quoting_it(change: dict[str, str]) -> None:
    with pytest.raises(MisusedError) as refused:
        checked({**told(0), **change}, TODAY)
    assert "Quentin" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("content", [b"Quentin", b'["Quentin"]', b'{"name": "Quentin"}', b"\xff", b'{"name": 7}'])
def test_anything_but_the_three_texts_is_refused_without_quoting_it(content: bytes) -> None:
    with pytest.raises(MisusedError, match="must be one JSON object with the texts name, birth_date, member_id"):
        from_json(content)


def test_at_a_terminal_each_is_asked_twice() -> None:
    answers = iter(["Q", "Q", "1970-01-02", "1970-01-02", "W1", "W2"])
    with pytest.raises(MisusedError, match="The two entries for member_id differ"):
        asked(lambda _: next(answers))
    assert asked(lambda prompt: prompt[:4]) == {"name": "Name", "birth_date": "Birt", "member_id": "Memb"}


def test_nobody_in_the_shell_is_ever_pinged() -> None:
    assert Directory(people=(WHO,)).holding(Role.PA_SPECIALIST) == ()


def test_an_identity_prints_nothing() -> None:
    assert repr(Identity(name=Phi("Q"), birth_date=Phi("B"), member_id=Phi("M"))) == (
        "Identity(name=<phi>, birth_date=<phi>, member_id=<phi>)"
    )
