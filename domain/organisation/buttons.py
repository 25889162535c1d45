"""Buttons of who gives roles (see `domain/buttons.py`). A place is a centre or a network: the number of the other is 0."""

from domain.buttons import Payload


class ShowRoles(Payload, code="roles", frozen=True):
    """The places at which one gives roles; the roles themselves where there is one place."""

    page: int


class ShowPlace(Payload, code="rolesat", frozen=True):
    centre_id: int
    area_id: int
    page: int


class LeaveLink(Payload, code="rolekeep", frozen=True):
    """Back to the place in a message of its own: the link, which is shown nowhere else, stays."""

    centre_id: int
    area_id: int


class ChooseRole(Payload, code="rolenew", frozen=True):
    """Which role the new link is to give."""

    centre_id: int
    area_id: int


class MakeLink(Payload, code="rolelink", frozen=True):
    """`role`: one of `domain.rights.Role`."""

    role: str
    centre_id: int
    area_id: int


class ShowLinks(Payload, code="rolelinks", frozen=True):
    """The links that nobody has used yet."""

    centre_id: int
    area_id: int


class WithdrawLink(Payload, code="rolelinkx", frozen=True):
    invite_id: int


class AskRemoveRole(Payload, code="roleask", frozen=True):
    assignment_id: int


class RemoveRole(Payload, code="roleoff", frozen=True):
    assignment_id: int


class ShowFigures(Payload, code="figures", frozen=True):
    """What the centres of which one may see figures have done in a year; year 0 is the present one."""

    year: int
    page: int
