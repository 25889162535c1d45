"""What else the centre has at the times of a course: a line a course, those that matter most first, none of it lost."""

from datetime import datetime

from sqlalchemy import select, update

from db.models import Course, CourseSession, TeamMember
from domain.courses import Answer
from tests.flows.drafts import Counted, MakeStage, drafted, newest, published
from tests.stage import CENTRE, COURSE, OSLO, Stage

LIBRARY = COURSE.replace("ta-tak-host", "bibliotek").replace("Hvitgården", "Biblioteket")
ALL_SIX = "8., 15., 22. og 29. sep., 6. og 13. okt."


async def tuesdays(stage: Stage, slug: str) -> None:
    """The evenings of a course stand where those of the draft stand, as far as it has so many."""
    async with stage.app.database.begin() as session:
        course = await session.scalar(select(Course.id).where(Course.slug == slug))
        for position, (month, day) in enumerate(((9, 8), (9, 15), (9, 22), (9, 29), (10, 6), (10, 13)), 1):
            starts, ends = (datetime(2026, month, day, hour, tzinfo=OSLO) for hour in (18, 20))
            here = CourseSession.course_id == course, CourseSession.position == position
            await session.execute(update(CourseSession).where(*here).values(starts_at=starts, ends_at=ends))


async def test_each_other_course_is_one_line_and_holidays_come_first(make_stage: MakeStage, sqlite_url: str) -> None:
    holidays = 'school_holidays = [{name = "høstferie", from = 2026-10-05, to = 2026-10-09}]\n'
    stage = await make_stage(sqlite_url, batch=CENTRE + holidays + LIBRARY + COURSE)
    for slug in ("bibliotek", "ta-tak-host"):
        await tuesdays(stage, slug)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    lines = [one for one in berit.last.split("\n") if one.startswith("Merk")]
    assert lines == [
        "Merk at skolen har fri tirsdag 6. oktober (høstferie).",
        f"Merk at TA TAK – kurs for pårørende er på samme sted, Hvitgården, {ALL_SIX}",
        f"Merk at senteret også har TA TAK – kurs for pårørende, Biblioteket, {ALL_SIX}",
    ]


async def test_whoever_holds_both_is_named_first(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, batch=CENTRE + COURSE)
    await tuesdays(stage, "ta-tak-host")
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    await drafted(stage, berit)
    await berit.press("Kursteam")
    await berit.press("Spør de samme")
    await berit.press("Tilbake")
    lines = [one for one in berit.last.split("\n") if one.startswith("Merk")]
    assert lines == [
        f"Merk at Eivind og Eldbjørg også er i kursteamet til Mestringstreff, Hvitgården, {ALL_SIX}",
        f"Merk at TA TAK – kurs for pårørende er på samme sted, Hvitgården, {ALL_SIX}",
    ]
    course = await newest(stage)
    async with stage.app.database.begin() as session:
        here = TeamMember.course_id != course.id, TeamMember.role == "professional"
        await session.execute(update(TeamMember).where(*here).values(state=Answer.NO.value))
    await berit.say("/courses")
    await berit.press("Utkast")
    assert "Merk at Eldbjørg også er i kursteamet til Mestringstreff" in berit.last


async def test_what_meets_by_video_is_in_nobodys_way(make_stage: MakeStage, sqlite_url: str) -> None:
    """All of it in one line; and where a course is on the net alone, nothing is asked of an address."""
    stage = await make_stage(sqlite_url, batch=CENTRE + LIBRARY + COURSE)
    for slug in ("bibliotek", "ta-tak-host"):
        await tuesdays(stage, slug)
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    for label in ("Nytt kurs", "Mestringstreff", "Sted", "På nett"):
        await berit.press(label)
    await berit.say("https://video.example/abc")
    assert "Sted: På nett" in berit.last
    await berit.press("Sted")
    assert "Lenke til video" in berit.phone.labels()
    assert not {"Adresse", "Veien dit"} & set(berit.phone.labels())
    await berit.press("Tilbake")
    await berit.press("Datoer")
    await berit.say("8.9. kl. 18")
    assert "Merk" not in berit.last
    both = (f"TA TAK – kurs for pårørende, {one} ({ALL_SIX})" for one in ("Biblioteket", "Hvitgården"))
    assert f"På samme tid, men ikke på samme sted: {' og '.join(both)}." in berit.last


async def test_the_year_stands_where_it_is_not_this_one(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    for label in ("Nytt kurs", "Mestringstreff", "Datoer"):
        await berit.press(label)
    await berit.say("8.12. kl. 17")
    assert "Datoer: tir. 8. des. 17:00 til tir. 12. jan. 2027, 6 ganger" in berit.last
    await berit.press("Datoer")
    await berit.press("Alle fra ny")
    await berit.say("12.1.2027 kl. 17")
    assert "Datoer: tir. 12. jan. 2027 17:00 til tir. 16. feb., 6 ganger" in berit.last
    assert "Teamet møtes: tir. 1. des. 17:00, tir. 29. des. 17:00, tir. 2. mars 2027 17:00" in berit.last
    await berit.press("Se gjennom")
    dates = berit.last.split("Datoer\n")[1].split("\n\n")[0].split("\n")
    assert [" 2027 " in one for one in dates] == [True] + [False] * 5


async def test_after_publishing_one_can_go_on(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    assert berit.phone.labels() == ["Åpne kurset", "Brosjyre og plakat", "Kurs jeg koordinerer"]
    await berit.press("Kurs jeg koordinerer")
    assert any("Mestringstreff" in one for one in berit.phone.labels())


async def test_a_meeting_is_offered_no_day_that_is_free(make_stage: MakeStage, sqlite_url: str) -> None:
    """Neither New Year's Eve nor a school holiday; what is written is taken all the same."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.press("Teammøter")
    await berit.press("tir. 27. okt.")
    await berit.say("16. desember kl. 17")
    await berit.press("ons. 16. des.")
    assert any(one.startswith("En dag senere") for one in berit.phone.labels())
    await berit.say("23. desember kl. 17")
    await berit.press("ons. 23. des.")
    assert not any(one.startswith(("En dag senere", "En uke senere")) for one in berit.phone.labels())
    await berit.say("30. desember kl. 17")
    await berit.press("ons. 30. des.")
    assert not any(one.startswith("En dag senere") for one in berit.phone.labels())
    assert any(one.startswith("En uke senere: ons. 6. jan. 2027") for one in berit.phone.labels())
    await berit.say("31. desember kl. 17")
    assert "tor. 31. des." in " ".join(berit.phone.labels())
