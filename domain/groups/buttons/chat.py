"""Buttons of a group's own chat."""

from domain.buttons import Payload


class ChatHelp(Payload, code="gchat", frozen=True):
    """How to make the group's chat, with the startgroup link."""

    group_id: int


class ConnectChat(Payload, code="gjoin", frozen=True):
    """The chat to which I have added the bot is this group's. `task_id` is the task by which the bot would leave it."""

    task_id: int
    group_id: int


class CheckChat(Payload, code="gcheck", frozen=True):
    """Look again at the bot's rights in the chat."""

    group_id: int


class GetChatLink(Payload, code="glink", frozen=True):
    """My own link to the group's chat."""

    group_id: int


class SwitchChat(Payload, code="gswap", frozen=True):
    """The bot is in two chats: which is the group's? `yes` 1: the new one. `version` is that of the chat."""

    group_id: int
    version: int
    yes: int


class NoChat(Payload, code="gnochat", frozen=True):
    """The group does without a chat."""

    group_id: int


class WeeklyQuestion(Payload, code="gweek", frozen=True):
    group_id: int
    on: int
