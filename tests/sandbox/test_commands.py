"""The command menu and what the bot says of itself."""

from __future__ import annotations

import pytest
import telegram
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from .conftest import World


async def shown(world: World, user: int, **query: str) -> list[str]:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return [c["command"] for c in (await world.do("GET", f"commands?chat_id={user}{more}"))["commands"]]


async def test_the_narrowest_scope_wins_and_language_before_none(world: World, user: int, bot: telegram.Bot) -> None:
    await bot.set_my_commands([("alle", "a")])
    assert await shown(world, user) == ["alle"]
    await bot.set_my_commands([("norsk", "n")], language_code="nb")
    assert await shown(world, user) == ["norsk"]
    assert await shown(world, user, language_code="da") == ["alle"]
    await bot.set_my_commands([("privat", "p")], scope=BotCommandScopeAllPrivateChats())
    assert await shown(world, user) == ["privat"]
    await bot.set_my_commands([("bare", "b")], scope=BotCommandScopeChat(user))
    assert await shown(world, user) == ["bare"]
    assert [c.command for c in await bot.get_my_commands(scope=BotCommandScopeChat(user))] == ["bare"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(user))
    assert await shown(world, user) == ["privat"]


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("", "x", "command must be non-empty"),
        ("x" * 33, "x", "command length must not exceed 32"),
        ("Hei", "x", "BOT_COMMAND_INVALID"),
        ("påmelding", "x", "BOT_COMMAND_INVALID"),
        ("x", "", "command description must be non-empty"),
        ("x", "x" * 257, "command description length must not exceed 256"),
    ],
)
async def test_refused_commands(world: World, command: str, description: str, refusal: str) -> None:
    wish = [{"command": command, "description": description}]
    assert await world.refused("setMyCommands", commands=wish) == f"Bad Request: {refusal}"


async def test_at_most_a_hundred(world: World) -> None:
    many = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert await world.refused("setMyCommands", commands=many) == "Bad Request: BOT_COMMANDS_TOO_MUCH"
    assert await world.ok("setMyCommands", commands=many[:100])
    assert await world.refused("setMyCommands", commands=[], language_code="nob") == (
        "Bad Request: invalid language code specified"
    )


async def test_the_profile(user: int, bot: telegram.Bot) -> None:
    await bot.set_my_description("Kurs", language_code="nb")
    await bot.set_my_short_description("Kort")
    await bot.set_my_name("Mestring")
    assert (await bot.get_my_description(language_code="nb")).description == "Kurs"
    assert (await bot.get_my_short_description(language_code="nb")).short_description == "Kort"
    assert (await bot.get_my_name()).name == "Mestring"
    await bot.set_chat_menu_button(user, telegram.MenuButtonCommands())
    assert (await bot.get_chat_menu_button(user)).type == "commands"
