"""A Telegram update (Bot API JSON) in plain words. With `chats` the only place in which its shape is known."""

from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from handlers import chats
from handlers.context import Incoming


def kept(update: dict[str, Any]) -> dict[str, Any] | None:
    """What of a raw update may be stored: one from a person's own chat whole, of groups only what `chats` picks out.

    None: nothing. Whatever is said in a group goes no further than here.
    """
    for part in update.values():
        chat = _chat_of(part)
        if chat is not None and chat.get("type", "private") != "private":
            return chats.picked(update)
    return update


def _chat_of(part: Any) -> dict[str, Any] | None:
    """The chat in which something happened; a pressed button's is that of its message."""
    for holder in (part, part.get("message")) if isinstance(part, dict) else ():
        if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
            return dict(holder["chat"])
    return None


def parse(raw: dict[str, Any]) -> Incoming | None:
    """The update, or None when it is nothing for us (another chat than the person's own, a kind that we never asked for)."""
    if chats.KEY in raw:
        return chats.read(raw)
    update = Update.de_json(raw, None)
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    message = update.message
    if message is None or message.from_user is None or message.chat.id != message.from_user.id:
        return None
    return _message(update.update_id, message)


def _press(update_id: int, query: CallbackQuery) -> Incoming | None:
    person, message = query.from_user, query.message
    if message is not None and message.chat.id != person.id:
        return None
    return Incoming(
        update_id,
        person.id,
        person.first_name,
        person.last_name,
        person.language_code,
        press_id=query.id,
        press_data=query.data or "",
        message_id=message.message_id if message is not None and message.is_accessible else None,
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    person = change.from_user
    if change.chat.id != person.id:
        return None
    return Incoming(
        update_id,
        person.id,
        person.first_name,
        language_code=person.language_code,
        blocked=change.new_chat_member.status in ("kicked", "left"),
    )


def _message(update_id: int, message: Message) -> Incoming:
    person = message.from_user
    assert person is not None
    text = message.text
    command, argument = None, ""
    if text and text.startswith("/"):
        word, _, argument = text[1:].partition(" ")
        command = word.split("\n")[0].split("@")[0].lower()
    return Incoming(
        update_id,
        person.id,
        person.first_name,
        person.last_name,
        person.language_code,
        text=text,
        command=command,
        argument=argument.strip(),
        message_id=message.message_id,
        phone=message.contact.phone_number if message.contact else None,
    )
