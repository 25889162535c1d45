"""Working off what is to be done in chats: what a task still needs, and what came of it."""

from services.groups.chat.work.settling import Outcome, settle
from services.groups.chat.work.taking import ChatMeeting, Work, take

__all__ = [
    "ChatMeeting",
    "Outcome",
    "Work",
    "settle",
    "take",
]
