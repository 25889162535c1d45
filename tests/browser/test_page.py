"""The page of `make try`, as somebody uses it: phones, presses, clock, outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.async_api import Browser, expect

from sandbox import Sandbox, SandboxServer

if TYPE_CHECKING:
    from tests.browser.conftest import OpenDesk

LONG = "Meld meg på hele rekken, alle de seks tirsdagskveldene"


async def test_first_visit_says_what_to_do_and_start_opens_the_chat(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    hint = desk.page.locator("#hint")
    await expect(hint).to_contain_text("Press Start on the first phone")
    kari = await desk.start("Kari")
    await expect(kari.get_by_text("/start", exact=True)).to_be_visible()
    await expect(kari.get_by_label("Message from Kari")).to_be_focused()
    await expect(hint).not_to_contain_text("Press Start")
    await expect(desk.phone("Odd").get_by_role("button", name="Start on")).to_be_visible()


async def test_start_by_a_link_carries_its_payload(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    odd = desk.phone("Odd")
    await odd.get_by_text("Came by a link?").click()
    await odd.get_by_label("The word after").fill("fastlege-7")
    await odd.get_by_role("button", name="Start on").click()
    await expect(odd.get_by_text("Du kom med: fastlege-7")).to_be_visible()
    await expect(odd.locator(".from-me .text")).to_have_text("/start")  # as in Telegram's app
    await odd.get_by_role("button", name="Bli med").click()
    await expect(odd.get_by_text("Du kom med: gruppe-3")).to_be_visible()
    link = odd.get_by_role("link", name="Kart").first
    await expect(link).to_have_attribute("href", "https://example.org/kart")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_formatting_is_shown_and_markup_from_people_stays_text(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    for tag, text in (("strong", "TA TAK"), ("em", "Kl. 18:00"), ("code", "A7-K2"), ("blockquote", "kaffe")):
        await expect(kari.locator(f".text {tag}").first).to_contain_text(text)
    cover = kari.get_by_role("button", name="Hidden text")
    await cover.press("Enter")
    await expect(cover).to_have_count(0)
    attack = "<img src=x onerror=alert(1)> & <b>hei</b>"
    await kari.get_by_label("Message from Kari").fill(attack)
    await kari.get_by_role("button", name="Send").click()
    await expect(kari.get_by_text(f"Du sendte: {attack}")).to_be_visible()
    assert await kari.locator(".messages img").count() == 0


async def test_text_is_sent_by_enter_broken_by_shift_enter_and_edited(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    field = kari.get_by_label("Message from Kari")
    await field.press_sequentially("Hei")
    await field.press("Shift+Enter")
    await field.press_sequentially("der")
    await field.press("Enter")
    await expect(kari.get_by_text("Du sendte: Hei\nder")).to_be_visible()
    await field.press("ArrowUp")
    await expect(field).to_have_value("Hei\nder")
    await field.fill("Hei, dere")
    await field.press("Enter")
    await expect(kari.get_by_text("Endret til: Hei, dere")).to_be_visible()
    await expect(kari.locator(".from-me").last).to_contain_text("edited")


async def test_presses_show_toast_alert_edit_and_deletion(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    await kari.get_by_role("button", name=LONG).click()
    await expect(kari.locator(".toast")).to_have_text("Du valgte yes")
    await expect(kari.get_by_text("Da ses vi!")).to_be_visible()
    await kari.get_by_role("button", name="Jeg kan ikke").click()
    alert = desk.page.get_by_role("dialog", name="Kari’s phone")
    await expect(alert).to_contain_text("Du valgte no")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_be_hidden()
    odd = await desk.start("Odd")
    await odd.get_by_role("button", name="Slett").click()
    await expect(odd.get_by_text("The bot took this message away")).to_be_visible()


async def test_commands_and_suggested_answers(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    await kari.get_by_role("button", name="Commands").click()
    await expect(kari.get_by_text("Mine kurs og påmeldinger")).to_be_visible()
    await kari.get_by_role("button", name="/mine").click()
    await expect(kari.get_by_text("Du sendte: /mine")).to_be_visible()
    await kari.get_by_label("Message from Kari").fill("knapper")
    await kari.get_by_label("Message from Kari").press("Enter")
    await kari.get_by_role("group", name="Suggested answers").get_by_role("button", name="Mine kurs").click()
    await expect(kari.get_by_text("Du sendte: Mine kurs")).to_be_visible()


async def test_attachments_reach_the_bot(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    things = ("Photo", "Sticker", "Voice message", "Location", "Contact card")
    for label in things:
        kind = label.split()[0].lower()
        await kari.get_by_role("button", name="Attach").click()
        await kari.get_by_role("button", name=label).click()
        await expect(kari.get_by_text(f"Du sendte: {kind}")).to_be_visible()
    await kari.get_by_label("Document from Kari").set_input_files(
        {"name": "brev.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    await expect(kari.get_by_text("Du sendte: document")).to_be_visible()
    await expect(kari.get_by_text("brev.pdf")).to_be_visible()


async def test_document_from_the_bot_can_be_downloaded(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    await kari.get_by_label("Message from Kari").fill("fil")
    await kari.get_by_label("Message from Kari").press("Enter")
    async with desk.page.expect_download() as download:
        await kari.get_by_role("link", name="ta-tak.ics").click()
    saved = await (await download.value).path()
    assert saved.read_bytes() == b"BEGIN:VCALENDAR"


async def test_poll_is_voted_in_and_the_vote_taken_back(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    await kari.get_by_label("Message from Kari").fill("avstemning")
    await kari.get_by_label("Message from Kari").press("Enter")
    await kari.get_by_role("group", name="Hvor nyttig var kvelden?").get_by_label("5 – svært nyttig").check()
    await kari.get_by_role("button", name="Vote").click()
    await expect(kari.locator(".result.mine")).to_contain_text("100%")
    await desk.page.reload()
    await expect(kari.locator(".result.mine")).to_contain_text("5 – svært nyttig")
    await kari.get_by_role("button", name="Take back my vote").click()
    await expect(kari.get_by_role("button", name="Vote", exact=True)).to_be_visible()


async def test_block_and_unblock(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    kari = await desk.start("Kari")
    await kari.get_by_role("button", name="Block the bot").click()
    await expect(kari.get_by_text("The bot is blocked")).to_be_visible()
    await expect(kari.get_by_role("log")).to_be_focused()
    await expect(kari.get_by_label("Message from Kari")).to_have_count(0)
    await kari.get_by_role("button", name="Unblock", exact=True).click()
    await expect(kari.get_by_label("Message from Kari")).to_be_visible()
    changes = [update["my_chat_member"] for update in desk.bot.updates if "my_chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes][-2:] == ["kicked", "member"]


async def test_clock_jumps_and_messages_carry_its_date(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    page, now = desk.page, desk.page.locator("#now")
    kari = await desk.start("Kari")
    await expect(now).to_have_text("Tuesday 24 November 2026, 18:30")
    for label, shown in (
        ("+1 hour", "Tuesday 24 November 2026, 19:30"),
        ("+1 day", "Wednesday 25 November 2026, 19:30"),
        ("Next week", "Wednesday 2 December 2026, 19:30"),
        ("Next event", "Wednesday 2 December 2026, 21:30"),
    ):
        await page.get_by_role("button", name=label).click()
        await expect(now).to_have_text(shown)
    await kari.get_by_label("Message from Kari").fill("hei igjen")
    await kari.get_by_label("Message from Kari").press("Enter")
    await expect(kari.locator(".day").last).to_have_text("Wednesday 2 December")
    await page.get_by_label("Exact time").fill("2027-03-28T09:15")
    await page.get_by_role("button", name="Go to").click()
    await expect(now).to_have_text("Sunday 28 March 2027, 09:15")
    await expect(page.locator("#clock-mode")).to_contain_text("time stands still")
    await page.get_by_role("button", name="Real time again").click()
    await expect(page.locator("#clock-mode")).to_contain_text("real time")
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.locator("#clock-mode")).to_contain_text("24 hours ahead")


async def test_clock_waits_until_what_was_due_has_gone_out(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    plain, waiting = desk.sandbox.plan, 2
    assert plain is not None

    async def plan() -> dict[str, Any]:
        return {**await plain(), "waiting": waiting}

    desk.sandbox.plan = plan
    page = desk.page
    tools, onward = page.locator("#clock-tools"), page.get_by_role("button", name="Next event")
    await onward.focus()
    await onward.press("Enter")
    await expect(tools).to_have_attribute("aria-busy", "true")
    for label in ("Next event", "+1 hour", "+1 day", "Next week", "Go to"):
        await expect(page.get_by_role("button", name=label)).to_be_disabled()
    waiting = 0
    await expect(tools).to_have_attribute("aria-busy", "false")
    await expect(onward).to_be_enabled()
    await expect(onward).to_be_focused()
    waiting = 1
    await onward.click()
    await expect(onward).to_be_disabled()
    await expect(onward).to_be_enabled(timeout=9000)  # a message that never goes out does not stop the clock


async def test_outbox_shows_the_plan_and_orders_faults(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await desk.start("Kari")
    await desk.page.get_by_role("button", name="Outbox", exact=True).click()
    outbox = desk.page.get_by_role("complementary", name="Outbox")
    await expect(outbox.get_by_text("Reminder, TA TAK evening 1 × 18")).to_be_visible()
    await expect(outbox.get_by_text("reminder → Kari")).to_be_visible()
    await outbox.get_by_text("Order a fault").click()
    await outbox.get_by_label("calls of").select_option("sendMessage")
    await outbox.get_by_role("button", name="Order", exact=True).click()
    await expect(outbox.get_by_text("next 3 sendMessage")).to_be_visible()
    await outbox.get_by_role("button", name="Clear all faults").click()
    await expect(outbox.get_by_text("next 3 sendMessage")).to_have_count(0)
    await outbox.get_by_text("Calls to the Bot API").click()
    await expect(outbox.locator(".calls").get_by_text("sendMessage").first).to_be_visible()


async def test_a_sandbox_without_people_clock_or_plan_still_shows_a_page(browser: Browser) -> None:
    server = SandboxServer(Sandbox())
    await server.start()
    page = await browser.new_page()
    try:
        await page.goto(server.url)
        await expect(page.locator("#hint")).to_have_text("Add a phone to begin with.")
        await expect(page.get_by_role("button", name="Next event")).to_be_hidden()
        await page.get_by_role("button", name="Outbox", exact=True).click()
        await expect(page.get_by_text("Nothing is planned.", exact=True)).to_be_visible()
    finally:
        await page.close()
        await server.stop()


async def test_a_phone_is_added(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    await desk.page.get_by_role("button", name="Add a phone").click()
    dialog = desk.page.get_by_role("dialog", name="Add a phone")
    await dialog.get_by_label("Name").fill("Ingrid")
    await dialog.get_by_label("Language").select_option("da")
    await dialog.get_by_role("button", name="Add").click()
    ingrid = desk.phone("Ingrid")
    await expect(ingrid.get_by_text("Danish")).to_be_visible()
    await desk.start("Ingrid")


async def test_a_broken_line_is_told_and_taken_up_again(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    lost = desk.page.locator("#lost")
    await desk.server.stop()
    await expect(lost).to_contain_text("does not answer")
    port = int(desk.url.rpartition(":")[2])
    again = SandboxServer(Sandbox(token=desk.sandbox.token, clock=desk.sandbox.clock), port=port)
    again.sandbox.state.add_person("Ingrid", language_code="da")
    await again.start()
    try:
        await expect(desk.phone("Ingrid")).to_be_visible(timeout=15_000)
        await expect(lost).to_be_empty()
    finally:
        await again.stop()
    desk.errors.clear()
