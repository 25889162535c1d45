"""A form that was begun and left goes by itself; whoever comes back begins anew."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Wish, WishPair
from domain.groups import WishState
from domain.groups import buttons as g
from services.privacy import tidy
from tests.flows.wishes import looks, row
from tests.stage import Stage


async def test_a_form_that_is_never_finished(any_stage: Stage) -> None:
    stage = any_stage
    kari, ola = await stage.participant("Kari"), await looks(stage, "Ola")
    await kari.say("/groups")
    await kari.press("Jeg er pårørende")
    await kari.press("Søvn og hvile")
    mine, his = await row(stage, kari), await row(stage, ola)
    await kari.forge(g.NamePerson(mine.id, 1).pack())
    await kari.say(his.code)
    for days, state in ((89, WishState.DRAFT), (90, WishState.WITHDRAWN)):
        now = stage.now + timedelta(days=days)
        async with stage.app.database.begin() as session:
            await tidy.tidy(session, stage.app.library, now, now)
        assert (await row(stage, kari)).state == state
    forgotten = await row(stage, kari)
    assert (forgotten.answers, forgotten.consent_version) == ("{}", None)
    assert await stage.rows(select(WishPair)) == []
    assert (await row(stage, ola)).state == WishState.ACTIVE  # whoever looks waits for as long as it takes
    await kari.forge(g.ShowStep(mine.id, "slots").pack())
    assert "virker ikke lenger" in kari.last
    await kari.say("/groups")
    assert "Det som lagres" in kari.last
    assert len(await stage.rows(select(Wish.id))) == 2
