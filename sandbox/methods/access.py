"""Which chats the bot may look into, write to and lead; refusals as the Bot API server words them."""

from __future__ import annotations

from enum import Enum
from typing import Any

from ..core import World
from ..errors import ApiError, bad_request
from ..groups import Group
from ..params import Params


class Access(Enum):
    """What a method needs; `MEMBERS` is reading who is in the chat."""

    READ = "read"
    MEMBERS = "members"
    EDIT = "edit"
    WRITE = "write"


def chat_of(box: World, params: Params, access: Access) -> dict[str, Any]:
    """The Chat that `chat_id` names, if the bot is in it as far as `access` needs. Raises ApiError."""
    chat = box.state.chat(params.raw.get("chat_id"))
    group = box.state.groups.get(chat["id"])
    if group is not None:
        (_check_supergroup if group.type == "supergroup" else _check_basic)(box, group, access)
    return chat


def group_of(box: World, params: Params, access: Access, private: str) -> Group:
    """The group that `chat_id` names; `private` is the refusal for a private chat. Raises ApiError."""
    chat = chat_of(box, params, access)
    group = box.state.groups.get(chat["id"])
    if group is None:
        raise bad_request(private)
    return group


def supergroup_of(box: World, params: Params, refusal: str) -> Group:
    """The supergroup that `chat_id` names, for writing; `refusal` for any other chat. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, refusal)
    if group.type != "supergroup":
        raise bad_request(refusal)
    return group


def user_of(params: Params) -> int:
    """The checked `user_id`. Raises ApiError."""
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    return user_id


def known_user(box: World, params: Params) -> int:
    """A `user_id` that somebody has. Raises ApiError."""
    user_id = user_of(params)
    if user_id not in box.state.people and user_id != box.state.bot["id"]:
        raise bad_request("member not found")
    return user_id


def _check_basic(box: World, group: Group, access: Access) -> None:
    if group.migrated_to:
        # Reading and editing still work in a group that has moved.
        if access in (Access.MEMBERS, Access.WRITE):
            moved = {"migrate_to_chat_id": group.migrated_to}
            raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
        return
    if access is Access.READ or box.membership.of_bot(group).inside:
        return
    if box.state.bot["id"] in group.removed:
        raise ApiError(403, "Forbidden: bot was kicked from the group chat")
    raise ApiError(403, "Forbidden: bot is not a member of the group chat")


def _check_supergroup(box: World, group: Group, _: Access) -> None:
    place = box.membership.of_bot(group)
    if place.status == "kicked":
        raise ApiError(403, "Forbidden: bot was kicked from the supergroup chat")
    if not place.inside:
        raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")
