"""Updates of every kind that the Bot API knows, and of some that it does not; sound, and with impossible values in them.

The same seed gives the same updates.
"""

import copy
import json
import math
import random
from collections.abc import Callable, Sequence
from typing import Any

from domain.buttons import CODES

Json = dict[str, Any]
DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP]
IMPOSSIBLE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, -0.0, 1e308, math.nan, math.inf, -math.inf, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63) - 1,
    2**64, 2**70, 10**400, -(10**400), "", " ", "x", "5", "0x10", "\0", "a\0b", "\ud83d", "\udc00x", "\u202e", "🌻" * 300,
    "a" * 5000, "'; --", "<b>", "{name}", [], {}, [[]], [None], [{}], {"id": 5}, {"": ""}, {"id": {"id": []}}, DEEP,
    {"\0": "\0"}, {"type": "private"}, {"type": "supergroup", "id": -100}, {"message": {"chat": 7}},
)  # fmt: skip
COMMANDS = (
    "/start", "/start c_ta-tak-host", "/start i_\0", "/help", "/mycourse", "/privacy", "/language", "/cancel", "/pause",
    "/resume", "/groups", "/mygroup", "/courses", "/", "//", "/æ", "/start@x y",
)  # fmt: skip
WORDS = (
    "Hei", "Kari Nordmann", "22 22 55 55", "9.9. kl. 18", "\u200b", "\0", "\ud83d", "👩‍🌾", "<b>&", "%s {0}", "a" * 4096, "\n\n",
)  # fmt: skip
MEDIA: tuple[Json, ...] = (
    {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "media_group_id": "7"},
    {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1, "is_animated": False,
                 "is_video": False}},
    {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
    {"location": {"latitude": 59.1, "longitude": 10.2}},
    {"document": {"file_id": "a", "file_unique_id": "b", "file_name": "x"}, "caption": "Kari"},
    {"contact": {"phone_number": "+4722225555", "first_name": "Kari"}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
              "type": "regular", "allows_multiple_answers": False}},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"web_app_data": {"data": "x", "button_text": "y"}},
)  # fmt: skip
GROUP = -1001234567890
WEIGHTS = (20, 20, 5, 5, 50)
"""Texts, presses, other things that people send, comings and goings; and all the kinds that are nothing for the bot."""


class Updates:
    """Makes updates of these people, whom Telegram knows."""

    def __init__(self, seed: int, people: Sequence[int]) -> None:
        self._chance = random.Random(seed)
        self._people = people
        self._count = 0
        self._makers: tuple[Callable[[], Json], ...] = (
            self._text, self._press, self._media, self._membership, self._other,
        )  # fmt: skip

    def next(self) -> Json:
        """One update without its number; about half of them are spoilt."""
        self._count += 1
        (make,) = self._chance.choices(self._makers, WEIGHTS)
        update = make()
        if self._chance.random() < 0.5:
            for _ in range(self._chance.randint(1, 3)):
                self._spoil(update)
        return update

    def _spoil(self, update: Json) -> None:
        places = list(_places(update))
        if not places:
            return
        holder, key = self._chance.choice(places)
        if self._chance.random() < 0.15:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(self._chance.choice(IMPOSSIBLE))

    def _user(self) -> Json:
        return {
            "id": self._chance.choice(self._people),
            "is_bot": False,
            "first_name": self._chance.choice(("Kari", "Ola", "<b>", "🌻")),
            "language_code": self._chance.choice(("nb", "nn", "da", "en", "de", "xx-YY")),
        }

    def _message(self, **content: Any) -> Json:
        user = self._user()
        chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        return {
            "message_id": self._chance.randint(1, 999),
            "from": user,
            "chat": chat,
            "date": 1_790_000_000,
            **content,
        }

    def _text(self) -> Json:
        text = self._chance.choice((*COMMANDS, *WORDS))
        entities = [{"type": "bold", "offset": 0, "length": 1}]
        more: Json = {"entities": entities} if self._chance.random() < 0.3 else {}
        if self._chance.random() < 0.2:
            more["reply_to_message"] = self._message(text="x")
        return {"message": self._message(text=text, **more)}

    def _media(self) -> Json:
        return {"message": self._message(**copy.deepcopy(self._chance.choice(MEDIA)))}

    def _press(self) -> Json:
        message = self._message(text="…")
        numbers = [str(self._chance.choice((0, 1, 2, 7, -1, 2**31, "x", "nb", "midway"))) for _ in range(3)]
        codes = [one for one in CODES if one != "erase"]
        data = ".".join([self._chance.choice(codes), *numbers[: self._chance.randint(0, 3)]])
        press = {"id": f"press-{self._count}", "from": message["from"], "message": message, "data": data}
        return {"callback_query": {**press, "chat_instance": "1"}}

    def _membership(self) -> Json:
        user = self._user()
        chat = self._chance.choice(
            ({"id": user["id"], "type": "private"}, {"id": GROUP, "type": "supergroup", "title": "x"})
        )
        bot = {"id": 1234567890, "is_bot": True, "first_name": "bot"}
        states = [{"user": bot, "status": self._chance.choice(("member", "kicked", "left"))} for _ in range(2)]
        for one in states:
            if one["status"] == "kicked":
                one["until_date"] = 0
        change = {"chat": chat, "from": user, "date": 0, "old_chat_member": states[0], "new_chat_member": states[1]}
        return {"my_chat_member": change}

    def _other(self) -> Json:
        """Kinds that the bot never asked for, and what happens in groups and channels."""
        user = self._user()
        group = {**self._message(text="/start@x"), "chat": {"id": GROUP, "type": "supergroup", "title": "x"}}
        business = {"id": "b", "user": user, "user_chat_id": user["id"], "date": 0, "is_enabled": True}
        boost = {
            "chat": group["chat"],
            "boost": {"boost_id": "1", "add_date": 0, "expiration_date": 0, "source": {"source": "gift"}},
        }
        kinds: tuple[Json, ...] = (
            {"message": group},
            {"message": {**group, "new_chat_members": [user]}},
            {"message": {**group, "migrate_to_chat_id": -5}},
            {"edited_message": self._message(text="x", edit_date=1)},
            {"channel_post": {**group, "chat": {"id": -7, "type": "channel"}}},
            {"edited_channel_post": {**group, "chat": {"id": -7, "type": "channel"}}},
            {"business_connection": business},
            {"business_message": self._message(business_connection_id="b", text="x")},
            {"edited_business_message": self._message(business_connection_id="b", text="x")},
            {"deleted_business_messages": {"business_connection_id": "b", "chat": group["chat"], "message_ids": [1]}},
            {"message_reaction": {"chat": group["chat"], "message_id": 1, "user": user, "date": 0, "old_reaction": [],
                                  "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
            {"message_reaction_count": {"chat": group["chat"], "message_id": 1, "date": 0, "reactions": []}},
            {"inline_query": {"id": "1", "from": user, "query": "x", "offset": ""}},
            {"chosen_inline_result": {"result_id": "1", "from": user, "query": "x"}},
            {"shipping_query": {"id": "1", "from": user, "invoice_payload": "x", "shipping_address": {}}},
            {"pre_checkout_query": {"id": "1", "from": user, "currency": "NOK", "total_amount": 1, "invoice_payload": "x"}},
            {"purchased_paid_media": {"from": user, "paid_media_payload": "x"}},
            {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False}},
            {"poll_answer": {"poll_id": "1", "user": user, "option_ids": [0]}},
            {"chat_member": {"chat": group["chat"], "from": user, "date": 0, "old_chat_member": {}, "new_chat_member": {}}},
            {"chat_join_request": {"chat": group["chat"], "from": user, "user_chat_id": user["id"], "date": 0,
                                   "invite_link": {"invite_link": "https://t.me/+x"}}},
            {"chat_boost": boost},
            {"removed_chat_boost": {"chat": group["chat"], "boost_id": "1", "remove_date": 0, "source": {}}},
            {"managed_bot": {"user": user, "bot": user}},
            {"guest_message": self._message(text="x")},
            {"something_new": {"from": user, "chat": group["chat"]}},
            {"message": 5}, {"message": [user]}, {"callback_query": "x"}, {},
        )  # fmt: skip
        return copy.deepcopy(self._chance.choice(kinds))


def _places(value: Any) -> Any:
    """Every place in it where something can be taken out or put in."""
    if isinstance(value, dict | list):
        for key, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _places(one)


def press_owed(update: Json, people: Sequence[int]) -> str | None:
    """The number of the press, if whoever pressed can be known and it was in their own chat: then it must be answered."""
    press = update.get("callback_query")
    if not isinstance(press, dict) or not isinstance(press.get("id"), str) or not press["id"].startswith("press-"):
        return None
    message = press.get("message")
    chat = message.get("chat", {}) if isinstance(message, dict) else {}
    own = not isinstance(chat, dict) or not chat or _own(chat, press)
    return press["id"] if own and _known(press, people) else None


def text_owed(update: Json, people: Sequence[int]) -> int | None:
    """Who has written something in their own chat, and must get something back."""
    message = update.get("message")
    if "callback_query" in update or "my_chat_member" in update or not isinstance(message, dict):
        return None
    chat, text = message.get("chat"), message.get("text")
    written = isinstance(text, str) and isinstance(chat, dict) and _own(chat, message)
    return message["from"]["id"] if written and _known(message, people) else None


def _known(part: Json, people: Sequence[int]) -> bool:
    user = part.get("from")
    return isinstance(user, dict) and type(user.get("id")) is int and user["id"] in people


def _own(chat: Json, part: Json) -> bool:
    user = part.get("from")
    same = isinstance(user, dict) and type(chat.get("id")) is int and chat["id"] == user.get("id")
    return same and chat.get("type", "private") == "private"


def is_json(body: bytes) -> bool:
    """Whether it is JSON as others than Python understand it, too."""
    try:
        json.loads(body, parse_constant=_no_constant)
    except ValueError:
        return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(name)
