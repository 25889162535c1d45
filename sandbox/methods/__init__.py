"""The methods of the Bot API that the stand-in carries out, by name in lower case (Telegram ignores case)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import callbacks, chats, commands, edits, intake, media, messages, polls, profile

if TYPE_CHECKING:
    from ..core import Sandbox
    from ..params import Params

Method = Callable[["Sandbox", "Params"], Any]

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
