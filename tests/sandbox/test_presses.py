"""Inline buttons: pressed, forged, answered."""

from __future__ import annotations

import telegram

from .conftest import World

BUTTONS = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}], [{"text": "Nett", "url": "https://lms.no"}]]}


async def test_a_press_and_its_answer(world: World, user: int, bot: telegram.Bot) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="Kommer du?", reply_markup=BUTTONS)
    press = await world.do("POST", f"users/{user}/press", message_id=sent["message_id"], row=0, column=0)
    number = press["callback_query_id"]
    [update] = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (number, "ja", user)
    assert query.message is not None
    assert query.message.message_id == sent["message_id"]
    assert await world.do("GET", f"presses/{number}") == {
        "answered": False,
        "text": None,
        "show_alert": False,
        "url": None,
    }
    await query.answer("Så fint", show_alert=True)
    assert (await world.do("GET", f"presses/{number}")) == {
        "answered": True,
        "text": "Så fint",
        "show_alert": True,
        "url": None,
    }
    assert await world.refused("answerCallbackQuery", callback_query_id=number) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_forged_data_is_let_through(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="x")
    await world.do("POST", f"users/{user}/press", message_id=sent["message_id"], data="x" * 100)
    [update] = await world.updates()
    assert update["callback_query"]["data"] == "x" * 100


async def test_a_deleted_message_can_still_be_pressed(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="x", reply_markup=BUTTONS)
    await world.ok("deleteMessage", chat_id=user, message_id=sent["message_id"])
    await world.do("POST", f"users/{user}/press", message_id=sent["message_id"], data="ja")
    [update] = await world.updates()
    assert update["callback_query"]["message"] == {"chat": sent["chat"], "message_id": sent["message_id"], "date": 0}


async def test_there_must_be_such_a_button(world: World, user: int) -> None:
    sent = await world.ok("sendMessage", chat_id=user, text="x", reply_markup=BUTTONS)
    press = f"users/{user}/press"
    assert (await world.denied("POST", press, message_id=sent["message_id"], row=0, column=1))[0] == 404
    assert (await world.denied("POST", press, message_id=sent["message_id"], row=1, column=0))[0] == 400
    assert (await world.denied("POST", press, message_id=99, data="x"))[0] == 404
    assert (await world.denied("GET", "presses/1"))[0] == 404


async def test_long_answers_are_refused(world: World) -> None:
    assert await world.refused("answerCallbackQuery", callback_query_id="1", text="x" * 201) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
