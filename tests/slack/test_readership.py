"""Who may read along: the house alone where it is at home, the parties where it is not, and in doubt nobody."""

from typing import Any

import pytest

from cast import LAKESIDE, NORTHWIND
from scabot.slack.readership import only_parties_read
from scabot.views.channels import Channel, ChannelKind

ALONE: dict[str, Any] = {"is_ext_shared": False, "is_pending_ext_shared": False, "shared_team_ids": [LAKESIDE]}
BOTH: dict[str, Any] = {
    "is_ext_shared": True,
    "is_pending_ext_shared": False,
    "shared_team_ids": [LAKESIDE, NORTHWIND],
    "connected_team_ids": [NORTHWIND],
}
THIRD = "T0THIRD"


def fits(kind: ChannelKind, told: dict[str, Any]) -> bool:
    parties = (LAKESIDE, NORTHWIND) if kind is ChannelKind.SHARED else ()
    channel = Channel(alias="alias", team=LAKESIDE, channel="C1", kind=kind, party_teams=parties)
    return only_parties_read(channel, told, LAKESIDE)


HOUSE = pytest.mark.parametrize("kind", [ChannelKind.INTERNAL, ChannelKind.COMPLIANCE])


@HOUSE
def test_a_channel_of_the_house_alone_fits(kind: ChannelKind) -> None:
    assert fits(kind, ALONE)


@HOUSE
@pytest.mark.parametrize(
    "change",
    [
        {"is_ext_shared": True},
        {"is_pending_ext_shared": True},
        {"is_ext_shared": None, "shared_team_ids": [NORTHWIND]},
        {"connected_team_ids": [NORTHWIND]},
        {"shared_team_ids": [LAKESIDE, NORTHWIND]},
        {"internal_team_ids": [THIRD]},
        {"pending_shared": [NORTHWIND]},
        {"pending_connected_team_ids": [NORTHWIND]},
    ],
)
def test_any_sign_of_another_organization_there_is_too_much(kind: ChannelKind, change: dict[str, Any]) -> None:
    assert not fits(kind, ALONE | change)


@HOUSE
def test_what_slack_does_not_say_counts_as_shared(kind: ChannelKind) -> None:
    assert not fits(kind, {})
    for unsaid in ("is_ext_shared", "is_pending_ext_shared"):
        assert not fits(kind, {name: value for name, value in ALONE.items() if name != unsaid})


def test_both_parties_and_nobody_else_fit_a_shared_channel() -> None:
    assert fits(ChannelKind.SHARED, BOTH)
    assert fits(ChannelKind.SHARED, ALONE)  # the other side has not joined yet
    for where in ("connected_team_ids", "shared_team_ids", "pending_shared", "pending_connected_team_ids"):
        assert not fits(ChannelKind.SHARED, BOTH | {where: [LAKESIDE, NORTHWIND, THIRD]})


def test_a_shared_channel_that_was_linked_for_nobody_in_particular_is_for_the_house_alone() -> None:
    channel = Channel(alias="alias", team=LAKESIDE, channel="C1", kind=ChannelKind.SHARED)
    assert not only_parties_read(channel, BOTH, LAKESIDE)
