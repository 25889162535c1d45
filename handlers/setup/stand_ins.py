"""Somebody is asked to stand in at one evening."""

from datetime import date
from typing import Any

from domain.errors import ConfidentialityMissing, Gone
from domain.rights import Action, Role
from domain.setup import buttons as b
from handlers.context import Context, Reply
from handlers.setup.members import person_with, role_of
from services import Session
from services.courses import CourseView, coordination, team
from services.courses import candidates as whom
from services.people import dialogs
from texts.catalog import Texts
from texts.setup import members as member_words
from texts.setup import stand_ins as words


async def candidates(ctx: Context, button: b.ShowStandIns) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        course, role = await _course(ctx, session, button.session_id), role_of(button.role)
        evening = course.to_come(button.session_id, ctx.now)
        found = (await whom.by_role(session, course, ctx.now))[role]
        some = await whom.anybody(session, course, role)
    return Reply(words.candidates(t, course, evening, role, found, some=some))


async def _course(ctx: Context, session: Session, session_id: int) -> CourseView:
    """That of an evening, for whoever sets it up. Raises NotYours, Gone."""
    return await coordination.of_session(session, ctx.library, ctx.actor, session_id, Action.SETUP)


async def ask(ctx: Context, button: b.AskStandIn) -> Reply:
    """Whoever has lived it has to have signed first: then one is asked when that was."""
    async with ctx.begin() as (session, t):
        course, role = await _course(ctx, session, button.session_id), role_of(button.role)
        try:
            return Reply(await asked(ctx, session, t, course, button.session_id, button.person_id, role))
        except ConfidentialityMissing:
            one = await person_with(ctx, session, course, button.person_id, role)
            ids = {"course_id": course.id, "person_id": one.person_id, "session_id": button.session_id}
            await dialogs.ask(session, ctx.actor, "signed_on", ctx.now, **ids)
            today = ctx.now.astimezone(course.zone).date()
            return Reply(member_words.ask_confidentiality(t, course, one, today, button.session_id))


async def asked(
    ctx: Context, session: Session, t: Texts, course: CourseView, session_id: int, person_id: int, role: Role
) -> Any:
    which = course.id, person_id, role, ctx.now, session_id
    member = await team.ask(session, ctx.library, ctx.actor, *which)
    return words.asked_now(t, course, course.session(session_id), member)


async def signed(ctx: Context, button: b.SignStandIn) -> Reply:
    """Written down, and they are asked."""
    try:
        day = date.fromordinal(button.day)
    except (ValueError, OverflowError) as error:
        raise Gone from error
    async with ctx.begin() as (session, t):
        course = await _course(ctx, session, button.session_id)
        return Reply(await signed_on(ctx, session, t, course, button.session_id, button.person_id, day))


async def signed_on(
    ctx: Context, session: Session, t: Texts, course: CourseView, session_id: int, person_id: int, day: date
) -> Any:
    await dialogs.end(session, ctx.actor)
    await team.write_down(session, ctx.actor, course.centre.id, person_id, day, ctx.now)
    return await asked(ctx, session, t, course, session_id, person_id, Role.EXPERIENCED_USER)
