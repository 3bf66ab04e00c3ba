"""`scabot case check-draft`: the draft held against what was agreed, from the shell."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import cast as c
import deeds as d
from cli.conftest import Shell
from cli.settled import handling
from cli.test_case import granted_here
from proofreading import read_in
from scabot.assemble.giving import Given, NotGivenError
from scabot.assemble.handing import Giving, Printed, answered
from scabot.assemble.site import Site, open_site
from scabot.clock.chance import SeededChance
from scabot.clock.wall import HandClock
from scabot.settings import read_settings
from scabot_domain.case import Case
from scabot_domain.evolve import replay
from scabot_domain.parties import Role
from scabot_domain.terms.canonical import short
from scabot_domain.terms.letter import letter
from story import MINUTE, flat

DAY = timedelta(days=1)
CASE = "SCA-8RM3N5"
CARA, BEN = ("T0NORTHWIND", "U0CARA"), ("T0LAKESIDE", "U0BEN")


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    """An installation in which a draft was issued and nobody has checked it."""
    issued(data)
    settings = read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(data)}, Path("none"))
    opened = open_site(settings, clock=HandClock(c.NOW + DAY), chance=SeededChance(9))
    yield opened
    opened.close()


def issued(data: Path) -> None:
    with handling(data, fresh=False) as (handle, clock):
        clock.advance(timedelta(hours=2))
        case = Case(key=CASE)
        for step in flat(d.issued):
            case = handle(CASE, step(case, clock.now())).case
            clock.advance(MINUTE)


def checks(site: Site, *typed: str, who: tuple[str, str] = CARA, as_json: bool = False, **told: object) -> Printed:
    fields = {"draft": "v1", "typed": list(typed), **told}
    return answered(site, Giving(given=Given(act="check-draft", case=CASE, told=fields), as_json=as_json), who)


def agreed(site: Site) -> list[str]:
    return [f"{name}={value}" for name, value in read_in(replay(CASE, site.store.history(CASE))).items()]


def test_c19_terms_typed_back_are_a_clean_check_and_the_draft_can_be_approved(site: Site) -> None:
    refused = answered(site, Giving(given=Given(act="draft-approve", case=CASE, told={"draft": "v1"})), BEN)
    assert refused.exit_code == 1
    assert "somebody who negotiated nothing must first find the draft to say what was agreed" in refused.err
    assert "it can be checked by anybody who negotiated nothing in this case" in refused.err
    told = checks(site, *agreed(site))
    assert (told.exit_code, told.err) == (0, "")
    assert "draft v1 checked against what was agreed: clean, 19 terms match" in told.out
    approved = answered(site, Giving(given=Given(act="draft-approve", case=CASE, told={"draft": "v1"})), BEN)
    assert (approved.exit_code, approved.err) == (0, "")


def test_the_answer_lists_every_term_that_does_not_match_by_the_name_to_type_it(site: Site) -> None:
    text = letter(replay(CASE, site.store.history(CASE)), "v1").replace("$3,500.00", "$3,600.00")
    told = checks(site, "l1-units = 24", text=text).out
    assert "    l1-units: differs, it says 24\n" in told
    assert "    rate-1-amount: absent\n" in told
    assert "    hold-harmless: absent\n" in told
    assert "    money-in-line-22: extra, it says 3600\n" in told


def test_a_document_is_named_as_a_card_shows_it(site: Site) -> None:
    draft = replay(CASE, site.store.history(CASE)).draft
    assert draft is not None
    assert "clean" in checks(site, *agreed(site), doc_sha256=short(draft.doc_sha256)).out
    other = checks(site, *agreed(site), doc_sha256="0" * 64, as_json=True)
    assert json.loads(other.out)["reason"] == "hash-mismatch"


def test_a_negotiator_is_refused_and_told_why(site: Site) -> None:
    told = checks(site, *agreed(site), who=BEN, as_json=True)
    assert (json.loads(told.out)["reason"], told.exit_code) == ("self-approval", 1)


def test_what_is_no_term_with_its_value_is_not_taken(site: Site) -> None:
    with pytest.raises(NotGivenError, match=r"typed: Write what the draft says about a term like copay=40\."):
        checks(site, "copay")
    with pytest.raises(NotGivenError, match="typed"):
        checks(site, "late fee!=75")


def test_a_text_comes_from_a_file(data: Path, shell: Shell, empty_folder: Path) -> None:
    issued(data)
    granted_here(data, Role.OFFICE_MANAGER)
    file = empty_folder / "draft.txt"
    file.write_text("L1: CPT 99214 at $3,500.00,\nuntil May 31, 2027; fee $75, dated 11/24/2026", encoding="utf-8")
    words = ["--draft", "v1", "--term", "l1-units=12", "--typed", "payer-name=Northwind", "--set-aside", "11/24/2026"]
    told = shell("case", "check-draft", CASE, *words, "--text-file", str(file))
    assert (told.code, told.err) == (0, "")
    assert "    payer-name: differs\n" in told.out
    assert "    term-start: absent\n" in told.out
    assert "    money-in-line-2: extra, it says 75\n" in told.out
    assert not any(f"    {name}:" in told.out for name in ("l1-code", "l1-units", "term-end", "date-in-line-2"))
    nowhere = shell("case", "check-draft", CASE, "--draft", "v1", "--text-file", "nowhere.txt")
    assert (nowhere.code, "nowhere.txt cannot be read (FileNotFoundError)." in nowhere.err) == (64, True)
