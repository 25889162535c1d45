"""Groups: made by a person, the bot added by a link, who sees which messages, what the bot may change."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram.constants import ChatMemberStatus

from .conftest import Build, World

INVITING = ["invite_users", "restrict_members"]


def kinds(updates: list[dict[str, Any]]) -> list[str]:
    return [next(name for name in update if name != "update_id") for update in updates]


async def test_a_bot_added_by_a_startgroup_link(world: World, user: int, bot: telegram.Bot) -> None:
    group = await world.do("POST", "groups", title="Kveldsgruppa", owner_id=user)
    assert group["type"] == "group"
    assert await world.refused("getChat", chat_id=group["id"]) == "Bad Request: chat not found"
    await world.do("POST", f"groups/{group['id']}/add_bot", by=user, payload="g_17")
    added, welcome, start = await bot.get_updates()
    change = added.my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "member")
    assert (change.chat.id, change.chat.type, change.from_user.id) == (group["id"], "group", user)
    assert welcome.message is not None
    assert [member.id for member in welcome.message.new_chat_members] == [bot.id]
    assert start.message is not None
    assert (start.message.text, start.message.chat.id) == ("/start@mestringsbot g_17", group["id"])
    assert [(e.type, e.offset, e.length) for e in start.message.entities] == [("bot_command", 0, 19)]


async def test_single_rights_make_a_supergroup(world: World, user: int, bot: telegram.Bot) -> None:
    group = await world.do("POST", "groups", title="Kveldsgruppa", owner_id=user)
    new = await world.do("POST", f"groups/{group['id']}/add_bot", by=user, payload="g_17", admin_rights=INVITING)
    assert (new["type"], new["migrated_from"]) == ("supergroup", group["id"])
    assert str(new["id"]).startswith("-100")
    added, welcome, start = await bot.get_updates()
    assert added.my_chat_member is not None
    own = added.my_chat_member.new_chat_member
    assert isinstance(own, telegram.ChatMemberAdministrator)
    assert own.can_invite_users
    assert own.can_restrict_members
    assert own.can_manage_chat
    assert not own.can_pin_messages
    assert welcome.message is not None
    assert start.message is not None
    assert start.message.chat.id == new["id"]
    assert await world.refused("getChat", chat_id=group["id"]) == "Bad Request: chat not found"


async def test_all_usual_rights_leave_a_basic_group(world: World, user: int) -> None:
    rights = ["change_info", "delete_messages", "invite_users", "restrict_members", "pin_messages"]
    chat = await world.group(user, [*rights, "manage_video_chats"])
    assert (await world.ok("getChat", chat_id=chat))["type"] == "group"
    own = await world.ok("getChatMember", chat_id=chat, user_id=1234567890)
    assert own["status"] == "administrator"
    assert "can_manage_topics" not in own


async def test_only_who_may_promote_gives_rights(world: World, user: int) -> None:
    other = await world.person()
    group = await world.do("POST", "groups", title="x", owner_id=user, member_ids=[other], type="supergroup")
    added = await world.do("POST", f"groups/{group['id']}/add_bot", by=other, admin_rights=INVITING)
    assert added["bot"] == "member"
    promote = f"groups/{group['id']}/promote"
    assert await world.denied("POST", promote, user_id="bot", rights=INVITING, by=other) == (403, "CHAT_ADMIN_REQUIRED")
    assert (await world.denied("POST", promote, user_id="bot", rights=["fly"], by=user))[0] == 400
    changed = await world.do("POST", promote, user_id="bot", rights=INVITING, by=user)
    assert changed["bot"] == "administrator"
    demoted = await world.do("POST", f"groups/{group['id']}/demote", user_id="bot", by=user)
    assert demoted["bot"] == "member"
    assert kinds(await world.updates()) == ["my_chat_member", "message", "my_chat_member", "my_chat_member"]


async def write(world: World, chat: int, user: int, text: str, **more: Any) -> Any:
    return await world.do("POST", f"groups/{chat}/message", user_id=user, text=text, **more)


async def test_privacy_mode(world: World, user: int) -> None:
    chat = await world.group(user)
    sent = await world.ok("sendMessage", chat_id=chat, text="Hei")
    for text in ("Hei", "@mestringsbot hei", "/hjelp@annenbot", "se /hjelp"):
        await write(world, chat, user, text)
    assert await world.updates() == []
    for text in ("/hjelp", "/hjelp@MestringsBot nå"):
        await write(world, chat, user, text)
    await write(world, chat, user, "Takk", reply_to_message_id=sent["message_id"])
    await world.do("POST", f"groups/{chat}/title", title="Nytt navn", by=user)
    seen = [update["message"] for update in await world.updates()]
    assert [message.get("text") for message in seen] == ["/hjelp", "/hjelp@MestringsBot nå", "Takk", None]
    assert seen[-1]["new_chat_title"] == seen[-1]["chat"]["title"] == "Nytt navn"


async def test_an_administrator_sees_everything(world: World, user: int) -> None:
    chat = await world.group(user, INVITING)
    message = await write(world, chat, user, "Bare til oss")
    await world.do("POST", f"groups/{chat}/edit", user_id=user, message_id=message["message_id"], text="Til alle")
    assert kinds(await world.updates()) == ["message", "edited_message"]


async def test_without_privacy_mode(build: Build) -> None:
    world: World = await build(privacy=False)
    user = await world.person()
    chat = await world.group(user)
    await write(world, chat, user, "Hei")
    assert kinds(await world.updates()) == ["message"]
    assert (await world.ok("getMe"))["can_read_all_group_messages"] is True


async def test_supergroups_count_their_own_messages(world: World, user: int) -> None:
    first, second = await world.group(user, INVITING), await world.group(user, INVITING)
    here = await world.ok("sendMessage", chat_id=first, text="x")
    there = await world.ok("sendMessage", chat_id=second, text="x")
    assert here["message_id"] == there["message_id"]


async def test_buttons_in_a_group(world: World, user: int, bot: telegram.Bot) -> None:
    chat, stranger = await world.group(user), await world.person()
    keys = {"inline_keyboard": [[{"text": "Ja", "callback_data": "ja"}]]}
    sent = await world.ok("sendMessage", chat_id=chat, text="Kommer du?", reply_markup=keys)
    press = {"message_id": sent["message_id"], "row": 0, "column": 0}
    assert (await world.denied("POST", f"groups/{chat}/press", user_id=stranger, **press))[0] == 409
    await world.do("POST", f"groups/{chat}/press", user_id=user, **press)
    [update] = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.from_user.id, query.message.chat.id) == ("ja", user, chat)
    assert await query.answer("Så fint")


async def test_polls_in_a_group(world: World, user: int) -> None:
    chat = await world.group(user)
    sent = await world.ok("sendPoll", chat_id=chat, question="Når?", options=["tirsdag", "onsdag"])
    await world.do("POST", f"groups/{chat}/vote", user_id=user, message_id=sent["message_id"], option_ids=[1])
    [*_, view] = (await world.do("GET", f"groups/{chat}?as={user}"))["messages"]
    assert view["poll"]["chosen"] == [1]
    [*_, view] = (await world.do("GET", f"groups/{chat}"))["messages"]
    assert view["poll"]["chosen"] == []


async def test_what_the_bot_learns_of_a_chat(world: World, user: int, bot: telegram.Bot) -> None:
    chat, other = await world.group(user, INVITING), await world.person(first_name="Odd")
    full = await bot.get_chat(chat)
    assert (full.title, full.type, full.permissions and full.permissions.can_send_polls) == (
        "Kveldsgruppa",
        "supergroup",
        True,
    )
    owner, own = await bot.get_chat_administrators(chat)
    assert (owner.status, owner.user.id, own.user.id) == (ChatMemberStatus.OWNER, user, bot.id)
    assert await bot.get_chat_member_count(chat) == 2
    assert (await bot.get_chat_member(chat, other)).status == ChatMemberStatus.LEFT
    assert await world.refused("getChatMember", chat_id=chat, user_id=5) == "Bad Request: member not found"
    assert await world.refused("getChatMember", chat_id=chat) == "Bad Request: invalid user_id specified"
    assert await world.refused("getChatAdministrators", chat_id=user) == (
        "Bad Request: there are no administrators in the private chat"
    )


async def test_title_description_and_pins_need_rights(world: World, user: int, bot: telegram.Bot) -> None:
    chat = await world.group(user)
    sent = await world.ok("sendMessage", chat_id=chat, text="Velkommen")
    pin = {"chat_id": chat, "message_id": sent["message_id"]}
    assert await world.refused("setChatTitle", chat_id=chat, title="x") == (
        "Bad Request: not enough rights to change chat title"
    )
    assert await world.refused("pinChatMessage", **pin) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )
    new = await world.do(
        "POST", f"groups/{chat}/promote", user_id="bot", rights=["change_info", "pin_messages"], by=user
    )
    chat = new["id"]
    world.sandbox.updates.drop()
    assert await bot.set_chat_title(chat, "Nytt navn")
    assert await bot.set_chat_description(chat, "For pårørende")
    assert await world.refused("setChatDescription", chat_id=chat, description="For pårørende") == (
        "Bad Request: chat description is not modified"
    )
    assert await world.refused("setChatTitle", chat_id=chat, title=" ") == "Bad Request: title must be non-empty"
    sent = await world.ok("sendMessage", chat_id=chat, text="Velkommen")
    assert await bot.pin_chat_message(chat, sent["message_id"])
    full = await bot.get_chat(chat)
    assert (full.title, full.description) == ("Nytt navn", "For pårørende")
    assert full.pinned_message is not None
    assert full.pinned_message.message_id == sent["message_id"]
    assert kinds(await world.updates()) == ["message", "message"]
    assert await bot.unpin_chat_message(chat)
    assert await world.refused("unpinChatMessage", chat_id=chat) == "Bad Request: message to unpin not found"
    assert await world.refused("pinChatMessage", chat_id=chat, message_id=99) == "Bad Request: message to pin not found"


async def test_others_messages_are_deleted_by_right(world: World, user: int) -> None:
    chat = await world.group(user, INVITING)
    message = await write(world, chat, user, "Ikke til alle")
    where = {"chat_id": chat, "message_id": message["message_id"]}
    assert await world.refused("deleteMessage", **where) == "Bad Request: message can't be deleted for everyone"
    await world.do("POST", f"groups/{chat}/promote", user_id="bot", rights=["delete_messages"], by=user)
    assert await world.ok("deleteMessage", **where)


@pytest.mark.parametrize(("kind", "status"), [("group", "left"), ("supergroup", "kicked")])
async def test_a_bot_thrown_out(world: World, user: int, bot: telegram.Bot, kind: str, status: str) -> None:
    chat = await world.group(user, kind=kind)
    await world.do("POST", f"groups/{chat}/remove", user_id="bot", by=user)
    change, gone = await bot.get_updates()
    assert change.my_chat_member is not None
    assert change.my_chat_member.new_chat_member.status == status
    assert gone.message is not None
    assert gone.message.left_chat_member is not None
    refusal = f"Forbidden: bot was kicked from the {kind} chat"
    assert await world.refused("sendMessage", chat_id=chat, text="x") == refusal
    await write(world, chat, user, "/hjelp")
    assert len(await world.updates()) == 2
    with pytest.raises(telegram.error.Forbidden):
        await bot.get_chat_member_count(chat)
    back = await world.do("POST", f"groups/{chat}/add_bot", by=user)
    assert back["bot"] == "member"
    assert await bot.get_chat_member_count(chat) == 2


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_that_leaves(world: World, user: int, bot: telegram.Bot, kind: str) -> None:
    chat = await world.group(user, kind=kind)
    assert await bot.leave_chat(chat)
    assert kinds(await world.updates()) == ["my_chat_member", "message"]
    refusal = f"Forbidden: bot is not a member of the {kind} chat"
    assert await world.refused("sendMessage", chat_id=chat, text="x") == refusal
    assert await world.refused("leaveChat", chat_id=user) == "Bad Request: can't leave private chats"


async def test_commands_shown_in_a_group(world: World, user: int) -> None:
    chat, other = await world.group(user), await world.person()
    for scope, name in (
        ({"type": "all_group_chats"}, "alle"),
        ({"type": "all_chat_administrators"}, "styr"),
        ({"type": "chat_member", "chat_id": chat, "user_id": other}, "min"),
    ):
        await world.ok("setMyCommands", scope=scope, commands=[{"command": name, "description": "x"}])

    async def shown(user_id: int) -> str:
        answer = await world.do("GET", f"commands?chat_id={chat}&user_id={user_id}")
        return str(answer["commands"][0]["command"])

    assert (await shown(user), await shown(other), await shown(1)) == ("styr", "min", "alle")


async def test_wishes_that_make_no_sense(world: World, user: int) -> None:
    chat = await world.group(user)
    for path, body in (
        ("groups", {"title": " ", "owner_id": user}),
        ("groups", {"title": "x", "owner_id": user, "type": "channel"}),
        ("groups", {"title": "x", "owner_id": user, "member_ids": 7}),
        (f"groups/{chat}/message", {"user_id": user, "text": "x", "reply_to_message_id": "y"}),
        (f"groups/{chat}/vote", {"user_id": user, "message_id": 1, "option_ids": 1}),
        (f"groups/{chat}/promote", {"user_id": "bot", "rights": "all", "by": user}),
        (f"groups/{chat}/add_bot", {"by": user, "payload": "a b"}),
        (f"groups/{chat}/remove", {"by": user}),
    ):
        assert (await world.denied("POST", path, **body))[0] == 400, (path, body)
    assert (await world.denied("POST", "groups", title="x", owner_id=5))[0] == 404
    assert (await world.denied("GET", "groups/-5"))[0] == 404
    assert (await world.denied("POST", f"groups/{chat}/message", user_id=user, text="x", reply_to_message_id=99))[
        0
    ] == 404
