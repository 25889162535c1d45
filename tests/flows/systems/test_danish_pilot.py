"""The Danish pilot: a municipality's key person sets up Lær at leve, led by two experienced users; all of it in Danish."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.evaluation import buttons as e
from domain.rights import Role
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import answer, asked_and_willing, card, centre, draft, publish, sign_up, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TOWNS = ("Herning", "Holstebro", "Ikast-Brande", "Lemvig", "Ringkøbing-Skjern", "Struer")
DANISH = {"country": "DK", "time_zone": "Europe/Copenhagen", "language": "da", "phone": "+45 00 00 00 00"}
TEAM = (("Anders", Role.EXPERIENCED_USER), ("Bodil", Role.EXPERIENCED_USER))
FIRST = datetime(2026, 9, 8, 16, 0, tzinfo=COPENHAGEN)
LAST = FIRST + timedelta(weeks=5)
ALL = "Karen, Ole, Inge, Jens, Lis"


def slug(town: str) -> str:
    return town.lower().replace("ø", "oe")


async def test_learning_to_live_in_holstebro(make_stage: MakeStage, sqlite_url: str) -> None:
    world = [centre(slug(one), f"{one} Kommune", one, **DANISH) for one in TOWNS]
    world.append(centre("hospital", "Regionshospitalet Gødstrup", *TOWNS, **DANISH))
    stage = await make_stage(sqlite_url, batch="".join(world))
    mette = await stage.coordinator("Mette", "holstebro", "da")
    team = await with_roles(stage, "holstebro", TEAM, "da")
    course = await draft(mette, "laer-at-leve", FIRST, "Sundhedscenteret")
    await asked_and_willing(mette, course, team[:1], TEAM[:1])
    assert "Én erfaren bruger til, der siger ja." in await card(mette, course)
    await asked_and_willing(mette, course, team[1:], TEAM[1:])
    preview = await publish(mette, course)
    assert "1. tirs. 8. sep. 16:00–18:30 · At lave en plan for ugen" in preview
    assert stage.app.library.programmes["laer-at-leve"].completed_from == 4
    people = await sign_up(stage, course, *ALL.split(", "), language="da")
    assert "Du har fået en plads." in people[0].last
    assert "Holstebro Kommune: +45" in people[0].last

    stage.without_ticks()
    diary = Diary(stage, [*people, mette], team, COPENHAGEN)
    as_told(
        await diary.until(LAST + timedelta(hours=3)),
        f"""
        18.08. 08:00  Mette  Lær at leve godt
        01.09. 16:00  {ALL}  At lave en plan for ugen
        05.09. 16:00  {ALL}  Før kurset
        06.09. 16:00  {ALL}  den eneste påmindelse
        07.09. 16:00  {ALL}  At lave en plan for ugen
        08.09. 14:00  {ALL}  Sundhedscenteret
        09.09. 18:00  {ALL}  En plan, der er lidt for lille
        14.09. 16:00  {ALL}  At løse vanskeligheder
        15.09. 14:00  {ALL}  At løse vanskeligheder
        16.09. 18:00  {ALL}  noget i vejen for planen
        21.09. 16:00  {ALL}  Tunge tanker og træthed
        22.09. 14:00  {ALL}  Tunge tanker og træthed
        23.09. 18:00  {ALL}  Træthed har mange årsager
        28.09. 16:00  {ALL}  Bevægelse og vejrtrækning
        29.09. 14:00  {ALL}  Bevægelse og vejrtrækning
        30.09. 18:00  {ALL}  Den bedste måde at bevæge sig på
        05.10. 16:00  {ALL}  At tale med dem omkring dig
        06.10. 14:00  {ALL}  At tale med dem omkring dig
        07.10. 18:00  {ALL}  gætter ofte forkert
        12.10. 16:00  {ALL}  Planer for tiden fremover
        13.10. 14:00  {ALL}  Planer for tiden fremover
        13.10. 18:30  {ALL}  Efter kurset
        """,
    )
    await answer(people, "final", 5)
    as_told(
        await diary.until(LAST + timedelta(days=22)),
        f"""
        14.10. 08:30  {ALL}  Vil du blive ved med at møde andre?
        28.10. 18:00  {ALL}  En hilsen efter kurset
        03.11. 18:30  {ALL}  Noget, der kan passe som det næste
        """,
    )
    await mette.forge(e.ShowResults(course.id, "final").pack())
    assert "Har svaret: 5" in mette.last
    assert "gennemsnit 5" in mette.last

    # Words that point to danger get the Danish number.
    await people[0].say("Jeg orker ikke at leve længere")
    assert "112" in people[0].last
    await nothing_tells(stage, "laer-at-leve", coordinators=[mette])
