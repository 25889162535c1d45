"""A coordinator who has not signed up for anything is led to the courses, whatever they write, and wherever a crash came."""

import json

import pytest

from db.models import Inbox
from domain.courses import buttons as b
from tests.stage import FIRST, Phone, Stage


@pytest.mark.parametrize("command", ["/pause", "/resume", "/start", "/mycourse", "/cancel", "hei"])
async def test_nothing_asks_them_to_agree(stage: Stage, command: str) -> None:
    berit = await stage.coordinator()
    await berit.say(command)
    assert "Før vi begynner" not in berit.last
    await berit.say("/start")
    assert "Kurs jeg koordinerer" in berit.labels()


async def test_who_agreed_to_nothing_and_coordinates_nothing_is_asked(stage: Stage) -> None:
    kari = await stage.person("Kari")
    await kari.start()
    await kari.press("Norsk bokmål")
    await kari.say("/resume")
    assert "Før vi begynner" in kari.last


@pytest.mark.parametrize("what", ["courses", "press", "text"])
async def test_after_a_crash_they_see_their_courses(stage: Stage, what: str) -> None:
    berit = await stage.coordinator()
    before = len(berit.messages)
    await left_unanswered(stage, berit, what)
    intake = stage.app.intake
    assert intake is not None
    assert await intake.catch_up() == 1
    await stage.settle()
    await berit.refresh()
    assert len(berit.messages) == before + 1
    assert berit.last.startswith("Jeg var borte et øyeblikk. Her er du nå:")
    assert "Kurs jeg koordinerer" in berit.labels()


async def left_unanswered(stage: Stage, berit: Phone, what: str) -> None:
    """An update that was handled when the process died, and not answered."""
    person = {"id": berit.id, "is_bot": False, "first_name": "Berit", "language_code": "nb"}
    message = {"message_id": 5, "date": 1, "chat": {"id": berit.id, "type": "private"}, "from": person}
    updates = {
        "courses": {"message": message | {"text": "/courses"}},
        "press": {
            "callback_query": {"id": "1", "from": person, "chat_instance": "1", "data": b.ManageCourse(1).pack()}
        },
        "text": {"message": message | {"text": "6.10. kl. 18"}},
    }
    payload = json.dumps({"update_id": 10**6, **updates[what]})
    async with stage.app.database.begin() as session:
        session.add(
            Inbox(update_id=10**6, telegram_id=berit.id, payload=payload, received_at=stage.now, handled_at=stage.now)
        )


async def test_an_old_reminder_says_that_the_evening_has_been(stage: Stage) -> None:
    kari = await stage.enrolled("Kari")
    await stage.turn(FIRST.replace(hour=16))
    await stage.turn(FIRST.replace(hour=19))
    await kari.press("Jeg kommer")
    assert "Samlingen har begynt" in kari.last
    await stage.turn(FIRST.replace(day=3))
    await kari.press("Jeg kommer")
    assert "Samlingen er over" in kari.last
    assert "Noe er endret" not in " ".join(kari.texts)
