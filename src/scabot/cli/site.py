"""What the commands about the installation do: people, channels, the playbook, and the bot itself."""

import errno
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import ValidationError

from scabot.assemble.handing import governing
from scabot.assemble.site import Folders
from scabot.cli.faults import FailedError, MisusedError, in_words
from scabot.cli.hand import hand
from scabot.ledger.facts import ChannelLinked, RoleGranted
from scabot.settings import SettingsFault, read_settings
from scabot.telemetry.redact import printable
from scabot.views import channels, people
from scabot.views.channels import ChannelKind
from scabot_domain.directory import LOCAL, Person
from scabot_domain.parties import SIDE_OF_ROLE, Role, Side
from scabot_domain.playbook import shipped_book
from scabot_domain.terms.canonical import short

ENV_FILE = Path(".env")
_LOGIN = re.compile(r"[0-9]+:[a-z_][a-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelTyped:
    """The arguments of a link."""

    alias: str
    team: str
    channel: str
    kind: str
    party_teams: tuple[str, ...] = ()


def run_up() -> int:
    """Run the bot until it is stopped; refuse, listing everything that is missing."""
    settings = read_settings(os.environ, ENV_FILE)
    if lacks := settings.lacking_for_slack():
        raise SettingsFault(lacks)
    from scabot.assemble.up import Unreached, up  # noqa: PLC0415 - heavy

    try:
        return up(settings, in_words)
    except Unreached as nobody:
        raise FailedError(f"{nobody} Check SCABOT_SLACK_API_URL and the way to it, then start again.") from nobody


def run_demo(script: str | None, port: int, *, browser: bool) -> int:
    """Open the practice workspace, or play a story; refuse a port that cannot be had."""
    from scabot.assemble.demo import demo  # noqa: PLC0415 - heavy

    try:
        return demo(script=script, port=port, browser=browser)
    except OSError as no:
        if no.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise FailedError(f"Port {port} of 127.0.0.1 cannot be had; name another by --port, or none.") from no


def grant_roles(person: tuple[str, str], name: str, roles: Iterable[str], zone: str) -> int:
    """Record that a person, (team, user), holds exactly these roles from now on."""
    settings = read_settings(os.environ, ENV_FILE)
    held = tuple(role_named(word) for word in roles)
    _checked_ids(person, zone or settings.site_zone)
    granted = Person(
        team=person[0],
        user=person[1],
        name=name,
        roles=held,
        side=side_of(held, settings.home_side),
        zone=zone or settings.site_zone,
    )
    return hand(
        settings, governing(RoleGranted(person=granted), f"{name} ({person[0]}/{person[1]}) is {_roles(granted)}.")
    )


def link_channel(typed: ChannelTyped, counterparty: str | None) -> int:
    """Record that an alias stands for a channel from now on."""
    try:
        linked = ChannelLinked(
            alias=typed.alias,
            team=typed.team,
            channel=typed.channel,
            kind=ChannelKind(typed.kind),
            party_teams=typed.party_teams,
            counterparty=counterparty,
        )
    except ValidationError as odd:
        names = ", ".join(str(error["loc"][0]) for error in odd.errors(include_input=False, include_url=False))
        raise MisusedError(f"These arguments are not what they should be: {names}.") from None
    except ValueError:
        raise MisusedError(f"A channel is {', '.join(kind.value for kind in ChannelKind)}.") from None
    said = f"{typed.alias} is the {linked.kind.value} channel {typed.team}/{typed.channel}."
    return hand(read_settings(os.environ, ENV_FILE), governing(linked, said))


def show_people() -> int:
    """Print everybody who holds a role, longest-serving first."""
    with Folders.of(read_settings(os.environ, ENV_FILE)).archive() as archive:
        known = people.everybody(archive.tx).people
    return _say([f"{one.team}/{one.user}  {one.name}: {_roles(one)}" for one in known] or ["Nobody holds a role."])


def show_channels() -> int:
    """Print every linked channel, by alias."""
    with Folders.of(read_settings(os.environ, ENV_FILE)).archive() as archive:
        linked = channels.everything(archive.tx)
    lines = [f"{one.alias}  {one.kind.value}  {one.team}/{one.channel}" for one in linked]
    return _say(lines or ["No channel is linked."])


def show_playbook() -> int:
    """Print the text of the shipped playbook, under the version and digest that cases are pinned to."""
    book = shipped_book()
    text = files("scabot_domain.content").joinpath("playbook.toml").read_text(encoding="utf-8")
    return _say([f"# playbook {book.name}, version {book.version}, {short(book.digest)}", *text.splitlines()])


def role_named(word: str) -> Role:
    """Return a role that people may hold; raise `MisusedError` with all of them for any other word."""
    given = [role for role in Role if role is not Role.SYSTEM]
    for role in given:
        if word.strip().lower().replace("-", "_") == role.value:
            return role
    raise MisusedError(f"{word!r} is no role. There are: {', '.join(role.value for role in given)}.")


def side_of(roles: tuple[Role, ...], home_side: Side) -> Side:
    """Return the one side of a person's roles; raise `MisusedError` where they are of two."""
    sides = {SIDE_OF_ROLE.get(role, home_side) for role in roles}
    if len(sides) != 1:
        named = ", ".join(sorted(f"{role.value} ({SIDE_OF_ROLE.get(role, home_side).value})" for role in roles))
        raise MisusedError(f"A person speaks for one side only: {named}.")
    return sides.pop()


def _checked_ids(person: tuple[str, str], zone: str) -> None:
    team, user = person
    if not (team == LOCAL and _LOGIN.fullmatch(user)) and not all(part.isascii() and part.isalnum() for part in person):
        raise MisusedError("Slack ids look like T0LAKESIDE and U0RUTH. People of this machine: local 1000:ann.")
    if zone not in available_timezones():
        raise MisusedError("A time zone looks like America/Chicago.")


def _roles(person: Person) -> str:
    return f"{', '.join(role.value for role in person.roles)} ({person.side.value})"


def _say(lines: Iterable[str]) -> int:
    sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
    return 0
