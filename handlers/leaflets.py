"""A leaflet of a course: what it is to be, and making it in a process of its own."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from domain.courses import Paper, Referrer
from domain.courses import buttons as b
from domain.courses.leaflets import start_parameter
from domain.delivery import Undelivered
from domain.errors import Gone
from domain.messages import ANSWER
from domain.people import LANGUAGES
from domain.rights import Action, needs
from domain.setup import buttons as setup_buttons
from handlers.context import Context, Reply
from handlers.dispatch import Buttons
from handlers.people.people import COURSE
from services.courses import CourseView, leaflets
from services.setup import drafts
from texts.catalog import Texts
from texts.leaflet import sheets, words
from texts.screen import Screen

PATIENCE = 1.0
"""Seconds after which somebody who waits is told that it is being made."""


async def choose(ctx: Context, button: b.ChooseLeaflet) -> Reply:
    async with ctx.begin() as (session, t):
        view = await leaflets.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        passed_on = await leaflets.passed_on(session, button.course_id)
    _read(button)
    language = button.language or view.course.centre.language
    chosen = b.ChooseLeaflet(button.course_id, button.paper, language, button.referrer)
    return Reply(words.choose(t, view, chosen, passed_on))


async def make(ctx: Context, button: b.MakeLeaflet) -> Reply:
    """Drawn between two transactions, as it takes a while; nothing is written."""
    async with ctx.begin() as (session, t):
        view = await leaflets.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    paper, referrer = _read(button)
    on_paper = ctx.house.catalog.of(button.language or view.course.centre.language)
    sheet = sheets.sheet(on_paper, view, paper, _link(ctx, view.course, referrer))
    drawing = asyncio.ensure_future(ctx.house.draw(sheet))
    try:
        await _while_waiting(ctx, t, drawing)
        name = sheets.file_name(on_paper, view, sheet, referrer)
        pdf, png = words.made(t, button.course_id, name, await drawing)
    finally:
        drawing.cancel()
    return Reply(pdf, new=True, more=[png])


async def names(ctx: Context, button: setup_buttons.NamesOnPaper) -> Reply:
    """What may be chosen for a new course, by its full name, which no message says. Drawn as a leaflet is."""
    async with ctx.begin() as (session, t):
        found = await drafts.choice(session, ctx.library, ctx.actor, button.centre_id)
    drawing = asyncio.ensure_future(ctx.house.draw(sheets.names(t, found.programmes)))
    try:
        await _while_waiting(ctx, t, drawing, words.making_names)
        return Reply(words.names(t, button.centre_id, await drawing), new=True)
    finally:
        drawing.cancel()


async def _while_waiting(
    ctx: Context, t: Texts, drawing: asyncio.Future[object], said: Callable[[Texts], Screen] = words.making
) -> None:
    done, _ = await asyncio.wait({drawing}, timeout=PATIENCE)
    if not done:
        with suppress(Undelivered):  # the leaflet itself says as much
            await ctx.house.messenger.send(ctx.incoming.telegram_id, said(t), priority=ANSWER)


def _read(button: b.ChooseLeaflet | b.MakeLeaflet) -> tuple[Paper, Referrer | None]:
    """Raises Gone for what no screen of ours has offered."""
    if button.language not in ("", *LANGUAGES):
        raise Gone
    try:
        return Paper(button.paper), Referrer(button.referrer) if button.referrer else None
    except ValueError as error:
        raise Gone from error


def _link(ctx: Context, course: CourseView, referrer: Referrer | None) -> str:
    return f"https://t.me/{ctx.house.username}?start={start_parameter(f'{COURSE}{course.slug}', referrer)}"


BUTTONS: Buttons = needs(
    Action.SETUP, {b.ChooseLeaflet: choose, b.MakeLeaflet: make, setup_buttons.NamesOnPaper: names}
)
