"""How a group comes about, and how somebody new comes into it."""

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


class GroupNotFormed(Message, frozen=True):
    """Too few said yes; everybody is back in the pool with their waiting time."""

    kind = "group_not_formed"
    priority = NOW
    group_id: int


class MemberJoined(Message, frozen=True):
    """To the members: somebody new comes from now on."""

    kind = "member_joined"
    priority = NOW
    group_id: int
    version: int


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
