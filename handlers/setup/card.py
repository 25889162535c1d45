"""The card of a course that is set up; beginning one, publishing it, taking it back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from domain.courses import buttons as courses_buttons
from domain.errors import ChangedMeanwhile, Gone
from domain.rights import Action
from domain.setup import Act
from domain.setup import buttons as b
from domain.timing import QuietHours
from handlers import courses as lists
from handlers.context import Context, Reply
from handlers.dispatch import ButtonHandler
from services.courses import coordination
from services.people import dialogs
from services.planning import agenda, samples
from services.setup import drafts, editing, gaps, publishing, sheet
from texts import courses as list_words
from texts import samples as sample_words
from texts.catalog import Texts
from texts.screen import Screen
from texts.setup import card as words
from texts.setup import preview as preview_words


async def new_course(ctx: Context, button: b.NewCourse) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await drafts.choice(session, ctx.library, ctx.actor, button.centre_id)
    return Reply(words.choose(t, found, button.page))


async def choose_programme(ctx: Context, button: b.ChooseProgramme) -> Reply:
    """A draft at once, unless there is an earlier course that it may be made like."""
    async with ctx.begin() as (session, t):
        where = button.centre_id, button.programme
        found = await drafts.earlier(session, ctx.library, ctx.actor, *where)
        if found[2]:
            return Reply(words.like_before(t, *found, ctx.now))
        course_id = await drafts.make(session, ctx.library, ctx.actor, *where, 0)
        made = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    return Reply(words.card(t, made))


async def make_draft(ctx: Context, button: b.MakeDraft) -> Reply:
    async with ctx.begin() as (session, t):
        which = button.centre_id, button.programme, button.copy_of
        course_id = await drafts.make(session, ctx.library, ctx.actor, *which)
        made = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    return Reply(words.card(t, made))


async def show(ctx: Context, button: b.SetUp) -> Reply:
    return await card(ctx, button.course_id)


async def card(ctx: Context, course_id: int, *, meanwhile: bool = False) -> Reply:
    """The card as it is now; `meanwhile`: what was pressed was older than what a colleague has decided."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    if meanwhile and ctx.incoming.press_id is None:
        return Reply(words.card(t, found, words.meanwhile(t)))
    return Reply(words.card(t, found), alert=words.meanwhile(t) if meanwhile else None)


def as_it_has_become(handler: Callable[[Context, Any], Awaitable[Reply]]) -> ButtonHandler:
    """Where a colleague was faster nothing is done, and the card is shown as it is now."""

    async def careful(ctx: Context, button: Any) -> Reply:
        try:
            return await handler(ctx, button)
        except ChangedMeanwhile as changed:
            return await card(ctx, changed.course_id, meanwhile=True)

    return careful


async def preview(ctx: Context, button: b.PreviewCourse) -> Reply:
    return await _looked_through(ctx, button.course_id, preview_words.preview)


async def ahead(ctx: Context, button: b.ShowAhead) -> Reply:
    return await _looked_through(ctx, button.course_id, preview_words.messages)


async def sample(ctx: Context, button: b.ShowSample) -> Reply:
    """The text of one message. Raises Gone for one that there is not (any more)."""
    async with ctx.begin() as (session, t):
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    ahead = agenda.foretold(found.course, found.to_come, _quiet(ctx), ctx.now) if found.course.sessions else []
    those = [one for one in ahead if (one.kind, one.looking_back) == (button.kind, bool(button.back))]
    which = next((place for place, one in enumerate(those) if one.number == button.number), None)
    said = None if which is None else samples.view(ctx.library, found, those[which])
    if which is None or said is None:
        raise Gone
    following = next((one for one in those[which + 1 :] if one.number != button.number), None)
    return Reply(sample_words.sample(t, found.course, samples.Sample(those[which], said, following)))


async def _looked_through(
    ctx: Context, course_id: int, show: Callable[[Texts, sheet.Sheet, Sequence[agenda.Ahead]], Screen]
) -> Reply:
    """What it will be like, or the card while nobody knows when."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    if not found.course.sessions:
        return Reply(words.card(t, found))
    return Reply(show(t, found, agenda.foretold(found.course, found.to_come, _quiet(ctx), ctx.now)))


def _quiet(ctx: Context) -> QuietHours:
    quiet: QuietHours = ctx.house.quiet or agenda.ALWAYS
    return quiet


async def publish(ctx: Context, button: b.Publish) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        which = button.course_id, button.edition
        course = await publishing.publish(session, ctx.library, ctx.actor, *which, ctx.now)
    return Reply(preview_words.published(t, course, lists.link(ctx, course)))


async def confirm_change(ctx: Context, button: b.ConfirmChange) -> Reply:
    async with ctx.begin() as (session, t):
        which = button.course_id, button.edition
        told = await editing.confirm(session, ctx.library, ctx.actor, *which, ctx.now)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.changed(t, found, told))


async def forget_change(ctx: Context, button: b.ForgetChange) -> Reply:
    async with ctx.begin() as (session, t):
        await editing.forget(session, ctx.library, ctx.actor, button.course_id)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.card(t, found))


async def ask_whole(ctx: Context, button: b.AskWhole) -> Reply:
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        act = _act(button.act)
        if act is Act.DISCARD:
            await drafts.must_be_loose(session, course)
        else:
            await publishing.must_have_nobody(session, course, ctx.now)
    return Reply(words.ask_whole(t, course, act))


def _act(written: str) -> Act:
    if written not in tuple(Act):
        raise Gone
    return Act(written)


async def do_whole(ctx: Context, button: b.DoWhole) -> Reply:
    which = button.course_id, button.edition
    async with ctx.begin() as (session, t):
        await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        if _act(button.act) is Act.DISCARD:
            await drafts.discard(session, ctx.library, ctx.actor, *which)
            return Reply(words.discarded(t))
        await publishing.take_back(session, ctx.library, ctx.actor, *which, ctx.now)
    return await card(ctx, button.course_id)


async def manage(ctx: Context, button: courses_buttons.ManageCourse) -> Reply:
    """A course's card: that on which it is set up, as long as it is a draft."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        overview = await coordination.overview(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        if overview.course.draft:
            found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
            return Reply(words.card(t, found))
        lacks = await gaps.load(session, ctx.actor, overview.course, ctx.now)
    return Reply(list_words.card(t, overview, lists.link(ctx, overview.course), ctx.now, lacks))
