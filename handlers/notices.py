"""Notices: written, looked at, sent."""

from typing import Any

from domain.marked import Marked
from domain.notices import Audience
from domain.notices import buttons as b
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Steps
from services import Session, notices
from services.notices import Draft
from services.people import dialogs
from texts import notices as words


async def write_notice(ctx: Context, button: b.WriteNotice) -> Reply:
    return await _ask(ctx, Audience.PLACES, course_id=button.course_id)


async def write_to_line(ctx: Context, button: b.WriteToLine) -> Reply:
    return await _ask(ctx, Audience.LINE, course_id=button.course_id)


async def write_to_one(ctx: Context, button: b.WriteToOne) -> Reply:
    return await _ask(ctx, Audience.ONE, enrolment_id=button.enrolment_id)


async def _ask(ctx: Context, to: Audience, *, course_id: int = 0, enrolment_id: int = 0) -> Reply:
    async with ctx.begin() as (session, t):
        target = await notices.audience(session, ctx.library, ctx.actor, course_id, to, enrolment_id)
        ids = {"course_id": target.course.id, "to": to.value, "enrolment_id": enrolment_id}
        await dialogs.ask(session, ctx.actor, "notice", ctx.now, **ids)
    return Reply(words.ask(t, target))


async def text_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `notice`: first the notice as its receivers will see it, then the question.

    Whoever sees a slip in it writes it anew: the next text, or this one edited, replaces the draft until it is sent or discarded.
    """
    async with ctx.begin() as (session, t):
        written = await _keep(ctx, session, draft)
        await dialogs.go_on(session, ctx.actor, "notice", ctx.now, notice_id=written.id)
    return Reply(words.copy(t, written.copy), more=[words.question(t, written)])


async def _keep(ctx: Context, session: Session, draft: dict[str, Any]) -> Draft:
    text = ctx.incoming.words or Marked("")
    if "notice_id" in draft:
        return await notices.rewrite(session, ctx.library, ctx.actor, draft["notice_id"], text)
    to = Audience(draft.get("to", Audience.PLACES)), draft.get("enrolment_id", 0)
    return await notices.write(session, ctx.library, ctx.actor, draft["course_id"], text, ctx.now, *to)


async def send_notice(ctx: Context, button: b.SendNotice) -> Reply:
    """The message that the button sat on shows from now on how it is getting on."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        progress = await notices.send(
            session, ctx.library, ctx.actor, button.notice_id, ctx.incoming.message_id, ctx.now, ctx.house.quiet
        )
    return Reply(words.progress(t, progress))


async def rewrite(ctx: Context, button: b.RewriteNotice) -> Reply:
    async with ctx.begin() as (session, t):
        draft = await notices.draft(session, ctx.library, ctx.actor, button.notice_id)
        await dialogs.go_on(session, ctx.actor, "notice", ctx.now, notice_id=draft.id)
    return Reply(words.ask_again(t, draft))


async def discard(ctx: Context, button: b.DiscardNotice) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        course = await notices.discard(session, ctx.library, ctx.actor, button.notice_id)
    return Reply(words.discarded(t, course))


async def resend_unknown(ctx: Context, button: b.ResendUnknown) -> Reply:
    async with ctx.begin() as (session, t):
        progress = await notices.resend_unknown(
            session, ctx.library, ctx.actor, button.notice_id, ctx.incoming.message_id
        )
    return Reply(words.progress(t, progress))


BUTTONS: Buttons = needs(
    Action.RUN,
    {
        b.WriteNotice: write_notice,
        b.WriteToLine: write_to_line,
        b.WriteToOne: write_to_one,
        b.SendNotice: send_notice,
        b.RewriteNotice: rewrite,
        b.DiscardNotice: discard,
        b.ResendUnknown: resend_unknown,
    },
)
STEPS: Steps = needs(Action.RUN, {"notice": text_written})
