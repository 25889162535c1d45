"""[Ask the centre to ring me], and the number that it takes."""

from typing import Any

from domain.calls import buttons as b
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Steps
from handlers.people.people import PHONE_EXAMPLE, read_number
from services import calls, people
from services.people import dialogs
from texts import calls as words


async def wish(ctx: Context, button: b.AskToBeRung) -> Reply:
    """A new message: the numbers under which the button sat stay to be read."""
    async with ctx.begin() as (session, t):
        wished = await calls.wish(session, ctx.actor, button.centre_id, ctx.now)
        if wished.phone is None:
            await dialogs.ask(session, ctx.actor, "ring_phone", ctx.now, centre_id=button.centre_id)
            return Reply(words.ask_phone(t, wished, PHONE_EXAMPLE), new=True)
    return Reply(words.wished(t, wished), new=True)


async def phone_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `ring_phone`: the number is stored as under what is stored, and the coordinators are told."""
    async with ctx.begin() as (session, _):
        phone = read_number(ctx.incoming, await people.country(session, ctx.actor))
        await people.set_phone(session, ctx.actor, phone)
        await dialogs.end(session, ctx.actor)
        await session.flush()
        t = await ctx.reload(session)
        wished = await calls.wish(session, ctx.actor, draft["centre_id"], ctx.now)
    return Reply(words.wished(t, wished))


BUTTONS: Buttons = needs(Action.OWN, {b.AskToBeRung: wish})
STEPS: Steps = needs(Action.OWN, {"ring_phone": phone_written})
