"""A message that somebody edits: the newer text counts as long as nobody else has got the older one."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Notice, Person, TakenAnswer, Trouble
from domain.groups import buttons as g
from domain.notices import buttons as notices_buttons
from domain.people import buttons as b
from services.people import dialogs
from services.privacy import tidy
from tests.flows.groups import play
from tests.stage import Phone, Stage

LATE = "allerede gått videre slik det sto"


async def edit(phone: Phone, old: str, new: str) -> list[str]:
    """Change one's own message; returns what the bot says to that."""
    before = len(phone.texts)
    message = next(one for one in reversed(phone.chat) if one.get("text") == old)
    await phone.stage.post(f"users/{phone.id}/edit", message_id=message["message_id"], text=new)
    await phone.stage.settle()
    await phone.refresh()
    return phone.texts[before:]


async def name(stage: Stage) -> str | None:
    return str((await stage.rows(select(Person.name)))[0][0])


async def test_ones_own_name(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    assert await edit(kari, "/start c_ta-tak-host", "/start i_x") == []
    await kari.say("/privacy")
    await kari.tap(b.ChangeName)
    await kari.say("K" * 100)
    (said,) = await edit(kari, "K" * 100, "Kari N.")  # what did not fit is mended where it stands
    assert "Kari N." in said
    assert await name(stage) == "Kari N."
    await edit(kari, "Kari N.", "Kari Nordmann")
    assert await name(stage) == "Kari Nordmann"
    await kari.say("Hei, er det noen der?")
    assert await edit(kari, "Hei, er det noen der?", "Hallo?") == []
    await kari.tap(b.ChangePhone)
    assert LATE in (await edit(kari, "Kari Nordmann", "Ola"))[0]  # in the middle of something else
    await kari.say("22 22 55 55")
    assert "+47 22 22 55 55" in kari.last
    assert await edit(kari, "Ola", "Ola N.") == []
    assert await name(stage) == "Kari Nordmann"


async def test_a_notice_until_it_is_sent(any_stage: Stage) -> None:
    stage = any_stage
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge("write.1")
    await berit.say("Vi sees på onsdag.")
    preview, question = await edit(berit, "Vi sees på onsdag.", "Vi sees på tirsdag.")
    assert "Vi sees på tirsdag." in preview
    assert "Skal jeg sende den?" in question
    await berit.press("Endre")
    assert len(await edit(berit, "Vi sees på tirsdag.", "Vi sees på torsdag.")) == 2
    assert [row.text for row in await stage.rows(select(Notice.text))] == ["Vi sees på torsdag."]
    await berit.tap(notices_buttons.SendNotice)
    (said,) = await edit(berit, "Vi sees på torsdag.", "Vi sees på lørdag.")
    assert LATE in said
    await kari.refresh()
    assert "Vi sees på torsdag." in kari.last
    assert [row.text for row in await stage.rows(select(Notice.text))] == ["Vi sees på torsdag."]


async def test_what_has_been_told_is_told(stage: Stage) -> None:
    it = await play(stage, 4)
    await it.running(it.people)
    kari = it.people[1]
    await kari.forge(g.TellTrouble(1).pack())
    await kari.say("Noe er galt")
    assert LATE in (await edit(kari, "Noe er galt", "Alt er bra"))[0]
    await kari.forge(g.TellTrouble(1).pack())
    assert LATE in (await edit(kari, "Alt er bra", "Alt er fint"))[0]  # another one is asked for, and this is not it
    await kari.say("Enda noe")
    assert [row.text for row in await stage.rows(select(Trouble.text).order_by(Trouble.id))] == [
        "Noe er galt",
        "Enda noe",
    ]


async def test_it_is_forgotten_and_says_nothing_of_what_was_written(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.say("/privacy")
    await kari.tap(b.ChangeName)
    await kari.say("Kari N.")
    ((row,),) = await stage.rows(select(TakenAnswer))
    _, step, draft, _ = dialogs.read_taken(row)
    assert (step, "Kari" in str(draft)) == ("name", False)
    async with stage.app.database.begin() as session:
        later = stage.now + timedelta(days=4)
        await tidy.tidy(session, stage.app.library, later, later)
    assert not await stage.rows(select(TakenAnswer))
    assert await edit(kari, "Kari N.", "Ola") == []


async def test_a_place_that_is_shared_live_is_not_even_kept(stage: Stage) -> None:
    kari = await stage.participant("Kari")
    await kari.send(location=True)
    message = next(one for one in reversed(kari.chat) if not one["from_bot"])
    moved = {"message_id": message["message_id"], "from": {"id": kari.id, "is_bot": False, "first_name": "Kari"}}
    moved |= {
        "chat": {"id": kari.id, "type": "private"},
        "date": 1,
        "edit_date": 2,
        "location": {"latitude": 1, "longitude": 2},
    }
    assert stage.app.intake
    await stage.app.intake.flush()  # what has been answered is cleared from its row a little later
    before = await stage.dump()
    stage.server.sandbox.updates.push("edited_message", moved, kari.id)
    await stage.settle()
    assert (await stage.dump())["inbox"] == before["inbox"]
