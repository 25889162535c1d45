"""Centres near and far with courses to be found, and whoever looks for one."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.organisation import importing
from tests.stage import Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
YES = "Ja, og jeg har fylt 18"
TELL = "Si fra når et åpner"


def centre(slug: str, name: str, *serves: str) -> str:
    return f"""
[[centres]]
slug = "{slug}"
name = "{name}"
country = "NO"
time_zone = "Europe/Oslo"
language = "nb"
phone = "+47 00 00 00 00"
municipalities = {list(serves)}
""".replace("'", '"')


def course(slug: str, programme: str, at: str, day: str = "2026-10-06", shared: str = "") -> str:
    more = f'shared_with = ["{shared}"]\n' if shared else ""
    return f"""
[[courses]]
slug = "{slug}"
programme = "{programme}"
centre = "{at}"
first_session = {day}T18:00:00
seats = 8
place = "Huset {at}"
{more}"""


TROMSO = centre("tromso", "LMS Tromsø", "Tromsø", "Balsfjord", "Karlsøy")
ODDA = centre("odda", "Odda kommune", "Odda")
BOMLO = centre("bomlo", "Bømlo kommune", "Bømlo")
CENTRES = TROMSO + ODDA + BOMLO
AUTUMN = (
    CENTRES
    + course("hav", "temadag", "tromso", "2026-10-06")
    + course("fjell", "temadag", "odda", "2026-10-13")
    + course("ta", "ta-tak", "odda", "2026-10-20", shared="bomlo")
    + course("barn", "smil", "bomlo", "2026-10-27")
)


async def arrived(stage: Stage, name: str = "Kari") -> Phone:
    """Without a link: language, consent, and then whatever is asked."""
    phone = await stage.person(name)
    await phone.start()
    await phone.press("Norsk bokmål")
    await phone.press(YES)
    return phone


async def publish(stage: Stage, batch: str) -> None:
    async with stage.app.database.begin() as session:
        parsed = importing.parse(batch, "more.toml")
        await importing.apply(session, stage.app.library, parsed, stage.now, "more.toml")
    await stage.turn(timedelta(minutes=1))
