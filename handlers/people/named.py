"""Whoever has a role is asked for the name that those they work with see; it takes no consent to being a participant."""

from domain.people import buttons as b
from domain.people import clean_name
from handlers.context import Context, Reply
from services import Session, people
from services.courses import contacts
from texts import named as words
from texts import people as people_words
from texts.catalog import Texts
from texts.screen import Screen


async def question(ctx: Context, session: Session, t: Texts, before: Screen | None = None) -> Screen:
    """`before`: what it is asked with."""
    return words.asked(t, _in_telegram(ctx), await contacts.centres(session, ctx.actor), before)


def _in_telegram(ctx: Context) -> str:
    return clean_name(ctx.incoming.first_name, ctx.incoming.last_name)


def may_be_named(ctx: Context) -> None:
    """Raises ConsentNeeded for whoever has neither agreed nor a role."""
    if not ctx.actor.has_role:
        ctx.actor.must_have_consented()


async def ask(ctx: Context, _button: b.AskMyName) -> Reply:
    async with ctx.begin() as (session, t):
        may_be_named(ctx)
        return Reply(await question(ctx, session, t))


async def take(ctx: Context, _button: b.TakeMyName) -> Reply:
    """The name as Telegram shows it now."""
    async with ctx.begin() as (session, t):
        may_be_named(ctx)
        if not (name := _in_telegram(ctx)):
            return Reply(await question(ctx, session, t))
        await people.rename(session, ctx.actor, name)
        await session.flush()
        t = await ctx.reload(session)
    return Reply(people_words.name_kept(t, ctx.actor))
