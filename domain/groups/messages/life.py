"""What happens in a group: its meetings, its starter, how it goes, that it closes; and what coordinators hear of it."""

from domain.messages import NOW, Message


class GroupWithoutStarter(Message, frozen=True):
    """To the coordinators: a group stands and nobody in it has offered to start it."""

    kind = "group_without_starter"
    group_id: int


class GroupStarts(Message, frozen=True):
    """The group stands: first meeting, promise, calendar file."""

    kind = "group_starts"
    priority = NOW
    member_id: int


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
