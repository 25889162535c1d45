"""What is picked out of a group's updates, and put in words of our own before anything is stored.

An administrator bot is shown everything that is said. Nothing of it is taken here: no text, no title, no name.
"""

import re
from typing import Any

from msgspec import to_builtins

from domain.groups.chats import InChat, Place, Rights, token_of
from domain.whole import whole
from handlers.context import Incoming

KEY = "in_chat"
"""Marks an update that has been through `picked`."""
_START = re.compile(r"/start(?:@(\w+))?(?:\s+(\S+))?\s*")


def picked(update: dict[str, Any]) -> dict[str, Any] | None:
    """Of a raw update from a group: who did what, for the few kinds that are for us; None for all others."""
    try:
        return _picked(update)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # not what the Bot API promises; what it holds must not get into a log


def _picked(update: dict[str, Any]) -> dict[str, Any] | None:
    for kind, pick in _KINDS.items():
        part = update.get(kind)
        event = None if part is None else pick(part)
        if part is not None and event is not None:
            person = part.get("from") or {}
            language = person.get("language_code")
            by = {"id": whole(person.get("id", 0)), "language_code": language if isinstance(language, str) else None}
            return {"update_id": update["update_id"], KEY: to_builtins(event), "by": by}
    return None


def read(stored: dict[str, Any]) -> Incoming:
    """The other way: what `picked` made, as it was stored."""
    event = dict(stored[KEY])
    event.update(place=Place(event["place"]), rights=Rights(**event["rights"]), newcomers=tuple(event["newcomers"]))
    by = stored["by"]
    return Incoming(stored["update_id"], by["id"], language_code=by["language_code"], chat=InChat(**event))


def _message(message: dict[str, Any]) -> InChat | None:
    chat_id = whole(message["chat"]["id"])
    if "migrate_to_chat_id" in message:
        return InChat(chat_id, Place.MOVED, moved_to=whole(message["migrate_to_chat_id"]))
    if "migrate_from_chat_id" in message:
        return InChat(whole(message["migrate_from_chat_id"]), Place.MOVED, moved_to=chat_id)
    if message.get("new_chat_members"):
        people = tuple(whole(one["id"]) for one in message["new_chat_members"])
        return InChat(chat_id, Place.CAME, newcomers=people)
    command = _START.fullmatch(message.get("text") or "")
    if command is None:
        return None
    username, payload = command[1] or "", command[2] or ""
    if payload and token_of(payload) is None:
        return None  # somebody's words
    return InChat(chat_id, Place.STARTED, payload=payload, addressed=username)


def _own_place(change: dict[str, Any]) -> InChat:
    return InChat(whole(change["chat"]["id"]), Place.OWN_PLACE, rights=rights_of(change["new_chat_member"]))


def rights_of(member: dict[str, Any]) -> Rights:
    """What a bot may do by its ChatMember (Bot API JSON)."""
    inside = member["status"] not in ("left", "kicked") and member.get("is_member") is not False
    leads = member["status"] == "administrator"
    may = (member.get(f"can_{name}") is True for name in ("invite_users", "restrict_members", "pin_messages"))
    return Rights(inside, *(leads and one for one in may))


def _asks(request: dict[str, Any]) -> InChat:
    link = (request.get("invite_link") or {}).get("invite_link") or ""
    return InChat(whole(request["chat"]["id"]), Place.ASKS, link=link if isinstance(link, str) else "")


_KINDS = {"message": _message, "my_chat_member": _own_place, "chat_join_request": _asks}
