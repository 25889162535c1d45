"""Typed payloads of the coordinator's buttons for self-help groups (see `domain/buttons.py`): pool, draft, groups."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class ManageGroups(Payload, code="gmanage"):
    """The centre's pool and groups."""

    centre_id: int


@dataclass(frozen=True)
class GroupsPage(Payload, code="gmanagep"):
    """The same, further on in the list of groups; `page` counts from 0, here and below."""

    centre_id: int
    page: int


@dataclass(frozen=True)
class FindGroups(Payload, code="gfind"):
    """Run the matching."""

    centre_id: int


@dataclass(frozen=True)
class ShowRound(Payload, code="ground"):
    round_id: int


@dataclass(frozen=True)
class RoundPage(Payload, code="groundp"):
    """The same, further on in the list of groups."""

    round_id: int
    page: int


@dataclass(frozen=True)
class ShowCard(Payload, code="gcard"):
    """One group of the draft."""

    round_id: int
    number: int


@dataclass(frozen=True)
class ShowLeft(Payload, code="gleft"):
    """Who is left over, why, and what would help."""

    round_id: int


@dataclass(frozen=True)
class LeftPage(Payload, code="gleftp"):
    """The same, further on."""

    round_id: int
    page: int


@dataclass(frozen=True)
class PickPerson(Payload, code="gpick"):
    """A person of the draft: move or lock."""

    round_id: int
    wish_id: int


@dataclass(frozen=True)
class PersonPage(Payload, code="gpickp"):
    """The same, further on in the list of groups to which one may be moved."""

    round_id: int
    wish_id: int
    page: int


@dataclass(frozen=True)
class TryMove(Payload, code="gtry"):
    """What would get better and worse; `to` is a group's number, 0 for left over."""

    round_id: int
    wish_id: int
    to: int


@dataclass(frozen=True)
class ConfirmMovePerson(Payload, code="gmoved"):
    round_id: int
    version: int
    wish_id: int
    to: int


@dataclass(frozen=True)
class LockPerson(Payload, code="glock"):
    round_id: int
    wish_id: int
    on: int


@dataclass(frozen=True)
class RunAgain(Payload, code="gagain"):
    round_id: int
    version: int


@dataclass(frozen=True)
class AskApprove(Payload, code="gask"):
    round_id: int


@dataclass(frozen=True)
class Approve(Payload, code="gok"):
    round_id: int
    version: int


@dataclass(frozen=True)
class AskDiscard(Payload, code="gdropq"):
    round_id: int


@dataclass(frozen=True)
class DiscardRound(Payload, code="gdropok"):
    round_id: int
    version: int


@dataclass(frozen=True)
class ManageGroup(Payload, code="gone"):
    """A running or proposed group, for the coordinator."""

    group_id: int


@dataclass(frozen=True)
class ShowTroubles(Payload, code="gread"):
    """What members of a group have told, the newest first; `before` is the number of one, 0 to begin with."""

    group_id: int
    before: int


@dataclass(frozen=True)
class TroublesDone(Payload, code="greaddone"):
    """These, up to the one with this number, have been seen to."""

    group_id: int
    upto: int


@dataclass(frozen=True)
class AskCoordinatorClose(Payload, code="gshutq"):
    group_id: int


@dataclass(frozen=True)
class CoordinatorClose(Payload, code="gshut"):
    group_id: int
    version: int
