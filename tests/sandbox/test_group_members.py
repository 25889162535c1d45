"""Invite links, requests to join, bans, restrictions, promotions, and a group that becomes a supergroup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import telegram

from sandbox import ClockFile

from .conftest import Build, World

INVITING = ["invite_users", "restrict_members"]
ALL = ["message", "my_chat_member", "chat_member", "chat_join_request"]


async def join(world: World, user: int, link: str) -> str:
    answer = await world.do("POST", "groups/join", user_id=user, invite_link=link)
    return str(answer["status"])


async def turned_away(world: World, user: int, link: str) -> str:
    return (await world.denied("POST", "groups/join", user_id=user, invite_link=link))[1]


async def asking_link(world: World, chat: int) -> str:
    link = await world.ok("createChatInviteLink", chat_id=chat, creates_join_request=True)
    return str(link["invite_link"])


async def test_who_asks_is_let_in(world: World, user: int, bot: telegram.Bot) -> None:
    chat, odd = await world.group(user, INVITING), await world.person(started=False, first_name="Odd")
    link = await bot.create_chat_invite_link(chat, name="Kveldsgruppa", creates_join_request=True)
    assert link.creates_join_request
    assert not link.is_primary
    assert link.creator.id == bot.id
    assert await join(world, odd, link.invite_link) == "requested"
    assert await join(world, odd, link.invite_link) == "requested"
    [update] = await bot.get_updates(allowed_updates=ALL)
    request = update.chat_join_request
    assert request is not None
    assert (request.from_user.id, request.chat.id, request.user_chat_id) == (odd, chat, odd)
    assert request.invite_link is not None
    assert request.invite_link.invite_link == link.invite_link
    assert request.invite_link.pending_join_request_count == 1
    assert await request.approve()
    approved, arrived = (await bot.get_updates(offset=update.update_id + 1))[:2]
    assert approved.chat_member is not None
    change = approved.chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "member")
    assert change.invite_link is not None
    assert change.invite_link.invite_link == link.invite_link
    assert arrived.message is not None
    assert arrived.message.from_user is not None
    assert (arrived.message.from_user.id, arrived.message.new_chat_members[0].id) == (odd, odd)
    assert await world.refused("approveChatJoinRequest", chat_id=chat, user_id=odd) == (
        "Bad Request: USER_ALREADY_PARTICIPANT"
    )
    assert await turned_away(world, odd, link.invite_link) == "USER_ALREADY_PARTICIPANT"


async def test_who_is_turned_away_may_ask_again(world: World, user: int) -> None:
    chat, odd = await world.group(user, INVITING), await world.person()
    link = await asking_link(world, chat)
    who = {"chat_id": chat, "user_id": odd}
    assert await world.refused("declineChatJoinRequest", **who) == "Bad Request: HIDE_REQUESTER_MISSING"
    assert await world.refused("approveChatJoinRequest", **who) == "Bad Request: HIDE_REQUESTER_MISSING"
    assert await world.refused("approveChatJoinRequest", chat_id=chat, user_id=5) == "Bad Request: USER_ID_INVALID"
    await join(world, odd, link)
    assert await world.ok("declineChatJoinRequest", **who)
    assert (await world.ok("getChatMember", **who))["status"] == "left"
    assert await join(world, odd, link) == "requested"
    view = await world.do("GET", f"groups/{chat}")
    assert [request["user"]["id"] for request in view["requests"]] == [odd]
    await world.do("POST", f"groups/{chat}/approve", user_id=odd, by=user)
    assert (await world.ok("getChatMember", **who))["status"] == "member"


async def test_the_bot_may_greet_who_asks_for_five_minutes(build: Build, tmp_path: Path) -> None:
    world: World = await build(clock=ClockFile(tmp_path / "clock"))
    await world.do("POST", "clock", instant="2026-09-01T09:00:00+02:00")
    user, odd = await world.person(), await world.person(started=False)
    chat = await world.group(user, INVITING)
    never = "Forbidden: bot can't initiate conversation with a user"
    assert await world.refused("sendMessage", chat_id=odd, text="x") == never
    link = await asking_link(world, chat)
    await join(world, odd, link)
    assert await world.ok("sendMessage", chat_id=odd, text="Hei")
    await world.do("POST", "clock", add="PT5M")
    assert await world.refused("sendMessage", chat_id=odd, text="x") == never
    await world.ok("declineChatJoinRequest", chat_id=chat, user_id=odd)
    await join(world, odd, link)
    await world.ok("approveChatJoinRequest", chat_id=chat, user_id=odd)
    assert await world.refused("sendMessage", chat_id=odd, text="x") == never


async def test_nobody_is_told_without_the_right(world: World, user: int) -> None:
    chat, odd = await world.group(user, ["restrict_members"]), await world.person()
    for method in ("createChatInviteLink", "exportChatInviteLink", "editChatInviteLink", "revokeChatInviteLink"):
        assert await world.refused(method, chat_id=chat, invite_link="x") == (
            "Bad Request: not enough rights to manage chat invite link"
        )
    link = await world.do("POST", f"groups/{chat}/link", by=user, creates_join_request=True)
    assert await join(world, odd, link["invite_link"]) == "requested"
    assert await world.updates() == []
    assert await world.refused("approveChatJoinRequest", chat_id=chat, user_id=odd) == (
        "Bad Request: not enough rights to manage chat join requests"
    )


async def test_others_links_are_not_shown_whole(world: World, user: int) -> None:
    chat, odd = await world.group(user, INVITING), await world.person()
    link = (await world.do("POST", f"groups/{chat}/link", by=user, creates_join_request=True))["invite_link"]
    await join(world, odd, link)
    [update] = await world.updates()
    shown = update["chat_join_request"]["invite_link"]["invite_link"]
    assert shown.endswith("...")
    assert link.startswith(shown.removesuffix("..."))
    assert await world.refused("revokeChatInviteLink", chat_id=chat, invite_link=link) == (
        "Bad Request: CHAT_ADMIN_REQUIRED"
    )


async def test_links_end(build: Build, tmp_path: Path) -> None:
    world: World = await build(clock=ClockFile(tmp_path / "clock"))
    await world.do("POST", "clock", instant="2026-09-01T09:00:00+02:00")
    now = int(datetime(2026, 9, 1, 7, tzinfo=UTC).timestamp())
    user, odd, eli = [await world.person() for _ in range(3)]
    chat = await world.group(user, INVITING)
    once = (await world.ok("createChatInviteLink", chat_id=chat, member_limit=1))["invite_link"]
    assert await join(world, odd, once) == "member"
    assert await turned_away(world, eli, once) == "INVITE_HASH_EXPIRED"
    soon = (await world.ok("createChatInviteLink", chat_id=chat, expire_date=now + 60))["invite_link"]
    await world.do("POST", "clock", add="PT1M")
    assert await turned_away(world, eli, soon) == "INVITE_HASH_EXPIRED"
    edited = await world.ok("editChatInviteLink", chat_id=chat, invite_link=soon, name="n" * 40)
    assert edited["name"] == "n" * 32
    assert "expire_date" not in edited
    revoked = await world.ok("revokeChatInviteLink", chat_id=chat, invite_link=soon)
    assert revoked["is_revoked"] is True
    assert await turned_away(world, eli, soon) == "INVITE_HASH_EXPIRED"
    assert await world.refused("revokeChatInviteLink", chat_id=chat, invite_link=soon) == (
        "Bad Request: INVITE_HASH_EXPIRED"
    )
    for wrong, reason in (
        ({"expire_date": now}, "EXPIRE_DATE_INVALID"),
        ({"member_limit": 100_000}, "USAGE_LIMIT_INVALID"),
        (
            {"member_limit": 2, "creates_join_request": True},
            "member limit can't be specified for links requiring administrator approval",
        ),
    ):
        assert await world.refused("createChatInviteLink", chat_id=chat, **wrong) == f"Bad Request: {reason}"
    assert await world.refused("createChatInviteLink", chat_id=user) == (
        "Bad Request: can't invite members to a private chat"
    )
    assert await turned_away(world, eli, "https://t.me/+nothing") == "INVITE_HASH_EXPIRED"
    assert await turned_away(world, eli, "https://t.me/mestringsbot") == "INVITE_HASH_INVALID"


async def test_the_primary_link(world: World, user: int, bot: telegram.Bot) -> None:
    chat, odd = await world.group(user, INVITING), await world.person()
    first, second = await bot.export_chat_invite_link(chat), await bot.export_chat_invite_link(chat)
    assert await turned_away(world, odd, first) == "INVITE_HASH_EXPIRED"
    assert (await bot.get_chat(chat)).invite_link == second
    assert (await bot.revoke_chat_invite_link(chat, second)).is_revoked
    third = (await bot.get_chat(chat)).invite_link
    assert third not in (None, first, second)
    assert await world.refused("editChatInviteLink", chat_id=chat, invite_link=third, name="x") == (
        "Bad Request: CHAT_INVITE_PERMANENT"
    )


async def members(world: World, user: int, rights: list[str], kind: str = "group") -> tuple[int, int]:
    chat, odd = await world.group(user, rights, kind), await world.person(first_name="Odd")
    await world.do("POST", f"groups/{chat}/add", user_id=odd, by=user)
    await world.updates(allowed_updates=ALL)
    world.sandbox.updates.drop()
    return chat, odd


async def test_banned_and_let_back(world: World, user: int, bot: telegram.Bot) -> None:
    chat, odd = await members(world, user, INVITING)
    link = await asking_link(world, chat)
    assert await bot.ban_chat_member(chat, odd)
    assert await bot.ban_chat_member(chat, odd)
    change, gone = await bot.get_updates()
    assert change.chat_member is not None
    assert isinstance(change.chat_member.new_chat_member, telegram.ChatMemberBanned)
    assert change.chat_member.from_user.id == bot.id
    assert gone.message is not None
    assert gone.message.left_chat_member is not None
    assert gone.message.left_chat_member.id == odd
    assert await turned_away(world, odd, link) == "INVITE_HASH_EXPIRED"
    assert await bot.unban_chat_member(chat, odd, only_if_banned=True)
    assert await join(world, odd, link) == "requested"
    await bot.approve_chat_join_request(chat, odd)
    assert await bot.unban_chat_member(chat, odd, only_if_banned=True)
    assert (await bot.get_chat_member(chat, odd)).status == "member"
    assert await bot.unban_chat_member(chat, odd)
    assert (await bot.get_chat_member(chat, odd)).status == "left"


async def test_a_ban_runs_out(build: Build, tmp_path: Path) -> None:
    world: World = await build(clock=ClockFile(tmp_path / "clock"))
    await world.do("POST", "clock", instant="2026-09-01T09:00:00+02:00")
    until = int((datetime(2026, 9, 1, 7, tzinfo=UTC) + timedelta(days=1)).timestamp())
    chat, odd = await members(world, await world.person(), INVITING)
    await world.ok("banChatMember", chat_id=chat, user_id=odd, until_date=until)
    assert (await world.ok("getChatMember", chat_id=chat, user_id=odd))["until_date"] == until
    await world.do("POST", "clock", add="P1D")
    assert (await world.ok("getChatMember", chat_id=chat, user_id=odd))["status"] == "left"


async def test_who_cannot_be_banned(world: World, user: int) -> None:
    chat, odd = await members(world, user, ["invite_users"])
    who = {"chat_id": chat, "user_id": odd}
    for method in ("banChatMember", "unbanChatMember", "restrictChatMember"):
        assert await world.refused(method, **who) == (
            "Bad Request: not enough rights to restrict/unrestrict chat member"
        )
    await world.do("POST", f"groups/{chat}/promote", user_id="bot", rights=INVITING, by=user)
    await world.do("POST", f"groups/{chat}/promote", user_id=odd, rights=["pin_messages"], by=user)
    for user_id, reason in (
        (user, "can't remove chat owner"),
        (odd, "user is an administrator of the chat"),
        (1234567890, "can't restrict self"),
        (5, "member not found"),
    ):
        assert await world.refused("banChatMember", chat_id=chat, user_id=user_id) == f"Bad Request: {reason}"
    assert await world.refused("banChatMember", chat_id=user, user_id=odd) == (
        "Bad Request: can't ban members in private chats"
    )


async def test_bans_in_a_basic_group(world: World, user: int, bot: telegram.Bot) -> None:
    chat, odd = await members(world, user, [], "group")
    who = {"chat_id": chat, "user_id": odd}
    assert await world.refused("banChatMember", **who) == "Bad Request: CHAT_ADMIN_REQUIRED"
    for method in ("unbanChatMember", "promoteChatMember"):
        assert await world.refused(method, **who) == (
            "Bad Request: method is available for supergroup and channel chats only"
        )
    assert await world.refused("restrictChatMember", **who) == "Bad Request: method is available only for supergroups"
    usual = ["change_info", "delete_messages", "invite_users", "restrict_members", "pin_messages"]
    rights = [*usual, "manage_video_chats", "manage_tags"]
    await world.do("POST", f"groups/{chat}/promote", user_id="bot", rights=rights, by=user)
    link = await asking_link(world, chat)
    assert await bot.ban_chat_member(chat, odd)
    assert (await bot.get_chat_member(chat, odd)).status == "left"
    assert await world.refused("banChatMember", **who) == "Bad Request: USER_NOT_PARTICIPANT"
    assert await join(world, odd, link) == "requested"


async def test_restricted_members_are_silent(world: World, user: int, bot: telegram.Bot) -> None:
    chat, odd = await members(world, user, INVITING)
    assert await bot.restrict_chat_member(chat, odd, telegram.ChatPermissions.no_permissions())
    assert (await world.denied("POST", f"groups/{chat}/message", user_id=odd, text="x"))[0] == 403
    member = await bot.get_chat_member(chat, odd)
    assert isinstance(member, telegram.ChatMemberRestricted)
    assert (member.is_member, member.can_send_messages) == (True, False)
    assert await bot.restrict_chat_member(chat, odd, telegram.ChatPermissions.all_permissions())
    assert (await bot.get_chat_member(chat, odd)).status == "member"
    await world.do("POST", f"groups/{chat}/message", user_id=odd, text="x")


async def test_the_bot_promotes(world: World, user: int, bot: telegram.Bot) -> None:
    chat, odd = await members(world, user, INVITING)
    who = {"chat_id": chat, "user_id": odd}
    assert await world.refused("promoteChatMember", **who, can_invite_users=True) == "Bad Request: not enough rights"
    await world.do("POST", f"groups/{chat}/promote", user_id="bot", rights=[*INVITING, "promote_members"], by=user)
    assert await world.refused("promoteChatMember", **who, can_pin_messages=True) == "Bad Request: RIGHT_FORBIDDEN"
    assert await bot.promote_chat_member(chat, odd, can_invite_users=True)
    member = await bot.get_chat_member(chat, odd)
    assert isinstance(member, telegram.ChatMemberAdministrator)
    assert (member.can_be_edited, member.can_invite_users, member.can_restrict_members) == (True, True, False)
    assert await bot.promote_chat_member(chat, odd)
    assert (await bot.get_chat_member(chat, odd)).status == "member"


async def test_chat_member_updates_are_for_who_asks_and_leads(world: World, user: int) -> None:
    chat, odd = await world.group(user), await world.person()

    async def told(allowed: list[str]) -> list[str]:
        await world.updates(allowed_updates=allowed)
        await world.do("POST", f"groups/{chat}/add", user_id=odd, by=user)
        await world.do("POST", f"groups/{chat}/leave", user_id=odd)
        found = [name for update in await world.updates() for name in update if name != "update_id"]
        world.sandbox.updates.drop()
        return found

    assert await told(ALL) == ["message", "message"]
    chat = (await world.do("POST", f"groups/{chat}/promote", user_id="bot", rights=INVITING, by=user))["id"]
    world.sandbox.updates.drop()
    assert await told([]) == ["message", "message"]
    assert await told(ALL) == ["chat_member", "message", "chat_member", "message"]


async def test_people_need_rights_too(world: World, user: int) -> None:
    chat, odd = await members(world, user, INVITING)
    who: dict[str, Any] = {"user_id": user, "by": odd}
    for action in ("remove", "unban", "approve"):
        assert await world.denied("POST", f"groups/{chat}/{action}", **who) == (403, "CHAT_ADMIN_REQUIRED")
    assert (await world.denied("POST", f"groups/{chat}/remove", user_id=odd, by=5))[0] == 404
    assert (await world.denied("POST", "groups/-1/leave", user_id=odd))[0] == 404
    await world.do("POST", f"groups/{chat}/remove", user_id=odd, by=user)
    assert (await world.denied("POST", f"groups/{chat}/leave", user_id=odd))[0] == 409
    await world.do("POST", f"groups/{chat}/unban", user_id=odd, by=user)
    assert (await world.ok("getChatMember", chat_id=chat, user_id=odd))["status"] == "left"


@pytest.mark.parametrize("rights", [[], ["change_info", *INVITING]])
async def test_a_group_becomes_a_supergroup(world: World, user: int, bot: telegram.Bot, rights: list[str]) -> None:
    if rights:
        rights = [*rights, "delete_messages", "pin_messages", "manage_video_chats", "manage_tags"]
    old = await world.group(user, rights)
    link = await asking_link(world, old) if rights else ""
    odd = await world.person()
    new = (await world.do("POST", f"groups/{old}/upgrade"))["id"]
    added, gone, come = await bot.get_updates()
    assert added.my_chat_member is not None
    assert (added.my_chat_member.chat.id, added.my_chat_member.old_chat_member.status) == (new, "left")
    assert gone.message is not None
    assert (gone.message.chat.id, gone.message.migrate_to_chat_id) == (old, new)
    assert come.message is not None
    assert (come.message.chat.id, come.message.migrate_from_chat_id, come.message.message_id) == (new, old, 1)
    assert come.message.sender_chat is not None
    status, body = await world.api("sendMessage", chat_id=old, text="x")
    assert (status, body["description"], body["parameters"]) == (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new},
    )
    with pytest.raises(telegram.error.ChatMigrated) as moved:
        await bot.get_chat_member_count(old)
    assert moved.value.new_chat_id == new
    assert (await bot.get_chat(old)).type == "group"
    assert await world.refused("leaveChat", chat_id=old) == "Bad Request: chat is deactivated"
    assert await bot.get_chat_member_count(new) == 2
    assert (await world.denied("POST", f"groups/{old}/message", user_id=user, text="x"))[0] == 409
    assert (await world.denied("POST", f"groups/{new}/upgrade"))[0] == 409
    if link:
        assert await join(world, odd, link) == "requested"
        assert await bot.approve_chat_join_request(new, odd)
