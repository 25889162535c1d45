"""Place, seats, languages and sharing on the card, by buttons or in words."""

from typing import Any

from domain.errors import Gone
from domain.rights import Action
from domain.setup import Line
from domain.setup import buttons as b
from handlers.context import Context, Reply
from handlers.setup.card import card
from services.courses import coordination, partners, share_news
from services.people import dialogs
from services.setup import editing, sheet
from services.setup import sharing as shares
from texts.setup import card as card_words
from texts.setup import lines as words


async def places(ctx: Context, button: b.ShowPlaces) -> Reply:
    """Whoever is asked where it is may write it at once."""
    async with ctx.begin() as (session, t):
        found = await editing.places(session, ctx.library, ctx.actor, button.course_id)
        ids = {"course_id": found.course.id, "edition": found.course.edition}
        await dialogs.ask(session, ctx.actor, "course_line", ctx.now, **ids, line=Line.PLACE.value)
    return Reply(words.places(t, found))


async def use_place(ctx: Context, button: b.UsePlace) -> Reply:
    which = button.course_id, button.edition, button.other_id
    async with ctx.begin() as (session, _):
        await editing.use_place(session, ctx.library, ctx.actor, *which, ctx.now)
    return await card(ctx, button.course_id)


async def use_centre_place(ctx: Context, button: b.UseCentrePlace) -> Reply:
    which = button.course_id, button.edition, button.place_id
    async with ctx.begin() as (session, _):
        await editing.use_centre_place(session, ctx.library, ctx.actor, *which, ctx.now)
    return await card(ctx, button.course_id)


async def ask(ctx: Context, button: b.WriteLine) -> Reply:
    """The next text is the line."""
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        editing.must_have(course, _line(button.line))
        ids = {"course_id": course.id, "edition": course.edition}
        await dialogs.ask(session, ctx.actor, "course_line", ctx.now, **ids, line=_line(button.line).value)
    return Reply(words.ask(t, course, _line(button.line)))


def _line(written: str) -> Line:
    if written not in tuple(Line):
        raise Gone
    return Line(written)


async def line_written(ctx: Context, draft: dict[str, Any]) -> Reply:
    """Step `course_line`."""
    course_id, text = int(draft["course_id"]), ctx.incoming.text_with_addresses or ""
    async with ctx.begin() as (session, t):
        await coordination.course(session, ctx.library, ctx.actor, course_id, Action.SETUP)
        line = _line(str(draft.get("line")))
        which = course_id, int(draft["edition"]), line, text, t.plain("setup.online")
        await editing.write(session, ctx.library, ctx.actor, *which, ctx.now)
    return await card(ctx, course_id)


async def clear(ctx: Context, button: b.ClearLine) -> Reply:
    async with ctx.begin() as (session, _):
        await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        which = button.course_id, button.edition, _line(button.line)
        await editing.clear(session, ctx.library, ctx.actor, *which, ctx.now)
    return await card(ctx, button.course_id)


async def seats(ctx: Context, button: b.ShowSeats) -> Reply:
    """Numbers as buttons; another one may be written, and then the next text is it."""
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        ids = {"course_id": course.id, "edition": course.edition}
        await dialogs.ask(session, ctx.actor, "course_line", ctx.now, **ids, line=Line.SEATS.value)
        number = await sheet.enrolled(session, course.id)
    return Reply(words.seats(t, course, number))


async def choose_seats(ctx: Context, button: b.ChooseSeats) -> Reply:
    async with ctx.begin() as (session, _):
        await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        values = {"seats": editing.read(Line.SEATS, str(button.seats))}
        await editing.decide(session, ctx.library, ctx.actor, button.course_id, button.edition, values, ctx.now)
    return await card(ctx, button.course_id)


async def languages(ctx: Context, button: b.ShowLanguages) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.languages(t, found))


async def toggle_language(ctx: Context, button: b.ToggleLanguage) -> Reply:
    which = button.course_id, button.edition, button.language
    async with ctx.begin() as (session, t):
        await editing.toggle_language(session, ctx.library, ctx.actor, *which, ctx.now)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.languages(t, found))


async def set_interpreter(ctx: Context, button: b.SetInterpreter) -> Reply:
    values = {"interpreter": bool(button.possible)}
    async with ctx.begin() as (session, t):
        await editing.decide(session, ctx.library, ctx.actor, button.course_id, button.edition, values, ctx.now)
        found = await sheet.load(session, ctx.library, ctx.actor, button.course_id, ctx.now)
    return Reply(words.languages(t, found) if found.draft or found.pending else card_words.card(t, found))


async def referral(ctx: Context, button: b.ShowReferral) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
    return Reply(words.referral(t, course))


async def set_referral(ctx: Context, button: b.SetReferral) -> Reply:
    which = button.course_id, button.edition, button.asks
    async with ctx.begin() as (session, _):
        await editing.ask_for_referral(session, ctx.library, ctx.actor, *which, ctx.now)
    return await card(ctx, button.course_id)


async def sharing(ctx: Context, button: b.ShowSharing) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        found = await partners(session, course)
    return Reply(words.sharing(t, course, found, button.page))


async def share(ctx: Context, button: b.ShareWith) -> Reply:
    """What it means is said first. No longer at once only where nobody of the team falls off with that."""
    which = button.course_id, button.edition, button.centre_id
    if button.yes != 1:
        return await stop_sharing(ctx, b.StopSharing(*which, button.page, 0), asked=False)
    async with ctx.begin() as (session, t):
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        one = await shares.partner(session, course, button.centre_id)
        if one.shared:
            return Reply(words.sharing(t, course, await partners(session, course), button.page))
        told = await share_news.anybody(session, one.id, ctx.actor.id)
    return Reply(words.ask_share(t, course, one, button.page, told=told))


async def share_now(ctx: Context, button: b.ShareNow) -> Reply:
    which = button.course_id, button.edition, button.centre_id
    async with ctx.begin() as (session, t):
        await shares.share(session, ctx.library, ctx.actor, *which, ctx.now)
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        found = await partners(session, course)
        said = words.shared(t, await shares.partner(session, course, button.centre_id))
    return Reply(words.sharing(t, course, found, button.page, said))


async def stop_sharing(ctx: Context, button: b.StopSharing, *, asked: bool = True) -> Reply:
    """A yes is for those who were named; where others would fall off, they are, and it is `asked` once more."""
    which = button.course_id, button.edition, button.centre_id, button.going
    async with ctx.begin() as (session, t):
        gone, parting = await shares.stop(session, ctx.library, ctx.actor, *which, ctx.now)
        if parting:
            return Reply(words.ask_unshare(t, parting, button.page), alert=words.others_go(t) if asked else None)
        course = await coordination.course(session, ctx.library, ctx.actor, button.course_id, Action.SETUP)
        lacks = await shares.lacking(session, course, gone)
        found = await partners(session, course)
    return Reply(words.sharing(t, course, found, button.page, words.fell_off(t, gone, lacks)))


async def asked_to_stop(ctx: Context, button: b.AskedToStopSharing) -> Reply:
    return await stop_sharing(ctx, b.StopSharing(button.course_id, button.edition, button.centre_id, button.page, 0))
