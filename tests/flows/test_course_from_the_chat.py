"""A coordinator who has never seen the card sets up a course on it and publishes it, press by press."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import Assignment, Course, CourseDraft, Outbox
from domain.courses.messages import TeamNews
from domain.delivery import State
from domain.people import LANGUAGES
from domain.setup import buttons as b
from tests.flows.drafts import PLACES, Counted, MakeStage, drafted, newest, published, starts, team_of, with_team
from tests.stage import CENTRE, COURSE, OSLO
from texts.catalog import Catalog

FEWER_THAN = 20


async def test_mestringstreff(either_database: str, make_stage: MakeStage) -> None:
    """From the first look at an empty list to a course that people sign up for, in fewer than 20 presses."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    await berit.say("/courses")
    assert "Trykk på Nytt kurs" in berit.last
    await berit.press("Nytt kurs")
    await berit.press("Mestringstreff")
    assert "Mestringstreff, utkast" in berit.last
    assert "Når kurset skal være." in berit.last
    await berit.press("Datoer")
    await berit.month("September 2026")
    await berit.press("8")
    await berit.press("17:00")
    assert "17:00 til tir. 13. okt., 6 ganger" in berit.last
    await berit.press("Sted")
    assert "Skriv navnet på stedet som en melding" in berit.last
    assert "Et annet sted" not in berit.phone.labels(), "there is no first one"
    await berit.say("Hvitgården")
    assert "Sted: Hvitgården\nPlasser: 14\nSpråk: norsk" in berit.last
    await with_team(berit, professional, experienced)
    await berit.phone.refresh()
    await berit.press("Åpne kurset")
    assert "Alt er på plass" in berit.last
    assert "\n• Eivind, fagperson: blir med" in berit.last
    await berit.press("Se gjennom og publiser")
    assert berit.last.startswith("Se gjennom og publiser\nMestringstreff")
    assert (
        "uansett hva de heter.\nSted: Hvitgården\nTid: 17:00–19:30, 6 ganger\nPlasser: 14\nSpråk: norsk" in berit.last
    )
    assert "meldinger går ut, den første man. 24. aug." in berit.last
    assert len(berit.last.split("\n")) <= 32
    await berit.press("Publiser kurset")
    assert "Mestringstreff er publisert." in berit.last
    assert (berit.presses, berit.texts) == (15, 2)
    assert berit.presses < FEWER_THAN
    course = await newest(stage)
    assert await starts(stage, course.id) == [
        f"{day} 17:00" for day in ("08.09.", "15.09.", "22.09.", "29.09.", "06.10.", "13.10.")
    ]
    assert await stage.rows(select(CourseDraft.course_id)) == []
    kari = await stage.participant("Kari", course=f"c_{course.slug}")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    await stage.turn(datetime(2026, 9, 1, 17, 30, tzinfo=OSLO))
    await kari.refresh()
    assert "Mestringstreff" in kari.last


async def test_the_messages_are_a_screen_of_their_own(make_stage: MakeStage, sqlite_url: str) -> None:
    """When and to whom, and the way back; a draft that lacks something can be looked through as well."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.press("Se gjennom")
    assert berit.last.startswith("Se gjennom\nMestringstreff")
    assert "Publiser kurset" not in berit.phone.labels()
    assert "påminnelse om samling 1" not in berit.last
    number = int(berit.last.split(" meldinger går ut")[0].split()[-1])
    await berit.press("Vis meldingene")
    assert "tir. 1. sep. 17:00: påminnelse om samling 1" in berit.last
    assert "apr. 2027 19:30: deltakernes evaluering (en stund etter)" in berit.last
    assert sum(": " in one and one[0].islower() for one in berit.last.split("\n")) == number
    await berit.press("Tilbake")
    assert berit.last.startswith("Se gjennom\nMestringstreff")


async def test_ta_tak(make_stage: MakeStage, sqlite_url: str) -> None:
    """Each evening by its own date, one of them in words, at a place of the centre's; seats in words."""
    stage = await make_stage(sqlite_url, batch=CENTRE + PLACES)
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("TA TAK")
    await berit.press("Datoer")
    await berit.month("September 2026")
    await berit.press("1")
    await berit.say("kl. 18.30")
    first = (await newest(stage)).id
    (draft,) = (await stage.rows(select(CourseDraft.dates)))[0]
    assert draft[0] == "2026-09-01T18:30"
    await berit.press("Datoer")
    await berit.press("2: ")
    await berit.press("23")
    await berit.press("18:00")
    await berit.press("Tilbake")
    assert "Datoene må komme etter hverandre." in berit.last
    await berit.press("Datoer")
    await berit.press("2: ")
    await berit.press("9")
    await berit.press("18:00")
    assert "2: ons. 9. sep. 18:00" in berit.phone.labels()
    await berit.press("Tilbake")
    await berit.press("Sted")
    await berit.press("Biblioteket")
    await berit.press("Plasser")
    await berit.press("Et annet tall")
    await berit.say("mange")
    assert "Skriv et helt tall fra 1 til 1000" in berit.last
    await berit.say("19")
    assert "Plasser: 19" in berit.last
    await with_team(berit, professional, experienced)
    await berit.press("Åpne kurset")
    assert "Alt er på plass" in berit.last
    await berit.press("Se gjennom og publiser")
    await berit.press("Publiser kurset")
    course = await newest(stage)
    assert (course.id, course.state, course.seats, course.place) == (first, "published", 19, "Biblioteket")
    assert (await starts(stage, course.id))[:2] == ["01.09. 18:30", "09.09. 18:00"]
    assert "tak" not in course.slug


async def test_two_coordinators_at_once_on_one_draft(either_database: str, make_stage: MakeStage) -> None:
    """The second one's press is older than what the first has decided: nothing is lost, and they see what it has become."""
    stage = await make_stage(either_database, batch=CENTRE)
    berit, turid = Counted(await stage.coordinator("Berit")), Counted(await stage.coordinator("Turid"))
    course = await drafted(stage, berit)
    await turid.say("/courses")
    await turid.press("Utkast: Mestringstreff")
    await turid.press("Plasser")
    await berit.press("Plasser")
    await berit.press("9")
    await turid.press("12")
    assert "Plasser: 9" in turid.last
    alerts = [one["params"].get("text") for one in await stage.calls("answerCallbackQuery")]
    assert "En kollega har endret kurset i mellomtida. Slik er det nå." in alerts
    await turid.press("Sted")
    await turid.press("Adresse")
    await berit.press("Språk")
    await berit.press("polsk")
    await turid.say("Storgata 1")
    assert turid.last.startswith("En kollega har endret kurset")
    assert "norsk, polsk" in turid.last
    row = await newest(stage)
    assert (row.id, row.seats, row.languages, row.address) == (course.id, 9, ["no", "pl"], "")


async def test_both_press_the_same_at_once(either_database: str, make_stage: MakeStage) -> None:
    stage = await make_stage(either_database, batch=CENTRE)
    berit = await stage.coordinator("Berit")
    for _ in range(2):
        await berit.forge(b.MakeDraft(1, "mestringstreff", 0).pack())
    assert await stage.rows(select(func.count()).select_from(Course)) == [(1,)]
    for _ in range(2):
        await berit.forge(b.ChooseSeats(1, 1, 9).pack())
    assert [(row.seats, row.edition) for row in await stage.rows(select(Course.seats, Course.edition))] == [(9, 2)]


async def test_a_draft_is_nothing_to_others_yet(make_stage: MakeStage, sqlite_url: str) -> None:
    """Its link says so kindly; no reminder goes out; it is on no list but that of coordinators."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    course = await drafted(stage, berit)
    kari = await stage.person("Kari")
    await kari.start(f"c_{course.slug}")
    assert "Kurset er ikke åpent for påmelding ennå." in kari.last
    assert "ringe LMS-Sandefjord: +47 00 00 00 00" in kari.last
    (kari,) = await stage.acquainted("Kari")
    await kari.forge("join.1")
    assert "Kurset er ikke åpent for påmelding ennå." in kari.last
    await stage.turn(datetime(2026, 9, 8, 16, 0, tzinfo=OSLO))
    assert await stage.rows(select(Outbox.kind)) == []
    await berit.say("/courses")
    await berit.press("Utkast: Mestringstreff")
    assert "Når kurset skal være." not in berit.last
    await berit.phone.forge("dates.1")
    assert "Kurset er ikke åpent for påmelding ennå." in berit.last


async def test_without_its_team_it_cannot_be_published(make_stage: MakeStage, sqlite_url: str) -> None:
    """A forged press publishes nothing; neither does one that comes after somebody has said no."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    await drafted(stage, berit)
    assert "En fagperson som har sagt ja." in berit.last
    await berit.phone.forge(b.Publish(1, (await newest(stage)).edition).pack())
    assert (await newest(stage)).state == "draft"
    await with_team(berit, professional, experienced)
    await berit.press("Åpne kurset")
    await berit.press("Se gjennom og publiser")
    await experienced.press("Jeg kan ikke")
    await experienced.press("Hele kurset")
    await berit.press("Publiser kurset")
    assert (await newest(stage)).state == "draft"
    assert "Eldbjørg kan ikke være med i kursteamet." in berit.last
    assert any("En erfaren bruker som har sagt ja." in one for one in berit.phone.texts[-2:])


async def test_confidentiality_by_its_date(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await team_of(stage)
    await drafted(stage, berit)
    await berit.press("Kursteam")
    await berit.press("Spør Eldbjørg")
    await berit.say("en gang i vår")
    assert "Jeg forstod ikke datoen" in berit.last
    await berit.say("18.8.2027")
    assert "fram i tid" in berit.last or "ennå" in berit.last
    await berit.say("12.3.2026")
    assert "Eldbjørg er spurt" in berit.last
    assert await stage.rows(
        select(func.count()).select_from(Assignment).where(Assignment.role == "experienced_user")
    ) == [(1,)]


async def test_one_date_keeps_its_hour_and_is_answered_with_all_dates(make_stage: MakeStage, sqlite_url: str) -> None:
    """By a button or in words. Days that are over explain nothing, and the signs of others stand by the clock."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.press("Datoer")
    await berit.press("2: ")
    own = next(one for one in berit.phone.labels() if one.startswith("["))
    assert f"[ ] Dette kurset selv: {own.strip('[]')}" in berit.last
    await berit.press("10")
    await berit.say("13.30")
    assert "Trykk på en dato for å endre bare den." in berit.last
    await berit.press("2: ")
    await berit.press("11")
    await berit.press("13:30")
    assert "2: fre. 11. sep. 13:30" in berit.phone.labels()


async def test_where_there_is_but_one_session_nothing_is_said_of_others(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Åpen temakveld")
    await berit.press("Datoer")
    assert "Når skal samlingen være?" in berit.last
    assert "De andre følger etter" not in berit.last


async def test_a_team_that_was_asked_hears_once_of_other_dates(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    professional, experienced = await team_of(stage)
    await drafted(stage, berit)
    await with_team(berit, professional, experienced)
    await berit.press("Åpne kurset")
    for hour in ("18:00", "19:00"):
        await berit.press("Datoer")
        await berit.press("1: ")
        await berit.press("9")
        await berit.press(hour)
        await berit.press("Tilbake")
    await stage.turn(timedelta(minutes=11))
    await professional.refresh()
    assert "nytt om kurset" in professional.last
    assert "ons. 9. sep. 19:00" in professional.last
    rows = await stage.rows(select(Outbox.state).where(Outbox.kind == TeamNews.kind))
    assert sorted(row.state for row in rows) == [State.DROPPED] * 2 + [State.SENT] * 2
    await professional.press("Jeg kan ikke")
    await professional.press("Hele kurset")
    await berit.phone.refresh()
    assert "Eivind kan ikke være med i kursteamet." in berit.last


async def test_nobody_is_asked_for_dates_that_do_not_follow_each_other(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await team_of(stage)
    await drafted(stage, berit)
    await berit.press("Datoer")
    await berit.press("1: ")
    await berit.month("Oktober 2026")
    await berit.press("30")
    await berit.press("17:00")
    await berit.press("Tilbake")
    assert "Datoene må komme etter hverandre." in berit.last
    await berit.press("Kursteam")
    assert "Velg datoene først" in berit.last
    assert berit.phone.labels() == ["Tilbake"]


async def test_free_days_and_other_courses_are_said(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE.replace("2026-09-01", "2026-12-22"))
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Mestringstreff")
    await berit.press("Datoer")
    await berit.month("Desember 2026")
    assert "* 25.: første juledag" in berit.last
    assert "• 22. kl. 18:00: TA TAK – kurs for pårørende, Hvitgården" in berit.last
    await berit.press("22•")
    await berit.press("17:00")
    assert "senteret også har TA TAK – kurs for pårørende, Hvitgården, 22. og 29. des., " in berit.last


async def test_a_draft_is_thrown_away_when_its_team_knows(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    professional, _ = await team_of(stage)
    await drafted(stage, berit)
    await berit.press("Kursteam")
    await berit.press("Spør Eivind")
    await berit.press("Tilbake")
    await berit.press("Slett utkastet")
    assert "Ja, slett utkastet" not in berit.phone.labels(), "it is no question as long as the answer can only be no"
    assert "Ta dem ut av kursteamet først" in berit.last
    await berit.say("/courses")
    await berit.press("Utkast: Mestringstreff")
    await berit.press("Kursteam")
    await berit.press("Eivind")
    await berit.press("Ta ut av kursteamet")
    await professional.refresh()
    assert "Spørsmålet om å være med i kursteamet for Mestringstreff" in professional.last
    assert "du trenger ikke svare" in professional.last
    await berit.press("Tilbake")
    await berit.press("Slett utkastet")
    await berit.press("Ja, slett utkastet")
    assert "Utkastet er slettet." in berit.last
    assert await stage.rows(select(Course.id)) == []


async def test_as_last_time_from_another_date(make_stage: MakeStage, sqlite_url: str) -> None:
    """A copy of an earlier course has its place, its seats and its languages, and no dates."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await published(stage, berit)
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    await berit.press("Mestringstreff")
    assert "fra et annet kurs" in berit.last
    assert "Begynner tir. 8. sep., Hvitgården, 14 plasser, norsk" in berit.last
    assert "Begynner tir. 8. sep. · Hvitgården" in berit.phone.labels()
    await stage.turn(datetime(2026, 9, 15, 12, 0, tzinfo=OSLO))
    await berit.say("/courses")
    assert any("tir. 15. sep." in one for one in berit.phone.labels())
    await berit.press("Nytt kurs")
    await berit.press("Mestringstreff")
    assert "fra et tidligere kurs" in berit.last
    assert "Begynte tir. 8. sep., Hvitgården, 14 plasser, norsk" in berit.last
    await berit.press("Begynte tir. 8. sep. · Hvitgården")
    assert "Sted: Hvitgården" in berit.last
    assert "Når kurset skal være." in berit.last
    assert "Hvor kurset skal være." not in berit.last


async def test_the_preview_tells_one_poll_from_another_in_each_language(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    course = await drafted(stage, Counted(await stage.coordinator("Berit")))
    for language in LANGUAGES:
        phone, t = await stage.coordinator("Nora", language=language), Catalog().of(language)
        await phone.forge(b.ShowAhead(course.id).pack())
        for when in ("before", "end", "much_later"):
            moment = t.plain(f"evaluation.results.{when}")
            invite = t.plain("setup.ahead.evaluation_invite", when="", which=f"{moment[:1].lower()}{moment[1:]}")
            assert phone.last.count(invite) == 1
