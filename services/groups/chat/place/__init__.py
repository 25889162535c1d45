"""The place of the bot in a group's own chat: connected, given rights, refused them, moved, lost, and left.

The bot can neither make a chat nor look into it. A member makes it and adds the bot by the group's own link; whatever the
bot then does there is put down as a task (`chat_tasks`) and done when the transaction stands.
"""

from services.groups.chat.place.connecting import Found, Start, assign, connect, nameless, started, stray
from services.groups.chat.place.leaving import close, lost, moved
from services.groups.chat.place.rights import note_rights, own_place, unsaid
from services.groups.chat.place.ways import expel, welcome
from services.groups.chat.place.whose import at, is_known, keepers

__all__ = [
    "Found",
    "Start",
    "assign",
    "at",
    "close",
    "connect",
    "expel",
    "is_known",
    "keepers",
    "lost",
    "moved",
    "nameless",
    "note_rights",
    "own_place",
    "started",
    "stray",
    "unsaid",
    "welcome",
]
