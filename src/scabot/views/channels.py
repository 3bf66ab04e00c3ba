"""Which channel is which, and which channels hear of a case?"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from scabot.views.tx import Answer, Row, Tx

VERSION = 1
TABLE = "channels"
DDL = (
    """CREATE TABLE channels (
        alias TEXT NOT NULL PRIMARY KEY,
        team TEXT NOT NULL,
        channel TEXT NOT NULL,
        kind TEXT NOT NULL,
        party_teams TEXT NOT NULL,
        counterparty TEXT) STRICT, WITHOUT ROWID""",
)
_PUT = """INSERT INTO channels (alias, team, channel, kind, party_teams, counterparty) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (alias) DO UPDATE SET team = excluded.team, channel = excluded.channel, kind = excluded.kind,
        party_teams = excluded.party_teams, counterparty = excluded.counterparty"""

Alias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class ChannelKind(StrEnum):
    """Who sits in a channel: the house alone, both sides, or compliance."""

    INTERNAL = "internal"
    SHARED = "shared"
    COMPLIANCE = "compliance"


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A linked channel; `party_teams` may sit in it, and a shared one hears of the cases with its `counterparty`."""

    alias: str
    team: str
    channel: str
    kind: ChannelKind
    party_teams: tuple[str, ...] = ()
    counterparty: str | None = None


def link(tx: Tx, channel: Channel) -> None:
    """Let an alias stand for a channel from now on."""
    teams = " ".join(channel.party_teams)
    tx.run(_PUT, channel.alias, channel.team, channel.channel, channel.kind.value, teams, channel.counterparty)


def unlink(tx: Tx, alias: str) -> None:
    """Let an alias stand for nothing."""
    tx.run("DELETE FROM channels WHERE alias = ?", alias)


def by_alias(tx: Tx, alias: str) -> Channel | None:
    """Return the channel of an alias, or None."""
    row = tx.one("SELECT * FROM channels WHERE alias = ?", alias)
    return _read(row) if row else None


def by_channel(tx: Tx, team: str, channel: str) -> Channel | None:
    """Return the linked channel with a Slack id, or None if it is not linked."""
    row = tx.one("SELECT * FROM channels WHERE team = ? AND channel = ? ORDER BY alias", team, channel)
    return _read(row) if row else None


def by_kind(tx: Tx, kind: ChannelKind) -> list[Channel]:
    """Return the linked channels of a kind, by alias."""
    return [_read(row) for row in tx.all("SELECT * FROM channels WHERE kind = ? ORDER BY alias", kind.value)]


def everything(tx: Tx) -> list[Channel]:
    """Return all linked channels, by alias."""
    return read_all(asked(tx))


def asked(tx: Tx) -> Answer:
    """Ask for all linked channels, which `read_all` reads later."""
    return tx.ask("SELECT * FROM channels ORDER BY alias")


def read_all(answer: Answer) -> list[Channel]:
    """Read what was asked for, by alias."""
    return [_read(row) for row in answer.all()]


def hears(channel: Channel, linked: list[Channel], parties: tuple[str, str]) -> bool:
    """Say whether a channel may hear of a case between these parties (payer, provider), given all linked channels.

    Internal channels hear of every case. A shared channel hears of the cases that name its counterparty; one that
    names nobody hears of all cases only while it is the only shared channel, so that nobody hears of another's case.
    """
    if channel.kind is ChannelKind.INTERNAL:
        return True
    if channel.kind is not ChannelKind.SHARED:
        return False
    if channel.counterparty is None:
        return sum(other.kind is ChannelKind.SHARED for other in linked) == 1
    return channel.counterparty.casefold() in {party.casefold() for party in parties}


def _read(row: Row) -> Channel:
    return Channel(
        alias=row["alias"],
        team=row["team"],
        channel=row["channel"],
        kind=ChannelKind(row["kind"]),
        party_teams=tuple(row["party_teams"].split()),
        counterparty=row["counterparty"],
    )
