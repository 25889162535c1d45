"""The team's own meetings on the card: by buttons, or in words."""

from typing import Any

from domain.rights import Action
from domain.running.sessions import from_minutes
from domain.setup import buttons as b
from handlers.context import Context, Reply
from services import Session
from services.courses import coordination
from services.people import dialogs
from services.setup import appointing, sheet
from texts.catalog import Texts
from texts.setup import meetings as words


async def show(ctx: Context, button: b.ShowMeetings) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.listed(t, found))


async def one(ctx: Context, button: b.ShowMeeting) -> Reply:
    """The next text is another time for it."""
    async with ctx.begin() as (session, t):
        which = button.course_id, button.number
        course, found = await appointing.one(session, ctx.library, ctx.actor, *which, ctx.now)
        ids = {"course_id": course.id, "edition": course.edition, "number": found.number}
        await dialogs.ask(session, ctx.actor, "team_meeting", ctx.now, **ids)
        later = await appointing.shortcuts(session, course, found, ctx.now)
    return Reply(words.ask(t, course, found, later, ctx.now))


async def choose(ctx: Context, button: b.ChooseMeeting) -> Reply:
    which, proposed = (button.course_id, button.edition, button.number), button.at == b.AS_PROPOSED
    at = from_minutes(button.at) if button.at not in (b.LEFT_OUT, b.AS_PROPOSED) else None
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        told = await appointing.choose(session, ctx.library, ctx.actor, *which, at, ctx.now, as_proposed=proposed)
        return Reply(await _chosen(ctx, session, t, *which[::2], told))


async def _chosen(ctx: Context, session: Session, t: Texts, course_id: int, number: int, told: Any) -> Any:
    found = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    return words.chosen(t, found, number, told)


async def time_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `team_meeting`."""
    course_id, text = int(draft["course_id"]), ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        await coordination.course(session, ctx.library, ctx.actor, course_id, Action.SETUP)
        edition, number = int(draft["edition"]), int(draft["number"])
        at = await appointing.written(session, ctx.library, ctx.actor, course_id, number, text, ctx.now)
        told = await appointing.choose(session, ctx.library, ctx.actor, course_id, edition, number, at, ctx.now)
        await dialogs.end(session, ctx.actor)
        return Reply(await _chosen(ctx, session, t, course_id, number, told))
