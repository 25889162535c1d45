"""Where a rehearsal begins: who has a phone, what the time is, and what has happened already. All people are made up."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from msgspec import Struct

from bot import world
from bot.app import App
from bot.world import COURSE, ZONE, day
from domain.rights import Role
from services import Session, signup
from services.groups import form
from services.people import Actor

SOON_OVER = timedelta(minutes=1)
TUESDAY, COURSE_HOUR = 1, 18
Users = Mapping[str, int]
"""Telegram id by first name."""


class Phone(Struct, frozen=True):
    """`role` and `about` say whom one is; `link` is the start parameter of a link that they have opened.

    `takes`: the role that they take as the rehearsal begins, at the centre or, where `above`, in the network.
    """

    name: str
    language: str
    role: str
    about: str = ""
    link: str = ""
    takes: Role | None = None
    above: bool = False


class Scenario(Struct, frozen=True):
    """`begins` gives the clock's time for the machine's; `batch` the import file for the clock's.

    `aside`: people without a phone on the page, who have pressed Start long ago, by name with a few words about them.
    `happened` is done before anybody takes a role, `asked` after. `starts`: whether everybody has pressed Start. `hint` is
    what the page says until the clock has been turned.
    `programmes`: those that must be as they come with the bot; `otherwise`: what is played where they are not.
    """

    phones: tuple[Phone, ...]
    begins: Callable[[datetime], datetime]
    batch: Callable[[datetime], str]
    happened: Callable[[App, Users, datetime], Awaitable[None]]
    asked: Callable[[App, Users, datetime], Awaitable[None]]
    hint: str
    aside: Mapping[str, str] = MappingProxyType({})
    starts: bool = False
    programmes: tuple[str, ...] = ()
    otherwise: "Scenario | None" = None


async def _nothing(_app: App, _users: Users, _now: datetime) -> None:
    """Everything is still to happen."""


def _now(now: datetime) -> datetime:
    return now


def _last_minute(now: datetime) -> datetime:
    """A minute before the last evening ends, on the last Tuesday before today."""
    evening = day(now - timedelta(days=1), TUESDAY, COURSE_HOUR, before=True).replace(tzinfo=ZONE)
    return (evening + timedelta(minutes=150) - SOON_OVER).astimezone(now.tzinfo)


def _five_weeks_before(now: datetime) -> str:
    return world.one_course(day(now, TUESDAY, COURSE_HOUR, before=True) - timedelta(weeks=5))


async def _course_has_run(app: App, users: Users, now: datetime) -> None:
    """Everybody but the coordinator has been on the course; all but Kari and Ola look for a group already."""
    async with app.database.begin() as session:
        course_id = await signup.course_by_slug(session, COURSE)
    for phone in GROUPS.phones:
        if phone.takes is not None:
            continue
        async with app.database.begin() as session:
            then = now - timedelta(weeks=7)
            actor = await world.acquainted(session, phone.name, phone.language, users[phone.name], then)
            await signup.join(session, app.library, actor, course_id, then)
            if phone.name not in ("Kari", "Ola"):
                await looks_for_group(app, session, actor, course_id, now)


async def looks_for_group(app: App, session: Session, actor: Actor, course_id: int, now: datetime) -> None:
    view = (await signup.my_place(session, app.library, actor, course_id)).course
    wish = await form.begin(session, app.library, actor, view.centre.id, course_id, "relative", now)
    content = wish.content
    for field, value in (("slots", "evenings"), ("themes", content.theme[0].slug)):
        await form.tick(session, app.library, actor, wish.id, field, value, True)
    await form.tick(session, app.library, actor, wish.id, "starter", "1", actor.name == "Siri")
    await form.finish(session, app.library, actor, wish.id, now)


BERIT = Phone("Berit", "nb", "coordinator", "runs the courses in Sandefjord", takes=Role.COORDINATOR)
BY_LINK = f"c_{COURSE}"
PEOPLE = (
    BERIT,
    Phone(world.TURID, "nb", "professional", "holds courses with others", takes=Role.PROFESSIONAL),
    Phone(world.ARNE, "nb", "experienced user", "is asked to hold a course", takes=Role.EXPERIENCED_USER),
    Phone("Solveig", "nb", "network lead", "sees three centres, never people", takes=Role.NETWORK_LEAD, above=True),
    Phone("Grete", "nb", "owner", "gives roles and takes them away", takes=Role.OWNER, above=True),
)
"""Whoever has a role."""
_OTHERWISE = Scenario(
    (
        Phone("Kari", "nb", "participant", "looks for a course"),
        Phone("Ola", "nn", "relative", "looks for one, too, and reads nynorsk"),
        *PEOPLE,
    ),
    _now,
    world.empty,
    world.acquainted_all,
    _nothing,
    "There are no courses yet. As Berit, set one up; as Kari, find it; then press Next event.",
    aside=world.ASIDE,
)
START = Scenario(
    (
        Phone("Kari", "nb", "participant", "came by the link to a course", BY_LINK),
        Phone("Ola", "nn", "relative", "came by the same link, reads nynorsk", BY_LINK),
        *PEOPLE,
    ),
    _now,
    world.batch,
    world.happened,
    world.asked,
    "Choose whom to be. As Kari, sign up for a course; then press Next event and see what the bot does by itself.",
    aside=world.ASIDE,
    programmes=world.PROGRAMMES,
    otherwise=_OTHERWISE,
)
GROUPS = Scenario(
    (
        Phone("Kari", "nb", "relative"),
        Phone("Ola", "nb", "relative"),
        BERIT,
        Phone("Liv", "nb", "relative"),
        Phone("Per", "nn", "relative"),
        Phone("Siri", "nb", "relative", "willing to start a group"),
    ),
    _last_minute,
    _five_weeks_before,
    _course_has_run,
    _nothing,
    "A course is just ending: press Next event.",
    starts=True,
    programmes=(COURSE,),
)
SCENARIOS = {"start": START, "groups": GROUPS}
