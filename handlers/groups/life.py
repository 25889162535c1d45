"""`/mygroup`, the promise, the starter, leaving and closing, by buttons."""

from typing import Any

from domain.errors import Gone
from domain.groups import buttons as g
from handlers.context import Context, Reply
from services.groups import feedback, life
from services.groups import mine as everything
from services.groups.newcomers import Offer
from services.people import dialogs
from texts.groups import life as words
from texts.groups import proposals as proposal_words


async def my_groups(ctx: Context) -> Reply:
    """/mygroup: what waits for an answer, then each group."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        mine = await everything.mine(session, ctx.library, ctx.actor, ctx.now)
    screens = [proposal_words.offer(t, one) for one in mine.offers]
    screens += [proposal_words.answered(t, one) for one in mine.proposals]
    screens += [words.group(t, one) for one in mine.groups]
    first, *more = screens or [words.no_group(t)]
    return Reply(first, more=more)


async def show_proposal(ctx: Context, button: g.ShowProposal) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await everything.asked(session, ctx.library, ctx.actor, button.member_id, ctx.now)
    if isinstance(found, Offer):
        return Reply(proposal_words.offer(t, found))
    return Reply(proposal_words.answered(t, found))


async def show(ctx: Context, button: g.ShowGroup) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        home = await life.home(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.group(t, home))


async def organiser(ctx: Context, button: g.OrganiserTools) -> Reply:
    """What only the starter decides; the group itself for whoever is it no longer."""
    async with ctx.begin() as (session, t):
        home = await life.home(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.organiser(t, home) if home.starter else words.group(t, home))


async def back_to_group(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Where one was before one was asked for a time, a place, or what to tell. Raises Gone."""
    return await show(ctx, g.ShowGroup(int(draft["group_id"])))


async def rules(ctx: Context, button: g.GroupRules) -> Reply:
    """Also for groups that do without a chat, where they stand otherwise."""
    async with ctx.begin() as (session, t):
        home = await life.home(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.rules(t, home, ctx.library.groups_of(home.group.centre.slug).ground_rule))


async def promise(ctx: Context, button: g.PromiseSilence) -> Reply:
    async with ctx.begin() as (session, t):
        home = await life.promise(session, ctx.library, ctx.actor, button.member_id, ctx.now)
    return Reply(words.group(t, home, t("groups.life.promised")))


async def ask_leave(ctx: Context, button: g.AskLeaveGroup) -> Reply:
    async with ctx.begin() as (session, t):
        home = await life.home(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.ask_leave(t, home))


async def leave(ctx: Context, button: g.LeaveGroup) -> Reply:
    async with ctx.begin() as (session, t):
        group = await life.leave(session, ctx.library, ctx.actor, button.group_id, button.version, ctx.now)
    return Reply(words.left(t, group))


async def withdraw_as_starter(ctx: Context, button: g.WithdrawAsStarter) -> Reply:
    async with ctx.begin() as (session, t):
        home = await life.withdraw_as_starter(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.group(t, home, t("groups.life.withdrawn")))


async def take_over(ctx: Context, button: g.TakeOver) -> Reply:
    async with ctx.begin() as (session, t):
        home = await life.take_over(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.group(t, home, t("groups.life.taken_over")))


async def set_who_plans(ctx: Context, button: g.SetWhoPlans) -> Reply:
    anyone = _on(button.anyone)
    async with ctx.begin() as (session, t):
        home = await life.set_who_plans(session, ctx.library, ctx.actor, button.group_id, anyone, ctx.now)
    return Reply(words.organiser(t, home))


async def open_to_newcomers(ctx: Context, button: g.OpenToNewcomers) -> Reply:
    on = _on(button.on)
    async with ctx.begin() as (session, t):
        home = await life.set_open(session, ctx.library, ctx.actor, button.group_id, on, ctx.now)
    return Reply(words.organiser(t, home) if home.starter else words.group(t, home))


async def ask_close(ctx: Context, button: g.AskClose) -> Reply:
    async with ctx.begin() as (session, t):
        home = await life.may_close(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.ask_close(t, home))


async def close(ctx: Context, button: g.CloseGroup) -> Reply:
    """The starter gets the thanks as everybody else does, in a message of its own; the screen goes back to the groups."""
    async with ctx.begin() as (session, t):
        group = await life.close_own(session, ctx.library, ctx.actor, button.group_id, button.version, ctx.now)
    return Reply(words.closed(t, group))


async def answer_pulse(ctx: Context, button: g.AnswerPulse) -> Reply:
    """Two taps; of the first nothing is kept."""
    running = _on(button.running)
    async with ctx.begin() as (session, t):
        home = await feedback.answer_pulse(
            session, ctx.library, ctx.actor, button.group_id, button.helps, running, ctx.now
        )
    if button.helps == "-":
        return Reply(words.pulse_helps(t, home, running))
    return Reply(words.pulse_thanks(t, home))


def _on(value: int) -> bool:
    """Raises Gone for what no button of ours says."""
    if value not in (0, 1):
        raise Gone
    return bool(value)
