"""Helse Bergen's modules: three days and two more, then a module that builds on them, whose last day comes weeks later."""

from datetime import datetime, timedelta

from domain.rights import Role
from domain.signup import buttons as s
from tests.flows.drafts import MakeStage, starts
from tests.flows.systems.office import centre, set_up, sign_up, with_roles
from tests.flows.systems.told import Diary, as_told, nothing_tells
from tests.stage import OSLO

TEAM = (("Eivind", Role.PROFESSIONAL), ("Sigrid", Role.PROFESSIONAL), ("Eldbjørg", Role.EXPERIENCED_USER))
START = datetime(2026, 9, 1, 9, 0, tzinfo=OSLO)
CHANGE = datetime(2026, 11, 10, 9, 0, tzinfo=OSLO)


async def test_the_start_first_and_then_what_builds_on_it(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=centre("bergen", "Helse Bergen", "Bergen", "Askøy", "Voss"))
    berit = await stage.coordinator("Berit", "bergen")
    team = await with_roles(stage, "bergen", TEAM)
    start = await set_up(berit, "helsepedagogikk-start", START, "Energisenteret", team, TEAM)
    assert await starts(stage, start.id) == [
        f"{day} 09:00" for day in ("01.09.", "02.09.", "03.09.", "01.10.", "02.10.")
    ]
    (kari,) = await sign_up(stage, start, "Kari")

    stage.without_ticks()
    diary = Diary(stage, [kari, berit], team)
    as_told(
        await diary.until(START + timedelta(days=32)),
        """
        18.08. 08:00  Berit  1 ny har fått plass
        25.08. 09:00  Kari  Læring og mestring
        31.08. 09:00  Kari  Læring og mestring
        24.09. 09:00  Kari  Å lede en gruppe
        30.09. 09:00  Kari  Å lede en gruppe
        02.10. 15:30  Kari  Etter kurset
        """,
    )

    change = await set_up(berit, "helsepedagogikk-endring", CHANGE, "Energisenteret", team, TEAM)
    assert await starts(stage, change.id) == [f"{day} 09:00" for day in ("10.11.", "11.11.", "12.11.", "17.12.")]
    as_told(
        await diary.until(START + timedelta(days=60)),
        """
        04.10. 15:30  Kari  Spørsmålene om kurset ligger her fortsatt
        23.10. 15:30  Kari  Noe som kan passe videre
        """,
    )

    # Kari has the start behind her; whoever has not is told so before they sign up, and nobody is turned away.
    await kari.refresh()
    await kari.tap(s.ShowCourse, course_id=change.id)
    await kari.tap(s.AskJoin, course_id=change.id)
    assert "Jeg kan ikke se" not in kari.last
    await kari.tap(s.Join, course_id=change.id)
    (ola,) = await stage.acquainted("Ola")
    await ola.say("/find")
    await ola.tap(s.AskJoin, course_id=change.id)
    assert "bygger på Helsepedagogikk – startmodul. Jeg kan ikke se at du har gått det hos oss" in ola.last
    await ola.tap(s.Join, course_id=change.id)
    diary.people = [kari, ola, berit]
    as_told(
        await diary.until(CHANGE + timedelta(days=70)),
        """
        01.11. 08:00  Berit  Helsepedagogikk – endringsmodul
        03.11. 09:00  Kari, Ola  Hva får folk til å endre seg?
        09.11. 09:00  Kari, Ola  Energisenteret
        23.11. 09:00  Kari, Ola  sjelden flere gode råd
        07.12. 09:00  Kari, Ola  det de andre lærer mest av
        10.12. 09:00  Kari, Ola  Hva skjedde i praksis?
        16.12. 09:00  Kari, Ola  Hva skjedde i praksis?
        17.12. 15:30  Kari, Ola  Etter kurset
        19.12. 15:30  Kari, Ola  Etter kurset
        07.01. 15:30  Kari, Ola  Helsepedagogikk – mestringsmodul
        """,
    )
    await nothing_tells(stage, "helsepedagogikk-start", "helsepedagogikk-endring", coordinators=[berit])
