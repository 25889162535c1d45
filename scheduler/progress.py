"""How a notice is getting on: one message in the coordinator's chat, edited while it changes."""

import structlog

from domain.delivery import Blocked, Refused, Undelivered
from domain.messages import PLANNED
from domain.timing import Clock
from services import Database, Turn, notices
from texts import notices as words
from texts.catalog import Catalog
from texts.screen import Messenger

log = structlog.get_logger()


async def show_progress(database: Database, clock: Clock, messenger: Messenger, catalog: Catalog) -> None:
    """Bring every unfinished progress message up to date. Called every other second; edits only what has changed."""
    async with database.begin(Turn.UPKEEP) as session:
        waiting = await notices.open_notices(session)
        views = [(one, await notices.progress(session, one.notice_id, names=one.coordinates)) for one in waiting]
    for one, progress in views:
        if one.shown is None:
            # The answer to the press may still be on its way; it must not land on top of a later count.
            async with database.begin(Turn.UPKEEP) as session:
                await notices.mark_shown(session, one.notice_id, "", False, clock.now())
            continue
        screen = words.progress(catalog.of(one.language), progress)
        if progress.signature != one.shown and one.telegram_id is not None and one.message_id is not None:
            try:
                await messenger.edit(one.telegram_id, one.message_id, screen, priority=PLANNED)
            except Undelivered as fault:
                log.warning("progress_not_shown", notice=one.notice_id, outcome=type(fault).__name__)
                if not (progress.done and isinstance(fault, Blocked | Refused)):
                    continue  # at the next look
        async with database.begin(Turn.UPKEEP) as session:
            await notices.mark_shown(session, one.notice_id, progress.signature, progress.done, clock.now())
