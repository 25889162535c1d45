"""What an earlier process has left behind: stored, and not yet handled or answered."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.door import reread
from bot.lanes import Item
from db.session import Database
from services import Turn
from services.mail import inbox
from services.mail.inbox import Waiting

log = structlog.get_logger()
AHEAD, AHEAD_EACH = 200, 3
"""Of what an earlier process has left behind so many are read at once, and so many of each person."""


def stored(letter: Waiting) -> Item:
    """What stands in the inbox, unread."""
    return Item(letter.update_id, letter.telegram_id or 0, letter.handled)


async def read_ahead(database: Database, items: Sequence[Item]) -> None:
    """Read the first few of each person, so that whoever comes in next does not overtake them while they are read."""
    seen: Counter[int] = Counter()
    ahead: dict[int, Item] = {}
    for item in items:
        seen[item.lane] += 1
        if seen[item.lane] <= AHEAD_EACH and len(ahead) < AHEAD:
            ahead[item.update_id] = item
    try:
        async with database.begin(Turn.UPKEEP) as session:
            payloads = await inbox.payloads(session, ahead)
    except Exception:
        log.exception("inbox_not_read_ahead")  # each is read in its turn
        return
    for number, payload in payloads.items():
        ahead[number].update, ahead[number].incoming = reread(payload)


async def all_open(database: Database, before: datetime) -> list[Waiting]:
    """However many there are: what is left out would be overtaken by what comes in next. Numbers only, a page at a time."""
    letters: list[Waiting] = []
    while True:
        async with database.begin(Turn.UPKEEP) as session:
            page = await inbox.open_letters(session, before, after=letters[-1].update_id if letters else -1)
        letters += page
        if len(page) < inbox.PAGE:
            return letters
