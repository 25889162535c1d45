"""What participants are told of a moved evening, and what the coordinator is warned of before."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import CourseSession
from domain.running import buttons as b
from domain.running.messages import SessionsMoved
from domain.running.sessions import in_minutes
from domain.setup import buttons as setup
from services.running import told
from tests.flows.test_team_calendar import in_language
from tests.loading import looked_up
from tests.stage import CENTRE, COURSE, FIRST, OSLO, Stage

MakeStage = Callable[..., Awaitable[Stage]]


async def test_moved_evening_says_what_the_time_was_and_stays_after_the_answer(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge("move.1.1")
    await berit.say("2. september kl. 18.30")
    await berit.tap(b.ConfirmMove)
    await kari.refresh()
    assert "En samling har fått ny tid" in kari.last
    assert "Tid: onsdag 2. september kl. 18:30" in kari.last
    assert "(før: tirsdag 1. september kl. 18:00)" in kari.last
    await kari.tap(b.AttendMoved, coming=1)
    assert "En samling har fått ny tid" in kari.last
    assert "Du har svart at du kommer" in kari.last
    assert "Kalenderfil" in kari.labels()
    assert "Kurset mitt" in kari.labels()
    assert "✓ Jeg kommer" in kari.labels()
    await stage.turn(FIRST + timedelta(minutes=31))
    await kari.refresh()
    assert "Samling i morgen" in kari.last
    await kari.tap(b.Attend, coming=0)
    assert "Samling i morgen" in kari.last


async def test_whoever_cannot_come_is_not_reminded_again_unless_it_is_moved(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.coordinator("Berit")
    await stage.turn(FIRST - timedelta(days=7))
    await kari.tap(b.Attend, coming=0)
    await ola.tap(b.Attend, coming=1)
    await stage.turn(FIRST - timedelta(days=1))
    for phone, times in ((kari, 0), (ola, 1)):
        await phone.refresh()
        assert sum("Samling i morgen" in words for words in phone.texts) == times
    await berit.forge("move.1.1")
    await berit.say("2. september kl. 18.30")
    await berit.tap(b.ConfirmMove)
    await stage.turn(FIRST + timedelta(minutes=31))
    for phone in (kari, ola):
        await phone.refresh()
        assert "Samling i morgen" in phone.last


async def test_clash_with_another_evening_is_said_before(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge("move.1.1")
    await berit.press("En uke senere")
    assert "På det tidspunktet ligger allerede samling 2: " in berit.last
    assert "Velg et annet tidspunkt, eller flytt alle de senere en uke." in berit.last
    assert "Ja, flytt samlingen" not in berit.labels()
    await berit.press("Flytt resten en uke")
    assert "1. tir. 8. sep. 18:00" in berit.last
    assert "6. tir. 13. okt. 18:00" in berit.last
    await berit.forge("move.1.1")
    await berit.press("En dag senere")
    assert "På det tidspunktet ligger allerede" not in berit.last
    assert "Flytt resten en uke" not in berit.labels()


async def test_two_evenings_are_never_at_the_same_time(make_stage: MakeStage, either_database: str) -> None:
    """Nor when a colleague has moved another one there since it was shown, or by half an hour; one after the other is fine."""
    stage = await make_stage(either_database)
    berit = await stage.coordinator("Berit")
    starts = select(CourseSession.starts_at).where(CourseSession.id.in_((1, 2))).order_by(CourseSession.id)
    (first,), (second,) = await stage.rows(starts)
    for near in (second, second + timedelta(minutes=30), second - timedelta(minutes=30)):
        await berit.forge(b.ConfirmMove(1, 1, in_minutes(near)).pack())
        assert "ingenting er flyttet. Velg et annet tidspunkt" in berit.last
    assert await stage.rows(starts) == [(first,), (second,)]
    length = (await stage.rows(select(CourseSession.ends_at).where(CourseSession.id == 1)))[0].ends_at - first
    await berit.forge(b.ConfirmMove(1, 1, in_minutes(second - length)).pack())
    assert "Samlingen er flyttet." in berit.last
    told = {"nn": "ingenting er flytta", "da": "intet er flyttet", "en": "nothing has been moved"}
    for language, said in told.items():
        await in_language(stage, berit, language)
        await berit.forge(b.ConfirmMove(3, 1, in_minutes(second)).pack())
        assert said in berit.last


async def test_an_evening_that_would_end_late_at_night_is_pointed_out(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    for hour, late in (("20", False), ("22.30", True)):
        await berit.forge("move.1.1")
        await berit.say(f"2. september kl. {hour}")
        assert ("Er det meningen?" in berit.last) is late
    assert "Samlingen onsdag 2. september slutter kl. 01:00." in berit.last
    await berit.press("Ja, flytt samlingen")
    await berit.forge(setup.SetUp(1).pack())
    assert "Samlingen onsdag 2. september slutter kl. 01:00." in berit.last


async def test_evenings_are_moved_together_with_one_message(stage: Stage) -> None:
    kari, eva, berit = await stage.enrolled("Kari"), await stage.participant("Eva"), await stage.coordinator("Berit")
    await berit.forge("offok.4.1")
    await stage.turn(FIRST + timedelta(days=1))
    await stage.forget_calls()
    await berit.forge("move.2.1")
    await berit.press("Flytt resten en uke")
    assert "1 person på kurset får beskjed" in berit.last
    confirm = berit.button("Ja, flytt alle")
    await berit.press("Ja, flytt alle")
    assert "Samlingene er flyttet en uke" in berit.last
    told = [one for one in await stage.calls("sendMessage") if one["params"]["chat_id"] in (kari.id, eva.id)]
    assert [one["params"]["chat_id"] for one in told] == [kari.id]
    await kari.refresh()
    assert "Flere samlinger har fått ny tid" in kari.last
    dates = [line.split(" · ")[0] for line in kari.last.splitlines() if " · " in line]
    assert dates == [
        "2. tir. 15. sep. 18:00–20:30",
        "3. tir. 22. sep. 18:00–20:30",
        "5. tir. 6. okt. 18:00–20:30",
        "6. tir. 13. okt. 18:00–20:30",
    ]
    await berit.forge(confirm)
    assert "Samlingene er allerede flyttet" in berit.last
    rows = await stage.rows(select(CourseSession).order_by(CourseSession.position))
    assert [row.version for (row,) in rows] == [1, 2, 2, 2, 2, 2]
    assert rows[3][0].starts_at == FIRST + timedelta(weeks=3)  # cancelled, and stays where it was
    await stage.turn(FIRST + timedelta(weeks=2) - timedelta(days=1))
    await kari.refresh()
    assert "Samling i morgen" in kari.last


async def test_same_hour_across_the_change_of_clocks(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace("2026-09-01", "2026-10-13"))
    berit = await stage.coordinator("Berit")
    await berit.forge("movallok.1.1")
    rows = await stage.rows(select(CourseSession).order_by(CourseSession.position))
    local = [row.starts_at.astimezone(OSLO) for (row,) in rows]
    assert {one.hour for one in local} == {18}
    assert [one.day for one in local] == [20, 27, 3, 10, 17, 24]


async def test_the_last_evening_has_no_later_ones(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge("move.6.1")
    assert "Flytt resten en uke" not in berit.labels()
    for data in ("movall.6.1", "movallok.6.1", "movallok.1.7"):
        await berit.forge(data)
    assert not [row for (row,) in await stage.rows(select(CourseSession)) if row.version > 1]


async def test_cancelled_evening_is_no_clash(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.forge("offok.2.1")
    await berit.forge("move.1.1")
    await berit.press("En uke senere")
    assert "Ny tid: " in berit.last
    assert "På det tidspunktet ligger allerede" not in berit.last


async def test_new_dates_are_only_for_those_who_have_a_place_and_evenings_to_come(stage: Stage) -> None:
    await stage.enrolled("Kari")
    message, library = SessionsMoved(1, 1, 2), stage.app.library
    async with stage.app.database.begin() as session:
        found = await looked_up(told.all_moved_views, session, library, message, 1, FIRST)
        assert found is not None
        assert [one.position for one in found.evenings] == [2, 3, 4, 5, 6]
        assert await looked_up(told.all_moved_views, session, library, message, 99, FIRST) is None
        assert await looked_up(told.all_moved_views, session, library, message, 1, FIRST + timedelta(weeks=6)) is None


DAY_ALONE = {
    "Norsk bokmål": ("Hvis du bare skriver dagen, blir klokkeslettet som det var.", "fredag 4. september", "kl. 18:00"),
    "Norsk nynorsk": ("Viss du berre skriv dagen, blir klokkeslettet som det var.", "fredag 4. september", "kl. 18:00"),
    "Dansk": ("Hvis du kun skriver dagen, er klokkeslættet det samme som før.", "fredag 4. september", "kl. 18:00"),
    "English": ("If you write only the day, the time stays as it was.", "Friday 4 September", "at 18:00"),
}


@pytest.mark.parametrize("language", DAY_ALONE)
async def test_that_a_day_alone_will_do_is_said_and_so_it_is(stage: Stage, language: str) -> None:
    berit = await stage.coordinator("Berit")
    await berit.say("/language")
    await berit.press(language)
    said, written, hour = DAY_ALONE[language]
    await berit.forge(b.MoveSession(1, 1).pack())
    assert said in berit.last
    await berit.say(written)
    when = written.replace("fredag", "fredag den") if language == "Dansk" else written
    assert f"{when} {hour}" in berit.last
