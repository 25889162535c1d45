"""Groups and supergroups: who is in them with which rights, their links and who asks to join."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

# In the order the Bot API writes them; a basic group has no topics.
RIGHTS = (
    *("can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users", "can_restrict_members"),
    *("can_pin_messages", "can_manage_topics", "can_promote_members", "can_manage_video_chats", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_manage_tags", "is_anonymous"),
)
# What every administrator of a basic group has: there are no single rights before it is a supergroup.
BASIC_RIGHTS = frozenset(
    [
        *("can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users", "can_restrict_members"),
        *("can_pin_messages", "can_manage_video_chats", "can_manage_tags"),
    ]
)
SENDING = ("can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes")
MEDIA = (*SENDING, "can_send_voice_notes")
PERMISSIONS = (
    *("can_send_messages", *MEDIA, "can_send_polls", "can_send_other_messages", "can_add_web_page_previews"),
    *("can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages"),
    "can_manage_topics",
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in a group; a change is a new Member, so that updates can tell both.

    `status` in Telegram's words; `rights` of an administrator; `permissions` left to somebody restricted, who may be
    in the group or not (`present`); `until` unix seconds, 0 = for ever; `promoted_by` the user who gave the rights.
    """

    status: str = "left"
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    present: bool = False
    until: int = 0
    promoted_by: int = 0

    @property
    def inside(self) -> bool:
        """Whether this is a member in any way."""
        return self.status in ("creator", "administrator", "member") or (self.status == "restricted" and self.present)

    @property
    def leads(self) -> bool:
        """Owner or administrator."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether this is the owner or an administrator with this right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def at(self, now: int) -> Member:
        """The same place now: bans and restrictions run out by themselves, and Telegram tells nobody."""
        if not self.until or self.until > now:
            return self
        if self.status == "kicked":
            return LEFT
        return (MEMBER if self.present else LEFT) if self.status == "restricted" else self

    def to_json(self, user: dict[str, Any], kind: str, bot_id: int) -> dict[str, Any]:
        """The Bot API's ChatMember, in a chat of this type, as the bot sees it."""
        body: dict[str, Any] = {"user": user, "status": self.status}
        if self.status == "creator":
            body["is_anonymous"] = "is_anonymous" in self.rights
        elif self.status == "administrator":
            body["can_be_edited"] = self.promoted_by == bot_id and user["id"] != bot_id
            known = [right for right in RIGHTS if right != "can_manage_topics" or kind == "supergroup"]
            body.update({right: right in self.rights for right in known})
            body["can_manage_voice_chats"] = body["can_manage_video_chats"]
        elif self.status == "restricted":
            body.update(until_date=self.until, **permissions_json(self.permissions), is_member=self.present)
        elif self.status == "kicked":
            body["until_date"] = self.until
        return body


LEFT = Member()
MEMBER = Member("member")
KICKED = Member("kicked")
OWNER = Member("creator")


@dataclass(slots=True)
class InviteLink:
    """A link into one group. `expires` unix seconds and `limit` members, 0 = none."""

    link: str
    creator: int
    name: str = ""
    expires: int = 0
    limit: int = 0
    by_request: bool = False
    primary: bool = False
    revoked: bool = False
    joined: int = 0

    def open(self, now: int) -> bool:
        """Whether somebody may still come in by it."""
        return not (
            self.revoked or (self.expires and self.expires <= now) or (self.limit and self.joined >= self.limit)
        )


def fresh_link() -> str:
    """An invite link nobody has had."""
    return f"https://t.me/+{secrets.token_urlsafe(12)}"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who has asked to join and waits."""

    user_id: int
    date: int
    link: str


@dataclass(slots=True)
class Group:
    """A basic group (`type` group) or a supergroup.

    `known`: the bot has been in it at some time; `removed`: who was last thrown out of a basic group.
    """

    id: int
    title: str
    type: str
    members: dict[int, Member] = field(default_factory=dict)
    permissions: frozenset[str] = frozenset(PERMISSIONS)
    description: str = ""
    links: dict[str, InviteLink] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    migrated_to: int = 0
    migrated_from: int = 0
    known: bool = False

    def chat(self) -> dict[str, Any]:
        """The Bot API's Chat."""
        body: dict[str, Any] = {"id": self.id, "title": self.title, "type": self.type}
        if self.type == "group":
            body["all_members_are_administrators"] = self.permissions.issuperset(PERMISSIONS)
        return body

    def member(self, user_id: int, now: int) -> Member:
        """This user's place now; `left` for somebody who never was here."""
        return self.members.get(user_id, LEFT).at(now)

    def allows(self, user_id: int, permission: str, now: int) -> bool:
        """Whether this user may do what `permission` names: by right, or as every member may."""
        member = self.member(user_id, now)
        if member.leads:
            return permission not in RIGHTS or member.may(permission) or permission in self.permissions
        limited = member.permissions if member.status == "restricted" else self.permissions
        return member.inside and permission in limited and permission in self.permissions

    def inside(self, now: int) -> list[int]:
        """Everybody who is a member now."""
        return [user_id for user_id in self.members if self.member(user_id, now).inside]

    def pending(self, link: str) -> int:
        """How many wait who came by this link."""
        return sum(request.link == link for request in self.requests.values())


def permissions_json(granted: frozenset[str]) -> dict[str, bool]:
    """The Bot API's ChatPermissions."""
    body = {name: name in granted for name in PERMISSIONS}
    body["can_send_media_messages"] = any(body[name] for name in MEDIA)
    return body


def upgraded(group: Group, number: int) -> Group:
    """The supergroup that takes this group's place, with everybody and every link in it."""
    members = {user_id: member for user_id, member in group.members.items() if member.inside}
    new = replace(group, id=number, type="supergroup", members=members, migrated_from=group.id)
    group.migrated_to, group.links, group.requests = number, {}, {}
    return new
