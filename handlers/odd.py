"""Updates that are not all that the Bot API promises: whatever can be understood of one is answered all the same."""

from collections.abc import Callable
from typing import Any

from domain.whole import whole
from handlers import chats
from handlers.context import Incoming
from handlers.parse import parse

_WORDS = ("first_name", "last_name", "language_code", "text", "command", "argument", "press_id", "press_data", "phone")


def understand(update: dict[str, Any]) -> Incoming | None:
    """As `parse`; where some part of the update is impossible, only those that are read, as far as they are possible.

    Raises ValueError when there is nothing left then, be it that nobody can be told who sent it.
    """
    try:
        return _sound(parse(update))
    except Exception:
        if chats.KEY in update:
            raise
        return _sound(parse(_bare(update)))


def sender_at_a_glance(update: object) -> int | None:
    """Who has said or pressed something in their own chat, without reading what; None where that is not plain to see."""
    try:
        part = update.get("message") or update["callback_query"]  # type: ignore[attr-defined, index]
        place = part if "chat" in part else part.get("message")
        sender = whole(part["from"]["id"], least=1)
        own = not place or (place["chat"]["id"] == sender and place["chat"]["type"] == "private")
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return sender if own else None


def _sound(incoming: Incoming | None) -> Incoming | None:
    """What the library has let through, looked at once more: it does not ask what a field holds. Raises ValueError."""
    if incoming is None:
        return None
    whole(incoming.update_id, least=0)
    # Where one is an administrator without a name, a chat acts for itself, and nobody's number is known.
    whole(incoming.telegram_id, least=0 if incoming.chat else 1)
    if incoming.message_id is not None:
        whole(incoming.message_id)
    for name in _WORDS:
        if not isinstance(getattr(incoming, name), str | None):
            raise ValueError(f"{name} is no text")
    return incoming


def _bare(update: dict[str, Any]) -> dict[str, Any]:
    """The update with the parts that `parse` reads and no others, each as it should be or left out."""
    bare: dict[str, Any] = {"update_id": update["update_id"]}
    for kind, strip in _KINDS.items():
        if isinstance(update.get(kind), dict):
            return {**bare, kind: strip(update[kind])}
    raise ValueError("nothing that is for us")


def _message(message: dict[str, Any]) -> dict[str, Any]:
    bare = {"date": 0, "from": _user(message["from"]), "chat": _chat(message["chat"])}
    number = message.get("message_id")
    bare["message_id"] = number if _is_whole(number) else 0
    if isinstance(message.get("text"), str):
        bare["text"] = message["text"]
    contact = message.get("contact")
    if isinstance(contact, dict) and isinstance(contact.get("phone_number"), str):
        bare["contact"] = {"phone_number": contact["phone_number"], "first_name": ""}
    return bare


def _press(press: dict[str, Any]) -> dict[str, Any]:
    data = press.get("data")
    bare = {"id": press["id"], "from": _user(press["from"]), "chat_instance": "", "data": ""}
    if isinstance(data, str):
        bare["data"] = data
    message = press.get("message")
    message = message if isinstance(message, dict) else {}
    chat = message.get("chat")
    # Where it is not known on which message, or in which chat, the answer is a new message to the person.
    if isinstance(chat, dict) and _is_whole(chat.get("id")) and _is_whole(message.get("message_id")):
        bare["message"] = {"message_id": message["message_id"], "date": 1, "chat": _chat(chat)}
    return bare


def _membership(change: dict[str, Any]) -> dict[str, Any]:
    user, chat = _user(change["from"]), _chat(change["chat"])
    status = change["new_chat_member"]["status"]
    if status not in ("kicked", "left", "member"):
        raise ValueError("no such state in a private chat")
    states = {"new_chat_member": {"user": user, "status": status}, "old_chat_member": {"user": user, "status": "left"}}
    if status == "kicked":
        states["new_chat_member"]["until_date"] = 0
    return {"date": 0, "from": user, "chat": chat, **states}


_KINDS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "callback_query": _press,
    "my_chat_member": _membership,
    "message": _message,
}
"""In the order in which `parse` looks for them."""


def _user(user: dict[str, Any]) -> dict[str, Any]:
    bare = {"id": whole(user["id"], least=1), "is_bot": False, "first_name": ""}
    words = ("first_name", "last_name", "language_code")
    return bare | {name: user[name] for name in words if isinstance(user.get(name), str)}


def _chat(chat: dict[str, Any]) -> dict[str, Any]:
    return {"id": whole(chat["id"]), "type": "private"}


def _is_whole(value: object) -> bool:
    try:
        whole(value)
    except ValueError:
        return False
    return True
