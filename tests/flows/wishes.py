"""What stories about looking for a group share: somebody who looks, and what is stored of it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import select

from db.models import Person, Wish
from domain.groups import buttons as g
from domain.groups.matching import Pool
from domain.groups.wishes import Answers
from services.groups import wishes
from tests.stage import CENTRE, OSLO, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
LAST_EVENING_ENDS = datetime(2026, 10, 6, 20, 30, tzinfo=OSLO)
GONE = "virker ikke lenger"
OTHER_CENTRE = CENTRE.replace("sandefjord", "tromso").replace("LMS-Sandefjord", "LMS-Tromsø")


async def row(stage: Stage, phone: Phone) -> Wish:
    found = await stage.rows(select(Wish).join(Person).where(Person.telegram_id == phone.id))
    wish: Wish = found[0][0]
    return wish


async def answers(stage: Stage, phone: Phone) -> Answers:
    return Answers.of_json((await row(stage, phone)).answers)


async def looks(stage: Stage, name: str = "Kari") -> Phone:
    """Somebody who looks for a group on Tuesdays at 18."""
    phone = await stage.participant(name)
    await phone.say("/groups")
    await phone.tap(g.Agree, side="self")
    await phone.tap(g.ShowStep, step="slots")
    await phone.tap(g.Toggle, value="tue-18")
    for step in ("places", "age", "summary"):
        await phone.tap(g.ShowStep, step=step)
    await phone.tap(g.FinishWish)
    assert "Nå leter jeg" in phone.last
    return phone


async def pool(stage: Stage, centre_id: int = 1) -> Pool:
    async with stage.app.database.begin() as session:
        return await wishes.pool(session, stage.app.library, centre_id, stage.now)
