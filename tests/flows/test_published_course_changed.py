"""The same card changes a course that is published: whoever goes by it is told; and what its team sees of it."""

from datetime import datetime, timedelta

from sqlalchemy import text, update

from db.models import Course
from domain.setup import buttons as b
from tests.flows.drafts import PLACES, Counted, MakeStage, known, newest, published, starts
from tests.stage import CENTRE, COURSE, OSLO


async def test_a_published_course_is_changed_and_those_who_go_by_it_are_told(
    either_database: str, make_stage: MakeStage
) -> None:
    stage = await make_stage(either_database, batch=CENTRE + PLACES)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    async with stage.app.database.begin() as session:
        await session.execute(update(Course).values(address="Torggata 4", directions="Inngang B"))
    kari = await stage.participant("Kari", course=f"c_{course.slug}")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await berit.say("/courses")
    await berit.press("tir. 8. sep.")
    await berit.press("Endre kurset")
    assert "Kurset er publisert." in berit.last
    await berit.press("Sted")
    await berit.press("Biblioteket")
    assert "Én på kurset eller ventelista får melding om det." in berit.last
    assert "2 i kursteamet får melding om det." in berit.last
    assert (await newest(stage)).place == "Hvitgården"
    await berit.press("Ja, endre")
    assert berit.last.startswith("Kurset er endret.")
    await kari.refresh()
    assert "Biblioteket" in kari.last
    assert "Hvitgården" in kari.last
    assert not kari.saw("ikke oppgitt")
    assert "Torggata" not in kari.last
    before = len(kari.messages)
    await berit.press("Plasser")
    await berit.press("9")
    assert "Ingen på kurset får melding om det." in berit.last
    await berit.press("Nei, la det være")
    assert "Plasser: 14" in berit.last
    await berit.press("Plasser")
    await berit.press("9")
    await berit.press("Ja, endre")
    await berit.press("Språk")
    await berit.press("engelsk")
    await berit.press("Gå videre")
    assert "Språk: norsk, engelsk" in berit.last
    await berit.press("Ja, endre")
    row = await newest(stage)
    assert (row.seats, row.languages) == (9, ["no", "en"])
    await kari.refresh()
    assert len(kari.messages) == before
    ola = await stage.participant("Ola", course=f"c_{course.slug}")
    assert "Språk: norsk, engelsk" in ola.last


async def test_more_places_go_to_the_line_at_once(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE, seats=1)
    berit = Counted(await stage.coordinator("Berit"))
    await stage.enrolled("Kari")
    ola = await stage.enrolled("Ola")
    assert "på ventelista" in ola.last
    await berit.say("/courses")
    await berit.press("tir. 1. sep.")
    await berit.press("Endre kurset")
    await berit.press("Plasser")
    await berit.press("Et annet tall")
    await berit.say("2")
    assert "De første på ventelista får tilbud" in berit.last
    await berit.press("Ja, endre")
    await ola.refresh()
    assert "Ja" in ola.labels()[0]


async def test_the_link_to_a_video_meeting_is_for_those_with_a_place(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE, seats=1)
    berit = Counted(await stage.coordinator("Berit"))
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    await berit.say("/courses")
    await berit.press("tir. 1. sep.")
    await berit.press("Endre kurset")
    await berit.press("Sted")
    await berit.press("Lenke til video")
    await berit.say("uten lenke")
    assert "ligner ikke en lenke" in berit.last
    await berit.say("https://video.example/abc")
    await berit.press("Ja, endre")
    await kari.refresh()
    assert "Lenken til videomøtet er ny." in kari.last
    await kari.press("Kurset mitt")
    assert "https://video.example/abc" in kari.last
    await ola.say("/mycourse")
    assert not ola.saw("video")
    await stage.turn(datetime(2026, 8, 31, 18, 5, tzinfo=OSLO))
    await kari.refresh()
    assert "https://video.example/abc" in kari.last
    async with stage.app.database.begin() as session:
        stored = (await session.execute(text("SELECT video_link FROM courses"))).scalar_one()
    assert "video.example" not in stored


async def test_taken_back_while_nobody_has_signed_up(either_database: str, make_stage: MakeStage) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)
    dates = await starts(stage, course.id)
    await berit.press("Åpne kurset")
    await berit.press("Endre kurset")
    await berit.press("Gjør til utkast igjen")
    edition = (await newest(stage)).edition
    await berit.press("Ja, gjør til utkast")
    assert "Mestringstreff, utkast" in berit.last
    assert await starts(stage, course.id) == []
    assert "Eldbjørg, erfaren bruker: blir med" in berit.last
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    assert await starts(stage, course.id) == dates
    kari = await stage.participant("Kari", course=f"c_{course.slug}")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    for button in (b.AskWhole(course.id, "back"), b.DoWhole(course.id, (await newest(stage)).edition, "back")):
        await berit.phone.forge(button.pack())
        assert "Noen har meldt seg på" in berit.last
        assert len(berit.phone.labels()) == 1
    assert (await newest(stage)).edition == edition + 2


async def test_an_old_button_asks_no_question_that_can_only_be_refused(make_stage: MakeStage, sqlite_url: str) -> None:
    """A card still lies in the chat that is older than the course has become: published, a draft again, begun."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await published(stage, berit)

    async def refused(act: str) -> bool:
        await berit.phone.forge(b.AskWhole(course.id, act).pack())
        return not any(one.startswith("Ja, ") for one in berit.phone.labels())

    assert await refused("discard")
    assert not await refused("back")
    await berit.press("Ja, gjør til utkast")
    assert await refused("back")
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    await stage.turn(datetime(2026, 9, 9, 12, tzinfo=OSLO))
    assert await refused("back")


async def test_the_teams_own_view(make_stage: MakeStage, sqlite_url: str) -> None:
    """Who holds a course sees who speaks when, when the team meets, and has it all in a calendar; whoever cannot says so."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eldbjorg = await known(stage, "Eldbjørg")
    await eldbjorg.say("/courses")
    await eldbjorg.press("tir. 8. sep.")
    assert "Du er med i kursteamet som erfaren bruker." in eldbjorg.last
    assert "Erfaren bruker, 30 min" in eldbjorg.last
    assert (
        "Kursteamet møtes\nPlanleggingsmøte: tir. 25. aug. 17:00, 2 timer\nEvalueringsmøte: tir. 27. okt. 17:00, 2 timer"
        in eldbjorg.last
    )
    await eldbjorg.press("Kalenderfil")
    file = (await stage.calls("sendDocument"))[-1]["params"]
    assert "Her er samlingene og teammøtene" in file["caption"]
    await stage.turn(timedelta(days=1))
    await eldbjorg.say("/courses")
    await eldbjorg.press("tir. 8. sep.")
    await eldbjorg.press("Jeg kan ikke")
    await eldbjorg.press("Hele kurset")
    await berit.phone.refresh()
    assert "Eldbjørg kan ikke være med i kursteamet." in berit.last
    await berit.press("Spør en erfaren bruker")
    assert "Eldbjørg" in berit.phone.labels()
    await berit.press("Eldbjørg")
    assert "Eldbjørg er spurt" in berit.last


async def test_what_a_colleague_has_chosen_meanwhile_is_seen_before_it_is_done(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    """What two choose for a published course waits together; whoever confirms has seen all of it."""
    stage = await make_stage(sqlite_url, batch=CENTRE + PLACES + COURSE)
    berit, bo = Counted(await stage.coordinator("Berit")), Counted(await stage.coordinator("Bo"))
    for who in (berit, bo):
        await who.say("/courses")
        await who.press("tir. 1. sep.")
        await who.press("Endre kurset")
    await berit.phone.forge(b.ChooseSeats(1, (await newest(stage)).edition, 9).pack())
    assert "Biblioteket" not in berit.last
    await bo.phone.forge(b.UseCentrePlace(1, (await newest(stage)).edition, 1).pack())
    assert "Biblioteket" in bo.last
    await berit.press("Ja, endre")
    row = await newest(stage)
    assert (row.seats, row.place) == (18, "Hvitgården")
    assert "Biblioteket" in berit.last
    await berit.press("Ja, endre")
    row = await newest(stage)
    assert (row.seats, row.place) == (9, "Biblioteket")
    await bo.phone.forge(b.ConfirmChange(1, row.edition - 1).pack())
    assert (await newest(stage)).edition == row.edition


async def test_who_cannot_be_told_of_a_change_is_named_before_and_after(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + PLACES)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    eldbjorg = await known(stage, "Eldbjørg")
    await eldbjorg.block()
    await stage.settle()
    await berit.say("/courses")
    await berit.press("tir. 8. sep.")
    await berit.press("Endre kurset")
    await berit.press("Sted")
    await berit.press("Biblioteket")
    for _ in range(2):
        assert "Én i kursteamet får melding om det." in berit.last
        assert "Jeg når ikke fram til én person. Ring:" in berit.last
        assert "Eldbjørg" in berit.last
        if "Vil du endre" in berit.last:
            await berit.press("Ja, endre")
    assert berit.last.startswith("Kurset er endret.")
