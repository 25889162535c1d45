"""What members tell the coordinators: kept, read by them alone, told of at most once an hour, and never too much at once."""

from datetime import timedelta

from sqlalchemy import delete, select

from db.models import Assignment, Trouble
from domain.groups import TROUBLES_A_DAY
from domain.groups import buttons as g
from services.groups.troubles import LIMIT
from services.privacy import tidy
from tests.flows.groups import GONE, Play, play
from tests.stage import Phone, Stage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def tell(phone: Phone, text: str) -> None:
    await phone.forge(g.TellTrouble(1).pack())
    await phone.say(text)


async def started(stage: Stage) -> Play:
    it = await play(stage, 4)
    await it.running(it.people)
    return it


def told_of(phone: Phone) -> list[str]:
    return [words for words in phone.texts if "sagt fra om noe" in words and "Det medlemmene har" not in words]


async def kept(stage: Stage) -> list[str]:
    return [row[0] for row in await stage.rows(select(Trouble.text).order_by(Trouble.id))]


async def test_a_flood_is_stopped_kindly_and_nothing_is_lost(any_stage: Stage) -> None:
    stage = any_stage
    it = await started(stage)
    kari = it.people[1]
    await kari.forge(g.TellTrouble(1).pack())
    assert "LMS-Sandefjord: +47 00 00 00 00" in kari.last
    assert "Ring 113 når det står om liv" in kari.last
    await kari.say("Nummer 1")
    assert "Koordinatoren får beskjed" in kari.last
    for number in range(2, TROUBLES_A_DAY + 1):
        await tell(kari, f"Nummer {number}")
        assert "Meldingen er tatt vare på" in kari.last
        assert "får beskjed mandag 17. august kl. 10:00" in kari.last
        await stage.turn(MINUTE)
    await kari.forge(g.TellTrouble(1).pack())
    assert "Du har sagt fra 5 ganger" in kari.last
    assert "tirsdag 18. august kl. 09:00" in kari.last
    assert "Ring 113 når det står om liv" in kari.last
    await kari.say("Nummer 6")
    assert "Det skjønte jeg ikke" in kari.last
    assert await kept(stage) == [f"Nummer {number}" for number in range(1, TROUBLES_A_DAY + 1)]
    await it.look()
    assert len(told_of(it.berit)) == 1
    await it.turn(HOUR)
    assert len(told_of(it.berit)) == 2
    assert "5 ganger" in told_of(it.berit)[1]
    await it.turn(timedelta(hours=23))
    await tell(kari, "Nummer 6")
    assert "Koordinatoren får beskjed" in kari.last
    assert len(await kept(stage)) == 6


async def test_one_person_keeps_nobody_else_from_telling(stage: Stage) -> None:
    it = await started(stage)
    for number in range(TROUBLES_A_DAY):
        await tell(it.people[1], f"Nummer {number}")
    await tell(it.people[2], "Jeg også")
    assert "Meldingen er tatt vare på" in it.people[2].last
    await it.turn(HOUR)
    assert "6 ganger" in told_of(it.berit)[-1]


async def test_coordinators_read_all_of_it_and_who_wrote(stage: Stage) -> None:
    it = await started(stage)
    for number in range(4):
        await tell(it.people[number % 2], f"<{number}> " + "å" * (LIMIT - 4))
    await it.look()
    await it.berit.press("Det de har sagt fra om")
    seen = [it.berit.last]
    while "Eldre" in it.berit.labels():
        await it.berit.press("Eldre")
        seen.append(it.berit.last)
        assert len(seen) < 9
    for number in range(4):
        assert sum(f"<{number}> " in words for words in seen) == 1
    assert "Solveig" in seen[-1]
    assert "Torbjørn" in seen[0]
    assert all("❗" in words for words in seen)
    await it.berit.press("Til de nyeste")
    assert it.berit.last == seen[0]


async def test_emoji_count_twice_and_still_fit(stage: Stage) -> None:
    it = await started(stage)
    for _ in range(3):
        await tell(it.people[0], "🌿" * LIMIT)
    await it.berit.forge(g.ShowTroubles(1, 0).pack())
    assert it.berit.last.count("🌿") % LIMIT == 0
    assert "Eldre" in it.berit.labels()


async def test_what_has_been_seen_to(stage: Stage) -> None:
    """The mark goes; what came after the screen was made keeps it; and in the end the text goes."""
    it = await started(stage)
    await tell(it.people[0], "Det første")
    await it.berit.forge(g.ShowTroubles(1, 0).pack())
    done = it.berit.button("Ferdig med disse")
    await tell(it.people[1], "Det andre")
    await it.berit.forge(done)
    assert it.berit.last.count("❗") == 1
    assert it.berit.last.index("❗") < it.berit.last.index("Det andre")
    await it.turn(HOUR)
    assert "Noen i en gruppe" in told_of(it.berit)[-1]
    await it.berit.forge(g.ManageGroups(1).pack())
    assert any(label.startswith("❗") for label in it.berit.labels())
    await it.berit.press("❗")
    assert "Noen har sagt fra om noe, og ingen har merket det" in it.berit.last
    await it.berit.press("Det de har sagt fra om")
    await it.berit.press("Ferdig med disse")
    await it.berit.forge(g.ManageGroups(1).pack())
    assert not any(label.startswith("❗") for label in it.berit.labels())
    now = stage.now + timedelta(days=91)
    async with stage.app.database.begin() as session:
        await tidy.tidy(session, stage.app.library, now, now)
    assert await kept(stage) == []


async def test_nobody_is_told_of_what_is_seen_to_already(stage: Stage) -> None:
    it = await started(stage)
    await tell(it.people[0], "Det første")
    await tell(it.people[0], "Det andre")
    await it.berit.forge(g.ShowTroubles(1, 0).pack())
    await it.berit.press("Ferdig med disse")
    await it.turn(HOUR)
    assert told_of(it.berit) == []  # the one there was has become the page


async def test_of_a_group_that_is_over(stage: Stage) -> None:
    """Who was in it may still tell, and it can be read."""
    it = await started(stage)
    group = await it.group()
    await it.people[0].forge(g.CloseGroup(group.id, group.version).pack())
    await tell(it.people[0], "Det var vondt.")
    await it.look()
    await it.berit.press("Det de har sagt fra om")
    assert "Det var vondt." in it.berit.last
    await it.berit.forge(g.ManageGroups(1).pack())
    await it.berit.press("❗ Avsluttet")
    await it.berit.press("Ferdig med disse")
    await it.berit.press("Tilbake")
    assert not any("Avsluttet" in label for label in it.berit.labels())


async def test_nobody_to_read_it(stage: Stage) -> None:
    """Where nobody coordinates (any longer), nothing is taken down that nobody would read."""
    it = await started(stage)
    await it.people[0].forge(g.TellTrouble(1).pack())
    async with stage.app.database.begin() as session:
        await session.execute(delete(Assignment))
    await it.people[0].say("Hallo?")
    assert "ingen koordinator" in it.people[0].last
    assert "113" in it.people[0].last
    assert await kept(stage) == []


async def test_only_coordinators_read_it(stage: Stage) -> None:
    it = await started(stage)
    await tell(it.people[0], "Noe privat")
    for button in (g.ShowTroubles(1, 0), g.TroublesDone(1, 9)):
        await it.people[1].forge(button.pack())
        assert "for dem som koordinerer" in it.people[1].last
    await it.berit.forge(g.ShowTroubles(77, 0).pack())
    assert GONE in it.berit.last
    assert not it.people[1].saw("Noe privat")


async def test_a_link_is_told_with_its_address(stage: Stage) -> None:
    it = await started(stage)
    kari = it.people[1]
    await kari.forge(g.TellTrouble(1).pack())
    link = {"type": "text_link", "offset": 11, "length": 6, "url": "https://example.org/a"}
    await kari.send(text="Alt står i brevet.", entities=[link])
    assert await kept(stage) == ["Alt står i brevet (https://example.org/a)."]
