"""A coordinator and one person: a notice to them alone, taken off, put first in line; and notices to those who wait."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select, update

from db.models import Enrolment, Notice, Outbox, Person, Reason
from domain.courses import buttons as b
from domain.delivery import State
from domain.notices.messages import NoticeCopy
from domain.privacy.buttons import Erase, ExportMe
from domain.running import buttons as running_buttons
from domain.signup import Status
from domain.signup.messages import MovedUp, TakenOff
from tests.stage import Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]


async def card(phone: Phone, name: str) -> None:
    await phone.say("/courses")
    for label in ("Hvitgården", "Deltakere", "Velg en person", name):
        await phone.press(label)


async def sent(stage: Stage, kind: str) -> int:
    return len(await stage.rows(select(Outbox.id).where(Outbox.kind == kind, Outbox.state == State.SENT)))


async def test_somebody_is_taken_off_and_told_why(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database, seats=1)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    berit = await stage.coordinator()
    await card(berit, "Kari")
    assert "Har plass" in berit.last
    await berit.press("Ta av kurset")
    await berit.press("Skriv en grunn")
    await berit.say("Ringte og sa fra at hun er på reise")
    data = berit.button("Ja, ta av")
    await berit.press("Ja, ta av")
    assert berit.last.startswith("Kari er tatt av kurset. Kari får beskjed nå.")
    await kari.refresh()
    assert "Du er tatt av" in kari.last
    assert "Grunn: Ringte og sa fra at hun er på reise" in kari.last
    await ola.refresh()
    assert "ledig plass til deg" in ola.last
    await berit.forge(data)
    assert await sent(stage, TakenOff.kind) == 1, "the second press"
    await berit.press("Tilbake")
    assert "Tatt av kurset (1)" in berit.last
    assert "Grunn: Ringte og sa fra at hun er på rei" in berit.last
    assert "Grunn: Ringte" not in str(await stage.rows(select(Enrolment.handled)))
    await kari.start("c_ta-tak-host")
    await kari.press("Sett meg på venteliste")
    await kari.press("Ja, sett meg på")
    assert (await stage.rows(select(Enrolment.handled, Enrolment.reason_id)))[0] == (None, None), (
        "who comes again, afresh"
    )


async def test_the_last_in_line_is_put_first(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    kari = await stage.enrolled("Kari")
    ola, anne = await stage.enrolled("Ola"), await stage.enrolled("Anne")
    berit = await stage.coordinator()
    await card(berit, "Venter 1. Ola")
    assert "Sett først på ventelista" not in berit.labels()
    await card(berit, "Venter 2. Anne")
    for label in ("Sett først på ventelista", "Ja, sett først"):
        await berit.press(label)
    await anne.refresh()
    assert "Du står nå som nummer 1" in anne.last
    await ola.say("/mycourse")
    assert "nummer 2" in ola.last
    assert await sent(stage, MovedUp.kind) == 1
    await berit.press("Tilbake")
    assert "1. Anne\nFlyttet først på ventelista\n2. Ola" in berit.last
    await kari.leave()
    await anne.refresh()
    assert "ledig plass til deg" in anne.last


async def test_who_cannot_be_reached_must_be_rung(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await kari.block()
    await stage.settle()
    await card(berit, "Kari")
    assert "Du må ringe" in berit.last
    await berit.press("Ta av kurset")
    await berit.press("Ja, ta av")
    assert "Jeg når ikke fram, så du må ringe." in berit.last


async def test_erasure_and_the_copy_know_of_the_reason(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await card(berit, "Kari")
    await berit.press("Ta av kurset")
    await berit.press("Skriv en grunn")
    await berit.say("Ringte selv")
    await berit.press("Ja, ta av")
    await kari.forge(ExportMe().pack())
    document = [one for one in await stage.calls("sendDocument") if one["params"]["chat_id"] == kari.id]
    assert document
    await kari.forge(Erase().pack())
    assert await stage.rows(select(Reason.id)) == []


async def test_a_notice_to_those_who_wait_alone(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, seats=1)
    kari, ola = await stage.enrolled("Kari"), await stage.enrolled("Ola")
    berit = await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Skriv en beskjed", "Til ventelista (1)"):
        await berit.press(label)
    await berit.say("Det kommer et kurs til i vår.")
    assert "1 person får den" in berit.last
    await berit.press("Send")
    for phone in (kari, ola):
        await phone.refresh()
    assert "til dere som står på venteliste" in ola.last
    assert "kurs til i vår" in ola.last
    assert not kari.saw("kurs til i vår")
    assert await stage.rows(select(Notice.audience)) == [("line",)]


async def test_a_notice_to_one_person_alone(stage: Stage) -> None:
    kari, ola, berit = await stage.enrolled("Kari"), await stage.enrolled("Ola"), await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Skriv en beskjed", "Til én person", "Ola", "Skriv en beskjed"):
        await berit.press(label)
    assert "Ingen andre får den" in berit.last
    await berit.say("Du glemte lua di.")
    assert "Bare Ola får den" in berit.last
    await berit.press("Send")
    for phone in (kari, ola):
        await phone.refresh()
    assert "bare til deg" in ola.last
    assert not kari.saw("lua")
    assert await sent(stage, NoticeCopy.kind) == 1


async def test_who_comes_by_name_as_far_as_people_let_it_be_seen(stage: Stage) -> None:
    phones = [await stage.enrolled(name) for name in ("Kari", "Ola", "Anne", "Siv", "Per")]
    for phone, coming in zip(phones[:4], (1, 1, 0, 0), strict=True):
        await phone.say("/mycourse")
        await phone.tap(running_buttons.Attend, coming=coming)
    async with stage.app.database.begin() as session:
        await session.execute(update(Person).where(Person.name.is_not(None)).values(shows_name=True))
        for phone in (phones[1], phones[3]):
            await session.execute(update(Person).where(Person.telegram_id == phone.id).values(shows_name=None))
    berit = await stage.coordinator()
    for label in ("Kurs jeg koordinerer", "Hvitgården", "Hvem kommer neste gang?"):
        await berit.press(label)
    assert "Kommer (2)\n• Kari\n… og 1 til" in berit.last
    assert "Kan ikke komme (2)\n• Anne\n… og 1 til" in berit.last
    assert "Har ikke svart ennå (1)\n• Per" in berit.last
    assert "Ola" not in berit.last
    assert "Siv" not in berit.last
    assert "Det bestemmer hver enkelt selv" in berit.last


async def test_what_was_forged_does_nothing(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    for data in ("handok.xx.1.1.0", "handok.off.1.9.0", "handok.up.1.1.0", "handok.off.1.1.44", "hand.xx.1.1"):
        await berit.forge(data)
    await kari.forge(b.HandlePerson("off", 1, 1, 0).pack())
    assert (await stage.enrolment(kari)).status == Status.PLACE
