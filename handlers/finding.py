"""Finding a course: a few questions, what fits, and being told when something opens."""

from collections.abc import Sequence
from typing import Any, get_args

from msgspec.structs import replace

from domain.courses import SPOKEN
from domain.errors import Gone, TextExpected
from domain.finding import ANY, ONLINE, Looker, Search, Step, number_of, starting_with
from domain.finding import buttons as b
from domain.people import Wanted
from domain.programmes import Theme
from domain.rights import Action, needs
from handlers import signup as sign_up
from handlers.context import Context, Reply
from handlers.dispatch import Buttons, Commands, Steps
from services import Session, courses
from services.courses import contacts
from services.finding import finder, pathway, places, wishes
from services.people import dialogs
from texts import finding as words
from texts.catalog import Texts
from texts.screen import Screen

NEAR = "find_near"


async def find(ctx: Context) -> Reply:
    """/find: from the first question on, with what one has been on and what one waits for."""
    async with ctx.begin() as (session, t):
        return Reply(await begin(ctx, session, t))


async def begin(ctx: Context, session: Session, t: Texts, page: int = 0) -> Screen:
    """The first question, or what fits where nothing need be asked. Raises ConsentNeeded."""
    _may_look(ctx)
    done = await pathway.done(session, ctx.library, ctx.actor, ctx.now)
    waits = await wishes.mine(session, ctx.actor)
    screen = await _go_on(ctx, session, t, Search(), page)
    return words.with_own(t, screen, done, waits, ctx.library.programmes)


async def find_courses(ctx: Context, button: b.FindCourses) -> Reply:
    search = _search(button)
    async with ctx.begin() as (session, t):
        _may_look(ctx)
        if search == Search():
            return Reply(await begin(ctx, session, t, button.page))
        return Reply(await _go_on(ctx, session, t, search, button.page))


async def ask_again(ctx: Context, button: b.AskAgain) -> Reply:
    if button.step not in set(Step):
        raise Gone
    async with ctx.begin() as (session, t):
        _may_look(ctx)
        return Reply(await _go_on(ctx, session, t, _search(button), step=Step(button.step)))


async def _go_on(
    ctx: Context,
    session: Session,
    t: Texts,
    search: Search,
    page: int = 0,
    step: Step | None = None,
    *,
    at_once: bool = False,
) -> Screen:
    """The next question, with its text awaited where one may write; else what fits, one course as its own card."""
    await dialogs.end(session, ctx.actor)
    found = await finder.find(session, ctx.library, search, ctx.now, page, step, at_once=at_once)
    if found.step is Step.NEAR:
        answers = {"who": search.who, "theme": search.theme, "language": search.language}
        await dialogs.ask(session, ctx.actor, NEAR, ctx.now, **answers)
    if found.step is not None:
        return words.question(t, found)
    if found.count == 1:
        card = await sign_up.read(ctx, session, found.cards[0].course.id)
        return words.one(t, found, card)
    centres = await finder.serving(session, found.place) or list({one.id: one for one in found.centres}.values())
    return words.found(t, found, centres or await contacts.centres(session, ctx.actor), ctx.now)


async def in_words(ctx: Context, session: Session, t: Texts, wanted: Wanted) -> Screen:
    """What fits of what somebody has said in words, or the next question where that is much; and the way to all courses.

    Whoever wants one nearby is asked where they live, where there is more than one answer, and nothing else before.
    """
    _may_look(ctx)
    near = ONLINE if wanted.online else number_of(wanted.place) if wanted.place else 0
    ask = wanted.nearby and len(await finder.names(session)) > 1
    search = Search(who=wanted.who or (ANY if ask else ""), near=near, theme=wanted.theme)
    step = Step.NEAR if ask else None
    return words.in_words(t, await _go_on(ctx, session, t, search, step=step, at_once=True), wanted)


async def near_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """The first letters of a municipality, or a place that is shared: on with the one that is meant, or a choice.

    To a cry that no such municipality is known would be no answer: whom to ring comes besides.
    """
    said = Search(who=draft.get("who", ""), theme=draft.get("theme", ""), language=draft.get("language", ""))
    async with ctx.begin() as (session, t):
        _may_look(ctx)
        meant = await _meant(ctx, session)
        if len(meant) == 1:
            return Reply(await _go_on(ctx, session, t, replace(said, near=number_of(meant[0]))))
        if not meant and (wanted := await _wanted(ctx, session)):
            return Reply(await in_words(ctx, session, t, wanted), can_wait=True)
        if not meant and not ctx.incoming.silent and ctx.library.danger.seen_in(ctx.incoming.text or ""):
            return Reply()
        found = await finder.find(session, ctx.library, said, ctx.now, step=Step.NEAR)
        centres = await contacts.centres(session, ctx.actor)
    return Reply(words.which(t, found, meant, centres))


async def _wanted(ctx: Context, session: Session) -> Wanted | None:
    """Another search, in words, instead of a municipality."""
    return ctx.library.own_words.wanted_in(ctx.incoming.text or "", await finder.names(session))


async def _meant(ctx: Context, session: Session) -> Sequence[str]:
    """The municipalities that may be meant. Raises TextExpected."""
    served = await finder.names(session)
    if ctx.incoming.location is not None:
        near = places.municipality_at(ctx.incoming.location, served)
        return [] if near is None else [near]
    if not (written := ctx.incoming.text):
        raise TextExpected
    return starting_with(written, served)


async def find_next(ctx: Context, button: b.FindNext) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        fits = await pathway.of_course(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.fits_next(t, fits))


async def wish_course(ctx: Context, button: b.WishCourse) -> Reply:
    """For whom, and where one lives if that matters, is asked first where it has not been said."""
    search = _search(button)
    async with ctx.begin() as (session, t):
        ctx.actor.must_have_consented()
        found = await finder.find(session, ctx.library, search, ctx.now)
        if missing := found.unsaid:
            return Reply(await _go_on(ctx, session, t, search, step=missing))
        await dialogs.end(session, ctx.actor)
        wish = await wishes.make(session, ctx.actor, search, found.place, ctx.now)
    return Reply(words.wished(t, wish, ctx.library.programmes))


async def wish_next(ctx: Context, button: b.WishNext) -> Reply:
    async with ctx.begin() as (session, t):
        fits = await pathway.of_course(session, ctx.library, ctx.actor, button.course_id, ctx.now)
        centre = fits.course.centre
        search = Search(after=fits.course.programme.slug, centre_id=centre.id)
        wish = await wishes.make(session, ctx.actor, search, centre.name, ctx.now)
    return Reply(words.wished(t, wish, ctx.library.programmes))


async def wish_same(ctx: Context, button: b.WishSame) -> Reply:
    """Of a course that is off, over, or closed: there is something to wait for. Raises Gone of one that is open, NotOpenYet."""
    async with ctx.begin() as (session, t):
        ctx.actor.must_have_consented()
        course = await courses.load(session, ctx.library, button.course_id)
        course.must_be_open_to_all()
        if course.open(ctx.now):
            raise Gone
        search = Search(programme=course.programme.slug, centre_id=course.centre.id)
        wish = await wishes.make(session, ctx.actor, search, course.centre.name, ctx.now)
    return Reply(words.wished(t, wish, ctx.library.programmes))


async def end_wish(ctx: Context, button: b.EndCourseWish) -> Reply:
    async with ctx.begin() as (session, t):
        await wishes.end(session, ctx.actor, button.wish_id)
    return Reply(words.unwished(t))


def _may_look(ctx: Context) -> None:
    """As the course card has it: whoever has a role may look without having agreed to anything."""
    if not ctx.actor.has_role:
        ctx.actor.must_have_consented()


def _search(button: b.FindCourses | b.AskAgain | b.WishCourse) -> Search:
    """Raises Gone for a role, a theme or a language that there is none of."""
    said = (button.who, (ANY, *Looker)), (button.theme, (ANY, *get_args(Theme))), (button.language, (ANY, *SPOKEN))
    if any(answer and answer not in tuple(known) for answer, known in said):
        raise Gone
    return Search(button.who, button.near, button.theme, button.language)


COMMANDS: Commands = needs(Action.OPEN, {"find": find})
BUTTONS: Buttons = {
    **needs(Action.OPEN, {b.FindCourses: find_courses, b.AskAgain: ask_again}),
    **needs(
        Action.OWN,
        {
            b.FindNext: find_next,
            b.WishCourse: wish_course,
            b.WishNext: wish_next,
            b.WishSame: wish_same,
            b.EndCourseWish: end_wish,
        },
    ),
}
STEPS: Steps = needs(Action.OPEN, {NEAR: near_written})
