"""How the page draws: every block there is, what it does not know, what somebody planted, small screens, stacks."""

from typing import Any

import pytest

from browser.kitchen import FORM, MESSAGE
from browser.screen import Screen, until
from sandbox.toy_app import Toy, offer_form
from scabot.sandbox.desk import issue_trigger, open_modal, push_onto, with_ids
from scabot.sandbox.things import Message
from servers.browser import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def plant(toy: Toy, text: str, *blocks: dict[str, Any]) -> None:
    """Put a message there that the practice workspace would have refused."""
    message = Message(ts=toy.world.new_ts(), channel_id="C0TEAM", user_id="U0BEN", team_id="T0LAKESIDE", text=text)
    message.blocks = with_ids(toy.world, blocks)
    toy.world.post(message)


async def test_every_block_is_drawn(screen: Screen, toy: Toy) -> None:
    await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-7QK2M4: all", blocks=MESSAGE)
    card = screen.article("Negotiating")

    await expect(card.get_by_text("Unknown")).to_have_count(0)
    await expect(card.get_by_text("6 business days")).to_have_css("font-weight", "700")
    await expect(card).to_contain_text("@Nils Berg answers OFR-2")
    await expect(card).to_contain_text("Due Friday, December 4, 2026 at 10:00 AM.")
    await expect(card.get_by_role("link", name="the policy")).to_have_attribute("href", "https://example.org")
    await expect(card.get_by_role("listitem").filter(has_text="second with bold")).to_have_count(1)
    await expect(card.get_by_role("columnheader", name="Payer")).to_be_visible()
    await expect(card.get_by_role("cell", name="$3,650 per diem")).to_have_css("text-align", "right")
    await expect(card.get_by_role("note")).to_have_text("Warning: OVERDUE since Tuesday")
    await expect(card.get_by_role("img", name="Timeline of the case")).to_be_visible()


async def test_a_menu_and_a_confirmation_ask_before_the_app_hears(screen: Screen, toy: Toy) -> None:
    await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-7QK2M4: all", blocks=MESSAGE)
    await screen.button("Accept").click()
    await expect(screen.form).to_contain_text("This binds Lakeside.")
    await screen.button("Not yet").click()
    await expect(screen.form).to_have_count(0)
    assert toy.noticed == []
    await screen.button("Accept").click()
    await screen.button("Yes, accept").click()
    await expect(screen.article("Accepted by T0LAKESIDE")).to_be_visible()
    await screen.page.get_by_label("More actions").click()
    await expect(screen.button("Why this ping?")).to_be_visible()


async def test_every_field_takes_an_answer(screen: Screen, toy: Toy) -> None:
    open_modal(toy.world, issue_trigger(toy.world, "U0RUTH"), FORM)
    form = screen.form
    await form.get_by_label("Payer").fill("Northwind")
    await form.get_by_label("Why").fill("two\nlines")
    await form.get_by_label("Amount").fill("12.5")
    await form.get_by_label("Payment model").select_option("Case rate")
    await form.get_by_label("Fax").check()
    await form.get_by_label("Fees").check()
    await form.get_by_label("North").check()
    await form.get_by_label("Good until").fill("2026-12-11")
    await form.get_by_label("Heard at").fill("09:15")
    await expect(form.get_by_label("Said at")).to_have_value("2026-12-04T10:00")
    await expect(form.get_by_label("Payer")).to_have_accessible_description("The plan that pays.")
    await screen.button("Save").click()
    await until(lambda: toy.server.wire.sent[-1].payload["type"] == "view_submission")

    sent = toy.server.wire.sent[-1].payload["view"]["state"]["values"]
    assert (sent["payer"]["payer"]["value"], sent["amount"]["amount"]["value"]) == ("Northwind", "12.5")
    assert sent["why"]["why"]["value"] == "two\nlines"
    assert sent["by"]["by"]["selected_option"]["value"] == "fax"
    assert [one["value"] for one in sent["with"]["with"]["selected_options"]] == ["fees"]
    assert [one["value"] for one in sent["sites"]["sites"]["selected_options"]] == ["north"]
    assert (sent["until"]["until"]["selected_date"], sent["at"]["at"]["selected_time"]) == ("2026-12-11", "09:15")
    assert sent["since"]["since"]["selected_date_time"] == 1796400000


async def test_an_unknown_block_is_a_red_box(screen: Screen, toy: Toy) -> None:
    plant(toy, "look", {"type": "carousel"})
    await expect(screen.page.get_by_role("alert")).to_have_text("Unknown block: carousel")


async def test_planted_markup_stays_text(screen: Screen, toy: Toy) -> None:
    planted = "<img src=x onerror=alert(1)> <b>bold</b> [x](javascript:alert(1)) <javascript:alert(1)|click>"
    plant(toy, planted)
    plant(
        toy,
        "",
        {"type": "markdown", "text": planted},
        {"type": "header", "text": {"type": "plain_text", "text": planted}},
    )
    messages = screen.page.get_by_role("main").get_by_role("article")

    await expect(messages).to_have_count(2)
    await expect(messages.locator("img, b, a, script")).to_have_count(0)


async def test_a_stacked_form_names_the_one_below_and_goes_back_to_it(screen: Screen, toy: Toy) -> None:
    open_modal(toy.world, issue_trigger(toy.world, "U0RUTH"), offer_form())
    await screen.form.get_by_label("Reference").fill("call 17")
    push_onto(toy.world, "U0RUTH", {**FORM, "blocks": with_ids(toy.world, FORM["blocks"])})
    await expect(screen.form).to_contain_text("Form 2, on top of “Make an offer”")
    await screen.button("Cancel").click()
    await expect(screen.form.get_by_role("heading", name="Make an offer")).to_be_visible()
    await expect(screen.form.get_by_label("Reference")).to_have_value("call 17")


@pytest.mark.parametrize(("width", "height"), [(640, 400), (400, 800), (320, 640)])
async def test_small_screens_and_large_letters_need_no_sideways_scrolling(
    screen: Screen, toy: Toy, width: int, height: int
) -> None:
    await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-7QK2M4: all", blocks=MESSAGE)
    await screen.page.set_viewport_size({"width": width, "height": height})
    await expect(screen.box).to_be_in_viewport()
    assert await screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await screen.page.locator("#scroll").evaluate("node => node.scrollWidth <= node.clientWidth")
    await screen.button("☰ Channels").click()
    await screen.go_to("#sca-partner")


async def test_the_screen_says_so_when_the_server_is_gone(screen: Screen) -> None:
    await expect(screen.box).to_be_visible()
    await screen.page.route("**/world/act", lambda route: route.abort())
    await screen.type("hello")
    await expect(screen.page.get_by_role("status")).to_contain_text("The practice workspace does not answer.")
    await expect(screen.box).to_have_value("hello")
