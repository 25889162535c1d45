"""Who has which role: the list, links that give one, and taking one away; and figures of what centres have done."""

from msgspec.structs import replace

from domain.errors import Gone
from domain.organisation import buttons as b
from domain.rights import Action, Role, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons
from handlers.people.people import INVITE
from services.organisation import figures, roles
from services.people import Place, dialogs
from texts import figures as figure_words
from texts import organisation as words
from texts import people as people_words


async def show_roles(ctx: Context, button: b.ShowRoles) -> Reply:
    """Where one gives roles; who has one gives them at a single place sees them at once."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        places = await roles.places(session, ctx.actor)
        if len(places) > 1:
            return Reply(words.places(t, places, button.page))
        held = await roles.held(session, ctx.actor, places[0], 0, ctx.now)
    return Reply(words.held(t, held, several=False))


async def show_place(ctx: Context, button: b.ShowPlace) -> Reply:
    async with ctx.begin() as (session, t):
        held = await roles.held(session, ctx.actor, _place(button), button.page, ctx.now)
        several = len(await roles.places(session, ctx.actor)) > 1
    return Reply(words.held(t, held, several=several))


async def leave_link(ctx: Context, button: b.LeaveLink) -> Reply:
    """The link stays where it is, to be passed on."""
    shown = await show_place(ctx, b.ShowPlace(button.centre_id, button.area_id, 0))
    return replace(shown, new=True)


async def choose_role(ctx: Context, button: b.ChooseRole) -> Reply:
    async with ctx.begin() as (session, t):
        held = await roles.held(session, ctx.actor, _place(button), 0, ctx.now)
    return Reply(words.choose_role(t, held.place))


async def make_link(ctx: Context, button: b.MakeLink) -> Reply:
    async with ctx.begin() as (session, t):
        role = Role(button.role) if button.role in tuple(Role) else None
        made = await roles.make_link(session, ctx.actor, _place(button), role, ctx.now)
    link = f"https://t.me/{ctx.house.username}?start={INVITE}{made.token}"
    return Reply(words.link(t, made, link), new=True)


async def show_links(ctx: Context, button: b.ShowLinks) -> Reply:
    async with ctx.begin() as (session, t):
        held = await roles.held(session, ctx.actor, _place(button), 0, ctx.now)
    return Reply(words.links(t, held))


async def withdraw_link(ctx: Context, button: b.WithdrawLink) -> Reply:
    async with ctx.begin() as (session, t):
        place, withdrawn = await roles.withdraw_link(session, ctx.actor, button.invite_id, ctx.now)
        held = await roles.held(session, ctx.actor, place, 0, ctx.now)
    return Reply(words.links(t, held, withdrawn=withdrawn))


async def ask_remove(ctx: Context, button: b.AskRemoveRole) -> Reply:
    try:
        async with ctx.begin() as (session, t):
            holder, place = await roles.look_at(session, ctx.actor, button.assignment_id)
    except Gone:
        return await _removed_before(ctx)
    return Reply(words.ask_remove(t, holder, place))


async def remove(ctx: Context, button: b.RemoveRole) -> Reply:
    try:
        async with ctx.begin() as (session, t):
            removed = await roles.remove(session, ctx.actor, button.assignment_id, ctx.now)
            t = await ctx.reload(session)  # it may have been one's own
    except Gone:
        return await _removed_before(ctx)
    own = removed.holder.telegram_id == ctx.actor.telegram_id
    menu = people_words.commands(t, ctx.actor.roles) if own else None
    return Reply(words.removed(t, removed, ctx.actor), commands=menu)


async def _removed_before(ctx: Context) -> Reply:
    """Another owner was faster: whoever gives roles sees who has which now."""
    shown = await show_roles(ctx, b.ShowRoles(0))
    assert shown.screen is not None
    return replace(shown, screen=words.removed_before(ctx.wording, shown.screen))


async def show_figures(ctx: Context, button: b.ShowFigures) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await figures.of_year(session, ctx.actor, button.year, ctx.now)
    return Reply(figure_words.screen(t, found, button.page))


def _place(button: b.ShowPlace | b.ChooseRole | b.MakeLink | b.ShowLinks) -> Place:
    """A centre or a network; what names neither, or both, was never made."""
    if bool(button.centre_id) == bool(button.area_id):
        raise Gone
    return Place(button.centre_id or None, button.area_id or None, "")


BUTTONS: Buttons = {
    **needs(
        Action.ROLES,
        {
            b.ShowRoles: show_roles,
            b.ShowPlace: show_place,
            b.LeaveLink: leave_link,
            b.ChooseRole: choose_role,
            b.MakeLink: make_link,
            b.ShowLinks: show_links,
            b.WithdrawLink: withdraw_link,
            b.AskRemoveRole: ask_remove,
            b.RemoveRole: remove,
        },
    ),
    **needs(Action.REPORT, {b.ShowFigures: show_figures}),
}
