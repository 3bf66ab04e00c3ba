"""Four eyes and what-if on the shell: bands, a hold, its release by another, and answers that are recorded nowhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import cast as c
from cli.conftest import Shell
from cli.test_case import BEN, CARA, NILS, PRIYA, RUTH, given, in_negotiation
from scabot.assemble.giving import Given, NotGivenError
from scabot.assemble.handing import HANDED, Giving, Printed, Supposing, answered
from scabot.assemble.site import Site, open_site
from scabot.clock.chance import SeededChance
from scabot.clock.wall import HandClock
from scabot.settings import read_settings
from scabot_domain.events import OfferHeld, OfferMade
from scabot_domain.refusals import Reason, Refused

PERCENT = {"model": "percent_of_medicare", "percent": "140"}
WHY = "Only this center can do it in time"


@pytest.fixture
def site(data: Path) -> Iterator[Site]:
    """The ledger of a settled installation, on a clock that stands."""
    settings = read_settings({"SCABOT_HOME_SIDE": "provider", "SCABOT_DATA_DIR": str(data)}, Path("none"))
    opened = open_site(settings, clock=HandClock(c.NOW), chance=SeededChance(9))
    yield opened
    opened.close()


def banded(site: Site) -> str:
    case = in_negotiation(site)
    given(site, PRIYA, "authority", case, role="network_manager", total="40000")
    return case


def supposed(site: Site, case: str, who: tuple[str, str] = NILS, *, act: str = "offer", **told: object) -> Printed:
    return answered(site, Supposing(given=Given(act=act, case=case, told=told)), who)


def document(site: Site, case: str, who: tuple[str, str] = NILS, **told: object) -> dict[str, object]:
    asked = Supposing(given=Given(act="offer", case=case, told=told), as_json=True)
    return dict(json.loads(answered(site, asked, who).out))


def test_a_held_offer_is_released_on_the_shell_by_somebody_else(site: Site) -> None:
    case = banded(site)
    with pytest.raises(Refused) as without:
        given(site, NILS, "offer", case, rates=["45000 case rate"])
    assert without.value.reason is Reason.REASON_TOO_SHORT
    held = given(site, NILS, "offer", case, rates=["45000 case rate"], reason_if_held=WHY)
    assert [type(event.fact) for event in held.seen.events] == [OfferHeld]
    with pytest.raises(Refused) as own:
        given(site, NILS, "release", case, held="HLD-1", reason=WHY)
    assert own.value.reason is Reason.SELF_APPROVAL
    released = answered(
        site, Giving(given=Given(act="release", case=case, told={"held": "HLD-1", "reason": WHY})), PRIYA
    )
    assert "HLD-1 released as OFR-1" in released.out
    assert "network manager (payer): OFR-1 offered by the payer: $45,000.00 case rate" in released.out


def test_a_held_offer_is_declined_on_the_shell(site: Site) -> None:
    case = banded(site)
    given(site, NILS, "offer", case, rates=["45000 case rate"], reason_if_held=WHY)
    asked = Giving(given=Given(act="drop-held", case=case, told={"held": "HLD-1", "reason": "Too much"}))
    assert "HLD-1 declined: Too much (payer only)" in answered(site, asked, PRIYA).out


def test_a_what_if_records_nothing_and_equals_the_offer_after_it(site: Site) -> None:
    case = in_negotiation(site)
    given(site, BEN, "offer", case, rates=["62000 case rate"])
    before = len(site.store.history(case))
    told = document(site, case, rates=["38000 case rate"])
    assert len(site.store.history(case)) == before
    assert told["gap"] == {"dollars": "24000.00", "percent": "63.2"}
    assert told["total"] == {"expected": "38000.00", "most": "38000.00"}
    made = given(site, NILS, "offer", case, rates=["38000 case rate"]).outcome.events[0].fact
    assert isinstance(made, OfferMade)
    assert (told["schema"], told["offer_hash"], told["held"]) == ("scabot.what-if/1", made.offer_hash, [])


def test_a_what_if_says_in_words_what_it_comes_to(site: Site) -> None:
    case = banded(site)
    said = supposed(site, case, rates=["45000 case rate"]).out
    assert said.startswith(f"What if, in {case}: OFR-1, hash ")
    assert "Expected total: $45,000.00; at most: $45,000.00\n" in said
    assert "Gap to the other side's latest position: unknown\n" in said
    assert "It would be held for a second approver of your side: beyond your limit of total\n" in said
    unknown = supposed(site, case, rates=[{"rate": {**PERCENT, "benchmark": {}}}]).out
    assert "no offer. Nothing is recorded." in unknown
    assert "Expected total: cannot be told by plain sums; at most: cannot be told by plain sums" in unknown
    assert "It would be refused: these terms leave a question open" in unknown
    assert "\nL1: " in unknown


def test_a_counter_is_supposed_as_well_and_crossed_positions_have_no_percent(site: Site) -> None:
    case = in_negotiation(site)
    given(site, NILS, "offer", case, rates=["40000 case rate"])
    said = supposed(site, case, BEN, act="counter", in_reply_to="OFR-1", rates=["40000 case rate"]).out
    assert "OFR-2, hash " in said
    assert "Gap to the other side's latest position: none, the positions have met or crossed" in said
    apart = supposed(site, case, BEN, act="counter", in_reply_to="OFR-1", rates=["45500 case rate"]).out
    assert "latest position: $5,500.00, 13.8% of the payer's" in apart


def test_i20_what_the_other_side_holds_shows_in_no_answer(site: Site) -> None:
    case = banded(site)
    before = document(site, case, BEN, rates=["62000 case rate"])
    given(site, NILS, "offer", case, rates=["45000 case rate"], reason_if_held=WHY)
    assert document(site, case, BEN, rates=["62000 case rate"]) == before
    plain = given(site, BEN, "offer", case, rates=["62000 case rate"])
    assert [event.fact.terms.offer_id for event in plain.seen.events if isinstance(event.fact, OfferMade)] == ["OFR-1"]


def test_who_makes_no_offers_is_told_that_it_would_be_refused(site: Site) -> None:
    case = in_negotiation(site)
    assert "(not-permitted)" in supposed(site, case, CARA, rates=["45000 case rate"]).out


def test_what_is_no_offer_is_not_supposed(site: Site) -> None:
    case = in_negotiation(site)
    with pytest.raises(NotGivenError, match="Only an offer or a counter can be supposed"):
        supposed(site, case, RUTH, act="note", text="called", shared=True)
    with pytest.raises(NotGivenError, match="There is no case SCA-999999"):
        supposed(site, "SCA-999999", rates=["45000 case rate"])


def test_the_request_for_a_what_if_goes_through_the_hatch_like_every_other() -> None:
    asked = Supposing(given=Given(act="offer", case=c.KEY, told={"rates": ["45000 case rate"]}), as_json=True)
    assert HANDED.validate_python(HANDED.dump_python(asked, mode="json")) == asked


def test_the_shell_takes_the_fields_of_an_offer_and_prints_the_answer(shell: Shell, site: Site) -> None:
    site.close()
    stranger = shell("case", "what-if", "SCA-7QK2M4", "--rates", "45000 case rate")
    assert (stranger.code, stranger.out) == (1, "")
    assert "hold no role" in stranger.err
    helped = shell("case", "what-if", "--help").out
    assert all(f"--{name}" in helped for name in ("rates", "in-reply-to", "cap-total", "json", "from"))
    assert "--on-behalf" not in helped
