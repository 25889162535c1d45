"""Looking for a group: the form by buttons, private codes, pause, withdrawal."""

from typing import Any

from domain.groups import WishState
from domain.groups import buttons as g
from handlers.context import Context, Reply
from services import Session
from services.groups import form, pairs, wishes
from services.groups.pairs import Codes
from services.groups.wishes import WishView
from services.people import dialogs
from texts.catalog import Texts
from texts.groups import codes as code_words
from texts.groups import wishes as words
from texts.screen import Screen


async def groups(ctx: Context, _button: g.ShowGroups | None = None) -> Reply:
    """/groups: what I look for, or the beginning of the form, at the one centre or one of several."""
    async with ctx.begin() as (session, t):
        mine = await wishes.mine(session, ctx.library, ctx.actor)
        centres = await wishes.centres(session, ctx.actor)
        if mine:
            elsewhere = len(centres) > len(mine)
            first, *more = [await _card(ctx, session, t, one, elsewhere and one is mine[0]) for one in mine]
            return Reply(first, more=more)
        if len(centres) == 1:
            return await _begin(ctx, session, t, centres[0].id)
    return Reply(words.choose_centre(t, centres))


async def _card(ctx: Context, session: Session, t: Texts, view: WishView, elsewhere: bool = False) -> Screen:
    """What I look for; where more is kept than I have agreed to, that is asked anew first."""
    if view.agreed:
        return words.card(t, view, elsewhere)
    return words.invite(t, await wishes.invitation(session, ctx.library, ctx.actor, view.centre.id))


async def choose_centre(ctx: Context, _button: g.ChooseCentre) -> Reply:
    async with ctx.begin() as (session, t):
        centres = await wishes.centres(session, ctx.actor)
    return Reply(words.choose_centre(t, centres))


async def start(ctx: Context, button: g.StartWish) -> Reply:
    """A centre is chosen: what I look for there already, or the beginning of the form."""
    async with ctx.begin() as (session, t):
        mine = await wishes.mine(session, ctx.library, ctx.actor)
        here = next((one for one in mine if one.centre.id == button.centre_id), None)
        if here:
            return Reply(await _card(ctx, session, t, here))
        return await _begin(ctx, session, t, button.centre_id, button.course_id)


async def _begin(ctx: Context, session: Session, t: Texts, centre_id: int, course_id: int = 0) -> Reply:
    asked = await wishes.invitation(session, ctx.library, ctx.actor, centre_id, course_id)
    if asked.held:
        return Reply(words.in_group(t, asked.held))
    return Reply(words.invite(t, asked))


async def decline(ctx: Context, _button: g.DeclineGroup) -> Reply:
    async with ctx.begin() as (_, t):
        return Reply(words.declined(t))


async def agree(ctx: Context, button: g.Agree) -> Reply:
    async with ctx.begin() as (session, t):
        view = await form.begin(
            session, ctx.library, ctx.actor, button.centre_id, button.course_id, button.side, ctx.now
        )
    return Reply(words.card(t, view, elsewhere=False))


async def choose_side(ctx: Context, button: g.ChooseSide) -> Reply:
    async with ctx.begin() as (session, t):
        view = await form.choose_side(session, ctx.library, ctx.actor, button.wish_id, button.side)
    return Reply(words.form(t, view))


async def show_step(ctx: Context, button: g.ShowStep) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        view = await form.show(session, ctx.library, ctx.actor, button.wish_id, button.step, ctx.now)
    return Reply(words.form(t, view))


async def toggle(ctx: Context, button: g.Toggle) -> Reply:
    async with ctx.begin() as (session, t):
        view = await form.tick(
            session, ctx.library, ctx.actor, button.wish_id, button.field, button.value, bool(button.on)
        )
    return Reply(words.form(t, view))


async def choose_age(ctx: Context, button: g.ChooseAge) -> Reply:
    async with ctx.begin() as (session, t):
        view = await form.choose_age(session, ctx.library, ctx.actor, button.wish_id, button.age)
    return Reply(words.form(t, view))


async def finish(ctx: Context, button: g.FinishWish) -> Reply:
    """Look for a group; what is missing is asked for first."""
    async with ctx.begin() as (session, t):
        view = await form.finish(session, ctx.library, ctx.actor, button.wish_id, ctx.now)
        if view.state is WishState.DRAFT:
            missing = view.answers.missing
            return Reply(words.form(t, await form.show(session, ctx.library, ctx.actor, view.id, missing, ctx.now)))
    return Reply(words.finished(t, view) if view.state is WishState.ACTIVE else words.summary(t, view))


async def pause(ctx: Context, button: g.PauseWish) -> Reply:
    async with ctx.begin() as (session, t):
        view = await wishes.pause(session, ctx.library, ctx.actor, button.wish_id, ctx.now)
    return Reply(words.summary(t, view))


async def resume(ctx: Context, button: g.ResumeWish) -> Reply:
    async with ctx.begin() as (session, t):
        view = await form.resume(session, ctx.library, ctx.actor, button.wish_id, ctx.now)
    return Reply(words.summary(t, view))


async def ask_withdraw(ctx: Context, button: g.AskWithdraw) -> Reply:
    async with ctx.begin() as (session, t):
        view = await wishes.load(session, ctx.library, ctx.actor, button.wish_id)
    return Reply(words.ask_withdraw(t, view))


async def withdraw(ctx: Context, button: g.WithdrawWish) -> Reply:
    """Of whoever has no group, and has not been asked about one."""
    return await _withdraw(ctx, button.wish_id, wishes.NOTHING)


async def withdraw_holding(ctx: Context, button: g.WithdrawHolding) -> Reply:
    return await _withdraw(ctx, button.wish_id, (button.member_id, button.version))


async def _withdraw(ctx: Context, wish_id: int, known: tuple[int, int]) -> Reply:
    """Where something has come up since one was asked, one is asked again, with that."""
    async with ctx.begin() as (session, t):
        view = await wishes.load(session, ctx.library, ctx.actor, wish_id)
        done = await wishes.withdraw(session, ctx.library, ctx.actor, wish_id, known, ctx.now)
    return Reply(words.withdrawn(t, view) if done else words.ask_withdraw(t, view))


async def show_codes(ctx: Context, button: g.ShowCodes) -> Reply:
    async with ctx.begin() as (session, t):
        return await _codes(ctx, session, t, await pairs.codes(session, ctx.actor, button.wish_id))


async def _codes(ctx: Context, session: Session, t: Texts, mine: Codes) -> Reply:
    """The codes; one that is written while they are shown is read as one, and asked about."""
    await dialogs.ask(session, ctx.actor, "group_codes", ctx.now, wish_id=mine.wish_id)
    return Reply(code_words.codes(t, mine))


async def back_to_codes(ctx: Context, draft: dict[str, Any]) -> Reply:
    return await show_codes(ctx, g.ShowCodes(int(draft["wish_id"])))


async def code_seen(ctx: Context, draft: dict[str, Any]) -> Reply | None:
    """Something was written while the codes were shown: with, or rather not with? None when it is no code."""
    written = ctx.incoming.text or ""
    async with ctx.begin() as (session, t):
        code = await pairs.recognise(session, ctx.actor, int(draft["wish_id"]), written)
    return Reply(code_words.which(t, int(draft["wish_id"]), code)) if code else None


async def name_code(ctx: Context, button: g.NameCode) -> Reply:
    async with ctx.begin() as (session, t):
        mine = await pairs.name(session, ctx.actor, button.wish_id, button.written, bool(button.apart))
        return await _codes(ctx, session, t, mine)


async def name_person(ctx: Context, button: g.NamePerson) -> Reply:
    """Ask for the code in text."""
    apart = bool(button.apart)
    async with ctx.begin() as (session, t):
        await pairs.may_name(session, ctx.actor, button.wish_id)
        await dialogs.ask(session, ctx.actor, "group_code", ctx.now, wish_id=button.wish_id, apart=int(apart))
    return Reply(code_words.ask_code(t, apart))


async def code_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    async with ctx.begin() as (session, t):
        mine = await pairs.name(
            session, ctx.actor, int(draft["wish_id"]), ctx.incoming.text or "", bool(draft["apart"])
        )
        return await _codes(ctx, session, t, mine)


async def forget_pair(ctx: Context, button: g.ForgetPair) -> Reply:
    async with ctx.begin() as (session, t):
        return await _codes(ctx, session, t, await pairs.forget(session, ctx.actor, button.pair_id))
