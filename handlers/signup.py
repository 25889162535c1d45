"""Sign-up by buttons: card, join, my course, leave, offers, calendar."""

from domain.courses import Referrer
from domain.errors import Gone
from domain.rights import Action, needs
from domain.signup import buttons as b
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Commands
from services import Session, signup
from services.courses import contacts, revisions
from services.groups import front
from services.people import dialogs
from services.signup import Card
from texts import people as people_words
from texts import signup as words


async def show_course(ctx: Context, button: b.ShowCourse) -> Reply:
    async with ctx.begin() as (session, t):
        card = await read(ctx, session, button.course_id)
    return Reply(words.card(t, card))


async def read(
    ctx: Context, session: Session, course_id: int, referrer: Referrer | None = None, *, noted: bool = False
) -> Card:
    """The card of a course, about to be read: who then writes that they wish to come means this one.

    `noted`: that is kept already. Raises Gone, NotOpenYet.
    """
    card = await signup.card(session, ctx.library, ctx.actor, course_id, ctx.now)
    if not card.open or card.mine:
        await dialogs.unread(session, ctx.actor)
    elif not noted:
        passed = {"referrer": referrer.value} if referrer else {}
        await dialogs.note(session, ctx.actor, dialogs.READ, ctx.now, course_id=course_id, **passed)
    return card


async def ask_join(ctx: Context, button: b.AskJoin | b.AskJoinFrom) -> Reply:
    async with ctx.begin() as (session, t):
        ctx.actor.must_have_consented(button.course_id)
        card = await signup.card(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        lacking = await signup.lacking(session, ctx.library, ctx.actor, card.course, ctx.now)
        several = await contacts.several(session)
    if card.mine or not card.open:
        return Reply(words.card(t, card))
    return Reply(words.ask_join(t, card, ctx.actor.name or "", _referrer(button), lacking, several=several))


async def join(ctx: Context, button: b.Join | b.JoinFrom) -> Reply:
    referrer = _referrer(button)
    async with ctx.begin() as (session, t):
        place = await signup.join(session, ctx.library, ctx.actor, button.course_id, ctx.now, referrer)
        ask_phone = place.new and ctx.actor.phone is None
        if ask_phone:
            await dialogs.offer(session, ctx.actor, "phone_offered", ctx.now)
    return Reply(words.joined(t, place, ask_phone=ask_phone))


def _referrer(button: b.AskJoin | b.AskJoinFrom | b.Join | b.JoinFrom) -> Referrer | None:
    """Raises Gone for a kind that nobody is of."""
    if isinstance(button, b.AskJoin | b.Join):
        return None
    if button.referrer not in tuple(Referrer):
        raise Gone
    return Referrer(button.referrer)


async def my_courses(ctx: Context) -> Reply:
    """/mycourse: the one course, or a choice of several."""
    async with ctx.begin() as (session, t):
        if not ctx.actor.has_role:
            ctx.actor.must_have_consented()
        places = await signup.mine(session, ctx.library, ctx.actor)
        form = await front.form_begun(session, ctx.actor)
    *others, last = [words.my_place(t, place, ctx.now) for place in places] or [words.my_places_none(t)]
    first, *more = [*others, people_words.with_form(t, last, form)]
    return Reply(first, more=more)


async def my_course(ctx: Context, button: b.MyCourse) -> Reply:
    async with ctx.begin() as (session, t):
        place = await signup.my_place(session, ctx.library, ctx.actor, button.course_id)
        form = await front.form_begun(session, ctx.actor)
    return Reply(people_words.with_form(t, words.my_place(t, place, ctx.now), form))


async def ask_leave(ctx: Context, button: b.AskLeave) -> Reply:
    async with ctx.begin() as (session, t):
        place = await signup.my_place(session, ctx.library, ctx.actor, button.course_id)
    return Reply(words.ask_leave(t, place))


async def leave(ctx: Context, button: b.Leave) -> Reply:
    async with ctx.begin() as (session, t):
        course = await signup.leave(session, ctx.library, ctx.actor, button.course_id, button.version, ctx.now)
    return Reply(words.left(t, course))


async def accept_seat(ctx: Context, button: b.AcceptSeat) -> Reply:
    return await _answer_offer(ctx, button, accept=True)


async def decline_seat(ctx: Context, button: b.DeclineSeat) -> Reply:
    return await _answer_offer(ctx, button, accept=False)


async def _answer_offer(ctx: Context, button: b.AcceptSeat | b.DeclineSeat, *, accept: bool) -> Reply:
    async with ctx.begin() as (session, t):
        place = await signup.answer_offer(
            session, ctx.library, ctx.actor, button.enrolment_id, button.version, accept, ctx.now
        )
    return Reply(words.joined(t, place) if accept else words.declined(t, place))


async def get_calendar(ctx: Context, button: b.GetCalendar) -> Reply:
    async with ctx.begin() as (session, t):
        await signup.my_place(session, ctx.library, ctx.actor, button.course_id)
        course = await revisions.of_course(session, ctx.library, button.course_id, ctx.now)
    return Reply(words.calendar_again(t, course, ctx.now), new=True)


COMMANDS: Commands = needs(Action.OWN, {"mycourse": my_courses})
BUTTONS: Buttons = {
    **needs(Action.OPEN, {b.ShowCourse: show_course, b.AskJoin: ask_join, b.Join: join}),
    **needs(Action.OPEN, {b.AskJoinFrom: ask_join, b.JoinFrom: join}),
    **needs(
        Action.OWN,
        {
            b.MyCourse: my_course,
            b.AskLeave: ask_leave,
            b.Leave: leave,
            b.AcceptSeat: accept_seat,
            b.DeclineSeat: decline_seat,
            b.GetCalendar: get_calendar,
        },
    ),
}
