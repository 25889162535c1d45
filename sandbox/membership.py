"""What happens in groups, and what the bot is told of it: places change, people ask and join, a group moves house."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .events import Events
from .groups import KICKED, LEFT, MEMBER, Group, InviteLink, Member, Request, upgraded
from .state import ANONYMOUS, Message, State
from .updates import UpdateQueue

_GREETING_TIME = 5 * 60
_SHOWN_OF_A_LINK = 8
SERVICE = (
    *("new_chat_members", "left_chat_member", "new_chat_title", "pinned_message", "migrate_to_chat_id"),
    *("migrate_from_chat_id", "group_chat_created", "supergroup_chat_created"),
)


class Membership:
    """Carries out what clients and bots have been allowed to do; nothing here asks for rights."""

    def __init__(
        self, state: State, updates: UpdateQueue, events: Events, now: Callable[[], int], privacy: bool
    ) -> None:
        self._state = state
        self._updates = updates
        self._events = events
        self._now = now
        self.privacy = privacy

    def of_bot(self, group: Group) -> Member:
        """The bot's own place."""
        return group.member(self._state.bot["id"], self._now())

    def change(
        self, group: Group, user_id: int, new: Member, actor: dict[str, Any], link: InviteLink | None = None
    ) -> None:
        """Give somebody a new place. Told as my_chat_member or, to an administrator, as chat_member."""
        bot_id = self._state.bot["id"]
        user, old = self._state.user(user_id), group.member(user_id, self._now())
        group.members[user_id] = new
        group.removed.discard(user_id)
        self._events.publish("group", group.id)
        before, after = (member.to_json(user, group.type, bot_id) for member in (old, new))
        if before == after:
            return
        update = {
            "chat": group.chat(),
            "from": actor,
            "date": self._now(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        if link:
            update["invite_link"] = self.link_json(group, link)
        if user_id == bot_id:
            group.known = True
            self._updates.push("my_chat_member", update, group.id)
        elif self.of_bot(group).leads:
            self._updates.push("chat_member", update, user_id)

    def service(self, group: Group, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """Post what Telegram itself writes in a group; every bot in it is told."""
        message = self._state.add_message(group.chat(), sender, self._now(), content)
        self.tell(group, message)
        self._events.publish("message", group.id)
        return message

    def tell(self, group: Group, message: Message, kind: str = "message") -> None:
        """Queue the update of a message, if the bot gets to see it."""
        left = message.content.get("left_chat_member")
        own_leaving = left is not None and left["id"] == self._state.bot["id"]
        if own_leaving or (self.of_bot(group).inside and self.sees(group, message)):
            self._updates.push(kind, message.to_json(), group.id)

    def sees(self, group: Group, message: Message) -> bool:
        """Telegram's privacy mode: commands, replies to the bot and service messages; administrators see all."""
        if not self.privacy or self.of_bot(group).leads or any(name in message.content for name in SERVICE):
            return True
        if message.reply_to is not None and message.reply_to.from_bot:
            return True
        word = str(message.content.get("text", "")).partition(" ")[0].partition("\n")[0]
        name, at, whom = word.partition("@")
        entities = message.content.get("entities", [])
        command = bool(entities) and entities[0]["type"] == "bot_command" and entities[0]["offset"] == 0
        return command and bool(name) and (not at or whom.lower() == str(self._state.bot["username"]).lower())

    def arrive(self, group: Group, user_id: int, by: dict[str, Any], new: Member = MEMBER) -> None:
        """Somebody is added by a member."""
        user = self._state.user(user_id)
        self.change(group, user_id, new, by)
        self.service(group, by, _arrival(user))

    def join(self, group: Group, user_id: int, link: InviteLink, by: dict[str, Any] | None = None) -> None:
        """Somebody comes in by a link, at once or because `by` said yes."""
        user = self._state.user(user_id)
        link.joined += 1
        self.change(group, user_id, MEMBER, by or user, link)
        self.service(group, user, _arrival(user))

    def ask(self, group: Group, user_id: int, link: InviteLink) -> None:
        """Somebody asks to join; told to a bot that may invite. From then on it may write to them for five minutes."""
        user = self._state.user(user_id)
        group.requests[user_id] = Request(user_id, self._now(), link.link)
        self._events.publish("group", group.id)
        if not self.of_bot(group).may("can_invite_users"):
            return
        self._state.may_greet[user_id] = self._now() + _GREETING_TIME
        update = {
            "chat": group.chat(),
            "from": user,
            "user_chat_id": user_id,
            "date": self._now(),
            "invite_link": self.link_json(group, link),
        }
        self._updates.push("chat_join_request", update, user_id)

    def answer(self, group: Group, user_id: int, approve: bool, by: dict[str, Any]) -> None:
        """Let in or turn away somebody who waits."""
        request = group.requests.pop(user_id)
        self._state.may_greet.pop(user_id, None)
        if approve:
            self.join(group, user_id, group.links[request.link], by)
        self._events.publish("group", group.id)

    def remove(self, group: Group, user_id: int, by: dict[str, Any], until: int = 0) -> None:
        """Remove somebody: from a supergroup they are banned, from a basic group they are merely gone."""
        was_inside = group.member(user_id, self._now()).inside
        group.requests.pop(user_id, None)
        banned = Member("kicked", until=until) if until else KICKED
        self.change(group, user_id, banned if group.type == "supergroup" else LEFT, by)
        if was_inside:
            group.removed.add(user_id)
            self.service(group, by, _leaving(self._state.user(user_id)))

    def leave(self, group: Group, user_id: int) -> None:
        """Somebody goes by themselves."""
        user = self._state.user(user_id)
        self.change(group, user_id, LEFT, user)
        self.service(group, user, _leaving(user))

    def retitle(self, group: Group, title: str, by: dict[str, Any]) -> None:
        """Give the group a new name."""
        group.title = title
        self.service(group, by, {"new_chat_title": title})
        self._events.publish("group", group.id)

    def upgrade(self, group: Group, by: dict[str, Any]) -> Group:
        """Move to a supergroup. The bot, if inside, is told of a new place and of both ends of the move.

        It never hears of leaving the old group; its new place is told first, as it may be in Telegram.
        """
        bot_id = self._state.bot["id"]
        new = upgraded(group, self._state.new_group_id("supergroup"))
        self._state.groups[new.id] = new
        place = new.members.pop(bot_id, LEFT)
        if place.inside:
            self.change(new, bot_id, place, by)
        self.service(group, by, {"migrate_to_chat_id": new.id})
        self.service(new, ANONYMOUS, {"sender_chat": new.chat(), "migrate_from_chat_id": group.id})
        self._events.publish("group", new.id)
        return new

    def link_json(self, group: Group, link: InviteLink) -> dict[str, Any]:
        """The Bot API's ChatInviteLink; of others' links the bot sees the beginning only."""
        own = link.creator == self._state.bot["id"]
        head, plus, hidden = link.link.partition("+")
        body: dict[str, Any] = {
            "invite_link": link.link if own else head + plus + hidden[:_SHOWN_OF_A_LINK] + "...",
            "creator": self._state.user(link.creator),
            "creates_join_request": link.by_request,
            "is_primary": link.primary,
            "is_revoked": link.revoked,
        }
        given = {"name": link.name, "expire_date": link.expires, "member_limit": link.limit}
        body.update({name: value for name, value in given.items() if value})
        if group.pending(link.link):
            body["pending_join_request_count"] = group.pending(link.link)
        return body


def _arrival(user: dict[str, Any]) -> dict[str, Any]:
    return {"new_chat_participant": user, "new_chat_member": user, "new_chat_members": [user]}


def _leaving(user: dict[str, Any]) -> dict[str, Any]:
    return {"left_chat_participant": user, "left_chat_member": user}
