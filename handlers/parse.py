"""A Telegram update (Bot API JSON) in plain words. With `chats` the only place in which its shape is known.

Whatever somebody has written is made tidy here, once, before anything reads it (`domain/characters.py`).
"""

from typing import Any

from msgspec.structs import replace
from telegram import ChatMemberUpdated, Message, MessageEntity, Update

from domain import marked
from domain.characters import folded, one_line, tidy, units
from domain.marked import Stretch
from domain.whole import whole
from handlers import chats
from handlers.context import Incoming
from handlers.together import LONG


def kept(update: dict[str, Any]) -> dict[str, Any] | None:
    """What of a raw update may be stored: one from a person's own chat whole, of groups only what `chats` picks out.

    Of edited messages only those with a text: a place that is shared live is edited every few seconds.

    None: nothing. Whatever is said in a group goes no further than here.
    """
    for part in update.values():
        chat = _chat_of(part)
        if chat is not None and chat.get("type", "private") != "private":
            return chats.picked(update)
    edited = update.get("edited_message")
    return update if edited is None or (isinstance(edited, dict) and edited.get("text")) else None


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
    if raw.get("callback_query") is not None:
        return _press(raw["update_id"], raw["callback_query"])
    update = Update.de_json(raw, None)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.chat.id != message.from_user.id:
        return None
    incoming = _message(update.update_id, message)
    if update.edited_message is None:
        return incoming
    return replace(incoming, edited=True) if incoming.text and not incoming.command else None


def _press(update_id: int, query: dict[str, Any]) -> Incoming | None:
    """Read as it comes: most updates are presses, and the library would make objects of the whole message beneath the button."""
    person, message = query["from"], query.get("message")
    if message is not None and whole(message["chat"]["id"]) != person["id"]:
        return None
    return Incoming(
        update_id,
        person["id"],
        one_line(person["first_name"]),
        _line(person.get("last_name")),
        person.get("language_code"),
        press_id=query["id"],
        press_data=query.get("data") or "",
        # One that is too old to be shown has the date 0.
        message_id=message["message_id"] if message is not None and message["date"] else None,
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    person = change.from_user
    if change.chat.id != person.id:
        return None
    return Incoming(
        update_id,
        person.id,
        one_line(person.first_name),
        language_code=person.language_code,
        blocked=change.new_chat_member.status in ("kicked", "left"),
    )


def _message(update_id: int, message: Message) -> Incoming:
    person = message.from_user
    assert person is not None
    words = None if message.text is None else marked.read(message.text, map(_stretch, message.entities))
    text = words.text if words else None
    command, argument = None, ""
    if text and text.startswith("/"):
        word, _, argument = text[1:].partition(" ")
        command = word.split("\n")[0].split("@")[0].lower()
    return Incoming(
        update_id,
        person.id,
        one_line(person.first_name),
        _line(person.last_name),
        person.language_code,
        words=words,
        command=command,
        argument=folded(argument),
        message_id=message.message_id,
        caption=None if message.caption is None else tidy(message.caption),
        sent_at=int(message.date.timestamp()),
        long=text is not None and units(text) >= LONG,
        phone=message.contact.phone_number if message.contact else None,
        sort=_sort(message),
        location=(message.location.latitude, message.location.longitude) if message.location else None,
    )


def _sort(message: Message) -> str:
    """What came instead of a text, as far as it gets an answer of its own."""
    if message.voice or message.audio or message.video_note:
        return "voice"
    if message.photo or message.document or message.video:
        return "picture"
    return "contact" if message.contact else ""


def _line(name: str | None) -> str | None:
    return None if name is None else one_line(name)


def _stretch(entity: MessageEntity) -> Stretch:
    return Stretch(str(entity.type), entity.offset, entity.length, entity.url or entity.language or "")
