"""Pausing the weekly messages, and having them again: by command and by button."""

from domain.running import buttons as b
from handlers.context import Context, Reply
from handlers.people.people import home
from services import people
from texts.running import weekly as words


async def pause(ctx: Context, _button: b.PauseWeekly | None = None) -> Reply:
    """A new message, so that the thought under which the button sat can still be read."""
    async with ctx.begin() as (session, t):
        coordinates_only = _coordinates_only(ctx)
        if not coordinates_only and not ctx.actor.paused:
            await people.pause(session, ctx.actor, ctx.now)
    return await home(ctx) if coordinates_only else Reply(words.paused(t), new=True)


async def resume(ctx: Context, _button: b.ResumeWeekly | None = None) -> Reply:
    async with ctx.begin() as (session, t):
        coordinates_only = _coordinates_only(ctx)
        if not coordinates_only:
            await people.pause(session, ctx.actor, None)
    return await home(ctx) if coordinates_only else Reply(words.resumed(t))


def _coordinates_only(ctx: Context) -> bool:
    """Whoever only runs courses gets no weekly messages, and need not agree to anything. Raises ConsentNeeded for others."""
    if ctx.actor.consented:
        return False
    if not ctx.actor.has_role:
        ctx.actor.must_have_consented()
    return True
