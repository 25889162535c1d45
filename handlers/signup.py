"""Sign-up by buttons: card, join, my course, leave, offers, calendar."""

from domain.signup import buttons as b
from handlers.context import Context, Reply
from services import signup
from services.courses import revisions
from texts import signup as words


async def show_course(ctx: Context, button: b.ShowCourse) -> Reply:
    async with ctx.begin() as session:
        card = await signup.card(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.card(ctx.t, card))


async def ask_join(ctx: Context, button: b.AskJoin) -> Reply:
    async with ctx.begin() as session:
        ctx.actor.must_have_consented(button.course_id)
        card = await signup.card(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    if card.mine or not card.open:
        return Reply(words.card(ctx.t, card))
    return Reply(words.ask_join(ctx.t, card, ctx.actor.name or ""))


async def join(ctx: Context, button: b.Join) -> Reply:
    async with ctx.begin() as session:
        place = await signup.join(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.joined(ctx.t, place))


async def my_courses(ctx: Context) -> Reply:
    """/mycourse: the one course, or a choice of several."""
    async with ctx.begin() as session:
        if not ctx.actor.coordinates:
            ctx.actor.must_have_consented()
        places = await signup.mine(session, ctx.library, ctx.actor)
    if not places:
        return Reply(words.my_places_none(ctx.t))
    first, *more = [words.my_place(ctx.t, place, ctx.now) for place in places]
    return Reply(first, more=more)


async def my_course(ctx: Context, button: b.MyCourse) -> Reply:
    async with ctx.begin() as session:
        place = await signup.my_place(session, ctx.library, ctx.actor, button.course_id)
    return Reply(words.my_place(ctx.t, place, ctx.now))


async def ask_leave(ctx: Context, button: b.AskLeave) -> Reply:
    async with ctx.begin() as session:
        place = await signup.my_place(session, ctx.library, ctx.actor, button.course_id)
    return Reply(words.ask_leave(ctx.t, place))


async def leave(ctx: Context, button: b.Leave) -> Reply:
    async with ctx.begin() as session:
        course = await signup.leave(session, ctx.library, ctx.actor, button.course_id, button.version, ctx.now)
    return Reply(words.left(ctx.t, course))


async def accept_seat(ctx: Context, button: b.AcceptSeat) -> Reply:
    return await _answer_offer(ctx, button, accept=True)


async def decline_seat(ctx: Context, button: b.DeclineSeat) -> Reply:
    return await _answer_offer(ctx, button, accept=False)


async def _answer_offer(ctx: Context, button: b.AcceptSeat | b.DeclineSeat, *, accept: bool) -> Reply:
    async with ctx.begin() as session:
        place = await signup.answer_offer(
            session, ctx.library, ctx.actor, button.enrolment_id, button.version, accept, ctx.now
        )
    return Reply(words.joined(ctx.t, place) if accept else words.declined(ctx.t, place))


async def get_calendar(ctx: Context, button: b.GetCalendar) -> Reply:
    async with ctx.begin() as session:
        await signup.my_place(session, ctx.library, ctx.actor, button.course_id)
        course = await revisions.of_course(session, ctx.library, button.course_id, ctx.now)
    return Reply(words.calendar_again(ctx.t, course), new=True)
