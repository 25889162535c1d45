"""Buttons of a group's own chat."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class ChatHelp(Payload, code="gchat"):
    """How to make the group's chat, with the startgroup link."""

    group_id: int


@dataclass(frozen=True)
class ConnectChat(Payload, code="gjoin"):
    """The chat to which I have added the bot is this group's. `task_id` is the task by which the bot would leave it."""

    task_id: int
    group_id: int


@dataclass(frozen=True)
class CheckChat(Payload, code="gcheck"):
    """Look again at the bot's rights in the chat."""

    group_id: int


@dataclass(frozen=True)
class GetChatLink(Payload, code="glink"):
    """My own link to the group's chat."""

    group_id: int


@dataclass(frozen=True)
class SwitchChat(Payload, code="gswap"):
    """The bot is in two chats: which is the group's? `yes` 1: the new one. `version` is that of the chat."""

    group_id: int
    version: int
    yes: int


@dataclass(frozen=True)
class NoChat(Payload, code="gnochat"):
    """The group does without a chat."""

    group_id: int


@dataclass(frozen=True)
class WeeklyQuestion(Payload, code="gweek"):
    group_id: int
    on: int
