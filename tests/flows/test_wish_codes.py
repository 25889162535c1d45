"""With whom, and with whom rather not: private codes, which nobody else is told of."""

from sqlalchemy import select

from db.models import Person, Wish, WishPair
from domain.groups import WishState
from domain.groups import buttons as g
from tests.flows.wishes import OTHER_CENTRE, MakeStage, looks, pool, row
from tests.stage import CENTRE, COURSE, Stage


async def test_codes(any_stage: Stage) -> None:
    stage = any_stage
    kari, ola = await looks(stage, "Kari"), await looks(stage, "Ola")
    mine, his = await row(stage, kari), await row(stage, ola)
    await kari.tap(g.ShowCodes)
    spaced = f"{mine.code[:3]} {mine.code[3:]}"
    assert spaced in kari.last
    await kari.press("Gjerne med")
    await kari.say("vet ikke")
    assert "Jeg finner ikke den koden" in kari.last
    await kari.say("ABC 234" if his.code != "ABC234" else "ABC 235")
    assert "Jeg finner ikke den koden" in kari.last
    await kari.say(mine.code)
    assert "Det er din egen kode" in kari.last
    seen = len(ola.messages)
    await kari.say(f"{his.code[:3].lower()}-{his.code[3:].lower()}")
    assert "gjerne sammen" in kari.last
    await ola.refresh()
    assert len(ola.messages) == seen  # nobody is told
    assert (await pool(stage)).together == frozenset()  # only one of them wishes it
    await ola.forge(g.NamePerson(his.id, 0).pack())
    await ola.say(mine.code)
    pair = frozenset((mine.id, his.id))
    assert (await pool(stage)).together == {pair}
    await kari.press("Helst ikke med")
    await kari.say(his.code)
    assert "helst ikke sammen" in kari.last
    found = await pool(stage)
    assert (found.together, found.apart) == (frozenset(), {pair})
    await ola.say("/groups")
    await ola.tap(g.ShowCodes)
    assert "gjerne sammen" in ola.last
    assert "helst ikke sammen" not in ola.last  # he learns nothing
    await kari.press(f"Slett {his.code[:3]}")
    assert (await pool(stage)).apart == frozenset()


async def test_no_more_than_twelve_are_named(stage: Stage) -> None:
    kari = await looks(stage)
    async with stage.app.database.begin() as session:
        now = stage.now
        people = [Person(telegram_id=900 + number, created_at=now) for number in range(13)]
        session.add_all(people)
        await session.flush()
        session.add_all(
            Wish(person_id=one.id, centre_id=1, state=WishState.DRAFT, answers="{}", code=f"AAAA{number:02}", since=now)
            for number, one in enumerate(people, 22)
        )
    mine = await row(stage, kari)
    for number in range(22, 30):
        await kari.forge(g.NamePerson(mine.id, 0).pack())
        await kari.say(f"AAAA{number}")
    async with stage.app.database.begin() as session:
        others = list(
            await session.scalars(select(Wish.id).where(Wish.id != mine.id).order_by(Wish.id.desc()).limit(4))
        )
        session.add_all(WishPair(wish_id=mine.id, other_wish_id=one, apart=False) for one in others)
    await kari.forge(g.NamePerson(mine.id, 0).pack())
    assert "Du har skrevet inn 12 koder" in kari.last


async def test_code_of_another_centre_is_unknown(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + OTHER_CENTRE + COURSE)
    kari, ola = await stage.participant("Kari"), await stage.participant("Ola")
    for phone, centre in ((kari, "LMS-Sandefjord"), (ola, "LMS-Tromsø")):
        await phone.say("/groups")
        await phone.press(centre)
        await phone.press("Jeg er pårørende")
    await kari.forge(g.NamePerson((await row(stage, kari)).id, 0).pack())
    await kari.say((await row(stage, ola)).code)
    assert "Jeg finner ikke den koden" in kari.last


async def test_who_has_no_code_is_told_whom_to_ring(make_stage: MakeStage, sqlite_url: str) -> None:
    silent = OTHER_CENTRE.replace('phone = "+47 00 00 00 00"', 'phone = ""')
    stage = await make_stage(sqlite_url, batch=CENTRE + silent + COURSE)
    kari = await stage.participant("Kari")
    for centre, whom in (
        ("LMS-Sandefjord", "Ring LMS-Sandefjord, +47 00 00 00 00"),
        ("LMS-Tromsø", "Snakk med LMS-Tromsø"),
    ):
        await kari.say("/groups")
        if centre == "LMS-Tromsø":
            await kari.forge(g.ChooseCentre().pack())
        await kari.press(centre)
        await kari.press("Jeg er pårørende")
        ids = await stage.rows(select(Wish.id).order_by(Wish.id.desc()))
        await kari.forge(g.ShowCodes(ids[0][0]).pack())
        assert whom in kari.last
