"""Dates of a draft: by a calendar of buttons, or in words."""

from datetime import date, datetime
from typing import Any

from domain.errors import Gone
from domain.running import buttons as running_buttons
from domain.running.sessions import from_minutes
from domain.setup import buttons as b
from domain.setup import number_of
from handlers.context import Context, Reply
from handlers.running import sessions as evenings
from services import Session
from services.people import dialogs
from services.setup import dates, sheet, skipping
from texts.catalog import Texts
from texts.screen import Screen
from texts.setup import card as card_words
from texts.setup import dates as words


async def show(ctx: Context, button: b.ShowDates) -> Reply:
    """Of a draft without dates, or with one alone, the month at once; of a published course its evenings, moved one by one."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        if found.draft and len(found.course.sessions) < 2:
            return Reply(await _month(ctx, session, t, b.ShowMonth(button.course_id, 0, 0)))
    if not found.draft:
        return await evenings.list_sessions(ctx, running_buttons.ListSessions(button.course_id))
    return Reply(words.dates(t, found))


async def _month(ctx: Context, session: Session, t: Texts, button: b.ShowMonth) -> Any:
    """A day and its hour may also be written: the next text is it."""
    which = button.course_id, button.position, button.month
    found = await dates.month(session, ctx.library, ctx.actor, *which, ctx.now)
    ids = {"course_id": button.course_id, "edition": found.course.edition, "position": button.position}
    await dialogs.ask(session, ctx.actor, "course_day", ctx.now, **ids, month=found.number)
    return words.month(t, found)


async def month(ctx: Context, button: b.ShowMonth) -> Reply:
    async with ctx.begin() as (session, t):
        return Reply(await _month(ctx, session, t, button))


async def back_to_month(ctx: Context, draft: dict[str, Any]) -> Reply:
    """[Cancel] where a day or an hour is asked for."""
    month = int(draft["month"]) if "month" in draft else number_of(_day(draft["day"]))
    async with ctx.begin() as (session, t):
        which = int(draft["course_id"]), int(draft["position"]), month
        return Reply(await _month(ctx, session, t, b.ShowMonth(*which)))


async def day(ctx: Context, button: b.ChooseDay) -> Reply:
    """The hour; it may also be written, and then the next text is it."""
    async with ctx.begin() as (session, t):
        await dates.changeable(session, ctx.library, ctx.actor, button.course_id)
        return Reply(await _hours(ctx, session, t, button.course_id, button.position, _day(button.day)))


async def _hours(ctx: Context, session: Session, t: Texts, course_id: int, position: int, chosen: date) -> Any:
    which = course_id, position, number_of(chosen)
    found = await dates.month(session, ctx.library, ctx.actor, *which, ctx.now)
    ids = {"course_id": course_id, "edition": found.course.edition, "position": position}
    await dialogs.ask(session, ctx.actor, "course_hour", ctx.now, **ids, day=chosen.toordinal())
    return words.hours(t, found, chosen, ctx.now)


def _day(number: int) -> date:
    try:
        return date.fromordinal(number)
    except (ValueError, OverflowError) as error:
        raise Gone from error


async def hour(ctx: Context, button: b.ChooseHour) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        which = button.course_id, button.edition, button.position, from_minutes(button.at)
        await dates.choose(session, ctx.library, ctx.actor, *which, ctx.now)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(_chosen(t, found, button.position))


def _chosen(t: Texts, found: sheet.Sheet, position: int) -> Screen:
    """Of one date among others all dates; of the first, from which they follow, or the only one, the card."""
    return words.dates(t, found) if position and len(found.course.sessions) > 1 else card_words.card(t, found)


async def skip(ctx: Context, button: b.SkipFreeDays) -> Reply:
    """The card as it has become, below which dates have moved."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        which = button.course_id, button.edition
        skipped = await skipping.skip_free_days(session, ctx.library, ctx.actor, *which, ctx.now)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(card_words.card(t, found, words.moved(t, found.course, skipped)))


async def day_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `course_day`: with its hour it is chosen; a day alone is answered as its button is."""
    course_id, text = int(draft["course_id"]), ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        await dates.changeable(session, ctx.library, ctx.actor, course_id)
        position = int(draft["position"])
        at = await dates.written_day(session, ctx.library, ctx.actor, course_id, position, text, ctx.now)
        if not isinstance(at, datetime):
            return Reply(await _hours(ctx, session, t, course_id, position, at))
        return Reply(await _written(ctx, session, t, draft, at))


async def hour_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `course_hour`."""
    course_id, text = int(draft["course_id"]), ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        await dates.changeable(session, ctx.library, ctx.actor, course_id)
        at = await dates.written(session, ctx.library, ctx.actor, course_id, _day(draft["day"]), text, ctx.now)
        return Reply(await _written(ctx, session, t, draft, at))


async def _written(ctx: Context, session: Session, t: Texts, draft: dict[str, Any], at: datetime) -> Any:
    """Answered as the button is."""
    course_id, position = int(draft["course_id"]), int(draft["position"])
    await dates.choose(session, ctx.library, ctx.actor, course_id, int(draft["edition"]), position, at, ctx.now)
    await dialogs.end(session, ctx.actor)
    found = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    return _chosen(t, found, position)
