"""`scabot case`: every act of the registry from the shell, with options for the fields of its commands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cast as c
from cli.conftest import Shell
from cli.settled import handling
from scabot.assemble.giving import Given, NotGivenError, Recorded, give
from scabot.assemble.handing import Giving, answered
from scabot.assemble.site import Site, open_site
from scabot.cli.case import act_names, fields_of, needed_of
from scabot.cli.hand import shell_user
from scabot.clock.chance import SeededChance
from scabot.clock.wall import HandClock
from scabot.ledger.facts import RoleGranted
from scabot.settings import read_settings
from scabot.slack.grammar.registry import SHELL_ACTS
from scabot_domain.case import Case, Stage
from scabot_domain.directory import Person
from scabot_domain.evolve import replay
from scabot_domain.parties import OnBehalf, Role, Side, Source
from scabot_domain.refusals import Reason, Refused
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import terms_hash

RUTH, BEN, SAM = ("T0LAKESIDE", "U0RUTH"), ("T0LAKESIDE", "U0BEN"), ("T0LAKESIDE", "U0SAM")
NILS, PRIYA, CARA = ("T0NORTHWIND", "U0NILS"), ("T0NORTHWIND", "U0PRIYA"), ("T0NORTHWIND", "U0CARA")
OPENING = {
    "patient_token": c.TOKEN,
    "payer": "Northwind Health Plan",
    "provider": "Lakeside Transplant Center",
    "urgency": "routine",
    "tz": c.ZONE,
    "care_date": "2026-12-11",
}
APPROVAL = {"auth_no": "AUTH-1", "valid_from": "2026-11-20", "valid_to": "2027-06-30", "approver": "Reviewer"}


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    """The ledger of a settled installation, on a clock that stands."""
    settings = read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(data)}, Path("none"))
    opened = open_site(settings, clock=HandClock(c.NOW), chance=SeededChance(9))
    yield opened
    opened.close()


def given(site: Site, who: tuple[str, str], act: str, case: str, **told: object) -> Recorded:
    return give(site, Given(act=act, case=case, told=told), who)


def in_negotiation(site: Site) -> str:
    case = given(site, RUTH, "open", "", **OPENING).case
    given(site, RUTH, "approval", case, **APPROVAL)
    given(site, RUTH, "request", case, department="Contracting", reason="expertise", target_signed_by="+5bd")
    return case


def test_every_act_of_the_registry_is_a_command_with_its_needed_fields(shell: Shell) -> None:
    assert act_names() == tuple(SHELL_ACTS)
    listed = shell("case", "--help").out
    for name, act in SHELL_ACTS.items():
        helped = shell("case", name, "--help").out
        assert f"\n  {name} " in listed
        assert all(f"--{field.removesuffix('_ids').replace('_', '-')}" in helped for field in fields_of(act))
        assert helped.count("Needed.") == len(needed_of(act))
        assert fields_of(act).keys().isdisjoint({"case", "file", "source", "said_at", "on_behalf", "key", "json"})


def test_a_case_is_opened_approved_requested_and_negotiated_by_people_without_slack(site: Site) -> None:
    case = in_negotiation(site)
    requested = site.store.history(case)[-2].fact
    assert str(getattr(requested, "target_signed_by", "")) == "2026-12-01"  # five business days, over Thanksgiving
    offered = given(site, NILS, "offer", case, rates=["$45,000 case rate"])
    offer = offered.outcome.case.offers[0]
    accepted = given(site, BEN, "accept", case, offer_id="OFR-1", offer_hash=short(offer.hash))
    assert accepted.outcome.case.stage is Stage.TERMS_AGREED


def test_i2_a_hash_of_something_else_is_not_completed(site: Site) -> None:
    case = in_negotiation(site)
    given(site, NILS, "offer", case, rates=["3500 per diem"])
    with pytest.raises(NotGivenError, match="offer_hash"):
        given(site, BEN, "accept", case, offer_id="OFR-1", offer_hash="0123-4567-89ab")
    with pytest.raises(Refused) as no:
        given(site, BEN, "accept", case, offer_id="OFR-1", offer_hash="0" * 64)
    assert no.value.reason is Reason.HASH_MISMATCH


def test_i17_the_same_key_records_once_and_gets_the_first_answer(site: Site) -> None:
    case = in_negotiation(site)
    asked = Giving(given=Given(act="note", case=case, told={"text": "called", "shared": True}, key="file-1:7"))
    first, again = answered(site, asked, RUTH), answered(site, asked, RUTH)
    assert "note: called" in first.out
    assert "recorded before, and the repeat changed nothing" in again.out
    assert [event.key for event in site.store.history(case)].count("cli:file-1:7") == 1


def test_a_refusal_names_the_rule_and_what_is_possible(site: Site) -> None:
    case = in_negotiation(site)
    given_by_cara = Giving(given=Given(act="offer", case=case, told={"rates": ["3500 per diem"]}))
    told = answered(site, given_by_cara, CARA)
    assert (told.exit_code, told.out) == (1, "")
    assert told.err.startswith("Not possible now: ")
    assert "Possible for you now: received, " in told.err
    as_json = json.loads(answered(site, Giving(given=given_by_cara.given, as_json=True), CARA).out)
    assert (as_json["reason"], as_json["possible"][0]) == ("not-permitted", "received")


def test_i20_the_answer_holds_only_what_the_person_may_read(site: Site) -> None:
    case = in_negotiation(site)
    asked = Giving(given=Given(act="note", case=case, told={"text": "our floor is 40k"}), as_json=True)
    document = json.loads(answered(site, asked, RUTH).out)
    assert [event["topic"] for event in document["events"]] == ["note-added@1"]
    assert document["stage"] == "requested"


@pytest.mark.parametrize(
    ("act", "told", "sentence"),
    [
        ("approval", {**APPROVAL, "valid_from": "soon"}, "valid_from: That is not a date scabot can read."),
        ("approval", {"auth_no": "A"}, "valid_from: Field required"),
        ("offer", {"rates": ["about 45k"]}, "rates: That is not a rate scabot can read."),
        ("note", {"text": "x", "colour": "red"}, "colour: Unexpected keyword argument"),
        ("section", {"content": {"section": 2, "name": "Ann"}}, "content"),
        ("dance", {}, "'dance' is no command."),
    ],
)
def test_what_makes_no_command_is_said_in_a_sentence_and_records_nothing(
    site: Site, act: str, told: dict[str, Any], sentence: str
) -> None:
    case = in_negotiation(site)
    before = len(site.store.history(case))
    with pytest.raises(NotGivenError) as no:
        given(site, RUTH if act != "offer" else NILS, act, case, **told)
    assert sentence in str(no.value)
    assert len(site.store.history(case)) == before


def test_somebody_without_a_role_is_told_how_to_get_one(site: Site) -> None:
    with pytest.raises(NotGivenError, match="scabot people grant local 1000:ann ROLE"):
        given(site, ("local", "1000:ann"), "open", "", **OPENING)


def test_who_said_it_when_and_how_goes_into_the_record(site: Site) -> None:
    case = in_negotiation(site)
    absent = OnBehalf(side=Side.PAYER, role=Role.CASE_MANAGER, contact_ref="CON-7")
    told = Given(
        act="received",
        case=case,
        source=Source.PHONE,
        said_at=c.NOW,
        on_behalf_of=absent,
        evidence="call 4711",
    )
    event = give(site, told, CARA).outcome.events[0]
    assert (event.source, event.on_behalf_of, event.evidence) == (Source.PHONE, absent, "call 4711")


def test_c12_an_offer_told_by_phone_is_recorded_for_who_made_it_and_counts_once_it_is_read_back(site: Site) -> None:
    case = in_negotiation(site)
    absent = OnBehalf(side=Side.PAYER, role=Role.NETWORK_MANAGER, contact_ref="CON-7")
    by_phone = {"source": Source.PHONE, "on_behalf_of": absent, "evidence": "call 4711"}
    offered = give(site, Given(act="offer", case=case, told={"rates": ["45000 case rate"]}, **by_phone), RUTH)  # type: ignore[arg-type]  # by name
    event = offered.outcome.events[0]
    assert (event.actor.role, event.side, event.on_behalf_of) == (Role.PA_SPECIALIST, Side.PAYER, absent)
    accepted = given(site, BEN, "accept", case, offer_id="OFR-1", offer_hash=short(offered.outcome.case.offers[0].hash))
    assert accepted.outcome.case.stage is Stage.NEGOTIATING
    [waits] = accepted.outcome.case.unconfirmed
    read = given(site, NILS, "read-back", case, ref=waits.ref, how="click")
    assert read.outcome.case.stage is Stage.TERMS_AGREED


def test_c12_who_holds_several_roles_records_in_the_one_that_records(site: Site) -> None:
    case = in_negotiation(site)
    roles = (Role.PROVIDER_BILLER, Role.PA_SPECIALIST)
    both = Person(team="T0LAKESIDE", user="U0ROSA", name="Rosa Lim", roles=roles, side=Side.PROVIDER, zone=c.ZONE)
    site.handle.govern(RoleGranted(person=both), c.by(c.ADA, site.clock.now(), source=Source.CLI, key="cli:rosa"))
    absent = OnBehalf(side=Side.PAYER, role=Role.CASE_MANAGER, contact_ref="CON-7")
    told = Given(act="received", case=case, source=Source.PHONE, on_behalf_of=absent, evidence="call 4711")
    [event, *_] = give(site, told, ("T0LAKESIDE", "U0ROSA")).outcome.events
    assert event.actor.role is Role.PA_SPECIALIST


def test_c12_what_only_the_absent_person_could_do_is_chosen_by_their_role(site: Site) -> None:
    case = in_negotiation(site)
    absent = OnBehalf(side=Side.PROVIDER, role=Role.PROVIDER_BILLER, contact_ref="CON-8")
    told = Given(
        act="withdraw",
        case=case,
        told={"code": "rate"},
        source=Source.FAX,
        on_behalf_of=absent,
        evidence="FAX-7",
    )
    assert give(site, told, RUTH).outcome.case.stage is Stage.PROVIDER_WITHDREW
    with pytest.raises(Refused) as no:
        give(site, replace(told, act="override", told={"rule": "retro_reach"}), RUTH)
    assert no.value.reason in {Reason.NOT_PERMITTED, Reason.TERMINAL_CASE}


def test_c12_somebody_who_records_for_nobody_is_refused(site: Site) -> None:
    case = in_negotiation(site)
    absent = OnBehalf(side=Side.PAYER, role=Role.NETWORK_MANAGER, contact_ref="CON-7")
    told = Given(
        act="offer",
        case=case,
        told={"rates": ["45000 case rate"]},
        source=Source.PHONE,
        on_behalf_of=absent,
        evidence="call 4711",
    )
    with pytest.raises(Refused) as no:
        give(site, told, BEN)
    assert no.value.reason is Reason.NOT_PERMITTED


def test_who_is_in_which_role_is_not_typed_where_a_deadline_is_told_early(site: Site) -> None:
    case = in_negotiation(site)
    told = give(site, Given(act="escalate", case=case, told={"deadline": "ack.1"}), RUTH)
    assert any(type(event.fact).__name__ == "EscalationSent" for event in told.outcome.events)


def test_a_shown_hash_of_the_terms_is_completed_for_an_extension_too(site: Site) -> None:
    case = in_negotiation(site)
    with pytest.raises(Refused) as no:
        given(site, NILS, "extend", case, base_hash=short(terms_hash(replay_of(site, case))), new_end="2027-06-30")
    assert no.value.reason is Reason.WRONG_STAGE


def replay_of(site: Site, case: str) -> Case:
    return replay(case, site.store.history(case))


def granted_here(data: Path, *roles: Role) -> None:
    team, user = shell_user()
    person = Person(team=team, user=user, name="Ann Doe", roles=roles, side=Side.PROVIDER, zone=c.ZONE)
    with handling(data, fresh=False) as (handle, clock):
        handle.govern(RoleGranted(person=person), c.by(c.ADA, clock.now(), source=Source.CLI, key="cli:ann"))


def test_the_command_line_gives_a_command_and_prints_what_was_recorded(data: Path, shell: Shell) -> None:
    granted_here(data, Role.PA_SPECIALIST)
    words = [f"--{name.replace('_', '-')}={value}" for name, value in OPENING.items()]
    opened = shell("case", "open", *words, "--care-date=+9bd", "--json")
    assert opened.code == 0, opened.err
    case = json.loads(opened.out)["case"]
    approved = shell("case", "approval", case, *(f"--{n.replace('_', '-')}={v}" for n, v in APPROVAL.items()))
    assert (approved.code, approved.err) == (0, "")
    assert approved.out.startswith(f"{case} is approved:\n")
    assert "this alone is not coverage" in approved.out
    refused = shell("case", "offer", case, "--rates", "45000 case rate")
    assert (refused.code, refused.out) == (1, "")


def test_c12_the_command_line_records_the_word_of_somebody_absent(data: Path, shell: Shell) -> None:
    granted_here(data, Role.PROVIDER_BILLER, Role.PA_SPECIALIST)
    words = [f"--{name.replace('_', '-')}={value}" for name, value in OPENING.items()]
    case = json.loads(shell("case", "open", *words, "--json").out)["case"]
    shell("case", "approval", case, *(f"--{n.replace('_', '-')}={v}" for n, v in APPROVAL.items()))
    shell("case", "request", case, "--department", "Contracting", "--reason", "expertise")
    phone = ("--source", "phone", "--on-behalf", "payer:network_manager:CON-7", "--evidence", "call 4711")
    offered = shell("case", "offer", case, "--rates", "45000 case rate", *phone, "--json")
    assert offered.code == 0, offered.err
    assert json.loads(offered.out)["events"][0]["fact"]["terms"]["side"] == "payer"
    assert shell("case", "offer", case, "--rates", "45000 case rate", *phone[:4]).code == 1


def test_fields_come_from_a_file_too_and_options_win(data: Path, shell: Shell, empty_folder: Path) -> None:
    granted_here(data, Role.PA_SPECIALIST)
    file = empty_folder / "case.json"
    file.write_text(json.dumps({**OPENING, "care_date": None, "payer": "Someone else"}))
    opened = shell("case", "open", "--from", str(file), "--payer", "Northwind Health Plan", "--json")
    assert opened.code == 0, opened.err
    assert json.loads(opened.out)["events"][0]["fact"]["payer"] == "Northwind Health Plan"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["note", "SCA-7QK2M4", "--from", "nowhere.json"], "nowhere.json cannot be read (FileNotFoundError)."),
        (["offer", "SCA-7QK2M4", "--rates", "{"], "--rates does not hold JSON."),
        (["note", "SCA-7QK2M4", "--said-at", "noon"], "--said-at takes an instant with its offset"),
        (["note", "SCA-7QK2M4", "--on-behalf", "payer"], "--on-behalf takes a side, a role and a contact"),
        (["note", "7QK2M4!"], "A case key looks like SCA-7Q4K2M"),
        (["dance"], "No such command 'dance'"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(data: Path, shell: Shell, words: list[str], sentence: str) -> None:
    ran = shell("case", *words)
    assert (ran.code, data.exists()) == (64, True)
    assert sentence in ran.err
