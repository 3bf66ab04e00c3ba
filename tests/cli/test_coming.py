"""`scabot case next` and `scabot case plan`: what they print, for whom, and that they record nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import cast as c
import deeds as d
from cli.conftest import Shell
from cli.settled import handling, play
from cli.test_case import BEN, NILS, given, in_negotiation
from cli.test_evidence import fingerprint
from scabot.assemble.giving import Given
from scabot.assemble.handing import Giving, answered
from scabot.assemble.site import Site, open_site
from scabot.clock.chance import SeededChance
from scabot.clock.wall import HandClock
from scabot.settings import read_settings
from scabot_domain.playbook import shipped_book
from scabot_domain.terms.canonical import short

BOOK = shipped_book()


@pytest.fixture
def offered(empty_folder: Path) -> Path:
    """Stand in the folder of an installation with an offer of the payer that waits for the provider."""
    folder = empty_folder / "data"
    folder.mkdir(mode=0o700)
    with handling(folder) as (handle, clock):
        play(handle, clock, (*d.requested, d.notes(c.RUTH), d.offers(c.NILS)))
    return folder


def test_next_tells_who_does_what_by_which_act_from_which_event_in_80_columns(offered: Path, shell: Shell) -> None:
    ran = shell("case", "next", "sca-7qk2m4", "--as-side", "provider")
    assert (ran.code, ran.err) == (0, "")
    assert max(len(line) for line in ran.out.splitlines()) <= 80
    assert ran.out.startswith("WHAT COMES NEXT IN SCA-7QK2M4\n")
    assert ", for the provider\n" in ran.out
    assert " 1. OFR-1 of the payer" in ran.out or " 1. No offer is open" in ran.out
    assert "    because of   #" in ran.out
    assert offered.exists()


def test_i20_numbers_count_only_what_the_side_may_see_and_versions_are_for_compliance(
    offered: Path, shell: Shell
) -> None:
    def number(side: str) -> int:
        told = json.loads(shell("case", "next", c.KEY, "--as-side", side, "--json").out)
        return max(int(one["number"]) for line in told["lines"] for one in line["because_of"])

    assert number("payer") == number("provider") - 1  # the provider's own note
    assert number("provider") == number("compliance")
    assert "because of   v" in shell("case", "next", c.KEY).out
    assert offered.exists()


def test_the_document_names_the_need_the_acts_and_what_ends_it(data: Path, shell: Shell) -> None:
    told = json.loads(shell("case", "next", c.KEY, "--json").out)
    assert (told["schema"], told["stage"], told["as_side"]) == ("scabot.next/1", "executed", "compliance")
    [line] = told["lines"]
    assert line == {
        "key": "loading",
        "need": "loading",
        "what": "The payer has not confirmed that it loaded the agreement for claims.",
        "who": {"role": "network_manager", "side": "payer"},
        "because_of": [{"number": 39, "kind": "agreement-executed", "on": "2026-11-23"}],
        "acts": ["load"],
        "by_phone": False,
        "ended_by": ["agreement-loaded"],
    }
    assert data.exists()


def test_plan_shows_every_step_and_who_had_the_ball(data: Path, shell: Shell) -> None:
    ran = shell("case", "plan", c.KEY)
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 80
    assert "Signed by both          Fri 2026-12-04  done Mon 2026-11-23\n" in ran.out
    assert "Care                    Fri 2026-12-11\n" in ran.out
    assert "Every step is done.\n" in ran.out
    assert "WHO HAD THE BALL UP TO NOW\n" in ran.out
    told = json.loads(shell("case", "plan", c.KEY, "--json").out)
    assert told["schema"] == "scabot.plan/1"
    assert [one["step"] for one in told["steps"]][-1] == "signed"
    assert data.exists()


def test_the_plan_of_a_case_without_a_care_date_says_so(empty_folder: Path, shell: Shell) -> None:
    folder = empty_folder / "data"
    folder.mkdir(mode=0o700)
    with handling(folder) as (handle, clock):
        play(handle, clock, (d.opens(care_date=None),))
    assert "No date of care is recorded" in shell("case", "plan", c.KEY).out
    assert json.loads(shell("case", "plan", c.KEY, "--json").out)["steps"] == []


@pytest.mark.parametrize("question", ["next", "plan"])
def test_looking_changes_nothing(data: Path, shell: Shell, question: str) -> None:
    before = fingerprint(data)
    assert shell("case", question, c.KEY).code == 0
    assert fingerprint(data) == before


@pytest.mark.parametrize("question", ["next", "plan"])
def test_a_case_that_is_not_there_and_a_key_that_is_none(data: Path, shell: Shell, question: str) -> None:
    assert shell("case", question, "SCA-ZZZZZZ").code == 1
    assert shell("case", question, "nonsense").code == 64
    assert data.exists()


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    """The ledger of a settled installation, on a clock that stands."""
    settings = read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(data)}, Path("none"))
    opened = open_site(settings, clock=HandClock(c.NOW), chance=SeededChance(9))
    yield opened
    opened.close()


def test_an_offer_that_drifts_from_the_accepted_rate_says_so_at_once(site: Site) -> None:
    case = in_negotiation(site)
    first = given(site, NILS, "offer", case, rates=["$45,000 case rate"]).outcome.case.offers[0]
    given(site, BEN, "accept", case, offer_id="OFR-1", offer_hash=short(first.hash))
    given(site, NILS, "draft-issue", case)
    given(site, BEN, "redline", case, changes=["The rate is another one"], material=True)
    told = {"rates": ["$52,000 case rate"]}
    text = answered(site, Giving(given=Given(act="offer", case=case, told=told)), BEN)
    assert "TERM DRIFT: rate of every line: was $45,000.00 case rate" in text.out
    document = json.loads(answered(site, Giving(given=Given(act="offer", case=case, told=told), as_json=True), BEN).out)
    assert len(document["drift"]) == 1
    same = json.loads(
        answered(
            site, Giving(given=Given(act="offer", case=case, told={"rates": ["$45,000 case rate"]}), as_json=True), NILS
        ).out
    )
    assert "drift" not in same
