"""Who is in a group, and what an administrator may do to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..core import World
from ..errors import bad_request
from ..groups import LEFT, MEDIA, MEMBER, PERMISSIONS, RIGHTS, Group, Member
from ..params import Params
from .access import Access, chat_of, group_of, known_user, supergroup_of, user_of

# Shorter or longer than this is for ever.
_SHORTEST_BAN, _LONGEST_BAN = 30, 366 * 24 * 3600
_SUPERGROUPS_ONLY = "method is available for supergroup and channel chats only"
# Permissions that, left unsaid, follow another one.
_BROUGHT_ALONG = {
    "can_manage_topics": "can_pin_messages",
    "can_edit_tag": "can_pin_messages",
    "can_react_to_messages": "can_send_messages",
}
_NO_RIGHT = "not enough rights to restrict/unrestrict chat member"


def get_chat_member(box: World, params: Params) -> dict[str, Any]:
    """One ChatMember; `left` for a known user who never was in the chat. Raises ApiError."""
    user_id = user_of(params)
    chat = chat_of(box, params, Access.READ if user_id == box.state.bot["id"] else Access.MEMBERS)
    known_user(box, params)
    group = box.state.groups.get(chat["id"])
    if group is None:
        if user_id not in (chat["id"], box.state.bot["id"]):
            raise bad_request("member not found")
        return MEMBER.to_json(box.state.user(user_id), "private", box.state.bot["id"])
    return _json(box, group, user_id)


def get_chat_administrators(box: World, params: Params) -> list[dict[str, Any]]:
    """Owner and administrators. Raises ApiError."""
    group = group_of(box, params, Access.MEMBERS, "there are no administrators in the private chat")
    leaders = [user_id for user_id in group.inside(box.now()) if group.member(user_id, box.now()).leads]
    return [_json(box, group, user_id) for user_id in leaders]


def get_chat_member_count(box: World, params: Params) -> int:
    """How many are in the chat, the bot included. Raises ApiError."""
    chat = chat_of(box, params, Access.MEMBERS)
    group = box.state.groups.get(chat["id"])
    return 2 if group is None else len(group.inside(box.now()))


def ban_chat_member(box: World, params: Params) -> bool:
    """Remove somebody, from a supergroup for as long as `until_date` says. Raises ApiError."""
    user_id = user_of(params)
    group = group_of(box, params, Access.WRITE, "can't ban members in private chats")
    known_user(box, params)
    member = group.member(user_id, box.now())
    if group.type == "group":
        _check_basic_removal(box, group, user_id)
        box.membership.remove(group, user_id, box.state.bot)
        return True
    until = _until(box, params)
    if (member.status, member.until) == ("kicked", until):
        return True
    _check_restriction(box, group, user_id)
    if member.status == "kicked":
        box.membership.change(group, user_id, replace(member, until=until), box.state.bot)
    else:
        box.membership.remove(group, user_id, box.state.bot, until)
    return True


def unban_chat_member(box: World, params: Params) -> bool:
    """Let somebody come back; a member is removed by it, unless `only_if_banned`. Raises ApiError."""
    user_id = user_of(params)
    group = supergroup_of(box, params, _SUPERGROUPS_ONLY)
    known_user(box, params)
    member = group.member(user_id, box.now())
    if member == LEFT or (params.boolean("only_if_banned") and member.status != "kicked"):
        return True
    _check_restriction(box, group, user_id)
    if member.inside:
        box.membership.remove(group, user_id, box.state.bot, box.now() + 60)
    box.membership.change(group, user_id, LEFT, box.state.bot)
    return True


def restrict_chat_member(box: World, params: Params) -> bool:
    """Leave somebody fewer permissions than all have; all of them ends it. Raises ApiError."""
    user_id = user_of(params)
    permissions = _permissions(params)
    group = supergroup_of(box, params, "method is available only for supergroups")
    known_user(box, params)
    old = group.member(user_id, box.now())
    if permissions.issuperset(PERMISSIONS):
        new = MEMBER if old.inside else LEFT
    else:
        new = Member("restricted", permissions=permissions, present=old.inside, until=_until(box, params))
    if new == old:
        return True
    _check_restriction(box, group, user_id)
    box.membership.change(group, user_id, new, box.state.bot)
    return True


def promote_chat_member(box: World, params: Params) -> bool:
    """Make somebody an administrator, or with all rights false a member. Raises ApiError."""
    user_id = user_of(params)
    group = supergroup_of(box, params, _SUPERGROUPS_ONLY)
    known_user(box, params)
    rights = frozenset(right for right in RIGHTS if params.boolean(right))
    old, own = group.member(user_id, box.now()), box.membership.of_bot(group)
    if user_id == box.state.bot["id"] and rights:
        raise bad_request("can't promote self")
    if old.status == "creator":
        raise bad_request("can't remove chat owner")
    if not rights and old == MEMBER:
        return True
    if not rights and not old.inside:
        raise bad_request("bots can't add new chat members")
    if not own.may("can_promote_members"):
        raise bad_request("not enough rights")
    if old.leads and old.promoted_by != box.state.bot["id"]:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    if not rights <= own.rights and own.status != "creator":
        raise bad_request("RIGHT_FORBIDDEN")
    if not old.inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    bot = box.state.bot
    new = Member("administrator", rights | {"can_manage_chat"}, promoted_by=bot["id"]) if rights else MEMBER
    box.membership.change(group, user_id, new, bot)
    return True


def leave_chat(box: World, params: Params) -> bool:
    """Go. Raises ApiError."""
    group = group_of(box, params, Access.READ, "can't leave private chats")
    if group.migrated_to:
        raise bad_request("chat is deactivated")
    if box.membership.of_bot(group).inside:
        box.membership.leave(group, box.state.bot["id"])
    return True


def _json(box: World, group: Group, user_id: int) -> dict[str, Any]:
    return group.member(user_id, box.now()).to_json(box.state.user(user_id), group.type, box.state.bot["id"])


def _check_basic_removal(box: World, group: Group, user_id: int) -> None:
    member, own = group.member(user_id, box.now()), box.membership.of_bot(group)
    if not own.may("can_restrict_members"):
        raise bad_request("CHAT_ADMIN_REQUIRED")
    if not member.inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    if member.leads:
        raise bad_request("user is an administrator of the chat")


def _check_restriction(box: World, group: Group, user_id: int) -> None:
    member = group.member(user_id, box.now())
    if user_id == box.state.bot["id"]:
        raise bad_request("can't restrict self")
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if not box.membership.of_bot(group).may("can_restrict_members"):
        raise bad_request(_NO_RIGHT)
    if member.leads:
        raise bad_request("user is an administrator of the chat")


def _until(box: World, params: Params) -> int:
    until = params.integer("until_date")
    return until if _SHORTEST_BAN <= until - box.now() <= _LONGEST_BAN else 0


def _permissions(params: Params) -> frozenset[str]:
    """The `permissions`, with what some of them bring along unless they are said to be independent. Raises ApiError."""
    given = params.json("permissions", "permissions")
    if given is None:
        given = {name: params.boolean(name) for name in (*PERMISSIONS, "can_send_media_messages")}
    if not isinstance(given, dict):
        raise bad_request("object expected as permissions")
    granted = {name for name, value in given.items() if value is True}
    alone = params.boolean("use_independent_chat_permissions")
    if "can_send_media_messages" in granted and not any(name in given for name in MEDIA):
        granted.update(MEDIA if alone else (*MEDIA, "can_send_messages"))
    for name, source in _BROUGHT_ALONG.items():
        if name not in given and source in granted:
            granted.add(name)
    if not alone and granted & {"can_send_other_messages", "can_add_web_page_previews"}:
        granted.update((*MEDIA, "can_send_messages"))
    if not alone and "can_send_polls" in granted:
        granted.add("can_send_messages")
    return frozenset(granted.intersection(PERMISSIONS))
