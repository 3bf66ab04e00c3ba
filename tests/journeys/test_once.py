"""The same request twice, two people at once, the bot killed in between: everything counts once and is said once."""

import asyncio
import copy
from collections import Counter

import pytest

import cast as c
import deeds as d
from journeys.stage import SHARED, TEAM, Stage
from scabot.sandbox.ports import Answer, JsonObject
from scabot_domain.case import Stage as CaseStage
from scabot_domain.evolve import replay

KEY = c.KEY


async def again(stage: Stage, payload: JsonObject) -> Answer:
    """Deliver a payload once more, as Slack or a network may."""
    return await stage.theater.server.wire.deliver("interactive", copy.deepcopy(payload))


def last_sent(stage: Stage) -> JsonObject:
    return stage.theater.server.wire.sent[-1].payload


def said(stage: Stage, channel: str) -> Counter[str]:
    """Return how often each thing was said in a channel, the card aside."""
    place = stage.world.channel(channel)
    return Counter(
        stage.world.text_of(one)
        for one in stage.world.messages[place.channel_id]
        if one.only_for is None and one.thread_ts is not None
    )


def cards(stage: Stage, channel: str) -> int:
    place = stage.world.channel(channel)
    return sum(one.thread_ts is None and one.only_for is None for one in stage.world.messages[place.channel_id])


async def nobody_was_told_twice(stage: Stage) -> None:
    for channel in (TEAM, SHARED):
        assert cards(stage, channel) == 1
        assert {text for text, times in said(stage, channel).items() if times > 1} == set()


# ---- twice ----------------------------------------------------------------------------------------------------------


async def test_a_form_that_slack_delivers_twice_is_recorded_once(stage: Stage) -> None:
    await stage.does(*d.requested)
    await stage["ben"].slash(f"offer {KEY} 62000 case rate")
    await stage.theater.trouble.make("duplicate")
    await stage["ben"].submit()
    assert (await stage.kinds()).count("offer-made") == 1
    await nobody_was_told_twice(stage)


async def test_a_form_delivered_again_later_gets_the_first_answer_and_records_nothing(stage: Stage) -> None:
    await stage.does(*d.requested)
    await stage["ben"].slash(f"offer {KEY} 62000 case rate")
    await stage["ben"].submit()
    payload, before = last_sent(stage), await stage.events()
    for restart in (False, True):
        if restart:
            await stage.theater.restart()
        answer = await again(stage, payload)
        assert (
            f"{KEY}: offer made, deadlines changed. This was recorded 2026-11-23 16:15 UTC; the repeat changed nothing."
            in str(answer.payload)
        )
        assert await stage.events() == before


async def test_nine_identical_deliveries_at_once_record_one_event_and_are_all_answered(stage: Stage) -> None:
    await stage.does(*d.opened)
    await stage["ruth"].slash(f"note {KEY} once")
    view = stage.world.modals["U0RUTH"][-1]
    payload = stage.theater.server.gate.view_submission(stage.world.person("ruth"), view)
    answers = await asyncio.gather(*(again(stage, payload) for _ in range(9)))
    await stage.theater.settle()
    assert all(answer.acked for answer in answers)
    assert (await stage.kinds()).count("note-added") == 1
    await nobody_was_told_twice(stage)


async def test_a_submit_that_is_clicked_twice_is_recorded_once(stage: Stage) -> None:
    await stage.does(*d.opened)
    await stage["ruth"].slash(f"note {KEY} once")
    person, view = stage.world.person("ruth"), stage.world.modals["U0RUTH"][-1]
    clicks = [stage.theater.server.gate.view_submission(person, view) for _ in range(2)]
    assert clicks[0]["trigger_id"] != clicks[1]["trigger_id"]
    await asyncio.gather(*(again(stage, click) for click in clicks))
    assert (await stage.kinds()).count("note-added") == 1


async def test_a_form_that_comes_again_with_another_content_is_recorded_as_it_first_was(stage: Stage) -> None:
    await stage.does(*d.opened)
    await stage["ruth"].slash(f"note {KEY} the first")
    await stage["ruth"].submit()
    payload = copy.deepcopy(last_sent(stage))
    payload["view"]["state"]["values"]["text"]["sca.field"]["value"] = "the second"
    answer = await again(stage, payload)
    assert "The change was not recorded; use a fresh form." in str(answer.payload)
    assert (await stage.kinds()).count("note-added") == 1
    assert "the second" not in stage.read_by("ruth")


async def test_a_button_that_slack_delivers_twice_opens_one_form_and_records_nothing(stage: Stage) -> None:
    await stage.does(*d.offered)
    before = await stage.kinds()
    await stage.theater.trouble.make("duplicate")
    await stage["ben"].click("Accept the offer", on=KEY)
    assert len(stage.world.modals["U0BEN"]) == 1
    assert await stage.kinds() == before
    await stage["ben"].submit()
    assert (await stage.kinds())[-3:] == ["offer-accepted", "section-set", "terms-agreed"]


async def test_a_command_that_slack_delivers_twice_opens_one_form_that_records_once(stage: Stage) -> None:
    await stage.theater.trouble.make("duplicate")
    await stage["ruth"].slash("open")
    assert len(stage.world.modals["U0RUTH"]) == 1
    for label, value in (("Health plan", "Northwind Health Plan"), ("Provider", "Lakeside Transplant Center")):
        await stage["ruth"].fill(label, value)
    await stage.theater.trouble.make("duplicate")
    await stage["ruth"].submit()
    assert len({event.case for event in await stage.theater.record()}) == 1


# ---- at once --------------------------------------------------------------------------------------------------------


async def both_submit(stage: Stage, one: str, other: str) -> list[str]:
    seen = await asyncio.gather(stage.theater.people[one].submit(), stage.theater.people[other].submit())
    return [found.text for found in seen]


async def test_of_two_who_accept_at_once_one_wins_and_the_other_learns_what_changed(stage: Stage) -> None:
    await stage.does(*d.offered)
    for handle in ("ben", "olga"):
        await stage[handle].slash(f"accept {KEY}")
    told = await both_submit(stage, "ben", "olga")
    assert (await stage.kinds()).count("offer-accepted") == 1
    (refused,) = (text for text in told if "Not possible now" in text)
    assert "Nothing was recorded" in refused
    assert "accepted" in refused or "terms agreed" in refused
    await nobody_was_told_twice(stage)


async def test_an_offer_that_is_accepted_and_withdrawn_at_once_is_only_one_of_both(stage: Stage) -> None:
    await stage.does(*d.offered)
    await stage["ben"].slash(f"accept {KEY}")
    await stage["nils"].click("More…", on=KEY)
    await stage["nils"].click("Withdraw the offer")
    await both_submit(stage, "nils", "ben")
    kinds = await stage.kinds()
    assert kinds.count("offer-accepted") + kinds.count("offer-withdrawn") == 1
    case = replay(KEY, await stage.events())
    assert case.stage is (CaseStage.TERMS_AGREED if "offer-accepted" in kinds else CaseStage.NEGOTIATING)


async def test_what_was_countered_meanwhile_is_not_accepted_by_an_old_form(stage: Stage) -> None:
    await stage.does(*d.offered)
    await stage["ben"].slash(f"accept {KEY}")
    await stage.does(d.offers(c.NILS, c.CASE_RATE_45000))
    seen = await stage["ben"].submit()
    assert "things have changed since you looked" in seen
    assert "offer OFR-1; it is superseded; taken over by OFR-2; by the payer; by @Nils Berg" in seen
    assert "offer-accepted" not in await stage.kinds()


# ---- killed in between ----------------------------------------------------------------------------------------------


async def test_a_form_opened_before_a_restart_is_recorded_after_it(stage: Stage) -> None:
    await stage.does(*d.offered)
    await stage["ben"].click("Accept the offer", on=KEY)
    await stage.theater.restart()
    await stage["ben"].submit()
    assert (await stage.kinds())[-1] == "terms-agreed"
    assert "Fill in a section" in await stage["ben"].click("More…", on=KEY)


async def recorded_but_not_said(stage: Stage) -> None:
    """Let an offer be recorded, and the bot die before it says anything."""
    case = replay(KEY, await stage.events())
    await stage.site.threads.write(stage.site.handle, KEY, d.offers(c.NILS)(case, stage.theater.now()))


async def test_what_was_recorded_before_the_kill_is_said_after_the_restart_once(stage: Stage) -> None:
    await stage.does(*d.requested)
    await recorded_but_not_said(stage)
    assert "OFR-1" not in stage.read_by("ben")
    await stage.theater.restart()
    await stage.theater.settle()
    for channel in (TEAM, SHARED):
        assert sum("OFR-1 offered by the payer" in text for text in said(stage, channel)) == 1
    await nobody_was_told_twice(stage)


@pytest.mark.parametrize("how", ["lost", "500"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_an_answer_lost_just_before_the_kill_doubles_nothing(stage: Stage, method: str, how: str) -> None:
    await stage.does(*d.requested)
    await recorded_but_not_said(stage)
    await stage.theater.trouble.make(f"drop_after_commit {method} 2 {how}")
    bot = stage.theater.bot
    assert bot is not None
    await bot.worker.drain()
    await stage.theater.restart()
    await stage.theater.settle()
    for channel in (TEAM, SHARED):
        assert sum("OFR-1 offered by the payer" in text for text in said(stage, channel)) == 1
        assert "Accept the offer" in await stage["ben"].click("More…", channel=channel)
    await nobody_was_told_twice(stage)


async def test_a_ping_is_told_once_whatever_happens_to_the_bot_and_to_slack(stage: Stage) -> None:
    await stage.does(*d.agreed)
    await stage.theater.trouble.make("drop_after_commit chat.postMessage 3")
    await stage.theater.advance_to(stage.theater.after_business_days(6))
    await stage.theater.restart()
    await stage.theater.down_until(stage.theater.after_business_days(1))
    for channel, told in ((TEAM, 1), (SHARED, 1)):
        assert sum("without a draft of the agreement" in text for text in said(stage, channel)) == told
    await nobody_was_told_twice(stage)
