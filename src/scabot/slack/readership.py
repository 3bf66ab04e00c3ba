"""Who reads a channel along, as Slack tells it: what is not said for certain counts as somebody who must not."""

from collections.abc import Mapping
from typing import Any

from scabot.views.channels import Channel, ChannelKind

_LISTS = (
    "connected_team_ids",
    "shared_team_ids",
    "internal_team_ids",
    "pending_shared",
    "pending_connected_team_ids",
)


def only_parties_read(channel: Channel, told: Mapping[str, Any], home: str) -> bool:
    """Say whether nobody but the organizations that a channel was linked for reads it, or is invited to.

    `told` is the channel as `conversations.info` describes it, `home` the team of the house. A channel of the house
    alone must not be shared with another organization at all; one that Slack says nothing about is.
    """
    readers = {team for name in _LISTS for team in told.get(name) or ()}
    expected = readers <= {home, *channel.party_teams}
    if channel.kind is ChannelKind.SHARED:
        return expected
    return expected and not told.get("is_ext_shared", True) and not told.get("is_pending_ext_shared", True)
