"""Where a rehearsal begins: who has a phone, what the time is, and what has happened already. All people are made up."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.app import App
from services import Session, people, signup
from services.groups import form
from services.people import Actor

ZONE = ZoneInfo("Europe/Oslo")
CENTRE, COURSE = "sandefjord", "ta-tak"
COURSE_HOUR = 18
LEAD_TIME = timedelta(days=10)
SOON_OVER = timedelta(minutes=1)
Users = Mapping[str, int]
"""Telegram id by first name."""


class Phone(Struct, frozen=True):
    name: str
    language: str
    role: str


class Scenario(Struct, frozen=True):
    """`begins` gives the clock's time for the machine's; `first` the first evening, local and naive, for the clock's.

    `hint` is what the page says until the clock has been turned.
    """

    phones: tuple[Phone, ...]
    begins: Callable[[datetime], datetime]
    first: Callable[[datetime], datetime]
    prepare: Callable[[App, Users, datetime], Awaitable[None]]
    hint: str


def _tuesday(day: datetime, *, before: bool = False) -> datetime:
    """The first Tuesday evening from a day on, or the last one until it; local and naive."""
    local = day.astimezone(ZONE)
    days = -((local.weekday() - 1) % 7) if before else (1 - local.weekday()) % 7
    found = local.date() + timedelta(days=days)
    return datetime(found.year, found.month, found.day, COURSE_HOUR)  # noqa: DTZ001 - local, as in an import file


def _now(now: datetime) -> datetime:
    return now


def _ahead(now: datetime) -> datetime:
    """Ten days ahead at the least, so that every reminder is still to come."""
    return _tuesday(now + LEAD_TIME)


async def _nothing(_app: App, _users: Users, _now: datetime) -> None:
    """Everything is still to happen."""


def _last_minute(now: datetime) -> datetime:
    """A minute before the last evening ends, on the last Tuesday before today."""
    evening = _tuesday(now - timedelta(days=1), before=True).replace(tzinfo=ZONE)
    return (evening + timedelta(minutes=150) - SOON_OVER).astimezone(now.tzinfo)


def _five_weeks_before(now: datetime) -> datetime:
    return _tuesday(now, before=True) - timedelta(weeks=5)


async def _course_has_run(app: App, users: Users, now: datetime) -> None:
    """Everybody but the coordinator has been on the course; all but Kari and Ola look for a group already."""
    async with app.database.begin() as session:
        course_id = await signup.course_by_slug(session, COURSE)
    for phone in GROUPS.phones:
        if phone.role == "coordinator":
            continue
        async with app.database.begin() as session:
            actor = await _participant(app, session, phone, users[phone.name], course_id, now - timedelta(weeks=7))
            if phone.name not in ("Kari", "Ola"):
                await looks_for_group(app, session, actor, course_id, now)


async def _participant(
    app: App, session: Session, phone: Phone, telegram_id: int, course_id: int, then: datetime
) -> Actor:
    actor = await people.arrive(session, telegram_id, then)
    await people.choose_language(session, actor, phone.language)
    await people.consent(session, actor, phone.name, None, then)
    await session.flush()
    actor = await people.arrive(session, telegram_id, then)
    await signup.join(session, app.library, actor, course_id, then)
    return actor


async def looks_for_group(app: App, session: Session, actor: Actor, course_id: int, now: datetime) -> None:
    view = (await signup.my_place(session, app.library, actor, course_id)).course
    wish = await form.begin(session, app.library, actor, view.centre.id, course_id, "relative", now)
    content = wish.content
    for field, value in (("slots", "evenings"), ("themes", content.theme[0].slug)):
        await form.tick(session, app.library, actor, wish.id, field, value, True)
    await form.tick(session, app.library, actor, wish.id, "starter", "1", actor.name == "Siri")
    await form.finish(session, app.library, actor, wish.id, now)


BERIT = Phone("Berit", "nb", "coordinator")
START = Scenario(
    (Phone("Kari", "nb", "participant"), Phone("Ola", "nn", "relative"), BERIT),
    _now,
    _ahead,
    _nothing,
    "Sign up for a course, then press Next event and see what the bot does by itself.",
)
GROUPS = Scenario(
    (
        Phone("Kari", "nb", "relative"),
        Phone("Ola", "nb", "relative"),
        BERIT,
        Phone("Liv", "nb", "relative"),
        Phone("Per", "nn", "relative"),
        Phone("Siri", "nb", "relative, willing to start a group"),
    ),
    _last_minute,
    _five_weeks_before,
    _course_has_run,
    "A course is just ending: press Next event.",
)
SCENARIOS = {"start": START, "groups": GROUPS}
