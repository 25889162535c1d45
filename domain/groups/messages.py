"""The kinds of message that self-help groups need (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class GroupInvite(Message, frozen=True):
    """After the last evening: would you like to go on meeting?"""

    kind = "group_invite"
    course_id: int


class GroupProposal(Message, frozen=True):
    """A group is proposed, without names: yes, no, or another time."""

    kind = "group_proposal"
    priority = NOW
    member_id: int
    version: int


class ProposalReminder(Message, frozen=True):
    """The one reminder of a proposal that has not been answered."""

    kind = "proposal_reminder"
    member_id: int
    version: int


class ProposalLapsed(Message, frozen=True):
    """A proposal, or a free place, was not answered in time."""

    kind = "proposal_lapsed"
    priority = NOW
    member_id: int
    version: int


class GroupWithoutStarter(Message, frozen=True):
    """To the coordinators: a group stands and nobody in it has offered to start it."""

    kind = "group_without_starter"
    group_id: int


class GroupStarts(Message, frozen=True):
    """The group stands: first meeting, promise, calendar file."""

    kind = "group_starts"
    priority = NOW
    member_id: int


class GroupNotFormed(Message, frozen=True):
    """Too few said yes; everybody is back in the pool with their waiting time."""

    kind = "group_not_formed"
    priority = NOW
    group_id: int


class MeetingReminder(Message, frozen=True):
    """A meeting is coming (`P1D`, `PT2H`)."""

    kind = "meeting_reminder"
    meeting_id: int
    version: int
    before: str


class MeetingSet(Message, frozen=True):
    """A meeting has been set or moved."""

    kind = "meeting_set"
    priority = NOW
    meeting_id: int
    version: int


class MeetingCancelled(Message, frozen=True):
    kind = "meeting_cancelled"
    priority = NOW
    meeting_id: int
    version: int


class NextMeetingAsked(Message, frozen=True):
    """After a meeting: when is the next? To whoever plans."""

    kind = "next_meeting_asked"
    group_id: int
    number: int


class StarterMayGo(Message, frozen=True):
    """To the starter: the agreed number of meetings has been held."""

    kind = "starter_may_go"
    group_id: int
    number: int


class MemberJoined(Message, frozen=True):
    """To the members: somebody new comes from now on."""

    kind = "member_joined"
    priority = NOW
    group_id: int
    version: int


class HandOverAsked(Message, frozen=True):
    """The starter withdraws: who would look after the practical things from now on?"""

    kind = "hand_over_asked"
    priority = NOW
    group_id: int
    version: int


class HandedOver(Message, frozen=True):
    """Somebody has said yes to look after the practical things."""

    kind = "handed_over"
    priority = NOW
    group_id: int
    version: int


class PulseAsked(Message, frozen=True):
    """After six weeks: is it running, does it help?"""

    kind = "pulse_asked"
    group_id: int


class NewcomerAsked(Message, frozen=True):
    """To the members: may somebody new come to you? `member_id` is the newcomer's row."""

    kind = "newcomer_asked"
    priority = NOW
    member_id: int
    version: int


class FreePlaceOffered(Message, frozen=True):
    """To the newcomer: a running group has a free place for you."""

    kind = "free_place_offered"
    priority = NOW
    member_id: int
    version: int


class GroupSmall(Message, frozen=True):
    """To the coordinators: a group has fewer than four members."""

    kind = "group_small"
    group_id: int
    version: int


class GroupNews(Message, frozen=True):
    """To the coordinators: what has become of a group that they approved. `state`: running, dissolved or closed."""

    kind = "group_news"
    group_id: int
    state: str


class TroubleTold(Message, frozen=True):
    """To the coordinators: members of a group have told of problems. `told` is when, in minutes since 1970 UTC."""

    kind = "trouble_told"
    priority = NOW
    group_id: int
    told: int


class GroupClosed(Message, frozen=True):
    """The group is closed, with thanks."""

    kind = "group_closed"
    priority = NOW
    group_id: int


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
