"""The evaluation: a poll answered in one message step by step, and its results for coordinators."""

from typing import Any

from domain.errors import Gone, RoundClosed
from domain.evaluation import buttons as b
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Steps
from services import Session, evaluation
from services.evaluation import Poll, results
from services.people import dialogs
from texts import evaluation as words
from texts.catalog import Texts

STEP = "evaluation_text"


async def open_evaluation(ctx: Context, button: b.OpenEvaluation) -> Reply:
    async with ctx.begin() as (session, t):
        poll = await evaluation.open_poll(session, ctx.library, ctx.actor, button.course_id, button.round, ctx.now)
        return await _show(ctx, session, t, poll)


async def answer_question(ctx: Context, button: b.AnswerQuestion) -> Reply:
    async with ctx.begin() as (session, t):
        poll = await evaluation.answer(
            session, ctx.library, ctx.actor, button.course_id, button.round, button.question, button.value, ctx.now
        )
        return await _show(ctx, session, t, poll)


async def show_question(ctx: Context, button: b.ShowQuestion) -> Reply:
    async with ctx.begin() as (session, t):
        poll = await evaluation.show(
            session, ctx.library, ctx.actor, button.course_id, button.round, button.question, ctx.now
        )
        return await _show(ctx, session, t, poll)


async def skip_free_text(ctx: Context, button: b.SkipFreeText) -> Reply:
    async with ctx.begin() as (session, t):
        poll = await evaluation.skip_text(session, ctx.library, ctx.actor, button.course_id, button.round, ctx.now)
        return await _show(ctx, session, t, poll)


async def text_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """The free text has come as a message of its own; the summary follows below it."""
    try:
        async with ctx.begin() as (session, t):
            text = ctx.incoming.text_with_addresses
            poll = await evaluation.write_text(
                session, ctx.library, ctx.actor, draft["course_id"], draft["round"], text, ctx.now
            )
            return await _show(ctx, session, t, poll)
    except (Gone, RoundClosed):
        # Asked for while the round was open: the next text must not meet the same refusal.
        async with ctx.begin() as (session, t):
            await dialogs.end(session, ctx.actor)
        raise


async def send(ctx: Context, button: b.SendEvaluation) -> Reply:
    async with ctx.begin() as (session, t):
        poll = await evaluation.send(session, ctx.library, ctx.actor, button.course_id, button.round, ctx.now)
        await _expect_text(ctx, session, None)
    return Reply(words.sent(t, poll.course.centre) if poll.sent else words.poll(t, poll))


async def skip(ctx: Context, button: b.SkipEvaluation) -> Reply:
    async with ctx.begin() as (session, t):
        poll = await evaluation.skip(session, ctx.library, ctx.actor, button.course_id, button.round, ctx.now)
        await _expect_text(ctx, session, None)
    return Reply(words.skipped(t, poll))


async def show_results(ctx: Context, button: b.ShowResults) -> Reply:
    """How it went, for whoever coordinates the course."""
    found, t = await _found(ctx, button.course_id, button.round)
    return Reply(words.results(t, found))


async def show_figure(ctx: Context, button: b.ShowFigure) -> Reply:
    found, t = await _found(ctx, button.course_id, button.round)
    if not button.question < len(found.figures) or found.opens_at is not None:
        raise Gone
    return Reply(words.one_figure(t, found, button.question))


async def show_words(ctx: Context, button: b.ShowWords) -> Reply:
    found, t = await _found(ctx, button.course_id, button.round)
    first, *more = words.in_own_words(t, found)
    return Reply(first, more=more)


async def _found(ctx: Context, course_id: int, round_: str) -> tuple[results.Results, Texts]:
    async with ctx.begin() as (session, t):
        return await results.of_round(session, ctx.library, ctx.actor, course_id, round_, ctx.now), t


async def _show(ctx: Context, session: Session, t: Texts, poll: Poll) -> Reply:
    await _expect_text(ctx, session, poll if poll.at == poll.text_step else None)
    return Reply(words.poll(t, poll))


async def _expect_text(ctx: Context, session: Session, poll: Poll | None) -> None:
    """While the free text is asked for, the person's next text is it; on any other step it no longer is."""
    if poll:
        await dialogs.ask(session, ctx.actor, STEP, ctx.now, course_id=poll.course.id, round=poll.round)
        return
    awaited = await dialogs.current(session, ctx.actor, ctx.now)
    if awaited and awaited.step == STEP:
        await dialogs.end(session, ctx.actor)


BUTTONS: Buttons = {
    **needs(
        Action.OWN,
        {
            b.OpenEvaluation: open_evaluation,
            b.AnswerQuestion: answer_question,
            b.ShowQuestion: show_question,
            b.SkipFreeText: skip_free_text,
            b.SendEvaluation: send,
            b.SkipEvaluation: skip,
        },
    ),
    **needs(Action.RESULTS, {b.ShowResults: show_results, b.ShowFigure: show_figure, b.ShowWords: show_words}),
}
STEPS: Steps = needs(Action.OWN, {STEP: text_written})
