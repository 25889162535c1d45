"""Problems: a member tells the coordinators, who read it, by buttons and text."""

from typing import Any

from domain.groups import buttons as g
from handlers.context import Context, Reply
from services.groups import troubles
from services.people import dialogs
from texts.groups import troubles as words


async def tell(ctx: Context, button: g.TellTrouble) -> Reply:
    """Ask what to tell the coordinators; the next text is it. Who has told enough for now is told whom to ring."""
    async with ctx.begin() as (session, t):
        telling = await troubles.may_tell(session, ctx.library, ctx.actor, button.group_id, ctx.now)
        if telling.open:
            await dialogs.ask(session, ctx.actor, "trouble", ctx.now, group_id=button.group_id)
    return Reply(words.ask(t, telling), new=True)


async def written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `trouble`."""
    text = ctx.incoming.text_with_addresses or ""
    async with ctx.begin() as (session, t):
        telling = await troubles.tell(session, ctx.library, ctx.actor, draft["group_id"], text, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.told(t, telling))


async def show(ctx: Context, button: g.ShowTroubles) -> Reply:
    """What members of a group have told, for its coordinators."""
    async with ctx.begin() as (session, t):
        reports = await troubles.read(session, ctx.library, ctx.actor, button.group_id, button.before)
    return Reply(words.reports(t, reports))


async def done(ctx: Context, button: g.TroublesDone) -> Reply:
    async with ctx.begin() as (session, t):
        reports = await troubles.done(session, ctx.library, ctx.actor, button.group_id, button.upto, ctx.now)
    return Reply(words.reports(t, reports))
