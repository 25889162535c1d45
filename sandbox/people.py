"""What people do in Telegram: press Start, write, edit, press buttons, vote, block the bot."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from .content import snapshot
from .core import World
from .errors import ControlError
from .state import Message, Person, Press
from .writing import messages, text_content

PAYLOAD = re.compile("[A-Za-z0-9_-]{0,64}")


class People:
    """The hands of everybody but the bot. Every method raises ControlError for what a client would not let them do."""

    def __init__(self, box: World) -> None:
        self._box = box

    def find(self, user_id: int) -> Person:
        """The person with this id. Raises ControlError 404."""
        person = self._box.state.people.get(user_id)
        if person is None:
            raise ControlError(f"there is no user {user_id}", 404)
        return person

    def start(self, user_id: int, payload: str = "") -> dict[str, Any]:
        """Press Start, by a deep link when there is a payload; unblocks the bot. Returns the Message.

        The first time without one it is the link that the person has opened, if there is any.
        """
        person = self.find(user_id)
        payload = payload or person.link
        if not PAYLOAD.fullmatch(payload):
            raise ControlError("a start parameter has at most 64 characters of A-Z a-z 0-9 _ -")
        person.link = ""
        if person.blocked:
            self._set_blocked(person, False)
        return self._write(person, text_content(self._box, f"/start {payload}".strip()))

    def message(self, user_id: int, wish: dict[str, Any]) -> dict[str, Any]:
        """Write to the bot: text, photo, document, sticker, voice, location or contact. Returns the last Message."""
        person = self.find(user_id)
        if person.blocked:
            raise ControlError("this person has blocked the bot and must press Start first", 409)
        return [self._write(person, one) for one in messages(self._box, person, wish)][-1]

    def edit(self, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> dict[str, Any]:
        """Change an own text. Returns the Message."""
        person = self.find(user_id)
        message = self._message(self._place(person, chat_id), message_id)
        if message.sender["id"] != person.id or "text" not in message.content:
            raise ControlError("only a person's own text can be edited")
        message.content, message.edit_date = text_content(self._box, text), self._box.now()
        group = self._box.state.groups.get(message.chat["id"])
        if group is None:
            self._box.updates.push("edited_message", message.to_json(), person.id)
        else:
            self._box.membership.tell(group, message, "edited_message")
        self._box.events.publish("edit", message.chat["id"])
        return message.to_json()

    def press(self, user_id: int, message_id: int, data: str, chat_id: int | None = None) -> dict[str, Any]:
        """Press an inline button with this data, shown or forged. Returns {"callback_query_id"}."""
        person = self.find(user_id)
        place = self._place(person, chat_id)
        message = self._box.state.messages.get(place, {}).get(message_id)
        if message is None:
            raise ControlError(f"there is no message {message_id} in this chat", 404)
        press = Press(str(secrets.randbits(62)), person.id, time.monotonic(), chat_id=place)
        self._box.state.presses[press.id] = press
        gone = {"chat": message.chat, "message_id": message_id, "date": 0}
        query = {
            "id": press.id,
            "from": person.user(),
            "message": gone if message.deleted else message.to_json(),
            "chat_instance": self._box.state.chat_instance(place),
            "data": data,
        }
        self._box.updates.push("callback_query", query, person.id)
        return {"callback_query_id": press.id}

    def press_at(
        self, user_id: int, message_id: int, row: int, column: int, chat_id: int | None = None
    ) -> dict[str, Any]:
        """Press the inline button shown in this row and column, both counted from 0."""
        inline = self._message(self._place(self.find(user_id), chat_id), message_id).inline
        try:
            if inline is None or row < 0 or column < 0:
                raise IndexError
            button = inline["inline_keyboard"][row][column]
        except IndexError:
            raise ControlError("there is no such button under this message", 404) from None
        if "callback_data" not in button:
            raise ControlError("this button does not send anything to the bot")
        return self.press(user_id, message_id, button["callback_data"], chat_id)

    def block(self, user_id: int) -> dict[str, Any]:
        """Block the bot. Returns the person."""
        return self._set_blocked(self.find(user_id), True)

    def unblock(self, user_id: int) -> dict[str, Any]:
        """Unblock the bot. Returns the person."""
        return self._set_blocked(self.find(user_id), False)

    def vote(self, user_id: int, message_id: int, option_ids: list[int], chat_id: int | None = None) -> dict[str, Any]:
        """Vote in a poll; an empty list takes the vote back. Returns the Poll."""
        person = self.find(user_id)
        place = self._place(person, chat_id)
        content = self._message(place, message_id).content
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
        self._tell_vote(person, body, chosen, place)
        return snapshot(body)

    @staticmethod
    def _count(votes: dict[int, list[int]], body: dict[str, Any]) -> None:
        for number, option in enumerate(body["options"]):
            option["voter_count"] = sum(number in chosen for chosen in votes.values())
        body["total_voter_count"] = len(votes)

    def _tell_vote(self, person: Person, body: dict[str, Any], chosen: list[int], place: int) -> None:
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
        self._box.events.publish("poll", place)

    def _place(self, person: Person, chat_id: int | None) -> int:
        """The chat meant: the private one, or a group this person is a member of."""
        if chat_id is None:
            return person.id
        group = self._box.state.groups.get(chat_id)
        if group is None or group.migrated_to or not group.member(person.id, self._box.now()).inside:
            raise ControlError("this person is not a member of the group", 409)
        return chat_id

    def _message(self, chat_id: int, message_id: int) -> Message:
        message = self._box.state.message(chat_id, message_id)
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
