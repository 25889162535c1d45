"""The coordinator's side of self-help groups: the pool, a round of matching, its cards, changes, approval."""

from domain import round_buttons as b
from domain.buttons import Payload
from handlers.context import Context, Reply
from handlers.dispatch import ButtonHandler
from services.groups import board, rounds
from texts.groups import rounds as words


async def manage(ctx: Context, button: b.ManageGroups) -> Reply:
    async with ctx.begin() as session:
        view = await board.load(session, ctx.actor, button.centre_id)
    return Reply(words.board(ctx.t, view))


async def find_groups(ctx: Context, button: b.FindGroups) -> Reply:
    """The search itself runs in a worker, between two transactions."""
    async with ctx.begin() as session:
        pool = await rounds.pool_for(session, ctx.library, ctx.actor, button.centre_id, ctx.now)
    seed = rounds.new_seed()
    matching = await ctx.house.match(pool, seed, ())
    async with ctx.begin() as session:
        round_id = await rounds.store(session, ctx.actor, button.centre_id, matching, ctx.now, seed=seed)
        view = await rounds.load(session, ctx.library, ctx.actor, round_id, ctx.now)
    return Reply(words.overview(ctx.t, view))


async def show_round(ctx: Context, button: b.ShowRound) -> Reply:
    return Reply(words.overview(ctx.t, await _load(ctx, button.round_id)))


async def show_card(ctx: Context, button: b.ShowCard) -> Reply:
    view = await _load(ctx, button.round_id)
    return Reply(words.card(ctx.t, view, view.card(button.number)))


async def show_left(ctx: Context, button: b.ShowLeft) -> Reply:
    return Reply(words.left_over(ctx.t, await _load(ctx, button.round_id)))


async def pick_person(ctx: Context, button: b.PickPerson) -> Reply:
    view = await _load(ctx, button.round_id)
    return Reply(words.person(ctx.t, view, button.wish_id, view.number_of(button.wish_id)))


async def try_move(ctx: Context, button: b.TryMove) -> Reply:
    view = await _load(ctx, button.round_id)
    return Reply(words.weighed(ctx.t, view, button.wish_id, button.to, rounds.weigh(view, button.wish_id, button.to)))


async def confirm_move(ctx: Context, button: b.ConfirmMovePerson) -> Reply:
    async with ctx.begin() as session:
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
    return Reply(words.overview(ctx.t, view))


async def lock_person(ctx: Context, button: b.LockPerson) -> Reply:
    async with ctx.begin() as session:
        view = await rounds.lock(
            session, ctx.library, ctx.actor, button.round_id, button.wish_id, bool(button.on), ctx.now
        )
    return Reply(words.person(ctx.t, view, button.wish_id, view.number_of(button.wish_id)))


async def run_again(ctx: Context, button: b.RunAgain) -> Reply:
    view = await _load(ctx, button.round_id)
    held = rounds.locks(view)
    matching = await ctx.house.match(view.pool, rounds.new_seed(), held)
    async with ctx.begin() as session:
        view = await rounds.run_again(
            session, ctx.library, ctx.actor, button.round_id, button.version, matching, held, ctx.now
        )
    return Reply(words.overview(ctx.t, view))


async def ask_approve(ctx: Context, button: b.AskApprove) -> Reply:
    return Reply(words.ask_approve(ctx.t, await _load(ctx, button.round_id)))


async def approve(ctx: Context, button: b.Approve) -> Reply:
    async with ctx.begin() as session:
        view = await rounds.approve(session, ctx.library, ctx.actor, button.round_id, button.version, ctx.now)
    return Reply(words.approved(ctx.t, view))


async def discard(ctx: Context, button: b.DiscardRound) -> Reply:
    async with ctx.begin() as session:
        centre_id = await rounds.discard(session, ctx.actor, button.round_id)
        view = await board.load(session, ctx.actor, centre_id)
    return Reply(words.board(ctx.t, view))


async def manage_group(ctx: Context, button: b.ManageGroup) -> Reply:
    async with ctx.begin() as session:
        view = await board.group(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.group(ctx.t, view))


async def ask_close(ctx: Context, button: b.AskCoordinatorClose) -> Reply:
    async with ctx.begin() as session:
        view = await board.group(session, ctx.library, ctx.actor, button.group_id, ctx.now)
    return Reply(words.ask_close(ctx.t, view))


async def close(ctx: Context, button: b.CoordinatorClose) -> Reply:
    async with ctx.begin() as session:
        centre_id = await board.close(session, ctx.library, ctx.actor, button.group_id, button.version, ctx.now)
        view = await board.load(session, ctx.actor, centre_id)
    return Reply(words.board(ctx.t, view))


async def _load(ctx: Context, round_id: int) -> rounds.RoundView:
    async with ctx.begin() as session:
        return await rounds.load(session, ctx.library, ctx.actor, round_id, ctx.now)


BUTTONS: dict[type[Payload], ButtonHandler] = {
    b.ManageGroups: manage,
    b.FindGroups: find_groups,
    b.ShowRound: show_round,
    b.ShowCard: show_card,
    b.ShowLeft: show_left,
    b.PickPerson: pick_person,
    b.TryMove: try_move,
    b.ConfirmMovePerson: confirm_move,
    b.LockPerson: lock_person,
    b.RunAgain: run_again,
    b.AskApprove: ask_approve,
    b.Approve: approve,
    b.DiscardRound: discard,
    b.ManageGroup: manage_group,
    b.AskCoordinatorClose: ask_close,
    b.CoordinatorClose: close,
}
