"""What tells courses apart in lists: drafts of one programme, and what has begun by its next day."""

from datetime import datetime

from domain.courses import buttons as b
from tests.flows.drafts import Counted, MakeStage, drafted
from tests.flows.test_team_reminders import team_of
from tests.stage import CENTRE, COURSE, OSLO


def named(phone: Counted, word: str) -> list[str]:
    return [one for one in phone.phone.labels() if word in one]


async def test_drafts_of_one_programme(make_stage: MakeStage, sqlite_url: str) -> None:
    """By first day and place, as far as they are known; what is alike has a number."""
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = Counted(await stage.coordinator("Berit"))
    await drafted(stage, berit)
    await berit.say("/courses")
    assert named(berit, "Utkast") == ["Utkast: Mestringstreff"]
    for _ in range(2):
        await berit.say("/courses")
        for label in ("Nytt kurs", "Mestringstreff", "Plasser", "12"):
            await berit.press(label)
    await berit.say("/courses")
    assert named(berit, "Utkast") == [
        "Utkast: Mestringstreff",
        "Utkast 2: Mestringstreff",
        "Utkast: tir. 8. sep. · Hvitgården · Mestringstreff",
    ]
    assert "Utkast 2: Mestringstreff" in berit.phone.labels()


async def test_what_has_begun_by_its_next_day(make_stage: MakeStage, sqlite_url: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE)
    berit, eivind, _ = await team_of(stage)
    await berit.say("/courses")
    assert "tir. 1. sep. · Hvitgården" in berit.labels()[0]
    await stage.turn(datetime(2026, 9, 2, 12, 0, tzinfo=OSLO))
    for phone in (berit, eivind):
        await phone.say("/courses")
        assert "tir. 8. sep. · Hvitgården" in " ".join(phone.labels())
    await stage.turn(datetime(2026, 10, 7, 12, 0, tzinfo=OSLO))
    await berit.say("/courses")
    assert "tir. 1. sep. · Hvitgården" in " ".join(berit.labels())  # it is over


async def test_a_group_is_found_by_its_next_day(make_stage: MakeStage, sqlite_url: str) -> None:
    """One may join it after it has begun: its first day says nothing to whoever looks now."""
    groups = [COURSE.replace("ta-tak", one, 1).replace('"ta-tak"', '"samtalegruppe"') for one in ("en", "to")]
    stage = await make_stage(sqlite_url, batch="".join([CENTRE, *groups]))
    await stage.turn(datetime(2026, 9, 2, 12, 0, tzinfo=OSLO))
    (kari,) = await stage.acquainted("Kari")
    await kari.say("/start")
    shown = " ".join(kari.labels())
    assert "tir. 1. sep." not in shown
    assert "sep. · Hvitgården" in shown


async def test_who_speaks_for_how_long_on_ta_tak(make_stage: MakeStage, sqlite_url: str) -> None:
    """In the team's view and in its reminder; participants see nothing of it."""
    stage = await make_stage(sqlite_url, batch=CENTRE + COURSE)
    _, eivind, _ = await team_of(stage)
    kari = await stage.enrolled("Kari")
    await eivind.forge(b.LookAtCourse(1).pack())
    assert "Pårørende, 30 minutter: Hverdagen hjemme hos oss" in eivind.last
    assert "Fagperson, 1 time: Hvem som bestemmer hva" in eivind.last
    assert eivind.last.count("Alle, 1 time: Samtale i små grupper") == 6
    await stage.turn(datetime(2026, 8, 31, 18, 0, tzinfo=OSLO))
    await eivind.refresh()
    assert "Fagperson, 1 time: Hva som tynger, og hva som letter" in eivind.last
    await kari.say("/mycourse")
    assert not any("Samtale i små grupper" in words or "1 time" in words for words in kari.texts)
