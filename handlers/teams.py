"""What somebody answers who is asked to be on the team of a course."""

from domain.courses import buttons as b
from domain.errors import Gone
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons
from services.courses import absences, load, team
from services.setup import asking
from texts import teams as words


async def join(ctx: Context, button: b.JoinTeam) -> Reply:
    """Nobody says yes to dates that they have not seen: where they have changed since, they are shown."""
    which = button.member_id, button.version, button.seen
    async with ctx.begin() as (session, t):
        standing, done = await team.accept(session, ctx.library, ctx.actor, *which, ctx.now)
        if not done:
            question = await asking.question(session, standing, ctx.now)
            return Reply(words.asked(t, question, changed=True), alert=words.changed_since(t))
    return Reply(words.joined(t, standing))


async def asked_before(ctx: Context, button: b.AskedBefore) -> Reply:
    return await join(ctx, b.JoinTeam(button.member_id, button.version, 0))


async def decline(ctx: Context, button: b.DeclineTeam) -> Reply:
    async with ctx.begin() as (session, t):
        standing = await team.decline(session, ctx.library, ctx.actor, button.member_id, button.version, ctx.now)
    return Reply(words.declined(t, standing))


async def ask_away(ctx: Context, button: b.AskAway) -> Reply:
    async with ctx.begin() as (session, t):
        member = await team.own(session, ctx.actor, button.course_id)
        if member is None:
            raise Gone
        course = await load(session, ctx.library, button.course_id)
        away = await absences.own(session, member.id, course)
    return Reply(words.ask_away(t, team.Standing(course, member), away, ctx.now))


async def cannot_come(ctx: Context, button: b.CannotCome) -> Reply:
    async with ctx.begin() as (session, t):
        standing, evening = await absences.cannot_come(
            session, ctx.library, ctx.actor, button.session_id, button.version, ctx.now
        )
    return Reply(words.away_told(t, standing, evening))


async def can_come(ctx: Context, button: b.CanCome) -> Reply:
    async with ctx.begin() as (session, t):
        standing, evening = await absences.can_come(
            session, ctx.library, ctx.actor, button.session_id, button.version, ctx.now
        )
    return Reply(words.back_told(t, standing, evening))


BUTTONS: Buttons = needs(
    Action.OWN,
    {
        b.JoinTeam: join,
        b.AskedBefore: asked_before,
        b.DeclineTeam: decline,
        b.AskAway: ask_away,
        b.CannotCome: cannot_come,
        b.CanCome: can_come,
    },
)
