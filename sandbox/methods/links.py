"""Invite links, and the answers to those who ask to join by one."""

from __future__ import annotations

from typing import Any

from ..core import World
from ..errors import bad_request
from ..groups import Group, InviteLink, fresh_link
from ..params import Params
from .access import Access, group_of, user_of

_LONGEST_NAME = 32
_MOST_MEMBERS = 99_999
_PRIVATE = "can't invite members to a private chat"
_NO_RIGHT = "not enough rights to manage chat invite link"
_BOTH = "member limit can't be specified for links requiring administrator approval"


def export_chat_invite_link(box: World, params: Params) -> str:
    """A new primary link of the bot's own; the one before is revoked. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, _PRIVATE)
    _check_right(box, group)
    return _new_primary(box, group).link


def create_chat_invite_link(box: World, params: Params) -> dict[str, Any]:
    """Another link. Returns the ChatInviteLink. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, _PRIVATE)
    link = InviteLink(fresh_link(), box.state.bot["id"])
    _check_wishes(params)
    _check_right(box, group)
    _set(box, link, params)
    group.links[link.link] = link
    return _told(box, group, link)


def edit_chat_invite_link(box: World, params: Params) -> dict[str, Any]:
    """Change a link of the bot's own; what is not given is taken away. Returns the ChatInviteLink. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, _PRIVATE)
    _check_right(box, group)
    _check_wishes(params)
    link = _own(box, group, params)
    if link.primary:
        raise bad_request("CHAT_INVITE_PERMANENT")
    _set(box, link, params)
    return _told(box, group, link)


def revoke_chat_invite_link(box: World, params: Params) -> dict[str, Any]:
    """Close a link of the bot's own; a primary one is replaced. Returns the closed ChatInviteLink. Raises ApiError."""
    group = group_of(box, params, Access.WRITE, _PRIVATE)
    _check_right(box, group)
    link = _own(box, group, params)
    link.revoked = True
    if link.primary:
        _new_primary(box, group)
    return _told(box, group, link)


def approve_chat_join_request(box: World, params: Params) -> bool:
    """Let somebody in who has asked. Raises ApiError."""
    return _answer(box, params, True)


def decline_chat_join_request(box: World, params: Params) -> bool:
    """Turn somebody away who has asked; they may ask again. Raises ApiError."""
    return _answer(box, params, False)


def _answer(box: World, params: Params, approve: bool) -> bool:
    user_id = user_of(params)
    group = group_of(box, params, Access.WRITE, "the chat can't have join requests")
    if not box.membership.of_bot(group).may("can_invite_users"):
        raise bad_request("not enough rights to manage chat join requests")
    if user_id not in box.state.people:
        raise bad_request("USER_ID_INVALID")
    if user_id not in group.requests:
        inside = group.member(user_id, box.now()).inside
        raise bad_request("USER_ALREADY_PARTICIPANT" if approve and inside else "HIDE_REQUESTER_MISSING")
    box.membership.answer(group, user_id, approve, box.state.bot)
    return True


def _check_right(box: World, group: Group) -> None:
    if not box.membership.of_bot(group).may("can_invite_users"):
        raise bad_request(_NO_RIGHT)


def _check_wishes(params: Params) -> None:
    if params.boolean("creates_join_request") and params.integer("member_limit") > 0:
        raise bad_request(_BOTH)


def _own(box: World, group: Group, params: Params) -> InviteLink:
    text = params.text("invite_link")
    if not text:
        raise bad_request("invite link must be non-empty")
    link = group.links.get(text)
    if link is None or link.revoked:
        raise bad_request("INVITE_HASH_EXPIRED")
    if link.creator != box.state.bot["id"]:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    return link


def _set(box: World, link: InviteLink, params: Params) -> None:
    expires, limit = params.integer("expire_date"), params.integer("member_limit")
    if 0 < expires <= box.now():
        raise bad_request("EXPIRE_DATE_INVALID")
    if limit > _MOST_MEMBERS:
        raise bad_request("USAGE_LIMIT_INVALID")
    link.name = params.text("name").strip()[:_LONGEST_NAME]
    link.expires, link.limit = max(0, expires), max(0, limit)
    link.by_request = params.boolean("creates_join_request")


def _new_primary(box: World, group: Group) -> InviteLink:
    bot_id = box.state.bot["id"]
    for link in group.links.values():
        if link.primary and link.creator == bot_id:
            link.revoked = True
    link = InviteLink(fresh_link(), bot_id, primary=True)
    group.links[link.link] = link
    box.events.publish("group", group.id)
    return link


def _told(box: World, group: Group, link: InviteLink) -> dict[str, Any]:
    box.events.publish("group", group.id)
    return box.membership.link_json(group, link)
