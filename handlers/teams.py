"""What somebody answers who is asked to be on the team of a course."""

from domain.courses import buttons as b
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons
from services.courses import absences, team
from services.setup import asking, declining
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
        found = await declining.ahead(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.ask_away(t, found, ctx.now))


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
    return Reply(words.back_told(t, standing, evening.starts_at))


async def cannot_meet(ctx: Context, button: b.CannotMeet) -> Reply:
    which = button.course_id, button.number, button.at
    async with ctx.begin() as (session, t):
        standing, meeting = await declining.cannot_come(session, ctx.library, ctx.actor, *which, ctx.now)
    return Reply(words.missing_told(t, standing, meeting))


async def can_meet(ctx: Context, button: b.CanMeet) -> Reply:
    which = button.course_id, button.number, button.at
    async with ctx.begin() as (session, t):
        standing, meeting = await declining.can_come(session, ctx.library, ctx.actor, *which, ctx.now)
    return Reply(words.back_told(t, standing, meeting.at))


BUTTONS: Buttons = needs(
    Action.OWN,
    {
        b.JoinTeam: join,
        b.AskedBefore: asked_before,
        b.DeclineTeam: decline,
        b.AskAway: ask_away,
        b.CannotCome: cannot_come,
        b.CanCome: can_come,
        b.CannotMeet: cannot_meet,
        b.CanMeet: can_meet,
    },
)
