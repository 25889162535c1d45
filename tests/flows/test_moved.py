"""What participants are told of a moved evening, and what the coordinator is warned of before."""

from datetime import timedelta

from domain import buttons as b
from tests.stage import FIRST, Stage


async def test_moved_evening_says_what_the_time_was_and_stays_after_the_answer(stage: Stage) -> None:
    kari, berit = await stage.enrolled("Kari"), await stage.coordinator("Berit")
    await berit.forge("move.1.1")
    await berit.say("2. september kl. 18.30")
    await berit.tap(b.ConfirmMove)
    await kari.refresh()
    assert "En kurskveld har fått ny tid" in kari.last
    assert "Tid: onsdag 2. september kl. 18:30" in kari.last
    assert "(før: tirsdag 1. september kl. 18:00)" in kari.last
    await kari.tap(b.AttendMoved, coming=1)
    assert "En kurskveld har fått ny tid" in kari.last
    assert "Du har svart at du kommer" in kari.last
    assert "Kalenderfil" in kari.labels()
    assert "Kurset mitt" in kari.labels()
    assert "✓ Jeg kommer" in kari.labels()
    await stage.turn(FIRST + timedelta(minutes=31))
    await kari.refresh()
    assert "Kurskveld i morgen" in kari.last
    await kari.tap(b.Attend, coming=0)
    assert "Kurskveld i morgen" in kari.last
