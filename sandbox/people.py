"""What people do in Telegram: press Start, write, edit, press buttons, vote, block the bot."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from .errors import ControlError
from .formatted import formatted
from .methods.media import document, photo_sizes
from .methods.messages import LONGEST_TEXT, entities_json
from .methods.polls import snapshot
from .pictures import SIZE, square
from .state import Message, Person, Press

if TYPE_CHECKING:
    from .core import Sandbox

_PAYLOAD = re.compile("[A-Za-z0-9_-]{0,64}")


class People:
    """The hands of everybody but the bot. Every method raises ControlError for what a client would not let them do."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box

    def find(self, user_id: int) -> Person:
        """The person with this id. Raises ControlError 404."""
        person = self._box.state.people.get(user_id)
        if person is None:
            raise ControlError(f"there is no user {user_id}", 404)
        return person

    def start(self, user_id: int, payload: str = "") -> dict[str, Any]:
        """Press Start, by a deep link when there is a payload; unblocks the bot. Returns the Message."""
        person = self.find(user_id)
        if not _PAYLOAD.fullmatch(payload):
            raise ControlError("a start parameter has at most 64 characters of A-Z a-z 0-9 _ -")
        if person.blocked:
            self._set_blocked(person, False)
        return self._write(person, self._text(f"/start {payload}".strip()))

    def message(self, user_id: int, wish: dict[str, Any]) -> dict[str, Any]:
        """Write to the bot: text, photo, document, sticker, voice, location or contact. Returns the Message."""
        person = self.find(user_id)
        if person.blocked:
            raise ControlError("this person has blocked the bot and must press Start first", 409)
        return self._write(person, self._content(person, wish))

    def edit(self, user_id: int, message_id: int, text: str) -> dict[str, Any]:
        """Change an own text. Returns the Message."""
        person = self.find(user_id)
        message = self._message(person, message_id)
        if message.from_bot or "text" not in message.content:
            raise ControlError("only a person's own text can be edited")
        message.content, message.edit_date = self._text(text), self._box.now()
        body = message.to_json()
        self._box.updates.push("edited_message", body, person.id)
        self._box.events.publish("edit", person.id)
        return body

    def press(self, user_id: int, message_id: int, data: str) -> dict[str, Any]:
        """Press an inline button with this data, shown or forged. Returns {"callback_query_id"}."""
        person = self.find(user_id)
        message = self._box.state.messages.get(person.id, {}).get(message_id)
        if message is None:
            raise ControlError(f"there is no message {message_id} in this chat", 404)
        press = Press(str(secrets.randbits(62)), person.id, time.monotonic())
        self._box.state.presses[press.id] = press
        gone = {"chat": message.chat, "message_id": message_id, "date": 0}
        query = {
            "id": press.id,
            "from": person.user(),
            "message": gone if message.deleted else message.to_json(),
            "chat_instance": self._box.state.chat_instance,
            "data": data,
        }
        self._box.updates.push("callback_query", query, person.id)
        return {"callback_query_id": press.id}

    def press_at(self, user_id: int, message_id: int, row: int, column: int) -> dict[str, Any]:
        """Press the inline button shown in this row and column, both counted from 0."""
        inline = self._message(self.find(user_id), message_id).inline
        try:
            if inline is None or row < 0 or column < 0:
                raise IndexError
            button = inline["inline_keyboard"][row][column]
        except IndexError:
            raise ControlError("there is no such button under this message", 404) from None
        if "callback_data" not in button:
            raise ControlError("this button does not send anything to the bot")
        return self.press(user_id, message_id, button["callback_data"])

    def block(self, user_id: int) -> dict[str, Any]:
        """Block the bot. Returns the person."""
        return self._set_blocked(self.find(user_id), True)

    def unblock(self, user_id: int) -> dict[str, Any]:
        """Unblock the bot. Returns the person."""
        return self._set_blocked(self.find(user_id), False)

    def vote(self, user_id: int, message_id: int, option_ids: list[int]) -> dict[str, Any]:
        """Vote in a poll; an empty list takes the vote back. Returns the Poll."""
        person = self.find(user_id)
        content = self._message(person, message_id).content
        poll = self._box.state.polls.get(content.get("poll", {}).get("id", ""))
        if poll is None:
            raise ControlError("this message holds no poll")
        body = poll.body
        chosen = sorted(set(option_ids))
        if body["is_closed"]:
            raise ControlError("this poll is closed", 409)
        if any(not 0 <= number < len(body["options"]) for number in chosen):
            raise ControlError("there is no such option in this poll")
        if len(chosen) > 1 and not body["allows_multiple_answers"]:
            raise ControlError("this poll takes one answer")
        if person.id in poll.votes and not body["allows_revoting"]:
            raise ControlError("this poll takes no second answer", 409)
        poll.votes[person.id] = chosen
        if not chosen:
            del poll.votes[person.id]
        self._count(poll.votes, body)
        self._tell_vote(person, body, chosen)
        return snapshot(body)

    @staticmethod
    def _count(votes: dict[int, list[int]], body: dict[str, Any]) -> None:
        for number, option in enumerate(body["options"]):
            option["voter_count"] = sum(number in chosen for chosen in votes.values())
        body["total_voter_count"] = len(votes)

    def _tell_vote(self, person: Person, body: dict[str, Any], chosen: list[int]) -> None:
        updates = self._box.updates
        if not body["is_anonymous"]:
            marks = [body["options"][number]["persistent_id"] for number in chosen]
            answer = {
                "poll_id": body["id"],
                "user": person.user(),
                "option_ids": chosen,
                "option_persistent_ids": marks,
            }
            updates.push("poll_answer", answer, person.id)
        updates.push("poll", snapshot(body), person.id)
        self._box.events.publish("poll", person.id)

    def _message(self, person: Person, message_id: int) -> Message:
        message = self._box.state.message(person.id, message_id)
        if message is None:
            raise ControlError(f"there is no message {message_id} in this chat", 404)
        return message

    def _write(self, person: Person, content: dict[str, Any]) -> dict[str, Any]:
        person.started = True
        message = self._box.state.add_message(person.chat(), person.user(), self._box.now(), content)
        body = message.to_json()
        self._box.updates.push("message", body, person.id)
        self._box.events.publish("message", person.id)
        return body

    def _set_blocked(self, person: Person, blocked: bool) -> dict[str, Any]:
        if person.blocked != blocked:
            person.blocked = blocked
            bot = self._box.state.bot
            member, kicked = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}
            change = {
                "chat": person.chat(),
                "from": person.user(),
                "date": self._box.now(),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            }
            self._box.updates.push("my_chat_member", change, person.id)
            self._box.events.publish("user", person.id)
        return person.to_json()

    def _text(self, text: str) -> dict[str, Any]:
        if len(text) > LONGEST_TEXT:
            raise ControlError("a client cuts texts at 4096 characters")
        plain, entities = formatted(text, None, None, None)
        if not plain:
            raise ControlError("a client sends no empty text")
        found = entities_json(self._box, entities)
        return {"text": plain, "entities": found} if found else {"text": plain}

    def _content(self, person: Person, wish: dict[str, Any]) -> dict[str, Any]:
        if isinstance(wish.get("text"), str):
            return self._text(wish["text"])
        if wish.get("photo"):
            file = self._box.state.add_file("photos", "photo.png", "image/png", square())
            content: dict[str, Any] = {"photo": photo_sizes(file, (SIZE, SIZE))}
        elif isinstance(wish.get("document"), dict):
            content = {"document": self._document(wish["document"])}
        else:
            return self._other(person, wish)
        if wish.get("caption"):
            caption = self._text(str(wish["caption"]))
            content["caption"] = caption["text"]
            if "entities" in caption:
                content["caption_entities"] = caption["entities"]
        return content

    def _document(self, wish: dict[str, Any]) -> dict[str, Any]:
        try:
            content = base64.b64decode(str(wish.get("content_base64", "")), validate=True)
        except binascii.Error:
            raise ControlError("content_base64 is not Base64") from None
        name = str(wish.get("name") or "file")
        return document(
            self._box.state.add_file("documents", name, str(wish.get("mime_type") or "text/plain"), content)
        )

    def _other(self, person: Person, wish: dict[str, Any]) -> dict[str, Any]:
        add = self._box.state.add_file
        if wish.get("sticker"):
            file = add("stickers", "sticker.webp", "image/webp", b"RIFF\x00\x00\x00\x00WEBP")
            shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
            return {"sticker": {**shape, "emoji": "🙂", **file.reference()}}
        if wish.get("voice"):
            file = add("voice", "voice.oga", "audio/ogg", b"OggS")
            return {"voice": {"duration": 3, "mime_type": "audio/ogg", **file.reference()}}
        if wish.get("location"):
            return {"location": {"latitude": 59.9139, "longitude": 10.7522}}
        if isinstance(wish.get("contact"), dict):
            number = str(wish["contact"].get("phone_number", ""))
            return {"contact": {"phone_number": number, "first_name": person.first_name, "user_id": person.id}}
        raise ControlError("say one of text, photo, document, sticker, voice, location, contact")
