"""Proposals and free places by buttons, without anybody's name."""

from domain.errors import Gone
from domain.groups import buttons as g
from handlers.context import Context, Reply
from services.groups import newcomers, proposals
from texts.groups import proposals as words


async def answer_proposal(ctx: Context, button: g.AnswerProposal) -> Reply:
    async with ctx.begin() as (session, t):
        proposal = await proposals.answer(
            session, ctx.library, ctx.actor, button.member_id, button.version, button.answer, ctx.now
        )
    return Reply(words.answered(t, proposal))


async def answer_newcomer(ctx: Context, button: g.AnswerNewcomer) -> Reply:
    """A member: may somebody new come?"""
    yes = _yes(button.yes)
    async with ctx.begin() as (session, t):
        question = await newcomers.vote(session, ctx.library, ctx.actor, button.member_id, button.version, yes, ctx.now)
    return Reply(words.newcomer_answered(t, question))


async def answer_free_place(ctx: Context, button: g.AnswerFreePlace) -> Reply:
    yes = _yes(button.yes)
    async with ctx.begin() as (session, t):
        home = await newcomers.answer(session, ctx.library, ctx.actor, button.member_id, button.version, yes, ctx.now)
    return Reply(words.offer_answered(t, home, yes))


def _yes(value: int) -> bool:
    """Raises Gone for what no button of ours says."""
    if value not in (0, 1):
        raise Gone
    return bool(value)
