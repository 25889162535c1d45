"""Who may do what, and where: one table. A use case asks it with the row in hand, each time; nothing else decides.

What is one's own (a place on a course, a wish, a poll, what is stored) needs no role: there the row itself says whose it is.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from domain.errors import Gone, NotYours

Key = TypeVar("Key")
What = TypeVar("What")


class Role(StrEnum):
    """A role at a centre or in a network. Participants need none."""

    OWNER = "owner"
    """Gives roles and takes them away."""
    COORDINATOR = "coordinator"
    PROFESSIONAL = "professional"
    EXPERIENCED_USER = "experienced_user"
    NETWORK_LEAD = "network_lead"


AT_CENTRES = (Role.OWNER, Role.COORDINATOR, Role.PROFESSIONAL, Role.EXPERIENCED_USER)
"""The roles that one has at a centre."""
IN_NETWORKS = (Role.OWNER, Role.NETWORK_LEAD)
"""The roles that one has in a network."""
ON_TEAMS = (Role.PROFESSIONAL, Role.EXPERIENCED_USER)
"""The roles in which one is on the team of a course."""


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
    SETUP = "setup"
    """Set up, change and publish courses; ask people to be on their teams, and write down who has promised confidentiality."""
    ROLES = "roles"
    """See who has which role at a centre or in a network, give roles and take them away."""
    SHARED = "shared"
    """See the card of a course without its people: of one's own, and of one that is shared with one's centre."""
    REPORT = "report"
    """Figures of what a centre has done, without people."""
    TEAM = "team"
    """What the team of a course sees of it: its evenings, how many come, what they need; no names."""


class Reach(StrEnum):
    """How far an action reaches."""

    CENTRE = "centre"
    """The rows of the centre where one has the role."""
    BELOW = "below"
    """The same, and where one has the role in a network those of each centre in it and in the networks below it."""
    TEAM = "team"
    """The courses of whose team one is, in this role."""


TABLE: Mapping[Role, Mapping[Action, Reach]] = {
    Role.OWNER: dict.fromkeys((Action.ROLES, Action.REPORT, Action.SHARED), Reach.BELOW),
    Role.COORDINATOR: dict.fromkeys(
        (
            *(Action.SEE, Action.PEOPLE, Action.RUN, Action.RESULTS, Action.CONVERSATIONS, Action.GROUPS),
            *(Action.GROUP_CHAT, Action.SETUP, Action.SHARED, Action.REPORT, Action.TEAM),
        ),
        Reach.CENTRE,
    ),
    Role.PROFESSIONAL: dict.fromkeys((Action.TEAM, Action.SHARED), Reach.TEAM),
    Role.EXPERIENCED_USER: dict.fromkeys((Action.TEAM, Action.SHARED), Reach.TEAM),
    Role.NETWORK_LEAD: dict.fromkeys((Action.REPORT, Action.SHARED), Reach.BELOW),
}
"""What is not in here nobody may do."""


class Grant(Struct, frozen=True):
    """A role that somebody has, at a centre or in a network (`area_id`), with what it reaches now; all by their ids.

    `below`: the centres of the network and of those below it; `areas`: these networks, its own among them.
    `courses`: of whose team the person is in this role.
    """

    role: Role
    centre_id: int | None = None
    area_id: int | None = None
    below: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    courses: frozenset[int] = frozenset()

    def centres(self, reach: Reach) -> frozenset[int]:
        """The centres whose rows an action of this reach takes in."""
        own = frozenset(() if self.centre_id is None else (self.centre_id,))
        return {Reach.CENTRE: own, Reach.BELOW: own | self.below, Reach.TEAM: frozenset[int]()}[reach]


class Holder(Protocol):
    """Whoever acts, with the roles that they have now: read anew for each update and each message."""

    @property
    def grants(self) -> frozenset[Grant]: ...


class Row(Struct, frozen=True):
    """What a right is asked for: something of a centre, or of a network; of a course also who else it concerns.

    `shared`: the centres with which the course is shared.
    """

    centre_id: int | None = None
    course_id: int | None = None
    shared: frozenset[int] = frozenset()
    area_id: int | None = None


def may(holder: Holder, action: Action, row: Row | int) -> bool:
    """Whether somebody may do something with a row; a bare number is that of its centre."""
    if isinstance(row, int):
        row = Row(row)
    theirs = row.shared | {row.centre_id} if action is Action.SHARED else {row.centre_id}
    if not theirs.isdisjoint(where(holder, action)):
        return True
    return row.course_id in of_team(holder, action) or row.area_id in networks(holder, action)


def must(holder: Holder, action: Action, row: Row | int | None) -> None:
    """Raises NotYours for whoever has no right to a row; a bare number is that of its centre.

    None stands for a row that does not exist: whoever may do this nowhere learns as little of it as of one that does
    (NotYours), the others that it is gone (Gone).
    """
    if row is None and anywhere(holder, action):
        raise Gone
    if row is None or not may(holder, action, row):
        raise NotYours


def must_somewhere(holder: Holder, action: Action) -> None:
    """For what names no row: raises NotYours for whoever may do this at no centre."""
    if not where(holder, action):
        raise NotYours


def where(holder: Holder, action: Action) -> frozenset[int]:
    """The ids of the centres at which somebody may do this."""
    reached = (one.centres(reach) for one in holder.grants if (reach := TABLE[one.role].get(action)))
    return frozenset(number for centres in reached for number in centres)


def of_team(holder: Holder, action: Action) -> frozenset[int]:
    """The ids of the courses with which somebody may do this because they are on the team."""
    grants = (one for one in holder.grants if TABLE[one.role].get(action) is Reach.TEAM)
    return frozenset(number for one in grants for number in one.courses)


def networks(holder: Holder, action: Action) -> frozenset[int]:
    """The ids of the networks in which somebody may do this."""
    grants = (one for one in holder.grants if TABLE[one.role].get(action) is Reach.BELOW)
    return frozenset(number for one in grants for number in one.areas)


def anywhere(holder: Holder, action: Action) -> bool:
    """Whether there is anything at all with which somebody may do this now."""
    return bool(where(holder, action) or of_team(holder, action) or networks(holder, action))


def roles_for(action: Action) -> tuple[Role, ...]:
    """The roles that may do this at their own centre: who is told, where somebody with this right must be."""
    return tuple(role for role, actions in TABLE.items() if actions.get(action) is Reach.CENTRE)


class Needs(Struct, Generic[What], frozen=True):
    """An entry of a table of handlers or kinds of message, with the action that it is."""

    action: Action
    what: What


def needs(action: Action, entries: Mapping[Key, What]) -> dict[Key, Needs[What]]:
    """Entries of a table that all are the same action."""
    return {key: Needs(action, what) for key, what in entries.items()}
