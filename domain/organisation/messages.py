"""Kinds of message about who has which role (see `domain/messages.py`)."""

from domain.messages import NOW, Message


class RoleTaken(Message, frozen=True):
    """To the owner who has made a link: somebody has used it, and has the role."""

    kind = "role_taken"
    priority = NOW
    invite_id: int
    taker_id: int


class RoleRemoved(Message, frozen=True):
    """To whoever had the role. A place is a centre or a network: the number of the other is 0. `assignment_id`: what is gone.

    `teams`: how many courses to come they are not on the team of any more.
    """

    kind = "role_removed"
    priority = NOW
    assignment_id: int
    person_id: int
    role: str
    centre_id: int
    area_id: int
    teams: int
