"""The part of the control API that is about groups: /sandbox/groups/..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .app import Sandbox
from .chatview import message_view
from .errors import ControlError
from .groups import RIGHTS, Group

Body = dict[str, Any]
_MEMBERS = "add|promote|demote|remove|unban|leave|approve|decline"
_MESSAGES = "message|edit|press|vote"


class GroupControl:
    """Routes about groups; `table` is what the control API adds to its own."""

    def __init__(self, box: Sandbox) -> None:
        self._box = box

    def table(self) -> list[tuple[str, Callable[..., Any]]]:
        """(verb and pattern, function of the body and the pattern's groups)."""
        return [
            ("POST groups", self._create),
            ("GET groups", lambda _: [self._chat(group) for group in self._box.state.groups.values()]),
            ("GET groups/ID", self._view),
            ("GET groups/ID/chat", lambda body, number: {"messages": self._view(body, number)["messages"]}),
            ("POST groups/join", lambda body: self._join(body)),
            ("POST groups/ID/join", lambda body, _: self._join(body)),
            ("POST groups/ID/add_bot", self._add_bot),
            (f"POST groups/ID/({_MEMBERS})", self._member),
            (f"POST groups/ID/({_MESSAGES})", self._message),
            ("POST groups/ID/(title|link|upgrade)", self._head),
        ]

    def _create(self, body: Body) -> Body:
        title = str(body.get("title") or "Group")
        if body.get("owner_id") is None:
            group = self._box.state.add_group(title)
            self._box.events.publish("group", group.id)
            return group.chat()
        others = tuple(_whole(number, "member_ids") for number in _list(body.get("member_ids"), "member_ids"))
        kind = str(body.get("type") or "group")
        return self._chat(self._box.groups.create(title, _whole(body["owner_id"], "owner_id"), kind, others))

    def _add_bot(self, body: Body, number: str) -> Body:
        rights = _names(body.get("admin_rights"))
        by = _whole(body.get("by"), "by")
        return self._chat(self._box.groups.add_bot(int(number), by, str(body.get("payload") or ""), rights))

    def _join(self, body: Body) -> Body:
        return self._box.groups.join(_whole(body.get("user_id"), "user_id"), str(body.get("invite_link") or ""))

    def _member(self, body: Body, number: str, action: str) -> Body:
        hands, chat_id, user_id = self._box.groups, int(number), self._user(body)
        if action == "leave":
            return self._chat(hands.leave(chat_id, user_id))
        by = _whole(body.get("by"), "by")
        if action == "promote":
            return self._chat(hands.promote(chat_id, user_id, _names(body.get("rights")), by))
        if action in ("approve", "decline"):
            return self._chat(hands.answer(chat_id, user_id, action == "approve", by))
        does = {"add": hands.add, "demote": hands.demote, "remove": hands.remove, "unban": hands.unban}
        return self._chat(does[action](chat_id, user_id, by))

    def _message(self, body: Body, number: str, action: str) -> Body:
        box, chat_id, user_id = self._box, int(number), _whole(body.get("user_id"), "user_id")
        if action == "message":
            reply_to = _whole(body.get("reply_to_message_id") or 0, "reply_to_message_id")
            return box.groups.message(chat_id, user_id, body, reply_to)
        message_id = _whole(body.get("message_id"), "message_id")
        if action == "edit":
            return box.people.edit(user_id, message_id, str(body.get("text") or ""), chat_id)
        if action == "vote":
            chosen = [_whole(option, "option_ids") for option in _list(body.get("option_ids"), "option_ids")]
            return box.people.vote(user_id, message_id, chosen, chat_id)
        if "data" in body:
            return box.people.press(user_id, message_id, str(body["data"]), chat_id)
        row, column = _whole(body.get("row"), "row"), _whole(body.get("column"), "column")
        return box.people.press_at(user_id, message_id, row, column, chat_id)

    def _head(self, body: Body, number: str, action: str) -> Body:
        hands, chat_id = self._box.groups, int(number)
        if action == "upgrade":
            by = None if body.get("by") is None else _whole(body["by"], "by")
            return self._chat(hands.upgrade(chat_id, by))
        by = _whole(body.get("by"), "by")
        if action == "title":
            return self._chat(hands.retitle(chat_id, str(body.get("title") or ""), by))
        expires, limit = _whole(body.get("expire_date", 0), "expire_date"), _whole(body.get("member_limit", 0), "limit")
        return hands.link(chat_id, by, bool(body.get("creates_join_request")), expires=expires, limit=limit)

    def _user(self, body: Body) -> int:
        """Whom it is done to: `user_id`, which may be the word bot."""
        if body.get("user_id") == "bot":
            return int(self._box.state.bot["id"])
        return _whole(body.get("user_id"), "user_id")

    def _chat(self, group: Group) -> Body:
        """A group as lists show it; `bot` is the bot's status, `members` how many there are."""
        now = self._box.now()
        return {
            **group.chat(),
            "description": group.description,
            "members": len(group.inside(now)),
            "bot": group.member(self._box.state.bot["id"], now).status,
            "migrated_to": group.migrated_to or None,
            "migrated_from": group.migrated_from or None,
        }

    def _view(self, body: Body, number: str) -> Body:
        """Everything about one group; `as` (a user id) is whose votes the polls show."""
        group = self._box.groups.find(int(number))
        viewer = _whole(body.get("as", 0), "as")
        state, now = self._box.state, self._box.now()
        members = [(user_id, group.member(user_id, now)) for user_id in group.members]
        return {
            "chat": {**self._chat(group), "pinned": list(state.pinned(group.id))},
            "members": [
                {
                    "user": state.user(user_id),
                    "status": member.status,
                    "inside": member.inside,
                    "rights": [right for right in RIGHTS if right in member.rights],
                    "until_date": member.until,
                }
                for user_id, member in members
            ],
            "links": [self._link(group, link) for link in group.links],
            "requests": [
                {"user": state.user(one.user_id), "date": one.date, "invite_link": one.link}
                for one in group.requests.values()
            ],
            "messages": [message_view(state, message, viewer) for message in state.messages.get(group.id, {}).values()],
        }

    def _link(self, group: Group, address: str) -> Body:
        link = group.links[address]
        body = {**self._box.membership.link_json(group, link), "invite_link": address}
        return {**body, "joined": link.joined, "open": link.open(self._box.now())}


def _whole(value: Any, name: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ControlError(f"{name} must be a whole number") from None


def _list(value: Any, name: str) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise ControlError(f"{name} must be a list")
    return value or []


def _names(value: Any) -> list[str]:
    return [str(name) for name in _list(value, "rights")]
