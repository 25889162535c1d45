"""The command menu, by scope and language."""

from __future__ import annotations

import re
from typing import Any

from ..core import World
from ..errors import bad_request
from ..params import Params
from ..state import State
from .access import Access, chat_of

Key = tuple[str, int, int, str]
_MOST = 100
_LONGEST_NAME = 32
_LONGEST_DESCRIPTION = 256
_NAME = re.compile("[a-z0-9_]+")
_PLAIN_SCOPES = frozenset(("default", "all_private_chats", "all_group_chats", "all_chat_administrators"))


def set_my_commands(box: World, params: Params) -> bool:
    """Set the commands of one scope and language; an empty list deletes them. Raises ApiError."""
    key = _key(box, params)
    raw = params.listing("commands", "BotCommand")
    if len(raw) > _MOST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(item) for item in raw]
    if commands:
        box.state.commands[key] = commands
    else:
        box.state.commands.pop(key, None)
    box.events.publish("commands")
    return True


def get_my_commands(box: World, params: Params) -> list[dict[str, str]]:
    """The commands of exactly this scope and language. Raises ApiError."""
    return box.state.commands.get(_key(box, params), [])


def delete_my_commands(box: World, params: Params) -> bool:
    """Delete the commands of one scope and language. Raises ApiError."""
    box.state.commands.pop(_key(box, params), None)
    box.events.publish("commands")
    return True


def menu(state: State, chat_id: int, language: str, user_id: int = 0, leads: bool = False) -> list[dict[str, str]]:
    """The commands this chat's menu shows: the narrowest scope that has any, in the language before in none.

    In a group `user_id` is who looks, `leads` whether they are one of its administrators.
    """
    scopes = [("chat", chat_id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    if chat_id < 0:
        own, every = [("chat", chat_id, 0)], [("all_group_chats", 0, 0)]
        if leads:
            own.insert(0, ("chat_administrators", chat_id, 0))
            every.insert(0, ("all_chat_administrators", 0, 0))
        scopes = [("chat_member", chat_id, user_id), *own, *every, ("default", 0, 0)]
    for scope in scopes:
        for tongue in dict.fromkeys((language, "")):
            found = state.commands.get((*scope, tongue))
            if found:
                return found
    return []


def language_of(params: Params) -> str:
    """The checked `language_code` parameter. Raises ApiError."""
    code = params.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _key(box: World, params: Params) -> Key:
    scope = params.json("scope", "BotCommandScope")
    language = language_of(params)
    if scope is None:
        return ("default", 0, 0, language)
    kind = str(scope.get("type")) if isinstance(scope, dict) else ""
    if kind in _PLAIN_SCOPES:
        return (kind, 0, 0, language)
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = chat_of(box, Params(scope), Access.READ)
    if kind != "chat" and chat["type"] == "private":
        raise bad_request("can't use specified scope in private chats")
    user_id = Params(scope).integer("user_id") if kind == "chat_member" else 0
    return (kind, chat["id"], user_id, language)


def _command(raw: Any) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(raw.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name, description = raw["command"].strip().removeprefix("/"), raw["description"].strip()
    for what, text, most in (
        ("command", name, _LONGEST_NAME),
        ("command description", description, _LONGEST_DESCRIPTION),
    ):
        if not text:
            raise bad_request(f"{what} must be non-empty")
        if len(text) > most:
            raise bad_request(f"{what} length must not exceed {most}")
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
