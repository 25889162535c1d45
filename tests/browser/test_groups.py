"""Groups on the page: made, joined by link, written in as anybody, led, upgraded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.test_access import CONTRAST, SMALL, unnamed

if TYPE_CHECKING:
    from tests.browser.conftest import Desk, OpenDesk

TITLE = "Kveldsgruppa"


async def group_by_link(desk: Desk) -> Any:
    """Kari presses the bot's startgroup link and makes a group. Returns its card."""
    kari = await desk.start("Kari")
    await desk.write(kari, "gruppe")
    await kari.get_by_role("button", name="Legg til i gruppe").click()
    dialog = desk.page.get_by_role("dialog", name="Add the bot to a group")
    await expect(dialog.get_by_label("invite users")).to_be_checked()
    await expect(dialog.get_by_label("pin messages")).not_to_be_checked()
    await dialog.get_by_label("Title of the new group").fill(TITLE)
    await dialog.get_by_role("button", name="Add the bot").click()
    card = desk.phone(TITLE)
    await expect(card.get_by_text("Velkommen til kvelden")).to_be_visible()
    return card


async def test_a_startgroup_link_and_a_request_to_join(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    card = await group_by_link(desk)
    await expect(card.get_by_text("supergroup · 2 members")).to_be_visible()
    await expect(card.get_by_text("/start@mestringsbot g_17", exact=True)).to_be_visible()
    await expect(card.get_by_text("Kari added mestringsbot")).to_be_visible()
    kari, odd = desk.phone("Kari"), await desk.start("Odd")
    link = await kari.get_by_role("button", name="https://t.me/+").text_content()
    await desk.write(odd, f"{link}")
    await odd.locator(".from-me .text [title^='https://t.me/+']").click()
    await expect(odd.locator(".toast")).to_have_text(f"You have asked to join {TITLE}")
    await expect(card.get_by_text("Odd joined the group")).to_be_visible()
    await card.get_by_label("Write as").select_option("Odd")
    await desk.write(card, "Hei, alle")
    await expect(card.locator(".from-me", has_text="Hei, alle")).to_be_visible()
    await card.get_by_label("Write as").select_option("Kari")
    await expect(card.locator(".from-other", has_text="Hei, alle").locator(".sender")).to_have_text("Odd: ")
    await odd.locator(".from-me .text [title^='https://t.me/+']").click()
    await expect(odd.locator(".toast")).to_have_text("They are in this group already.")
    # The browser notes the refusal in its console; it is meant here.
    assert len(desk.errors) == 1
    desk.errors.clear()


async def test_a_button_in_a_group_is_pressed_by_the_chosen_person(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    card = await group_by_link(desk)
    await card.get_by_role("button", name="Jeg kommer").click()
    await expect(card.locator(".toast")).to_have_text("Du valgte yes")
    await expect(card.get_by_text("Da ses vi!")).to_be_visible()
    query = next(update["callback_query"] for update in desk.bot.updates if "callback_query" in update)
    assert query["from"]["first_name"] == "Kari"
    assert query["message"]["chat"]["type"] == "supergroup"


async def test_a_group_is_made_led_and_upgraded(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    page = desk.page
    await page.get_by_role("button", name="Add a group").click()
    dialog = page.get_by_role("dialog", name="Add a group")
    await dialog.get_by_label("Title").fill(TITLE)
    await dialog.get_by_role("button", name="Add", exact=True).click()
    card = desk.phone(TITLE)
    await expect(card.get_by_text("group · 1 member", exact=True)).to_be_visible()
    await expect(card.get_by_role("button", name="Members")).to_be_focused()
    await page.keyboard.press("Enter")
    await card.get_by_text("Add somebody").click()
    await card.get_by_role("button", name="Add", exact=True).click()
    await expect(card.get_by_text("Kari added Odd")).to_be_visible()
    await desk.write(card, "Første ord")
    await card.get_by_role("button", name="Make it a supergroup").click()
    await expect(card.get_by_text("supergroup · 2 members")).to_be_visible()
    await expect(card.get_by_role("button", name="Members")).to_be_focused()
    await expect(card.get_by_text("Første ord")).to_be_visible()
    await expect(card.get_by_text("The supergroup begins here")).to_be_visible()
    await card.get_by_role("button", name="Add the bot").click()
    dialog = page.get_by_role("dialog", name="Add the bot")
    await dialog.get_by_label("restrict members").uncheck()
    await dialog.get_by_role("button", name="Add the bot").click()
    await expect(card.get_by_text("administrator: invite users", exact=True)).to_be_visible()
    await card.get_by_text("Rights of the bot").click()
    await card.get_by_label("restrict members").check()
    await card.get_by_role("button", name="Save").click()
    await expect(card.get_by_text("administrator: invite users, restrict members")).to_be_visible()
    await card.get_by_role("button", name="Remove Odd").click()
    await expect(card.get_by_text("Kari removed Odd")).to_be_visible()
    await card.get_by_role("button", name="Unban Odd").click()
    await expect(card.get_by_role("button", name="Unban Odd")).to_have_count(0)
    await page.keyboard.press("Escape")


async def test_a_stranger_waits_and_is_let_in_by_hand(open_desk: OpenDesk) -> None:
    desk = await open_desk()
    card = await group_by_link(desk)
    async with aiohttp.ClientSession(desk.url) as http:
        chat_id = max(desk.sandbox.state.groups.values(), key=lambda group: group.type == "supergroup").id
        owner = next(iter(desk.sandbox.state.people))
        body = {"by": owner, "creates_join_request": True}
        link = await (await http.post(f"/sandbox/groups/{chat_id}/link", json=body)).json()
        await http.post(f"/sandbox/groups/{chat_id}/demote", json={"user_id": "bot", "by": owner})
        odd = await (await http.get("/sandbox/users")).json()
        join = {"user_id": odd[1]["id"], "invite_link": link["invite_link"]}
        await http.post(f"/sandbox/groups/{chat_id}/join", json=join)
    await expect(card.get_by_text(re.compile("1 asks to join"))).to_be_visible()
    await card.get_by_role("button", name="Members").click()
    await card.get_by_role("button", name="Let in Odd").click()
    await expect(card.get_by_text("Odd joined the group")).to_be_visible()
    await expect(card.get_by_text("supergroup · 3 members")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_groups_can_be_read_and_have_names(open_desk: OpenDesk, dark: bool) -> None:
    desk = await open_desk(dark=dark)
    card = await group_by_link(desk)
    await card.get_by_role("button", name="Members").click()
    await card.get_by_text("Rights of the bot").click()
    await card.get_by_text("Join by link").click()
    assert await unnamed(desk.page) == []
    ids = await desk.page.eval_on_selector_all("[id]", "all => all.map((element) => element.id)")
    assert len(ids) == len(set(ids))
    assert await desk.page.evaluate(CONTRAST) == []
    assert await desk.page.evaluate(SMALL) == []


async def test_a_group_on_a_narrow_screen(open_desk: OpenDesk) -> None:
    desk = await open_desk(width=390, height=844)
    card = await group_by_link(desk)
    await card.get_by_role("button", name="Members").click()
    assert await desk.page.evaluate("document.documentElement.scrollWidth") == 390
    box = await card.bounding_box()
    assert box is not None
    assert 300 < box["width"] < 390
    assert box["y"] + box["height"] <= 844
