"""The coordinator's side of self-help groups: the pool, a round of matching, its cards, changes, approval."""

from typing import Any

from domain import rights
from domain.errors import Gone, Stale
from domain.groups import buttons as g
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import ButtonHandler, Buttons
from services.groups import board, rounds
from services.groups.drafts import RoundView
from texts.catalog import Texts
from texts.groups import rounds as words


async def manage(ctx: Context, button: g.ManageGroups | g.GroupsPage) -> Reply:
    async with ctx.begin() as (session, t):
        view = await board.load(session, ctx.actor, button.centre_id)
    return Reply(words.board(t, view, page=_page(button)))


def _page(button: object) -> int:
    """Which page of a list; the first one of a button that names none."""
    return getattr(button, "page", 0)


async def find_groups(ctx: Context, button: g.FindGroups) -> Reply:
    """The search itself runs in a worker, between two transactions. Where there is a draft already, that one is shown."""
    async with ctx.begin() as (session, t):
        standing = await rounds.latest(session, ctx.actor, button.centre_id)
        if standing is not None:
            view = await rounds.load(session, ctx.library, ctx.actor, standing, ctx.now)
            return Reply(words.overview(t, view, "already"))
        pool = await rounds.pool_for(session, ctx.library, ctx.actor, button.centre_id, ctx.now)
    seed = rounds.new_seed()
    matching = await ctx.house.match(pool, seed, ())
    try:
        async with ctx.begin() as (session, t):
            round_id = await rounds.store(session, ctx.actor, button.centre_id, matching, ctx.now, seed=seed)
            view = await rounds.load(session, ctx.library, ctx.actor, round_id, ctx.now)
    except Stale:
        return await find_groups(ctx, button)  # somebody else has found groups meanwhile
    return Reply(words.overview(t, view))


async def show_round(ctx: Context, button: g.ShowRound | g.RoundPage) -> Reply:
    view, t = await _load(ctx, button.round_id)
    return Reply(words.overview(t, view, page=_page(button)))


async def show_card(ctx: Context, button: g.ShowCard) -> Reply:
    view, t = await _load(ctx, button.round_id)
    return Reply(words.card(t, view, view.card(button.number)))


async def show_left(ctx: Context, button: g.ShowLeft | g.LeftPage) -> Reply:
    view, t = await _load(ctx, button.round_id)
    return Reply(words.left_over(t, view, _page(button)))


async def pick_person(ctx: Context, button: g.PickPerson | g.PersonPage) -> Reply:
    view, t = await _load(ctx, button.round_id)
    return Reply(words.person(t, view, button.wish_id, view.number_of(button.wish_id), _page(button)))


async def try_move(ctx: Context, button: g.TryMove) -> Reply:
    view, t = await _load(ctx, button.round_id)
    return Reply(words.weighed(t, view, button.wish_id, button.to, rounds.weigh(view, button.wish_id, button.to)))


async def confirm_move(ctx: Context, button: g.ConfirmMovePerson) -> Reply:
    async with ctx.begin() as (session, t):
        view = await rounds.move(
            session,
            ctx.library,
            ctx.actor,
            button.round_id,
            button.version,
            button.wish_id,
            button.to,
            ctx.now,
        )
    return Reply(words.overview(t, view))


async def lock_person(ctx: Context, button: g.LockPerson) -> Reply:
    async with ctx.begin() as (session, t):
        view = await rounds.lock(
            session, ctx.library, ctx.actor, button.round_id, button.wish_id, bool(button.on), ctx.now
        )
    return Reply(words.person(t, view, button.wish_id, view.number_of(button.wish_id)))


async def run_again(ctx: Context, button: g.RunAgain) -> Reply:
    """Who comes too late with the answer finds that out before the search, if they can."""
    view, _ = await _load(ctx, button.round_id, button.version)
    held = rounds.locks(view)
    matching = await ctx.house.match(view.pool, rounds.new_seed(), held)
    async with ctx.begin() as (session, t):
        view = await rounds.run_again(
            session, ctx.library, ctx.actor, button.round_id, view.version, matching, held, ctx.now
        )
    return Reply(words.overview(t, view))


async def ask_approve(ctx: Context, button: g.AskApprove) -> Reply:
    view, t = await _load(ctx, button.round_id)
    if view.approved or not view.ready:
        raise Stale
    return Reply(words.ask_approve(t, view))


async def approve(ctx: Context, button: g.Approve) -> Reply:
    async with ctx.begin() as (session, t):
        view = await rounds.approve(session, ctx.library, ctx.actor, button.round_id, button.version, ctx.now)
    return Reply(words.approved(t, view))


async def ask_discard(ctx: Context, button: g.AskDiscard) -> Reply:
    view, t = await _load(ctx, button.round_id)
    if view.approved:
        raise Stale
    return Reply(words.ask_discard(t, view))


async def discard(ctx: Context, button: g.DiscardRound) -> Reply:
    async with ctx.begin() as (session, t):
        centre_id = await rounds.discard(session, ctx.actor, button.round_id, button.version)
        view = await board.load(session, ctx.actor, centre_id)
    return Reply(words.board(t, view))


async def manage_group(ctx: Context, button: g.ManageGroup) -> Reply:
    async with ctx.begin() as (session, t):
        view = await board.group(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.group(t, view))


async def ask_close(ctx: Context, button: g.AskCoordinatorClose) -> Reply:
    async with ctx.begin() as (session, t):
        view = await board.group(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.ask_close(t, view))


async def close(ctx: Context, button: g.CoordinatorClose) -> Reply:
    async with ctx.begin() as (session, t):
        centre_id = await board.close(session, ctx.library, ctx.actor, button.group_id, button.version, ctx.now)
        view = await board.load(session, ctx.actor, centre_id)
    return Reply(words.board(t, view))


async def _load(ctx: Context, round_id: int, version: int | None = None) -> tuple[RoundView, Texts]:
    async with ctx.begin() as (session, t):
        return await rounds.load(session, ctx.library, ctx.actor, round_id, ctx.now, version), t


def as_it_is(handler: ButtonHandler) -> ButtonHandler:
    """Where somebody else has changed the draft, or somebody in it what they look for: the draft as it is now, and a word.

    Nothing has been done then. Where the draft is gone, so are the groups in it; what there is now is on the board.
    """

    async def answer(ctx: Context, button: Any) -> Reply:
        try:
            return await handler(ctx, button)
        except (Stale, Gone):
            try:
                view, t = await _load(ctx, button.round_id)
                return Reply(words.overview(t, view, "changed"))
            except Gone:
                return await _no_draft(ctx)

    return answer


async def _no_draft(ctx: Context) -> Reply:
    """Raises Gone for whoever coordinates several centres, as nothing tells any longer whose draft it was."""
    theirs = rights.where(ctx.actor, Action.GROUPS)
    if len(theirs) != 1:
        raise Gone
    async with ctx.begin() as (session, t):
        view = await board.load(session, ctx.actor, min(theirs))
    return Reply(words.board(t, view, "groups.round.gone"))


BUTTONS: Buttons = needs(
    Action.GROUPS,
    {
        g.ManageGroups: manage,
        g.GroupsPage: manage,
        g.FindGroups: find_groups,
        g.ShowRound: as_it_is(show_round),
        g.RoundPage: as_it_is(show_round),
        g.ShowCard: as_it_is(show_card),
        g.ShowLeft: as_it_is(show_left),
        g.LeftPage: as_it_is(show_left),
        g.PickPerson: as_it_is(pick_person),
        g.PersonPage: as_it_is(pick_person),
        g.TryMove: as_it_is(try_move),
        g.ConfirmMovePerson: as_it_is(confirm_move),
        g.LockPerson: as_it_is(lock_person),
        g.RunAgain: as_it_is(run_again),
        g.AskApprove: as_it_is(ask_approve),
        g.Approve: as_it_is(approve),
        g.AskDiscard: as_it_is(ask_discard),
        g.DiscardRound: as_it_is(discard),
        g.ManageGroup: manage_group,
        g.AskCoordinatorClose: ask_close,
        g.CoordinatorClose: close,
    },
)
