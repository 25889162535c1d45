"""What nobody awaited leads where people want to go, by buttons; what nobody understands has a way to a person."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.models import Attendance, Dialog, Enrolment, EvaluationDraft, Person
from domain.evaluation import buttons as b
from domain.people import buttons as people_buttons
from domain.signup import Status
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
NUMBER = "LMS-Sandefjord: +47 00 00 00 00"
NOT_UNDERSTOOD = "Det skjønte jeg ikke."
DANISH = (
    CENTRE.replace("sandefjord", "koege")
    .replace("LMS-Sandefjord", "Køge")
    .replace('"NO"', '"DK"')
    .replace("+47 00 00 00 00", "+45 00 00 00 00")
)
THIRD_IS_OVER = FIRST + timedelta(days=14, hours=2, minutes=31)
EMERGENCY = ("113", "116 1")


async def said(phone: Phone, **what: Any) -> str:
    """The one answer to it."""
    before = len(phone.texts)
    await phone.send(**what)
    (answer,) = phone.texts[before:]
    return answer


async def test_what_people_ask_for_in_their_own_words(stage: Stage) -> None:
    """A sentence and the buttons that do it; nothing is done by itself, and nobody is frightened with 113."""
    ola = await stage.enrolled("Ola")
    before = await stage.dump(without=("inbox", "dialogs", "taken_answers", "notes", "people"))
    for words, answer, label in [
        ("Jeg kan ikke komme på tirsdag", "Neste samling er tirsdag 1. september", "Jeg kan ikke"),
        ("meld meg av", "Jeg spør én gang til", "Meld meg av kurset"),
        ("stopp", "Hva vil du stoppe?", "Ta pause"),
        ("hjelp", "Hva trenger du hjelp til?", "Be senteret ringe meg"),
        ("Hei, når begynner kurset?", "Neste samling: tirsdag 1. september", "Kurset mitt"),
        ("hvor er det", "Sted: Hvitgården", "Kurset mitt"),
        ("endre navn", "Her kan du endre navnet ditt", "Endre navn"),
        ("nytt telefonnummer", "legge inn eller endre telefonnummeret", "Legg inn telefon"),
        ("kurset mitt", "Hvitgården", "Jeg kan ikke"),
        ("Kan jeg ta med mannen min?", f"Det vet senteret best. {NUMBER}", "Be senteret ringe meg"),
        ("slett meg", "Jeg spør én gang til", "Slett alt om meg"),
        ("hva vet du om meg", "hva som er lagret", "Det som er lagret"),
        ("nynorsk", "språk", "Norsk nynorsk"),
        ("selvhjelpsgruppe", "selvhjelpsgrupper", "Selvhjelpsgrupper"),
        ("få ukemeldingene igjen", "ukemeldingene igjen", "Start dem igjen"),
        ("ring meg", "ringe deg", "Be senteret ringe meg"),
        ("takk", "Bare hyggelig", "TA TAK"),
        ("ok", "venter ikke på noe svar", "TA TAK"),
        ("hei", "Hei, Ola", "TA TAK"),
        ("jeg vil melde meg på", "Hei, Ola", "TA TAK"),
        ("/hjelpmeg", NOT_UNDERSTOOD, "TA TAK"),
        ("blomkål", f"{NOT_UNDERSTOOD} Jeg er en bot, så det går ikke videre til noen. Et menneske", "TA TAK"),
    ]:
        answered = await said(ola, text=words)
        assert answer in answered, (words, answered)
        assert any(label in one for one in ola.labels()), (words, ola.labels())
        assert not any(number in answered for number in EMERGENCY), words
    assert await stage.dump(without=("inbox", "dialogs", "taken_answers", "notes", "people")) == before
    assert NUMBER in await said(ola, text="blomkål")


async def test_the_buttons_do_it(stage: Stage) -> None:
    ola = await stage.enrolled("Ola")
    await ola.say("jeg kan ikke komme på tirsdag")
    await ola.press("Jeg kan ikke")
    assert [row.coming for row in await stage.rows(select(Attendance.coming))] == [False]
    await ola.say("meld meg av")
    await ola.press("Meld meg av kurset")
    await ola.press("Ja, meld meg av")
    assert [row.status for row in await stage.rows(select(Enrolment.status))] == [Status.LEFT]
    assert "ingen samlinger" in await said(ola, text="meld meg av")
    assert NUMBER in await said(ola, text="jeg kan ikke komme")


async def test_pictures_voices_and_contacts(stage: Stage) -> None:
    ola = await stage.enrolled("Ola")
    assert (await said(ola, photo=True)).startswith("Bilder og filer kan jeg ikke se på")
    assert (await said(ola, voice=True)).startswith("Lydmeldinger kan jeg ikke høre på")
    assert (await said(ola, sticker=True)).startswith(NOT_UNDERSTOOD)
    answer = await said(ola, contact={"phone_number": "+4722225555"})
    assert answer.startswith("Jeg har ikke lagret noe nummer")
    assert ola.labels()[0] == "Legg inn telefon"
    assert [row.phone for row in await stage.rows(select(Person.phone))] == [None]


async def test_a_coordinator_is_not_told_to_ring_herself(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    for what in (
        {"text": "Hallo?? blomkål"},
        {"photo": True},
        {"text": "hjelp"},
        {"text": "stopp"},
        {"text": "ring meg"},
    ):
        assert "+47" not in await said(berit, **what), what
    assert "Skriv en beskjed" in await said(berit, text="blomkål")
    assert berit.labels()[0] == "Kurs jeg koordinerer"


async def test_an_edit_that_nobody_asked_for(stage: Stage) -> None:
    """It is answered where one can tell what it asks for now."""
    ola = await stage.enrolled("Ola")
    await ola.say("kurst mit")
    message = next(one for one in reversed(ola.chat) if one.get("text") == "kurst mit")
    for text, answers in (("takk", 0), ("blomkål", 0), ("kurset mitt", 1)):
        before = len(ola.texts)
        await stage.post(f"users/{ola.id}/edit", message_id=message["message_id"], text=text)
        await stage.settle()
        await ola.refresh()
        assert len(ola.texts) - before == answers, text
    assert "Hvitgården" in ola.last


async def test_commands_in_the_persons_own_language(stage: Stage) -> None:
    ola, berit = await stage.enrolled("Ola"), await stage.coordinator("Berit")
    for command, answer in [
        ("/mittkurs", "Neste samling"),
        ("/mitkursus", "Neste samling"),
        ("/mycourse", "Neste samling"),
        ("/kurs", "Neste samling"),
        ("/personvern", "lagret om deg"),
        ("/sprak", "språk"),
        ("/språk", "språk"),
    ]:
        await ola.say(command)
        assert answer in ola.last, command
    await berit.say("/kurs")
    assert any("Hvitgården" in label for label in berit.labels())
    menus = [one["params"] for one in await stage.calls("setMyCommands")]
    mine = [one for one in menus if str(ola.id) in str(one.get("scope"))]
    assert "mittkurs" in str(mine[-1]["commands"])
    await ola.say("/language")
    await ola.press("Dansk")
    menus = [one["params"] for one in await stage.calls("setMyCommands")]
    assert "mitkursus" in str([one for one in menus if str(ola.id) in str(one.get("scope"))][-1]["commands"])


async def test_buttons_commands_and_awaited_text_are_no_stray_messages(stage: Stage) -> None:
    ola = await stage.enrolled("Ola")
    for words in ("/start", "/cancel"):
        await ola.say(words)
        assert "Hei, Ola" in ola.last
    await ola.say("/privacy")
    await ola.tap(people_buttons.ChangeName)
    await ola.say("Takk Kurset")
    assert [row.name for row in await stage.rows(select(Person.name))] == ["Takk Kurset"]


async def test_centres_of_ones_own_courses_else_all(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + DANISH + COURSE)
    kari = await stage.participant("Kari")
    assert f"{NUMBER}, Køge: +45 00 00 00 00" in await said(kari, text="blomkål")
    assert [one for one in kari.labels() if "Be senteret" in one] == []
    await kari.say("ring meg")
    assert kari.labels()[:2] == ["LMS-Sandefjord · Be senteret ringe meg", "Køge · Be senteret ringe meg"]
    await kari.start("c_ta-tak-host")
    await kari.press("Meld meg på")
    await kari.press("Ja, meld meg på")
    assert "Køge" not in await said(kari, text="blomkål")


async def test_the_evening_that_is_named_is_the_one_to_be_answered(stage: Stage) -> None:
    """Whoever writes of the third evening is not led to say no to the first."""
    ola = await stage.enrolled("Ola")
    await ola.say("jeg kan desverre ikke komme den 15. septembr, skal besøke barnebarn")
    assert "Den samlingen er tirsdag 15. september kl." in ola.last
    await ola.press("Jeg kan ikke")
    assert "15. september" in ola.last
    assert [row.coming for row in await stage.rows(select(Attendance.coming))] == [False]
    await ola.say("jeg kan dessverre ikke komme 29. mai")
    assert "Neste samling er tirsdag 1. september" in ola.last, "no evening is on that day"


async def test_two_courses_are_told_apart_where_somebody_asks_where_it_is(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE + COURSE.replace("ta-tak-host", "ta-tak-to"))
    anja = await stage.participant("Anja")
    for slug in ("ta-tak-host", "ta-tak-to"):
        await anja.start(f"c_{slug}")
        await anja.press("Meld meg på")
        await anja.press("Ja, meld meg på")
    for written in ("hvor er det", "jeg kan ikke komme"):
        await anja.say(written)
        assert not {"Kurset mitt"} & set(anja.labels()), written
        assert len([label for label in anja.labels() if label.startswith("tir. 1. sep.")]) == 2, anja.labels()


async def test_yes_please_and_looking_for_a_course_lead_to_one(stage: Stage) -> None:
    anja = await stage.participant("Anja")
    await anja.press("Ikke nå")
    for written, label in (
        ("ja takk", "Finn et kurs"),
        ("finnes det et kurs i nærheten", "Se alle kurs"),
        ("er det noe for barn", "Se alle kurs"),
        ("is there a group for children?", "Se alle kurs"),
    ):
        await anja.say(written)
        assert label in anja.labels(), written


async def test_before_consent_there_is_a_person_too(stage: Stage) -> None:
    stranger = await stage.person("Ukjent")
    assert "språk" in await said(stranger, text="Hallo?")
    await stranger.press("Norsk bokmål")
    answer = await said(stranger, text="Hallo?")
    assert answer.startswith(
        f"Jeg er en bot, så det du skriver her, går ikke til noen. Et menneske treffer du på telefon: {NUMBER}"
    )
    assert "Før vi begynner" in answer


async def test_before_consent_the_course_of_the_link_is_kept_and_the_number_said_once(
    make_stage: MakeStage, sqlite_url: str
) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + DANISH + COURSE)
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    await said(kari, text="Hallo?")
    await kari.press("Norsk bokmål")
    answer = await said(kari, text="Koster det noe?")
    assert answer.count("+47 00 00 00 00") == 1
    assert "Køge" not in answer, "the course is of one centre"
    await kari.say("/mycourse")
    assert "Før vi begynner" in kari.last
    await kari.start("")
    await kari.press("Ja, og jeg har fylt 18")
    assert "Meld meg på" in kari.labels()


async def test_whoever_has_declined_is_not_remembered_by_their_link(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    await kari.press("Norsk bokmål")
    await kari.tap(people_buttons.RefuseConsent)
    assert await stage.rows(select(Dialog)) == []
    await kari.press("Se en gang til")
    await kari.press("Ja, og jeg har fylt 18")
    assert "Meld meg på" in kari.labels()


async def test_no_way_ends_without_a_person(make_stage: MakeStage, sqlite_url: str) -> None:
    """Refused consent, a link to a course that is closed, nothing open; and a centre without a number says so."""
    stage = await make_stage(sqlite_url, batch=CENTRE + DANISH + COURSE)
    ola = await stage.person("Ola")
    await ola.start("c_ta-tak-host")
    await ola.press("Norsk bokmål")
    await ola.tap(people_buttons.RefuseConsent)
    assert "ved å ringe LMS-Sandefjord (+47 00 00 00 00)" in ola.last
    await stage.turn(FIRST + timedelta(days=1))
    kari = await stage.participant("Kari")
    assert "påmeldingen er stengt. Ring gjerne LMS-Sandefjord (+47 00 00 00 00)" in kari.last
    assert kari.last.count("+47 00 00 00 00") == 1
    await kari.say("/start")
    assert "ingen kurs med åpen påmelding" in kari.last
    assert "LMS-Sandefjord (+47 00 00 00 00) eller Køge (+45 00 00 00 00)" in kari.last


async def test_a_centre_without_a_number(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE.replace("+47 00 00 00 00", "") + COURSE)
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    await kari.press("Norsk bokmål")
    await kari.tap(people_buttons.RefuseConsent)
    assert "Jeg har ikke noe telefonnummer til LMS-Sandefjord" in kari.last
    assert "ringe" not in kari.last
    ola = await stage.enrolled("Ola")
    assert "ikke lagt inn noe telefonnummer" in await said(ola, text="blomkål")
    assert "ikke noe telefonnummer dit" in await said(ola, text="hva koster det")
    await stage.turn(FIRST + timedelta(days=1))
    late = await stage.participant("Anne")
    assert "Jeg har ikke noe telefonnummer til LMS-Sandefjord" in late.last
    await late.say("/start")
    assert "Når det åpner et, ser du det her." in late.last
    assert "Ring" not in late.last


async def test_in_the_middle_of_a_poll(stage: Stage) -> None:
    """The numbered question stands where it was, and is one press away."""
    kari = await stage.enrolled("Kari")
    await stage.turn(THIRD_IS_OVER)
    await kari.tap(b.OpenEvaluation)
    await kari.tap(b.AnswerQuestion, question=0, value=4)
    await kari.say("blomkål 99 99 99 99")
    assert kari.last.startswith(NOT_UNDERSTOOD)
    assert kari.labels()[0] == "Fortsett der jeg slapp"
    await kari.tap(b.AnswerQuestion, question=1, value=5)
    await kari.say("Hallo?")
    await kari.press("Fortsett der jeg slapp")
    assert "3" in kari.last.partition("\n")[0]
    drafts = await stage.rows(select(EvaluationDraft))
    assert len(drafts) == 1
    assert "99 99" not in drafts[0][0].content


async def test_help_has_the_centres_number_too(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/help")
    assert NUMBER in kari.last
