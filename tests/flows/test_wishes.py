"""Looking for a group: the form by buttons, changed, paused, and the invitation after the course."""

from datetime import timedelta

from sqlalchemy import func, select, update

from db.models import Group, GroupMember, Outbox, Wish
from domain.groups import GroupState, MemberState, WishState
from domain.groups import buttons as g
from domain.groups.matching import Candidate
from tests.flows.wishes import GONE, LAST_EVENING_ENDS, OTHER_CENTRE, MakeStage, answers, looks, pool, row
from tests.stage import CENTRE, COURSE, Stage

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
    await kari.press("Det gjelder meg selv")
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
    await kari.press("Hverdagskvelder")
    await kari.press("Til oversikten")
    await kari.press("Finn en gruppe til meg")
    assert (await row(stage, kari)).state == WishState.ACTIVE
    assert (await answers(stage, kari)).side == "relative"


async def test_the_form_goes_on_where_it_stood(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/groups")
    await kari.press("Det gjelder meg selv")
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
    agree = kari.button("Det gjelder meg selv")
    await kari.press("Det gjelder meg selv")
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
    await kari.press("Endre svarene")
    assert "Trykk på det du vil endre." in kari.last
    await kari.press("Temaer")
    await kari.press("Familieliv")
    await kari.press("Til oversikten")
    await kari.press("Endre svarene")
    await kari.press("Alder")
    await kari.press("50–59")
    assert "Jeg leter etter en gruppe til deg" in kari.last
    await kari.press("Kan være igangsetter")
    await kari.press("Endre svarene")
    await kari.press("Bare i min situasjon")
    await kari.press("Gjerne blandet gruppe")
    assert "✓ Gjerne blandet gruppe" in kari.labels()
    assert "✓ Bare i min situasjon" not in kari.labels()  # the two exclude each other
    assert "både pårørende og andre" in kari.last
    await kari.press("Til oversikten")
    assert len(kari.labels()) <= 6
    assert "Jeg leter etter en gruppe til deg" in kari.last
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
    await kari.press("Det gjelder meg selv")
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
    assert kari.labels()[3:6] == ["✓ Hvitgården", "Torp bibliotek", "På nett"]
    await kari.press("Hvitgården")
    assert "Uten et språk og et sted" in kari.last
    for label in ("Torp bibliotek", "Hvitgården", "På nett", "English"):
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
