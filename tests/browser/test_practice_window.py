"""The practice page in a real browser: commands, forms, threads, two organizations, the clock, the wire."""

import pytest

from browser.screen import Screen, until
from sandbox.test_practice_page import HandBackstage
from sandbox.toy_app import START, Toy
from servers.browser import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_answer_is_shown_to_its_typist_alone(screen: Screen) -> None:
    await screen.type("/sca status SCA-7QK2M4")

    answer = screen.article("SCA-7QK2M4: payer's court")
    await expect(answer).to_contain_text("Only visible to you")
    await screen.act_as("Ben Okafor")
    await expect(answer).to_have_count(0)


async def test_a_form_keeps_what_was_typed_beside_a_field_error(screen: Screen, toy: Toy) -> None:
    await screen.type("/sca form")
    await screen.form.get_by_label("Per diem (dollars)").fill("60000")
    await screen.form.get_by_label("Payment model").select_option("Case rate")
    await screen.form.get_by_label("Reference").fill("call 17")
    await screen.button("Send offer").click()

    amount = screen.form.get_by_label("Per diem (dollars)")
    await expect(screen.form.get_by_role("alert")).to_have_text("That is above the billed charges.")
    await expect(amount).to_have_accessible_description("That is above the billed charges.")
    await expect(amount).to_be_focused()
    await expect(amount).to_have_value("60000")
    await expect(screen.form.get_by_label("Reference")).to_have_value("call 17")
    await amount.fill("4200")
    await screen.button("Send offer").click()
    await expect(screen.form).to_have_count(0)
    await expect(screen.article("SCA-7QK2M4: offer recorded")).to_be_visible()
    assert toy.noticed[-1]["view"]["state"]["values"]["model"]["model"]["selected_option"]["value"] == "case-rate"


async def test_a_choice_that_asks_for_it_is_told_at_once_with_what_was_typed_before(screen: Screen, toy: Toy) -> None:
    await screen.type("/sca form")
    await screen.form.get_by_label("Per diem (dollars)").fill("4200")
    await screen.form.get_by_label("Payment model").select_option("Per diem")
    await until(lambda: toy.noticed[-1].get("type") == "block_actions")

    told = toy.noticed[-1]
    assert told["actions"][0]["action_id"] == "model"
    assert told["view"]["state"]["values"]["amount"]["amount"]["value"] == "4200"


async def test_an_outsider_clicks_where_commands_are_refused(screen: Screen, toy: Toy) -> None:
    await screen.go_to("#sca-partner")
    await screen.type("/sca card")
    await screen.act_as("Cara Holt")
    await screen.type("/sca status")
    await expect(screen.page.get_by_role("status")).to_contain_text("/sca is not a valid command.")
    await screen.article("Negotiating").get_by_role("button", name="Accept").click()

    await expect(screen.article("Accepted by T0NORTHWIND")).to_contain_text("Only visible to you")
    await expect(screen.page.get_by_role("navigation").get_by_role("button", name="Home")).to_have_count(0)
    assert toy.noticed[-1]["user"]["team_id"] == "T0NORTHWIND"


async def test_the_channel_says_who_else_reads_along(screen: Screen) -> None:
    await screen.go_to("#sca-partner")
    await expect(screen.page.get_by_role("main")).to_contain_text("shared with Northwind Health Plan")
    await screen.go_to("#sca-team")
    await expect(screen.page.get_by_role("main")).to_contain_text("internal")


async def test_replies_stand_in_the_thread_and_arrive_while_it_is_open(screen: Screen, toy: Toy) -> None:
    top = await toy.client.chat_postMessage(channel="C0TEAM", text="SCA-7QK2M4 · Negotiating")
    await toy.client.chat_postMessage(channel="C0TEAM", text="Offer OFR-1 recorded", thread_ts=top["ts"])
    await screen.page.get_by_role("button", name="1 reply").click()
    await expect(screen.thread).to_contain_text("Offer OFR-1 recorded")
    await toy.client.chat_postMessage(channel="C0TEAM", text="Offer OFR-2 recorded", thread_ts=top["ts"])

    await expect(screen.thread).to_contain_text("Offer OFR-2 recorded")
    await expect(screen.article("Offer OFR-2 recorded")).to_have_count(0)
    await screen.page.keyboard.press("Escape")
    await expect(screen.thread).to_have_count(0)
    await expect(screen.page.get_by_role("button", name="2 replies")).to_be_focused()


async def test_news_from_elsewhere_disturbs_neither_typing_nor_reading(screen: Screen, toy: Toy) -> None:
    for number in range(40):
        toy.server.acts.say(toy.world.person("ben"), f"line {number}", toy.world.channel("#sca-team"))
    await expect(screen.article("line 39")).to_be_visible()
    await screen.box.fill("half a sen")
    await screen.page.locator("#scroll").evaluate("node => { node.scrollTop = 30 }")
    await toy.people["ben"].say("news", channel="#sca-team")

    await expect(screen.article("news")).to_have_count(1)
    await expect(screen.box).to_have_value("half a sen")
    assert await screen.page.locator("#scroll").evaluate("node => node.scrollTop") == 30


async def test_a_long_answer_is_read_from_its_beginning(screen: Screen, toy: Toy) -> None:
    await toy.client.chat_postMessage(channel="C0TEAM", text="\n".join(["first line", *["line"] * 60]))
    await screen.type("/sca status X")
    await expect(screen.article("X: payer's court")).to_be_in_viewport()
    await toy.client.chat_postMessage(channel="C0TEAM", text="\n".join(["second start", *["line"] * 60]))
    await expect(screen.article("second start").get_by_text("second start")).to_be_in_viewport(ratio=0.3)


async def test_an_unread_message_is_counted_beside_its_channel(screen: Screen, toy: Toy) -> None:
    await toy.people["cara"].say("Are you there?", channel="#sca-partner")
    channel = screen.page.get_by_role("button", name="#sca-partner")
    await expect(channel).to_have_accessible_name("#sca-partner shared 1 unread")
    await screen.go_to("#sca-partner")
    await expect(channel).to_have_accessible_name("#sca-partner shared")


async def test_home_opens_for_members_of_the_home_organization(screen: Screen) -> None:
    await screen.go_to("Home")
    await expect(screen.page.get_by_role("heading", name="Your queue")).to_be_visible()


async def test_home_is_asked_for_when_the_page_opens_there(screen: Screen) -> None:
    await screen.page.goto("about:blank")
    await screen.look("ada", "home")
    await expect(screen.page.get_by_role("heading", name="Your queue")).to_be_visible()


async def test_a_shortcut_opens_its_form(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="Open an SCA case").click()
    await expect(screen.form.get_by_role("heading", name="Make an offer")).to_be_visible()


async def test_everything_works_without_a_mouse(screen: Screen) -> None:
    keys = screen.page.keyboard
    await keys.press("Tab")
    await keys.press("Enter")  # the link that skips to the message box
    await keys.type("/sca form")
    await keys.press("Enter")
    await expect(screen.form.get_by_label("Per diem (dollars)")).to_be_focused()
    await keys.type("4200")
    await keys.press("Tab")
    await keys.press("ArrowDown")
    await keys.press("Tab")
    await expect(screen.form.get_by_label("Good until")).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await keys.press("Enter")
    await expect(screen.article("offer recorded")).to_be_visible()
    await expect(screen.box).to_be_focused()


async def test_escape_closes_a_form_and_the_app_is_told(screen: Screen, toy: Toy) -> None:
    await screen.type("/sca form")
    await expect(screen.form).to_be_visible()
    await screen.page.keyboard.press("Escape")
    await expect(screen.form).to_have_count(0)
    await expect(screen.box).to_be_focused()
    await until(lambda: toy.noticed[-1].get("type") == "view_closed")


async def test_the_focus_does_not_leave_an_open_form(screen: Screen) -> None:
    await screen.type("/sca form")
    await expect(screen.form.get_by_label("Per diem (dollars)")).to_be_focused()
    for _ in range(12):
        await screen.page.keyboard.press("Tab")
        assert await screen.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


async def test_the_clock_moves_and_shows_local_time(screen: Screen, toy: Toy) -> None:
    await expect(screen.button("+1 hour")).to_be_disabled()
    toy.server.backstage = HandBackstage(toy)
    await toy.people["ben"].say("tick", channel="#sca-team")
    clock = screen.page.get_by_role("region", name="Practice clock")
    await expect(clock).to_contain_text("Tue, Nov 24, 9:00 AM CST")
    await expect(clock).to_contain_text("next deadline Tue, Nov 24, 11:00 AM")
    await screen.button("+1 hour").click()
    await expect(clock).to_contain_text("Tue, Nov 24, 10:00 AM CST")
    await screen.button("To next deadline").click()
    await expect(clock).to_contain_text("Tue, Nov 24, 11:00 AM CST")
    await expect(screen.button("To next deadline")).to_be_disabled()
    await screen.button("+3 business days").click()
    await expect(clock).to_contain_text("Fri, Nov 27, 11:00 AM CST")
    assert (toy.clock.now() - START).days == 3


async def test_the_page_says_so_while_the_server_is_gone_and_comes_back_by_itself(screen: Screen, toy: Toy) -> None:
    lost = screen.page.get_by_text("The practice workspace does not answer; trying again")
    await expect(screen.box).to_be_visible()
    port = int(toy.server.url.rpartition(":")[2])
    await toy.server.stop()
    await expect(lost).to_be_visible()
    await toy.server.start(port)
    await expect(lost).to_be_hidden()


async def test_the_wire_shows_envelopes_calls_and_problems(screen: Screen) -> None:
    await screen.type("/sca bad")
    await screen.page.get_by_role("button", name="Wire (1 problem)").click()

    wire = screen.page.get_by_role("complementary", name="Wire")
    await expect(wire).to_contain_text("the answer to /sca was refused: invalid_blocks")
    await expect(wire.get_by_role("listitem").filter(has_text="slash_commands /sca")).to_contain_text("answered")
    await expect(wire.get_by_role("listitem").filter(has_text="apps.connections.open")).to_contain_text("ok")
    await wire.get_by_label("Make trouble").fill("earthquake")
    await screen.button("Go").click()
    await expect(screen.page.get_by_role("status")).to_contain_text('"earthquake" is no fault I know.')
