"""The team on the card: looked at, asked, taken off; and confidentiality written down."""

from datetime import date
from typing import Any

from domain.errors import ConfidentialityMissing, Gone, NotOnTeam
from domain.rights import ON_TEAMS, Action, Role
from domain.setup import buttons as b
from handlers.context import Context, Reply
from services import Session
from services.courses import CourseView, coordination, team
from services.courses import candidates as whom
from services.courses.candidates import Candidate
from services.people import dialogs
from services.setup import inviting, sheet
from texts.catalog import Texts
from texts.setup import members as words


async def show(ctx: Context, button: b.ShowTeam) -> Reply:
    return await _team(ctx, button.course_id)


async def _team(ctx: Context, course_id: int) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        return Reply(await _shown(ctx, session, t, course_id))


async def _shown(ctx: Context, session: Session, t: Texts, course_id: int, *, more: bool = False) -> Any:
    found = await sheet.load(session, ctx.library, ctx.actor, course_id, ctx.now)
    return words.team(t, found, await inviting.load(session, found.course, ctx.now), more=more)


async def more(ctx: Context, button: b.AskMore) -> Reply:
    async with ctx.begin() as (session, t):
        return Reply(await _shown(ctx, session, t, button.course_id, more=True))


async def ask_same(ctx: Context, button: b.AskSame) -> Reply:
    """Where one of them has to sign first, one is asked when that was."""
    async with ctx.begin() as (session, t):
        which = button.course_id, button.other_id
        _, unsigned = await inviting.ask_same(session, ctx.library, ctx.actor, *which, ctx.now)
        if unsigned:
            course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
            return Reply(await _to_sign(ctx, session, t, course, unsigned[0]))
        return Reply(await _shown(ctx, session, t, button.course_id))


async def candidates(ctx: Context, button: b.ShowCandidates) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        role = role_of(button.role)
        found = await whom.in_role(session, ctx.library, ctx.actor, course.id, role)
        some = await whom.anybody(session, course, role)
    return Reply(words.candidates(t, course, role, found, some=some))


def role_of(written: str) -> Role:
    if written not in tuple(ON_TEAMS):
        raise Gone
    return Role(written)


async def ask(ctx: Context, button: b.AskMember) -> Reply:
    """Whoever has lived it has to have signed first: then one is asked when that was."""
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        role = role_of(button.role)
        try:
            return Reply(await _asked(ctx, session, t, course, button.person_id, role))
        except ConfidentialityMissing:
            one = await person_with(ctx, session, course, button.person_id, Role.EXPERIENCED_USER)
            return Reply(await _to_sign(ctx, session, t, course, one))


async def _to_sign(ctx: Context, session: Session, t: Texts, course: CourseView, one: Candidate) -> Any:
    ids = {"course_id": course.id, "person_id": one.person_id}
    await dialogs.ask(session, ctx.actor, "signed_on", ctx.now, **ids)
    return words.ask_confidentiality(t, course, one, ctx.now.astimezone(course.zone).date())


async def ask_nameless(ctx: Context, button: b.AskNameless) -> Reply:
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        role = role_of(button.role)
        one = await person_with(ctx, session, course, button.person_id, role)
    return Reply(words.ask_nameless(t, course, role, one))


async def _asked(ctx: Context, session: Session, t: Texts, course: CourseView, person_id: int, role: Role) -> Any:
    if not course.sessions:
        raise Gone
    await team.ask(session, ctx.library, ctx.actor, course.id, person_id, role, ctx.now)
    return await _shown(ctx, session, t, course.id)


async def person_with(ctx: Context, session: Session, course: CourseView, person_id: int, role: Role) -> Candidate:
    found = await whom.in_role(session, ctx.library, ctx.actor, course.id, role)
    one = next((one for one in found if one.person_id == person_id), None)
    if one is None:
        raise NotOnTeam
    return one


async def signed(ctx: Context, button: b.WriteConfidentiality) -> Reply:
    """Written down, and they are asked."""
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        try:
            day = date.fromordinal(button.day)
        except (ValueError, OverflowError) as error:
            raise Gone from error
        return Reply(await signed_on(ctx, session, t, course, button.person_id, day))


async def signed_on(ctx: Context, session: Session, t: Texts, course: CourseView, person_id: int, day: date) -> Any:
    await dialogs.end(session, ctx.actor)
    await team.write_down(session, ctx.actor, course.centre.id, person_id, day, ctx.now)
    return await _asked(ctx, session, t, course, person_id, Role.EXPERIENCED_USER)


async def one(ctx: Context, button: b.ManageMember) -> Reply:
    async with ctx.begin() as (session, t):
        found = await team.member(session, ctx.library, ctx.actor, button.member_id)
    return Reply(words.member(t, *found))


async def remove(ctx: Context, button: b.RemoveMember) -> Reply:
    async with ctx.begin() as (session, _):
        course = await team.remove(session, ctx.library, ctx.actor, button.member_id, ctx.now)
    return await _team(ctx, course.id)
