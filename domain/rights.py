"""Who may do what, and where: one table. A use case asks it with the row in hand, each time; nothing else decides.

What is one's own (a place on a course, a wish, a poll, what is stored) needs no role: there the row itself says whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from domain.errors import Gone, NotYours

Key = TypeVar("Key")
What = TypeVar("What")


class Role(StrEnum):
    """A role at a centre. Participants need none."""

    COORDINATOR = "coordinator"


class Action(StrEnum):
    """What somebody does. The first two need no role."""

    OPEN = "open"
    """What anybody may do who writes to the bot: start, choose a language, agree, look at a course that is public."""
    OWN = "own"
    """What is one's own: the row carries the person's number."""
    SEE = "see"
    """A centre's courses with their figures."""
    PEOPLE = "people"
    """Who is on a course, by name and phone."""
    RUN = "run"
    """Move and cancel evenings, set seats, write notices."""
    RESULTS = "results"
    """What polls add up to."""
    CONVERSATIONS = "conversations"
    """Read and answer what participants write to the team of a course."""
    GROUPS = "groups"
    """Find self-help groups at a centre, look after them, read what members tell of problems."""
    GROUP_CHAT = "group_chat"
    """Set up a group's own chat: whoever looks after groups at the centre, and the group's members, of whom the row tells."""


class Reach(StrEnum):
    """How far an action reaches."""

    CENTRE = "centre"
    """The rows of the centre where one has the role."""


TABLE: Mapping[Role, Mapping[Action, Reach]] = {
    Role.COORDINATOR: dict.fromkeys(
        (
            *(
                Action.SEE,
                Action.PEOPLE,
                Action.RUN,
                Action.RESULTS,
                Action.CONVERSATIONS,
                Action.GROUPS,
                Action.GROUP_CHAT,
            ),
        ),
        Reach.CENTRE,
    ),
}
"""What is not in here nobody may do."""


@dataclass(frozen=True)
class Grant:
    """A role that somebody has, and at which centre."""

    role: Role
    centre_id: int


class Holder(Protocol):
    """Whoever acts, with the roles that they have now: read anew for each update and each message."""

    @property
    def grants(self) -> frozenset[Grant]: ...


def may(holder: Holder, action: Action, centre_id: int) -> bool:
    """Whether somebody may do something with a row of this centre."""
    return centre_id in where(holder, action)


def must(holder: Holder, action: Action, centre_id: int | None) -> None:
    """Raises NotYours for whoever has no right to a row of this centre.

    None stands for a row that does not exist: whoever may do this nowhere learns as little of it as of one that does
    (NotYours), the others that it is gone (Gone).
    """
    if centre_id is None and where(holder, action):
        raise Gone
    if centre_id is None or not may(holder, action, centre_id):
        raise NotYours


def must_somewhere(holder: Holder, action: Action) -> None:
    """For what names no row: raises NotYours for whoever may do this at no centre."""
    if not where(holder, action):
        raise NotYours


def where(holder: Holder, action: Action) -> frozenset[int]:
    """The ids of the centres at which somebody may do this."""
    return frozenset(grant.centre_id for grant in holder.grants if action in TABLE[grant.role])


def roles_for(action: Action) -> tuple[Role, ...]:
    """The roles that may do this at their own centre: who is told, where somebody with this right must be."""
    return tuple(role for role, actions in TABLE.items() if action in actions)


@dataclass(frozen=True)
class Needs(Generic[What]):
    """An entry of a table of handlers or kinds of message, with the action that it is."""

    action: Action
    what: What


def needs(action: Action, entries: Mapping[Key, What]) -> dict[Key, Needs[What]]:
    """Entries of a table that all are the same action."""
    return {key: Needs(action, what) for key, what in entries.items()}
