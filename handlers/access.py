"""What somebody needs to be able to take part in a course: said by ticks or in their own words, once they have a place."""

from typing import Any

from domain.rights import Action, needs
from domain.signup import buttons as b
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, StepHandler, Steps
from services.people import dialogs
from services.signup import needs as said
from texts import needs as words


async def show(ctx: Context, button: b.ShowNeeds | b.ClearNeeds) -> Reply:
    async with ctx.begin() as (session, t):
        which = said.clear if isinstance(button, b.ClearNeeds) else said.mine
        found = await which(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.own(t, found))


async def tick(ctx: Context, button: b.TickNeed) -> Reply:
    async with ctx.begin() as (session, t):
        found = await said.tick(
            session, ctx.library, ctx.actor, button.course_id, button.need, button.yes == 1, ctx.now
        )
    return Reply(words.own(t, found))


async def write(ctx: Context, button: b.WriteNeeds) -> Reply:
    async with ctx.begin() as (session, t):
        await said.mine(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        await dialogs.ask(session, ctx.actor, "needs", ctx.now, course_id=button.course_id)
    return Reply(words.ask_text(t), new=True)


async def written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `needs`."""
    text = ctx.incoming.text_with_addresses or ""
    async with ctx.begin() as (session, t):
        found = await said.write(session, ctx.library, ctx.actor, draft["course_id"], text, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.own(t, found))


async def back(ctx: Context, draft: dict[str, Any]) -> Reply:
    """What one has said so far. Raises Gone."""
    return await show(ctx, b.ShowNeeds(draft.get("course_id", 0)))


BUTTONS: Buttons = needs(Action.OWN, {b.ShowNeeds: show, b.TickNeed: tick, b.WriteNeeds: write, b.ClearNeeds: show})
STEPS: Steps = needs(Action.OWN, {"needs": written})
WAYS_BACK: dict[str, StepHandler] = {"needs": back}
