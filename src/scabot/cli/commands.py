"""Every command of the shell: its name, arguments and help; bodies are imported when they run, so that help is fast."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scabot.cli.acts import CASE_HELP, Acts
from scabot.cli.fee_commands import fees
from scabot.cli.looking import AsJson, CaseKey, latest_days, what_next

USAGE = 64
"""The exit code of wrong usage, everywhere: 2 means something in `audit verify`."""

INTERRUPTED = 130

SHIPPED = "shipped"
"""What `--script` means when no story is named."""

app = typer.Typer(
    name="scabot",
    help="Gets a patient's out-of-network care from approved to a signed single-case agreement, in Slack.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)


def _group(name: str, meaning: str) -> typer.Typer:
    group = typer.Typer(help=meaning, rich_markup_mode=None, no_args_is_help=True)
    app.add_typer(group, name=name)
    return group


class Audience(StrEnum):
    """For whose eyes a replay is made."""

    ALL = "all"
    PAYER = "payer"
    PROVIDER = "provider"
    SHARED = "shared"


Team = Annotated[str, typer.Argument(metavar="TEAM", help="Slack team id, like T0LAKESIDE.", show_default=False)]


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code.

    Whatever goes wrong becomes a sentence on stderr; a traceback appears only where SCABOT_DEBUG is set.
    """
    typed = sys.argv[1:] if arguments is None else arguments
    try:
        code = app(_with_a_story(typed), prog_name="scabot", standalone_mode=False)
    except typer.TyperException as misused:
        sys.stderr.write(f"{misused.format_message()}\nTry: scabot --help\n")
        return USAGE
    except typer.Abort:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the one error handler of the shell
        from scabot.cli.faults import tell  # noqa: PLC0415 - heavy

        return tell(fault)
    return code if isinstance(code, int) else 0


def _with_a_story(arguments: list[str]) -> list[str]:
    """Let `--script` stand alone, for the stories that fill the workspace."""
    return [
        f"--script={SHIPPED}" if word == "--script" and "".join(arguments[at + 1 : at + 2])[:1] in ("", "-") else word
        for at, word in enumerate(arguments)
    ]


@app.command()
def demo(
    script: Annotated[
        str, typer.Option(metavar="[STORY]", help="Play a story, or the usual two, without a page.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    *,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> int:
    """Try scabot on this machine with made-up people.

    A practice Slack opens in the browser; nothing needs to be set up, and nothing leaves this machine.
    """
    from scabot.cli.site import run_demo  # noqa: PLC0415 - heavy

    named = "" if script == SHIPPED else script
    return run_demo(named if script else None, port, browser=not no_browser)


@app.command()
def up() -> int:
    """Run the bot of this installation until stopped."""
    from scabot.cli.site import run_up  # noqa: PLC0415 - heavy

    return run_up()


@app.command()
def status(case: CaseKey) -> int:
    """Show where a case stands now."""
    from scabot.cli.evidence import show_status  # noqa: PLC0415 - heavy

    return show_status(case)


@app.command()
def backup(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Folder of the backups.")] = None,
    *,
    keep: Annotated[int, typer.Option(metavar="N", min=1, help="Keep the newest N verified ones.")] = 14,
    keys: Annotated[
        Path | None, typer.Option(metavar="DIR2", help="Copy the keys, too, or alone without DIR; into a folder apart.")
    ] = None,
) -> int:
    """Copy the ledger while the bot runs, and prove the copy.

    Exit codes: 0 verified, 1 no copy, 2 copied but not proven (kept as .suspect), 64 wrong usage.
    """
    from scabot.cli.copies import make_backup  # noqa: PLC0415 - heavy

    return make_backup(folder, keep, keys)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.", show_default=False)],
    *,
    to: Annotated[Path, typer.Option(metavar="DIR", help="A new data folder.", show_default=False)],
) -> int:
    """Make a backup the ledger of a new data folder.

    It is verified first, nothing is written over, and what is lost is said. Keys are put in place by hand.
    """
    from scabot.cli.copies import restore_backup  # noqa: PLC0415 - heavy

    return restore_backup(file, to)


@app.command()
def rebuild(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only compare, beside a running bot; 1 if they differ.")
    ] = False,
) -> int:
    """Write every view of the ledger anew from its events."""
    from scabot.cli.copies import rebuild_views  # noqa: PLC0415 - heavy

    return rebuild_views(only_check=check)


@app.command()
def migrate(
    *,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="Role the bot connects as.")] = "",
    reader: Annotated[str, typer.Option("--reader", metavar="ROLE", help="Role that may only read, for audits.")] = "",
    sql: Annotated[bool, typer.Option("--sql", help="Only print what would be done.")] = False,
) -> int:
    """Make the tables in PostgreSQL, as their owner.

    Where they are already, it only lets the named roles in.
    SCABOT_DATABASE_URL names the database and the owner here, and the bot's own role when the bot runs.
    """
    from scabot.cli.tables import make_tables  # noqa: PLC0415 - heavy

    return make_tables(role, reader, only_print=sql)


@app.command()
def version() -> int:
    """Say which release this is."""
    from importlib.metadata import version as release  # noqa: PLC0415 - heavy

    sys.stdout.write(f"scabot {release('scabot')}\n")
    return 0


case = typer.Typer(cls=Acts, help=CASE_HELP, rich_markup_mode=None, no_args_is_help=True)
app.add_typer(case, name="case")


@case.command()
def identity(case: CaseKey) -> int:
    """Put on file who the patient is.

    Name, birth date and member id: at a terminal each is asked twice and never shown. Else standard input must be a
    JSON object with the texts name, birth_date (like 1970-12-31) and member_id. All are sealed before they are stored,
    and nothing of them is printed.
    """
    from scabot.cli.identity import enter_identity  # noqa: PLC0415 - heavy

    return enter_identity(case)


case.command("next")(what_next)
case.command("plan")(latest_days)

audit = _group("audit", "Show what happened, and that nothing was changed.")


@audit.command()
def replay(
    case: CaseKey,
    *,
    as_of: Annotated[str, typer.Option(metavar="T", help="What had happened by T, as it is known now.")] = "",
    known_at: Annotated[str, typer.Option(metavar="T", help="What was recorded by T; with --as-of both count.")] = "",
    version: Annotated[int | None, typer.Option(metavar="N", min=1, help="What stood at version N.")] = None,
    audience: Annotated[Audience, typer.Option(help="Leave out what these readers may not see.")] = Audience.ALL,
    json: AsJson = False,
) -> int:
    """Show what happened in a case, or what was known of it.

    The answer is a timeline, what was left out of it and why, and where the case stood then.
    T is 2026-12-03T14:00:00-06:00; without offset it is in the case's time zone, and a bare date means its end.
    """
    from scabot.cli.evidence import AsTyped, show_replay  # noqa: PLC0415 - heavy

    asked = AsTyped(case=case, as_of=as_of, known_at=known_at, version=version, audience=audience.value)
    return show_replay(asked, json=json)


@audit.command()
def verify(
    db: Annotated[
        Path | None, typer.Option("--db", metavar="PATH", help="Ledger file; else this installation's.")
    ] = None,
    *,
    decrypt: Annotated[bool, typer.Option("--decrypt", help="Also open every envelope with this site's keys.")] = False,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Processes, unless --decrypt.")] = 1,
    json: AsJson = False,
) -> int:
    """Check that nothing in the ledger was changed.

    Changed means altered, removed, inserted or reordered.

    Exit codes: 1 tampered or damaged, 2 internally consistent only (no outside anchor was given, so it is no proof),
    3 could not check, 64 wrong usage.
    """
    from scabot.cli.evidence import show_verification  # noqa: PLC0415 - heavy

    return show_verification(db, decrypt=decrypt, jobs=jobs, json=json)


story = _group("story", "Play stories against a practice workspace.")


@story.command()
def play(
    files: Annotated[
        list[Path], typer.Argument(metavar="STORY...", help="Files, or names of shipped stories.", show_default=False)
    ],
    *,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="New folder for the ledgers, to replay and verify them.")
    ] = None,
) -> int:
    """Play stories; exit code 1 if a line comes out wrong."""
    if keep is not None and keep.exists():
        raise typer.BadParameter(f"{keep} exists already; name a new folder.")
    from scabot.assemble.stories import play_stories  # noqa: PLC0415 - heavy

    return play_stories(files, keep=keep)


@story.command()
def schema() -> int:
    """Print the JSON Schema of story files."""
    from scabot.sandbox.story.reading import story_schema  # noqa: PLC0415 - heavy

    sys.stdout.write(story_schema())
    return 0


people = _group("people", "Say who holds which role.")


@people.command()
def grant(
    team: Team,
    user: Annotated[str, typer.Argument(metavar="USER", help="Slack user id, like U0RUTH.", show_default=False)],
    roles: Annotated[
        list[str], typer.Argument(metavar="ROLE...", help="Every role held from now on.", show_default=False)
    ],
    *,
    name: Annotated[str, typer.Option(help="Name to show.", show_default=False)],
    zone: Annotated[str, typer.Option(help="Time zone; else the site's.", show_default=False)] = "",
) -> int:
    """Give a person exactly these roles, all for one side."""
    from scabot.cli.site import grant_roles  # noqa: PLC0415 - heavy

    return grant_roles((team, user), name, roles, zone)


@people.command("list")
def list_people() -> int:
    """Show everybody who holds a role."""
    from scabot.cli.site import show_people  # noqa: PLC0415 - heavy

    return show_people()


channels = _group("channels", "Say which Slack channel is which.")


@channels.command()
def link(
    alias: Annotated[str, typer.Argument(metavar="ALIAS", help="Short name, like team.", show_default=False)],
    team: Team,
    channel: Annotated[
        str, typer.Argument(metavar="CHANNEL", help="Slack channel id, like C0TEAM.", show_default=False)
    ],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="internal, shared or compliance.", show_default=False)],
    *,
    party_team: Annotated[
        list[str] | None, typer.Option(metavar="TEAM", help="Slack team that may sit in it; repeatable.")
    ] = None,
    counterparty: Annotated[str, typer.Option(help="Payer or provider whose cases a shared channel hears of.")] = "",
) -> int:
    """Give a channel a short name and say who may sit there."""
    from scabot.cli.site import ChannelTyped, link_channel  # noqa: PLC0415 - heavy

    typed = ChannelTyped(alias=alias, team=team, channel=channel, kind=kind, party_teams=tuple(party_team or ()))
    return link_channel(typed, counterparty or None)


@channels.command("list")
def list_channels() -> int:
    """Show every linked channel."""
    from scabot.cli.site import show_channels  # noqa: PLC0415 - heavy

    return show_channels()


app.add_typer(fees, name="fees")
playbook = _group("playbook", "Show the rules behind deadlines and pings.")


@playbook.command()
def show() -> int:
    """Print the playbook that new cases run under."""
    from scabot.cli.site import show_playbook  # noqa: PLC0415 - heavy

    return show_playbook()
