"""Replay and verify, as compliance would, the ledger that a whole story left behind."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scabot.assemble.site import Folders
from scabot.assemble.stories import play_stories
from scabot.cli import main
from scabot.ledger.archive import open_archive

STATE = "SELECT state FROM scabot_events WHERE originator_id = ? AND originator_version = ?"
FORGE = "UPDATE scabot_events SET state = ? WHERE originator_id = ? AND originator_version = ?"
BEFORE, AFTER = "2026-11-25T10:59", "2026-11-25T11:01"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories") / "kept"
    assert play_stories([Path("approval-to-signature")], lambda _line: None, keep=folder) == 0
    return folder / "approval-to-signature" / "data"


@pytest.fixture(scope="module")
def case(kept: Path) -> str:
    """The one case of the story."""
    with open_archive(Folders(data=kept).database) as archive:
        [row] = archive.tx.all("SELECT DISTINCT originator_id FROM scabot_events WHERE originator_id LIKE 'SCA-%'")
    return str(row[0])


@pytest.fixture
def replayed(kept: Path, case: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> object:
    monkeypatch.setenv("SCABOT_DATA_DIR", str(kept))

    def run(*arguments: str) -> str:
        capfd.readouterr()
        assert main(["audit", "replay", case, *arguments]) == 0
        return capfd.readouterr().out

    return run


def test_a_replay_shows_the_state_before_and_after_a_counter_offer(replayed: object) -> None:
    assert callable(replayed)
    before, after = replayed("--as-of", BEFORE), replayed("--as-of", AFTER)
    assert "$62,000.00 case rate" in before
    assert "$38,000.00" not in before
    assert "offer OFR-2 by the payer" in after


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_two_replays_are_identical_to_the_byte(replayed: object, form: tuple[str, ...]) -> None:
    assert callable(replayed)
    assert replayed("--as-of", AFTER, *form) == replayed("--as-of", AFTER, *form)


def test_i20_a_replay_for_one_side_holds_nothing_that_the_other_kept_to_itself(replayed: object) -> None:
    assert callable(replayed)
    payer, provider, both = (replayed("--audience", who) for who in ("payer", "provider", "all"))
    assert "our floor is 41,000" in provider
    assert "our floor is 41,000" not in payer
    assert "we can go up to 43,000" in payer
    assert "we can go up to 43,000" not in provider
    assert "our floor is 41,000" in both
    assert "we can go up to 43,000" in both


@pytest.mark.parametrize("version", [1, 9, 30, 52])
def test_a_byte_changed_in_the_database_is_found_and_the_event_named(
    kept: Path, case: str, tmp_path: Path, *, version: int, capfd: pytest.CaptureFixture[str]
) -> None:
    forged = tmp_path / "forged.db"
    with closing(sqlite3.connect(Folders(data=kept).database)) as source, closing(sqlite3.connect(forged)) as target:
        source.backup(target)
        for [trigger] in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {trigger}")
        [state] = target.execute(STATE, (case, version)).fetchone()
        changed = bytes([*state[:-20], state[-20] ^ 1, *state[-19:]])
        target.execute(FORGE, (changed, case, version))
        target.commit()
    assert main(["audit", "verify", "--db", str(forged)]) == 1
    told = capfd.readouterr().out
    assert f"'{case}' version {version}, " in told
