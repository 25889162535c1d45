"""A coordinator calls off an evening, or all of a course, says why if they like, and takes it back."""

from typing import Any

from domain.running import buttons as b
from handlers.context import Context, Reply
from handlers.running.sessions import awake, reason_of
from services.courses import reasons
from services.people import dialogs
from services.running import calling_off, sessions
from services.running.calling_off import WholeCourse
from texts.catalog import Texts
from texts.running import calling_off as words
from texts.running.sessions import ask_reason
from texts.screen import Screen


async def ask_cancel(ctx: Context, button: b.AskCancelSession) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.ask_cancel(t, evening, awake=awake(ctx, evening.course, evening.session.starts_at)))


async def cancel(ctx: Context, button: b.CancelSession | b.CancelSessionWhy) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        changed = await calling_off.cancel(session, ctx.library, ctx.actor, *ids, ctx.now, reason_of(button))
        evening = await sessions.card(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.cancel_done(t, evening, changed, ctx.now))


async def take_back(ctx: Context, button: b.TakeBackCancel) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        told = await calling_off.take_back(session, ctx.library, ctx.actor, *ids, ctx.now)
        evening = await sessions.card(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.taken_back(t, evening, told, ctx.now))


async def ask_cancel_course(ctx: Context, button: b.AskCancelCourse) -> Reply:
    async with ctx.begin() as (session, t):
        whole = await calling_off.whole_course(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(_ask_cancel_course(ctx, t, whole))


def _ask_cancel_course(ctx: Context, t: Texts, whole: WholeCourse) -> Screen:
    coming = whole.course.next_session(ctx.now)
    end = awake(ctx, whole.course, coming.starts_at) if coming else None
    return words.ask_cancel_course(t, whole, ctx.now, end)


async def ask_course_reason(ctx: Context, button: b.AskCourseReason) -> Reply:
    async with ctx.begin() as (session, t):
        whole = await calling_off.whole_course(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        await dialogs.ask(session, ctx.actor, "course_reason", ctx.now, course_id=button.course_id)
    return Reply(ask_reason(t, b.AskCancelCourse(button.course_id), whole.course.centre.name))


async def reason_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `course_reason`: the same question as before, with the reason in it; another text replaces it."""
    course_id = draft["course_id"]
    async with ctx.begin() as (session, t):
        await calling_off.whole_course(session, ctx.library, ctx.actor, course_id, ctx.now)
        text = ctx.incoming.text_with_addresses or ""
        reason = await reasons.keep(session, ctx.actor, course_id, text, ctx.now)
        whole = await calling_off.whole_course(session, ctx.library, ctx.actor, course_id, ctx.now, reason.id)
        await dialogs.go_on(session, ctx.actor, "course_reason", ctx.now, course_id=course_id)
    return Reply(_ask_cancel_course(ctx, t, whole))


async def cancel_course(ctx: Context, button: b.CancelCourse) -> Reply:
    """All that is to come; below the answer are the evenings, and for ten minutes the way back."""
    ids = button.course_id, ctx.now, button.reason_id
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        changed = await calling_off.cancel_course(session, ctx.library, ctx.actor, *ids)
        whole = await calling_off.whole_course(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.course_cancelled(t, whole, changed, ctx.now))
