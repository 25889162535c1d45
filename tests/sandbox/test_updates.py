"""What reaches the bot, by long polling."""

from __future__ import annotations

import asyncio
import time

import telegram

from .conftest import World


async def test_start_with_a_payload(world: World, bot: telegram.Bot) -> None:
    user = await world.person(started=False, language_code="nn")
    await world.do("POST", f"users/{user}/start", payload="kurs_12")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start kurs_12"
    assert [(e.type, e.offset, e.length) for e in update.message.entities] == [("bot_command", 0, 6)]
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "nn"


async def test_a_start_parameter_has_limits(world: World, user: int) -> None:
    assert (await world.denied("POST", f"users/{user}/start", payload="a b"))[0] == 400
    assert (await world.denied("POST", f"users/{user}/start", payload="a" * 65))[0] == 400


async def test_updates_stay_until_confirmed(world: World, user: int) -> None:
    for text in "abc":
        await world.do("POST", f"users/{user}/message", text=text)
    first = await world.updates(limit=2)
    assert [u["message"]["text"] for u in first] == ["a", "b"]
    assert await world.do("GET", "pending") == {"pending_update_count": 3, "delivered_not_confirmed": 2}
    assert await world.updates(limit=2) == first
    rest = await world.updates(offset=first[-1]["update_id"] + 1)
    assert [u["message"]["text"] for u in rest] == ["c"]
    assert rest[0]["update_id"] == first[-1]["update_id"] + 1
    assert await world.updates(offset=rest[0]["update_id"] + 1) == []
    assert await world.do("GET", "pending") == {"pending_update_count": 0, "delivered_not_confirmed": 0}


async def test_a_negative_offset_keeps_the_newest(world: World, user: int) -> None:
    for text in "abc":
        await world.do("POST", f"users/{user}/message", text=text)
    assert [u["message"]["text"] for u in await world.updates(offset=-2)] == ["b", "c"]
    assert [u["message"]["text"] for u in await world.updates()] == ["b", "c"]


async def test_polling_waits_for_news(world: World, user: int) -> None:
    waiting = asyncio.create_task(world.updates(timeout=20))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    await world.do("POST", f"users/{user}/message", text="endelig")
    [update] = await asyncio.wait_for(waiting, 2)
    assert update["message"]["text"] == "endelig"


async def test_polling_waits_no_longer_than_told(world: World) -> None:
    begun = time.monotonic()
    assert await world.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 3


async def test_a_second_poll_ends_the_first(world: World, user: int) -> None:
    first = asyncio.create_task(world.api("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(world.updates(timeout=20))
    status, body = await asyncio.wait_for(first, 2)
    assert status == 409
    assert body["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await world.do("POST", f"users/{user}/message", text="x")
    assert len(await asyncio.wait_for(second, 2)) == 1


async def test_stopping_the_server_frees_a_waiting_poll(world: World) -> None:
    waiting = asyncio.create_task(world.api("getUpdates", timeout=50))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(world.server.stop(), 5)
    assert (await waiting)[1]["result"] == []


async def test_only_the_kinds_asked_for(world: World, user: int) -> None:
    await world.updates(allowed_updates=["callback_query"])
    await world.do("POST", f"users/{user}/message", text="x")
    assert await world.updates() == []
    await world.updates(allowed_updates=[])
    await world.do("POST", f"users/{user}/message", text="y")
    assert len(await world.updates()) == 1


async def test_an_edited_message(world: World, user: int, bot: telegram.Bot) -> None:
    sent = await world.do("POST", f"users/{user}/message", text="en")
    await world.do("POST", f"users/{user}/edit", message_id=sent["message_id"], text="to")
    [_, update] = await bot.get_updates()
    assert update.edited_message is not None
    assert (update.edited_message.text, update.edited_message.message_id) == ("to", sent["message_id"])


async def test_block_and_unblock(world: World, user: int, bot: telegram.Bot) -> None:
    await world.do("POST", f"users/{user}/block")
    await world.do("POST", f"users/{user}/block")
    await world.do("POST", f"users/{user}/start")
    blocked, unblocked, start = await bot.get_updates()
    assert blocked.my_chat_member is not None
    assert (blocked.my_chat_member.old_chat_member.status, blocked.my_chat_member.new_chat_member.status) == (
        "member",
        "kicked",
    )
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert start.message is not None
    [person] = await world.do("GET", "users")
    assert (person["started"], person["blocked"]) == (True, False)


async def test_whoever_has_blocked_must_press_start(world: World, user: int) -> None:
    await world.do("POST", f"users/{user}/block")
    assert (await world.denied("POST", f"users/{user}/message", text="x"))[0] == 409


async def test_everything_a_person_can_send(world: World, user: int, bot: telegram.Bot) -> None:
    wishes = [
        {"photo": True, "caption": "se /her"},
        {"document": {"name": "brev.txt", "content_base64": "aGVp"}},
        {"sticker": True},
        {"voice": True},
        {"location": True},
        {"contact": {"phone_number": "+4791234567"}},
    ]
    for wish in wishes:
        await world.do("POST", f"users/{user}/message", **wish)
    photo, document, sticker, voice, location, contact = [update.message for update in await bot.get_updates()]
    assert photo.photo[-1].width == 64
    assert photo.caption_entities[0].type == "bot_command"
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"hei"
    assert sticker.sticker.emoji
    assert voice.voice.file_id
    assert location.location.latitude
    assert (contact.contact.user_id, contact.contact.phone_number) == (user, "+4791234567")


async def test_a_long_text_is_cut_and_an_album_comes_in_parts(world: World, user: int) -> None:
    await world.do("POST", f"users/{user}/message", text="x" * 4000 + " " + "y" * 200)
    assert [len(u["message"]["text"]) for u in await world.updates()] == [4000, 200]
    world.sandbox.updates.drop()
    await world.do("POST", f"users/{user}/message", photo=True, album=3, caption="Tre")
    messages = [u["message"] for u in await world.updates()]
    assert [one.get("caption") for one in messages] == ["Tre", None, None]
    assert len({one["media_group_id"] for one in messages}) == 1
    assert (await world.denied("POST", f"users/{user}/message", photo=True, album=11))[0] == 400


async def test_a_person_formats_what_they_write(world: World, user: int) -> None:
    link = {"type": "text_link", "offset": 4, "length": 2, "url": "https://example.org/"}
    await world.do("POST", f"users/{user}/message", text="Les 🙂", entities=[link])
    assert (await world.updates())[0]["message"]["entities"] == [link]
    outside = {**link, "length": 9}
    assert (await world.denied("POST", f"users/{user}/message", text="Les", entities=[outside]))[0] == 400
