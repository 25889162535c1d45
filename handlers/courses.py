"""A coordinator's courses: the list, the card, the people."""

import asyncio

from domain import rights
from domain.courses import buttons as b
from domain.rights import Action, needs
from handlers import signup as own
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Commands
from handlers.people.people import COURSE
from services import conversations, people, signup
from services.courses import CourseView, absences, coordination, revisions, team
from services.people import dialogs
from services.programmes import read_guide
from services.setup import drafts, meetings, sheet
from services.signup import PhoneSeat, phone_line
from texts import courses as words
from texts import guide
from texts.commands import EITHER
from texts.named import offered
from texts.setup import members as member_words


async def my_courses(ctx: Context, _button: b.ManageCourses | None = None) -> Reply:
    """/courses: those that one coordinates; for everybody else with a role those that they see without their people."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        views = await coordination.my_courses(session, ctx.library, ctx.actor, ctx.now)
        shared = await coordination.shared_courses(session, ctx.library, ctx.actor, ctx.now)
        waiting = await conversations.unanswered(session, ctx.actor)
        being_set_up = await drafts.listed(session, ctx.library, ctx.actor)
    if not ctx.actor.coordinates:
        return Reply(offered(t, words.shared(t, shared, ctx.now, below=False), ctx.actor))
    return Reply(offered(t, words.courses(t, views, ctx.now, waiting, len(shared.views), being_set_up), ctx.actor))


async def shared_courses(ctx: Context, _button: b.ListShared) -> Reply:
    async with ctx.begin() as (session, t):
        await coordination.my_courses(session, ctx.library, ctx.actor, ctx.now)
        shared = await coordination.shared_courses(session, ctx.library, ctx.actor, ctx.now)
    return Reply(words.shared(t, shared, ctx.now, below=True))


async def look_at_course(ctx: Context, button: b.LookAtCourse) -> Reply:
    """A course without its people, and without what one does with it."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        glance = await coordination.glance(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        own = await sheet.own(session, ctx.actor, glance.course, ctx.now)
    return Reply(words.glance(t, glance, link(ctx, glance.course), own))


async def team_calendar(ctx: Context, button: b.GetTeamCalendar) -> Reply:
    """Evenings and the team's meetings as a file, for those who hold the course."""
    async with ctx.begin() as (session, t):
        await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.TEAM)
        course = await revisions.of_course(session, ctx.library, button.course_id, ctx.now)
        chosen = await meetings.chosen(session, [course.id])
        meet = meetings.for_calendars(course, chosen.get(course.id, {}))
        said = await absences.said_of(session, ctx.actor, course)
        course, meet = absences.given_out(course, said), meetings.given_out(meet, said.meetings)
        theirs = meetings.theirs(course, meet, await team.own(session, ctx.actor, course.id))
    return Reply(member_words.calendar(t, *theirs, ctx.now), new=True)


async def ask_by_phone(ctx: Context, button: b.AskByPhone) -> Reply:
    """Nothing is set aside by a slip of the thumb."""
    async with ctx.begin() as (session, t):
        became = await signup.may_set_by_phone(
            session, ctx.library, ctx.actor, button.course_id, button.was, button.number, ctx.now
        )
        overview = await coordination.overview(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    if became is PhoneSeat.SET:
        return Reply(words.ask_by_phone(t, overview.course, button.number))
    if became is PhoneSeat.NONE_FREE and overview.open:
        return Reply(words.ask_wait(t, overview))
    return Reply(words.card(t, overview, link(ctx, overview.course), ctx.now), alert=words.became(t, became))


async def set_by_phone(ctx: Context, button: b.SetByPhone) -> Reply:
    """One seat more or fewer for those who ring; a box says so where nothing came of it."""
    course_id = button.course_id
    async with ctx.begin() as (session, t):
        became = await signup.set_by_phone(
            session, ctx.library, ctx.actor, course_id, button.was, button.number, ctx.now
        )
        overview = await coordination.overview(session, ctx.library, ctx.actor, course_id, ctx.now)
    return Reply(words.card(t, overview, link(ctx, overview.course), ctx.now), alert=words.became(t, became))


async def wait_by_phone(ctx: Context, button: b.WaitByPhone) -> Reply:
    """Somebody who rings goes to the end of the line; the answer says what the coordinators will have to do."""
    course_id = button.course_id
    async with ctx.begin() as (session, t):
        place = await signup.wait_by_phone(session, ctx.library, ctx.actor, course_id, button.waiting, ctx.now)
        overview = await coordination.overview(session, ctx.library, ctx.actor, course_id, ctx.now)
    if place is None:
        return Reply(words.ask_wait(t, overview), alert=words.line_changed(t))
    return Reply(words.waits(t, overview.course, place))


async def manage_wait(ctx: Context, button: b.ManageWait) -> Reply:
    async with ctx.begin() as (session, t):
        rung = await phone_line.waiting(session, ctx.library, ctx.actor, button.wait_id)
    return Reply(words.ask_end_wait(t, rung))


async def end_wait(ctx: Context, button: b.EndWait) -> Reply:
    async with ctx.begin() as (session, t):
        rung = await phone_line.end(session, ctx.library, ctx.actor, button.wait_id)
        page = await coordination.people(session, ctx.library, ctx.actor, rung.course.id, 0)
    return Reply(words.people(t, page))


def link(ctx: Context, course: CourseView) -> str:
    """By which people sign up."""
    return f"https://t.me/{ctx.house.username}?start={COURSE}{course.slug}"


async def list_people(ctx: Context, button: b.ListPeople) -> Reply:
    async with ctx.begin() as (session, t):
        page = await coordination.people(session, ctx.library, ctx.actor, button.course_id, button.page)
    return Reply(words.people(t, page))


async def either(ctx: Context) -> Reply:
    """`/kurs`: the list of courses for whoever sees any in a role, for all others the course that they are on."""
    async with ctx.house.database.begin() as session:
        actor = await people.known(session, ctx.incoming.telegram_id, ctx.now)
    sees = actor is not None and rights.anywhere(actor, Action.SHARED)
    return await (my_courses(ctx) if sees else own.my_courses(ctx))


async def send_guide(ctx: Context, _button: b.SendGuide) -> Reply:
    """How to coordinate, to be read by oneself."""
    async with ctx.begin() as (_, t):
        rights.must_somewhere(ctx.actor, Action.SEE)
    found = await asyncio.to_thread(read_guide, ctx.library.guides[t.language])
    return Reply(guide.screen(t, found), new=True)


COMMANDS: Commands = {**needs(Action.SHARED, {"courses": my_courses}), **needs(Action.OWN, {EITHER: either})}
BUTTONS: Buttons = {
    **needs(Action.SHARED, {b.ManageCourses: my_courses, b.ListShared: shared_courses, b.LookAtCourse: look_at_course}),
    **needs(Action.SEE, {b.SendGuide: send_guide}),
    **needs(Action.TEAM, {b.GetTeamCalendar: team_calendar}),
    **needs(Action.PEOPLE, {b.ListPeople: list_people}),
    **needs(Action.RUN, {b.AskByPhone: ask_by_phone, b.SetByPhone: set_by_phone}),
    **needs(Action.RUN, {b.WaitByPhone: wait_by_phone, b.ManageWait: manage_wait, b.EndWait: end_wait}),
}
