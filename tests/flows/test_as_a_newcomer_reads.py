"""What somebody reads who has never seen it: who else is told, that a course is off, names in full, a link that stays."""

from collections.abc import Awaitable, Callable

from domain.rights import Role
from tests.flows.drafts import Counted, team_of
from tests.flows.test_course_teams import YES, ask
from tests.flows.test_roles import invited, link_in
from tests.stage import Phone, Stage

MakeStage = Callable[..., Awaitable[Stage]]


async def sessions_of(berit: Phone, *way: str) -> None:
    await berit.say("/courses")
    for label in ("Hvitgården", "Samlinger", *way):
        await berit.press(label)


async def test_before_a_session_is_moved_or_called_off_it_is_said_that_the_team_is_told(stage: Stage) -> None:
    await stage.enrolled("Kari")
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await sessions_of(berit, "Mestring og verdighet", "Avlys")
    assert "kursteamet" not in berit.last, "nobody is on it"
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.press(YES)
    told = "1 person på kurset får beskjed med en gang. Én i kursteamet får også beskjed."
    await sessions_of(berit, "Mestring og verdighet", "Avlys")
    assert told in berit.last
    await sessions_of(berit, "Mestring og verdighet", "Flytt", "En dag senere")
    assert told in berit.last
    await berit.press("Ja, flytt")
    assert "1 person får beskjed nå. Én i kursteamet får også beskjed." in berit.last
    await eivind.refresh()
    assert "nytt om kurset" in eivind.last


async def test_who_of_the_team_is_not_reached_is_named(stage: Stage) -> None:
    """Nobody counts as told whom the bot cannot tell."""
    await stage.enrolled("Kari")
    berit, eivind = await stage.coordinator("Berit"), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await eivind.press(YES)
    await eivind.block()
    for way in (("Avlys",), ("Flytt", "En dag senere")):
        await sessions_of(berit, "Mestring og verdighet", *way)
        assert "1 person på kurset får beskjed med en gang." in berit.last
        assert "kursteamet" not in berit.last
        assert "Jeg når ikke fram til én person" in berit.last
        assert "• Eivind" in berit.last


async def test_what_is_taken_back_is_to_be_told_again_to_whoever_was_rung(stage: Stage) -> None:
    berit = await stage.coordinator()
    await sessions_of(berit, "Mestring og verdighet", "Avlys", "Ja, avlys", "Angre avlysningen")
    assert "ringe igjen" not in berit.last, "nobody has a place by phone"
    await berit.say("/courses")
    for label in ("Hvitgården", "+1 per telefon", "Ja, sett av"):
        await berit.press(label)
    await sessions_of(berit, "Mestring og verdighet", "Avlys", "Ja, avlys", "Angre avlysningen")
    assert "Én er påmeldt per telefon. Hvis du har ringt, må du ringe igjen." in berit.last


async def test_a_course_that_is_off_says_so_and_gives_no_link(stage: Stage) -> None:
    berit, eivind = await stage.coordinator(), await invited(stage, "Eivind", Role.PROFESSIONAL)
    await ask(stage, berit, eivind, Role.PROFESSIONAL)
    await berit.say("/courses")
    await berit.press("Hvitgården")
    assert "Denne lenken går rett til kurset." in berit.last
    for label in ("Samlinger", "Avlys resten av kurset"):
        await berit.press(label)
    assert "Én i kursteamet får også beskjed." in berit.last
    for label in ("Ja, avlys alt", "Tilbake"):
        await berit.press(label)
    await eivind.refresh()
    assert "avlyst" in eivind.last
    assert "Kurset er avlyst." in berit.last
    assert "ingen flere samlinger" not in berit.last
    assert "Denne lenken" not in berit.last
    await berit.press("Tilbake")
    assert "Avlyst: tir. 1. sep. · Hvitgården · TA TAK – kurs for pårørende" in berit.labels()


async def test_after_a_question_as_a_name_no_full_stop_follows(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator()
    await sessions_of(berit, "Mestring og verdighet", "Avlys", "Ja, avlys")
    await kari.refresh()
    sentence = next(line for line in kari.last.splitlines() if "Neste samling er" in line)
    assert sentence.endswith("Rettigheter")


async def test_programmes_are_told_apart_by_their_whole_names(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await berit.say("/courses")
    await berit.press("Nytt kurs")
    assert "Helsepedagogikk – mestringsmodul" in berit.labels()
    assert not [label for label in berit.labels() if label.endswith("…")]


async def test_dates_out_of_order_are_said_where_one_chooses_them(stage: Stage) -> None:
    await team_of(stage)
    berit = Counted(await stage.coordinator("Berit"))
    await berit.say("/courses")
    for label in ("Nytt kurs", "Mestringstreff", "Datoer", "Neste måned", "9", "12:00", "Datoer"):
        await berit.press(label)
    assert "Datoene må komme etter hverandre." not in berit.last
    for label in ("2: ", "Neste måned", "29", "12:00"):
        await berit.press(label)
    assert "Datoene må komme etter hverandre." in berit.last


async def test_what_one_has_a_role_in_is_called_the_same_on_button_and_screen(stage: Stage) -> None:
    turid = await invited(stage, "Turid", Role.PROFESSIONAL)
    await ask(stage, await stage.coordinator("Berit"), turid, Role.PROFESSIONAL)
    await turid.press(YES)
    await turid.say("/start")
    await turid.press("Kurs jeg har en rolle i")
    assert turid.last.startswith("Kurs du har en rolle i\nHer ser du kursene, men ikke hvem som deltar.")


async def test_a_link_that_gives_a_role_stays_to_be_passed_on(stage: Stage) -> None:
    owner = await invited(stage, "Astrid", Role.OWNER)
    for label in ("Roller", "Ny lenke", "Fagperson"):
        await owner.press(label)
    token = link_in(owner)
    await owner.press("Tilbake")
    assert owner.last.startswith("Roller")
    assert token in owner.messages[-2]["text"]
