"""What people do in groups: make them, add and promote the bot, write, come by links, go, remove others."""

from __future__ import annotations

from typing import Any

from .core import World
from .errors import ControlError
from .groups import BASIC_RIGHTS, LEFT, MEMBER, RIGHTS, Group, InviteLink, Member, fresh_link
from .people import PAYLOAD, People
from .state import Person
from .writing import written

# How a startgroup link names rights that the Bot API calls otherwise.
_LINK_NAMES = {"anonymous": "is_anonymous"}


class GroupHands:
    """People's side of groups. Every method raises ControlError for what a client or Telegram would not let them do.

    `by` is who acts; a member is named by their user id, the bot by its own.
    """

    def __init__(self, box: World, people: People) -> None:
        self._box = box
        self._people = people

    def find(self, chat_id: int) -> Group:
        """The group with this id. Raises ControlError 404."""
        group = self._box.state.groups.get(chat_id)
        if group is None:
            raise ControlError(f"there is no group {chat_id}", 404)
        return group

    def create(self, title: str, owner_id: int, kind: str = "group", others: tuple[int, ...] = ()) -> Group:
        """Make a group with these people in it; `kind` group or supergroup."""
        box = self._box
        if kind not in ("group", "supergroup"):
            raise ControlError("type must be group or supergroup")
        owner = self._people.find(owner_id)
        for user_id in others:
            self._people.find(user_id)
        group = box.state.add_group(_titled(title), owner.id, kind)
        group.members.update(dict.fromkeys(others, MEMBER))
        box.membership.service(group, owner.user(), {f"{kind}_chat_created": True})
        box.events.publish("group", group.id)
        return group

    def add_bot(self, chat_id: int, by: int, payload: str = "", rights: list[str] | None = None) -> Group:
        """Add the bot as a startgroup link does, with admin `rights` if `by` may give any, then start it by `payload`.

        Returns the group the bot is in: single rights turn a basic group into a supergroup first, as clients do.
        """
        group, person = self._acting(chat_id, by)
        if not PAYLOAD.fullmatch(payload):
            raise ControlError("a startgroup parameter has at most 64 characters of A-Z a-z 0-9 _ -")
        box, bot_id, now = self._box, self._box.state.bot["id"], self._box.now()
        wanted = self._grantable(group, by, rights or [])
        place = group.member(bot_id, now)
        if wanted and not place.leads:
            group = self._with_single_rights(group, wanted, person)
            new = Member("administrator", self._whole(group, wanted), promoted_by=by)
            if place.inside:
                box.membership.change(group, bot_id, new, person.user())
            else:
                box.membership.arrive(group, bot_id, person.user(), new)
        elif not place.inside:
            if not group.allows(by, "can_invite_users", now):
                raise ControlError("CHAT_WRITE_FORBIDDEN", 403)
            box.membership.arrive(group, bot_id, person.user())
        if payload:
            self.message(group.id, by, {"text": f"/start@{box.state.bot['username']} {payload}"})
        return group

    def add(self, chat_id: int, user_id: int, by: int) -> Group:
        """Add another person."""
        group, person = self._acting(chat_id, by)
        self._people.find(user_id)
        if group.member(user_id, self._box.now()).inside:
            raise ControlError("USER_ALREADY_PARTICIPANT")
        if not group.allows(by, "can_invite_users", self._box.now()):
            raise ControlError("CHAT_WRITE_FORBIDDEN", 403)
        group.requests.pop(user_id, None)
        self._box.membership.arrive(group, user_id, person.user())
        return group

    def promote(self, chat_id: int, user_id: int, rights: list[str], by: int) -> Group:
        """Give a member single administrator rights (none at all: see `demote`). Returns the group, see `add_bot`."""
        group, person = self._acting(chat_id, by)
        member = group.member(user_id, self._box.now())
        if not member.inside or member.status == "creator":
            raise ControlError("only members can be promoted", 409)
        wanted = self._grantable(group, by, rights)
        if not wanted or not self._over(group, member, by):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        group = self._with_single_rights(group, wanted, person)
        new = Member("administrator", self._whole(group, wanted), promoted_by=member.promoted_by or by)
        self._box.membership.change(group, user_id, new, person.user())
        return group

    def demote(self, chat_id: int, user_id: int, by: int) -> Group:
        """Make an administrator a plain member."""
        group, person = self._acting(chat_id, by)
        member = group.member(user_id, self._box.now())
        if member.status != "administrator":
            raise ControlError("only administrators can be demoted", 409)
        if not group.member(by, self._box.now()).may("can_promote_members") or not self._over(group, member, by):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        self._box.membership.change(group, user_id, MEMBER, person.user())
        return group

    def remove(self, chat_id: int, user_id: int, by: int) -> Group:
        """Remove a member; from a supergroup they are banned, as clients do."""
        group, person = self._acting(chat_id, by)
        member = group.member(user_id, self._box.now())
        if not member.inside:
            raise ControlError("USER_NOT_PARTICIPANT")
        may = group.member(by, self._box.now()).may("can_restrict_members")
        if by == user_id or not may or member.status == "creator" or not self._over(group, member, by):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        self._box.membership.remove(group, user_id, person.user())
        return group

    def unban(self, chat_id: int, user_id: int, by: int) -> Group:
        """Take somebody off the list of the removed; they do not come back by that."""
        group, person = self._acting(chat_id, by)
        if not group.member(by, self._box.now()).may("can_restrict_members"):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        if group.member(user_id, self._box.now()).status == "kicked":
            self._box.membership.change(group, user_id, LEFT, person.user())
        return group

    def leave(self, chat_id: int, user_id: int) -> Group:
        """Go."""
        group, _ = self._acting(chat_id, user_id)
        self._box.membership.leave(group, user_id)
        return group

    def message(self, chat_id: int, user_id: int, wish: dict[str, Any], reply_to_id: int = 0) -> dict[str, Any]:
        """Write, in answer to another message if one is named. Returns the Message."""
        group, person = self._acting(chat_id, user_id)
        box = self._box
        content = written(box, person, wish)
        if not group.allows(user_id, _needed(content), box.now()):
            raise ControlError("CHAT_WRITE_FORBIDDEN", 403)
        reply_to = box.state.message(group.id, reply_to_id)
        if reply_to_id and reply_to is None:
            raise ControlError("there is no such message to answer", 404)
        message = box.state.add_message(group.chat(), person.user(), box.now(), content, None, reply_to)
        box.membership.tell(group, message)
        box.events.publish("message", group.id)
        return message.to_json()

    def retitle(self, chat_id: int, title: str, by: int) -> Group:
        """Give the group a new name."""
        group, person = self._acting(chat_id, by)
        if not group.allows(by, "can_change_info", self._box.now()):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        self._box.membership.retitle(group, _titled(title), person.user())
        return group

    def link(self, chat_id: int, by: int, by_request: bool, expires: int = 0, limit: int = 0) -> dict[str, Any]:
        """Make an invite link of one's own; `expires` unix seconds and `limit` members, 0 = none. Returns it whole."""
        group, _ = self._acting(chat_id, by)
        if not group.member(by, self._box.now()).may("can_invite_users"):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        link = InviteLink(fresh_link(), by, by_request=by_request, expires=expires, limit=limit)
        group.links[link.link] = link
        self._box.events.publish("group", group.id)
        return {**self._box.membership.link_json(group, link), "invite_link": link.link}

    def join(self, user_id: int, invite_link: str) -> dict[str, Any]:
        """Follow an invite link. Returns {"status": "member" or "requested", "chat"}."""
        box = self._box
        person = self._people.find(user_id)
        wanted = _hash(invite_link)
        for group in box.state.groups.values():
            link = next((one for one in group.links.values() if _hash(one.link) == wanted), None)
            if link:
                break
        else:
            raise ControlError("INVITE_HASH_EXPIRED" if wanted else "INVITE_HASH_INVALID")
        place = group.member(person.id, box.now())
        if place.inside:
            raise ControlError("USER_ALREADY_PARTICIPANT")
        if place.status == "kicked" or not link.open(box.now()):
            raise ControlError("INVITE_HASH_EXPIRED")
        if not link.by_request:
            group.requests.pop(person.id, None)
            box.membership.join(group, person.id, link)
            return {"status": "member", "chat": group.chat()}
        if person.id not in group.requests:
            box.membership.ask(group, person.id, link)
        return {"status": "requested", "chat": group.chat()}

    def answer(self, chat_id: int, user_id: int, approve: bool, by: int) -> Group:
        """Let in or turn away somebody who has asked to join."""
        group, person = self._acting(chat_id, by)
        if not group.member(by, self._box.now()).may("can_invite_users"):
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        if user_id not in group.requests:
            raise ControlError("HIDE_REQUESTER_MISSING")
        self._box.membership.answer(group, user_id, approve, person.user())
        return group

    def upgrade(self, chat_id: int, by: int | None = None) -> Group:
        """Make a basic group a supergroup, as its owner if nobody else is named. Returns the supergroup."""
        group = self.find(chat_id)
        if group.type != "group":
            raise ControlError("this is a supergroup already", 409)
        owner = next((user_id for user_id, member in group.members.items() if member.status == "creator"), 0)
        group, person = self._acting(chat_id, by or owner)
        if group.member(person.id, self._box.now()).status != "creator":
            raise ControlError("CHAT_ADMIN_REQUIRED", 403)
        return self._box.membership.upgrade(group, person.user())

    def _acting(self, chat_id: int, user_id: int) -> tuple[Group, Person]:
        group, person = self.find(chat_id), self._people.find(user_id)
        if group.migrated_to:
            raise ControlError(f"this group has become the supergroup {group.migrated_to}", 409)
        if not group.member(person.id, self._box.now()).inside:
            raise ControlError("this person is not a member of the group", 409)
        return group, person

    def _grantable(self, group: Group, by: int, names: list[str]) -> frozenset[str]:
        """The rights asked for that this person may give: an administrator gives only what they have."""
        asked = {_LINK_NAMES.get(name, name if name in RIGHTS else f"can_{name}") for name in names}
        unknown = asked.difference(RIGHTS)
        if unknown:
            raise ControlError(f"no such administrator right: {sorted(unknown)[0]}")
        giver = group.member(by, self._box.now())
        if group.type == "group" and giver.status != "creator":
            return frozenset()
        return frozenset(name for name in asked if giver.may("can_promote_members") and giver.may(name))

    def _with_single_rights(self, group: Group, rights: frozenset[str], person: Person) -> Group:
        if group.type == "group" and rights | {"can_manage_chat", "can_manage_tags"} != BASIC_RIGHTS:
            return self._box.membership.upgrade(group, person.user())
        return group

    def _whole(self, group: Group, rights: frozenset[str]) -> frozenset[str]:
        return BASIC_RIGHTS if group.type == "group" else rights | {"can_manage_chat"}

    def _over(self, group: Group, member: Member, by: int) -> bool:
        """Whether `by` may change this member: administrators belong to who promoted them, and to the owner."""
        owner = group.member(by, self._box.now()).status == "creator"
        return owner or not member.leads or member.promoted_by == by


def _hash(link: str) -> str:
    """What is secret in https://t.me/+HASH, t.me/joinchat/HASH or tg://join?invite=HASH; "" in anything else."""
    for mark in ("t.me/+", "t.me/joinchat/", "tg://join?invite="):
        if mark in link:
            return link.partition(mark)[2]
    return ""


def _needed(content: dict[str, Any]) -> str:
    kinds = {"photo": "can_send_photos", "document": "can_send_documents", "voice": "can_send_voice_notes"}
    kinds["sticker"] = "can_send_other_messages"
    return next((permission for kind, permission in kinds.items() if kind in content), "can_send_messages")


def _titled(title: str) -> str:
    title = title.strip()
    if not title:
        raise ControlError("title is missing")
    return title[:128]
