"""`scabot audit` and `scabot status` on a real ledger: what they print and the exit codes that monitors rely on."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import cast as c
from audit.forgery import attacking, rebuild
from cli.conftest import Shell


def fingerprint(data: Path) -> dict[str, str]:
    files = [path for path in sorted(data.rglob("*")) if path.is_file() and not path.name.endswith(("-shm", "-wal"))]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def change_state(db: sqlite3.Connection, version: int, state: bytes) -> None:
    for [name] in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    row = [state, c.KEY, version]
    db.execute("UPDATE scabot_events SET state = ? WHERE originator_id = ? AND originator_version = ?", row)


def state_of(db: sqlite3.Connection, version: int) -> bytes:
    sql = "SELECT state FROM scabot_events WHERE originator_id = ? AND originator_version = ?"
    state: bytes = db.execute(sql, [c.KEY, version]).fetchone()[0]
    return state


def test_a7_compliance_replays_a_case(data: Path, shell: Shell) -> None:
    ran = shell("audit", "replay", c.KEY)
    assert ran.code == 0
    assert ran.out.startswith("REPLAY OF SCA-7QK2M4\n")
    assert "AGREEMENT EXECUTED: SCA-7QK2M4" in ran.out
    assert "by Ruth Adeyemi (T0LAKESIDE/U0RUTH), PA specialist for the provider" in ran.out
    assert "Left a message" in ran.out
    assert data.exists()


def test_a_case_key_is_read_as_people_write_it(data: Path, shell: Shell) -> None:
    assert shell("audit", "replay", "sca-7qk2m4").out == shell("audit", "replay", c.KEY).out
    assert data.exists()


def test_replaying_changes_nothing_and_says_the_same_each_time(data: Path, shell: Shell) -> None:
    before = fingerprint(data)
    first = shell("audit", "replay", c.KEY, "--json")
    assert first == shell("audit", "replay", c.KEY, "--json")
    assert fingerprint(data) == before


def test_limits_are_in_the_zone_of_the_case_and_echoed_in_utc(data: Path, shell: Shell) -> None:
    ran = shell("audit", "replay", c.KEY, "--as-of", "2026-11-23 10:15", "--known-at", "2026-11-23T10:15:00-06:00")
    assert "what had happened by Mon 2026-11-23 10:15:00 CST (2026-11-23T16:15:00Z)" in " ".join(ran.out.split())
    assert "OFR-1 by the payer: OPEN until" in ran.out
    assert data.exists()


def test_i20_a_replay_for_the_payer_does_not_hold_the_providers_note(data: Path, shell: Shell) -> None:
    for form in ([], ["--json"]):
        assert "Left a message" not in shell("audit", "replay", c.KEY, "--audience", "payer", *form).out
        assert "Left a message" in shell("audit", "replay", c.KEY, "--audience", "provider", *form).out
    assert data.exists()


def test_seals_in_a_replay_are_those_of_the_ledger(data: Path, shell: Shell) -> None:
    with closing(sqlite3.connect(data / "ledger" / "scabot.db")) as db:
        [leaf] = db.execute(
            "SELECT leaf_hash FROM ledger JOIN scabot_events USING (notification_id)"
            " WHERE originator_id = ? AND originator_version = 1",
            [c.KEY],
        ).fetchone()
    digits = leaf.hex()
    read = json.loads(shell("audit", "replay", c.KEY, "--json").out)
    assert read["events"][0]["seal"] == f"v1·{digits[:4]}-{digits[4:8]}-{digits[8:10]}"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["replay", "letter"], "A case key looks like SCA-7Q4K2M: SCA- and six letters or digits."),
        (["replay", c.KEY, "--as-of", "soon"], "'soon' is no instant: write it like 2026-12-03, "),
        (["replay", c.KEY, "--version", "3", "--audience", "payer"], "--version counts every event"),
        (["replay", c.KEY, "--version", "0"], "Invalid value for '--version'"),
        (["replay"], "Missing argument 'CASE'"),
        (["verify", "--frob"], "No such option: --frob"),
        (["frob"], "No such command 'frob'"),
    ],
)
def test_wrong_usage_is_a_sentence_and_64(data: Path, shell: Shell, arguments: list[str], sentence: str) -> None:
    ran = shell("audit", *arguments)
    assert (ran.code, ran.out) == (64, "")
    assert ran.err.startswith(sentence)
    assert data.exists()


def test_a_case_that_is_not_there_is_said_so(data: Path, shell: Shell) -> None:
    ran = shell("audit", "replay", "SCA-ZZZZZZ")
    assert (ran.code, ran.err) == (1, "There is no case SCA-ZZZZZZ in this ledger.\n")
    assert data.exists()


def test_without_the_key_store_the_ledger_is_verified_but_not_read(data: Path, shell: Shell) -> None:
    (data / "keys" / "keys.db").unlink()
    ran = shell("audit", "replay", c.KEY)
    assert ran.code == 1
    assert ran.err.startswith("There is no key store at data/keys/keys.db")
    assert shell("audit", "verify", "--decrypt").code == 3
    assert shell("audit", "verify").code == 2
    assert not (data / "keys" / "keys.db").exists()


def test_a_damaged_file_is_called_tampered_or_damaged(data: Path, shell: Shell) -> None:
    file = data / "ledger" / "scabot.db"
    content = bytearray(file.read_bytes())
    content[8192:-4096] = b"\xff" * (len(content) - 8192 - 4096)
    file.write_bytes(content)
    ran = shell("audit", "verify")
    assert ran.code == 1
    assert "is damaged: it stops being readable" in ran.out


def test_without_a_ledger_nothing_is_made(empty_folder: Path, shell: Shell) -> None:
    ran = shell("audit", "replay", c.KEY)
    assert ran.code == 1
    assert ran.err.startswith("There is no ledger at data/ledger/scabot.db.")
    assert list(empty_folder.iterdir()) == []


def test_an_honest_ledger_is_consistent_only_and_never_a_green_tick(data: Path, shell: Shell) -> None:
    ran = shell("audit", "verify")
    assert ran.code == 2
    assert "Verdict 2: internally consistent only. This is not a proof" in ran.out
    assert data.exists()


def test_verifying_needs_no_key_no_settings_and_no_second_file(data: Path, shell: Shell, tmp_path: Path) -> None:
    alone = tmp_path / "alone.db"
    with closing(sqlite3.connect(data / "ledger" / "scabot.db")) as db:
        db.execute("VACUUM INTO ?", [str(alone)])
    ran = shell("audit", "verify", "--db", str(alone), "--json")
    assert (ran.code, json.loads(ran.out)["verdict"]) == (2, "consistent_only")


def test_decrypting_opens_every_envelope(data: Path, shell: Shell) -> None:
    ran = shell("audit", "verify", "--decrypt", "--json")
    read = json.loads(ran.out)
    assert (ran.code, read["opened"]) == (2, read["size"])
    assert data.exists()


def test_one_altered_byte_exits_1_and_names_leaf_case_version_and_kind(data: Path, shell: Shell) -> None:
    with attacking(data / "ledger" / "scabot.db") as db:
        change_state(db, 4, state_of(db, 4) + b"!")
    ran = shell("audit", "verify")
    assert ran.code == 1
    assert "'SCA-7QK2M4' version 4, 'clinical-approval-recorded@2': the stored event does not give" in ran.out


def test_a_swapped_envelope_in_a_rebuilt_ledger_is_seen_with_the_keys(data: Path, shell: Shell) -> None:
    with attacking(data / "ledger" / "scabot.db") as db:
        change_state(db, 4, state_of(db, 5))
        rebuild(db)
    assert shell("audit", "verify").code == 2
    ran = shell("audit", "verify", "--decrypt")
    assert ran.code == 1
    assert "version 4, 'clinical-approval-recorded@2': its envelope does not open" in ran.out


@pytest.mark.parametrize("content", [None, "", "no database at all, just words " * 300])
def test_what_cannot_be_checked_exits_3_and_claims_nothing(tmp_path: Path, shell: Shell, content: str | None) -> None:
    if content is not None:
        (tmp_path / "odd.db").write_text(content)
    ran = shell("audit", "verify", "--db", str(tmp_path / "odd.db"))
    assert ran.code == 3
    assert "Nothing is claimed about this ledger." in ran.out


def test_faulty_settings_keep_verify_at_3(empty_folder: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCABOT_FROB", "1")
    ran = shell("audit", "verify")
    assert (ran.code, ran.err) == (3, "")
    assert "SCABOT_FROB is not a setting of scabot" in ran.out
    assert empty_folder.exists()


def test_a6_status_says_where_a_case_stands(data: Path, shell: Shell) -> None:
    ran = shell("status", c.KEY)
    assert ran.code == 0
    assert "stage          executed" in ran.out
    assert "TIMELINE" not in ran.out
    assert data.exists()
