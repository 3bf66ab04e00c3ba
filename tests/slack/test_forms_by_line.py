"""C9, P8: in the forms one chooses services, to price, to reopen, or to accept; and a card says what is agreed."""

from dataclasses import replace
from typing import Any

import pytest

import cast as c
import deeds as d
import lines as bl
from domain.by_the_clock import Watched
from drawn import card_of, reads
from filling import NOON, person, untouched
from scabot.sandbox.blocks import lint_view
from scabot.slack.cards.offers import offers_shown
from scabot.slack.forms.form import Scene
from scabot.slack.forms.table import FORMS
from scabot.slack.tokens import Press
from scabot_domain.commands import Accept, Command, Counter, MakeOffer
from scabot_domain.parties import Actor
from scabot_domain.terms.sections import Scope
from story import Step, given

FIELD = "line_ids"


def over(who: Actor, *steps: Step | tuple[Step, ...]) -> Scene:
    case = given(*steps).case
    return Scene(case=case, person=person(who), now=NOON, zone=c.ZONE, free_text=True)


def choices(form: str, scene: Scene) -> dict[str, Any] | None:
    """Return the labels of the services in a form, and those that are chosen; None where there is no such field."""
    view = FORMS[form].draw(scene)
    assert lint_view(view) == []
    block = next((one for one in view["blocks"] if one.get("block_id") == FIELD), None)
    if block is None:
        return None
    element = block["element"]
    told = {option["value"]: option["text"]["text"] for option in element["options"]}
    return {"all": told, "chosen": [option["value"] for option in element.get("initial_options", ())]}


def sent(form: str, scene: Scene, who: Actor, chosen: list[str], **filled: str) -> Command:
    values = untouched(FORMS[form].draw(scene))
    for name, value in filled.items():
        values[name] = {"sca.field": {"value": value}}
    values[FIELD] = {"sca.field": {"selected_options": [{"value": one} for one in chosen]}}
    seen = FORMS[form].seen(scene)
    press = Press(action=form, case=c.KEY, version=0, hash=seen, alias="", exp=NOON)
    return FORMS[form].read(values, scene, c.by(who, NOON), press)


def test_the_services_of_an_offer_are_chosen_in_the_form_that_accepts_it() -> None:
    scene = over(c.BEN, bl.offered)
    assert choices("accept", scene) == {"all": {"L1": "L1 99214", "L2": "L2 99213", "L3": "L3 97110"}, "chosen": []}
    some, every = (sent("accept", scene, c.BEN, chosen) for chosen in (["L1", "L3"], []))
    assert isinstance(some, Accept)
    assert isinstance(every, Accept)
    assert (some.line_ids, every.line_ids) == (("L1", "L3"), ())


@pytest.mark.parametrize("steps", [d.offered, bl.half, (*bl.scoped, d.offers(c.NILS, bl.fee(99, "L2")))])
def test_where_there_is_one_thing_to_accept_nothing_is_chosen(steps: tuple[Step, ...]) -> None:
    assert choices("accept", over(c.BEN, steps)) is None


def test_a_rate_is_for_every_service_unless_some_are_chosen() -> None:
    scene = over(c.NILS, bl.scoped)
    command = sent("offer", scene, c.NILS, ["L2"], amount="900")
    assert isinstance(command, MakeOffer)
    assert (command.rates[0].line_ids, command.reopens) == (("L2",), ())
    assert choices("offer", over(c.NILS, d.requested)) is None
    assert choices("offer", over(c.NILS, d.requested, d.sets(c.RUTH, c.SCOPE))) is None


def test_what_is_open_is_chosen_already_and_choosing_what_is_agreed_reopens_it() -> None:
    scene = over(c.BEN, bl.half)
    assert choices("counter", scene) == {
        "all": {"L1": "L1 99214 (agreed on OFR-1)", "L2": "L2 99213", "L3": "L3 97110 (agreed on OFR-1)"},
        "chosen": ["L2"],
    }
    command = sent("counter", scene, c.BEN, ["L1", "L2"], amount="900")
    assert isinstance(command, Counter)
    assert (command.rates[0].line_ids, command.reopens) == (("L1", "L2"), ("L1",))


def test_terms_for_services_that_nobody_has_listed_are_reopened_as_everything() -> None:
    scene = over(c.BEN, d.agreed)
    assert choices("offer", scene) == {"all": {"all": "Everything (agreed on OFR-1)"}, "chosen": []}
    command = sent("offer", scene, c.BEN, ["all"], amount="900")
    assert isinstance(command, MakeOffer)
    assert (command.rates[0].line_ids, command.reopens) == ((), ("all",))


def test_lines_agreed_before_anybody_listed_the_services_have_no_code() -> None:
    scene = over(c.BEN, d.requested, d.offers(c.NILS, bl.LINE_1, bl.LINE_2), d.accepts(c.BEN, lines=("L1",)))
    assert choices("offer", scene) == {"all": {"L1": "L1 (agreed on OFR-1)", "L2": "L2"}, "chosen": ["L2"]}


def test_no_form_has_more_choices_than_slack_takes() -> None:
    many: Scope = replace(bl.SCOPE, lines=tuple(bl.line(f"L{n}", "99214") for n in range(1, 101)))
    found = choices("offer", over(c.NILS, d.requested, d.sets(c.RUTH, many)))
    assert found is not None
    assert [*found["all"]][:3] + [*found["all"]][-1:] == ["L1", "L2", "L3", "L100"]


def test_p8_a_card_says_what_is_agreed_and_what_is_open() -> None:
    shown = reads(card_of(Watched().do(bl.half).events))
    assert "Partly agreed: L1, L3; open: L2." in shown
    assert "OFR-1 by the payer (open until Tue 2026-12-08 17:00 CST; agreed: L1, L3)" in shown
    assert "Partly agreed" not in reads(card_of(Watched().do(bl.agreed).events))


def test_p8_a_card_shows_an_offer_that_is_gone_as_long_as_lines_have_its_terms() -> None:
    story = given(bl.half, d.withdraws_offer(), d.offers(c.BEN, bl.fee(170, "L2")))
    assert [one.terms.offer_id for one in offers_shown(story.case, story.now)] == ["OFR-1", "OFR-2"]
    card = reads(card_of(Watched().do(bl.half, d.withdraws_offer()).events))
    assert "OFR-1 by the payer (withdrawn; agreed: L1, L3)" in card


def test_a_card_tells_what_an_offer_reopens_and_that_it_is_one_whole() -> None:
    steps = (*bl.half, d.offers(c.BEN, bl.CHEAPER_1, bl.LINE_2, reopens=("L1",), all_or_nothing=True))
    shown = reads(card_of(Watched().do(*steps).events))
    assert "Reopens what is agreed on: L1" in shown
    assert "All or nothing" in shown
