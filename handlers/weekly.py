"""Pausing the weekly messages, and having them again: by command and by button."""

from domain import buttons as b
from handlers.context import Context, Reply
from services import people
from texts import weekly as words


async def pause(ctx: Context, _button: b.PauseWeekly | None = None) -> Reply:
    """A new message, so that the thought under which the button sat can still be read."""
    async with ctx.begin() as session:
        ctx.actor.must_have_consented()
        if not ctx.actor.paused:
            await people.pause(session, ctx.actor, ctx.now)
    return Reply(words.paused(ctx.t), new=True)


async def resume(ctx: Context, _button: b.ResumeWeekly | None = None) -> Reply:
    async with ctx.begin() as session:
        ctx.actor.must_have_consented()
        await people.pause(session, ctx.actor, None)
    return Reply(words.resumed(ctx.t))
