"""A coordinator and one person on a course: taken off, put first in line; and how the coordinator hears of sign-ups."""

from typing import Any

from domain.courses import buttons as b
from domain.errors import Gone
from domain.rights import Action, needs
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Steps
from services.courses import coordination, reasons
from services.people import dialogs
from services.signup import handling, news
from texts import courses as course_words
from texts import handling as words
from texts import news as news_words


async def pick_person(ctx: Context, button: b.PickPerson) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        page = await coordination.people(session, ctx.library, ctx.actor, button.course_id, button.page)
    return Reply(course_words.pick(t, page))


async def manage_person(ctx: Context, button: b.ManagePerson) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        one = await handling.somebody(session, ctx.library, ctx.actor, button.enrolment_id, ctx.now)
    return Reply(words.card(t, one))


async def ask(ctx: Context, button: b.AskHandle) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        one = await handling.changeable(session, ctx.library, ctx.actor, button.enrolment_id, button.version, ctx.now)
    return Reply(words.ask(t, one, _act(button.act)))


def _act(name: str) -> b.Act:
    if name not in tuple(b.Act):
        raise Gone
    return b.Act(name)


async def ask_reason(ctx: Context, button: b.AskHandleReason) -> Reply:
    ids = button.enrolment_id, button.version
    async with ctx.begin() as (session, t):
        one = await handling.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        draft = {"act": _act(button.act).value, "enrolment_id": ids[0], "version": ids[1]}
        await dialogs.ask(session, ctx.actor, "place_reason", ctx.now, **draft)
    return Reply(words.ask_reason(t, one, _act(button.act), reasons.LIMIT))


async def reason_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `place_reason`: the same question as before, with the reason in it; another text replaces it."""
    ids = draft.get("enrolment_id", 0), draft["version"]
    async with ctx.begin() as (session, t):
        one = await handling.changeable(session, ctx.library, ctx.actor, *ids, ctx.now)
        text = ctx.incoming.text_with_addresses or ""
        given = await reasons.keep(session, ctx.actor, one.place.course.id, text, ctx.now)
        one = await handling.changeable(session, ctx.library, ctx.actor, *ids, ctx.now, given.id)
        await dialogs.go_on(session, ctx.actor, "place_reason", ctx.now, **draft)
    return Reply(words.ask(t, one, _act(draft["act"])))


async def handle(ctx: Context, button: b.HandlePerson) -> Reply:
    ids = button.enrolment_id, button.version, button.reason_id
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        await handling.handle(session, ctx.library, ctx.actor, button.act, *ids, ctx.now)
        one = await handling.somebody(session, ctx.library, ctx.actor, button.enrolment_id, ctx.now)
    return Reply(words.done(t, one, _act(button.act)))


async def show_news(ctx: Context, _button: b.ShowNews) -> Reply:
    async with ctx.begin() as (session, t):
        chosen = await news.chosen(session, ctx.actor)
    return Reply(news_words.choice(t, chosen))


async def choose_news(ctx: Context, button: b.ChooseNews) -> Reply:
    async with ctx.begin() as (session, t):
        chosen = await news.choose(session, ctx.actor, button.news)
    return Reply(news_words.choice(t, chosen))


BUTTONS: Buttons = {
    **needs(Action.PEOPLE, {b.PickPerson: pick_person, b.ManagePerson: manage_person}),
    **needs(Action.RUN, {b.AskHandle: ask, b.AskHandleReason: ask_reason, b.HandlePerson: handle}),
    **needs(Action.SEE, {b.ShowNews: show_news, b.ChooseNews: choose_news}),
}
STEPS: Steps = needs(Action.RUN, {"place_reason": reason_written})
