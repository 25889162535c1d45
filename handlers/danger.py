"""Whom to ring, said besides the answer to whoever writes words that point to danger. Nothing of it is kept or counted."""

from handlers.context import Context, House, Incoming
from services import people
from services.courses import contacts
from services.people import dialogs
from texts import danger as words
from texts.catalog import Texts
from texts.screen import Screen


async def whom_to_ring(ctx: Context) -> list[Screen]:
    """One screen, or none: wherever what was written went."""
    if not _alarms(ctx.house, ctx.incoming):
        return []
    async with ctx.house.database.begin() as session:
        actor = await people.arrive(session, ctx.incoming.telegram_id, ctx.now)
        centres = await contacts.centres(session, actor, await dialogs.linked(session, actor, ctx.now))
        return [words.message(ctx.wording, actor, centres, ctx.library.helplines)]


def numbers_alone(house: House, incoming: Incoming, t: Texts) -> list[Screen]:
    """As `whom_to_ring`, where nothing can be looked up of the person: something of ours is broken."""
    return [words.message(t, None, (), house.library.helplines)] if _alarms(house, incoming) else []


def _alarms(house: House, incoming: Incoming) -> bool:
    said = "\n".join(filter(None, (incoming.text, incoming.caption)))
    return bool(said) and not incoming.silent and house.library.danger.seen_in(said)
