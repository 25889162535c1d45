"""What nobody awaited: read for what people ask for in their own words, and answered with the buttons that do it."""

from domain.courses import Referrer
from domain.errors import Gone, NotOpenYet
from domain.people import SMALL_TALK, Asked
from handlers import finding
from handlers.context import Context, Reply
from handlers.people import people as start
from services import Session, evaluation, people, signup
from services.courses import contacts
from services.finding import finder
from services.groups import front
from services.people import dialogs
from services.signup import Card
from texts import own_words as words
from texts import people as people_words
from texts.catalog import Texts


async def stray(ctx: Context) -> Reply:
    """A text, a picture, a voice message: one sentence and buttons; what nobody understands gets a number to ring, too."""
    said = ctx.incoming.text or ctx.incoming.caption or ""
    async with ctx.begin() as (session, t):
        if not ctx.actor.consented and not ctx.actor.has_role:
            return await _before_consent(ctx, session, t)
        asked = ctx.library.own_words.asked_in(said)
        around = words.Around(
            ctx.actor,
            await signup.mine(session, ctx.library, ctx.actor),
            await contacts.centres(session, ctx.actor),
            await start.home_of(ctx, session, t),
            ctx.now,
            said,
            await front.form_begun(session, ctx.actor),
            *await _just_read(ctx, session, asked),
        )
        poll = await evaluation.begun(session, ctx.library, ctx.actor, ctx.now)
        served, enrolled = await finder.names(session), bool(around.places)
        wanted = ctx.library.own_words.wanted_in(said, served, enrolled=enrolled)
        if wanted is not None:
            found = await finding.in_words(ctx, session, t, wanted)
            return Reply(people_words.with_poll(t, found, poll), can_wait=True)
    if asked is None and not ctx.incoming.silent and ctx.library.danger.seen_in(said):
        return Reply()  # whom to ring comes besides: that it was not understood would be no answer to a cry
    screen = words.answer(t, asked, around) if asked else words.not_understood(t, around, ctx.incoming.sort)
    return Reply(people_words.with_poll(t, screen, poll))


async def _just_read(ctx: Context, session: Session, asked: Asked | None) -> tuple[Card | None, Referrer | None]:
    """Nothing is awaited any more. Of whoever wishes to sign up: the course whose card they have read, and who passed it on."""
    awaited = await dialogs.current(session, ctx.actor, ctx.now)
    if awaited is None or awaited.step != dialogs.READ:
        await dialogs.end(session, ctx.actor)
        return None, None
    if asked is not Asked.JOIN:
        return None, None  # one may ask something in between
    passed = awaited.draft.get("referrer")
    try:
        card = await signup.card(session, ctx.library, ctx.actor, int(awaited.draft["course_id"]), ctx.now)
    except (Gone, NotOpenYet):
        return None, None
    return card, Referrer(passed) if passed else None


async def _before_consent(ctx: Context, session: Session, t: Texts) -> Reply:
    """The same question as before, of the course by whose link they came; the centre's number stands there once."""
    course_id = await start.linked(ctx, session)
    centres = await contacts.responsible(session, ctx.actor, course_id)
    if ctx.actor.language is None:
        return Reply(people_words.choose_language(t, course_id, centres), new=True)
    consent = people_words.consent(t, course_id, centres, numbers=False)
    return Reply(words.before_consent(t, centres, consent), new=True)


async def edited(ctx: Context) -> Reply:
    """An edited message that answered nothing: only what it asks for now is answered, if that can be told."""
    asked = ctx.library.own_words.asked_in(ctx.incoming.text or "")
    async with ctx.house.database.begin() as session:
        actor = await people.known(session, ctx.incoming.telegram_id, ctx.now)
        awaited = None if actor is None else await dialogs.current(session, actor, ctx.now)
        busy = actor is None or (awaited is not None and awaited.step != dialogs.READ)
    return Reply() if busy or asked is None or asked in SMALL_TALK else await stray(ctx)
