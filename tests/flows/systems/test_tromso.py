"""Tromsø, no centre but a coordinator: a course where people meet, by video for the small places, and a group afterwards."""

from datetime import datetime, timedelta

from domain.setup import Line
from domain.setup import buttons as b
from domain.signup import buttons as s
from tests.flows.drafts import MakeStage
from tests.flows.systems.office import ONE_OF_EACH, asked_and_willing, card, centre, draft, publish, sees, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.stage import OSLO

FIRST = datetime(2026, 9, 15, 18, 0, tzinfo=OSLO)
LAST = FIRST + timedelta(weeks=5)
LINK = "https://video.example/rom-1"


async def test_three_municipalities_meet_in_one_room_and_by_video(make_stage: MakeStage, sqlite_url: str) -> None:
    world = centre("tromso", "LMS Tromsø", "Tromsø", "Balsfjord", "Karlsøy") + centre("alta", "Alta kommune", "Alta")
    stage = await make_stage(sqlite_url, batch=world)
    marit = await stage.coordinator("Marit", "tromso")
    team = await with_roles(stage, "tromso", ONE_OF_EACH)
    course = await draft(marit, "ta-tak", FIRST, "Biblioteket, Storsteinnes")
    await asked_and_willing(marit, course, team, ONE_OF_EACH)
    await card(marit, course)
    await marit.tap(b.ShowPlaces)
    await marit.tap(b.WriteLine, line=Line.VIDEO.value)
    await marit.say(LINK)
    await publish(marit, course)

    # Found by the first letters of each municipality; not from far away.
    kari, *_ = people = await stage.acquainted("Kari", "Ola", "Aud")
    far = (await stage.acquainted("Per"))[0]
    for one, where in zip(people, ("karls", "balsfjord", "TROMSO"), strict=True):
        await one.say("/find")
        if not sees(one, s.AskJoin):
            await one.say(where)
        assert "Biblioteket, Storsteinnes" in one.last
        assert LINK not in one.last
        await one.tap(s.AskJoin)
        await one.tap(s.Join)
    await far.say("/mycourse")
    assert not far.saw("video.example")

    stage.without_ticks()
    diary = Diary(stage, [*people, far, marit], team)
    as_told(
        await diary.until(FIRST + timedelta(days=1)),
        """
        18.08. 08:00  Marit  3 nye har fått plass
        08.09. 18:00  Kari, Ola, Aud  Mestring og verdighet
        14.09. 18:00  Kari, Ola, Aud  Biblioteket, Storsteinnes
        15.09. 16:00  Kari, Ola, Aud  https://video.example/rom-1
        """,
    )
    as_told(
        await diary.until(LAST),
        """
        19.09. 10:00  Kari, Ola, Aud  Når mye er vanskelig
        21.09. 18:00  Kari, Ola, Aud  Rettigheter
        22.09. 16:00  Kari, Ola, Aud  Rettigheter
        26.09. 10:00  Kari, Ola, Aud  Du trenger ikke svare med en gang
        28.09. 18:00  Kari, Ola, Aud  Pårørendeorganisasjoner
        29.09. 16:00  Kari, Ola, Aud  https://video.example/rom-1
        29.09. 20:30  Kari, Ola, Aud  Halvveis i kurset
        01.10. 20:30  Kari, Ola, Aud  Halvveis i kurset
        03.10. 10:00  Kari, Ola, Aud  Kanskje er det noen rundt deg
        05.10. 18:00  Kari, Ola, Aud  Hjelpetilbud
        06.10. 16:00  Kari, Ola, Aud  Hjelpetilbud
        10.10. 10:00  Kari, Ola, Aud  Den som holder styr på alt
        12.10. 18:00  Kari, Ola, Aud  Søsken og andre barn i familien
        13.10. 16:00  Kari, Ola, Aud  Søsken og andre barn i familien
        17.10. 10:00  Kari, Ola, Aud  Når én i familien trenger mye
        19.10. 18:00  Kari, Ola, Aud  Familien
        20.10. 16:00  Kari, Ola, Aud  Familien
        """,
    )

    # The morning after the last evening all three are asked whether they will go on by themselves.
    as_told(
        await diary.until(LAST + timedelta(days=1)),
        """
        20.10. 20:30  Kari, Ola, Aud  Etter kurset
        21.10. 10:30  Kari, Ola, Aud  Vil du fortsette å møte andre?
        """,
    )
    await kari.refresh()
    assert "Det gjelder meg selv" in kari.labels()
    assert not far.saw("Vil du fortsette")
    await nothing_tells(stage, "ta-tak", coordinators=[marit])
