"""The messages of a course are read by whoever sets it up before they go out."""

from datetime import timedelta

import pytest

from domain.people import LANGUAGES
from domain.setup import buttons as setup
from tests.flows.drafts import Counted, MakeStage, drafted
from tests.flows.test_team_calendar import in_language
from tests.flows.test_team_reminders import DAY, EVENING, team_of
from tests.stage import CENTRE, FIRST, Phone, Stage

WEEK = timedelta(weeks=1)


async def shown(phone: Phone, kind: str, number: int, back: int = 0) -> str:
    await phone.forge(setup.ShowSample(1, kind, number, back).pack())
    return phone.last


async def test_what_is_shown_is_what_is_sent(make_stage: MakeStage, either_database: str) -> None:
    stage = await make_stage(either_database)
    berit, eivind, _ = await team_of(stage)
    kari = await stage.enrolled("Kari")
    reminder, thought = await shown(berit, "session_reminder", 1), await shown(berit, "weekly_message", 1)
    meeting = await shown(berit, "team_meeting_reminder", 0)
    helper = await shown(berit, "team_session_reminder", 1)
    assert "Eksempel, " in reminder
    assert "til alle med plass:" in reminder
    assert "[Jeg kommer] [Jeg kan ikke]" in reminder
    assert "til kursteamet og koordinatorene:" in meeting
    await stage.turn(EVENING - WEEK - DAY)
    await stage.turn(EVENING - DAY)
    await eivind.refresh()
    (told,) = [one for one in eivind.texts if "Påminnelse til kursteamet" in one]
    for part in told.split("\n\n")[:3]:
        assert part in helper
    assert any("Planleggingsmøte" in one and one in meeting for one in eivind.texts)
    await stage.turn(FIRST + WEEK)
    await kari.refresh()
    assert any(one in thought for one in kari.texts if len(one) > 100)
    assert any(one.split("\n\n")[1] in reminder for one in kari.texts if "Samling i morgen" in one)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_kind_can_be_read_in_each_language(make_stage: MakeStage, sqlite_url: str, language: str) -> None:
    stage = await make_stage(sqlite_url, batch=CENTRE)
    berit = await stage.coordinator("Berit")
    course = await drafted(stage, Counted(berit))
    await in_language(stage, berit, language)
    await berit.forge(setup.ShowAhead(course.id).pack())
    labels = berit.labels()[:-1]
    assert len(labels) >= 7
    texts = set()
    for label in labels:
        await berit.press(label)
        assert len(berit.last) > 60
        assert "setup.sample" not in berit.last
        texts.add(berit.last)
        await berit.forge(setup.ShowAhead(course.id).pack())
    assert len(texts) == len(labels)


async def test_one_after_the_other_until_the_last(stage: Stage) -> None:
    berit = await stage.coordinator("Berit")
    await shown(berit, "weekly_message", 1)
    programme = stage.app.library.programmes["ta-tak"]
    for thought in programme.weekly_message:
        assert thought.try_this["nb"][:40] in berit.last
        if thought is not programme.weekly_message[-1]:
            await berit.press("Neste av disse")
    assert "Neste av disse" not in berit.labels()


async def test_what_there_is_not_is_not_shown_nor_to_anybody_else(stage: Stage) -> None:
    berit, kari = await stage.coordinator("Berit"), await stage.enrolled("Kari")
    for kind, number in (("weekly_message", 99), ("session_moved", 1), ("nothing", 0)):
        assert "virker ikke lenger" in await shown(berit, kind, number)
    assert "Påminnelse" not in await shown(kari, "session_reminder", 1)
    assert "til alle med plass" not in kari.last
