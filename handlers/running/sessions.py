"""Evenings: a coordinator moves and cancels them, a participant says who comes."""

from collections.abc import Callable
from typing import Any

from domain.errors import Gone
from domain.running import buttons as b
from domain.running.sessions import from_minutes
from handlers.context import Context, Reply
from services.courses import coordination
from services.people import dialogs
from services.running import sessions
from services.running.sessions import Meeting
from texts.catalog import Texts
from texts.running import sessions as words
from texts.screen import Screen


async def list_sessions(ctx: Context, button: b.ListSessions) -> Reply:
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id)
    return Reply(words.evening_list(t, course))


async def manage_session(ctx: Context, button: b.ManageSession) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        evening = await sessions.evening(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.card(t, evening))


async def move_session(ctx: Context, button: b.MoveSession) -> Reply:
    """Ask for the new time; the next text is read as one."""
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        await dialogs.ask(session, ctx.actor, "move", ctx.now, session_id=ids[0], version=ids[1])
    return Reply(words.ask_move(t, evening))


async def new_time_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `move`: nothing is moved before it has been seen and confirmed."""
    ids, text = (draft["session_id"], draft["version"]), ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        evening, at = await sessions.written_time(session, ctx.library, ctx.actor, *ids, text, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.move_preview(t, evening, at))


async def preview_move(ctx: Context, button: b.PreviewMove) -> Reply:
    ids, at = (button.session_id, button.version), from_minutes(button.at)
    async with ctx.begin() as (session, t):
        evening = await sessions.preview_move(session, ctx.library, ctx.actor, *ids, at, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.move_preview(t, evening, at))


async def confirm_move(ctx: Context, button: b.ConfirmMove) -> Reply:
    ids, at = (button.session_id, button.version), from_minutes(button.at)
    async with ctx.begin() as (session, t):
        changed = await sessions.move(session, ctx.library, ctx.actor, *ids, at, ctx.now)
        evening = await sessions.evening(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.move_done(t, evening, changed))


async def preview_move_all(ctx: Context, button: b.MoveAllLater) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.preview_move_all(session, ctx.library, ctx.actor, *ids, ctx.now)
        await dialogs.end(session, ctx.actor)
    return Reply(words.move_all_preview(t, evening))


async def confirm_move_all(ctx: Context, button: b.ConfirmMoveAll) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        changed = await sessions.move_all(session, ctx.library, ctx.actor, *ids, ctx.now)
        evening = await sessions.evening(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.move_all_done(t, evening, changed))


async def ask_cancel(ctx: Context, button: b.AskCancelSession) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
    return Reply(words.ask_cancel(t, evening))


async def cancel(ctx: Context, button: b.CancelSession) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        changed = await sessions.cancel(session, ctx.library, ctx.actor, *ids, ctx.now)
        evening = await sessions.evening(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.cancel_done(t, evening, changed))


async def show_evening(ctx: Context, button: b.ShowEvening) -> Reply:
    """An evening that is still some way off: what I have said, and the two answers."""
    async with ctx.begin() as (session, t):
        meeting = await sessions.my_evening(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.answered(t, meeting))


async def attend(ctx: Context, button: b.Attend) -> Reply:
    """I'm coming, or I can't come."""
    return await _attend(ctx, button, words.answered)


async def attend_moved(ctx: Context, button: b.AttendMoved) -> Reply:
    """The same, below the news of another time, which stays."""
    return await _attend(ctx, button, words.answered_moved)


async def _attend(ctx: Context, button: b.Attend | b.AttendMoved, answer: Callable[[Texts, Meeting], Screen]) -> Reply:
    if button.coming not in (0, 1):
        raise Gone
    ids, coming = (button.session_id, button.version), bool(button.coming)
    async with ctx.begin() as (session, t):
        meeting = await sessions.attend(session, ctx.library, ctx.actor, *ids, coming, ctx.now)
    return Reply(answer(t, meeting))
