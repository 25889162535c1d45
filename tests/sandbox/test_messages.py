"""Sending, editing and deleting, with Telegram's refusals."""

from __future__ import annotations

import json

import pytest
import telegram

from .conftest import TOKEN, World


def keyboard(*data: str) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": item, "callback_data": item} for item in data]]}


async def test_a_text_arrives_with_its_formatting(world: World, user: int, bot: telegram.Bot) -> None:
    sent = await bot.send_message(user, " <b>Hei</b> 😀 <i>du</i> &amp; /hjelp ", parse_mode="HTML")
    assert sent.text == "Hei 😀 du & /hjelp"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        ("bold", 0, 3),
        ("italic", 7, 2),
        ("bot_command", 12, 6),
    ]
    [*_, message] = await world.chat(user)
    assert message["from_bot"] is True
    assert message["text"] == sent.text


async def test_entities_can_be_given(user: int, bot: telegram.Bot) -> None:
    entity = telegram.MessageEntity("text_link", 4, 2, url="https://LMS.no")
    sent = await bot.send_message(user, "Hei du", entities=[entity])
    assert (sent.entities[0].type, sent.entities[0].url) == ("text_link", "https://lms.no/")


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: text must be non-empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Can't find end tag corresponding "
         'to start tag "b"'),
        ({"text": "x", "parse_mode": "BBCode"}, "Bad Request: unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "x", "chat_id": 42}, "Bad Request: chat not found"),
        ({"text": "x", "chat_id": "@kari"}, "Bad Request: chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied not found"),
        ({"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "Bad Request: object expected as reply markup"),
        ({"text": "x", "reply_markup": keyboard("")}, "Bad Request: inline keyboard button text must be non-empty"),
        ({"text": "x", "reply_markup": keyboard("æ" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(*"a" * 101)}, "Bad Request: reply markup is too long"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
         "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "x"}]]}},
         "Bad Request: inline keyboard button URL 'x' is invalid: Wrong HTTP URL"),
    ],
)  # fmt: skip
async def test_refusals(world: World, user: int, params: dict[str, object], description: str) -> None:
    assert await world.refused("sendMessage", **{"chat_id": user, **params}) == description


async def test_the_longest_text_is_counted_after_parsing(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_a_hundred_buttons_of_64_bytes(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="x", reply_markup=keyboard("æ" * 32))
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "æ" * 32
    await world.ok("sendMessage", chat_id=user, text="x", reply_markup=keyboard(*"a" * 100))


async def test_markdown_is_refused_in_one_sentence(world: World, user: int) -> None:
    description = await world.refused("sendMessage", chat_id=user, text="*x*", parse_mode="MarkdownV2")
    assert description.startswith("Bad Request: can't parse entities: this stand-in")


async def test_who_may_be_written_to(world: World) -> None:
    stranger = await world.person(started=False)
    status, body = await world.api("sendMessage", chat_id=stranger, text="x")
    assert (status, body["description"]) == (403, "Forbidden: bot can't initiate conversation with a user")
    await world.do("POST", f"users/{stranger}/start")
    await world.ok("sendMessage", chat_id=stranger, text="x")
    await world.do("POST", f"users/{stranger}/block")
    status, body = await world.api("sendMessage", chat_id=stranger, text="x")
    assert (status, body["description"]) == (403, "Forbidden: bot was blocked by the user")


async def test_a_reply_shows_what_it_answers(world: World, user: int) -> None:
    first = await world.ok("sendMessage", chat_id=user, text="en")
    second = await world.ok(
        "sendMessage", chat_id=user, text="to", reply_parameters={"message_id": first["message_id"]}
    )
    assert second["reply_to_message"]["text"] == "en"


@pytest.mark.parametrize("how", ["query", "form", "multipart", "json"])
async def test_every_encoding_says_the_same(world: World, user: int, how: str) -> None:
    url = f"{world.server.url}/bot{TOKEN}/SendMessage"
    values = {"chat_id": str(user), "text": "blåbær & <b>", "reply_markup": json.dumps(keyboard("a"))}
    if how == "query":
        request = world.http.get(url, params=values)
    elif how == "json":
        request = world.http.post(url, json={**values, "chat_id": user, "reply_markup": keyboard("a")})
    elif how == "form":
        request = world.http.post(url, data=values)
    else:
        from aiohttp import FormData

        form = FormData(default_to_multipart=True)
        for name, value in values.items():
            form.add_field(name, value)
        request = world.http.post(url, data=form)
    async with request as answer:
        result = (await answer.json())["result"]
    assert result["text"] == "blåbær & <b>"
    [call] = (await world.do("GET", "calls?since=1"))["calls"]
    assert call["params"] == {"chat_id": user, "text": "blåbær & <b>", "reply_markup": keyboard("a")}
    assert (call["ok"], call["error_code"]) == (True, None)


async def test_edits(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="en", reply_markup=keyboard("a"))
    where = {"chat_id": user, "message_id": sent["message_id"]}
    edited = await world.ok("editMessageText", **where, text="<b>to</b>", parse_mode="HTML")
    assert edited["text"] == "to"
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]
    assert (await world.refused("editMessageText", **where, text="<b>to</b>", parse_mode="HTML")).startswith(
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message"
    )
    await world.ok("editMessageReplyMarkup", **where, reply_markup=keyboard("b"))
    [*_, view] = await world.chat(user)
    assert view["buttons"] == [[{"text": "b", "data": "b", "url": None}]]
    assert view["edited"] is True
    assert await world.refused("editMessageCaption", **where, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_what_cannot_be_edited(world: World, user: int) -> None:
    own = await world.do("POST", f"users/{user}/message", text="min")
    where = {"chat_id": user, "text": "x"}
    assert await world.refused("editMessageText", **where, message_id=own["message_id"]) == (
        "Bad Request: message can't be edited"
    )
    assert await world.refused("editMessageText", **where, message_id=999) == "Bad Request: message to edit not found"
    sent = await world.ok("sendMessage", chat_id=user, text="x", reply_markup={"keyboard": [["Ja", {"text": "Nei"}]]})
    assert await world.refused("editMessageText", **where, message_id=sent["message_id"]) == (
        "Bad Request: message can't be edited"
    )
    assert (await world.do("GET", f"users/{user}/chat"))["reply_keyboard"] == [[{"text": "Ja"}, {"text": "Nei"}]]
    await world.ok("sendMessage", chat_id=user, text="x", reply_markup={"remove_keyboard": True})
    assert (await world.do("GET", f"users/{user}/chat"))["reply_keyboard"] is None


async def test_deleting(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="x")
    where = {"chat_id": user, "message_id": sent["message_id"]}
    assert await world.ok("deleteMessage", **where) is True
    assert await world.refused("deleteMessage", **where) == "Bad Request: message to delete not found"
    assert await world.refused("editMessageText", **where, text="y") == "Bad Request: message to edit not found"
    [*_, view] = await world.chat(user)
    assert view["deleted"] is True


async def test_group_messages(world: World) -> None:
    group = await world.do("POST", "groups", title="Kurs")
    sent = await world.ok("sendMessage", chat_id=group["id"], text="Hei alle")
    assert sent["chat"] == {"id": group["id"], "title": "Kurs", "type": "supergroup"}


async def test_unknown_method_and_wrong_token(world: World) -> None:
    assert (await world.api("sendNothing"))[1] == {"ok": False, "error_code": 404, "description": "Not Found"}
    async with world.http.get(f"{world.server.url}/bot999:X/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")


async def test_get_me_and_get_chat(user: int, bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (1234567890, "mestringsbot", True)
    chat = await bot.get_chat(user)
    assert (chat.id, chat.type, chat.first_name, chat.username) == (user, "private", "Kari", "kari")
    assert await bot.send_chat_action(user, "typing")


async def test_identifiers_need_more_than_32_bits(user: int) -> None:
    assert user > 2**32
