"""One press moves the dates of a draft off public holidays, school holidays and the days between Christmas and New Year."""

from datetime import timedelta

from sqlalchemy import select

from db.models import CourseDraft, Outbox
from domain.courses.messages import TeamNews
from domain.running import buttons as running
from domain.setup import buttons as b
from tests.flows.drafts import Counted, MakeStage, drafted, newest, published, team_of, with_team
from tests.stage import CENTRE, COURSE, Stage

AUTUMN = 'school_holidays = [{name = "høstferie", from = 2026-10-05, to = 2026-10-09}]\n'
SKIP = "Hopp over fridager"


async def kept(stage: Stage) -> list[str]:
    (row,) = await stage.rows(select(CourseDraft.dates))
    dates: list[str] = row.dates
    return [one[5:10] for one in dates]


async def dated(berit: Counted, month: str, day: str) -> None:
    await berit.say("/courses")
    for label in ("Nytt kurs", "Mestringstreff", "Datoer"):
        await berit.press(label)
    await berit.month(month)
    await berit.press(day)
    await berit.press("17:00")


async def test_a_school_holiday(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE + AUTUMN)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    assert "Merk at skolen har fri tirsdag 6. oktober (høstferie)." in berit.last
    await berit.press(SKIP)
    assert berit.last.startswith("Flyttet: tir. 6. okt. → tir. 13. okt., tir. 13. okt. → tir. 20. okt.\n")
    assert SKIP not in berit.phone.labels()
    assert await kept(stage) == ["09-08", "09-15", "09-22", "09-29", "10-13", "10-20"]
    await berit.phone.forge(b.SkipFreeDays(1, (await newest(stage)).edition).pack())
    assert "Ingen av datoene måtte flyttes." in berit.last


async def test_christmas_and_what_was_put_by_hand(make_stage: MakeStage, sqlite_url: str) -> None:
    """Over New Year, with the days between that have no name; a date put on another weekday stays where it is."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await dated(berit, "Desember 2026", "15")
    assert "Merk at tirsdag 29. desember er i romjula." in berit.last
    await berit.press("Datoer")
    await berit.press("5: ")
    await berit.press("14")
    await berit.press("17:00")
    await berit.press(SKIP)
    assert await kept(stage) == ["12-15", "12-22", "01-05", "01-12", "01-14", "01-26"]
    assert "tir. 29. des. → tir. 5. jan. 2027" in berit.last


async def test_a_team_hears_what_moved(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + AUTUMN)
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    await drafted(stage, berit)
    await with_team(berit, professional, experienced)
    await berit.say("/courses")
    await berit.press("Utkast")
    await berit.press(SKIP)
    await stage.turn(timedelta(minutes=10))
    await professional.refresh()
    assert "Samling 5: tir. 6. okt. 17:00 → tir. 13. okt. 17:00" in professional.last
    assert "Samling 6: tir. 13. okt. 17:00 → tir. 20. okt. 17:00" in professional.last
    assert "Evalueringsmøte: tir. 27. okt. 17:00 → tir. 3. nov. 17:00" in professional.last
    assert "Samling 1" not in professional.last
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == TeamNews.kind))) == 2


async def test_not_of_a_published_course(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + AUTUMN)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    await berit.press("Åpne kurset")
    await berit.press("Endre kurset")
    assert "høstferie" in berit.last
    assert SKIP not in berit.phone.labels()
    await berit.phone.forge(b.SkipFreeDays(course.id, course.edition).pack())
    assert "Flyttet" not in berit.last


async def test_a_colleague_was_faster(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + AUTUMN)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.phone.forge(b.SkipFreeDays(1, 1).pack())
    assert (await kept(stage))[4] == "10-06"


async def test_moving_an_evening_to_where_the_centre_has_another_course(make_stage: MakeStage, sqlite_url: str) -> None:
    other = COURSE.replace("ta-tak-host", "ved-siden-av").replace("2026-09-01T18", "2026-09-03T18")
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE + other.replace("Hvitgården", "Biblioteket"))
    berit = await stage.coordinator("Berit")
    await berit.forge(running.MoveSession(1, 1).pack())
    await berit.say("3.9. kl. 19")
    clash = "senteret også har TA TAK – kurs for pårørende, Biblioteket, torsdag 3. september."
    assert clash in berit.last
    await berit.say("3.9. kl. 12")
    assert "senteret også har" not in berit.last
    await berit.say("3.9. kl. 19")
    await berit.press("Skriv en grunn")
    await berit.say("Lokalet er opptatt.")
    assert clash in berit.last


async def test_moving_an_evening_of_a_published_course_says_the_same(make_stage: MakeStage, sqlite_url: str) -> None:
    """Holidays, schools and other courses of the centre, before anything is confirmed."""
    stage = await make_stage(sqlite_url, batch=CENTRE + AUTUMN)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    await drafted(stage, berit)
    await berit.say("/courses")
    await berit.press("Hvitgården")
    await berit.press("Samlinger")
    await berit.press("6 ·")
    await berit.press("Flytt")
    await berit.say("8.10. kl. 17")
    assert "Merk at skolen har fri torsdag 8. oktober (høstferie)." in berit.last
    assert "Ja, flytt" in " ".join(berit.phone.labels())
    await berit.say("28.12. kl. 17")
    assert "Merk at mandag 28. desember er i romjula." in berit.last


async def test_two_sessions_on_one_day_and_a_holiday_of_half_a_year(
    make_stage: MakeStage, either_database: str
) -> None:
    """Morning and afternoon stay on one day, in their order; pressed twice, nothing more happens."""
    months = (
        '{name = "høst", from = 2026-10-03, to = 2026-12-31}, {name = "vinter", from = 2027-01-01, to = 2027-03-31}'
    )
    closed = f"school_holidays = [{months}]\n"
    stage = await make_stage(either_database, batch=CENTRE + closed)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    for label in ("Datoer", "6: ", "6", "Skriv et annet tidspunkt"):
        if label in " ".join(berit.phone.labels()):
            await berit.press(label)
    await berit.say("6.10. kl. 20")
    await berit.press(SKIP)
    assert await kept(stage) == ["09-08", "09-15", "09-22", "09-29", "04-06", "04-06"]
    assert "tir. 6. okt. → tir. 6. apr. 2027" in berit.last
    await berit.phone.forge(b.SkipFreeDays(1, (await newest(stage)).edition).pack())
    assert (await kept(stage))[4:] == ["04-06", "04-06"]
