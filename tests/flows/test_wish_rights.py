"""What somebody looks for is theirs: consent comes first, forged buttons reach nothing, and it can be had and deleted."""

from pathlib import Path

from sqlalchemy import select, update

from db.models import Wish, WishPair
from domain.groups import WishState
from domain.groups import buttons as g
from tests.flows.wishes import GONE, answers, looks, pool, row
from tests.stage import Stage


async def test_withdrawing_deletes_the_answers(stage: Stage) -> None:
    kari, ola = await looks(stage, "Kari"), await looks(stage, "Ola")
    theirs = {phone: await row(stage, phone) for phone in (kari, ola)}
    for phone, other in ((kari, ola), (ola, kari)):
        await phone.forge(g.NamePerson(theirs[phone].id, 1).pack())
        await phone.say(theirs[other].code)
    await kari.say("/groups")
    await kari.press("Slutt å lete")
    assert "sletter jeg svarene dine" in kari.last
    await kari.press("Ja, slutt og slett")
    wish = await row(stage, kari)
    assert (wish.state, wish.answers, wish.consent_at) == (WishState.WITHDRAWN, "{}", None)
    assert [one.wish_id for (one,) in await stage.rows(select(WishPair))] == [theirs[ola].id]
    assert len((await pool(stage)).candidates) == 1
    await kari.say("/groups")
    assert "Det som lagres" in kari.last
    # Whoever comes back is still kept apart from those who asked for it.
    await kari.press("Jeg er pårørende")
    await kari.forge(g.Toggle(wish.id, "slots", "tue-18", 1).pack())
    await kari.forge(g.FinishWish(wish.id).pack())
    assert (await pool(stage)).apart == {frozenset((wish.id, theirs[ola].id))}


async def test_forged_buttons_reach_nobody_elses_wish(stage: Stage) -> None:
    kari = await looks(stage, "Kari")
    mine = await row(stage, kari)
    mallory = await looks(stage, "Mallory")
    his = await row(stage, mallory)
    await kari.forge(g.NamePerson(mine.id, 1).pack())
    await kari.say(his.code)
    pair_id = (await stage.rows(select(WishPair.id)))[0][0]
    before = await stage.dump(without=("inbox", "notes", "dialogs"))
    forged = [
        g.ChooseSide(mine.id, "relative"), g.ShowStep(mine.id, "slots"), g.Toggle(mine.id, "slots", "mon-10", 1),
        g.ChooseAge(mine.id, 30), g.FinishWish(mine.id), g.PauseWish(mine.id), g.ResumeWish(mine.id),
        g.AskWithdraw(mine.id), g.WithdrawWish(mine.id), g.ShowCodes(mine.id), g.NamePerson(mine.id, 0),
        g.ForgetPair(pair_id), g.ForgetPair(999), g.FinishWish(999), g.StartWish(999, 0), g.Agree(999, 0, "self"),
        g.ShowStep(his.id, "everything"), g.Toggle(his.id, "slots", "mon-03", 1), g.Toggle(his.id, "places", "rom", 1),
        g.Toggle(his.id, "themes", "gossip", 1), g.Toggle(his.id, "code", "ABCDEF", 1), g.Toggle(his.id, "side", "x", 1),
        g.ChooseAge(his.id, 17), g.ChooseSide(his.id, "neither"), g.Agree(1, 0, "neither"),
    ]  # fmt: skip
    for button in forged:
        await mallory.forge(button.pack())
        assert GONE in mallory.last, button
    assert await stage.dump(without=("inbox", "notes", "dialogs")) == before
    assert mine.code not in " ".join(mallory.texts)


async def test_consent_comes_first(stage: Stage) -> None:
    eva = await stage.person("Eva")
    await eva.start()
    await eva.press("Norsk bokmål")
    for data in (g.ShowGroups(), g.StartWish(1, 0), g.Agree(1, 0, "self"), g.ShowStep(1, "slots")):
        await eva.forge(data.pack())
    await eva.say("/groups")
    assert "Før vi begynner" in eva.last
    assert await stage.rows(select(Wish)) == []


async def test_consent_to_more_is_asked_anew(stage: Stage) -> None:
    kari = await looks(stage)
    async with stage.app.database.begin() as session:
        await session.execute(update(Wish).values(consent_version=0))
    assert (await pool(stage)).candidates == ()
    await kari.say("/groups")
    assert "Det som lagres" in kari.last
    await kari.press("Det gjelder meg selv")
    assert "Jeg leter etter en gruppe til deg" in kari.last
    assert (await answers(stage, kari)).slots == ("tue-18",)
    assert len((await pool(stage)).candidates) == 1


async def test_no_thanks_keeps_nothing(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    await kari.press("Nei takk")
    assert "ingenting er lagret" in kari.last
    assert await stage.rows(select(Wish)) == []


async def test_erasure_takes_wish_and_codes_along(stage: Stage) -> None:
    kari, ola = await looks(stage, "Kari"), await looks(stage, "Ola")
    mine, his = await row(stage, kari), await row(stage, ola)
    for phone, wish, other in ((kari, mine, his), (ola, his, mine)):
        await phone.forge(g.NamePerson(wish.id, 0).pack())
        await phone.say(other.code)
    await kari.say("/privacy")
    await kari.press("Slett")
    await kari.press("Ja")
    left = [one[0] for one in await stage.rows(select(WishPair))]
    assert [(one.wish_id, one.other_wish_id, one.code) for one in left] == [(his.id, None, mine.code)]
    assert [one[0] for one in await stage.rows(select(Wish.id))] == [his.id]
    await ola.say("/groups")
    await ola.tap(g.ShowCodes)
    assert "Du har skrevet inn" in ola.last  # as before: that the code had gone would tell of the erasure


async def test_what_is_stored_can_be_had(stage: Stage) -> None:
    kari = await looks(stage)
    await kari.forge("export")
    assert kari.messages[-1]["document"]["file_name"] == "mestringsbot.json"


async def test_answers_are_unreadable_in_the_database(stage: Stage, tmp_path: Path) -> None:
    await looks(stage)
    files = [tmp_path / name for name in ("test.db", "test.db-wal")]
    assert not any(b"tue-18" in one.read_bytes() for one in files if one.exists())
