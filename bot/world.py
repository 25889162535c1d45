"""The small world in which a rehearsal begins: three centres of a network, six courses at different stages, an open evening.

The places are real. Everybody is made up; nobody's role, course or wish is anybody's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.app import App
from domain.rights import Role
from domain.setup import Line
from domain.signup import News
from services import Session, courses, evaluation, people, signup
from services.courses import team
from services.organisation import importing
from services.people import Actor
from services.programmes import Library, read_library
from services.setup import dates, drafts, editing
from services.signup import news

ZONE = ZoneInfo("Europe/Oslo")
CENTRE, NETWORK, COURSE = "sandefjord", "vestfold", "ta-tak"
TURID, ARNE, NORA = "Turid", "Arne", "Nora"
"""A professional, an experienced user; and the colleague who has set up what is there."""
RUNNING = ("Aud", "Tor", "Eva", "Rolf", "Marit")
OVER = ("Liv", "Per", "Siri", "Jan")
FULL = (*RUNNING[:4], *OVER)
"""In this order: for the last two there was no seat left."""
ONLINE = (RUNNING[4], OVER[3])
AGAIN = RUNNING[:2]
"""They were on the course that is over, too."""
ASIDE = {
    **dict.fromkeys(RUNNING, "goes to Mestringstreff by day"),
    **dict.fromkeys(AGAIN, "goes to Mestringstreff, and has been on a course that is over"),
    **dict.fromkeys(OVER, "has been on a course that is over"),
    NORA: "coordinates in Larvik, and with Berit",
}
"""Those without a phone of their own at first, and what they do."""
HELD_BY = (TURID, ARNE, NORA)
SIGNED_UP = {"mestringstreff": RUNNING, "krefter": (*OVER, *AGAIN), "gode-vaner": FULL, "leve-godt": ONLINE}
"""By course, in the order in which they came."""
WITH_TEAM = ("mestringstreff", "gode-vaner", "leve-godt")
"""Held by a professional and an experienced user together, as the standard method has it."""
SENT = (
    ("Liv", (5, 4, 5, 4, 5), "Fint å møte andre som vet hvordan det er."),
    ("Per", (4, 4, 4, 3, 4), ""),
    ("Siri", (5, 5, 4, 4, 5), "Litt mer tid til å snakke sammen."),
    ("Jan", (3, 4, 4, 2, 4), ""),
    ("Aud", (4, 5, 5, 4, 5), ""),
    ("Tor", (5,), ""),
)
"""The polls at the end of the course that is over: who, their answers to the first questions, and their own words."""
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = range(4)
PROGRAMMES = (COURSE, "mestringstreff", "kols", "diabetes-2", "laer-at-leve", "temakveld", "samtalegruppe")
"""What there are courses of."""
LEAD_TIME = timedelta(days=10)
Users = Mapping[str, int]
"""Telegram id by first name."""

SANDEFJORD = """
[[centres]]
slug = "sandefjord"
name = "LMS-Sandefjord"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
{more}
[[courses]]
slug = "ta-tak"
programme = "ta-tak"
centre = "sandefjord"
first_session = {first}
seats = 18
place = "Hvitgården"
address = "Hageveien 1, 3210 Sandefjord"
"""
IN_NETWORK = 'network = "vestfold"\nmunicipalities = ["Sandefjord"]\n'
OTHERS = """
[[networks]]
slug = "vestfold"
name = "Vestfold"

[[centres]]
slug = "larvik"
name = "Larvik kommune"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
network = "vestfold"
municipalities = ["Larvik"]

[[centres]]
slug = "tonsberg"
name = "Tønsberg kommune"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
network = "vestfold"
municipalities = ["Tønsberg"]

[[courses]]
slug = "mestringstreff"
programme = "mestringstreff"
centre = "sandefjord"
first_session = {running}
seats = 12
place = "Hvitgården"
address = "Hageveien 1, 3210 Sandefjord"

[[courses]]
slug = "krefter"
programme = "kols"
centre = "sandefjord"
first_session = {over}
seats = 10
place = "Biblioteket"
referral = "none"

[[courses]]
slug = "gode-vaner"
programme = "diabetes-2"
centre = "sandefjord"
first_session = {full}
seats = 6
place = "Frivilligsentralen"
referral = "none"

[[courses]]
slug = "leve-godt"
programme = "laer-at-leve"
centre = "larvik"
first_session = {online}
seats = 12
place = "På video"
shared_with = ["sandefjord", "tonsberg"]

[[courses]]
slug = "temakveld"
programme = "temakveld"
topic = "Å sove godt igjen"
centre = "tonsberg"
first_session = {open}
seats = 40
place = "Kulturhuset"
"""
ROLES = """
[[people]]
telegram_id = {turid}
role = "professional"
centre = "sandefjord"

[[people]]
telegram_id = {arne}
role = "experienced_user"
centre = "sandefjord"

[[people]]
telegram_id = {nora}
role = "coordinator"
centre = "sandefjord"

[[people]]
telegram_id = {nora}
role = "coordinator"
centre = "larvik"
"""


def day(near: datetime, weekday: int, hour: int, *, before: bool = False) -> datetime:
    """The first such weekday from an instant on, or the last one until it; local and naive, as in an import file."""
    local = near.astimezone(ZONE)
    ahead = (weekday - local.weekday()) % 7
    if before and ahead:
        ahead -= 7
    found = local.date() + timedelta(days=ahead)
    return datetime(found.year, found.month, found.day, hour)  # noqa: DTZ001


def one_course(first: datetime, more: str = "") -> str:
    """One centre and its TA TAK as an import file."""
    return SANDEFJORD.format(first=first.isoformat(), more=more)


def batch(now: datetime) -> str:
    """Everything as an import file: TA TAK is ten days ahead at the least, so that every reminder is still to come."""
    firsts = {
        "running": day(now + timedelta(hours=12), WEDNESDAY, 12) - timedelta(weeks=3),
        "over": day(now - timedelta(days=1), MONDAY, 17, before=True) - timedelta(weeks=5),
        "full": day(now + timedelta(days=35), THURSDAY, 17),
        "online": day(now + timedelta(days=20), MONDAY, 19),
        "open": day(now + timedelta(days=12), WEDNESDAY, 19),
    }
    others = OTHERS.format(**{name: at.isoformat() for name, at in firsts.items()})
    return one_course(day(now + LEAD_TIME, TUESDAY, 18), IN_NETWORK) + others


def empty(_now: datetime) -> str:
    """The same centres without a course, as an import file."""
    centres = (SANDEFJORD.format(first="", more=IN_NETWORK), OTHERS)
    return "".join(one.partition("[[courses]]")[0] for one in centres)


def is_known(library: Library, programmes: Sequence[str]) -> bool:
    """Whether these programmes are there in the form in which they come with the bot; their words may be others."""
    ours = read_library()
    return all(one in library.programmes and _form(library, one) == _form(ours, one) for one in programmes)


def _form(library: Library, slug: str) -> object:
    one = library.programmes[slug]
    polls = [(moment.key, len(library.questionnaire(moment).question)) for moment in one.moments]
    return one.form, one.audience, one.sessions, one.entry.requires, polls


async def acquainted(session: Session, name: str, language: str, telegram_id: int, then: datetime) -> Actor:
    """Somebody who has chosen a language and agreed."""
    actor = await people.arrive(session, telegram_id, then)
    await people.choose_language(session, actor, language)
    await people.consent(session, actor, name, None, then)
    await session.flush()
    return await people.arrive(session, telegram_id, then)


async def acquainted_all(app: App, users: Users, now: datetime) -> None:
    """Everybody knows the bot, and those with a role have it; no course is there yet."""
    async with app.database.begin() as session:
        by, _ = await _everybody(app, session, users, now)
        await _confidential(by, users, (await people.place_of(session, CENTRE)).centre_id or 0)


async def happened(app: App, users: Users, now: datetime) -> None:
    """What a colleague has set up; and who has signed up for what, in the months before."""
    then = now - timedelta(weeks=9)
    async with app.database.begin() as session:
        by, actors = await _everybody(app, session, users, now)
        await _by_video(by, await signup.course_by_slug(session, "leve-godt"))
        await _teams(by, users)
    async with app.database.begin() as session:
        for slug, names in SIGNED_UP.items():
            course_id = await signup.course_by_slug(session, slug)
            for name in names:
                await signup.join(session, app.library, actors[name], course_id, then)
    async with app.database.begin() as session:
        courses.read_once(session)
        over = await signup.course_by_slug(session, "krefter")
        for name, answers, text in SENT:
            await _sent(app, session, actors[name], over, answers, text, now)


async def _everybody(app: App, session: Session, users: Users, now: datetime) -> "tuple[_By, dict[str, Actor]]":
    """Whoever has met the bot before, by name, and the colleague, who is told of no news."""
    then = now - timedelta(weeks=9)
    actors = {one: await acquainted(session, one, "nb", users[one], then) for one in (*ASIDE, TURID, ARNE)}
    file = importing.parse(ROLES.format(**{one.lower(): users[one] for one in HELD_BY}), "roles.toml")
    await importing.apply(session, app.library, file, now, "roles.toml")
    by = _By(app, session, await people.arrive(session, users[NORA], now), now)
    await news.choose(session, by.nora, News.NEVER)
    return by, actors


async def _sent(
    app: App, session: Session, actor: Actor, course_id: int, answers: Sequence[int], text: str, now: datetime
) -> None:
    """Somebody answers the poll after the course, and sends it."""
    poll = app.library, actor, course_id, "final"
    for question, value in enumerate(answers):
        await evaluation.answer(session, *poll, question, value, now)
    if text:
        await evaluation.write_text(session, *poll, text, now)
    await evaluation.send(session, *poll, now)


class _By(Struct, frozen=True):
    """What the colleague does it with."""

    app: App
    session: Session
    nora: Actor
    now: datetime


async def _teams(by: _By, users: Users) -> None:
    """A course that is being set up lacks a place alone; of TA TAK Turid holds a half, and the others that go on have a team."""
    held = await signup.course_by_slug(by.session, COURSE)
    with_team = [await signup.course_by_slug(by.session, slug) for slug in WITH_TEAM]
    centres = {}
    for course_id in (held, *with_team):
        centres[course_id] = (await courses.load(by.session, by.app.library, course_id)).centre.id
    for one in set(centres.values()):
        await _confidential(by, users, one)
    centre_id = centres[held]
    draft = await drafts.make(by.session, by.app.library, by.nora, centre_id, "samtalegruppe", 0)
    first = day(by.now + timedelta(days=45), MONDAY, 18).replace(tzinfo=ZONE)
    await dates.choose(by.session, by.app.library, by.nora, draft, 1, 0, first, by.now)
    for course_id, name, role in (
        (held, TURID, Role.PROFESSIONAL),
        (draft, TURID, Role.PROFESSIONAL),
        (draft, ARNE, Role.EXPERIENCED_USER),
        *((one, *who) for one in with_team for who in ((TURID, Role.PROFESSIONAL), (ARNE, Role.EXPERIENCED_USER))),
    ):
        actor = await people.arrive(by.session, users[name], by.now)
        found = await team.ask(by.session, by.app.library, by.nora, course_id, actor.id, role, by.now)
        seen = (await courses.load(by.session, by.app.library, course_id)).version
        await team.accept(by.session, by.app.library, actor, found.id, found.version, seen, by.now)


async def _confidential(by: _By, users: Users, centre_id: int) -> None:
    """Arne has promised it on paper, and may hold courses."""
    arne = await people.arrive(by.session, users[ARNE], by.now)
    await team.write_down(by.session, by.nora, centre_id, arne.id, by.now.astimezone(ZONE).date(), by.now)


async def _by_video(by: _By, course_id: int) -> None:
    """One comes to it from wherever one is: chosen on its card, and confirmed there."""
    link = "https://example.org/leve-godt"
    await editing.write(by.session, by.app.library, by.nora, course_id, 1, Line.VIDEO, link, "", by.now)
    await editing.confirm(by.session, by.app.library, by.nora, course_id, 2, by.now)


async def asked(app: App, users: Users, now: datetime) -> None:
    """Arne is asked to hold TA TAK, too."""
    async with app.database.begin() as session:
        nora, arne = [await people.arrive(session, users[one], now) for one in (NORA, ARNE)]
        held = await signup.course_by_slug(session, COURSE)
        await team.ask(session, app.library, nora, held, arne.id, Role.EXPERIENCED_USER, now)
