"""Words that point to danger, wherever they are written: the person is told whom to ring, besides; nobody else hears of it.

Only who asks to be rung is told of to the coordinators, with name and number.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from db.models import Assignment, EvaluationDraft, Outbox, Person, Trouble
from domain.calls import buttons as c
from domain.evaluation import buttons as b
from domain.finding import buttons as finding
from domain.groups import buttons as g
from domain.notices import buttons as notice_buttons
from domain.people import buttons as people_buttons
from domain.privacy import buttons as privacy_buttons
from tests.flows.groups import play
from tests.flows.seekers import AUTUMN
from tests.stage import CENTRE, COURSE, FIRST, Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]
WORDS = "Jeg orker ikke å leve lenger"
OPENING = "Jeg er bare en bot, men noe i det du skrev"
ASK = "Be senteret ringe meg"
PHONE = "+47 998 87 766"
NUMBER = "LMS-Sandefjord: +47 00 00 00 00"


async def answers(phone: Phone, words: str = WORDS, **what: Any) -> list[str]:
    """What is said to it but for the last, which is whom to ring."""
    before = len(phone.texts)
    await phone.send(**(what or {"text": words}))
    said = phone.texts[before:]
    assert said[-1].startswith(OPENING), said
    assert not any(one.startswith(OPENING) for one in said[:-1])
    return said[:-1]


async def test_wherever_it_is_written(stage: Stage) -> None:
    """What was written goes where it belongs, and the ordinary answer comes first; nothing does where nothing was awaited."""
    kari = await stage.enrolled("Kari")
    assert await answers(kari) == [], "that it was not understood is no answer to it"
    await kari.say("/privacy")
    await kari.tap(people_buttons.ChangeName)
    (said,) = await answers(kari)
    assert said == "Navnet ditt er ikke endret. Her kan du skrive det på nytt.", "nobody reads it in a list of names"
    await kari.tap(people_buttons.ChangePhone)
    (said,) = await answers(kari, "Jeg har tatt alle pillene")
    assert "Jeg skjønte ikke telefonnummeret" in said
    assert await answers(kari, photo=True, caption="vil ikke leve mer")
    await kari.say(PHONE)  # the question stood all the time
    assert (await stage.rows(select(Person.name, Person.phone)))[0] == ("Kari", PHONE)
    assert "113" in kari.texts[-2]
    await stage.turn(FIRST + timedelta(days=14, hours=2, minutes=31))
    await kari.tap(b.OpenEvaluation)
    for question in range(5):
        await kari.tap(b.AnswerQuestion, question=question, value=4)
    await answers(kari)
    (draft,) = await stage.rows(select(EvaluationDraft.content))
    assert WORDS in draft[0]


SEARCHES = {
    "nb": ("noe for pårørende, jeg orker ikke leve lenger", "Slik forstår jeg det du skrev: pårørende."),
    "nn": ("noko for pårørande, eg orkar ikkje leve lenger", "Slik forstår eg det du skreiv: pårørande."),
    "da": ("noget for pårørende, jeg orker ikke leve mere", "Sådan forstår jeg det, du skrev: pårørende."),
    "en": ("anything for relatives, I don't want to live any more", "This is how I understand what you wrote"),
}


@pytest.mark.parametrize("language", SEARCHES)
async def test_in_a_search_the_numbers_come_before_what_is_found(stage: Stage, language: str) -> None:
    """Where nothing was awaited, and where a municipality was asked for."""
    written, found = SEARCHES[language]
    (kari,) = await stage.acquainted("Kari", language=language)
    for begin in ("/start", "/find"):
        await kari.say(begin)
        before = len(kari.texts)
        await kari.say(written)
        numbers, result = kari.texts[before:]
        assert "113" in numbers
        assert result.startswith(found)
        assert "113" not in result


async def test_in_the_question_where_one_lives_too(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=AUTUMN)
    (kari,) = await stage.acquainted("Kari")
    await kari.forge(finding.AskAgain("near", "", 0, "", "").pack())
    assert "Hvor bor du?" in kari.last
    before = len(kari.texts)
    await kari.say(SEARCHES["nb"][0])
    numbers, result = kari.texts[before:]
    assert numbers.startswith(OPENING)
    assert result.startswith(SEARCHES["nb"][1])


async def test_the_parts_of_a_text_and_an_edited_one(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await kari.say("/privacy")
    await kari.tap(people_buttons.ChangeName)
    await kari.say("a " * 1500)
    (said,) = await answers(kari)
    assert "rett etter en veldig lang tekst" in said
    await kari.say("/start")
    await kari.say("blomkål")
    message = next(one for one in reversed(kari.chat) if one.get("text") == "blomkål")
    before = len(kari.texts)
    await stage.post(f"users/{kari.id}/edit", message_id=message["message_id"], text=WORDS)
    await stage.settle()
    await kari.refresh()
    (said,) = kari.texts[before:]
    assert said.startswith(OPENING)


async def test_in_groups_and_by_coordinators(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people)
    kari = it.people[1]
    await kari.forge(g.TellTrouble(1).pack())
    (said,) = await answers(kari)
    assert "Koordinatoren får beskjed" in said
    assert [row.text for row in await stage.rows(select(Trouble.text))] == [WORDS]
    await it.berit.forge(notice_buttons.WriteNotice(1).pack())
    await answers(it.berit)
    assert NUMBER not in it.berit.last
    assert ASK not in it.berit.labels()


async def test_before_consent(stage: Stage) -> None:
    """Nothing of the person is stored yet, so there is no button: only whom to ring."""
    stranger = await stage.person("Ukjent")
    await answers(stranger)
    await stranger.press("Norsk bokmål")
    (said,) = await answers(stranger)
    assert "Før vi begynner" in said
    assert NUMBER in stranger.last
    message = stranger.messages[-1]
    assert not message.get("buttons")


async def test_whom_to_ring_in_norway(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await answers(kari, "i want to die")  # every list is read
    for number in ("113", "116 117", "116 123", "22 40 00 40", NUMBER):
        assert number in kari.last


async def test_whom_to_ring_in_denmark(make_stage: MakeStage, sqlite_url: str) -> None:
    danish = CENTRE.replace('"NO"', '"DK"').replace('"nb"', '"da"').replace("Europe/Oslo", "Europe/Copenhagen")
    stage = await make_stage(sqlite_url, batch=danish)
    hans = await stage.person("Hans", "da")
    await hans.start()
    await hans.press("Dansk")
    await hans.tap(people_buttons.GiveConsent)
    before = len(hans.texts)
    await hans.say("jeg vil dø")
    assert len(hans.texts) == before + 1
    assert "Hvis nogen er i livsfare: Ring 112" in hans.last
    assert "70 201 201" in hans.last
    assert "116 1" not in hans.last
    assert hans.labels() == ["Bed centret om et opkald"]


async def test_nothing_of_it_is_kept_or_told(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """The rows after alarming and after ordinary words are the same; no log and no figure tells the two apart."""
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    heard = len(berit.texts)
    without = ("inbox", "notes")
    await kari.say("blomkål")
    before = await stage.dump(without=without)
    capsys.readouterr()
    await answers(kari)
    assert await stage.dump(without=without) == before
    assert not re.search(r"danger|alarm|orker", "".join(capsys.readouterr()))
    await berit.refresh()
    assert len(berit.texts) == heard


async def test_who_asks_to_be_rung_is_told_of(any_stage: Stage) -> None:
    stage = any_stage
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.forge(people_buttons.ChangePhone().pack())
    await kari.say(PHONE)
    await answers(kari)
    await kari.press(ASK)
    assert f"LMS-Sandefjord har fått beskjed om at du gjerne vil bli ringt på {PHONE}" in kari.last
    assert kari.saw(OPENING)  # the numbers stand where they were
    await berit.refresh()
    assert berit.last.startswith("Kari har bedt om å bli ringt.\nTelefon: +47 998 87 766\nLMS-Sandefjord")
    assert not berit.saw("orker")
    await kari.press(ASK)
    await kari.press(ASK)
    assert "har fått beskjed" in kari.last
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == "call_wished"))) == 1
    await stage.turn(timedelta(days=1))
    await kari.press(ASK)
    assert len(await stage.rows(select(Outbox.id).where(Outbox.kind == "call_wished"))) == 2
    await kari.forge(privacy_buttons.Erase().pack())
    assert await stage.rows(select(Outbox.id).where(Outbox.kind == "call_wished")) == []


async def test_without_a_number_it_is_asked_for(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await answers(kari)
    await kari.press(ASK)
    assert "Jeg har ikke noe telefonnummer til deg" in kari.last
    assert NUMBER in kari.last
    await kari.say("vet ikke")
    assert "Jeg skjønte ikke telefonnummeret" in kari.last
    assert not berit.saw("bedt om å bli ringt")
    await kari.say(PHONE)
    assert "har fått beskjed" in kari.last
    await berit.refresh()
    assert f"Telefon: {PHONE}" in berit.last


async def test_who_cannot_be_told_is_not_said_to_have_been(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.forge(people_buttons.ChangePhone().pack())
    await kari.say(PHONE)
    await berit.block()
    await kari.forge(c.AskToBeRung(1).pack())
    assert "når jeg ingen koordinator" in kari.last
    assert NUMBER in kari.last
    await kari.forge(c.AskToBeRung(2).pack())
    assert "virker ikke lenger" in kari.last
    assert await stage.rows(select(Outbox.id).where(Outbox.kind == "call_wished")) == []


async def test_whoever_coordinates_no_longer_is_told_nothing(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await kari.forge(people_buttons.ChangePhone().pack())
    await kari.say(PHONE)
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment))
    await kari.forge(c.AskToBeRung(1).pack())
    assert "når jeg ingen koordinator" in kari.last
    await berit.refresh()
    assert not berit.saw("bedt om å bli ringt")


async def test_ordinary_words_are_left_alone(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    for words in ("jeg dør av latter", "Mannen min døde i fjor", "mobilen er død", "/start c_ta-tak-host"):
        before = len(kari.texts)
        await kari.say(words)
        assert not any(one.startswith(OPENING) for one in kari.texts[before:]), words


async def test_also_where_something_of_ours_is_broken(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.post("faults", kind="400", method="sendMessage", reason="can't parse entities")
    (said,) = await answers(kari)
    assert "feilen er vår" in said
    assert "113" in kari.last


async def test_before_consent_the_centre_of_the_link_alone(make_stage: MakeStage, sqlite_url: str) -> None:
    """Whoever came by the link to a course is not given the numbers of centres that they have nothing to do with."""
    stage = await make_stage(
        sqlite_url, batch=CENTRE + CENTRE.replace("sandefjord", "larvik").replace("LMS-S", "S") + COURSE
    )
    kari = await stage.person("Kari")
    await kari.start("c_ta-tak-host")
    await answers(kari)
    assert kari.last.count("+47 00 00 00 00") == 1
    assert "ring <b>112" in kari.last or "ring 112" in kari.last, "the police have a number of their own"
