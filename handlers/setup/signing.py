"""On which day somebody has promised confidentiality, in words: step `signed_on`."""

from typing import Any

from domain.errors import NotAPastDay
from domain.rights import Action
from domain.setup import past_days
from handlers.context import Context, Reply
from handlers.setup import members, stand_ins
from services.courses import coordination


async def written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Then they are asked, to hold the whole course or to stand in at one evening."""
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, int(draft["course_id"]), Action.SETUP)
        person_id, session_id = int(draft["person_id"]), int(draft.get("session_id", 0))
        try:
            day = past_days.read(ctx.incoming.text or "", ctx.now.astimezone(course.zone).date())
        except ValueError as error:
            raise NotAPastDay from error
        if session_id:
            return Reply(await stand_ins.signed_on(ctx, session, t, course, session_id, person_id, day))
        return Reply(await members.signed_on(ctx, session, t, course, person_id, day))
