"""The commands about the installation: people, channels, playbook, and what `up` insists on."""

import socket
from pathlib import Path

import pytest

from cli.conftest import Shell
from cli.settled import handling
from scabot.cli.faults import MisusedError
from scabot.cli.site import role_named, side_of
from scabot.clock.wall import SystemClock
from scabot.sandbox.seed import practice_world
from scabot.sandbox.server import SandboxServer
from scabot.slack.installing import NotTaken, installation
from scabot_domain.parties import Role, Side


def test_a_granted_person_is_listed_with_roles_and_side(empty_folder: Path, shell: Shell) -> None:
    grant = ("people", "grant", "T0LAKESIDE", "U0RUTH", "pa-specialist", "--name", "Ruth Adeyemi")
    ran = shell(*grant)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Ruth Adeyemi (T0LAKESIDE/U0RUTH) is pa_specialist (provider).\n"
    assert shell("people", "list").out == "T0LAKESIDE/U0RUTH  Ruth Adeyemi: pa_specialist (provider)\n"
    modes = [(empty_folder / "data" / name).stat().st_mode & 0o077 for name in ("ledger", "keys")]
    assert modes == [0, 0]


def test_a_linked_channel_is_listed(empty_folder: Path, shell: Shell) -> None:
    ran = shell("channels", "link", "partner", "T0LAKESIDE", "C0PARTNER", "shared", "--party-team", "T0NORTHWIND")
    assert (ran.code, ran.out) == (0, "partner is the shared channel T0LAKESIDE/C0PARTNER.\n")
    assert shell("channels", "list").out == "partner  shared  T0LAKESIDE/C0PARTNER\n"
    assert empty_folder.exists()


def test_grants_are_facts_of_the_shell_user_in_the_ledger(empty_folder: Path, shell: Shell) -> None:
    shell("people", "grant", "T0LAKESIDE", "U0ADA", "admin", "--name", "Ada Park")
    with handling(empty_folder / "data", fresh=False) as (handle, _):
        [granted] = handle.directory().people
    assert (granted.name, granted.roles, granted.side) == ("Ada Park", (Role.ADMIN,), Side.NEUTRAL)
    assert shell("audit", "verify").code == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["people", "grant", "T0", "U0", "boss", "--name", "X"], "'boss' is no role. There are: pa_specialist, "),
        (["people", "grant", "T0", "U0", "system", "--name", "X"], "'system' is no role."),
        (["people", "grant", "T0", "U 0", "admin", "--name", "X"], "Slack ids look like T0LAKESIDE and U0RUTH."),
        (["people", "grant", "T0", "U0", "admin", "--name", "X", "--zone", "Mars"], "A time zone looks like"),
        (
            ["people", "grant", "T0", "U0", "case_manager", "physician", "--name", "X"],
            "A person speaks for one side only: case_manager (payer), physician (provider).",
        ),
        (["people", "grant", "T0", "U0"], "Missing argument 'ROLE...'"),
        (["channels", "link", "a", "T0", "C0", "open"], "A channel is internal, shared, compliance."),
        (["channels", "link", "A b", "T0", "C0", "shared"], "These arguments are not what they should be: alias."),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_made(
    empty_folder: Path, shell: Shell, arguments: list[str], sentence: str
) -> None:
    ran = shell(*arguments)
    assert (ran.code, ran.out) == (64, "")
    assert ran.err.startswith(sentence)
    assert list(empty_folder.iterdir()) == []


def test_nothing_is_recorded_before_the_home_side_is_chosen(
    empty_folder: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCABOT_HOME_SIDE")
    ran = shell("people", "grant", "T0LAKESIDE", "U0ADA", "admin", "--name", "Ada Park")
    assert ran.code == 78
    assert "SCABOT_HOME_SIDE is not set: payer, provider or neutral?" in ran.err
    assert list(empty_folder.iterdir()) == []


def test_a_ledger_in_use_is_refused_with_75_and_names_its_holder(data: Path, shell: Shell) -> None:
    with handling(data, fresh=False):
        ran = shell("people", "grant", "T0LAKESIDE", "U0ADA", "admin", "--name", "Ada Park")
        assert ran.code == 75
        assert "is in use by scabot" in ran.err
        assert shell("people", "list").code == 0


def test_up_lists_everything_that_is_missing(empty_folder: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCABOT_HOME_SIDE")
    ran = shell("up")
    assert ran.code == 78
    assert [line.partition(" ")[0] for line in ran.err.splitlines()] == [
        "Something",
        "SCABOT_HOME_SIDE",
        "SCABOT_SLACK_BOT_TOKEN",
        "SCABOT_SLACK_APP_TOKEN",
    ]
    assert list(empty_folder.iterdir()) == []


def test_up_says_where_nobody_answers(empty_folder: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "BOT_TOKEN": "xoxb-1",
        "APP_TOKEN": "xapp-1-A0-1",
        "API_URL": "http://127.0.0.1:1/api/",
    }.items():
        monkeypatch.setenv(f"SCABOT_SLACK_{name}", value)
    ran = shell("up")
    assert ran.code == 1
    assert ran.err == (
        "Nobody answers at http://127.0.0.1:1/api/ (ClientConnectorError). "
        "Check SCABOT_SLACK_API_URL and the way to it, then start again.\n"
    )
    assert list(empty_folder.iterdir()) == []


async def test_up_takes_no_app_level_token_that_slack_does_not_take() -> None:
    server = SandboxServer(practice_world(SystemClock()))
    url = await server.start()
    try:
        with pytest.raises(NotTaken, match="the app-level token is not taken by Slack: invalid_auth"):
            await installation(f"{url}/api/", server.world.installation.bot_token, "xapp-1-A0SCABOT-made-up")
    finally:
        await server.stop()


def test_a_port_that_is_taken_is_said_in_a_sentence(empty_folder: Path, shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = shell("demo", "--no-browser", "--port", str(port))
    assert (ran.code, ran.err) == (1, f"Port {port} of 127.0.0.1 cannot be had; name another by --port, or none.\n")
    assert list(empty_folder.iterdir()) == []


def test_empty_lists_say_so(data: Path, shell: Shell) -> None:
    assert shell("channels", "list").out == "No channel is linked.\n"
    assert data.exists()


def test_the_playbook_is_printed_under_its_version_and_digest(shell: Shell) -> None:
    ran = shell("playbook", "show")
    assert ran.code == 0
    assert ran.out.startswith("# playbook ")
    assert "draft" in ran.out


def test_the_version_is_that_of_the_release(shell: Shell) -> None:
    assert shell("version").out.startswith("scabot 20")


def test_a_pa_specialist_takes_the_home_side() -> None:
    assert side_of((Role.PA_SPECIALIST,), Side.PAYER) is Side.PAYER
    assert side_of((Role.PA_SPECIALIST, Role.CASE_MANAGER), Side.PAYER) is Side.PAYER
    with pytest.raises(MisusedError):
        side_of((Role.PA_SPECIALIST, Role.CASE_MANAGER), Side.PROVIDER)


def test_roles_are_read_with_hyphen_or_underscore() -> None:
    assert role_named("Case-Manager") is role_named("case_manager") is Role.CASE_MANAGER
