"""Start, language, consent, home, help, and what is stored about me."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from domain.characters import one_line
from domain.courses import Referrer
from domain.courses.leaflets import in_full
from domain.errors import Gone, NotAPhone, NotOpenYet, TextExpected, TooLong
from domain.groups.chats import MY_GROUP
from domain.people import LANGUAGES, NAME_LIMIT, clean_name, guess_language
from domain.people import buttons as b
from domain.phones import looks_like_phone, read_phone
from domain.privacy import buttons as privacy_buttons
from domain.rights import Role
from handlers import finding
from handlers import signup as sign_up
from handlers.context import Context, Incoming, Reply
from handlers.groups import life as group_life
from handlers.people import named
from services import Session, conversations, people, privacy, signup
from services.courses import contacts, lost, team
from services.groups import front
from services.organisation import roles
from services.people import dialogs
from texts import errors as error_words
from texts import own_copy
from texts import people as words
from texts import signup as signup_words
from texts.catalog import Texts
from texts.own_copy import Copy
from texts.screen import Screen

COURSE, INVITE = "c_", "i_"
"""What a deep link's start parameter begins with (Bot API: at most 64 of A-Z a-z 0-9 _ -)."""
PHONE_EXAMPLE = "+47 22 22 55 55"


async def start(ctx: Context) -> Reply:
    """/start, alone or with what a deep link carries."""
    payload = ctx.incoming.argument
    if payload.startswith(INVITE):
        return await _take_role(ctx, payload.removeprefix(INVITE))
    if payload == MY_GROUP:
        return await group_life.my_groups(ctx)
    async with ctx.begin() as (session, t):
        return Reply(await _started(ctx, session, t, payload))


async def _started(ctx: Context, session: Session, t: Texts, payload: str) -> Screen:
    """What a deep link leads to. One to a course that is gone leads, with a kind word, to what there is now."""
    link, head = None, ""
    payload = in_full(payload)
    if payload.startswith(COURSE):
        try:
            link = await signup.course_by_link(session, payload.removeprefix(COURSE))
        except (Gone, NotOpenYet) as refusal:
            head = _leads_nowhere(t, refusal)
    course_id, referrer = (link.course_id, link.referrer) if link else (0, None)
    if not ctx.actor.consented and not ctx.actor.has_role:
        course_id = await _remembered(ctx, session, course_id, referrer)
    if ctx.actor.language is None:
        centres = [link.centre] if link else await contacts.responsible(session, ctx.actor, course_id)
        screen = words.choose_language(t, course_id, centres)
    else:
        screen = await _onward(ctx, session, t, course_id, referrer)
    return words.headed(head, screen) if head else screen


def _leads_nowhere(t: Texts, refusal: Gone | NotOpenYet) -> str:
    """What is said of a link that leads to no course, or to none yet."""
    return words.link_gone(t) if isinstance(refusal, Gone) else error_words.say(t, refusal).text


async def _remembered(ctx: Context, session: Session, course_id: int, referrer: Referrer | None = None) -> int:
    """The course of the link, kept until they have agreed; without one, that of the link by which they came before."""
    if not course_id:
        return await linked(ctx, session)
    passed = {"referrer": referrer.value} if referrer else {}
    await dialogs.offer(session, ctx.actor, dialogs.LINKED, ctx.now, course_id=course_id, **passed)
    return course_id


def _passed_on_by(awaited: dialogs.Open | None, course_id: int) -> Referrer | None:
    """Who had passed on the link to the course by which somebody came who has only now agreed."""
    if awaited is None or awaited.step != dialogs.LINKED or awaited.draft["course_id"] != course_id:
        return None
    return Referrer(awaited.draft["referrer"]) if "referrer" in awaited.draft else None


async def linked(ctx: Context, session: Session) -> int:
    """The course by whose link somebody came who has yet to agree; 0 for none."""
    return await dialogs.linked(session, ctx.actor, ctx.now)


async def nothing_awaited(_ctx: Context, _draft: dict[str, Any]) -> None:
    """Listener `linked`, and of whoever has read a card (`dialogs.READ`)."""


async def _onward(
    ctx: Context,
    session: Session,
    t: Texts,
    course_id: int,
    referrer: Referrer | None = None,
    *,
    noted: bool = False,
    first: bool = False,
) -> Screen:
    """The next thing to show: consent, the course of the link, or home. A coordinator agrees when signing up, if ever.

    `noted`: it is kept already which card they are about to read. `first`: they have never agreed before, so they have
    been on no course.
    """
    if not ctx.actor.consented and not ctx.actor.has_role:
        return words.consent(t, course_id, await contacts.responsible(session, ctx.actor, course_id))
    if course_id:
        try:
            card = await sign_up.read(ctx, session, course_id, referrer, noted=noted)
        except (Gone, NotOpenYet) as refusal:  # since they came; what they have just agreed to, or chosen, holds
            await dialogs.unread(session, ctx.actor)
            return words.headed(_leads_nowhere(t, refusal), await _onward(ctx, session, t, 0))
        elsewhere = not first and await signup.elsewhere(session, ctx.actor, card.course)
        return signup_words.by_link(t, card, elsewhere, referrer)
    if await _has_nothing_yet(ctx, session):
        return words.headed(words.hello(t, ctx.actor), await finding.begin(ctx, session, t))
    return await home_of(ctx, session, t)


async def _has_nothing_yet(ctx: Context, session: Session) -> bool:
    """Whether somebody has no role, no course and nothing to do with groups: then the way is to look for a course."""
    if ctx.actor.has_role or await signup.anywhere(session, ctx.actor):
        return False
    groups = await front.load(session, ctx.library, ctx.actor)
    return not (groups.own or groups.may_look)


async def home_of(ctx: Context, session: Session, t: Texts) -> Screen:
    """The start page; with a number where there is nothing to choose from."""
    mine = await signup.mine(session, ctx.library, ctx.actor)
    offers = await signup.open_courses(session, ctx.library, ctx.now)
    groups = await front.load(session, ctx.library, ctx.actor)
    waiting = await conversations.unanswered(session, ctx.actor) if ctx.actor.has_role else 0
    centres = [] if offers else await contacts.centres(session, ctx.actor)
    return words.home(t, ctx.actor, mine, offers, groups, ctx.now, waiting, centres)


async def _take_role(ctx: Context, token: str) -> Reply:
    async with ctx.begin() as (session, t):
        role, place = await roles.take(session, ctx.actor, token, ctx.now)
        if ctx.actor.language is None:
            language = guess_language(ctx.incoming.language_code, otherwise=place.language or LANGUAGES[0])
            await people.choose_language(session, ctx.actor, language)
        t = await ctx.reload(session)
        awaited = role is Role.EXPERIENCED_USER and not await team.signed(session, place.centre_id or 0, ctx.actor.id)
        screen = words.invited(t, role, place.name, to_sign=awaited)
        if ctx.actor.name is None:
            screen = await named.question(ctx, session, t, screen)
    return Reply(screen, commands=words.commands(t, ctx.actor.roles))


async def choose_language(ctx: Context, button: b.ChooseLanguage) -> Reply:
    if button.language not in LANGUAGES:
        raise Gone
    async with ctx.begin() as (session, t):
        before = ctx.actor.language
        t = ctx.becomes(await people.choose_language(session, ctx.actor, button.language))
        screen = await _onward(ctx, session, t, button.course_id)
    if before is not None and ctx.actor.consented and not button.course_id:
        screen = words.headed(words.language_kept(t), screen)
    return Reply(screen, commands=words.commands(t, ctx.actor.roles))


async def change_language(ctx: Context, _button: b.ChangeLanguage | None = None) -> Reply:
    async with ctx.begin() as (session, t):
        if ctx.actor.language:
            return Reply(words.change_language(t))
        return Reply(words.choose_language(t, 0, await contacts.responsible(session, ctx.actor)))


async def ask_consent(ctx: Context, course_id: int) -> Reply:
    """Wherever consent is missing: language first if that is not known either."""
    async with ctx.begin() as (session, t):
        course_id = await _remembered(ctx, session, course_id)
        centres = await contacts.responsible(session, ctx.actor, course_id)
        screen = words.choose_language if ctx.actor.language is None else words.consent
    return Reply(screen(t, course_id, centres), new=True)


async def give_consent(ctx: Context, button: b.GiveConsent) -> Reply:
    async with ctx.begin() as (session, t):
        first = ctx.actor.name is None  # no name is kept before
        if not ctx.actor.consented:
            names = ctx.incoming.first_name, ctx.incoming.last_name
            t = ctx.becomes(await people.consent(session, ctx.actor, *names, ctx.now))
        kept = await dialogs.agreed(session, ctx.actor, ctx.now)
        noted = kept is not None and kept.draft["course_id"] == button.course_id
        referrer = _passed_on_by(kept, button.course_id)
        return Reply(await _onward(ctx, session, t, button.course_id, referrer, noted=noted, first=first))


async def refuse_consent(ctx: Context, button: b.RefuseConsent) -> Reply:
    """Nothing is kept of them but the language, nor by which link they came; the way back still leads there."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        centres = await contacts.responsible(session, ctx.actor, button.course_id)
    return Reply(words.refused(t, button.course_id, centres))


async def home(ctx: Context, _button: b.Home | None = None) -> Reply:
    """Where I am."""
    async with ctx.begin() as (session, t):
        return Reply(await _where_i_am(ctx, session, t))


async def _where_i_am(ctx: Context, session: Session, t: Texts) -> Screen:
    await dialogs.end(session, ctx.actor)
    if not ctx.actor.has_role:
        ctx.actor.must_have_consented()
    return await home_of(ctx, session, t)


async def help_page(ctx: Context) -> Reply:
    async with ctx.begin() as (session, t):
        return Reply(words.help_page(t, ctx.actor, await contacts.centres(session, ctx.actor)))


async def resume(ctx: Context) -> Reply:
    """After a crash or a lost answer: where the person is now."""
    if ctx.incoming.press_data == privacy_buttons.Erase().pack():
        # Nothing else is known of them any more than what their app says of itself.
        by_app = ctx.house.catalog.of(guess_language(ctx.incoming.language_code))
        return Reply(words.erased(by_app), new=True, commands=())
    async with ctx.begin() as (session, t):
        screen = await _started(ctx, session, t, ctx.incoming.argument)
    return Reply(words.headed(words.was_away(t), screen), new=True)


async def show_privacy(ctx: Context, _button: privacy_buttons.ShowPrivacy | None = None) -> Reply:
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        return Reply(words.privacy(t, ctx.actor))


async def to_details(ctx: Context, _draft: dict[str, Any]) -> Reply:
    """Back from a name or a number that one has not written after all."""
    return await show_privacy(ctx)


async def change_name(ctx: Context, _button: b.ChangeName) -> Reply:
    async with ctx.begin() as (session, t):
        named.may_be_named(ctx)
        await dialogs.ask(session, ctx.actor, "name", ctx.now)
    return Reply(words.ask_name(t, ctx.actor), new=True)


async def name_written(ctx: Context, _draft: dict[str, Any]) -> Reply:
    text = one_line(ctx.incoming.text or "")
    if len(text) > NAME_LIMIT:
        raise TooLong(len(text), NAME_LIMIT)
    name = clean_name(text)
    if not name:
        raise TextExpected  # a contact
    if ctx.library.danger.seen_in(text):
        return await _no_name(ctx)
    async with ctx.begin() as (session, _):
        named.may_be_named(ctx)
        await people.rename(session, ctx.actor, name)
        t = await _changed(ctx, session)
    return Reply(words.name_kept(t, ctx.actor))


async def _no_name(ctx: Context) -> Reply:
    """A cry for help is nobody's name: coordinators would read it in a list. What is said to it comes besides."""
    async with ctx.begin() as (session, t):
        await dialogs.end(session, ctx.actor)
        return Reply(words.name_as_before(t))


async def change_phone(ctx: Context, _button: b.ChangePhone) -> Reply:
    async with ctx.begin() as (session, t):
        ctx.actor.must_have_consented()
        await dialogs.ask(session, ctx.actor, "phone", ctx.now)
    return Reply(words.ask_phone(t, PHONE_EXAMPLE), new=True)


async def phone_written(ctx: Context, _draft: dict[str, Any]) -> Reply:
    async with ctx.begin() as (session, _):
        country = await people.country(session, ctx.actor)
        phone = read_number(ctx.incoming, country)
        await people.set_phone(session, ctx.actor, phone)
        t = await _changed(ctx, session)
    return Reply(words.phone_kept(t, ctx.actor))


async def phone_seen(ctx: Context, _draft: dict[str, Any]) -> Reply | None:
    """After sign-up: a number or a contact card that comes now is one's own. None when it is something else."""
    if ctx.incoming.phone is None and not looks_like_phone(ctx.incoming.text or ""):
        return None
    try:
        return await phone_written(ctx, {})
    except NotAPhone:
        return None


async def remove_phone(ctx: Context, _button: b.RemovePhone) -> Reply:
    async with ctx.begin() as (session, _):
        await people.set_phone(session, ctx.actor, None)
        t = await _changed(ctx, session)
    return Reply(words.phone_kept(t, ctx.actor))


async def show_name(ctx: Context, button: b.ShowName) -> Reply:
    if button.shown not in (0, 1):
        raise Gone
    async with ctx.begin() as (session, _):
        ctx.actor.must_have_consented()
        await people.show_name(session, ctx.actor, bool(button.shown))
        t = await _changed(ctx, session)
    return Reply(words.shown_by_name(t, ctx.actor))


async def _changed(ctx: Context, session: Session) -> Texts:
    """Nothing is awaited any more, and the actor is as they have become."""
    await dialogs.end(session, ctx.actor)
    await session.flush()
    return await ctx.reload(session)


def read_number(incoming: Incoming, country: str) -> str:
    """In international form; a number without a country's prefix is one of the centre's country. Raises NotAPhone."""
    try:
        if incoming.phone is not None:
            return read_phone(incoming.phone, country, contact=True)
        return read_phone(incoming.text or "", country)
    except ValueError as error:
        raise NotAPhone(PHONE_EXAMPLE) from error


async def export(ctx: Context, _button: privacy_buttons.ExportMe) -> Reply:
    """Two files: a page for people, and all of it for programs."""
    async with ctx.begin() as (session, t):
        everything = await privacy.export(session, ctx.actor)
        programmes = await privacy.programmes(session, ctx.library, everything)
        zone = (await contacts.zone(session, ctx.actor)) or ZoneInfo("UTC")
    contents = {one["centre"]: ctx.library.groups_of(one["centre"]) for one in everything["group_wishes"]}
    page = own_copy.page(t, Copy(everything, programmes, ctx.library.questionnaires, contents, zone, ctx.now))
    data = json.dumps(everything, ensure_ascii=False, indent=2, default=str).encode()
    return Reply(words.export_page(t, page), new=True, more=[words.export(t, data)])


async def ask_erase(ctx: Context, _button: privacy_buttons.AskErase) -> Reply:
    async with ctx.begin() as (session, t):
        missed = await lost.would_be_missed(session, ctx.actor.id, ctx.now)
        return Reply(words.ask_erase(t, missed=missed))


async def erase(ctx: Context, _button: privacy_buttons.Erase) -> Reply:
    async with ctx.begin() as (session, t):
        await privacy.erase(session, ctx.library, ctx.actor, ctx.now, update_id=ctx.incoming.update_id)
    return Reply(words.erased(t), commands=())
