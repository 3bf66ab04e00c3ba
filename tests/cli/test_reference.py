"""The reference page of the shell is its help, word for word."""

from pathlib import Path

import pytest

from cli.conftest import Shell
from scabot.cli.case import act_names

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
COMMANDS = (
    "demo",
    "up",
    "status",
    "backup",
    "restore",
    "rebuild",
    "migrate",
    "version",
    "case identity",
    "case what-if",
    "case next",
    "case plan",
    *(f"case {name}" for name in act_names()),
    "audit replay",
    "audit verify",
    "story play",
    "story schema",
    "people grant",
    "people list",
    "channels link",
    "channels list",
    "fees import",
    "fees list",
    "fees price",
    "playbook show",
)


def entry(command: str, shell: Shell) -> str:
    """Return what the page must say about a command."""
    return f"## scabot {command}\n\n```text\n{shell(*command.split(), '--help').out.rstrip()}\n```\n"


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_the_page_holds_the_help_of_every_command(shell: Shell) -> None:
    page = PAGE.read_text()
    assert page[page.index("\n## scabot ") + 1 :] == "\n".join(entry(command, shell) for command in COMMANDS)


def test_no_command_is_missing_from_the_page(shell: Shell) -> None:
    named: set[str] = set()
    for group in ("", "case", "audit", "story", "people", "channels", "fees", "playbook"):
        table = shell(*group.split(), "--help").out.partition("Commands:\n")[2]
        named |= {f"{group} {line.split()[0]}".strip() for line in table.splitlines() if line.startswith("  ")}
    assert named - {"case", "audit", "story", "people", "channels", "fees", "playbook"} == set(COMMANDS)
