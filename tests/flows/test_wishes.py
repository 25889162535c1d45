"""Looking for a group: the form by buttons, private codes, the invitation after the course, and whoever tries to pry."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from db.group_models import Group, GroupMember, Wish, WishPair
from db.models import Outbox, Person
from domain import group_buttons as g
from domain.groups import GroupState, MemberState, WishState
from domain.matching import Candidate, Pool
from domain.wishes import Answers
from services.groups import wishes
from tests.stage import CENTRE, COURSE, OSLO, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
LAST_EVENING_ENDS = datetime(2026, 10, 6, 20, 30, tzinfo=OSLO)
GONE = "fører ikke lenger noe sted"
STALE = "har endret seg"
PLACES = """
[[places]]
centre = "sandefjord"
slug = "hvit"
name = "Hvitgården"
lat = 59.13
lon = 10.22

[[places]]
centre = "sandefjord"
slug = "torp"
name = "Torp bibliotek"
lat = 59.19
lon = 10.25
"""
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


async def test_at_most_eight_taps(any_stage: Stage) -> None:
    stage = any_stage
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    assert "Det som lagres" in kari.last
    assert await stage.rows(select(Wish)) == []  # nothing is kept before one has agreed
    taps = [
        (g.Agree, {"side": "relative"}), (g.Toggle, {"value": "sleep"}), (g.ShowStep, {"step": "slots"}),
        (g.Toggle, {"value": "tue-18"}), (g.ShowStep, {"step": "places"}), (g.ShowStep, {"step": "age"}),
        (g.ChooseAge, {"age": 40}), (g.FinishWish, {}),
    ]  # fmt: skip
    assert len(taps) <= 8
    for kind, values in taps:
        await kari.tap(kind, **values)
    assert "Nå leter jeg etter en gruppe til deg" in kari.last
    wish = await row(stage, kari)
    assert wish.state == WishState.ACTIVE
    assert (wish.consent_version, wish.consent_at, wish.since) == (1, stage.now, stage.now)
    given = await answers(stage, kari)
    assert (given.side, given.themes, given.slots, given.age) == ("relative", ("sleep",), ("tue-18",), 40)
    assert (given.languages, given.places) == (("nb",), ("centre",))


async def test_every_step_can_be_skipped_and_gone_back_to(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    await kari.press("Jeg lever med det selv")
    for number in (1, 2, 3):
        assert f"Steg {number} av 4" in kari.last
        await kari.press("Videre" if number == 3 else "Hopp over")
    for number in (4, 3, 2, 1):
        assert f"Steg {number} av 4" in kari.last
        await kari.press("Tilbake")
    assert "Hva stemmer for deg?" in kari.last
    await kari.press("Jeg er pårørende")
    await kari.press("Videre" if "Videre" in kari.labels() else "Hopp over")
    assert "Uten en tid kan jeg ikke finne" in kari.last  # asked kindly, and let go on
    await kari.press("Hopp over")
    await kari.press("Videre")
    await kari.press("Vil ikke si")
    assert "Det mangler noe" in kari.last
    assert "Finn en gruppe til meg" not in kari.labels()
    await kari.forge(g.FinishWish((await row(stage, kari)).id).pack())
    assert "Når passer det for deg" in kari.last  # instead of a wish that cannot be met
    assert (await row(stage, kari)).state == WishState.DRAFT
    await kari.press("Alle kvelder")
    await kari.press("Til oversikten")
    await kari.press("Finn en gruppe til meg")
    assert (await row(stage, kari)).state == WishState.ACTIVE
    assert (await answers(stage, kari)).side == "relative"


async def test_the_form_goes_on_where_it_stood(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    await kari.press("Jeg lever med det selv")
    await kari.press("Søvn og hvile")
    await kari.press("Videre")
    await kari.press("ti 18")
    await stage.app.stop()
    await stage.start_bot()
    await kari.say("/groups")
    assert "Steg 2 av 4" in kari.last
    assert "✓ ti 18" in kari.labels()


async def test_a_second_press_changes_nothing_more(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    agree = kari.button("Jeg lever med det selv")
    await kari.press("Jeg lever med det selv")
    sleep = kari.button("Søvn og hvile")
    for _ in range(2):
        await kari.forge(sleep)
        assert (await answers(stage, kari)).themes == ("sleep",)
    await kari.press("✓ Søvn og hvile")
    assert (await answers(stage, kari)).themes == ()
    await kari.forge(agree)
    assert len(await stage.rows(select(Wish.id))) == 1
    wish_id = (await row(stage, kari)).id
    await kari.forge(g.Toggle(wish_id, "slots", "evenings", 1).pack())
    for _ in range(2):
        await kari.forge(g.FinishWish(wish_id).pack())
        assert (await row(stage, kari)).version == 2
    for button, state in ((g.PauseWish, WishState.PAUSED), (g.ResumeWish, WishState.ACTIVE)):
        for _ in range(2):
            await kari.forge(button(wish_id).pack())
            assert (await row(stage, kari)).state == state
    await kari.forge(g.WithdrawWish(wish_id).pack())
    await kari.forge(g.WithdrawWish(wish_id).pack())
    assert GONE in kari.last


async def test_editing_keeps_the_waiting_time(stage: Stage) -> None:
    kari = await looks(stage)
    since = (await row(stage, kari)).since
    await stage.turn(timedelta(days=3))
    await kari.say("/groups")
    assert "siden 17. august" in kari.last
    await kari.press("Temaer")
    await kari.press("Familieliv")
    await kari.press("Til oversikten")
    await kari.press("Alder")
    await kari.press("50–59")
    assert "Jeg leter etter en gruppe til deg" in kari.last
    await kari.press("Jeg kan være igangsetter")
    await kari.press("Bare samme situasjon")
    await kari.press("Gjerne blandet gruppe")
    assert "✓ Gjerne blandet gruppe" in kari.labels()
    assert "✓ Bare samme situasjon" not in kari.labels()  # the two exclude each other
    wish, given = await row(stage, kari), await answers(stage, kari)
    assert (wish.state, wish.since) == (WishState.ACTIVE, since)
    assert (given.themes, given.age, given.starter, given.mixed_sides) == (("family",), 50, True, True)
    one = (await pool(stage)).candidates[0]
    assert (one.waited_days, one.starter, one.mixed_sides, one.age) == (3, True, True, 3)


async def test_pausing_stops_the_clock(stage: Stage) -> None:
    kari = await looks(stage)
    await stage.turn(timedelta(days=2))
    await kari.say("/groups")
    await kari.press("Ta en pause")
    assert "På pause" in kari.last
    assert (await pool(stage)).candidates == ()
    await stage.turn(timedelta(days=10))
    await kari.press("Let videre")
    assert [one.waited_days for one in (await pool(stage)).candidates] == [2]


async def test_withdrawing_deletes_the_answers(stage: Stage) -> None:
    kari, ola = await looks(stage, "Kari"), await looks(stage, "Ola")
    theirs = {phone: await row(stage, phone) for phone in (kari, ola)}
    for phone, other in ((kari, ola), (ola, kari)):
        await phone.forge(g.NamePerson(theirs[phone].id, 1).pack())
        await phone.say(theirs[other].code)
    await kari.say("/groups")
    await kari.press("Trekk ønsket")
    assert "slettes svarene dine" in kari.last
    await kari.press("Ja, trekk og slett")
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


async def test_codes(any_stage: Stage) -> None:
    stage = any_stage
    kari, ola = await looks(stage, "Kari"), await looks(stage, "Ola")
    mine, his = await row(stage, kari), await row(stage, ola)
    await kari.press("Med noen")
    spaced = f"{mine.code[:3]} {mine.code[3:]}"
    assert spaced in kari.last
    await kari.press("Gjerne med")
    await kari.say("vet ikke")
    assert "Den koden finner jeg ikke" in kari.last
    await kari.say("ABC 234" if his.code != "ABC234" else "ABC 235")
    assert "Den koden finner jeg ikke" in kari.last
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
    await ola.press("Med noen")
    assert "gjerne sammen" in ola.last
    assert "helst ikke sammen" not in ola.last  # he learns nothing
    await kari.press(f"Glem {his.code[:3]}")
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
    assert "Den koden finner jeg ikke" in kari.last


async def test_several_centres(make_stage: MakeStage, sqlite_url: str) -> None:
    other = OTHER_CENTRE.replace("LMS-Tromsø", "A-senteret")
    stage = await make_stage(sqlite_url, batch=other + CENTRE + COURSE)
    kari, ola = await stage.enrolled("Kari"), await stage.participant("Ola")
    await kari.say("/groups")
    assert kari.labels()[:2] == ["LMS-Sandefjord", "A-senteret"]  # that of one's own course first
    await ola.say("/groups")
    assert ola.labels()[:2] == ["A-senteret", "LMS-Sandefjord"]
    await kari.press("LMS-Sandefjord")
    await kari.press("Jeg er pårørende")
    await kari.forge(g.Toggle(1, "slots", "tue-18", 1).pack())
    await kari.forge(g.FinishWish(1).pack())
    await kari.say("/groups")
    await kari.press("Ved et annet senter")
    await kari.press("A-senteret")
    await kari.press("Jeg lever med det selv")
    assert sorted(one[0] for one in await stage.rows(select(Wish.centre_id))) == [1, 2]
    await kari.say("/groups")
    assert sum("LMS-Sandefjord, siden" in text for text in kari.texts[-2:]) == 1
    assert kari.saw("Steg 1 av 4")


async def test_places_of_the_centre(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + PLACES + COURSE)
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    await kari.press("Jeg er pårørende")
    await kari.forge(g.ShowStep(1, "places").pack())
    assert kari.labels()[4:7] == ["✓ Hvitgården", "Torp bibliotek", "på nett"]
    await kari.press("Hvitgården")
    assert "Uten et språk og et sted" in kari.last
    for label in ("Torp bibliotek", "Hvitgården", "på nett", "English"):
        await kari.press(label)
    await kari.forge(g.Toggle(1, "slots", "tue-18", 1).pack())
    await kari.forge(g.FinishWish(1).pack())
    found = await pool(stage)
    assert found.where == {"hvit": (59.13, 10.22), "torp": (59.19, 10.25)}
    assert found.candidates == (
        Candidate(
            id=1, side=found.candidates[0].side, languages=frozenset({"nb", "en"}), slots=frozenset({"tue-18"}),
            places=frozenset({"hvit", "torp", "online"}), position=(59.19, 10.25),
        ),
    )  # fmt: skip


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
        assert await stage.dump(without=("inbox", "notes", "dialogs")) == before, button
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
    await kari.press("Jeg lever med det selv")
    assert "Jeg leter etter en gruppe til deg" in kari.last
    assert (await answers(stage, kari)).slots == ("tue-18",)
    assert len((await pool(stage)).candidates) == 1


async def test_no_thanks_keeps_nothing(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    await kari.press("Nei takk")
    assert "ingenting er lagret" in kari.last
    assert await stage.rows(select(Wish)) == []


async def test_invitation_the_morning_after_the_last_evening(stage: Stage) -> None:
    kari, ola, per = [await stage.enrolled(name) for name in ("Kari", "Ola", "Per")]
    await per.leave()
    await ola.say("/groups")
    await ola.press("Jeg er pårørende")
    await ola.forge(g.Toggle(1, "slots", "tue-18", 1).pack())
    await ola.forge(g.FinishWish(1).pack())
    await stage.turn(LAST_EVENING_ENDS + timedelta(hours=13, minutes=59))
    await kari.refresh()
    assert not kari.saw("Vil du fortsette å møte andre")
    await stage.turn(timedelta(minutes=1))
    for phone, invited in ((kari, True), (ola, False), (per, False)):
        await phone.refresh()
        assert phone.saw("Vil du fortsette å møte andre") == invited
    assert "TA TAK" in next(text for text in kari.texts if "Vil du fortsette" in text)
    await stage.turn(timedelta(days=1))
    sent = select(func.count()).where(Outbox.kind == "group_invite")
    assert (await stage.rows(sent))[0][0] == 1
    await kari.tap(g.Agree, side="relative")
    wish = await row(stage, kari)
    assert (wish.state, wish.course_id) == (WishState.DRAFT, 1)
    await kari.tap(g.Toggle, value="sleep")


async def test_wish_made_in_the_night_needs_no_invitation(stage: Stage) -> None:
    """Queued for the morning already, but no longer wanted when it would go out."""
    kari = await stage.enrolled("Kari")
    async with stage.app.database.begin() as session:
        await session.execute(update(Outbox).values(state="sent"))
    await stage.turn(LAST_EVENING_ENDS)
    await kari.say("/groups")
    await kari.press("Jeg er pårørende")
    await kari.forge(g.Toggle(1, "slots", "tue-18", 1).pack())
    await kari.forge(g.FinishWish(1).pack())
    await stage.turn(timedelta(days=2))
    await kari.refresh()
    assert not kari.saw("Vil du fortsette å møte andre")


async def test_placed(stage: Stage) -> None:
    """With a group on the way one can neither pause nor look; when it has been and gone, one can look again."""
    kari = await looks(stage)
    wish = await row(stage, kari)
    async with stage.app.database.begin() as session:
        group = Group(
            centre_id=1, state=GroupState.PROPOSED, slot="tue-18", place="centre", language="nb", shared="",
            answer_until=stage.now + timedelta(days=7), created_at=stage.now,
        )  # fmt: skip
        session.add(group)
        await session.flush()
        member = GroupMember(group_id=group.id, person_id=wish.person_id, state=MemberState.ASKED, asked_at=stage.now)
        session.add(member)
        await session.execute(update(Wish).values(state=WishState.PLACED))
    assert (await pool(stage)).candidates == ()
    for button in (g.PauseWish(wish.id), g.ResumeWish(wish.id)):
        await kari.forge(button.pack())
        assert STALE in kari.last or "endret" in kari.last, kari.last
    await kari.say("/groups")
    assert "Det er en gruppe til deg" in kari.last
    async with stage.app.database.begin() as session:
        await session.execute(update(Group).values(state=GroupState.CLOSED))
    await kari.say("/groups")
    await kari.press("Let videre")
    assert "Jeg leter etter en gruppe til deg" in kari.last


async def test_erasure_takes_wish_and_codes_along(stage: Stage) -> None:
    kari, ola = await looks(stage, "Kari"), await looks(stage, "Ola")
    mine, his = await row(stage, kari), await row(stage, ola)
    for phone, wish, other in ((kari, mine, his), (ola, his, mine)):
        await phone.forge(g.NamePerson(wish.id, 0).pack())
        await phone.say(other.code)
    await kari.say("/privacy")
    await kari.press("Slett")
    await kari.press("Ja")
    assert await stage.rows(select(WishPair)) == []
    assert [one[0] for one in await stage.rows(select(Wish.id))] == [his.id]
    await ola.say("/groups")
    await ola.press("Med noen")
    assert "Du har skrevet inn" not in ola.last


async def test_what_is_stored_can_be_had(stage: Stage) -> None:
    kari = await looks(stage)
    await kari.forge("export")
    assert kari.messages[-1]["document"]["file_name"] == "mestringsbot.json"


async def test_answers_are_unreadable_in_the_database(stage: Stage, tmp_path: Path) -> None:
    await looks(stage)
    files = [tmp_path / name for name in ("test.db", "test.db-wal")]
    assert not any(b"tue-18" in one.read_bytes() for one in files if one.exists())
