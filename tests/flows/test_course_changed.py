"""What is new about a course: whoever has a place, an offer or a number in line is told, once, of what is true by then."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Outbox
from domain.groups import buttons as g
from domain.running import buttons as running_buttons
from domain.running.messages import CourseChanged
from domain.running.sessions import in_minutes
from services.organisation import importing
from services.organisation.importing import Change
from tests.flows.groups import play
from tests.flows.test_waiting_list import MakeStage
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

NEWS = "Noe er nytt om TA TAK"


def file(*changes: tuple[str, str], seats: int = 1) -> str:
    text = (CENTRE + COURSE).replace("{seats}", str(seats))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


async def bring(stage: Stage, *texts: str) -> list[Change]:
    """One import after the other, before anything is sent; what was said of the last course."""
    async with stage.app.database.begin() as session:
        for text in texts:
            changes = await importing.apply(
                session, stage.app.library, importing.parse(text, "x.toml"), stage.now, "x.toml"
            )
    await stage.settle()
    return changes


async def told(stage: Stage) -> list[str]:
    return [state for (state,) in await stage.rows(select(Outbox.state).where(Outbox.kind == CourseChanged.kind))]


async def everybody(make_stage: MakeStage, url: str) -> tuple[Stage, Phone, Phone, Phone]:
    """Kari has the one seat; Ola waits; Per has left."""
    stage = await make_stage(url, seats=1)
    kari, ola, per = [await stage.enrolled(name) for name in ("Kari", "Ola", "Per")]
    await per.leave()
    return stage, kari, ola, per


async def test_a_new_place_is_told_with_the_old_one(make_stage: MakeStage, either_database: str) -> None:
    stage, kari, ola, per = await everybody(make_stage, either_database)
    new = file(("Hvitgården", "Rådhuset"), ("seats = 1\n", 'seats = 1\naddress = "Storgata 1"\n'))
    course = (await bring(stage, new))[-1]
    assert course.details == (
        "place: Hvitgården → Rådhuset",
        "address: empty → Storgata 1",
        "2 people with a place, an offer or a number in line told",
    )
    for one in (kari, ola, per):
        await one.refresh()
    assert f"{NEWS}" in kari.last
    assert "Sted: Rådhuset\n(før: Hvitgården)\n\nAdresse: Storgata 1\n" in kari.last
    assert any("alender" in label for label in kari.labels())
    assert "(før: Hvitgården)" in ola.last
    assert not any("alender" in label for label in ola.labels())
    assert not per.saw(NEWS)
    await kari.press("Kurset mitt")
    assert "Rådhuset" in kari.last
    assert (await bring(stage, new))[-1].outcome == "unchanged"
    assert await told(stage) == ["sent"] * 2


async def test_two_changes_are_told_once_and_one_taken_back_never(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, _, _ = await everybody(make_stage, sqlite_url)
    old, hall, school = file(), file(("Hvitgården", "Rådhuset")), file(("Hvitgården", "Skolen"))
    await bring(stage, hall, school)
    await kari.refresh()
    assert "Sted: Skolen\n(før: Hvitgården)" in kari.last
    assert [NEWS in words for words in kari.texts].count(True) == 1
    await bring(stage, hall, school)
    await kari.refresh()
    assert [NEWS in words for words in kari.texts].count(True) == 1
    await bring(stage, old)
    await kari.refresh()
    assert "Sted: Hvitgården\n(før: Skolen)" in kari.last
    assert sorted(await told(stage)) == ["dropped"] * 6 + ["sent"] * 4


async def test_who_cannot_be_told_is_counted_and_those_by_phone(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, ola, _ = await everybody(make_stage, sqlite_url)
    await kari.block()
    async with stage.app.database.begin() as session:
        notes = (await _preview(session, stage)).details
    assert notes[1:] == (
        "1 person with a place, an offer or a number in line told",
        "1 person cannot be reached and should be rung (see the course's card in the chat)",
    )
    await stage.settle()
    await ola.refresh()
    assert ola.saw(NEWS)


async def test_who_comes_back_is_told_what_is_still_news(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, kari, ola, _ = await everybody(make_stage, sqlite_url)
    for one in (kari, ola):
        await one.block()
    await bring(stage, file(("Hvitgården", "Rådhuset")))
    await bring(stage, file(("Hvitgården", "Skolen")))
    await kari.unblock()
    await kari.refresh()
    assert "Sted: Skolen\n(før: Hvitgården)" in kari.last
    assert [NEWS in words for words in kari.texts].count(True) == 1
    await bring(stage, file())
    await ola.unblock()
    await ola.refresh()
    assert not ola.saw(NEWS)  # all is as it was before


async def _preview(session: object, stage: Stage) -> Change:
    batch = importing.parse(file(("Hvitgården", "Rådhuset")), "x.toml")
    return (await importing.apply(session, stage.app.library, batch, stage.now, "x.toml"))[-1]  # type: ignore[arg-type]


async def test_new_dates_are_followed_and_told_with_the_place_in_one_message(
    make_stage: MakeStage, either_database: str
) -> None:
    stage, kari, ola, _ = await everybody(make_stage, either_database)
    berit = await stage.coordinator("Berit")
    await berit.press("Kurs jeg koordinerer")
    for label in ("Hvitgården", "Samlinger", "Rettigheter", "Flytt", "En dag senere"):
        await berit.press(label)
    assert "1 person på kurset får beskjed med en gang. Én på ventelista får også beskjed." in berit.last
    await berit.press("Ja, flytt")
    await ola.refresh()
    assert "2. ons. 9. sep. 18:00–20:30 · Rettigheter\n(før: tirsdag 8. september kl. 18:00)" in ola.last
    await kari.refresh()
    assert "En samling har fått ny tid" in kari.last
    listed = ", ".join(f"2026-{day}T18:00:00" for day in ("09-01", "09-08", "09-17", "09-22", "09-29", "10-06"))
    new = file(("first_session = 2026-09-01T18:00:00", f"evenings = [{listed}]"), ("Hvitgården", "Rådhuset"))
    course = (await bring(stage, new))[-1]
    assert course.details[:2] == (
        "place: Hvitgården → Rådhuset",
        "evening 3: 2026-09-15 18:00 → 2026-09-17 18:00",
    )
    await kari.refresh()
    assert "(før: Hvitgården)" in kari.last
    assert "(før: tirsdag 15. september kl. 18:00)" in kari.last
    assert "9. sep" not in kari.last  # of which she has been told already
    await bring(stage, new)
    await berit.say("/courses")
    await berit.press("Rådhuset")
    await berit.press("Samlinger")
    assert any("ons. 9. sep" in label for label in berit.labels())  # what was moved in the chat stays


async def test_nobody_is_told_of_a_course_that_is_over_or_of_seats(make_stage: MakeStage, sqlite_url: str) -> None:
    stage, *_ = await everybody(make_stage, sqlite_url)
    await bring(stage, file(seats=2))
    await stage.turn(FIRST + timedelta(weeks=6))
    course = (await bring(stage, file(("Hvitgården", "Rådhuset"), seats=2)))[-1]
    assert course.details == ("place: Hvitgården → Rådhuset", "there is nobody to tell")
    assert await told(stage) == []


async def test_a_reminder_that_waits_for_the_morning_names_the_new_place(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.turn(FIRST - timedelta(days=2))
    await bring(stage, file(("Hvitgården", "Rådhuset"), seats=18))
    await stage.turn(FIRST - timedelta(days=1))
    await kari.refresh()
    assert "Rådhuset" in kari.last
    assert "Hvitgården" not in kari.last


async def test_members_are_told_of_the_new_name_of_the_place_where_their_group_meets(stage: Stage) -> None:
    place = '[[places]]\ncentre = "sandefjord"\nslug = "house"\nname = "Huset"\n'
    await bring(stage, CENTRE + place)
    it = await play(stage, 4)
    await it.propose(it.people, place="house")
    await stage.together(*(one.tap(g.AnswerProposal, answer="yes") for one in it.people))
    await it.look()
    changes = await bring(stage, CENTRE + place.replace("Huset", "Kulturhuset"))
    assert changes[-1].details == ("name: Huset → Kulturhuset", "members of 1 coming meetings told")
    await it.look()
    assert all("Kulturhuset" in one.last for one in it.people)
    assert (await bring(stage, CENTRE + place.replace("Huset", "Kulturhuset")))[-1].outcome == "unchanged"


async def test_news_still_on_their_way_outlive_a_move_in_the_chat(make_stage: MakeStage, sqlite_url: str) -> None:
    """Those with a place are told of a moved evening by itself: what else was new is not lost with that."""
    stage, kari, _, _ = await everybody(make_stage, sqlite_url)
    berit = await stage.coordinator("Berit")
    await kari.block()
    await bring(stage, file(("Hvitgården", "Rådhuset")))
    await berit.forge(running_buttons.ConfirmMove(2, 1, in_minutes(FIRST + timedelta(days=8))).pack())
    assert "er flyttet" in berit.last
    await kari.unblock()
    await kari.start()
    await stage.settle()
    await kari.refresh()
    assert "Sted: Rådhuset\n(før: Hvitgården)" in "\n".join(kari.texts)
