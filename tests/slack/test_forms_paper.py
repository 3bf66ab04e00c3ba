"""The forms of the agreement: sections, redlines, signatures."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

import cast as c
import clean
from filling import NOON, faults, scene, submit, untouched
from scabot.sandbox.blocks import lint_view
from scabot.slack.forms.form import Scene
from scabot.slack.forms.table import FORMS
from scabot.slack.tokens import Press
from scabot_domain import commands
from scabot_domain.parties import Actor
from scabot_domain.refusals import Refused
from scabot_domain.terms.sections import Claims, CodeSystem, Product, Scope, ScopeLine, SettableSection


@pytest.mark.parametrize("number", ["1", "2", "3", "4", "6", "7"])
@pytest.mark.parametrize("situation", ["agreed", "filled"])
def test_a_section_is_drawn_without_a_fault_empty_and_filled(number: str, situation: str) -> None:
    assert lint_view(FORMS["section"].draw(scene(c.RUTH, situation, section=number))) == []


def test_s13_the_scope_is_typed_line_by_line() -> None:
    seen = scene(c.RUTH, "agreed", section="4")
    command = submit("section", seen, c.RUTH, lines="CPT 99214 12\n\n hcpcs j1745  3 ", auth_no="AUTH-1")
    assert isinstance(command, commands.SetSection)
    assert command.content == Scope(
        lines=(
            ScopeLine(line_id="L1", system=CodeSystem.CPT, code="99214", units_max=12),
            ScopeLine(line_id="L2", system=CodeSystem.HCPCS, code="J1745", units_max=3),
        ),
        auth_no="AUTH-1",
    )
    assert faults("section", seen, c.RUTH, lines="CPT 99214 12\nheart valve", auth_no="A")["lines"].startswith(
        "Line 2 is"
    )


@pytest.mark.parametrize(
    ("number", "filled"),
    [
        (
            "1",
            {
                "payer_tin": "00-1234567",
                "payer_product": Product.PPO,
                "provider_tin": "00-7654321",
                "provider_npi": "2000000010",
            },
        ),
        ("2", {"identity_on_file": ["yes"], "coverage_from": "2026-01-01", "eligibility_verified_on": "2026-11-20"}),
        ("3", {"effective": "2026-12-01", "end": "2027-05-31"}),
        ("4", {"lines": "CPT 99214 12"}),
        ("6", {"copay": "40", "coinsurance_percent": "20"}),
        ("7", {"payer_id": "NW001", "address": "Claims, 1 Northwind Way, Springfield", "auth_no": "AUTH-20260001"}),
    ],
)
def test_s10_to_s16_a_section_filled_in_is_that_of_the_fixtures(number: str, filled: dict[str, object]) -> None:
    command = submit("section", scene(c.RUTH, "agreed", section=number), c.RUTH, **filled)
    assert isinstance(command, commands.SetSection)
    assert command.content == next(one for one in c.SECTIONS if one.section == int(number))


def test_c10_a_term_that_reaches_back_says_for_which_care() -> None:
    seen, days = scene(c.RUTH, "agreed", section="3"), {"effective": "2026-12-01", "end": "2027-05-31"}
    asked = {"retro_text": "Say for which earlier care, like: the assessment."}
    assert faults("section", seen, c.RUTH, retro_from="2026-11-25", **days) == asked
    command = submit("section", seen, c.RUTH, retro_from="2026-11-25", retro_text="The assessment", **days)
    assert isinstance(command, commands.SetSection)
    assert command.content == replace(c.TERM, retro_from=date(2026, 11, 25), retro_text="The assessment")


def test_a_section_with_holes_is_told_hole_by_hole() -> None:
    assert faults("section", scene(c.RUTH, "agreed"), c.RUTH) == {"section": "Please fill this in."}
    assert faults("section", scene(c.RUTH, "agreed", section="1"), c.RUTH, payer_tin="1", provider_npi="12") == {
        "payer_tin": "Two digits, a hyphen, seven digits.",
        "provider_tin": "Please fill this in.",
        "provider_npi": "An NPI has ten digits.",
        "payer_product": "Please fill this in.",
    }
    assert faults("section", scene(c.RUTH, "agreed", section="6"), c.RUTH) == {
        "copay": "Give the copay, the coinsurance, or both."
    }


def test_sections_are_confirmed_only_as_they_were_seen() -> None:
    seen = scene(c.NILS, "filled")
    command = submit("section-confirm", seen, c.NILS)
    assert isinstance(command, commands.ConfirmSections)
    assert command.sections == (1, 3, 4, 6, 7)  # the rates are confirmed by accepting them
    form = FORMS["section-confirm"]
    stale = Press(action="section-confirm", case=c.KEY, version=0, hash="0" * 64, alias="", exp=NOON)
    with pytest.raises(Refused):
        form.read(untouched(form.draw(seen)), seen, c.by(c.NILS, NOON), stale)


def test_i7_signing_carries_both_hashes_that_were_shown() -> None:
    seen = scene(c.SAM, "reviewed")
    draft = seen.case.draft
    assert draft is not None
    command = submit("sign", seen, c.SAM, authority_basis="Chief financial officer")
    assert isinstance(command, commands.Sign)
    assert (command.terms_hash, command.doc_sha256) == (draft.terms_hash, draft.doc_sha256)
    assert command.signatory == "Sam Vega"
    assert command.signed_at == NOON - timedelta(days=30)  # the instant at which this form was opened, by its token
    stale = Press(action="sign", case=c.KEY, version=0, hash=f"{'0' * 64}:{'1' * 64}", alias="", exp=NOON)
    filled = untouched(FORMS["sign"].draw(seen))
    filled["authority_basis"]["sca.field"]["value"] = "Chief financial officer"
    carried = FORMS["sign"].read(filled, seen, c.by(c.SAM, NOON), stale)
    assert isinstance(carried, commands.Sign)
    assert (carried.terms_hash, carried.doc_sha256) == ("0" * 64, "1" * 64)
    tomorrow = faults("sign", seen, c.SAM, authority_basis="CFO", signed_on="2026-11-25")
    assert tomorrow == {"signed_on": "Wed 2026-11-25 is in the future."}


def test_c13_who_signs_for_the_provider_chooses_the_party_where_there_are_several() -> None:
    seen = scene(c.SAM, "several")
    lead = submit("sign", seen, c.SAM, authority_basis="CFO")
    second = submit("sign", seen, c.SAM, authority_basis="CFO", party_id="P2")
    assert isinstance(lead, commands.Sign)
    assert isinstance(second, commands.Sign)
    assert (lead.party_id, second.party_id) == ("P1", "P2")
    assert faults("sign", seen, c.SAM, authority_basis="CFO", party_id="P4") == {"party_id": "Choose one of the list."}
    assert parties_in("several") == [
        "P1 Lakeside Transplant Center",
        "P2 Lakeside Surgeons",
        "P3 Prairie Anesthesia Group",
    ]
    assert parties_in("several_half_signed") == ["P2 Lakeside Surgeons", "P3 Prairie Anesthesia Group"]


def parties_in(situation: str, who: Actor = c.SAM) -> list[str]:
    blocks = FORMS["sign"].draw(scene(who, situation))["blocks"]
    menus = [one["element"] for one in blocks if one.get("label", {}).get("text") == "For which party"]
    return [option["text"]["text"] for menu in menus for option in menu["options"]]


def test_c13_nobody_is_asked_for_the_party_who_has_no_choice() -> None:
    assert parties_in("reviewed") == []
    assert parties_in("several", c.PRIYA) == []
    assert parties_in("several_all_signed") == []
    command = submit("sign", scene(c.PRIYA, "several"), c.PRIYA, authority_basis="Board")
    assert isinstance(command, commands.Sign)
    assert command.party_id is None


def test_c11_anything_but_wording_is_never_clerical() -> None:
    seen = scene(c.BEN, "drafted")
    clerical = submit("redline", seen, c.BEN, changed=["wording"], clerical=["yes"], changes="Notice by mail")
    assert isinstance(clerical, commands.Redline)
    assert (clerical.material, clerical.changes) == (False, ("Wording only", "Notice by mail"))
    assert set(faults("redline", seen, c.BEN, changed=["rate"], clerical=["yes"])) == {"clerical"}


def test_c11_wording_only_without_the_tick_is_asked_about_and_does_not_reopen_the_negotiation() -> None:
    seen = scene(c.BEN, "drafted")
    asked = "Tick this, or tick above what else changes: anything more reopens the negotiation."
    assert faults("redline", seen, c.BEN, changed=["wording"]) == {"clerical": asked}
    both = submit("redline", seen, c.BEN, changed=["wording", "rate"])
    assert isinstance(both, commands.Redline)
    assert both.material


def whole(number: str, *changed: SettableSection) -> Scene:
    """Return a situation in which every field of the agreement was filled in elsewhere."""
    return replace(scene(c.RUTH, "agreed", section=number), case=clean.agreement(*changed).case)


@pytest.mark.parametrize("content", clean.SECTIONS, ids=lambda content: str(content.section))
def test_a_form_keeps_what_it_does_not_ask(content: SettableSection) -> None:
    command = submit("section", whole(str(content.section)), c.RUTH)
    assert isinstance(command, commands.SetSection)
    assert command.content == content


def test_a_form_keeps_what_is_known_of_a_line_while_it_is_the_same_service() -> None:
    command = submit("section", whole("4"), c.RUTH, lines="CPT 99214 13\nREV 0120 9")
    assert isinstance(command, commands.SetSection)
    assert command.content == replace(
        clean.SCOPE,
        lines=(
            replace(clean.LINE_1, units_max=13),
            ScopeLine(line_id="L2", system=CodeSystem.REV, code="0120", units_max=9),
        ),
    )


def test_a_section_with_nothing_in_it_is_drawn_like_an_empty_one() -> None:
    seen = whole("7", Claims())
    (days,) = untouched(FORMS["section"].draw(seen))["timely_filing_days"].values()
    assert days["value"] == "180"
