"""What the stand-in remembers: people, groups, messages, files, button presses."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request
from .groups import MEMBER, OWNER, Group

# Identifiers above 2**32, as Telegram's newer accounts have: a client that keeps them in 32 bits fails here first.
FIRST_USER_ID = 7_000_000_001
FIRST_GROUP_ID = -4_100_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001
# Telegram's stand-in sender for what a group does in its own name.
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


@dataclass(slots=True)
class Person:
    """A Telegram user who may talk to the bot.

    `role_hint` and `about` are free words for whoever drives the sandbox: what this person is, and in a few words more.
    `link` is the start parameter of the link that they have opened and not pressed Start on yet; who is `aside` has no
    phone on the page until one asks for it.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    role_hint: str = ""
    about: str = ""
    link: str = ""
    aside: bool = False
    started: bool = False
    blocked: bool = False
    reply_keyboard: dict[str, Any] | None = None

    def user(self) -> dict[str, Any]:
        """The Bot API's User."""
        names = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        given = {name: value for name, value in names.items() if value}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **given}

    def chat(self) -> dict[str, Any]:
        """The Bot API's Chat with this person."""
        names = {"last_name": self.last_name, "username": self.username}
        given = {name: value for name, value in names.items() if value}
        return {"id": self.id, "first_name": self.first_name, **given, "type": "private"}

    def to_json(self) -> dict[str, Any]:
        """The person as the control API lists them."""
        return {
            **self.user(),
            "language_code": self.language_code,
            "started": self.started,
            "blocked": self.blocked,
            "role_hint": self.role_hint,
            "about": self.about,
            "link": self.link,
            "aside": self.aside,
        }


@dataclass(slots=True)
class Message:
    """A message in one chat. `content` is in Bot API form (text and entities, or media and caption, or poll)."""

    message_id: int
    chat: dict[str, Any]
    sender: dict[str, Any]
    from_bot: bool
    date: int
    content: dict[str, Any]
    markup: dict[str, Any] | None = None
    reply_to: Message | None = None
    edit_date: int = 0
    deleted: bool = False

    @property
    def inline(self) -> dict[str, Any] | None:
        """The inline keyboard under the message, if it has one."""
        return self.markup if self.markup and "inline_keyboard" in self.markup else None

    def to_json(self) -> dict[str, Any]:
        """The Bot API's Message; other keyboards than inline ones are not part of it."""
        result = {"message_id": self.message_id, "from": self.sender, "chat": self.chat, "date": self.date}
        if self.edit_date:
            result["edit_date"] = self.edit_date
        if self.reply_to:
            result["reply_to_message"] = {k: v for k, v in self.reply_to.to_json().items() if k != "reply_to_message"}
        result.update(self.content)
        if self.markup and "inline_keyboard" in self.markup:
            result["reply_markup"] = self.markup
        return result


@dataclass(slots=True)
class StoredFile:
    """A file somebody sent, downloadable under `path`."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    content: bytes

    def reference(self) -> dict[str, Any]:
        """The fields every file object of the Bot API begins with."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.content)}


@dataclass(slots=True)
class Press:
    """One press on an inline button and what the bot answered."""

    id: str
    user_id: int
    at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None
    chat_id: int = 0


@dataclass(slots=True)
class Poll:
    """A poll with its live Bot API object and who chose what (indices of options)."""

    body: dict[str, Any]
    message: Message
    votes: dict[int, list[int]] = field(default_factory=dict)


class State:
    """Everything a Bot API server would keep for one bot."""

    def __init__(self, bot: dict[str, Any]) -> None:
        self.bot = bot
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Group] = {}
        # Until when (unix seconds) the bot may write to somebody who asked to join but never pressed Start.
        self.may_greet: dict[int, int] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.files: dict[str, StoredFile] = {}
        self.paths: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.polls: dict[str, Poll] = {}
        self.commands: dict[tuple[str, int, int, str], list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self._message_ids = itertools.count(1)
        self._user_ids = itertools.count(FIRST_USER_ID)
        self._group_ids = itertools.count(FIRST_GROUP_ID, -1)
        self._supergroup_ids = itertools.count(FIRST_SUPERGROUP_ID, -1)
        # A supergroup counts its messages from 1; all other chats of a bot share one count.
        self._own_message_ids: dict[int, itertools.count[int]] = {}
        self._file_numbers = itertools.count(1)
        self._instances: dict[int, str] = {}
        self._pinned: dict[int, list[int]] = {}

    def add_person(self, first_name: str, **details: Any) -> Person:
        """A new user, who has not pressed Start yet unless the details say so."""
        person = Person(next(self._user_ids), first_name)
        for name, value in details.items():
            setattr(person, name, value)
        self.people[person.id] = person
        return person

    def add_group(self, title: str, owner_id: int | None = None, kind: str = "") -> Group:
        """A new group of this person's, without the bot; without an owner a supergroup that the bot is a member of."""
        kind = kind or ("group" if owner_id else "supergroup")
        group = Group(self.new_group_id(kind), title, kind)
        if owner_id:
            group.members[owner_id] = OWNER
        else:
            group.members[self.bot["id"]], group.known = MEMBER, True
        self.groups[group.id] = group
        return group

    def new_group_id(self, kind: str) -> int:
        """A number no group has had; supergroups' begin with -100."""
        return next(self._supergroup_ids if kind == "supergroup" else self._group_ids)

    def user(self, user_id: int) -> dict[str, Any]:
        """The User of a person or of the bot itself."""
        return self.bot if user_id == self.bot["id"] else self.people[user_id].user()

    def chat_instance(self, chat_id: int) -> str:
        """What names a chat to its buttons without telling its id."""
        return self._instances.setdefault(chat_id, str(secrets.randbits(62)))

    def pinned(self, chat_id: int) -> list[int]:
        """The numbers of a chat's pinned messages, in the order of pinning; the list itself."""
        return self._pinned.setdefault(chat_id, [])

    def add_message(
        self,
        chat: dict[str, Any],
        sender: dict[str, Any],
        date: int,
        content: dict[str, Any],
        markup: dict[str, Any] | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Keep a message under the next number."""
        from_bot = sender["id"] == self.bot["id"]
        number = next(self._count_of(chat))
        message = Message(number, chat, sender, from_bot, date, content, markup, reply_to)
        self.messages.setdefault(chat["id"], {})[message.message_id] = message
        return message

    def _count_of(self, chat: dict[str, Any]) -> itertools.count[int]:
        if chat["type"] != "supergroup":
            return self._message_ids
        return self._own_message_ids.setdefault(chat["id"], itertools.count(1))

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """A message that has not been deleted."""
        message = self.messages.get(chat_id, {}).get(message_id)
        return None if message is None or message.deleted else message

    def chat(self, chat_id: object) -> dict[str, Any]:
        """The Chat behind a `chat_id` parameter, if the bot knows it. Raises ApiError."""
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        try:
            number = int(str(chat_id))
        except ValueError:
            raise bad_request("chat not found") from None
        person = self.people.get(number)
        if person:
            return person.chat()
        group = self.groups.get(number)
        if group and group.known:
            return group.chat()
        raise bad_request("chat not found")

    def add_file(self, folder: str, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Keep a file under a fresh identifier."""
        number = next(self._file_numbers)
        suffix = "." + name.rpartition(".")[2] if "." in name else ""
        unique = secrets.token_urlsafe(9)
        path = f"{folder}/file_{number}{suffix}"
        file = StoredFile(f"BQAC{secrets.token_urlsafe(36)}", unique, path, name, mime_type, content)
        self.files[file.file_id] = self.paths[path] = file
        return file
