"""Who is who, which channel is which, and which of them hear of a case."""

from dataclasses import replace

import pytest

import cast as c
import deeds as d
from ledger.shelf import Shelf
from scabot.ledger.facts import ChannelLinked, ChannelUnlinked, RoleGranted, RoleRevoked
from scabot.views import channels, outbox, people
from scabot.views.channels import Channel, ChannelKind, hears
from scabot_domain.directory import Person
from scabot_domain.parties import Role

INTERNAL = Channel(alias="internal", team=c.LAKESIDE, channel="C1", kind=ChannelKind.INTERNAL)
COMPLIANCE = Channel(alias="compliance", team=c.LAKESIDE, channel="C2", kind=ChannelKind.COMPLIANCE)
SHARED = Channel(alias="shared", team=c.LAKESIDE, channel="C3", kind=ChannelKind.SHARED)
NORTHWIND = replace(SHARED, alias="northwind", channel="C4", counterparty="Northwind Health Plan")
SUMMIT = replace(SHARED, alias="summit", channel="C5", counterparty="Summit Mutual")
PARTIES = ("northwind health plan", "Lakeside Transplant Center")


def found(shelf: Shelf, user: str) -> Person | None:
    with shelf.store.reading() as tx:
        return people.find(tx, c.LAKESIDE, user)


def test_a_person_is_who_the_last_grant_says_and_keeps_their_place_in_line(shelf: Shelf) -> None:
    ruth = c.DIRECTORY.people[0]
    renamed = replace(ruth, name="Ruth Adeyemi-Lind", roles=(Role.PA_SPECIALIST, Role.OFFICE_MANAGER))
    shelf.governs(RoleGranted(person=renamed))
    assert found(shelf, "U0RUTH") == renamed
    assert shelf.handle.directory().people == (renamed, *c.DIRECTORY.people[1:])


def test_a_person_who_is_granted_no_role_is_nobody(shelf: Shelf) -> None:
    shelf.governs(RoleGranted(person=replace(c.DIRECTORY.people[0], roles=())))
    assert found(shelf, "U0RUTH") is None


def test_unknown_people_are_nobody(shelf: Shelf) -> None:
    assert found(shelf, "U0NOBODY") is None
    with shelf.store.reading() as tx:
        assert people.find(tx, c.NORTHWIND, "U0RUTH") is None


def test_a_revoked_role_is_gone_and_with_the_last_one_the_person(shelf: Shelf) -> None:
    shelf.governs(RoleRevoked(team=c.LAKESIDE, user="U0OLGA", role=Role.OFFICE_MANAGER))
    olga = found(shelf, "U0OLGA")
    assert olga is not None
    assert olga.roles == (Role.PROVIDER_BILLER,)
    shelf.governs(RoleRevoked(team=c.LAKESIDE, user="U0OLGA", role=Role.PROVIDER_BILLER))
    assert found(shelf, "U0OLGA") is None
    shelf.governs(RoleRevoked(team=c.LAKESIDE, user="U0RUTH"))
    shelf.governs(RoleRevoked(team=c.LAKESIDE, user="U0NOBODY"))
    assert found(shelf, "U0RUTH") is None


def test_channels_are_found_by_alias_id_and_kind_and_can_be_unlinked(shelf: Shelf) -> None:
    with shelf.store.reading() as tx:
        shared = channels.by_channel(tx, c.LAKESIDE, "C0SHARED")
        assert shared == channels.by_alias(tx, "shared")
        assert channels.by_kind(tx, ChannelKind.SHARED) == [shared]
        assert channels.by_channel(tx, c.NORTHWIND, "C0SHARED") is None
        assert [channel.alias for channel in channels.everything(tx)] == ["compliance", "internal", "shared"]
    moved = ChannelLinked(
        alias="shared", team=c.LAKESIDE, channel="C9", kind=ChannelKind.SHARED, party_teams=("T1", "T2")
    )
    shelf.governs(moved)
    shelf.governs(ChannelUnlinked(alias="internal"))
    with shelf.store.reading() as tx:
        relinked = channels.by_alias(tx, "shared")
        assert channels.by_alias(tx, "internal") is None
    assert relinked is not None
    assert (relinked.channel, relinked.party_teams) == ("C9", ("T1", "T2"))


@pytest.mark.parametrize(
    ("channel", "linked", "expected"),
    [
        (INTERNAL, [INTERNAL], True),
        (COMPLIANCE, [COMPLIANCE], False),
        (SHARED, [INTERNAL, SHARED], True),
        (SHARED, [SHARED, SUMMIT], False),
        (NORTHWIND, [NORTHWIND, SUMMIT], True),
        (SUMMIT, [NORTHWIND, SUMMIT], False),
    ],
    ids=["internal", "compliance", "the only shared one", "one of two shared", "its counterparty", "another's"],
)
def test_no_counterparty_hears_of_anothers_case(channel: Channel, linked: list[Channel], expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert hears(channel, linked, PARTIES) is expected


def test_home_notices_go_to_internal_channels_and_shared_ones_to_the_counterpartys_channel(shelf: Shelf) -> None:
    for channel in (NORTHWIND, SUMMIT):
        shelf.governs(
            ChannelLinked(
                alias=channel.alias,
                team=channel.team,
                channel=channel.channel,
                kind=channel.kind,
                counterparty=channel.counterparty,
            )
        )
    shelf.does(d.opened, d.notes(c.RUTH), d.notes(c.CARA))
    with shelf.store.reading() as tx:
        queued = [(row.dest, row.stream.value, row.kind, row.version) for row in outbox.of_case(tx, c.KEY)]
    assert queued == [
        ("internal", "log", "case-opened", 1),
        ("northwind", "log", "case-opened", 1),
        ("internal", "card", "card", 2),
        ("northwind", "card", "card", 2),
        ("internal", "log", "note-added", 3),
        ("internal", "card", "card", 3),
    ]
