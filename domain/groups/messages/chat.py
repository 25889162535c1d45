"""The group's own chat."""

from domain.messages import NOW, Message


class ChatLink(Message, frozen=True):
    """A link of one's own to the group's chat."""

    kind = "chat_link"
    priority = NOW
    member_id: int
    version: int


class ChatStands(Message, frozen=True):
    """To whoever looks after the chat: all is well there, or what the bot still needs. `version` is the chat's."""

    kind = "chat_stands"
    priority = NOW
    group_id: int
    version: int


class ChatUnnamed(Message, frozen=True):
    """To whoever added the bot to a chat without the group's token: whose is it? `some` 0: they are in no group.

    `task_id` is the task by which the bot goes away again.
    """

    kind = "chat_unnamed"
    priority = NOW
    task_id: int
    some: int


class ChatLost(Message, frozen=True):
    """The bot is no longer in the chat, or the chat is gone; the group goes on without."""

    kind = "chat_lost"
    priority = NOW
    group_id: int
    version: int


class ChatSwitchAsked(Message, frozen=True):
    """The bot has been added to a second chat: which one is the group's?"""

    kind = "chat_switch_asked"
    priority = NOW
    group_id: int
    version: int


class ChatStranger(Message, frozen=True):
    """Somebody who is not in the group was added to its chat; told once."""

    kind = "chat_stranger"
    priority = NOW
    group_id: int
    version: int


class ChatPromiseFirst(Message, frozen=True):
    """To a member who was added to the chat by hand before they had promised: the promise comes first."""

    kind = "chat_promise_first"
    priority = NOW
    member_id: int
    version: int


class ChatNotRemoved(Message, frozen=True):
    """To whoever looks after the chat: somebody is in it who should not be, and the bot could not take them out.

    `again` 1: the task is still there, and can be tried anew; `tries` so far.
    """

    kind = "chat_not_removed"
    priority = NOW
    group_id: int
    task_id: int
    tries: int
    again: int


class ChatRefused(Message, frozen=True):
    """To whoever looks after the chat: Telegram does not let the bot do something there; told once of each.

    `what` is one of `domain/groups/chats.py`, `Told`; `why` of `domain/delivery.py`; `version` is the chat's.
    """

    kind = "chat_refused"
    priority = NOW
    group_id: int
    version: int
    what: str
    why: str


class ChatNotLetIn(Message, frozen=True):
    """To a member: why they were not let in. `version` is the number of the link by which they asked."""

    kind = "chat_not_let_in"
    priority = NOW
    member_id: int
    version: int
    why: str


class ChatRemains(Message, frozen=True):
    """Somebody has left the group whom the bot cannot remove from its chat, because they run it.

    Told to that person (`own` 1), and without a name to whoever looks after the chat (`own` 0).
    """

    kind = "chat_remains"
    priority = NOW
    group_id: int
    version: int
    own: int
