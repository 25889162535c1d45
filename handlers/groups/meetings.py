"""Meetings of a group by buttons and text: plan, move, change the place, cancel, say whether one comes."""

from typing import Any

from domain.errors import Gone
from domain.groups import buttons as g
from domain.running.sessions import from_minutes
from handlers.context import Context, Reply
from services.groups import meetings
from services.groups.homes import Home
from services.people import dialogs
from texts.catalog import Html, Texts
from texts.groups import life as life_words
from texts.groups import meetings as words


async def plan(ctx: Context, button: g.PlanMeeting) -> Reply:
    """Ask for the next meeting's time; the next text is read as one."""
    async with ctx.begin() as (session, t):
        home = await meetings.planned(session, ctx.library, ctx.actor, button.group_id, ctx.now)
        if home.next is None:
            await dialogs.ask(session, ctx.actor, "meeting", ctx.now, group_id=button.group_id)
    return Reply(words.ask_time(t, home) if home.next is None else life_words.group(t, home))


async def time_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `meeting`: nobody is told before the time has been seen and confirmed."""
    text = ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        meeting = None
        if "meeting_id" in draft:
            ids = draft["meeting_id"], draft["version"]
            home, meeting = await meetings.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
            group_id = home.group.id
        else:
            group_id = draft["group_id"]
        home, at = await meetings.written_time(session, ctx.library, ctx.actor, group_id, text, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.preview(t, home, at, meeting))


async def set_(ctx: Context, button: g.SetMeeting) -> Reply:
    at = from_minutes(button.at)
    async with ctx.begin() as (session, t):
        home = await meetings.set_(session, ctx.library, ctx.actor, button.group_id, button.version, at, ctx.now)
        await dialogs.end(session, ctx.actor)
    return _done(t, home, "groups.meeting.done")


async def ask_move(ctx: Context, button: g.MoveMeeting) -> Reply:
    """Ask for the new time; the next text is read as one."""
    ids = button.meeting_id, button.version
    async with ctx.begin() as (session, t):
        home, meeting = await meetings.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        draft = {"group_id": home.group.id, "meeting_id": ids[0], "version": ids[1]}
        await dialogs.ask(session, ctx.actor, "meeting", ctx.now, **draft)
    return Reply(words.ask_move(t, home, meeting))


async def move(ctx: Context, button: g.ConfirmMoveMeeting) -> Reply:
    ids, at = (button.meeting_id, button.version), from_minutes(button.at)
    async with ctx.begin() as (session, t):
        home = await meetings.move(session, ctx.library, ctx.actor, *ids, at, ctx.now)
        await dialogs.end(session, ctx.actor)
    return _done(t, home, "groups.meeting.done")


async def ask_place(ctx: Context, button: g.ChangePlace) -> Reply:
    """Ask for the place; the next text is it."""
    ids = button.meeting_id, button.version
    async with ctx.begin() as (session, t):
        home, meeting = await meetings.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        draft = {"group_id": home.group.id, "meeting_id": ids[0], "version": ids[1]}
        await dialogs.ask(session, ctx.actor, "meeting_place", ctx.now, **draft)
    return Reply(words.ask_place(t, home, meeting))


async def place_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `meeting_place`."""
    ids, text = (draft["meeting_id"], draft["version"]), ctx.incoming.text_with_addresses or ""
    async with ctx.begin() as (session, t):
        home = await meetings.set_place(session, ctx.library, ctx.actor, *ids, text, ctx.now)
        await dialogs.end(session, ctx.actor)
    return _done(t, home, "groups.meeting.done")


async def ask_cancel(ctx: Context, button: g.AskCancelMeeting) -> Reply:
    ids = button.meeting_id, button.version
    async with ctx.begin() as (session, t):
        home, meeting = await meetings.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
    return Reply(words.ask_cancel(t, home, meeting))


async def cancel(ctx: Context, button: g.CancelMeeting) -> Reply:
    ids = button.meeting_id, button.version
    async with ctx.begin() as (session, t):
        home = await meetings.cancel(session, ctx.library, ctx.actor, *ids, ctx.now)
    return _done(t, home, "groups.meeting.cancel.done")


async def attend(ctx: Context, button: g.AttendMeeting) -> Reply:
    """I'm coming, or I can't."""
    if button.coming not in (0, 1):
        raise Gone
    ids, coming = (button.meeting_id, button.version), bool(button.coming)
    async with ctx.begin() as (session, t):
        home = await meetings.attend(session, ctx.library, ctx.actor, *ids, coming, ctx.now)
    return Reply(life_words.group(t, home))


async def calendar(ctx: Context, button: g.MeetingFile) -> Reply:
    async with ctx.begin() as (session, t):
        ctx.actor.must_have_consented()
        home = await meetings.given_out(session, ctx.library, button.group_id, ctx.actor.id, ctx.now)
    if home is None:
        raise Gone
    return Reply(words.calendar_again(t, home), new=True)


def _done(t: Texts, home: Home, sentence: str) -> Reply:
    return Reply(life_words.group(t, home, Html(f"<b>{t(sentence)}</b>")))
