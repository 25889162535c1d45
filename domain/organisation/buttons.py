"""Buttons of who gives roles (see `domain/buttons.py`). A place is a centre or a network: the number of the other is 0."""

from dataclasses import dataclass

from domain.buttons import Payload


@dataclass(frozen=True)
class ShowRoles(Payload, code="roles"):
    """The places at which one gives roles; the roles themselves where there is one place."""

    page: int


@dataclass(frozen=True)
class ShowPlace(Payload, code="rolesat"):
    centre_id: int
    area_id: int
    page: int


@dataclass(frozen=True)
class ChooseRole(Payload, code="rolenew"):
    """Which role the new link is to give."""

    centre_id: int
    area_id: int


@dataclass(frozen=True)
class MakeLink(Payload, code="rolelink"):
    """`role`: one of `domain.rights.Role`."""

    role: str
    centre_id: int
    area_id: int


@dataclass(frozen=True)
class ShowLinks(Payload, code="rolelinks"):
    """The links that nobody has used yet."""

    centre_id: int
    area_id: int


@dataclass(frozen=True)
class WithdrawLink(Payload, code="rolelinkx"):
    invite_id: int


@dataclass(frozen=True)
class AskRemoveRole(Payload, code="roleask"):
    assignment_id: int


@dataclass(frozen=True)
class RemoveRole(Payload, code="roleoff"):
    assignment_id: int
