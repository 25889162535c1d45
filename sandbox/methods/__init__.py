"""The methods of the Bot API that the stand-in carries out, by name in lower case (Telegram ignores case)."""

from __future__ import annotations

from ..core import Method
from . import callbacks, chats, commands, edits, intake, links, media, members, messages, polls, profile

METHODS: dict[str, Method] = {
    name.lower(): function
    for name, function in {
        "getMe": profile.get_me,
        "logOut": profile.log_out,
        "close": profile.close,
        "getUpdates": intake.get_updates,
        "setWebhook": intake.set_webhook,
        "deleteWebhook": intake.delete_webhook,
        "getWebhookInfo": intake.get_webhook_info,
        "sendMessage": messages.send_message,
        "sendPhoto": media.send_photo,
        "sendDocument": media.send_document,
        "getFile": media.get_file,
        "sendPoll": polls.send_poll,
        "stopPoll": polls.stop_poll,
        "editMessageText": edits.edit_message_text,
        "editMessageCaption": edits.edit_message_caption,
        "editMessageReplyMarkup": edits.edit_message_reply_markup,
        "deleteMessage": edits.delete_message,
        "answerCallbackQuery": callbacks.answer_callback_query,
        "sendChatAction": chats.send_chat_action,
        "getChat": chats.get_chat,
        "setChatTitle": chats.set_chat_title,
        "setChatDescription": chats.set_chat_description,
        "pinChatMessage": chats.pin_chat_message,
        "unpinChatMessage": chats.unpin_chat_message,
        "unpinAllChatMessages": chats.unpin_all_chat_messages,
        "getChatMember": members.get_chat_member,
        "getChatAdministrators": members.get_chat_administrators,
        "getChatMemberCount": members.get_chat_member_count,
        "banChatMember": members.ban_chat_member,
        "unbanChatMember": members.unban_chat_member,
        "restrictChatMember": members.restrict_chat_member,
        "promoteChatMember": members.promote_chat_member,
        "leaveChat": members.leave_chat,
        "exportChatInviteLink": links.export_chat_invite_link,
        "createChatInviteLink": links.create_chat_invite_link,
        "editChatInviteLink": links.edit_chat_invite_link,
        "revokeChatInviteLink": links.revoke_chat_invite_link,
        "approveChatJoinRequest": links.approve_chat_join_request,
        "declineChatJoinRequest": links.decline_chat_join_request,
        "setMyCommands": commands.set_my_commands,
        "getMyCommands": commands.get_my_commands,
        "deleteMyCommands": commands.delete_my_commands,
        "setMyName": profile.set_my_name,
        "getMyName": profile.get_my_name,
        "setMyDescription": profile.set_my_description,
        "getMyDescription": profile.get_my_description,
        "setMyShortDescription": profile.set_my_short_description,
        "getMyShortDescription": profile.get_my_short_description,
        "setChatMenuButton": profile.set_chat_menu_button,
        "getChatMenuButton": profile.get_chat_menu_button,
    }.items()
}
