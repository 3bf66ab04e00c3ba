"""The shell as a whole: quick help, faults without traceback, usage that exits 64."""

import subprocess
import sys

import pytest

from cli.conftest import Shell
from scabot.audit.shell import CaseNotFoundError
from scabot.cli.commands import USAGE
from scabot.cli.faults import FailedError, MisusedError, of, tell
from scabot.ledger.errors import InUse, StoreBusy
from scabot.settings import SettingsFault

HEAVY = ("pydantic", "slack_bolt", "slack_sdk", "aiohttp", "eventsourcing", "cryptography", "apscheduler", "rich")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - our own


def test_help_imports_nothing_heavy() -> None:
    script = (
        f"import sys; from scabot.cli import main; main(['--help']); print([m for m in {HEAVY} if m in sys.modules])"
    )
    ran = run("-c", script)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command() -> None:
    ran = run("-m", "scabot", "version")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("scabot ")


def test_wrong_usage_exits_64_in_a_process_of_its_own() -> None:
    ran = run("-m", "scabot", "audit", "verify", "--frob")
    assert (ran.returncode, ran.stdout) == (64, "")
    assert ran.stderr.startswith("No such option: --frob")


@pytest.mark.parametrize("group", [[], ["case"], ["audit"], ["story"], ["people"], ["channels"], ["playbook"]])
def test_without_a_command_the_help_is_shown(shell: Shell, group: list[str]) -> None:
    ran = shell(*group)
    assert ran.code == USAGE
    assert "Usage: scabot" in ran.err


@pytest.mark.parametrize("group", [[], ["case"], ["audit"], ["story"], ["people"], ["channels"], ["playbook"]])
def test_help_fits_80_columns_and_cuts_no_sentence(shell: Shell, group: list[str]) -> None:
    ran = shell(*group, "--help")
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 80
    assert "..." not in ran.out.replace("[ARGS]...", "")


@pytest.mark.parametrize(
    ("fault", "sentence", "code"),
    [
        (SettingsFault(["A is wrong.", "B too."]), "Something is wrong with the settings:\nA is wrong.\nB too.", 78),
        (MisusedError("Not so."), "Not so.", 64),
        (FailedError("In the way."), "In the way.", 1),
        (InUse("Somebody has it."), "Somebody has it.", 75),
        (StoreBusy("Busy."), "Busy.", 1),
        (CaseNotFoundError("None."), "None.", 1),
    ],
)
def test_a_foreseen_fault_is_its_own_sentence(fault: Exception, sentence: str, code: int) -> None:
    assert of(fault) == (sentence, code)


def broken() -> Exception:
    try:
        int("Ann Canary")
    except ValueError as wrong:
        return wrong
    raise AssertionError


def test_an_unforeseen_fault_has_a_reference_and_keeps_its_text_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCABOT_DEBUG", raising=False)
    assert tell(broken()) == 70
    err = capsys.readouterr().err
    assert err.startswith("Something went wrong inside scabot (ValueError, reference ")
    assert "Canary" not in err
    assert "Traceback" not in err
    assert of(broken()) == of(broken())


def test_a_running_service_keeps_the_reference_and_the_place_in_its_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(broken())
    [record] = caplog.records
    assert record.getMessage() == "command failed"
    assert str(record.__dict__["reference"]) in capsys.readouterr().err


def test_debug_shows_where_it_happened(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCABOT_DEBUG", "1")
    tell(broken())
    assert "Traceback" in capsys.readouterr().err
