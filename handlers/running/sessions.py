"""Evenings: a coordinator moves and cancels them, a participant says who comes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import asdict, replace

from domain.buttons import Payload
from domain.errors import Gone
from domain.running import buttons as b
from domain.running.sessions import from_minutes
from domain.timing import after_quiet
from handlers.context import Context, Reply
from services import Session
from services.courses import CourseView, coordination, reasons
from services.people import dialogs
from services.running import sessions
from services.running.sessions import Evening, Meeting
from services.setup import sheet
from services.setup.sheet import Odd
from texts.catalog import Texts
from texts.running import calling_off as off_words
from texts.running import sessions as words
from texts.screen import Screen


async def list_sessions(ctx: Context, button: b.ListSessions) -> Reply:
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id)
    return Reply(words.evening_list(t, course, ctx.now))


async def manage_session(ctx: Context, button: b.ManageSession) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        evening = await sessions.card(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.card(t, evening, ctx.now))


async def who_comes(ctx: Context, button: b.WhoComes) -> Reply:
    """Names only of those who let the team see them; the others are counted."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await sessions.who_comes(session, ctx.library, ctx.actor, button.session_id)
    return Reply(words.who_comes(t, *found, ctx.now))


async def move_session(ctx: Context, button: b.MoveSession) -> Reply:
    """Ask for the new time; the next text is read as one."""
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        await dialogs.ask(session, ctx.actor, "move", ctx.now, session_id=ids[0], version=ids[1])
    return Reply(words.ask_move(t, evening))


async def new_time_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `move`: nothing is moved before it has been seen and confirmed; until then another time replaces it."""
    ids, text = (draft["session_id"], draft["version"]), ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        evening, at = await sessions.written_time(session, ctx.library, ctx.actor, *ids, text, ctx.now)
        await dialogs.go_on(session, ctx.actor, "move", ctx.now, session_id=ids[0], version=ids[1])
        odd = await _odd(ctx, session, evening, {evening.session.id: at})
    return Reply(words.move_preview(t, evening, at, odd, awake=_awake(ctx, evening, at)))


async def _odd(ctx: Context, session: Session, evening: Evening, moved: Mapping[int, datetime]) -> list[Odd]:
    """What is to be known of the days to which evenings (by number) would be moved."""
    found = (one for one in evening.course.sessions if one.id in moved)
    there = [
        replace(one, starts_at=moved[one.id], ends_at=moved[one.id] + (one.ends_at - one.starts_at)) for one in found
    ]
    in_order = sorted(there, key=lambda one: one.starts_at)
    return await sheet.odd(session, ctx.library, replace(evening.course, sessions=tuple(in_order)))


def _week_later(evening: Evening) -> dict[int, datetime]:
    return {one.id: at for one, at in evening.week_later}


async def preview_move(ctx: Context, button: b.PreviewMove) -> Reply:
    ids, at = (button.session_id, button.version), from_minutes(button.at)
    async with ctx.begin() as (session, t):
        evening = await sessions.preview_move(session, ctx.library, ctx.actor, *ids, at, ctx.now)
        await dialogs.ask(session, ctx.actor, "move", ctx.now, session_id=ids[0], version=ids[1])
        odd = await _odd(ctx, session, evening, {evening.session.id: at})
    return Reply(words.move_preview(t, evening, at, odd, awake=_awake(ctx, evening, at)))


async def confirm_move(ctx: Context, button: b.ConfirmMove | b.ConfirmMoveWhy) -> Reply:
    ids, at = (button.session_id, button.version), from_minutes(button.at)
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        changed = await sessions.move(session, ctx.library, ctx.actor, *ids, at, ctx.now, reason_of(button))
        evening = await sessions.card(session, ctx.library, ctx.actor, button.session_id, ctx.now)
    return Reply(words.move_done(t, evening, changed, ctx.now))


async def preview_move_all(ctx: Context, button: b.MoveAllLater) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.preview_move_all(session, ctx.library, ctx.actor, *ids, ctx.now)
        await dialogs.end(session, ctx.actor)
        odd = await _odd(ctx, session, evening, _week_later(evening))
    return Reply(words.move_all_preview(t, evening, odd, awake=_awake(ctx, evening)))


async def confirm_move_all(ctx: Context, button: b.ConfirmMoveAll | b.ConfirmMoveAllWhy) -> Reply:
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        changed = await sessions.move_all(session, ctx.library, ctx.actor, *ids, ctx.now, reason_of(button))
        evening = await sessions.card(session, ctx.library, ctx.actor, button.session_id, ctx.now, later=True)
    return Reply(words.move_all_done(t, evening, changed, ctx.now))


def reason_of(button: Payload) -> int:
    """The number of the reason that a button carries, 0 for one that carries none."""
    return int(getattr(button, "reason_id", 0))


async def ask_reason(ctx: Context, button: b.AskReason) -> Reply:
    """Why it is changed, for the message; the next text is that."""
    ids = button.session_id, button.version
    async with ctx.begin() as (session, t):
        evening = await sessions.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        await dialogs.ask(session, ctx.actor, "reason", ctx.now, **asdict(button))
    return Reply(words.ask_reason(t, _back(button), evening.course.centre.name))


def _back(button: b.AskReason) -> Payload:
    """To where the question was asked from."""
    ids = button.session_id, button.version
    match button.act:
        case b.Act.MOVE:
            return b.PreviewMove(*ids, button.at)
        case b.Act.MOVE_ALL:
            return b.MoveAllLater(*ids)
        case b.Act.CANCEL:
            return b.AskCancelSession(*ids)
    raise Gone


async def reason_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `reason`: the same question as before, with the reason in it; another text replaces it."""
    ids = draft["session_id"], draft["version"]
    async with ctx.begin() as (session, t):
        evening = await sessions.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        act, at = str(draft.get("act")), from_minutes(int(draft.get("at", 0)))
        if act == b.Act.MOVE:
            await sessions.preview_move(session, ctx.library, ctx.actor, *ids, at, ctx.now)
        elif act == b.Act.MOVE_ALL:
            evening = await sessions.preview_move_all(session, ctx.library, ctx.actor, *ids, ctx.now)
        elif act != b.Act.CANCEL:
            raise Gone
        text = ctx.incoming.text_with_addresses or ""
        reason = await reasons.keep(session, ctx.actor, evening.course.id, text, ctx.now)
        await dialogs.go_on(session, ctx.actor, "reason", ctx.now, **draft)
        moved = {evening.session.id: at} if act == b.Act.MOVE else _week_later(evening)
        odd = await _odd(ctx, session, evening, moved) if act != b.Act.CANCEL else []
    if act == b.Act.MOVE:
        return Reply(words.move_preview(t, evening, at, odd, reason, _awake(ctx, evening, at)))
    if act == b.Act.MOVE_ALL:
        return Reply(words.move_all_preview(t, evening, odd, reason, _awake(ctx, evening)))
    return Reply(off_words.ask_cancel(t, evening, reason, _awake(ctx, evening)))


def awake(ctx: Context, course: CourseView, starts_at: datetime) -> datetime | None:
    """When the quiet hours end in which it is now, where there is time until then; else None."""
    quiet = course.centre.quiet or ctx.house.quiet
    end = after_quiet(ctx.now, starts_at, quiet, course.zone) if quiet else ctx.now
    return end if end > ctx.now else None


def _awake(ctx: Context, evening: Evening, at: datetime | None = None) -> datetime | None:
    """The same for an evening, which may be moved to another start."""
    starts = evening.session.starts_at
    return awake(ctx, evening.course, min(starts, at or starts))


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
