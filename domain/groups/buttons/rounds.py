"""Typed payloads of the coordinator's buttons for self-help groups (see `domain/buttons.py`): pool, draft, groups."""

from domain.buttons import Payload


class ManageGroups(Payload, code="gmanage", frozen=True):
    """The centre's pool and groups."""

    centre_id: int


class GroupsPage(Payload, code="gmanagep", frozen=True):
    """The same, further on in the list of groups; `page` counts from 0, here and below."""

    centre_id: int
    page: int


class FindGroups(Payload, code="gfind", frozen=True):
    """Run the matching."""

    centre_id: int


class ShowRound(Payload, code="ground", frozen=True):
    round_id: int


class RoundPage(Payload, code="groundp", frozen=True):
    """The same, further on in the list of groups."""

    round_id: int
    page: int


class ShowCard(Payload, code="gcard", frozen=True):
    """One group of the draft."""

    round_id: int
    number: int


class ShowLeft(Payload, code="gleft", frozen=True):
    """Who is left over, why, and what would help."""

    round_id: int


class LeftPage(Payload, code="gleftp", frozen=True):
    """The same, further on."""

    round_id: int
    page: int


class PickPerson(Payload, code="gpick", frozen=True):
    """A person of the draft: move or lock."""

    round_id: int
    wish_id: int


class PersonPage(Payload, code="gpickp", frozen=True):
    """The same, further on in the list of groups to which one may be moved."""

    round_id: int
    wish_id: int
    page: int


class TryMove(Payload, code="gtry", frozen=True):
    """What would get better and worse; `to` is a group's number, 0 for left over."""

    round_id: int
    wish_id: int
    to: int


class ConfirmMovePerson(Payload, code="gmoved", frozen=True):
    round_id: int
    version: int
    wish_id: int
    to: int


class LockPerson(Payload, code="glock", frozen=True):
    round_id: int
    wish_id: int
    on: int


class RunAgain(Payload, code="gagain", frozen=True):
    round_id: int
    version: int


class AskApprove(Payload, code="gask", frozen=True):
    round_id: int


class Approve(Payload, code="gok", frozen=True):
    round_id: int
    version: int


class AskDiscard(Payload, code="gdropq", frozen=True):
    round_id: int


class DiscardRound(Payload, code="gdropok", frozen=True):
    round_id: int
    version: int


class ManageGroup(Payload, code="gone", frozen=True):
    """A running or proposed group, for the coordinator."""

    group_id: int


class ShowTroubles(Payload, code="gread", frozen=True):
    """What members of a group have told, the newest first; `before` is the number of one, 0 to begin with."""

    group_id: int
    before: int


class TroublesDone(Payload, code="greaddone", frozen=True):
    """These, up to the one with this number, have been seen to."""

    group_id: int
    upto: int


class AskCoordinatorClose(Payload, code="gshutq", frozen=True):
    group_id: int


class CoordinatorClose(Payload, code="gshut", frozen=True):
    group_id: int
    version: int
