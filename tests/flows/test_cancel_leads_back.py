"""[Cancel] leads back to where one was; a code is understood on the screen of codes without a button first."""

from datetime import timedelta

from domain.groups import buttons as g
from domain.people import buttons as b
from tests.flows.groups import FIRST_TUESDAY, play
from tests.flows.wishes import looks, pool, row
from tests.stage import Stage

START_PAGE, CODES, GROUP = "Hei, Kari", "Koden din:", "Gruppa di"
A_PERSON = "+47 00 00 00 00"


async def test_cancelling_a_code_leads_back_to_the_codes(stage: Stage) -> None:
    kari = await looks(stage)
    await kari.tap(g.ShowCodes)
    for label in ("Gjerne med", "Helst ikke med"):
        await kari.press(label)
        assert "Skriv koden" in kari.last
        await kari.press("Avbryt")
        assert CODES in kari.last
    await kari.press("Gjerne med")
    await kari.say("ABC 234")
    assert "Jeg finner ikke den koden" in kari.last
    await kari.press("Avbryt")
    assert CODES in kari.last
    await kari.press("Gjerne med")
    await stage.turn(timedelta(days=2))  # nothing is awaited any more
    await kari.press("Avbryt")
    assert START_PAGE in kari.last


async def test_code_without_a_button_is_asked_about(stage: Stage) -> None:
    kari, ola = await looks(stage), await looks(stage, "Ola")
    mine, his = await row(stage, kari), await row(stage, ola)
    await kari.tap(g.ShowCodes)
    await kari.say(f"{his.code[:3].lower()} {his.code[3:]}")
    assert "eller helst ikke?" in kari.last
    assert A_PERSON not in kari.last
    await kari.press("Avbryt")
    assert CODES in kari.last
    assert "helst ikke sammen" not in kari.last
    await kari.say(his.code)
    await kari.press("Helst ikke med")
    assert "helst ikke sammen" in kari.last
    assert (await pool(stage)).apart == {frozenset((mine.id, his.id))}
    await kari.say(mine.code)
    assert "Det er din egen kode" in kari.last
    await kari.say("222 222" if his.code != "222222" else "333 333")
    assert "Jeg finner ikke den koden" in kari.last


async def test_words_among_the_codes_are_no_code(stage: Stage) -> None:
    """Six letters may be a call for help: there is a way to a person."""
    kari = await looks(stage)
    for words in ("help me", "Jeg har det ikke bra", "hva nå"):
        await kari.say("/groups")
        await kari.tap(g.ShowCodes)
        await kari.say(words)
        assert A_PERSON in kari.last, words
    await kari.say("/groups")
    await kari.tap(g.ShowCodes)
    await kari.send(sticker=True)
    assert A_PERSON in kari.last


async def test_cancelling_in_a_group_leads_back_to_it(stage: Stage) -> None:
    it = await play(stage, 5)
    await it.running(it.people)
    starter = it.people[0]
    for button in (g.MoveMeeting, g.ChangePlace, g.TellTrouble):
        await starter.say("/mygroup")
        await starter.tap(button)
        await starter.press("Avbryt")
        assert GROUP in starter.last, button
        await starter.say("hallo")
        assert A_PERSON in starter.last  # nothing is awaited any more
    await it.turn(FIRST_TUESDAY + timedelta(hours=2, minutes=30))
    await starter.say("/mygroup")
    await starter.tap(g.PlanMeeting)
    await starter.press("Avbryt")
    assert GROUP in starter.last
    await starter.tap(g.TellTrouble)
    leaver = it.people[1]
    await leaver.say("/mygroup")
    await leaver.tap(g.TellTrouble)
    left = await it.row(leaver)
    await leaver.forge(g.LeaveGroup(left.group_id, left.version).pack(), leaver.messages[0]["message_id"])
    await leaver.tap(b.CancelDialog)
    assert f"Hei, {leaver.name}" in leaver.last


async def test_cancelling_a_name_leads_back_to_what_is_stored(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    for button in (b.ChangeName, b.ChangePhone):
        await kari.say("/privacy")
        await kari.tap(button)
        await kari.press("Avbryt")
        assert "Det som er lagret om deg" in kari.last
